"""Keys of the whole desktop on Windows: RegisterHotKey, and its message in Qt's loop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import ctypes
    import ctypes.wintypes

    from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, Qt

    from dialer.desktop.hotkey import read_keys, taken, unusable

    if TYPE_CHECKING:
        from collections.abc import Callable

        from PySide6.QtCore import QByteArray

    _ID = 0x0D1A
    _MESSAGE = 0x0312  # WM_HOTKEY
    _NO_REPEAT = 0x4000
    _TAKEN = 1409  # ERROR_HOTKEY_ALREADY_REGISTERED
    _MODIFIERS = (
        (Qt.KeyboardModifier.AltModifier, 0x1),
        (Qt.KeyboardModifier.ControlModifier, 0x2),
        (Qt.KeyboardModifier.ShiftModifier, 0x4),
        (Qt.KeyboardModifier.MetaModifier, 0x8),
    )
    _F1_CODE = 0x70

    class WindowsHotkey:
        """Registers keys for this program's own thread."""

        def __init__(self) -> None:
            self._user32 = ctypes.WinDLL("user32", use_last_error=True)
            self._filter: _Filter | None = None

        @property
        def is_supported(self) -> bool:
            """Always, on Windows."""
            return True

        def start(self, keys: str, on_press: Callable[[], None]) -> None:
            """Asks for keys in place of those it had.

            Raises:
                DesktopRefused: another program has them, or they cannot be had.
            """
            self.stop()
            key, held = read_keys(keys)
            modifiers = sum(bit for modifier, bit in _MODIFIERS if held & modifier)
            code = _virtual_key(keys, key)
            if not self._user32.RegisterHotKey(None, _ID, modifiers | _NO_REPEAT, code):
                raise taken(keys) if ctypes.get_last_error() == _TAKEN else unusable(keys)
            self._filter = _Filter(on_press)
            app = QCoreApplication.instance()
            if app is not None:
                app.installNativeEventFilter(self._filter)

        def stop(self) -> None:
            """Gives the keys back."""
            if self._filter is None:
                return
            app = QCoreApplication.instance()
            if app is not None:
                app.removeNativeEventFilter(self._filter)
            self._filter = None
            self._user32.UnregisterHotKey(None, _ID)

    class _Filter(QAbstractNativeEventFilter):
        def __init__(self, on_press: Callable[[], None]) -> None:
            super().__init__()
            self._on_press = on_press

        def nativeEventFilter(  # noqa: N802 - Qt's name
            self, kind: QByteArray | bytes, message: int
        ) -> tuple[bool, int]:
            """Takes the message of the keys out of all those of this thread."""
            if bytes(kind) == b"windows_dispatcher_MSG":
                found = ctypes.wintypes.MSG.from_address(int(message))
                if found.message == _MESSAGE and found.wParam == _ID:
                    self._on_press()
                    return True, 0
            return False, 0

    def _virtual_key(keys: str, key: Qt.Key) -> int:
        """Letters and digits are their own codes."""
        if Qt.Key.Key_F1.value <= key.value <= Qt.Key.Key_F24.value:
            return _F1_CODE + key.value - Qt.Key.Key_F1.value
        if key.value < 0x80 and chr(key.value).isalnum():  # noqa: PLR2004 - the end of ASCII
            return int(key.value)
        raise unusable(keys)
