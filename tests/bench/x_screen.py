"""What a person would see of a window on an X display, read through libX11.

A tool started for every look would load the cores under measure; this costs one
round trip a look.
"""

from __future__ import annotations

import ctypes as c
import operator
from collections import Counter
from dataclasses import dataclass
from typing import Any

_CLIENT_MESSAGE = 33
_STRUCTURE_EVENTS = 1 << 17 | 1 << 19  # answers to a ping come to the root window as these
_ALL_PLANES = 0xFFFFFFFF
_Z_PIXMAP = 2
_VIEWABLE = 2
_LONGS_READ = 1024
# Odd, so that the samples of successive lines do not stand under each other.
_SAMPLE_STEP = 7
_BLANK_COLOURS = 4
_BLANK_SHARE = 0.001


class _ImageStart(c.Structure):
    _fields_ = (
        ("width", c.c_int),
        ("height", c.c_int),
        ("xoffset", c.c_int),
        ("format", c.c_int),
        ("data", c.c_void_p),
        ("byte_order", c.c_int),
        ("bitmap_unit", c.c_int),
        ("bitmap_bit_order", c.c_int),
        ("bitmap_pad", c.c_int),
        ("depth", c.c_int),
        ("bytes_per_line", c.c_int),
        ("bits_per_pixel", c.c_int),
        ("masks", c.c_ulong * 3),
        ("obdata", c.c_void_p),
        ("create", c.c_void_p),
        ("destroy", c.CFUNCTYPE(c.c_int, c.c_void_p)),
    )


class _Attributes(c.Structure):
    _fields_ = (
        ("x", c.c_int),
        ("y", c.c_int),
        ("width", c.c_int),
        ("height", c.c_int),
        ("border_and_depth", c.c_int * 2),
        ("visual", c.c_void_p),
        ("root", c.c_ulong),
        ("class_and_gravities", c.c_int * 4),
        ("backing", c.c_ulong * 2),
        ("save_under", c.c_int),
        ("colormap", c.c_ulong),
        ("map_installed", c.c_int),
        ("map_state", c.c_int),
        ("rest", c.c_long * 8),
    )


class _Message(c.Structure):
    _fields_ = (
        ("type", c.c_int),
        ("serial", c.c_ulong),
        ("send_event", c.c_int),
        ("display", c.c_void_p),
        ("window", c.c_ulong),
        ("message_type", c.c_ulong),
        ("format", c.c_int),
        ("data", c.c_long * 5),
    )


class _Event(c.Union):
    _fields_ = (("type", c.c_int), ("message", _Message), ("room", c.c_long * 24))


@dataclass(frozen=True, slots=True)
class Picture:
    """A sample of a window's pixels."""

    size: tuple[int, int]
    pixels: tuple[int, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is painted yet: hardly a pixel is off the commonest colour."""
        colours = Counter(self.pixels)
        off_commonest = len(self.pixels) - max(colours.values())
        return len(colours) < _BLANK_COLOURS or off_commonest < _BLANK_SHARE * len(self.pixels)

    def share_unlike(self, other: Picture) -> float:
        """How much of it differs from another picture, 0 to 1."""
        if self.size != other.size:
            return 1.0
        unlike: int = sum(map(operator.ne, self.pixels, other.pixels))
        return unlike / len(self.pixels)


class Screen:
    """A connection to an X display.

    Args:
        display: its name, such as ``:99``.
    """

    def __init__(self, display: str) -> None:
        self._x = _load_x11()
        # Windows come and go while they are looked at; the default would end this program.
        self._on_error = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p)(lambda _display, _error: 0)
        self._x.XSetErrorHandler(self._on_error)
        self._display = c.c_void_p(self._x.XOpenDisplay(display.encode()))
        if self._display.value is None:
            raise RuntimeError(f"the display {display} cannot be opened")
        self._root = self._x.XDefaultRootWindow(self._display)
        self._x.XSelectInput(self._display, self._root, c.c_long(_STRUCTURE_EVENTS))

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)

    def has_window_manager(self) -> bool:
        return bool(self._property(self._root, "_NET_SUPPORTING_WM_CHECK"))

    def find_windows(self) -> list[int]:
        """The windows the window manager shows."""
        clients = self._property(self._root, "_NET_CLIENT_LIST")
        return [window for window in clients if self._attributes(window) is not None]

    def take_picture(self, window: int) -> Picture | None:
        """A sample of what a window shows; None where it is not (any more) on the screen."""
        attributes = self._attributes(window)
        if attributes is None:
            return None
        size = (attributes.width, attributes.height)
        found = self._x.XGetImage(
            self._display, c.c_ulong(window), 0, 0, *size, c.c_ulong(_ALL_PLANES), _Z_PIXMAP
        )
        if not found:
            return None
        start = _ImageStart.from_address(found)
        length = start.bytes_per_line * start.height
        data = (c.c_char * length).from_address(start.data)
        pixels = tuple(memoryview(data).cast("B").cast("I")[::_SAMPLE_STEP])
        start.destroy(found)
        return Picture(size, pixels)

    def is_dialog(self, window: int) -> bool:
        """Whether a window belongs to another one, as a message does."""
        return bool(self._property(window, "WM_TRANSIENT_FOR"))

    def can_be_pinged(self, window: int) -> bool:
        return self._atom("_NET_WM_PING") in self._property(window, "WM_PROTOCOLS")

    def ping(self, window: int) -> None:
        """Asks a window's program whether its event loop runs."""
        event = _Event()
        message = event.message
        message.type, message.window, message.format = _CLIENT_MESSAGE, window, 32
        message.message_type = self._atom("WM_PROTOCOLS")
        message.data[0], message.data[2] = self._atom("_NET_WM_PING"), window
        self._x.XSendEvent(self._display, c.c_ulong(window), 0, c.c_long(0), c.byref(event))
        self._x.XFlush(self._display)

    def has_answered(self) -> bool:
        """Whether an answer to a ping came since the last look."""
        answered = False
        event = _Event()
        while self._x.XPending(self._display):
            self._x.XNextEvent(self._display, c.byref(event))
            is_answer = (
                event.type == _CLIENT_MESSAGE
                and event.message.message_type == self._atom("WM_PROTOCOLS")
                and event.message.data[0] == self._atom("_NET_WM_PING")
            )
            answered = answered or is_answer
        return answered

    def _attributes(self, window: int) -> _Attributes | None:
        attributes = _Attributes()
        found = self._x.XGetWindowAttributes(self._display, c.c_ulong(window), c.byref(attributes))
        return attributes if found and attributes.map_state == _VIEWABLE else None

    def _atom(self, name: str) -> int:
        return int(self._x.XInternAtom(self._display, name.encode(), 0))

    def _property(self, window: int, name: str) -> list[int]:
        kind, count, left = c.c_ulong(), c.c_ulong(), c.c_ulong()
        width, data = c.c_int(), c.c_void_p()
        self._x.XGetWindowProperty(
            self._display,
            c.c_ulong(window),
            c.c_ulong(self._atom(name)),
            c.c_long(0),
            c.c_long(_LONGS_READ),
            0,
            c.c_ulong(0),
            *map(c.byref, (kind, width, count, left, data)),
        )
        if not data.value:
            return []
        values = (c.c_ulong * count.value).from_address(data.value)
        found = list(values) if width.value == 32 else []
        self._x.XFree(data)
        return found


def _load_x11() -> Any:  # noqa: ANN401 - a foreign library has no type
    x11 = c.CDLL("libX11.so.6")
    for name in ("XOpenDisplay", "XGetImage"):
        getattr(x11, name).restype = c.c_void_p
    for name in ("XDefaultRootWindow", "XInternAtom"):
        getattr(x11, name).restype = c.c_ulong
    return x11
