"""The rail of pages at the left edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.drawing import (
    CENTRE,
    draw_focus_ring,
    draw_icon,
    draw_words,
    fill_rounded,
    smooth,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from dialer.ui.theme import Tone

_HEIGHT = 56
_ICON_PX = 20
_DOT_PX = 8


class NavRail(QFrame):
    """One button for each page there is."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setFixedWidth(theme.RAIL_WIDTH)
        self.setAccessibleName(self.tr("Pages"))
        self._buttons: dict[str, _NavButton] = {}
        self._column = QVBoxLayout(self)
        edge = theme.STEP_S
        self._column.setContentsMargins(edge, edge, edge + 1, edge)
        self._column.setSpacing(theme.STEP_XS)
        self._column.addStretch(1)
        self.top_count = 0

    def add(self, key: str, title: str, icon: str, *, at_bottom: bool) -> None:
        """Adds a page's button; buttons keep the order they are added in."""
        button = _NavButton(title, icon, self)
        button.setObjectName(f"frame.nav.{key}")
        # Toggled, not clicked: a screen reader's press only toggles.
        button.toggled.connect(lambda on: self.chosen.emit(key) if on else None)
        if at_bottom:
            self._column.addWidget(button)
        else:
            self._column.insertWidget(self.top_count, button)
            self.top_count += 1
        self._buttons[key] = button

    def show_chosen(self, key: str) -> None:
        """Marks the page that is shown."""
        self._buttons[key].setChecked(True)

    def show_badge(self, key: str, words: str, tone: Tone) -> None:
        """Marks a page's button with a dot; ``words`` say why, and ``""`` takes it away."""
        self._buttons[key].show_badge(words, tone)


class _NavButton(QPushButton):
    """Icon over text; exclusive among its neighbours."""

    def __init__(self, title: str, icon: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._icon = icon
        self._badge: Tone | None = None
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_badge(self, words: str, tone: Tone) -> None:
        """Shows a dot in a tone, explained by words; ``""`` takes it away."""
        if (self.toolTip(), self._badge) == (words, tone if words else None):
            return
        self._badge = tone if words else None
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        return QSize(theme.RAIL_WIDTH - 2 * theme.STEP_S, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        checked = self.isChecked()
        if checked or self.underMouse():
            ground = tokens.accent_tint if checked else tokens.neutral_tint
            fill_rounded(painter, whole, theme.RADIUS, ground=ground)
        ink = tokens.accent if checked else tokens.muted
        icon = QRectF(0, 8, whole.width(), _ICON_PX + 2)
        draw_icon(painter, self._icon, ink, rect=icon, size_px=_ICON_PX)
        if self._badge is not None:
            dot = QRectF(whole.center().x() + 7, 7, _DOT_PX, _DOT_PX)
            ring = dot.adjusted(-2, -2, 2, 2)
            fill_rounded(painter, ring, ring.height() / 2, ground=tokens.surface)
            fill_rounded(painter, dot, dot.height() / 2, ground=tokens.ink(self._badge))
        font = theme.font_of(self, theme.NAV_PX, bold=checked)
        painter.setFont(font)
        words = QRectF(2, 31, whole.width() - 4, 18)
        draw_words(painter, words, self.text(), ink=ink, at=CENTRE)
        if self.hasFocus():
            draw_focus_ring(painter, whole, theme.RADIUS, tokens.accent)
