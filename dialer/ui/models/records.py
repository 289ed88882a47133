"""A provider's records as a table model that grows page by page, filters and sorts."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from dialer.services.records import RecordSource
from dialer.ui import record_words
from dialer.ui.models.agents import fold
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.records import CallRecord

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
# Named as lupdate knows it.
translate = QCoreApplication.translate


class RecordColumn(enum.StrEnum):
    """What a column tells."""

    START = "start"
    DIRECTION = "direction"
    CALLER = "caller"
    CALLEE = "callee"
    AGENT = "agent"
    ANSWERED = "answered"
    RANG = "rang"
    TALKED = "talked"
    ENDED_BY = "ended_by"
    CAUSE = "cause"


# What a list never tells has no column.
COLUMNS = {
    RecordSource.CALL_CENTRE: tuple(RecordColumn),
    RecordSource.DIDS: (
        RecordColumn.START,
        RecordColumn.DIRECTION,
        RecordColumn.CALLER,
        RecordColumn.CALLEE,
        RecordColumn.TALKED,
        RecordColumn.ENDED_BY,
        RecordColumn.CAUSE,
    ),
    RecordSource.TWO_WAY: (
        RecordColumn.START,
        RecordColumn.CALLER,
        RecordColumn.CALLEE,
        RecordColumn.ANSWERED,
        RecordColumn.RANG,
        RecordColumn.TALKED,
        RecordColumn.CAUSE,
    ),
}
_MONO = frozenset({RecordColumn.CALLER, RecordColumn.CALLEE})


class _Row(NamedTuple):
    """A record with everything that is asked for often, worked out once."""

    record: CallRecord
    cells: dict[RecordColumn, str]
    sought: str


class RecordsModel(QAbstractTableModel):
    """The records loaded so far that pass the filter, in the order of the chosen column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = RecordSource.CALL_CENTRE
        self._columns: tuple[RecordColumn, ...] = COLUMNS[self._source]
        self._rows: list[_Row] = []
        self._shown: list[_Row] = []
        self._words: tuple[str, ...] = ()
        self._sorted_by: RecordColumn | None = None
        self._order = Qt.SortOrder.AscendingOrder

    def begin(self, source: RecordSource) -> None:
        """Takes all rows away, and shows the columns of a list."""
        self.beginResetModel()
        self._source, self._columns = source, COLUMNS[source]
        self._rows, self._shown = [], []
        self._sorted_by = None
        self.endResetModel()

    def add_records(self, records: Sequence[CallRecord]) -> None:
        """Adds a page; filter and order stay."""
        fresh = [_row(record) for record in records]
        self._rows += fresh
        passing = [row for row in fresh if self._passes(row)]
        if not passing:
            return
        if self._sorted_by is not None:
            self._show()
            return
        first = len(self._shown)
        self.beginInsertRows(QModelIndex(), first, first + len(passing) - 1)
        self._shown += passing
        self.endInsertRows()

    def show_only(self, text: str) -> None:
        """Filters: every word must be in some field of the record."""
        words = tuple(fold(text).split())
        if words != self._words:
            self._words = words
            self._show()

    @property
    def total(self) -> int:
        """How many records are loaded, listed or not."""
        return len(self._rows)

    @property
    def shown_records(self) -> list[CallRecord]:
        """The records listed now, in their order."""
        return [row.record for row in self._shown]

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many records are listed."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns the list has."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text, the same for screen readers, and how it is to be painted."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row, column = self._shown[index.row()], self._columns[index.column()]
        text = row.cells[column]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text or translate("records", "{column}: not told").format(column=_title(column))
        if role == CellRole.MONO:
            return column in _MONO
        if role == CellRole.PILL and column is RecordColumn.ANSWERED:
            words, tone = record_words.answered_words(row.record)
            return tone if words else None
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        column = self._columns[section]
        if column is RecordColumn.START and self._source is RecordSource.DIDS:
            return translate("records", "Start (server time)")
        return _title(column)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; -1 is the provider's own order."""
        self._sorted_by = self._columns[column] if 0 <= column < len(self._columns) else None
        self._order = order
        self._show()

    def _show(self) -> None:
        self.beginResetModel()
        self._shown = [row for row in self._rows if self._passes(row)]
        if self._sorted_by is not None:
            descending = self._order is Qt.SortOrder.DescendingOrder
            self._shown.sort(key=_sort_key(self._sorted_by), reverse=descending)
        self.endResetModel()

    def _passes(self, row: _Row) -> bool:
        return all(word in row.sought for word in self._words)


def _title(column: RecordColumn) -> str:
    return {
        RecordColumn.START: translate("records", "Start"),
        RecordColumn.DIRECTION: translate("records", "Direction"),
        RecordColumn.CALLER: translate("records", "Caller"),
        RecordColumn.CALLEE: translate("records", "Called"),
        RecordColumn.AGENT: translate("records", "Agent"),
        RecordColumn.ANSWERED: translate("records", "Answered"),
        RecordColumn.RANG: translate("records", "Rang"),
        RecordColumn.TALKED: translate("records", "Talked"),
        RecordColumn.ENDED_BY: translate("records", "Ended by (hint)"),
        RecordColumn.CAUSE: translate("records", "Cause"),
    }[column]


def _row(record: CallRecord) -> _Row:
    answered, _tone = record_words.answered_words(record)
    cells = {
        RecordColumn.START: record_words.start_in_short(record),
        RecordColumn.DIRECTION: record_words.direction_words(record.direction),
        RecordColumn.CALLER: record.caller,
        RecordColumn.CALLEE: record.callee,
        RecordColumn.AGENT: record.agent,
        RecordColumn.ANSWERED: answered,
        RecordColumn.RANG: record_words.seconds_words(record.ring_s),
        RecordColumn.TALKED: record_words.seconds_words(record.talk_s),
        RecordColumn.ENDED_BY: record_words.ended_by_words(record.ended_by),
        RecordColumn.CAUSE: record_words.cause_words(record),
    }
    fields = record_words.fields_of(record)
    # The line break keeps a word from matching across two fields.
    return _Row(record, cells, fold("\n".join(value for _name, value in fields)))


def _sort_key(column: RecordColumn) -> Callable[[_Row], tuple[float, str]]:
    """Numbers by their size, moments by time, all else by its letters."""
    if column is RecordColumn.START:
        return lambda row: (row.record.started_ms or 0, row.record.server_time)
    if column is RecordColumn.RANG:
        return lambda row: (_size(row.record.ring_s), "")
    if column is RecordColumn.TALKED:
        return lambda row: (_size(row.record.talk_s), "")
    return lambda row: (0, fold(row.cells[column]))


def _size(seconds: int | None) -> int:
    return -1 if seconds is None else seconds
