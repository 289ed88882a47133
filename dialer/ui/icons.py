"""The product's own icons, tinted when they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from dialer.resources import find_resource

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

ICON_PX = 20
_DEVICE_RATIOS = (1.0, 2.0)


def icon_pixmap(name: str, colour: str, *, size_px: int = ICON_PX, ratio: float = 1.0) -> QPixmap:
    """Draws an icon, once for each size and colour.

    Args:
        name: file name in ``resources/icons`` without its ending.
        colour: ``#RRGGBB`` the strokes are drawn in.
        size_px: side in device-independent pixels.
        ratio: the screen's device pixel ratio.

    Raises:
        FileNotFoundError: there is no such icon.
    """
    key = f"outdial/{name}/{colour}/{size_px}/{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    drawing = find_resource(f"icons/{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(drawing.replace(b"currentColor", colour.encode())))
    side = round(size_px * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def make_icon(name: str, colour: str, *, size_px: int = ICON_PX) -> QIcon:
    """An icon for controls the style draws: menu entries, push buttons."""
    from PySide6.QtGui import QIcon  # noqa: PLC0415 - 2 ms, and nothing painted first needs it

    icon = QIcon()
    for ratio in _DEVICE_RATIOS:
        icon.addPixmap(icon_pixmap(name, colour, size_px=size_px, ratio=ratio))
    return icon
