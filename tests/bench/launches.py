"""One start of a program, watched from outside: window, memory, idling."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench import processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bench.desktop_session import Desktop
    from bench.x_screen import Picture, Screen

_WINDOW_WITHIN_S = 60.0
_WINDOW_LOOK_S = 0.005
_PICTURE_LOOK_S = 0.02
_STABLE_S = 2.0
# A caret may blink meanwhile; a list that still fills may not.
_STABLE_SHARE = 0.005
_MEMORY_AFTER_S = 3.0
_END_WITHIN_S = 5.0


class NoMainWindow(Exception):
    """A program showed no window, or a message in place of its main window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A program that opens a window.

    Attributes:
        name: what the table calls it.
        command: how it is started.
        folder: where it is started.
        environment: set on top of the desktop's.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """From just before exec, in ms, to three stages of one window.

    Attributes:
        mapped_ms: the window manager shows it.
        painted_ms: something is to be seen in it.
        ready_ms: its event loop answers, and from here on the picture stays as it is.
    """

    mapped_ms: float
    painted_ms: float
    ready_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Idling:
    """What a program does while nobody does anything.

    Attributes:
        cpu_percent: of one core; a tick of the kernel is 0.1 % of ten seconds.
        switches_per_s: how often its threads wake up and go to sleep again.
    """

    cpu_percent: float
    switches_per_s: float


class Launch:
    """A program that runs.

    Args:
        program: just started, as leader of a session.
        window: its first window.
        began: of the start, on the monotonic clock.
        start: when its window came.
    """

    def __init__(
        self, program: subprocess.Popen[bytes], window: int, *, began: float, start: Start
    ) -> None:
        self._program = program
        self._began = began
        self.window = window
        self.start = start

    def pss_mb(self) -> float:
        """Memory of its processes, not before the time when programs are compared."""
        _wait_until(self._began + _MEMORY_AFTER_S)
        return processes.pss_mb_of(self._pids)

    def idle(self, seconds: float) -> Idling:
        """Leaves it alone for a while."""
        pids = self._pids
        began, cpu_s, switches = (
            time.monotonic(),
            processes.cpu_s_of(pids),
            processes.voluntary_switches_of(pids),
        )
        time.sleep(seconds)
        took_s = time.monotonic() - began
        return Idling(
            cpu_percent=100 * (processes.cpu_s_of(pids) - cpu_s) / took_s,
            switches_per_s=(processes.voluntary_switches_of(pids) - switches) / took_s,
        )

    @property
    def _pids(self) -> list[int]:
        return processes.session_members(self._program.pid)


@contextmanager
def launched(subject: Subject, desktop: Desktop) -> Iterator[Launch]:
    """Starts a program, waits until its window is ready, and ends it after the block.

    Raises:
        NoMainWindow: what it showed is not what is to be measured.
    """
    screen = desktop.screen
    before = set(screen.find_windows())
    began = time.monotonic()
    program = subprocess.Popen(
        subject.command,
        cwd=subject.folder,
        env={**desktop.environment, **subject.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        window = _wait_for_window(screen, program, before)
        mapped = time.monotonic()
        painted, ready = _watch(screen, window)
        start = Start(
            mapped_ms=1000 * (mapped - began),
            painted_ms=1000 * (painted - began),
            ready_ms=1000 * (ready - began),
        )
        yield Launch(program, window, began=began, start=start)
    finally:
        _end(program)
        _wait_until_gone(screen, before)


def _wait_for_window(screen: Screen, program: subprocess.Popen[bytes], before: set[int]) -> int:
    deadline = time.monotonic() + _WINDOW_WITHIN_S
    while time.monotonic() < deadline:
        windows = [window for window in screen.find_windows() if window not in before]
        if windows:
            if screen.is_dialog(windows[0]):
                raise NoMainWindow("it showed a message first")
            return windows[0]
        if program.poll() is not None:
            raise NoMainWindow(f"it ended with {program.returncode}")
        time.sleep(_WINDOW_LOOK_S)
    raise NoMainWindow("it showed no window")


def _watch(screen: Screen, window: int) -> tuple[float, float]:
    """When the window was painted, and when it was ready, on the monotonic clock."""
    deadline = time.monotonic() + _WINDOW_WITHIN_S
    painted = answered = stable_since = 0.0
    last: Picture | None = None
    screen.has_answered()
    while time.monotonic() < deadline:
        looked = time.monotonic()
        picture = screen.take_picture(window)
        if picture is not None and (painted or not picture.is_blank):
            painted = painted or looked
            if last is None or picture.share_unlike(last) > _STABLE_SHARE:
                stable_since = looked
            last = picture
        if not answered:
            answered = _ping(screen, window, until=looked + _PICTURE_LOOK_S)
        if painted and answered and looked - stable_since >= _STABLE_S:
            return painted, max(stable_since, answered)
        _wait_until(looked + _PICTURE_LOOK_S)
    raise NoMainWindow("its window never came to rest")


def _ping(screen: Screen, window: int, *, until: float) -> float:
    """Asks once and waits a moment; when the answer came, or 0."""
    if screen.can_be_pinged(window):
        screen.ping(window)
    while time.monotonic() < until:
        if screen.has_answered():
            return time.monotonic()
        time.sleep(_WINDOW_LOOK_S / 5)
    return 0.0


def _end(program: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(_END_WITHIN_S)
            return


def _wait_until_gone(screen: Screen, before: set[int]) -> None:
    deadline = time.monotonic() + _END_WITHIN_S
    while set(screen.find_windows()) - before and time.monotonic() < deadline:
        time.sleep(_PICTURE_LOOK_S)


def _wait_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))
