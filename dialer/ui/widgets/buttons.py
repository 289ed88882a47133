"""Buttons: the plain kinds, the Call button, and the disclosure."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy

from dialer.ui import theme
from dialer.ui.widgets.drawing import (
    draw_focus_ring,
    draw_icon,
    draw_words,
    fill_rounded,
    smooth,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_ICON_PX = 18
_ENTER_PX = 13


def is_enter(event: QKeyEvent) -> bool:
    """True for Enter or numpad Enter, alone or held down."""
    keys = QtCore.Qt.Key
    keypad = QtCore.Qt.KeyboardModifier.KeypadModifier
    return event.key() in {keys.Key_Return, keys.Key_Enter} and not event.modifiers() & ~keypad


class ButtonKind(enum.StrEnum):
    """How much weight a button has."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    SMALL = "small"
    PAINTED = "painted"


class Button(QPushButton):
    """A button that Enter presses too, once for each press of the key."""

    def __init__(
        self, words: str, kind: ButtonKind = ButtonKind.PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        # The style sheet dresses buttons that have a kind; the others paint themselves.
        if kind is not ButtonKind.PAINTED:
            self.setProperty("kind", kind.value)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Presses the button on Enter, and never again while the key is held."""
        if is_enter(event):
            if not event.isAutoRepeat():
                self.click()
            event.accept()
            return
        super().keyPressEvent(event)


class Disclosure(Button):
    """A link that unfolds what is below it."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, ButtonKind.PAINTED, parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        words = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(words + _CHEVRON_ROOM + theme.STEP_S, _DISCLOSURE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        name = "chevron-down" if self.isChecked() else "chevron-right"
        at = QRectF(0, 0, _CHEVRON_PX, self.height())
        draw_icon(painter, name, tokens.accent, rect=at, size_px=_CHEVRON_PX)
        words = QRectF(self.rect()).adjusted(_CHEVRON_ROOM, 0, 0, 0)
        draw_words(painter, words, self.text(), ink=tokens.accent)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), 4, tokens.accent)


_CHEVRON_PX = 14
_CHEVRON_ROOM = _CHEVRON_PX + 4
_DISCLOSURE_HEIGHT = 24


class CallButton(Button):
    """The one obvious thing to press: green, wide, with its key on it.

    Args:
        words: what it says.
        modifier: the key that, held with Enter, does the same.
    """

    def __init__(self, words: str, modifier: str, parent: QWidget | None = None) -> None:
        super().__init__(words, ButtonKind.PAINTED, parent)
        self._modifier = modifier
        self.setFixedHeight(theme.CALL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font_of(self, theme.HEADING_PX, bold=True))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        if not self.isEnabled():
            ground = tokens.call_disabled
        else:
            ground = tokens.call_hover if self.isDown() or self.underMouse() else tokens.call
        fill_rounded(painter, whole, theme.RADIUS, ground=ground)
        if self.hasFocus():
            inner = whole.adjusted(3, 3, -3, -3)
            draw_focus_ring(painter, inner, theme.RADIUS - 2, tokens.on_call)
        self._paint_words(painter, whole, tokens.on_call)

    def _paint_words(self, painter: QPainter, whole: QRectF, ink: str) -> None:
        keys_font = theme.font_of(self, theme.PILL_PX)
        cap_width = QFontMetrics(keys_font).horizontalAdvance(self._modifier) + _ENTER_PX + 14
        words_width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        gap = theme.STEP_S
        left = (whole.width() - (_ICON_PX + words_width + cap_width + 2 * gap)) / 2
        icon = QRectF(left, 0, _ICON_PX, whole.height())
        draw_icon(painter, "phone", ink, rect=icon, size_px=_ICON_PX)
        left += _ICON_PX + gap
        painter.setFont(self.font())
        words = QRectF(left, 0, words_width + 2, whole.height())
        draw_words(painter, words, self.text(), ink=ink)
        left = round(left + words_width + gap)
        cap = QRectF(left, (whole.height() - 18) / 2, cap_width, 18)
        fill_rounded(painter, cap, 4, edge=ink)
        painter.setFont(keys_font)
        draw_words(painter, cap.adjusted(5, 0, 0, 0), self._modifier, ink=ink)
        enter = QRectF(cap.right() - _ENTER_PX - 4, cap.top(), _ENTER_PX, cap.height())
        draw_icon(painter, "enter", ink, rect=enter, size_px=_ENTER_PX)
