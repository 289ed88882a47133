"""Rows of a number list as table models: the first of the file, and those left out."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from dialer.ui import task_words
from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import ListPreview, RejectedRow

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN_TEXTS = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})
# Named as lupdate knows it.
translate = QCoreApplication.translate


class PreviewModel(QAbstractTableModel):
    """The first rows of a source, with the columns of numbers and notes marked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: ListPreview | None = None

    def show_preview(self, preview: ListPreview | None) -> None:
        """Replaces the rows; None takes them away."""
        self.beginResetModel()
        self._preview = preview
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows are shown."""
        return 0 if parent.isValid() or self._preview is None else len(self._preview.rows)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns the source has."""
        return 0 if parent.isValid() or self._preview is None else len(self._preview.columns)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell as it stands in the source; columns that are not used are quiet."""
        if not index.isValid() or self._preview is None:
            return None
        column = index.column()
        text = self._preview.rows[index.row()][column]
        if role in _SHOWN_TEXTS:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._title(column)}: {text}"
        chosen = self._preview.format
        if role == CellRole.MONO:
            return column == chosen.number_column
        if role == CellRole.TONE and column not in {chosen.number_column, chosen.note_column}:
            return Tone.NEUTRAL
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title, and what it is used for."""
        known = self._preview is not None and 0 <= section < len(self._preview.columns)
        if orientation is not Qt.Orientation.Horizontal or not known:
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._title(section)
        return None

    def _title(self, column: int) -> str:
        if self._preview is None:
            return ""
        title = self._preview.columns[column]
        chosen = self._preview.format
        if column == chosen.number_column:
            return translate("tasks", "{title} · number").format(title=title)
        if column == chosen.note_column:
            return translate("tasks", "{title} · note").format(title=title)
        return title


class RejectedColumn(enum.IntEnum):
    """The columns, from the left."""

    LINE = 0
    NUMBER = 1
    VERDICT = 2
    REASON = 3
    NOTE = 4


class RejectedModel(QAbstractTableModel):
    """Rows that are not sent, in the file's order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RejectedRow, ...] = ()

    def show_rows(self, rows: Sequence[RejectedRow]) -> None:
        """Replaces the rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(RejectedColumn)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text and look."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        column = RejectedColumn(index.column())
        text = _rejected_text(row, column)
        if role in _SHOWN_TEXTS:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{rejected_titles()[column]}: {text}"
        if role == CellRole.MONO:
            return column is RejectedColumn.NUMBER
        if role == CellRole.TONE and column in {RejectedColumn.LINE, RejectedColumn.NOTE}:
            return Tone.NEUTRAL
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(RejectedColumn):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return rejected_titles()[section]
        return None


def rejected_titles() -> tuple[str, ...]:
    """What the columns are called, from the left."""
    return (
        translate("tasks", "Line"),
        translate("tasks", "Number"),
        translate("tasks", "Why"),
        translate("tasks", "What is wrong"),
        translate("tasks", "Note"),
    )


def _rejected_text(row: RejectedRow, column: RejectedColumn) -> str:
    return {
        RejectedColumn.LINE: task_words.count_words(row.line),
        RejectedColumn.NUMBER: row.text,
        RejectedColumn.VERDICT: task_words.verdict_words(row.verdict),
        RejectedColumn.REASON: row.reason,
        RejectedColumn.NOTE: row.note,
    }[column]
