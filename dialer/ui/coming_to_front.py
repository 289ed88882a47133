"""Bringing the window to the front, as far as the desktop lets a program do it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - the name of a variable, no secret
_MAX_TOKEN = 256


def come_to_front(window: QWidget, activation_token: str = "") -> None:
    """Shows a window and asks for the keyboard.

    Args:
        window: it may be hidden, minimised, or behind others.
        activation_token: the desktop's leave, from who was used last; from outside, and
            trusted with nothing else. Wayland lets nobody come to the front without one.
    """
    minimised = QtCore.Qt.WindowState.WindowMinimized
    window.setWindowState(window.windowState() & ~minimised)
    window.show()
    window.raise_()
    if _is_usable(activation_token) and QGuiApplication.platformName().startswith("wayland"):
        # Where Qt looks for it when a window is activated; it takes it away again.
        os.environ[_TOKEN] = activation_token
    window.activateWindow()


def _is_usable(token: str) -> bool:
    return 0 < len(token) <= _MAX_TOKEN and token.isprintable()
