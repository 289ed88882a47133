"""Keys that reach this program while another one is used, where the desktop has such a thing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from dialer.domain.errors import DesktopRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.desktop_ports import GlobalHotkey

_KEYS = Qt.Key
_FUNCTION_KEYS = range(_KEYS.Key_F1.value, _KEYS.Key_F12.value + 1)


def make_hotkey(window_id: Callable[[], int]) -> GlobalHotkey:
    """The one for this desktop.

    Args:
        window_id: the system's number of the window that comes to the front.
    """
    if sys.platform == "win32":
        from dialer.desktop.windows_hotkey import WindowsHotkey  # noqa: PLC0415 - there only

        return WindowsHotkey()
    # Under XWayland keys are seen while a window of X11 has the keyboard, and only then.
    if QGuiApplication.platformName() == "xcb" and not os.environ.get("WAYLAND_DISPLAY"):
        from dialer.desktop.x11_hotkey import X11Hotkey  # noqa: PLC0415 - there only

        return X11Hotkey(window_id)
    return NoHotkey()


class NoHotkey:
    """For desktops that let no program have keys of its own: Wayland, and macOS unasked."""

    @property
    def is_supported(self) -> bool:
        """Never."""
        return False

    def start(self, keys: str, on_press: Callable[[], None]) -> None:
        """Refuses.

        Raises:
            DesktopRefused: always.
        """
        del keys, on_press
        raise DesktopRefused("This desktop gives no keys to programs.")

    def stop(self) -> None:
        """Has nothing to give back."""


def read_keys(keys: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    """A key and what is held with it.

    Args:
        keys: one combination, in Qt's portable spelling.

    Raises:
        DesktopRefused: it is none, or would take a key away from typing.
    """
    sequence = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        raise DesktopRefused("Press one combination of keys, such as Ctrl+Alt+D.")
    combination = sequence[0]  # type: ignore[index] # the stubs leave it out
    key, held = combination.key(), combination.keyboardModifiers()
    needed = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    needed |= Qt.KeyboardModifier.MetaModifier
    if not held & needed and key.value not in _FUNCTION_KEYS:
        raise DesktopRefused("Hold Ctrl, Alt or the system's key with it: typing needs the rest.")
    return key, held


def taken(keys: str) -> DesktopRefused:
    """The refusal where another program has the keys."""
    return DesktopRefused(f"{keys} is used by another program. Choose other keys.")


def unusable(keys: str) -> DesktopRefused:
    """The refusal where the keyboard has no such keys."""
    return DesktopRefused(f"{keys} cannot be used here. Choose other keys.")
