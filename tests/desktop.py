"""A whole desktop of its own for a program under test, with nothing of the machine's own.

A display (Xvfb on a number it chooses), a window manager, a session bus with an unlocked
gnome-keyring, and the accessibility bus that screen readers listen on; HOME and the runtime
folder are private. Everything that was started is stopped at the end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]  # ships no types
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same
from secret_service import secret_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
# What a machine with other work on both its processors may take; only a failure waits so long.
PATIENCE_S = 25.0
_POLL_S = 0.03
_SCREEN = "1280x900x24"
_LAUNCHER_PLACES = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/at-spi2")

T = TypeVar("T")


def wait_for(
    probe: Callable[[], T | None], what: str | Callable[[], str], *, patience_s: float = PATIENCE_S
) -> T:
    """Asks again and again until there is an answer.

    Args:
        probe: gives the answer, or something false while there is none.
        what: what is waited for, to be named where it never comes.
        patience_s: how long to ask.

    Raises:
        AssertionError: there is no answer in time.
    """
    deadline = monotonic() + patience_s
    pause = Event()
    while True:
        answer = probe()
        if answer:
            return answer
        if monotonic() > deadline:
            told = what if isinstance(what, str) else what()
            raise AssertionError(f"waited {patience_s:g} s for {told}")
        pause.wait(_POLL_S)


class Program:
    """A program that runs on the desktop; what it prints goes to files.

    Args:
        process: the program.
        stdout: where its standard output goes.
        stderr: where its standard error goes.
    """

    def __init__(self, process: subprocess.Popen[bytes], *, stdout: Path, stderr: Path) -> None:
        self.process = process
        self._stdout = stdout
        self._stderr = stderr

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    @property
    def is_running(self) -> bool:
        """True until it has ended."""
        return self.process.poll() is None

    @property
    def stdout(self) -> str:
        """What it printed so far."""
        return self._stdout.read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        """What it complained about so far."""
        return self._stderr.read_text(encoding="utf-8")

    def wait(self) -> int:
        """Waits until it has ended of its own; returns its exit code."""
        wait_for(lambda: not self.is_running, "the program to end")
        return self.process.wait()

    def kill(self) -> None:
        """Ends it as a crash or a power cut would: it gets no chance to do anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Desktop:
    """Starts programs, presses keys and takes pictures.

    Args:
        environment: for the programs.
        accessibility_bus: address of the bus screen readers listen on.
        folder: of the test; ``home`` in it is HOME.

    Attributes:
        programs: everything started so far.
    """

    def __init__(
        self, environment: Mapping[str, str], *, accessibility_bus: str, folder: Path
    ) -> None:
        self.environment = dict(environment)
        self.accessibility_bus = accessibility_bus
        self.folder = folder
        self.programs: list[Program] = []

    @property
    def home(self) -> Path:
        """HOME of the programs."""
        return Path(self.environment["HOME"])

    @property
    def runtime_folder(self) -> Path:
        """XDG_RUNTIME_DIR of the programs."""
        return Path(self.environment["XDG_RUNTIME_DIR"])

    def start(self, *arguments: str) -> Program:
        """Starts Outdial, with every Python warning told on standard error."""
        number = len(self.programs)
        stdout, stderr = (self.folder / f"program-{number}.{end}" for end in ("out", "err"))
        with stdout.open("wb") as out, stderr.open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-W", "default", "-m", "dialer", *arguments],
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        program = Program(process, stdout=stdout, stderr=stderr)
        self.programs.append(program)
        return program

    def xdotool(self, *arguments: str) -> str:
        """Moves the mouse or presses keys, as a person at this display; returns what it says."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, f"xdotool {arguments[0]}: {done.stderr.decode()}"
        return done.stdout.decode()

    def take_picture(self, path: Path) -> None:
        """Saves what the display shows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        command = ["import", "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, timeout=PATIENCE_S, check=True)

    def stop_programs(self) -> None:
        """Ends whatever still runs."""
        for program in self.programs:
            if program.is_running:
                program.kill()


@contextmanager
def open_desktop(folder: Path) -> Iterator[Desktop]:
    """Brings a desktop up, and takes it down at the end.

    Args:
        folder: of the test.
    """
    with ExitStack() as stack:
        environment = {
            **stack.enter_context(secret_service(folder)),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            # Without it settings would be asked of a service this bus does not have.
            "GSETTINGS_BACKEND": "memory",
            # Qt complains of every question about a control that has just gone.
            "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",
            "LANG": "C.UTF-8",
        }
        environment.pop("WAYLAND_DISPLAY", None)
        environment["DISPLAY"] = stack.enter_context(_display(environment, folder / "xvfb.log"))
        log = folder / "openbox.log"
        stack.enter_context(_running(["openbox", "--sm-disable"], environment, log))
        wait_for(lambda: _is_managed(environment), lambda: f"the window manager: {log.read_text()}")
        launcher = [_find_launcher(), "--launch-immediately"]
        stack.enter_context(_running(launcher, environment, folder / "at-spi.log"))
        desktop = Desktop(
            environment,
            accessibility_bus=_fetch_accessibility_bus(environment),
            folder=folder,
        )
        stack.callback(desktop.stop_programs)
        yield desktop


@contextmanager
def _display(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    reading, writing = os.pipe()
    # -noreset: or it would throw everyone out whenever the last program leaves.
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", _SCREEN]
    command += ["-nolisten", "tcp", "-noreset"]
    with os.fdopen(reading) as numbers, ExitStack() as stack:
        try:
            stack.enter_context(_running(command, environment, log, pass_fds=(writing,)))
        finally:
            os.close(writing)
        number = numbers.readline().strip()  # said once it takes clients
        assert number, f"Xvfb did not start: {log.read_text()}"
        yield f":{number}"


def _is_managed(environment: Mapping[str, str]) -> bool:
    """Whether windows that open from now on get a frame and the keyboard."""
    command = ["xdotool", "get_num_desktops"]  # the window manager says it when it is ready
    return not subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def _find_launcher() -> str:
    places = [Path(place) / "at-spi-bus-launcher" for place in _LAUNCHER_PLACES]
    found = [place for place in places if place.is_file()]
    assert found, f"at-spi-bus-launcher is in none of {', '.join(_LAUNCHER_PLACES)}"
    return str(found[0])


def _fetch_accessibility_bus(environment: Mapping[str, str]) -> str:
    with closing(open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])) as connection:
        launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")

        def ask() -> str:
            reply = connection.send_and_get_reply(
                new_method_call(launcher, "GetAddress"), timeout=PATIENCE_S
            )
            is_answer = reply.header.message_type is MessageType.method_return
            return str(reply.body[0]) if is_answer else ""

        return wait_for(ask, "the accessibility bus")


@contextmanager
def _running(
    command: list[str],
    environment: Mapping[str, str],
    log: Path,
    *,
    pass_fds: tuple[int, ...] = (),
) -> Iterator[None]:
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=pass_fds,
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
