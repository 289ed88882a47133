"""Shapes that several widgets paint: rounded grounds, focus rings, pills, avatars, icons."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from dialer.ui import theme
from dialer.ui.icons import icon_pixmap

PILL_HEIGHT = 19
_PILL_PADDING = 8
_RING = 2.0


def smooth(painter: QPainter) -> QPainter:
    """Turns on smooth edges; returns the painter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def fill_rounded(
    painter: QPainter, rect: QRectF, radius: float, *, ground: str = "", edge: str = ""
) -> None:
    """Fills a rounded rectangle, with a one-pixel edge where a colour for it is given."""
    painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
    inset = 0.5 if edge else 0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def draw_focus_ring(painter: QPainter, rect: QRectF, radius: float, colour: str) -> None:
    """Draws the ring of the control that has the keyboard, inside ``rect``."""
    painter.setPen(QPen(QColor(colour), _RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
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
    room = int(rect.width()) - 2 * _PILL_PADDING + 2
    shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, shown)


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
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


def draw_icon(painter: QPainter, name: str, colour: str, *, rect: QRectF, size_px: int) -> None:
    """Draws an icon in the middle of ``rect``, sharp at the painter's pixel ratio."""
    ratio = painter.device().devicePixelRatio()
    pixmap = icon_pixmap(name, colour, size_px=size_px, ratio=ratio)
    corner = rect.center() - QPointF(size_px / 2, size_px / 2)
    # A corner between two device pixels would blur every stroke.
    snapped = QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio)
    painter.drawPixmap(snapped, pixmap)
