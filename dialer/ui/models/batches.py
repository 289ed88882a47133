"""Batches that need the person's word, as a table model."""

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

from dialer.domain.tasks import BatchState
from dialer.ui import task_words, words
from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from dialer.domain.tasks import Batch, OutboundTask

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_OPEN_STATES = frozenset({BatchState.REJECTED, BatchState.NOT_SENT, BatchState.UNKNOWN})
# Named as lupdate knows it.
translate = QCoreApplication.translate


class BatchColumn(enum.IntEnum):
    """The columns, from the left."""

    BATCH = 0
    NUMBERS = 1
    STATE = 2
    SENT = 3
    ATTEMPTS = 4


def open_batches(task: OutboundTask) -> tuple[Batch, ...]:
    """Batches that were refused or not sent, or of which nobody knows whether they arrived."""
    return tuple(batch for batch in task.batches if batch.state in _OPEN_STATES)


class BatchesModel(QAbstractTableModel):
    """The open batches of one task, in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._batches: tuple[Batch, ...] = ()
        self._total = 0

    def show_task(self, task: OutboundTask) -> None:
        """Replaces the batches, where something about them has changed."""
        batches = open_batches(task)
        if (batches, len(task.batches)) == (self._batches, self._total):
            return
        self.beginResetModel()
        self._batches = batches
        self._total = len(task.batches)
        self.endResetModel()

    @property
    def batches(self) -> tuple[Batch, ...]:
        """Those shown."""
        return self._batches

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many batches are open."""
        return 0 if parent.isValid() else len(self._batches)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(BatchColumn)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text and look."""
        if not index.isValid() or index.row() >= len(self._batches):
            return None
        batch = self._batches[index.row()]
        column = BatchColumn(index.column())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._text(batch, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column_titles()[column]}: {self._text(batch, column)}"
        if role == CellRole.PILL and column is BatchColumn.STATE:
            return task_words.batch_pill(batch)[1]
        if role == CellRole.TONE and column in {BatchColumn.SENT, BatchColumn.ATTEMPTS}:
            return Tone.NEUTRAL
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(BatchColumn):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column_titles()[section]
        return None

    def _text(self, batch: Batch, column: BatchColumn) -> str:
        return {
            BatchColumn.BATCH: translate("tasks", "{position} of {total}").format(
                position=task_words.count_words(batch.position),
                total=task_words.count_words(self._total),
            ),
            BatchColumn.NUMBERS: task_words.count_words(batch.count),
            BatchColumn.STATE: task_words.batch_pill(batch)[0],
            BatchColumn.SENT: words.time_words(batch.sent_ms) if batch.sent_ms else "",
            BatchColumn.ATTEMPTS: task_words.count_words(batch.attempts),
        }[column]


def column_titles() -> tuple[str, ...]:
    """What the columns are called, from the left."""
    return (
        translate("tasks", "Batch"),
        translate("tasks", "Numbers"),
        translate("tasks", "State"),
        translate("tasks", "Sent"),
        translate("tasks", "Requests"),
    )
