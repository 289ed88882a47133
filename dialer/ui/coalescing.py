"""Showing what changes often only as often as a person can see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

SHOW_EVERY_MS = 100


class Coalescer:
    """Acts once for all that happened within a moment, and never loses the last of it.

    Args:
        parent: what is shown on; nothing is done after it is gone.
        act: shows the newest state.
    """

    def __init__(self, parent: QObject, act: Callable[[], None]) -> None:
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOW_EVERY_MS)
        self._timer.timeout.connect(act)

    def poke(self) -> None:
        """Something changed."""
        if not self._timer.isActive():
            self._timer.start()
