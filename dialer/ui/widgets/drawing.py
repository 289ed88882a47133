"""Shapes that several widgets paint: rounded grounds, focus rings, pills, avatars, icons.

Everything that is painted before the window is first seen is painted through here, because
of one trap: PySide6 builds all enums of ``QtCore.Qt``, 1400 members and 14 ms, with the first
one used, and ``setPen``, ``setBrush`` and ``drawText`` in a colour use one to tell their
overloads apart. So colours travel in palettes, text is drawn by the style, and shapes by path.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6 import QtCore
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QApplication

from dialer.ui import theme
from dialer.ui.icons import icon_pixmap

PILL_HEIGHT = 19
_PILL_PADDING = 8
_RING = 2.0
# Qt's AlignLeft, AlignHCenter and AlignRight, each with AlignVCenter.
LEFT, CENTRE, RIGHT = 0x81, 0x84, 0x82


@lru_cache(maxsize=64)
def _palette_of(colour: str) -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    return palette


def draw_words(painter: QPainter, rect: QRectF, words: str, *, ink: str, at: int = LEFT) -> None:
    """Draws one line in the painter's font; what does not fit ends in an ellipsis.

    Args:
        painter: where.
        rect: the line is in the middle of its height.
        words: what.
        ink: ``#RRGGBB``.
        at: ``LEFT``, ``CENTRE`` or ``RIGHT``.
    """
    metrics = painter.fontMetrics()
    # Widths are rounded, and a rounded one must not cut words that fit.
    room = int(rect.width()) + 1
    if metrics.horizontalAdvance(words) > room:
        words = metrics.elidedText(words, QtCore.Qt.TextElideMode.ElideRight, room)
    QApplication.style().drawItemText(
        painter, rect.toRect(), at, _palette_of(ink), True, words, QPalette.ColorRole.WindowText
    )


def fill(painter: QPainter, path: QPainterPath, colour: str) -> None:
    """Fills a shape."""
    painter.fillPath(path, _palette_of(colour).windowText())


def smooth(painter: QPainter) -> QPainter:
    """Turns on smooth edges; returns the painter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def fill_rounded(
    painter: QPainter, rect: QRectF, radius: float, *, ground: str = "", edge: str = ""
) -> None:
    """Fills a rounded rectangle, with a one-pixel edge where a colour for it is given."""
    inset = 0.5 if edge else 0
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    if ground:
        fill(painter, path, ground)
    if edge:
        _stroke(painter, path, edge, width=1.0)


def _stroke(painter: QPainter, path: QPainterPath, colour: str, *, width: float) -> None:
    pen = QPen()
    pen.setColor(QColor(colour))
    pen.setWidthF(width)
    painter.strokePath(path, pen)


def draw_focus_ring(painter: QPainter, rect: QRectF, radius: float, colour: str) -> None:
    """Draws the ring of the control that has the keyboard, inside ``rect``."""
    half = _RING / 2
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)
    _stroke(painter, path, colour, width=_RING)


def pill_font(base: QFont) -> QFont:
    """The small bold font of pills and chips."""
    font = QFont(base)
    font.setPixelSize(theme.PILL_PX)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def pill_size(words: str, font: QFont) -> QSize:
    """The size of a pill around some words."""
    return QSize(QFontMetrics(font).horizontalAdvance(words) + 2 * _PILL_PADDING, PILL_HEIGHT)


def draw_pill(
    painter: QPainter, rect: QRectF, words: str, *, ground: str, ink: str, font: QFont
) -> None:
    """Draws a pill that fills ``rect``; words that do not fit end in an ellipsis."""
    fill_rounded(painter, rect, rect.height() / 2, ground=ground)
    painter.setFont(font)
    edge = _PILL_PADDING - 1
    draw_words(painter, rect.adjusted(edge, 0, -edge, 0), words, ink=ink, at=CENTRE)


def initials(name: str) -> str:
    """Two letters that stand for a name, e.g. ``SD`` for "Siti Dewi"."""
    parts = name.split()
    if len(parts) < 2:  # noqa: PLR2004 - first and last name
        return name.strip()[:2].upper()
    return (parts[0][0] + parts[-1][0]).upper()


def draw_avatar(painter: QPainter, rect: QRectF, name: str, *, font: QFont) -> None:
    """Draws a circle with the initials of a name."""
    tokens = theme.current()
    fill_rounded(painter, rect, rect.height() / 2, ground=tokens.neutral_tint)
    painter.setFont(font)
    draw_words(painter, rect, initials(name), ink=tokens.muted, at=CENTRE)


def draw_icon(painter: QPainter, name: str, colour: str, *, rect: QRectF, size_px: int) -> None:
    """Draws an icon in the middle of ``rect``, sharp at the painter's pixel ratio."""
    ratio = painter.device().devicePixelRatio()
    pixmap = icon_pixmap(name, colour, size_px=size_px, ratio=ratio)
    corner = rect.center() - QPointF(size_px / 2, size_px / 2)
    # A corner between two device pixels would blur every stroke.
    snapped = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
    painter.drawPixmap(snapped, pixmap)
