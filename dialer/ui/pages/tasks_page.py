"""The Tasks page: outbound tasks of this computer, a new one, and one that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.models.tasks import TaskColumn, TasksModel
from dialer.ui.pages.new_task import NewTaskView
from dialer.ui.pages.task_view import TaskView
from dialer.ui.shortcuts import Action
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.list_table import ColumnWidth, ListTable
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent

    from dialer.domain.diagnosis import Diagnosis
    from dialer.domain.tasks import Batch, OutboundTask
    from dialer.ui.theme import Tone

_CARD_EDGE = 6
_ALL_COLUMNS_FROM = 840
# Name, account, made, state, numbers, refused, unknown.
_WIDTHS = (
    ColumnWidth(220, 100),
    ColumnWidth(150, 90),
    ColumnWidth(120, 104),
    ColumnWidth(112, 98),
    ColumnWidth(220, 200),
    ColumnWidth(80, 64),
    ColumnWidth(92, 86),
)


class TasksPage(QWidget):
    """Three views, one at a time: the list, a new task, a task.

    Args:
        explain: what became of a batch; None where there is nothing to explain.

    Signals:
        opened: the page is to be seen.
        new_requested: a new task is to be begun, or gone on with.
        task_opened: id of the task to look at.
        file_dropped: path of a file that was dropped anywhere on the page.
        refresh_requested: the tasks are to be read again.
    """

    opened = Signal()
    new_requested = Signal()
    task_opened = Signal(str)
    file_dropped = Signal(str)
    refresh_requested = Signal()

    def __init__(
        self,
        explain: Callable[[OutboundTask, Batch], Diagnosis | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = TasksModel(self)
        self._views = QStackedWidget(self)
        self._list = QWidget(self)
        self.new = Button(self.tr("New task"), ButtonKind.PRIMARY, self._list)
        self.notice = Notice("tasks.notice", self._list)
        self.table = ListTable(self.model, self.tr("Outbound tasks"), "tasks.table", widths=_WIDTHS)
        self.empty = EmptyState("tasks.empty", self)
        self._stack = QStackedWidget(self)
        self._lay_out_list()
        self.new_task = NewTaskView(self)
        self.task = TaskView(explain, self)
        for view in (self._list, self.new_task, self.task):
            self._views.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._views)
        self.setAcceptDrops(True)
        self.new.setObjectName("tasks.new")
        self.new.clicked.connect(lambda _checked: self.new_requested.emit())
        self.table.opened.connect(lambda row: self.task_opened.emit(self._id_at(row)))
        shortcuts.bind(Action.REFRESH, self, self.refresh_requested.emit)

    def show_list(self) -> None:
        """Shows the list of tasks, or what belongs in its place."""
        self._stack.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        comes_back = self.isVisible() and not self.shows_list
        self._views.setCurrentWidget(self._list)
        if comes_back:
            self.table.setFocus()

    def show_new_task(self) -> None:
        """Shows the new task."""
        self._views.setCurrentWidget(self.new_task)
        self.new_task.take_focus()

    def show_task(self) -> None:
        """Shows the task that was opened."""
        self._views.setCurrentWidget(self.task)
        self.task.take_focus()

    @property
    def shows_list(self) -> bool:
        """True while the list is shown."""
        return self._views.currentWidget() is self._list

    @property
    def shows_new_task(self) -> bool:
        """True while the new task is shown."""
        return self._views.currentWidget() is self.new_task

    @property
    def notice_in_sight(self) -> Notice:
        """Where the view that is shown says what went wrong."""
        if self.shows_list:
            return self.notice
        return self.new_task.notice if self.shows_new_task else self.task.sending.notice

    def show_notice(
        self,
        tone: Tone,
        title: str,
        body: str = "",
        *,
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Says something above the list, with a button for the next step where there is one."""
        self.notice.show_words(tone, title, body)
        if action and act is not None:
            button = Button(action, ButtonKind.SMALL)
            button.setObjectName("tasks.notice.action")
            button.clicked.connect(lambda _checked=False: act())
            self.notice.show_buttons((button,))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that the page is to be seen."""
        super().showEvent(event)
        self.opened.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leaves out the columns one can do without where the page is narrow."""
        super().resizeEvent(event)
        for column in (TaskColumn.ACCOUNT, TaskColumn.CREATED, TaskColumn.REFUSED):
            self.table.show_column(column, shown=self.width() >= _ALL_COLUMNS_FROM)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Takes one file of this computer."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Tells of the file."""
        event.acceptProposedAction()
        self.file_dropped.emit(event.mimeData().urls()[0].toLocalFile())

    def _lay_out_list(self) -> None:
        column = QVBoxLayout(self._list)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, theme.STEP_L, edge, theme.STEP_XL)
        column.setSpacing(theme.STEP_M)
        head = QHBoxLayout()
        head.addWidget(heading(self.tr("Outbound tasks"), self._list, theme.TITLE_PX), 1)
        head.addWidget(self.new)
        column.addLayout(head)
        column.addWidget(self.notice)
        card = Card(parent=self._list)
        card.column.setContentsMargins(_CARD_EDGE, _CARD_EDGE, _CARD_EDGE, _CARD_EDGE)
        card.column.addWidget(self._stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column.addWidget(card, 1)

    def _id_at(self, row: int) -> str:
        return self.model.task_at(row).task_id
