"""A private display, window manager, bus and keyring: nothing of the machine's own desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.x_screen import Screen
from secret_service import secret_service, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SCREEN_SIZE = "1600x1000x24"
_PROGRAMS = ("Xvfb", "openbox", "dbus-daemon", "gnome-keyring-daemon", "xdotool")


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where programs are shown.

    Attributes:
        screen: reads the display.
        environment: for the programs.
        home: their home folder.
    """

    screen: Screen
    environment: Mapping[str, str]
    home: Path


def missing_programs() -> list[str]:
    """What a desktop session needs and this machine does not have."""
    return [name for name in _PROGRAMS if shutil.which(name) is None]


@contextmanager
def desktop_session(folder: Path) -> Iterator[Desktop]:
    """Runs a desktop until the block ends.

    Args:
        folder: kept private to this session; ``home`` is made in it.
    """
    with ExitStack() as stack:
        bus = stack.enter_context(secret_service(folder))
        environment = {
            **{name: value for name, value in bus.items() if not name.startswith("QT_")},
            "DISPLAY": stack.enter_context(_display()),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "XDG_SESSION_TYPE": "x11",
        }
        screen = stack.enter_context(closing(Screen(environment["DISPLAY"])))
        stack.enter_context(_running(["openbox", "--sm-disable"], environment))
        wait_until(screen.has_window_manager, "the window manager")
        yield Desktop(screen, environment, folder / "home")


@contextmanager
def _display() -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SCREEN_SIZE]
    command += ["-nolisten", "tcp"]
    with os.fdopen(reading) as answer, _running(command, os.environ, pass_fd=writing):
        os.close(writing)
        number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"


@contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], *, pass_fd: int | None = None
) -> Iterator[None]:
    with subprocess.Popen(
        command,
        env=environment,
        pass_fds=() if pass_fd is None else (pass_fd,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield
        finally:
            process.terminate()
