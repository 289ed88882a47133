"""A box to tick, in the colours of the theme: the style's own is lost on a dark ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from dialer.ui import theme
from dialer.ui.widgets.drawing import draw_focus_ring, draw_icon, fill_rounded, smooth

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_BOX_PX = 16
_TICK_PX = 14
_HEIGHT = 26
_ROUND = 4


class TickBox(QCheckBox):
    """Words beside a box; they break where there is no room for one line."""

    def __init__(self, words: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setObjectName(object_name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802 - Qt's name
        """The words are part of the target."""
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the words in one line."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(_BOX_PX + 2 * theme.STEP_S + words, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The longest word must fit."""
        metrics = QFontMetrics(self.font())
        longest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(_BOX_PX + 2 * theme.STEP_S + longest, _HEIGHT)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """True: words may need a second line."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """As high as the words at a width."""
        room = QRectF(0, 0, max(1, width - _BOX_PX - 2 * theme.STEP_S), 9999).toRect()
        flags = Qt.TextFlag.TextWordWrap.value
        lines = QFontMetrics(self.font()).boundingRect(room, flags, self.text())
        return max(_HEIGHT, lines.height() + theme.STEP_S)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        box = QRectF(1, (_HEIGHT - _BOX_PX) / 2, _BOX_PX, _BOX_PX)
        is_on = self.isChecked()
        edge = tokens.accent if is_on else tokens.muted
        fill_rounded(
            painter, box, _ROUND, ground=tokens.accent if is_on else tokens.surface, edge=edge
        )
        if is_on:
            draw_icon(painter, "check", tokens.on_accent, rect=box, size_px=_TICK_PX)
        painter.setFont(self.font())
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.muted))
        words = QRectF(self.rect()).adjusted(_BOX_PX + theme.STEP_S, theme.STEP_XS, 0, 0)
        painter.drawText(words, Qt.TextFlag.TextWordWrap.value, self.text())
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), _ROUND, tokens.accent)
