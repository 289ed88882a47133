"""Outbound tasks of this computer as a table model."""

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

from dialer.ui import task_words, words
from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialer.domain.tasks import OutboundTask

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
# Named as lupdate knows it.
translate = QCoreApplication.translate


class TaskColumn(enum.IntEnum):
    """The columns, from the left."""

    NAME = 0
    ACCOUNT = 1
    CREATED = 2
    STATE = 3
    PROGRESS = 4
    REFUSED = 5
    UNKNOWN = 6


class TasksModel(QAbstractTableModel):
    """The newest tasks, newest first; one that goes on is replaced in its row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: list[OutboundTask] = []
        self._accounts: dict[str, str] = {}

    def show_tasks(self, tasks: Sequence[OutboundTask]) -> None:
        """Replaces the tasks, newest first."""
        self.beginResetModel()
        self._tasks = list(tasks)
        self.endResetModel()

    def show_accounts(self, names: Mapping[str, str]) -> None:
        """Takes what accounts are called, by their ids."""
        self._accounts = dict(names)
        if self._tasks:
            top = self.index(0, TaskColumn.ACCOUNT)
            self.dataChanged.emit(top, self.index(len(self._tasks) - 1, TaskColumn.ACCOUNT))

    def update_task(self, task: OutboundTask) -> None:
        """Replaces a task in its row; one that is not there yet comes first."""
        for row, one in enumerate(self._tasks):
            if one.task_id == task.task_id:
                self._tasks[row] = task
                last = self.index(row, len(TaskColumn) - 1)
                self.dataChanged.emit(self.index(row, 0), last)
                return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._tasks.insert(0, task)
        self.endInsertRows()

    def task_at(self, row: int) -> OutboundTask:
        """The task in a row.

        Raises:
            IndexError: there is no such row.
        """
        return self._tasks[row]

    @property
    def tasks(self) -> tuple[OutboundTask, ...]:
        """All of them, as shown."""
        return tuple(self._tasks)

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many tasks there are."""
        return 0 if parent.isValid() else len(self._tasks)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(TaskColumn)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text and look."""
        if not index.isValid() or index.row() >= len(self._tasks):
            return None
        task = self._tasks[index.row()]
        column = TaskColumn(index.column())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return self._text(task, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column_titles()[column]}: {self._text(task, column)}"
        if role == CellRole.PILL and column is TaskColumn.STATE:
            return task_words.task_pill(task)[1]
        if role == CellRole.TONE:
            return _tone(task, column)
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(TaskColumn):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column_titles()[section]
        return None

    def _text(self, task: OutboundTask, column: TaskColumn) -> str:
        sums = task.sums
        if column is TaskColumn.ACCOUNT:
            gone = translate("tasks", "removed account")
            return self._accounts.get(task.account_id, gone)
        if column is TaskColumn.CREATED:
            return words.time_words(task.created_ms)
        return {
            TaskColumn.NAME: task.settings.name,
            TaskColumn.STATE: task_words.task_pill(task)[0],
            TaskColumn.PROGRESS: task_words.progress_words(task),
            TaskColumn.REFUSED: task_words.count_words(sums.rejected + sums.not_sent),
            TaskColumn.UNKNOWN: task_words.count_words(sums.unknown),
        }[column]


def column_titles() -> tuple[str, ...]:
    """What the columns are called, from the left."""
    return (
        translate("tasks", "Task"),
        translate("tasks", "Account"),
        translate("tasks", "Made"),
        translate("tasks", "State"),
        translate("tasks", "Numbers"),
        translate("tasks", "Refused"),
        translate("tasks", "Unknown"),
    )


def _tone(task: OutboundTask, column: TaskColumn) -> Tone | None:
    sums = task.sums
    if column in {TaskColumn.ACCOUNT, TaskColumn.CREATED}:
        return Tone.NEUTRAL
    if column is TaskColumn.REFUSED:
        return Tone.BAD if sums.rejected + sums.not_sent else Tone.NEUTRAL
    if column is TaskColumn.UNKNOWN:
        return Tone.WARN if sums.unknown else Tone.NEUTRAL
    return None
