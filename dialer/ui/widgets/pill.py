"""Pills: a few words on a tinted ground. A chip is one that can be pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.drawing import (
    draw_focus_ring,
    draw_icon,
    draw_pill,
    draw_words,
    pill_font,
    pill_size,
    smooth,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_CHIP_MARGIN = 3
_CHEVRON_PX = 12


class Pill(QLabel):
    """Says one thing in a tone. A real label, so that screen readers read it."""

    def __init__(
        self, words: str = "", tone: Tone = Tone.NEUTRAL, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, parent)
        self._pill_tone = tone
        self.setFont(pill_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str, tone: Tone) -> None:
        """Replaces the words and the tone."""
        self._pill_tone = tone
        self.setText(words)
        self.updateGeometry()
        self.update()

    @property
    def tone(self) -> Tone:
        """The tone shown."""
        return self._pill_tone

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        return pill_size(self.text(), self.font())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        draw_pill(
            smooth(QPainter(self)),
            QRectF(self.rect()),
            self.text(),
            ground=tokens.tint(self._pill_tone),
            ink=tokens.ink(self._pill_tone),
            font=self.font(),
        )


class Chip(QPushButton):
    """A pill that can be pressed, with room for its focus ring.

    Args:
        words: what it says; it is also its accessible name.
        tone: its tone.
        has_menu: shows a chevron: pressing it opens a choice.
    """

    def __init__(
        self,
        words: str = "",
        tone: Tone = Tone.NEUTRAL,
        parent: QWidget | None = None,
        *,
        has_menu: bool = False,
    ) -> None:
        super().__init__(words, parent)
        self._chip_tone = tone
        self._has_menu = has_menu
        self.setFont(pill_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str, tone: Tone) -> None:
        """Replaces the words and the tone."""
        self._chip_tone = tone
        self.setText(words)
        self.updateGeometry()
        self.update()

    @property
    def tone(self) -> Tone:
        """The tone shown."""
        return self._chip_tone

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        size = pill_size(self.text(), self.font())
        chevron = _CHEVRON_PX if self._has_menu else 0
        return QSize(size.width() + chevron + 2 * _CHIP_MARGIN, size.height() + 2 * _CHIP_MARGIN)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        inner = whole.adjusted(_CHIP_MARGIN, _CHIP_MARGIN, -_CHIP_MARGIN, -_CHIP_MARGIN)
        ink = tokens.ink(self._chip_tone)
        if self._has_menu:
            self._paint_with_chevron(painter, inner, ink)
        else:
            ground = tokens.tint(self._chip_tone)
            draw_pill(painter, inner, self.text(), ground=ground, ink=ink, font=self.font())
        if self.hasFocus():
            draw_focus_ring(painter, whole, whole.height() / 2, tokens.accent)

    def _paint_with_chevron(self, painter: QPainter, inner: QRectF, ink: str) -> None:
        ground = theme.current().tint(self._chip_tone)
        draw_pill(painter, inner, "", ground=ground, ink=ink, font=self.font())
        words = inner.adjusted(8, 0, 0, 0)
        draw_words(painter, words, self.text(), ink=ink)
        advance = QFontMetrics(self.font()).horizontalAdvance(self.text())
        chevron = QRectF(words.left() + advance + 2, inner.top(), _CHEVRON_PX, inner.height())
        draw_icon(painter, "chevron-down", ink, rect=chevron, size_px=_CHEVRON_PX)
