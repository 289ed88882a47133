"""A tinted note below a form: a bold line, a sentence, and buttons where there is a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import heading
from dialer.ui.widgets.drawing import fill_rounded, smooth
from dialer.ui.widgets.tab_order import put_where

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QPaintEvent


class Answer(NamedTuple):
    """An answer to a question.

    Attributes:
        object_name: stable name of its button.
        words: on the button.
        act: what it does.
    """

    object_name: str
    words: str
    act: Callable[[], object]


class Notice(QWidget):
    """Hidden until it has something to say.

    Args:
        object_name: stable name; its labels are ``.title`` and ``.body`` below it.
    """

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._tone = Tone.NEUTRAL
        self._no: Button | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.STEP_M + 2, theme.STEP_M, theme.STEP_M + 2, theme.STEP_M)
        column.setSpacing(theme.STEP_XS)
        self._title = heading("", self)
        self._body = QLabel(self)
        for label, part in ((self._title, "title"), (self._body, "body")):
            label.setObjectName(f"{object_name}.{part}")
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.STEP_S)
        column.addLayout(self._buttons)
        self.hide()

    def show_words(self, tone: Tone, title: str, body: str = "") -> None:
        """Says something, without buttons."""
        self._clear_buttons()
        self._tone = tone
        theme.set_tone(self._title, tone)
        self._title.setText(title)
        self._body.setText(body)
        self._body.setVisible(bool(body))
        self.show()
        self.update()

    def show_buttons(self, buttons: Sequence[Button]) -> None:
        """Adds buttons below the words."""
        for button in buttons:
            self._buttons.addWidget(button)
            # A layout shows what it is given a moment later; till then it takes no keyboard.
            button.show()
        self._buttons.addStretch(1)
        put_where(self, *buttons)

    def ask(self, yes: Answer, no: Answer) -> None:
        """Makes a question of the words; the keyboard is on the answer that changes nothing."""
        confirm, decline = Button(yes.words, ButtonKind.DANGER), Button(no.words)
        confirm.clicked.connect(yes.act)
        decline.clicked.connect(self.clear)
        for button, answer in ((confirm, yes), (decline, no)):
            button.setObjectName(answer.object_name)
        decline.clicked.connect(no.act)
        self.show_buttons([confirm, decline])
        self._no = decline
        decline.setFocus()

    def answer_no(self) -> bool:
        """Answers a question with no.

        Returns:
            False where none is asked.
        """
        if self._no is None:
            return False
        self._no.click()
        return True

    def clear(self) -> None:
        """Takes the note away."""
        self._clear_buttons()
        self.hide()

    @property
    def words(self) -> str:
        """What it says; ``""`` while it is away."""
        if self.isHidden():
            return ""
        return "\n".join(part for part in (self._title.text(), self._body.text()) if part)

    def _clear_buttons(self) -> None:
        self._no = None
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the tinted ground."""
        ground = theme.current().tint(self._tone)
        fill_rounded(smooth(QPainter(self)), QRectF(self.rect()), theme.RADIUS, ground=ground)
