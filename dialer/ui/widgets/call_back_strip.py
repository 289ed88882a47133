"""One line, on every page, while it is time to call somebody back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import heading
from dialer.ui.widgets.drawing import fill_rounded, smooth

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class CallBackStrip(QWidget):
    """Says whom to call back, and takes what is to become of it.

    Signals:
        opened: the call is to be shown.
        postponed: it is to be said again later.
        done: it need not be said again.
    """

    opened = Signal()
    postponed = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame.call_back")
        self._title = heading("", self)
        self._title.setObjectName("frame.call_back.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        # A long line is cut rather than the window widened; the tip has all of it.
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.set_tone(self._title, Tone.ACCENT)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.STEP_XL, theme.STEP_XS, theme.STEP_XL, theme.STEP_XS)
        row.setSpacing(theme.STEP_S)
        row.addWidget(self._title, 1)
        for name, words, signal in (
            ("open", self.tr("Open"), self.opened),
            ("later", self.tr("Later, 15 min"), self.postponed),
            ("done", self.tr("Done"), self.done),
        ):
            button = Button(words, ButtonKind.SMALL, self)
            button.setObjectName(f"frame.call_back.{name}")
            button.clicked.connect(lambda _checked, signal=signal: signal.emit())
            row.addWidget(button)
        self.hide()

    def show_words(self, words: str, tip: str) -> None:
        """Says it, without taking the keyboard."""
        self._title.setText(words)
        self._title.setToolTip(tip)
        self._title.setAccessibleDescription(tip)
        self.show()
        announce(self, f"{words}. {tip}")

    def clear(self) -> None:
        """Says nothing."""
        self._title.clear()
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the tinted ground."""
        ground = theme.current().tint(Tone.ACCENT)
        fill_rounded(smooth(QPainter(self)), QRectF(self.rect()), 0, ground=ground)
