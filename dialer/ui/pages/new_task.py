"""A new outbound task in three steps, back and forth without losing anything typed."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.pages.task_steps import NumbersStep, ReviewStep, SettingsStep
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import heading, quiet
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.step_line import StepLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.ui.widgets.notice import Notice


class Step(enum.IntEnum):
    """The steps, in their order."""

    NUMBERS = 0
    SETTINGS = 1
    REVIEW = 2


class NewTaskView(QWidget):
    """Title, step line, the step that is shown, and the way to the next one.

    Signals:
        step_wanted: the Step the person wants to go to.
        left: the person goes back to the list; the draft stays.
        discard_requested: the draft is to be thrown away, once that was asked.
        discarded: the person has said yes.
    """

    step_wanted = Signal(object)
    left = Signal()
    discard_requested = Signal()
    discarded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = Step.NUMBERS
        head = QHBoxLayout()
        head.setSpacing(theme.STEP_S)
        title = heading(self.tr("New outbound task"), self, theme.TITLE_PX)
        title.setObjectName("tasks.new.title")
        head.addWidget(title, 1)
        self._back_to_list = Button(self.tr("All tasks"), parent=self)
        self._back_to_list.setObjectName("tasks.back")
        self._discard = Button(self.tr("Discard…"), ButtonKind.DANGER, self)
        self._discard.setObjectName("tasks.discard")
        head.addWidget(self._back_to_list)
        head.addWidget(self._discard)
        names = (self.tr("Numbers"), self.tr("Settings"), self.tr("Review and send"))
        self._line = StepLine("tasks.step", names, self)
        self.question = InlineQuestion("tasks.discard.question", self)
        self._leave_question = InlineQuestion("tasks.leave.question", self)
        self._leave: Callable[[], None] | None = None
        self.numbers = NumbersStep()
        self.settings = SettingsStep()
        self.review = ReviewStep()
        self._stack = QStackedWidget(self)
        for step in (self.numbers, self.settings, self.review):
            self._stack.addWidget(step)
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, theme.STEP_L, edge, theme.STEP_M)
        column.setSpacing(theme.STEP_M)
        column.addLayout(head)
        column.addWidget(self._line)
        column.addWidget(self.question)
        column.addWidget(self._leave_question)
        column.addWidget(self._stack, 1)
        column.addLayout(self._make_foot())
        self._connect()
        self.show_step(Step.NUMBERS, (False, False, False))

    def show_step(self, step: Step, done: tuple[bool, bool, bool], *, hint: str = "") -> None:
        """Shows a step.

        Args:
            step: which.
            done: of each step, whether all it needs is there.
            hint: why it does not go on from here.
        """
        changes = step is not self._step
        self._step = step
        if step is not Step.REVIEW:
            self.review.leave()
        self._stack.setCurrentIndex(step)
        self._line.show_current(step, done)
        self._back.setVisible(step is not Step.NUMBERS)
        self._next.setVisible(step is not Step.REVIEW)
        self._next.setEnabled(step is Step.SETTINGS or done[Step.NUMBERS])
        self._check.setVisible(step is Step.NUMBERS and self.numbers.has_list)
        self._hint.setText(hint)
        if changes:
            self.question.clear()
            self.take_focus()
        elif self._check.hasFocus() and self._next.isEnabled():
            self._next.setFocus()

    def take_focus(self) -> None:
        """Takes the keyboard to the begin of the step that is shown.

        Of the review that is the page, which keys then scroll: a hasty second Enter must not
        send what nobody has read.
        """
        if not self.isVisible():
            return
        if self._step is Step.NUMBERS:
            self.numbers.source.take_focus()
        elif self._step is Step.SETTINGS:
            self.settings.form.name.edit.setFocus()
        else:
            self.review.setFocus()

    @property
    def notice(self) -> Notice:
        """Where the step that is shown says what went wrong."""
        return {
            Step.NUMBERS: self.numbers.notice,
            Step.SETTINGS: self.settings.notice,
            Step.REVIEW: self.review.notice,
        }[self._step]

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self._step

    def ask_discard(self) -> None:
        """Asks before anything is thrown away."""
        self.question.pose(
            Tone.WARN,
            self.tr("Throw this new task away?"),
            self.tr("The checked numbers and everything typed are forgotten. Nothing was sent."),
            yes=self.tr("Throw away"),
            no=self.tr("Keep it"),
        )

    def ask_leave(self, leave: Callable[[], None]) -> None:
        """Asks before the program ends and this task with it.

        Args:
            leave: called on a yes.
        """
        self._leave = leave
        self._leave_question.pose(
            Tone.WARN,
            self.tr("Close Outdial and forget this new task?"),
            self.tr("It is not sent yet. The checked numbers and everything typed are forgotten."),
            yes=self.tr("Close Outdial"),
            no=self.tr("Keep it open"),
        )

    def _make_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP_S)
        self._back = Button(self.tr("Back"), parent=self)
        self._back.setObjectName("tasks.previous")
        self._hint = quiet("", self)
        self._hint.setObjectName("tasks.hint")
        self._next = Button(self.tr("Continue"), ButtonKind.PRIMARY, self)
        self._next.setObjectName("tasks.next")
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._hint)
        self._check = self.numbers.check.check
        foot.addWidget(self._check)
        foot.addWidget(self._next)
        # It was made before: Tab reads in the order of making.
        self.setTabOrder(self._back, self._check)
        return foot

    def _connect(self) -> None:
        self._back_to_list.clicked.connect(lambda _checked: self.left.emit())
        self._discard.clicked.connect(lambda _checked: self.discard_requested.emit())
        self.question.answered.connect(lambda yes: self.discarded.emit() if yes else None)
        self._leave_question.answered.connect(self._hear_leave)
        self._line.chosen.connect(lambda at: self.step_wanted.emit(Step(at)))
        self._back.clicked.connect(lambda _checked: self.step_wanted.emit(Step(self._step - 1)))
        self._next.clicked.connect(lambda _checked: self.step_wanted.emit(Step(self._step + 1)))
        self.settings.form.submitted.connect(lambda: self.step_wanted.emit(Step.REVIEW))

    def _hear_leave(self, yes: bool) -> None:  # noqa: FBT001 - a slot, as the signal gives it
        if yes and self._leave is not None:
            self._leave()
        else:
            self.take_focus()
