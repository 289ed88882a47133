"""A real Secret Service on a private bus, in a private home: nothing of the machine's own.

``session_bus`` starts a D-Bus session bus; ``secret_service`` adds gnome-keyring to it. Both
yield the whole environment for child processes and stop everything they started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import secretstorage
from jeepney import MatchRule, MessageType  # type: ignore[import-untyped]  # ships no types
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]  # the same
from jeepney.io.blocking import (  # type: ignore[import-untyped]  # the same
    DBusConnection,
    open_dbus_connection,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PASSWORD = "open sesame"
_SERVICE_NAME = "org.freedesktop.secrets"
_PROMPTER_NAME = "org.gnome.keyring.SystemPrompter"
_START_TIMEOUT_S = 20.0
_POLL_S = 0.01

# What a session bus of a desktop has, without service folders: a name nobody owns must stay
# that way, or the bus would start the machine's own keyring or prompter.
_BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def is_installed() -> bool:
    """Whether this machine has the programs."""
    return all(map(shutil.which, ("dbus-daemon", "gnome-keyring-daemon")))


@contextmanager
def session_bus(home: Path) -> Iterator[dict[str, str]]:
    """A session bus on which nothing answers yet.

    Args:
        home: becomes HOME; made where it is missing.

    Yields:
        The environment for child processes: this one's, with HOME, the XDG folders and the
        bus replaced.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        # A socket's path has about a hundred characters, fewer than a test's folder may take.
        runtime = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="outdial-")))
        socket = runtime / "bus"
        config = runtime / "bus.conf"
        config.write_text(_BUS_CONFIG.format(socket=escape(str(socket))))
        environment = _private_environment(home, runtime)
        daemon = stack.enter_context(
            _running(
                ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"],
                environment,
                log=home / "dbus-daemon.log",
                stdout=subprocess.PIPE,
            )
        )
        assert daemon.stdout is not None
        address = daemon.stdout.readline().decode().strip()  # printed once it listens
        assert address, "dbus-daemon did not start"
        yield {**environment, "DBUS_SESSION_BUS_ADDRESS": address}


@contextmanager
def secret_service(tmp_path: Path, *, locked: bool = False) -> Iterator[dict[str, str]]:
    """A session bus with gnome-keyring on it, and a default collection.

    Args:
        tmp_path: folder of the test; ``home`` is made in it.
        locked: leave the collection locked, with PASSWORD as the password. There is no
            prompter on the bus, so a request to unlock fails at once; ``silent_prompter``
            adds one that never answers.

    Yields:
        The environment for child processes.
    """
    with session_bus(tmp_path / "home") as environment, ExitStack() as stack:
        daemon = stack.enter_context(
            _running(
                ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                environment,
                log=tmp_path / "home" / "gnome-keyring.log",
                stdin=subprocess.PIPE,
            )
        )
        assert daemon.stdin is not None
        daemon.stdin.write(PASSWORD.encode())
        daemon.stdin.close()
        with _connected(environment) as connection:
            wait_until(lambda: _is_unlocked(connection), "an unlocked keyring")
        if locked:
            lock(environment)
        yield environment


def lock(environment: Mapping[str, str]) -> None:
    """Locks the default collection, as a screen lock or an idle timer may."""
    with _connected(environment) as connection:
        collection = secretstorage.get_default_collection(connection)
        collection.lock()
        wait_until(collection.is_locked, "a locked keyring")


def labels(environment: Mapping[str, str]) -> list[str]:
    """The labels of all entries in the default collection, in order."""
    with _connected(environment) as connection:
        collection = secretstorage.get_default_collection(connection)
        return sorted(item.get_label() for item in collection.get_all_items())


@contextmanager
def silent_prompter(environment: Mapping[str, str]) -> Iterator[Callable[[], None]]:
    """Takes the prompter's place on the bus and never answers: the person is away.

    gnome-keyring waits 25 seconds for a prompter before it gives the request up.

    Yields:
        A function that returns once a prompt was asked for.
    """
    with _connected(environment) as connection:
        connection.send_and_get_reply(message_bus.RequestName(_PROMPTER_NAME))
        with connection.filter(MatchRule(type=MessageType.method_call)) as requests:
            yield lambda: connection.recv_until_filtered(requests, timeout=_START_TIMEOUT_S)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Returns once the condition holds.

    Raises:
        TimeoutError: it does not in the time a slow machine may take.
    """
    deadline = monotonic() + _START_TIMEOUT_S
    pause = Event()
    while not condition():
        if monotonic() > deadline:
            raise TimeoutError(f"waited for {what}")
        pause.wait(_POLL_S)


def _private_environment(home: Path, runtime: Path) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "DBUS_", "GNOME_", "KEYRING_", "PYTHON_KEYRING"))
    }
    return {**inherited, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}


@contextmanager
def _running(
    command: list[str],
    environment: Mapping[str, str],
    *,
    log: Path,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            command, env=environment, stdin=stdin, stdout=stdout, stderr=stderr
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_START_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def _connected(environment: Mapping[str, str]) -> Iterator[DBusConnection]:
    with closing(open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])) as connection:
        secretstorage.util.add_match_rules(connection)
        yield connection


def _is_unlocked(connection: DBusConnection) -> bool:
    (has_owner,) = connection.send_and_get_reply(message_bus.NameHasOwner(_SERVICE_NAME)).body
    if not has_owner:
        return False
    try:
        # The name is taken a moment before the collection is there.
        return not secretstorage.Collection(connection).is_locked()
    except secretstorage.ItemNotFoundException:
        return False
