"""A table model of any rows, whose columns say what they show, how it reads and how it sorts."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from dialer.ui.models.agents import fold
from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")
PreparedRow: TypeAlias = tuple[str, T]
_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_TEXT_ROLES = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})
# Named as lupdate knows it.
translate = QCoreApplication.translate


class ColumnKind(enum.StrEnum):
    """What a column holds.

    Attributes:
        TEXT: words.
        QUIET: words of less weight.
        ID: an id, in fixed width.
        FIGURE: numbers, which sort by value.
    """

    TEXT = "text"
    QUIET = "quiet"
    ID = "id"
    FIGURE = "figure"


class Column(NamedTuple):
    """One column.

    Attributes:
        title: above it.
        value: what a row holds there: a text, or a number; None where nothing is told.
        kind: how it is shown and sorted.
        words: how a value reads; a text reads as it is.
        total: the value of the row that sums the others up; None leaves its cell empty.
        tip: more about the column.
        pill: the tone of a pill the words stand in; None for plain words.
    """

    title: str
    value: Callable[[Any], Any]
    kind: ColumnKind = ColumnKind.TEXT
    words: Callable[[Any], str] = str
    total: Callable[[Sequence[Any]], Any] | None = None
    tip: str = ""
    pill: Callable[[Any], Tone | None] | None = None


class CellsModel(QAbstractTableModel, Generic[T]):
    """The rows that pass the filter, in the order of the chosen column, below their sum.

    A value is put into words when it is to be seen: ten thousand rows of a dozen figures
    would otherwise hold the window up.

    Args:
        seek: the texts of a row the filter looks into.
        columns: before there are rows.
        sums_up: begins the rows with one that sums up those listed.
    """

    def __init__(
        self,
        seek: Callable[[T], Sequence[str]],
        parent: QObject | None = None,
        *,
        columns: Sequence[Column] = (),
        sums_up: bool = False,
    ) -> None:
        super().__init__(parent)
        self._seek = seek
        self._sums_up = sums_up
        self._columns = tuple(columns)
        self._rows: list[PreparedRow[T]] = []
        self._shown: list[PreparedRow[T]] = []
        self._sums: tuple[str, ...] = ()
        self._words: tuple[str, ...] = ()
        self._column = -1
        self._order = Qt.SortOrder.AscendingOrder

    def show_rows(self, columns: Sequence[Column], rows: Iterable[T]) -> None:
        """Replaces everything; the filter stays, and the order where its column does."""
        self.show_prepared(columns, [self.prepare(row) for row in rows])

    def prepare(self, row: T) -> PreparedRow[T]:
        """Works out what the filter looks into, ahead of ``show_prepared``."""
        # The line break keeps a word from matching across two texts.
        return fold("\n".join(self._seek(row))), row

    def show_prepared(self, columns: Sequence[Column], rows: Iterable[PreparedRow[T]]) -> None:
        """The same as ``show_rows``; so many rows can be made ready a few at a time."""
        if [one.title for one in columns] != [one.title for one in self._columns]:
            self._column = -1
        self._rows = list(rows)
        self.beginResetModel()
        self._columns = tuple(columns)
        self._pick()
        self.endResetModel()

    def clear(self) -> None:
        """Takes the rows away; the columns stay."""
        self.show_rows(self._columns, ())

    def show_only(self, text: str) -> None:
        """Filters: every word must be in a row, in any spelling of capitals and accents."""
        words = tuple(fold(text).split())
        if words != self._words:
            self._words = words
            self.beginResetModel()
            self._pick()
            self.endResetModel()

    @property
    def total(self) -> int:
        """How many rows there are, listed or not."""
        return len(self._rows)

    @property
    def shown_count(self) -> int:
        """How many rows are listed; the sum is none of them."""
        return len(self._shown)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the columns are called, from the left."""
        return tuple(column.title for column in self._columns)

    @property
    def shown_cells(self) -> list[tuple[str, ...]]:
        """The texts of the rows listed now, in their order, without their sum."""
        columns = self._columns
        return [tuple(_words(one, one.value(row)) for one in columns) for _, row in self._shown]

    def item(self, row: int) -> T | None:
        """What a listed row shows; None for the sum and beyond."""
        at = row - bool(self._sums)
        return self._shown[at][1] if 0 <= at < len(self._shown) else None

    def row_of(self, wanted: Callable[[T], bool]) -> int:
        """The first listed row that is wanted; -1 where there is none."""
        places = enumerate(self._shown, start=bool(self._sums))
        return next((at for at, (_, row) in places if wanted(row)), -1)

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows are listed, and their sum."""
        return 0 if parent.isValid() else len(self._shown) + bool(self._sums)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text, the same for screen readers, and how it is drawn."""
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        column = self._columns[index.column()]
        if role == CellRole.FIGURE:
            return column.kind is ColumnKind.FIGURE
        at = index.row() - bool(self._sums)
        if at < 0:
            return _sum_data(self._sums[index.column()], role)
        return _cell_data(column, self._shown[at][1], role)

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title, what it means as its tooltip, and whether it holds figures."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column.title
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return column.tip or None
        return column.kind is ColumnKind.FIGURE if role == CellRole.FIGURE else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; -1 is the provider's own order. What is selected stays so."""
        self._column, self._order = column, order
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        first = int(bool(self._sums))
        rows = [
            self._shown[index.row() - first] if index.row() >= first else None for index in kept
        ]
        self._pick()
        places = {id(row): place for place, row in enumerate(self._shown, start=first)}
        moved = [
            self.index(0 if row is None else places[id(row)], index.column())
            for row, index in zip(rows, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _pick(self) -> None:
        rows = self._rows
        for word in self._words:
            rows = [row for row in rows if word in row[0]]
        self._shown = self._sorted(rows)
        self._sums = self._sum() if self._sums_up and len(rows) > 1 else ()

    def _sorted(self, rows: list[tuple[str, T]]) -> list[tuple[str, T]]:
        if not 0 <= self._column < len(self._columns):
            return list(rows)
        column = self._columns[self._column]
        is_figure = column.kind is ColumnKind.FIGURE

        def key(row: tuple[str, T]) -> tuple[bool, Any]:
            value = column.value(row[1])
            if value is None:
                return False, 0 if is_figure else ""
            return True, value if is_figure else fold(_words(column, value))

        return sorted(rows, key=key, reverse=self._order is Qt.SortOrder.DescendingOrder)

    def _sum(self) -> tuple[str, ...]:
        items = [row for _, row in self._shown]
        return tuple(
            _words(column, column.total(items)) if column.total else "" for column in self._columns
        )


def _cell_data(column: Column, row: object, role: int) -> object:
    if role in _TEXT_ROLES:
        return _words(column, column.value(row))
    if role == Qt.ItemDataRole.AccessibleTextRole:
        untold = translate("agents", "{column}: not told").format(column=column.title)
        return _words(column, column.value(row)) or untold
    if role == CellRole.MONO:
        return column.kind is ColumnKind.ID
    if role == CellRole.TONE:
        return Tone.NEUTRAL if column.kind is ColumnKind.QUIET else None
    return column.pill(row) if role == CellRole.PILL and column.pill else None


def _sum_data(words: str, role: int) -> object:
    if role == CellRole.SUM:
        return True
    return words if role in {*_TEXT_ROLES, Qt.ItemDataRole.AccessibleTextRole} else None


def _words(column: Column, value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else column.words(value)
