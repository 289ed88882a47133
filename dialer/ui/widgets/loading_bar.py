"""How far long work has come, and the way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.drawing import fill_rounded, smooth

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_BAR_HEIGHT = 6


class LoadingBar(QWidget):
    """Hidden until work begins.

    Args:
        name: object names start with it: ``.progress``, ``.progress_words``, ``.cancel``.
        title: what the bar is about, for screen readers.
    """

    cancelled = Signal()

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_M)
        self._bar = ProgressBar(self)
        self._bar.setObjectName(f"{name}.progress")
        self._bar.setAccessibleName(title)
        self._words: QLabel = quiet("", self)
        self._words.setObjectName(f"{name}.progress_words")
        self.cancel = Button(self.tr("Cancel"), ButtonKind.SMALL, self)
        self.cancel.setObjectName(f"{name}.cancel")
        self.cancel.clicked.connect(lambda _checked: self.cancelled.emit())
        row.addWidget(self._bar, 1)
        row.addWidget(self._words)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, words: str) -> None:
        """Shows the bar, empty: nothing is known yet."""
        self._bar.setRange(0, 1)
        self.show_progress(0, 1, words)
        self.show()

    def show_progress(self, done: int, total: int, words: str) -> None:
        """Moves the bar; ``words`` say it in numbers."""
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(min(done, total))
        self._bar.setAccessibleDescription(words)
        self._words.setText(words)


class ProgressBar(QProgressBar):
    """A thin line that fills; what it says is written beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setFixedHeight(_BAR_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        fill_rounded(painter, whole, whole.height() / 2, ground=tokens.border)
        share = self.value() / max(self.maximum(), 1)
        done = QRectF(0, 0, max(whole.width() * share, whole.height()), whole.height())
        fill_rounded(painter, done, whole.height() / 2, ground=tokens.accent)
