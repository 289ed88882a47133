"""How far a task has come, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from dialer.domain.tasks import TaskState
from dialer.ui import sending_words, task_words, theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.loading_bar import ProgressBar
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from dialer.domain.tasks import OutboundTask

_ONE_LINE_FROM = 560
# A screen reader hears of each tenth, not of each batch.
_TOLD_STEPS = 10


class SendingCard(Card):
    """Says where a task stands.

    Signals:
        pause_requested: no further batch is to leave.
        resume_requested: what is left is to be sent.
        cancel_wanted: what is left is never to be sent, once that was asked.
        cancel_requested: the person has said yes.
        save_requested: the rows that were left out are to be written to a file.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    cancel_wanted = Signal()
    cancel_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._task_id = ""
        self._told: tuple[TaskState, int] | None = None
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(theme.STEP_XS)
        self._title = heading("", self)
        self._title.setObjectName("tasks.sending.title")
        self._title.setWordWrap(True)
        self._words = quiet("", self, theme.BASE_PX)
        self._words.setObjectName("tasks.sending.words")
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._words)
        self.column.addLayout(self._head)
        self._bar = ProgressBar(self)
        self._bar.setObjectName("tasks.sending.progress")
        self._bar.setAccessibleName(self.tr("Numbers accepted"))
        self.column.addWidget(self._bar)
        self._promise = quiet("", self, theme.BASE_PX)
        self._promise.setObjectName("tasks.sending.promise")
        self._promise.setWordWrap(True)
        self.column.addWidget(self._promise)
        self._make_buttons()
        self.question = InlineQuestion("tasks.cancel.question", self)
        self.question.answered.connect(lambda yes: self.cancel_requested.emit() if yes else None)
        self.column.addWidget(self.question)
        self.notice = Notice("tasks.sending.notice", self)
        self.column.addWidget(self.notice)

    def show_task(self, task: OutboundTask, left_ms: int | None, *, may_save: bool) -> None:
        """Shows where a task stands now.

        Args:
            task: the task.
            left_ms: how long the rest takes; None where nobody knows.
            may_save: there are rows that were left out.
        """
        is_other = task.task_id != self._task_id
        self._task_id = task.task_id
        if is_other:
            self._told = None
            self.question.clear()
            self.notice.clear()
        title = sending_words.sending_title(task)
        self._title.setText(title)
        left = task_words.time_left_words(left_ms)
        progress = " · ".join(filter(None, (task_words.progress_words(task), left)))
        self._words.setText(progress)
        self._bar.setRange(0, max(1, task.count))
        self._bar.setValue(task.sums.accepted)
        self._bar.setAccessibleDescription(progress)
        self._show_choices(task, may_save=may_save)
        self._tell(task, f"{title}. {progress}")

    def ask_cancel(self, task: OutboundTask) -> None:
        """Asks before the rest of a task is given up."""
        left = sum(batch.count for batch in task.batches if batch.is_sendable)
        self.question.pose(
            Tone.WARN,
            self.tr("Cancel this task?"),
            self.tr(
                "{left} will not be sent, for good. The {accepted} that were accepted stay"
                " with the provider."
            ).format(
                left=task_words.numbers_words(left),
                accepted=task_words.count_words(task.sums.accepted),
            ),
            yes=self.tr("Cancel the task"),
            no=self.tr("Keep it"),
        )

    def set_pausing(self) -> None:
        """The batch under way is still waited for."""
        self._pause.setText(self.tr("Pausing after this batch…"))
        self._pause.setEnabled(False)

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile nothing further can be asked for."""
        for button in (self._resume, self._cancel):
            button.setEnabled(not is_busy)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Puts title and counts on one line where there is room."""
        directions = QBoxLayout.Direction
        is_wide = self.width() >= _ONE_LINE_FROM
        self._head.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        super().resizeEvent(event)

    def _make_buttons(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_XS)
        self._pause = Button(self.tr("Pause"), parent=self)
        self._resume = Button(self.tr("Resume"), ButtonKind.PRIMARY, self)
        self._cancel = Button(self.tr("Cancel task…"), parent=self)
        self._save = Button(self.tr("Save rejected numbers…"), parent=self)
        for button, name, slot in (
            (self._pause, "pause", self.pause_requested.emit),
            (self._resume, "resume", self.resume_requested.emit),
            (self._cancel, "cancel", self.cancel_wanted.emit),
            (self._save, "save_rejected_of_task", self.save_requested.emit),
        ):
            button.setObjectName(f"tasks.{name}")
            button.clicked.connect(lambda _checked, act=slot: act())
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def _show_choices(self, task: OutboundTask, *, may_save: bool) -> None:
        is_sending = task.state is TaskState.SENDING
        is_over = task.state in {TaskState.CANCELLED, TaskState.DONE}
        had_focus = self._pause.hasFocus() or self._resume.hasFocus()
        if not is_sending or not self._pause.isVisible():
            self._pause.setText(self.tr("Pause"))
            self._pause.setEnabled(True)
        self._pause.setVisible(is_sending)
        sendable = any(batch.is_sendable for batch in task.batches)
        self._resume.setVisible(task.state is TaskState.PAUSED and sendable)
        self._cancel.setVisible(not is_over)
        self._save.setVisible(may_save)
        shown = self._pause if is_sending else self._resume
        if had_focus and not shown.isHidden():
            # The two stand in for each other, and the keyboard stays with them.
            shown.setFocus()
        self._promise.setText(sending_words.promise_sentence(task))
        self._promise.setVisible(not is_over)
        if is_over:
            self.question.clear()

    def _tell(self, task: OutboundTask, sentence: str) -> None:
        """Announces a change of state, and each tenth of the way."""
        step = task.sums.accepted * _TOLD_STEPS // max(1, task.count)
        if self._told is not None and self._told != (task.state, step):
            announce(self, sentence)
        self._told = (task.state, step)
