"""Who is in the queue that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from dialer.ui import theme
from dialer.ui.models.queues import MEMBER_WIDTHS, make_members_model, member_columns
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.list_table import ListTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from dialer.domain.agents import Queue, QueueMember

_EDGE = 6
# Named as lupdate knows it.
translate = QCoreApplication.translate


class MembersPane(Card):
    """Name, number and members of a queue, and the way to change them.

    Signals:
        edit_requested: the members are to be changed.
    """

    edit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.model = make_members_model(self)
        self._title = heading("", self)
        self._title.setObjectName("agents.queues.members.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._about = quiet("", self)
        self._about.setObjectName("agents.queues.members.about")
        self.edit = Button(translate("queues", "Edit members…"), parent=self)
        self.edit.setObjectName("agents.queues.edit")
        self.edit.clicked.connect(lambda _checked: self.edit_requested.emit())
        self.table = ListTable(
            self.model,
            translate("queues", "Members"),
            "agents.queues.members",
            widths=MEMBER_WIDTHS,
            parent=self,
        )
        self.table.allow_sorting()
        self._empty = EmptyState("agents.queues.members.empty", self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self.show_no_queue()

    def show_no_queue(self) -> None:
        """Says that a queue is to be chosen."""
        self._show_head("", "", may_edit=False)
        self._show_empty(
            translate("queues", "No queue is chosen"),
            translate("queues", "The agents in the queue chosen are listed here."),
        )

    def show_asking(self, queue: Queue) -> None:
        """Says that the members of a queue are being read."""
        self._show_head(queue.name, queue.queue_id, may_edit=False)
        self._show_empty(translate("queues", "Reading the members…"), "")

    def show_members(self, queue: Queue, members: Sequence[QueueMember]) -> None:
        """Lists who is in a queue."""
        count = QLocale().toString(len(members))
        words = (
            translate("queues", "1 member")
            if len(members) == 1
            else translate("queues", "{count} members").format(count=count)
        )
        about = " · ".join(filter(None, (queue.queue_id, words)))
        self._show_head(queue.name, about, may_edit=bool(queue.queue_id))
        self.model.show_rows(member_columns(), members)
        if members:
            self._stack.setCurrentWidget(self.table)
        else:
            self._show_empty(
                translate("queues", "Nobody is in this queue"),
                translate("queues", "Add agents to it with Edit members."),
            )

    def show_problem(
        self, queue: Queue, title: str, body: str, *, action: str, act: Callable[[], None]
    ) -> None:
        """Says why the members could not be read."""
        self._show_head(queue.name, queue.queue_id, may_edit=False)
        self._show_empty(title, body, action=action, act=act)

    def _show_head(self, title: str, about: str, *, may_edit: bool) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self.edit.setVisible(bool(title))
        self.edit.setEnabled(may_edit)

    def _show_empty(
        self, title: str, body: str, *, action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        self.model.show_rows(member_columns(), ())
        self._empty.show_words(title, body, action=action, act=act)
        self._stack.setCurrentWidget(self._empty)

    def _lay_out(self) -> None:
        self.column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self.column.setSpacing(theme.STEP_XS)
        head = QHBoxLayout()
        head.setContentsMargins(_EDGE + 4, _EDGE, _EDGE, 0)
        head.setSpacing(theme.STEP_S)
        head.addWidget(self._title, 1)
        head.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        # Below the button, not beside it: the pane is narrow.
        self._about.setContentsMargins(_EDGE + 4, 0, _EDGE, 0)
        self._about.setWordWrap(True)
        self.column.addWidget(self._about)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.column.addWidget(self._stack, 1)
