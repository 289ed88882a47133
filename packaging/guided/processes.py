"""Processes that end with the block that started them, and waiting with a deadline."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager, suppress
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

WAIT_S = 15.0
_POLL_S = 0.02
_END_TIMEOUT_S = 5.0


class StepFailed(Exception):
    """Something did not come out as expected; the message is a sentence for people."""


class Stopped(Exception):
    """The run was told to end.

    Attributes:
        exit_code: what a shell expects of a program that this signal ended.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


_signals_seen: list[int] = []


def heed_signals() -> None:
    """Lets Ctrl-C and SIGTERM end the run at the next wait, with everything it started.

    An exception out of the handler itself could strike anywhere, even inside Qt.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _frame: _signals_seen.append(number))


def stop_if_told() -> None:
    """Returns unless a signal came.

    Raises:
        Stopped: one did.
    """
    if _signals_seen:
        raise Stopped(_signals_seen[0])


@contextmanager
def running(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    log: Path,
    pass_fds: tuple[int, ...] = (),
    stdin: int = subprocess.DEVNULL,
    stdout: int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a program for the length of the block.

    It gets a process group of its own: Ctrl-C reaches this script alone, which then ends
    everything in order.

    Args:
        command: the program and its arguments.
        environment: its whole environment.
        log: takes what it writes, but for what goes to ``stdout``.
        pass_fds: descriptors it may use.
        stdin: as for ``subprocess.Popen``.
        stdout: as for ``subprocess.Popen``; None for the log.

    Raises:
        StepFailed: the program is not installed.
    """
    with log.open("ab") as file:
        try:
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=stdin,
                stdout=file if stdout is None else stdout,
                stderr=file,
                pass_fds=pass_fds,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise StepFailed(f"{command[0]} is not installed.") from None
    with process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and everything it started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_END_TIMEOUT_S)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def wait_until(condition: Callable[[], bool], problem: str, *, timeout_s: float = WAIT_S) -> None:
    """Returns once the condition holds.

    Raises:
        StepFailed: it does not in time; ``problem`` is its sentence.
        Stopped: a signal came.
    """
    deadline = monotonic() + timeout_s
    pause = Event()
    while not condition():
        stop_if_told()
        if monotonic() > deadline:
            raise StepFailed(problem)
        pause.wait(_POLL_S)
