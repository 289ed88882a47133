"""The three steps of a new outbound task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from dialer.domain.tasks import StartKind
from dialer.ui import task_words, theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.do_not_call_card import DoNotCallCard
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.list_check_card import ListCheckCard
from dialer.ui.widgets.list_format_card import ListFormatCard
from dialer.ui.widgets.list_source import ListSourceCard
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.scroll_column import ScrollColumn
from dialer.ui.widgets.task_settings_form import TaskSettingsForm
from dialer.ui.widgets.task_sheet import TaskSheet

if TYPE_CHECKING:
    from dialer.domain.tasks import TaskSettings


class NumbersStep(ScrollColumn):
    """Which numbers: where they come from, how they are read, what checking them found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = ListSourceCard(self)
        self.do_not_call = DoNotCallCard(self)
        self.notice = Notice("tasks.numbers.notice", self)
        self.format = ListFormatCard(self)
        self.check = ListCheckCard(self)
        for widget in (self.source, self.do_not_call, self.notice, self.format, self.check):
            self.column.addWidget(widget)
        self.end()
        self.show_nothing()

    @property
    def has_list(self) -> bool:
        """True where there is a list to check."""
        return not self.check.isHidden()

    def show_nothing(self) -> None:
        """There is no list yet."""
        self.format.hide()
        self.check.hide()
        self.check.show_unchecked()


class SettingsStep(ScrollColumn):
    """How the numbers are called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice("tasks.settings.notice", self)
        self.column.addWidget(self.notice)
        card = Card(parent=self)
        self.form = TaskSettingsForm(card)
        card.column.addWidget(self.form)
        self.column.addWidget(card)
        self.end()


class ReviewStep(ScrollColumn):
    """Everything once more, and the button that sends it.

    Signals:
        send_requested: the person wants it sent, and has said yes where that was asked.
    """

    send_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Review"))
        self._count = 0
        self._starts_at_once = False
        self.sheet = TaskSheet("tasks.review", self)
        self.column.addWidget(self.sheet)
        card = Card(parent=self)
        card.column.addWidget(heading(self.tr("What happens now"), card))
        self._plan = QLabel(card)
        self._plan.setObjectName("tasks.review.plan")
        self._plan.setWordWrap(True)
        card.column.addWidget(self._plan)
        row = QHBoxLayout()
        self.send = Button("", ButtonKind.PRIMARY, card)
        self.send.setObjectName("tasks.send")
        self.send.clicked.connect(lambda _checked: self._press())
        row.addWidget(self.send)
        row.addStretch(1)
        card.column.addLayout(row)
        self.question = InlineQuestion("tasks.send.question", card)
        self.question.answered.connect(self._hear)
        card.column.addWidget(self.question)
        self.notice = Notice("tasks.review.notice", card)
        card.column.addWidget(self.notice)
        self.column.addWidget(card)
        self.end()

    def show_plan(self, settings: TaskSettings, count: int, batch_size: int) -> None:
        """Says what sending does, and how many numbers the button is about."""
        self._count = count
        self._starts_at_once = settings.start is StartKind.AT_ONCE
        self.question.clear()
        numbers = task_words.numbers_words(count)
        self._plan.setText(
            "\n".join(
                (
                    task_words.batch_plan_sentence(count, batch_size, settings.name),
                    task_words.start_sentence(settings.start),
                )
            )
        )
        self.send.setText(
            self._call_words()
            if self._starts_at_once
            else self.tr("Send {numbers}").format(numbers=numbers)
        )
        theme.set_property(self.send, "kind", ButtonKind.PRIMARY.value)

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile the button cannot be pressed."""
        self.send.setEnabled(not is_busy)

    def leave(self) -> None:
        """Takes an open question away: who comes back reads the page anew."""
        self.question.clear()
        self.set_busy(is_busy=False)

    def _call_words(self) -> str:
        return self.tr("Start calling {numbers} now").format(
            numbers=task_words.numbers_words(self._count)
        )

    def _press(self) -> None:
        self.notice.clear()
        if not self._starts_at_once:
            self.send_requested.emit()
            return
        self.send.setEnabled(False)
        self.question.pose(
            Tone.WARN,
            self.tr("Start calling {numbers} now?").format(
                numbers=task_words.numbers_words(self._count)
            ),
            self.tr(
                "The provider rings people from the first batch on."
                " What it has taken cannot be called back from here."
            ),
            yes=self._call_words(),
            no=self.tr("Not yet"),
        )

    def _hear(self, yes: bool) -> None:  # noqa: FBT001 - a slot, as the signal gives it
        if yes:
            self.send_requested.emit()
        else:
            self.set_busy(is_busy=False)
            self.send.setFocus()
