"""A desktop of its own: display, window manager, session bus and an unlocked keyring."""

from __future__ import annotations

import os
import secrets
import subprocess
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import secretstorage
from jeepney import DBusAddress, MessageType, new_method_call  # type: ignore[import-untyped]  # ships no types
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # the same

from guided.processes import StepFailed, running, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCREEN_SIZE = (1280, 800)
_PRIVATE = 0o700
_LAUNCHER_PLACES = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/at-spi2")
# What would lead a program to the display, bus or keyring of whoever runs this.
_FOREIGN = (
    "DBUS_",
    "DESKTOP_",
    "DISPLAY",
    "GNOME_",
    "GTK_",
    "KEYRING_",
    "PYTHON",
    "QT_",
    "SESSION_MANAGER",
    "WAYLAND_",
    "XAUTHORITY",
    "XDG_",
)

# Without service folders, so that the bus starts no program of the machine's own.
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

# Without frames: a picture holds the program's own window and nothing else.
_OPENBOX_CONFIG = """\
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><keepBorder>no</keepBorder></theme>
  <applications>
    <application type="normal">
      <decor>no</decor>
      <position force="yes"><x>0</x><y>0</y></position>
    </application>
  </applications>
</openbox_config>
"""


@dataclass(frozen=True, slots=True)
class PrivateDesktop:
    """What programs on the desktop are started with, and how their windows are read.

    Attributes:
        environment: the whole environment for programs.
        accessibility_bus: address of the bus screen readers listen on.
    """

    environment: Mapping[str, str]
    accessibility_bus: str


@contextmanager
def private_desktop(folder: Path) -> Iterator[PrivateDesktop]:
    """Starts everything a window and a keyring need, and ends it with the block.

    Args:
        folder: an empty folder with a short path; home, sockets and logs go there.

    Raises:
        StepFailed: a part is not installed or does not start.
    """
    environment = _environment(folder)
    with ExitStack() as stack:
        environment["DISPLAY"] = stack.enter_context(_display(folder, environment))
        environment["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(_bus(folder, environment))
        stack.enter_context(_keyring(folder, environment))
        config = folder / "openbox.xml"
        config.write_text(_OPENBOX_CONFIG)
        command = ["openbox", "--config-file", str(config)]
        stack.enter_context(running(command, environment, log=folder / "openbox.log"))
        launcher = [_find_launcher(), "--launch-immediately"]
        stack.enter_context(running(launcher, environment, log=folder / "at-spi.log"))
        address = _fetch_accessibility_bus(environment["DBUS_SESSION_BUS_ADDRESS"])
        yield PrivateDesktop(environment, address)


def _environment(folder: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    home, runtime = folder / "home", folder / "runtime"
    for one in (home, runtime):
        one.mkdir(mode=_PRIVATE)
    # The pictures and the words must not depend on who runs this.
    own = {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
    readable = {
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        # Without it settings would be asked of a service this bus does not have.
        "GSETTINGS_BACKEND": "memory",
        # Qt complains of every question about a control that has just gone.
        "QT_LOGGING_RULES": "qt.accessibility.atspi.warning=false",
    }
    return {**inherited, **own, **readable}


@contextmanager
def _display(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """A screen nobody sees; yields its name."""
    reading, writing = os.pipe()
    width, height = SCREEN_SIZE
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24"]
    command += ["-nolisten", "tcp", "-noreset", "-fbdir", str(folder)]
    with (
        os.fdopen(reading) as told,
        running(command, environment, log=folder / "xvfb.log", pass_fds=(writing,)),
    ):
        os.close(writing)
        number = told.readline().strip()  # written once it listens; empty when it ends instead
        if not number:
            raise StepFailed("Xvfb did not start.")
        yield f":{number}"


@contextmanager
def _bus(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """A session bus; yields its address."""
    config = folder / "bus.conf"
    config.write_text(_BUS_CONFIG.format(socket=folder / "runtime" / "bus"))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    log = folder / "dbus-daemon.log"
    with running(command, environment, log=log, stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout is not None  # noqa: S101 - for the type checker
        address = daemon.stdout.readline().decode().strip()
        if not address:
            raise StepFailed("dbus-daemon did not start.")
        yield address


@contextmanager
def _keyring(folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """gnome-keyring with a new, unlocked collection."""
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    log = folder / "gnome-keyring.log"
    with running(command, environment, log=log, stdin=subprocess.PIPE) as daemon:
        assert daemon.stdin is not None  # noqa: S101 - for the type checker
        daemon.stdin.write(secrets.token_hex().encode())
        daemon.stdin.close()
        address = environment["DBUS_SESSION_BUS_ADDRESS"]
        wait_until(lambda: _is_unlocked(address), "gnome-keyring did not start.")
        yield


def _is_unlocked(address: str) -> bool:
    with closing(open_dbus_connection(address)) as connection:
        try:
            return not secretstorage.Collection(connection).is_locked()
        except (
            secretstorage.ItemNotFoundException,
            secretstorage.SecretServiceNotAvailableException,
        ):
            return False


def _find_launcher() -> str:
    found = [
        path for place in _LAUNCHER_PLACES if (path := Path(place, "at-spi-bus-launcher")).is_file()
    ]
    if not found:
        raise StepFailed("at-spi-bus-launcher is not installed.")
    return str(found[0])


def _fetch_accessibility_bus(session_bus: str) -> str:
    launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    found = [""]
    with closing(open_dbus_connection(session_bus)) as connection:

        def ask() -> bool:
            reply = connection.send_and_get_reply(new_method_call(launcher, "GetAddress"))
            if reply.header.message_type is MessageType.method_return:
                found[0] = str(reply.body[0])
            return bool(found[0])

        wait_until(ask, "The accessibility bus did not start.")
    return found[0]
