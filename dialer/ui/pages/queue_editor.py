"""Changing who is in a queue: choose, review, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.figure_words import count_words
from dialer.ui.membership_draft import MembershipDraft, Standing
from dialer.ui.pages.agent_picker import AgentPicker
from dialer.ui.pages.change_review import ChangeReview
from dialer.ui.pages.draft_members import DraftMembers
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import heading, quiet
from dialer.ui.widgets.folding_row import FoldingRow
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dialer.domain.agents import QueueMember

_NAME = "agents.editor"
# Named as lupdate knows it.
translate = QCoreApplication.translate


class QueueEditor(QStackedWidget):
    """Edits a draft of a queue's members, then shows its review.

    Signals:
        review_requested: the draft is to be looked over before it is saved.
        left: nothing is to be changed (any more).
        load_requested: the agents to choose from are to be loaded.
    """

    review_requested = Signal()
    left = Signal()
    load_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft: MembershipDraft | None = None
        self._choosing = QWidget(self)
        self._title = heading("", self, theme.HEADING_PX)
        self._title.setObjectName(f"{_NAME}.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.notice = Notice(f"{_NAME}.notice", self)
        self.picker = AgentPicker()
        self.members = DraftMembers()
        self._counts = quiet("", self)
        self._counts.setObjectName(f"{_NAME}.counts")
        self._review = Button(translate("queues", "Review changes"), ButtonKind.PRIMARY, self)
        self._review.setObjectName(f"{_NAME}.review")
        self._cancel = Button(translate("queues", "Cancel"), parent=self)
        self._cancel.setObjectName(f"{_NAME}.cancel")
        self.review = ChangeReview()
        self._lay_out()
        self.addWidget(self._choosing)
        self.addWidget(self.review)
        self._connect()

    def show_draft(self, draft: MembershipDraft) -> None:
        """Opens a draft, to be changed here."""
        self._draft = draft
        self._title.setText(
            translate("queues", "Members of {queue}").format(
                queue=draft.queue.name or draft.queue.queue_id
            )
        )
        self.members.forget_filter()
        self.picker.search.clear()
        self.setCurrentWidget(self._choosing)
        self._show()
        self.picker.search.setFocus()

    def show_agents(self, agents: Iterable[QueueMember], *, is_loaded: bool) -> None:
        """Takes whom to choose from."""
        self.picker.take_agents(agents, is_loaded=is_loaded)
        if self._draft is not None:
            self.picker.show_others(self._draft.is_member)

    def show_review(self) -> None:
        """Shows the review in place of the draft."""
        self.setCurrentWidget(self.review)

    def forget(self) -> None:
        """Drops the draft."""
        self._draft = None
        self.notice.clear()
        self.review.notice.clear()

    @property
    def draft(self) -> MembershipDraft | None:
        """What is being edited."""
        return self._draft

    def _connect(self) -> None:
        self.picker.added.connect(self._add)
        self.picker.load_requested.connect(self.load_requested)
        self.members.removed.connect(self._remove)
        self.members.kept.connect(self._add)
        self._review.clicked.connect(lambda _checked: self.review_requested.emit())
        self._cancel.clicked.connect(lambda _checked: self.left.emit())

    def _add(self, members: Sequence[QueueMember]) -> None:
        if self._draft is not None:
            self._draft.add(members)
            self._show()

    def _remove(self, members: Sequence[QueueMember]) -> None:
        if self._draft is not None:
            self._draft.remove(member.sip_number for member in members)
            self._show()

    def _show(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self.notice.clear()
        counts = draft.counts
        self._counts.setText(
            translate("queues", "{joins} join · {leaves} leave · {stays} stay").format(
                joins=count_words(counts[Standing.JOINS]),
                leaves=count_words(counts[Standing.LEAVES]),
                stays=count_words(counts[Standing.STAYS]),
            )
        )
        self._review.setEnabled(draft.is_changed)
        count = counts[Standing.JOINS] + counts[Standing.STAYS]
        self.members.show_members(draft.rows, count)
        self.picker.show_others(draft.is_member)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._choosing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self._title)
        column.addWidget(self.notice)
        column.addWidget(FoldingRow(self.picker, self.members), 1)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addWidget(self._counts, 1)
        row.addWidget(self._review)
        row.addWidget(self._cancel)
        column.addLayout(row)
