"""One line, on every page, while the outcome of a call is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from dialer.domain.calls import CallState
from dialer.ui import theme, words
from dialer.ui.widgets.drawing import draw_focus_ring, draw_icon, draw_words, fill_rounded, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from dialer.domain.calls import Call

_HEIGHT = 34
_ICON_PX = 16


class UnresolvedStrip(QPushButton):
    """Names the newest unresolved call and how many more there are; pressing opens it."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame.unresolved")
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._newest: Call | None = None
        self.clicked.connect(lambda: self.opened.emit(self._newest))

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Takes the unresolved calls, newest first; none hides the strip."""
        self._newest = calls[0] if calls else None
        self.setVisible(bool(calls))
        if self._newest is None:
            return
        self.setText(self._sentence(self._newest, len(calls) - 1))
        self.setToolTip(self.text())
        self.setAccessibleName(self.text())
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return QSize(120, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        tone = theme.Tone.WARN if self._is_unknown else theme.Tone.ACCENT
        ink = tokens.ink(tone)
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        fill_rounded(painter, whole, 0, ground=tokens.tint(tone))
        left = theme.STEP_XL
        icon = QRectF(left, 0, _ICON_PX, whole.height())
        draw_icon(
            painter, "warning" if self._is_unknown else "phone", ink, rect=icon, size_px=_ICON_PX
        )
        sentence = whole.adjusted(left + _ICON_PX + theme.STEP_S, 0, -theme.STEP_M, 0)
        draw_words(painter, sentence, self.text(), ink=ink)
        if self.hasFocus():
            draw_focus_ring(painter, whole.adjusted(1, 1, -1, -1), 4, tokens.accent)

    @property
    def _is_unknown(self) -> bool:
        return self._newest is not None and self._newest.state is CallState.UNKNOWN

    def _sentence(self, call: Call, more: int) -> str:
        number = words.display_number(call.callee)
        when = words.time_words(call.started_ms)
        if call.state is CallState.UNKNOWN:
            sentence = self.tr(
                "{number} may have been called ({when}). Check before you call again."
            )
        else:
            sentence = self.tr("Sending the request to call {number} ({when}).")
        text = sentence.format(number=number, when=when)
        if more:
            text = f"{text} " + self.tr("{count} more.").format(count=more)
        return text
