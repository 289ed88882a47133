"""Keys of a whole X11 screen, over a connection of its own.

Apart from Qt's connection: a filter there would see every event of the window in Python.
libxcb is loaded already, for Qt's windows stand on it.
"""

from __future__ import annotations

import ctypes
import itertools
import sys
from ctypes import POINTER, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSocketNotifier, Qt

from dialer.desktop.hotkey import read_keys, taken, unusable
from dialer.domain.errors import DesktopRefused

if TYPE_CHECKING:
    from collections.abc import Callable

_SHIFT, _LOCK, _CONTROL, _ALT, _NUM_LOCK, _SUPER = 1, 2, 4, 8, 16, 64
_MODIFIERS = (
    (Qt.KeyboardModifier.ShiftModifier, _SHIFT),
    (Qt.KeyboardModifier.ControlModifier, _CONTROL),
    (Qt.KeyboardModifier.AltModifier, _ALT),
    (Qt.KeyboardModifier.MetaModifier, _SUPER),
)
# Caps Lock and Num Lock must not matter.
_LOCKS = (0, _LOCK, _NUM_LOCK, _LOCK | _NUM_LOCK)
_KEY_PRESS, _KEY_RELEASE, _MAPPING_NOTIFY, _CLIENT_MESSAGE = 2, 3, 34, 33
_BAD_ACCESS = 10
_GRAB_ASYNC = 1
_EVENT_BYTES = 32
_MIN_KEYCODE_AT, _MAX_KEYCODE_AT = 34, 35
_MAPPING_HEAD_BYTES = 32
_ATOM_AT = 8
_BY_PAGER = 2
_SUBSTRUCTURE = 0x180000  # SubstructureNotify and SubstructureRedirect
# Keysyms of keys that are no letters; their values are X11's.
_SPECIAL = {
    Qt.Key.Key_Backspace: 0xFF08,
    Qt.Key.Key_Tab: 0xFF09,
    Qt.Key.Key_Return: 0xFF0D,
    Qt.Key.Key_Pause: 0xFF13,
    Qt.Key.Key_ScrollLock: 0xFF14,
    Qt.Key.Key_Home: 0xFF50,
    Qt.Key.Key_Left: 0xFF51,
    Qt.Key.Key_Up: 0xFF52,
    Qt.Key.Key_Right: 0xFF53,
    Qt.Key.Key_Down: 0xFF54,
    Qt.Key.Key_PageUp: 0xFF55,
    Qt.Key.Key_PageDown: 0xFF56,
    Qt.Key.Key_End: 0xFF57,
    Qt.Key.Key_Print: 0xFF61,
    Qt.Key.Key_Insert: 0xFF63,
    Qt.Key.Key_Delete: 0xFFFF,
}
_F1_SYMBOL = 0xFFBE
_LATIN_1_END = 0x100


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (("data", c_void_p), ("rem", c_int), ("index", c_int))


class _Event(NamedTuple):
    kind: int
    detail: int
    time: int


class X11Hotkey:
    """Grabs keys on the root window; nothing is open while none are wanted.

    Args:
        window_id: the X11 window that comes to the front when they are pressed.
    """

    def __init__(self, window_id: Callable[[], int]) -> None:
        self._window_id = window_id
        self._keys = ""
        self._on_press: Callable[[], None] = lambda: None
        self._screen: _Screen | None = None
        self._notifier: QSocketNotifier | None = None

    @property
    def is_supported(self) -> bool:
        """Always, on X11."""
        return True

    def start(self, keys: str, on_press: Callable[[], None]) -> None:
        """Asks for keys in place of those it had.

        Raises:
            DesktopRefused: another program has them, or they cannot be had.
        """
        self.stop()
        key, held = read_keys(keys)
        screen = _Screen()
        try:
            screen.grab(keys, key, held)
        except DesktopRefused:
            screen.close()
            raise
        self._keys, self._on_press, self._screen = keys, on_press, screen
        self._notifier = QSocketNotifier(screen.descriptor, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def stop(self) -> None:
        """Gives the keys back."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._screen is not None:
            self._screen.close()
            self._screen = None

    def _read(self) -> None:
        screen = self._screen
        if screen is None:
            return
        events = screen.read()
        if screen.is_lost:
            self.stop()
            return
        for earlier, event in itertools.pairwise((None, *events)):
            if event is not None and event.kind == _KEY_PRESS and not _repeats(earlier, event):
                self._on_press()
                screen.activate(self._window_id(), event.time)
        if any(event.kind == _MAPPING_NOTIFY for event in events):
            self._grab_again()

    def _grab_again(self) -> None:
        """Another keyboard may have the key in another place."""
        try:
            self.start(self._keys, self._on_press)
        except DesktopRefused:
            self.stop()


def _repeats(earlier: _Event | None, event: _Event) -> bool:
    """A key held down is let go and pressed again in the same moment, over and over."""
    return (
        earlier is not None
        and earlier.kind == _KEY_RELEASE
        and (earlier.detail, earlier.time) == (event.detail, event.time)
    )


class _Screen:
    """A connection to the display, and its root window."""

    def __init__(self) -> None:
        try:
            self._xcb = _load_xcb()
        except OSError as error:
            raise DesktopRefused("The system's library for X11 is missing: libxcb.") from error
        number = c_int()
        self._display = self._xcb.xcb_connect(None, ctypes.byref(number))
        if self._xcb.xcb_connection_has_error(self._display):
            self.close()
            raise DesktopRefused("The display does not answer.")
        setup = self._xcb.xcb_get_setup(self._display)
        screens = self._xcb.xcb_setup_roots_iterator(setup)
        for _before in range(number.value):
            self._xcb.xcb_screen_next(ctypes.byref(screens))
        self._root = c_uint32.from_address(screens.data).value
        self._keycodes = range(
            c_uint8.from_address(setup + _MIN_KEYCODE_AT).value,
            c_uint8.from_address(setup + _MAX_KEYCODE_AT).value + 1,
        )

    @property
    def descriptor(self) -> int:
        """Can be read when there are events."""
        found: int = self._xcb.xcb_get_file_descriptor(self._display)
        return found

    @property
    def is_lost(self) -> bool:
        """The display has gone."""
        return bool(self._xcb.xcb_connection_has_error(self._display))

    def close(self) -> None:
        """Ends the connection; what it had grabbed is free at once."""
        self._xcb.xcb_disconnect(self._display)

    def grab(self, keys: str, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
        """Has presses of a combination sent here, whoever has the keyboard.

        Raises:
            DesktopRefused: another program has them, or the keyboard does not.
        """
        code, is_shifted = self._find_key(keys, _symbol(keys, key))
        modifiers = sum(bit for modifier, bit in _MODIFIERS if held & modifier)
        modifiers |= _SHIFT if is_shifted else 0
        for locks in _LOCKS:
            cookie = self._xcb.xcb_grab_key_checked(
                self._display, 0, self._root, modifiers | locks, code, _GRAB_ASYNC, _GRAB_ASYNC
            )
            error = self._xcb.xcb_request_check(self._display, cookie)
            if error:
                is_taken = ctypes.string_at(error, _EVENT_BYTES)[1] == _BAD_ACCESS
                _free(error)
                raise taken(keys) if is_taken else unusable(keys)

    def read(self) -> list[_Event]:
        """What came in."""
        events = []
        while event := self._xcb.xcb_poll_for_event(self._display):
            body = ctypes.string_at(event, _EVENT_BYTES)
            _free(event)
            time = int.from_bytes(body[4:8], sys.byteorder)
            events.append(_Event(kind=body[0] & 0x7F, detail=body[1], time=time))
        return events

    def activate(self, window_id: int, time: int) -> None:
        """Asks the window manager for the front, with the press as the reason.

        Qt would ask with the last press it saw itself, which is older than what the person
        did in another program: a window manager may then refuse.
        """
        name = b"_NET_ACTIVE_WINDOW"
        cookie = self._xcb.xcb_intern_atom(self._display, 0, len(name), name)
        reply = self._xcb.xcb_intern_atom_reply(self._display, cookie, None)
        if not reply:
            return
        atom = c_uint32.from_address(reply + _ATOM_AT).value
        _free(reply)
        head = bytes((_CLIENT_MESSAGE, 32, 0, 0))
        words = (window_id, atom, _BY_PAGER, time, 0, 0, 0)
        message = head + b"".join(word.to_bytes(4, sys.byteorder) for word in words)
        self._xcb.xcb_send_event(self._display, 0, self._root, _SUBSTRUCTURE, message)
        self._xcb.xcb_flush(self._display)

    def _find_key(self, keys: str, symbol: int) -> tuple[int, bool]:
        """The key that has a symbol on it, and whether Shift brings it out."""
        count = len(self._keycodes)
        cookie = self._xcb.xcb_get_keyboard_mapping(self._display, self._keycodes[0], count)
        reply = self._xcb.xcb_get_keyboard_mapping_reply(self._display, cookie, None)
        if not reply:
            raise unusable(keys)
        width = c_uint8.from_address(reply + 1).value
        symbols = (c_uint32 * (width * count)).from_address(reply + _MAPPING_HEAD_BYTES)
        try:
            for level in range(min(width, 2)):
                for place, code in enumerate(self._keycodes):
                    if symbols[place * width + level] == symbol:
                        return code, level == 1
        finally:
            _free(reply)
        raise unusable(keys)


def _symbol(keys: str, key: Qt.Key) -> int:
    """The X11 symbol of a key.

    Raises:
        DesktopRefused: it is none that can be used.
    """
    special = _SPECIAL.get(key)
    if special is not None:
        return special
    if Qt.Key.Key_F1.value <= key.value <= Qt.Key.Key_F35.value:
        return _F1_SYMBOL + key.value - Qt.Key.Key_F1.value
    if key.value < _LATIN_1_END:
        return ord(chr(key.value).lower())
    raise unusable(keys)


def _free(pointer: int) -> None:
    ctypes.CDLL(None).free(c_void_p(pointer))


def _load_xcb() -> ctypes.CDLL:
    library = ctypes.CDLL("libxcb.so.1")
    display = c_void_p
    for name, result, arguments in (
        ("xcb_connect", display, [c_char_p, POINTER(c_int)]),
        ("xcb_connection_has_error", c_int, [display]),
        ("xcb_disconnect", None, [display]),
        ("xcb_flush", c_int, [display]),
        ("xcb_get_file_descriptor", c_int, [display]),
        ("xcb_get_setup", c_void_p, [display]),
        ("xcb_setup_roots_iterator", _Screens, [c_void_p]),
        ("xcb_screen_next", None, [POINTER(_Screens)]),
        (
            "xcb_grab_key_checked",
            _Cookie,
            [display, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8],
        ),
        ("xcb_request_check", c_void_p, [display, _Cookie]),
        ("xcb_poll_for_event", c_void_p, [display]),
        ("xcb_get_keyboard_mapping", _Cookie, [display, c_uint8, c_uint8]),
        ("xcb_get_keyboard_mapping_reply", c_void_p, [display, _Cookie, c_void_p]),
        ("xcb_intern_atom", _Cookie, [display, c_uint8, c_uint16, c_char_p]),
        ("xcb_intern_atom_reply", c_void_p, [display, _Cookie, c_void_p]),
        ("xcb_send_event", _Cookie, [display, c_uint8, c_uint32, c_uint32, c_char_p]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library
