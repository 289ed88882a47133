"""The steps of something made in several, with where one is and what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.drawing import draw_focus_ring, draw_icon, draw_words, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_HEIGHT = 26
_TICK_PX = 12
_EDGE = 2


class StepLine(QWidget):
    """One button a step; those that can be gone to may be pressed.

    Args:
        name: object names start with it, and end with the step's position from 0.
        steps: what each is called.

    Signals:
        chosen: position of the step that is wanted, from 0.
    """

    chosen = Signal(int)

    def __init__(self, name: str, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_XL - 2 * _EDGE + 2)
        self._steps = []
        for position, words in enumerate(steps):
            step = _Step(position, words, self)
            step.setObjectName(f"{name}.{position}")
            step.clicked.connect(lambda _checked, at=position: self.chosen.emit(at))
            row.addWidget(step)
            self._steps.append(step)
        row.addStretch(1)

    def show_current(self, current: int, done: Sequence[bool]) -> None:
        """Marks the steps.

        Args:
            current: position of the step that is shown.
            done: of each step, whether all it needs is there.
        """
        for position, (step, is_done) in enumerate(zip(self._steps, done, strict=True)):
            reachable = all(done[:position])
            step.show_state(is_current=position == current, is_done=is_done, reachable=reachable)


class _Step(Button):
    """A step: ticked when done, bold while shown, quiet before."""

    def __init__(self, position: int, words: str, parent: QWidget) -> None:
        super().__init__(words, ButtonKind.PAINTED, parent)
        self._position = position
        self._is_current = self._is_done = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, *, is_current: bool, is_done: bool, reachable: bool) -> None:
        self._is_current, self._is_done = is_current, is_done
        self.setEnabled(reachable)
        state = self.tr("shown") if is_current else self.tr("done") if is_done else ""
        name = self.tr("Step {number}: {name}").format(number=self._position + 1, name=self.text())
        self.setAccessibleName(f"{name}, {state}" if state else name)
        self.updateGeometry()
        self.update()

    @property
    def _shows_tick(self) -> bool:
        return self._is_done and not self._is_current

    @property
    def _words(self) -> str:
        return self.text() if self._shows_tick else f"{self._position + 1} {self.text()}"

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need, in bold."""
        metrics = QFontMetrics(theme.font_of(self, bold=self._is_current))
        tick = _TICK_PX + 2 * _EDGE if self._shows_tick else 0
        return QSize(metrics.horizontalAdvance(self._words) + tick + 2 * _EDGE + 1, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        words = QRectF(self.rect()).adjusted(_EDGE, 0, -_EDGE + 1, 0)
        ink = tokens.accent if self._is_current else tokens.muted
        if self._shows_tick:
            ink = tokens.ok
            tick = QRectF(words.left(), 0, _TICK_PX, words.height())
            draw_icon(painter, "check", ink, rect=tick, size_px=_TICK_PX)
            words.setLeft(tick.right() + 2 * _EDGE)
        painter.setFont(theme.font_of(self, bold=self._is_current))
        draw_words(painter, words, self._words, ink=ink)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), 4, tokens.accent)
