"""A question beside what it is about, instead of a box over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Signal

from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.result_card import READING_TIME_MS
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.ui.theme import Tone


class InlineQuestion(Notice):
    """Asks before something that cannot be taken back.

    The keyboard goes to the answer that changes nothing, and no answer counts before the
    question could be read: the second press of a hurried double click must not answer it.

    Args:
        object_name: stable name; the answers are ``.yes`` and ``.no`` below it.

    Signals:
        answered: True for yes; the question is gone by then.
    """

    answered = Signal(bool)

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(object_name, parent)
        self._shown_for = QElapsedTimer()

    def pose(self, tone: Tone, title: str, body: str, *, yes: str, no: str) -> None:
        """Asks a question.

        Args:
            tone: what the ground says.
            title: the question.
            body: what follows from yes.
            yes: words on the button that does it.
            no: words on the button that does not.
        """
        self.show_words(tone, title, body)
        kind = ButtonKind.PRIMARY
        buttons = (Button(yes, kind, self), Button(no, parent=self))
        for button, part, is_yes in zip(buttons, ("yes", "no"), (True, False), strict=True):
            button.setObjectName(f"{self.objectName()}.{part}")
            button.clicked.connect(lambda _checked, answer=is_yes: self._answer(yes=answer))
        self.show_buttons(buttons)
        self._shown_for.start()
        buttons[1].setFocus()
        bring_into_view(self)
        announce(self, f"{title} {body}")

    @property
    def is_open(self) -> bool:
        """True while it waits for an answer."""
        return not self.isHidden()

    @property
    def takes_answers(self) -> bool:
        """True once it has been in sight long enough to be answered."""
        return self.is_open and self._shown_for.elapsed() >= READING_TIME_MS

    def _answer(self, *, yes: bool) -> None:
        if self.takes_answers:
            self.clear()
            self.answered.emit(yes)
