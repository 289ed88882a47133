"""Shapes that several widgets paint: rounded grounds, focus rings, pills, avatars, icons.

Nothing here names an enum of ``QtCore.Qt`` on the way to the first paint: PySide6 builds
all of them with the first one used, and that takes 14 ms.
"""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen

from dialer.ui import theme
from dialer.ui.icons import icon_pixmap

PILL_HEIGHT = 19
_PILL_PADDING = 8
_RING = 2.0
# Qt's AlignLeft, AlignHCenter and AlignRight, each with AlignVCenter.
LEFT, CENTRE, RIGHT = 0x81, 0x84, 0x82


def draw_words(painter: QPainter, rect: QRectF, words: str, *, at: int = LEFT) -> None:
    """Draws one line, in the painter's font and pen; what does not fit ends in an ellipsis.

    Args:
        painter: where.
        rect: the line is in the middle of its height.
        words: what.
        at: ``LEFT``, ``CENTRE`` or ``RIGHT``.
    """
    metrics = painter.fontMetrics()
    # Widths are rounded, and a rounded one must not cut words that fit.
    room = int(rect.width()) + 1
    if metrics.horizontalAdvance(words) > room:
        words = metrics.elidedText(words, QtCore.Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, at, words)


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
        painter.fillPath(path, QColor(ground))
    if edge:
        painter.strokePath(path, QPen(QColor(edge), 1))


def draw_focus_ring(painter: QPainter, rect: QRectF, radius: float, colour: str) -> None:
    """Draws the ring of the control that has the keyboard, inside ``rect``."""
    painter.setPen(QPen(QColor(colour), _RING))
    painter.setBrush(QBrush())
    half = _RING / 2
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half)


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
    painter.setPen(QColor(ink))
    edge = _PILL_PADDING - 1
    draw_words(painter, rect.adjusted(edge, 0, -edge, 0), words, at=CENTRE)


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
    painter.setPen(QColor(tokens.muted))
    draw_words(painter, rect, initials(name), at=CENTRE)


def draw_icon(painter: QPainter, name: str, colour: str, *, rect: QRectF, size_px: int) -> None:
    """Draws an icon in the middle of ``rect``, sharp at the painter's pixel ratio."""
    ratio = painter.device().devicePixelRatio()
    pixmap = icon_pixmap(name, colour, size_px=size_px, ratio=ratio)
    corner = rect.center() - QPointF(size_px / 2, size_px / 2)
    # A corner between two device pixels would blur every stroke.
    snapped = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
    painter.drawPixmap(snapped, pixmap)
