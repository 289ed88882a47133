"""The program's window: real keys and clicks in, pictures out."""

from __future__ import annotations

import struct
import subprocess
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage

from guided.desktop import SCREEN_SIZE
from guided.processes import WAIT_S, StepFailed, stop_if_told, wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LOOK_AGAIN_S = 0.06
_LOOKS_ALIKE = 3
_RGB_BYTES = 3
# Offsets of the header's fields that are needed, in the XWD format, all big-endian.
_XWD_HEADER_SIZE, _XWD_WIDTH, _XWD_HEIGHT = 0, 16, 20
_XWD_LINE_BYTES, _XWD_COLOURS = 48, 76
_XWD_COLOUR_BYTES = 12


class Spot(NamedTuple):
    """A point of the window, in pixels from its upper left corner."""

    x: int
    y: int


class Window:
    """Pinned to one window: it gets every key, and clicks count from its corner.

    Args:
        window_id: as X names it.
        environment: leads to its display.
        frame_buffer: the file in which Xvfb keeps the screen.
    """

    def __init__(
        self, window_id: str, environment: Mapping[str, str], *, frame_buffer: Path
    ) -> None:
        self._id = window_id
        self._environment = environment
        self._frame_buffer = frame_buffer

    def press(self, *keys: str) -> None:
        """Presses keys one after the other without a pause, e.g. ``ctrl+comma``."""
        self._xdotool("key", "--clearmodifiers", "--delay", "0", *keys)

    def type(self, text: str) -> None:
        """Types text key by key; it is in no command line, so it may be a secret."""
        self._xdotool("type", "--delay", "2", "--file", "-", told=text)

    def click(self, spot: Spot) -> None:
        """Clicks with the left button, and takes the pointer out of the way."""
        at = ("mousemove", "--window", self._id)
        self._xdotool(*at, str(spot.x), str(spot.y), "click", "1")
        self.put_pointer_away()

    def put_pointer_away(self) -> None:
        """Moves the pointer to the lower right corner of the screen, outside the window."""
        width, height = SCREEN_SIZE
        self._xdotool("mousemove", str(width - 1), str(height - 1))

    def turn_wheel(self, spot: Spot, *, steps: int) -> None:
        """Turns the wheel down over a point."""
        at = ("mousemove", "--window", self._id)
        wheel = ("click", "--repeat", str(steps), "--delay", "10", "5")
        self._xdotool(*at, str(spot.x), str(spot.y), *wheel)
        self.put_pointer_away()

    def picture(self) -> QImage:
        """The window as it looks once it has stopped changing.

        Raises:
            StepFailed: it does not stop.
        """
        deadline = monotonic() + WAIT_S
        pause = Event()
        seen, alike = self.look(), 1
        while alike < _LOOKS_ALIKE:
            if monotonic() > deadline:
                raise StepFailed("The window does not stop changing.")
            pause.wait(_LOOK_AGAIN_S)
            now = self.look()
            alike = alike + 1 if now == seen else 1
            seen = now
        return seen

    def look(self) -> QImage:
        """The window as it looks now."""
        return read_screen(self._frame_buffer).copy(self._geometry())

    def _geometry(self) -> QRect:
        lines = self._xdotool("getwindowgeometry", "--shell", self._id).split()
        values = dict(line.split("=", 1) for line in lines)
        return QRect(*(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))

    def _xdotool(self, *command: str, told: str | None = None) -> str:
        if command[0] in {"key", "type"}:
            command = ("windowfocus", "--sync", self._id, *command)
        return xdotool(*command, environment=self._environment, told=told)


def open_window(
    process: subprocess.Popen[bytes], environment: Mapping[str, str], *, frame_buffer: Path
) -> Window:
    """Waits for the window of a process, and puts the keyboard into it.

    Raises:
        StepFailed: the process ended, or opens none in time.
    """
    wanted = ("--onlyvisible", "--all", "--pid", str(process.pid), "--name", "^Outdial")
    found: list[str] = []

    def is_there() -> bool:
        if process.poll() is not None:
            raise StepFailed(f"The program ended with {process.returncode} at its start.")
        found.extend(_run_xdotool("search", *wanted, environment=environment).stdout.split())
        return bool(found)

    wait_until(is_there, "The program opened no window.")
    xdotool("windowactivate", "--sync", found[0], environment=environment)
    window = Window(found[0], environment, frame_buffer=frame_buffer)
    window.put_pointer_away()
    return window


def xdotool(*command: str, environment: Mapping[str, str], told: str | None = None) -> str:
    """Runs xdotool.

    Raises:
        StepFailed: it is not installed, refuses, or waits in vain.
    """
    ended = _run_xdotool(*command, environment=environment, told=told)
    if ended.returncode != 0:
        raise StepFailed(f"xdotool {command[0]} failed: {ended.stderr.strip()}")
    return ended.stdout


def _run_xdotool(
    *command: str, environment: Mapping[str, str], told: str | None = None
) -> subprocess.CompletedProcess[str]:
    stop_if_told()
    try:
        return subprocess.run(
            ["xdotool", *command],
            env=environment,
            input=told,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
    except FileNotFoundError:
        raise StepFailed("xdotool is not installed.") from None
    except subprocess.TimeoutExpired:
        raise StepFailed(f"xdotool {command[0]} waited in vain: is the window open?") from None


def read_screen(frame_buffer: Path) -> QImage:
    """The whole screen, from the file in XWD format in which Xvfb keeps it."""
    data = frame_buffer.read_bytes()
    fields = (_XWD_HEADER_SIZE, _XWD_WIDTH, _XWD_HEIGHT, _XWD_LINE_BYTES, _XWD_COLOURS)
    header, width, height, line_bytes, colours = (
        struct.unpack_from(">I", data, field)[0] for field in fields
    )
    pixels = data[header + colours * _XWD_COLOUR_BYTES :]
    image = QImage(pixels, width, height, line_bytes, QImage.Format.Format_RGB32)
    return image.convertToFormat(QImage.Format.Format_RGB888)


def find_bar(
    image: QImage, colour: str, *, at_least: int, area: QRect, height: int = 1
) -> Spot | None:
    """Looks for a bar of one colour: a button, a card, a strip.

    Args:
        image: of the format ``read_screen`` gives.
        colour: ``#RRGGBB``.
        at_least: its width in pixels.
        area: where to look.
        height: its least height in pixels.

    Returns:
        The upper left corner of the highest such bar, or None.
    """
    wanted = QColor(colour)
    row = bytes((wanted.red(), wanted.green(), wanted.blue())) * at_least
    place = area.intersected(image.rect())
    pixels, line_bytes = bytes(image.constBits()), image.bytesPerLine()
    for y in range(place.top(), place.bottom() + 2 - height):
        start, end = (y * line_bytes + x * _RGB_BYTES for x in (place.left(), place.right() + 1))
        at = pixels.find(row, start, end)
        while at >= 0:
            # A match between two pixels is none.
            if (at - y * line_bytes) % _RGB_BYTES == 0 and all(
                pixels.startswith(row, at + line * line_bytes) for line in range(height)
            ):
                return Spot((at - y * line_bytes) // _RGB_BYTES, y)
            at = pixels.find(row, at + 1, end)
    return None
