"""Who opens ``tel:``, ``callto:`` and ``sip:`` links, and making it this program.

Each system has its own way. Linux: a file that describes the program, and the person's list
of defaults. Windows: registered in the person's part of the registry, and chosen by the
person in Settings, for no program may choose itself. macOS: Launch Services, which know
installed programs only.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Protocol

from dialer.desktop.mime_defaults import DesktopFolders, MimeDefaults
from dialer.domain.desktop_ports import (
    SHARED_SCHEMES,
    HandlerReport,
    HandlerWay,
    SchemeHandler,
)
from dialer.domain.errors import DesktopRefused
from dialer.domain.link_schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dialer.domain.desktop_ports import LinkHandler

NAME = "Outdial"
PROGRAM_ID = "outdial-links.desktop"
# What an argument may not hold without quotes, and what is escaped within them.
_NEEDS_QUOTES = frozenset(" \t\n\"'\\><~|&;$*?#()`")
_ESCAPED = frozenset('"`$\\')


def make_link_handler(command: Sequence[str], folder: Path) -> LinkHandler:
    """The one for this system.

    Args:
        command: starts this program; a link is put behind it.
        folder: the data folder.
    """
    if sys.platform == "win32":
        from dialer.desktop.windows_links import PersonsRegistry, open_settings  # noqa: PLC0415

        return WindowsLinkHandler(PersonsRegistry(), command, open_settings=open_settings)
    if sys.platform == "darwin":
        from dialer.desktop.mac_links import LaunchServices  # noqa: PLC0415 - there only

        services = LaunchServices()
        return MacLinkHandler(services, services.bundle_id, former_file=folder / "links.json")
    return LinuxLinkHandler(command, os.environ)


class LinuxLinkHandler:
    """Any desktop that follows freedesktop.org.

    The program comes before others in the person's lists, which keep them: leaving brings
    back who was there before, even what was chosen meanwhile.

    Args:
        command: starts this program; a link is put behind it.
        environment: says where the person's files are.
        refresh: told of the folder of descriptions after each change.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        refresh: Callable[[Path], None] | None = None,
    ) -> None:
        self._command = command
        self._is_wayland = environment.get("XDG_SESSION_TYPE") == "wayland"
        self._folders = DesktopFolders.of(environment)
        self._defaults = MimeDefaults(self._folders)
        self._refresh = refresh or _update_desktop_database

    def look(self) -> HandlerReport:
        """Who opens links now."""
        programs = {scheme: self._defaults.find(_mime(scheme)) for scheme in SHARED_SCHEMES}
        return HandlerReport(
            handlers=tuple(
                SchemeHandler(
                    scheme=scheme,
                    program=self._defaults.name_of(program) if program else "",
                    is_outdial=program == PROGRAM_ID,
                )
                for scheme, program in programs.items()
            ),
            is_registered=self._description.exists(),
            way=HandlerWay.ITSELF,
        )

    def take_over(self) -> None:
        """Describes this program, and puts it first in the person's lists.

        Raises:
            DesktopRefused: a file cannot be written.
        """
        try:
            self._description.parent.mkdir(parents=True, exist_ok=True)
            text = describe_program(self._command, tells_start=self._is_wayland)
            self._description.write_text(text, encoding="utf-8")
            for scheme in SCHEMES:
                self._defaults.prefer(_mime(scheme), PROGRAM_ID)
        except OSError as error:
            raise _refused(error) from error
        self._refresh(self._description.parent)

    def give_back(self) -> None:
        """Takes this program out of the lists, and its description away.

        Raises:
            DesktopRefused: a file cannot be written.
        """
        try:
            for scheme in SCHEMES:
                self._defaults.drop(_mime(scheme), PROGRAM_ID)
            self._description.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(error) from error
        self._refresh(self._description.parent)

    @property
    def _description(self) -> Path:
        return self._folders.own_programs / PROGRAM_ID


def describe_program(command: Sequence[str], *, tells_start: bool) -> str:
    """The file that describes this program to the desktop.

    Args:
        command: starts this program.
        tells_start: Wayland gives its leave to come to the front to programs that tell of
            their start; on X11 a start that hands over would leave the pointer busy.
    """
    types = "".join(f"{_mime(scheme)};" for scheme in SCHEMES)
    arguments = " ".join(map(quote_argument, command))
    return "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            f"Name={NAME}",
            "Comment=Fills in the number of a link; dials nothing",
            f"Exec={arguments} %u",
            f"MimeType={types}",
            "NoDisplay=true",
            "Terminal=false",
            f"StartupNotify={'true' if tells_start else 'false'}",
            "StartupWMClass=outdial",
            "",
        )
    )


def quote_argument(argument: str) -> str:
    """One argument of an ``Exec`` line, as the Desktop Entry specification has it.

    An argument is quoted only where it must be: some readers know no quotes.
    """
    text = argument.replace("%", "%%")
    if argument and not _NEEDS_QUOTES & set(argument):
        return text
    quoted = "".join(f"\\{one}" if one in _ESCAPED else one for one in text)
    # The line as a whole is a string, in which a backslash is escaped once more.
    escaped = quoted.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _mime(scheme: str) -> str:
    return f"x-scheme-handler/{scheme}"


def _refused(error: OSError) -> DesktopRefused:
    place = f" ({error.filename})" if error.filename else ""
    return DesktopRefused(f"The system's list cannot be written: {error.strerror}{place}.")


def _update_desktop_database(folder: Path) -> None:
    """Lets older desktops find what changed; it is not waited for."""
    from PySide6.QtCore import QProcess, QStandardPaths  # noqa: PLC0415 - rare

    tool = QStandardPaths.findExecutable("update-desktop-database")
    if tool:
        QProcess.startDetached(tool, ["-q", str(folder)])


class Registry(Protocol):
    """The person's own part of the Windows registry (HKEY_CURRENT_USER)."""

    def read(self, path: str, name: str) -> str | None:
        """A text; None where there is none."""

    def write(self, path: str, name: str, value: str) -> None:
        """Stores a text, with the keys that lead to it."""

    def delete(self, path: str, name: str) -> None:
        """Removes a text, where it is there."""

    def delete_tree(self, path: str) -> None:
        """Removes a key and all below it, where it is there."""


_OWN_KEY = r"Software\Outdial"
_LINK_CLASS = "Outdial.Link"
_CLASSES = r"Software\Classes"
_REGISTERED = r"Software\RegisteredApplications"
_CHOICES = r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations"


class WindowsLinkHandler:
    """Windows 10 and 11. Only the person can choose; this makes the choice possible.

    Args:
        registry: the person's part.
        command: starts this program; a link is put behind it.
        open_settings: opens the page of Settings on which the choice is made.
    """

    def __init__(
        self, registry: Registry, command: Sequence[str], *, open_settings: Callable[[], None]
    ) -> None:
        self._registry = registry
        self._command = command
        self._open_settings = open_settings

    def look(self) -> HandlerReport:
        """Who opens links now."""
        read = self._registry.read
        chosen = {
            scheme: read(rf"{_CHOICES}\{scheme}\UserChoice", "ProgId") or ""
            for scheme in SHARED_SCHEMES
        }
        return HandlerReport(
            handlers=tuple(
                SchemeHandler(
                    scheme=scheme,
                    program=NAME if class_id == _LINK_CLASS else self._name_of(class_id),
                    is_outdial=class_id == _LINK_CLASS,
                )
                for scheme, class_id in chosen.items()
            ),
            is_registered=read(_REGISTERED, NAME) is not None,
            way=HandlerWay.PERSON_CHOOSES,
        )

    def take_over(self) -> None:
        """Puts this program among those that may be chosen, and opens the choice.

        Raises:
            DesktopRefused: the registry cannot be written.
        """
        from subprocess import list2cmdline  # noqa: PLC0415 - rare

        abilities = rf"{_OWN_KEY}\Capabilities"
        opens = rf"{_CLASSES}\{_LINK_CLASS}"
        write = self._registry.write
        try:
            write(opens, "", "Outdial link")
            write(opens, "URL Protocol", "")
            command = f'{list2cmdline(self._command)} "%1"'
            write(rf"{opens}\shell\open\command", "", command)
            write(abilities, "ApplicationName", NAME)
            write(abilities, "ApplicationDescription", "Fills in the number of a link.")
            for scheme in SCHEMES:
                write(rf"{abilities}\UrlAssociations", scheme, _LINK_CLASS)
            write(_REGISTERED, NAME, abilities)
        except OSError as error:
            raise _refused(error) from error
        self._open_settings()

    def give_back(self) -> None:
        """Takes this program out again: Windows asks at the next link.

        Raises:
            DesktopRefused: the registry cannot be written.
        """
        try:
            self._registry.delete(_REGISTERED, NAME)
            self._registry.delete_tree(_OWN_KEY)
            self._registry.delete_tree(rf"{_CLASSES}\{_LINK_CLASS}")
        except OSError as error:
            raise _refused(error) from error

    def _name_of(self, class_id: str) -> str:
        if not class_id:
            return ""
        path = rf"{_CLASSES}\{class_id}"
        read = self._registry.read
        return read(rf"{path}\Application", "ApplicationName") or read(path, "") or class_id


class UrlServices(Protocol):
    """What Launch Services of macOS say and do; programs go by their bundle's id."""

    def default_of(self, scheme: str) -> str:
        """Who opens a scheme, or ``""``."""

    def set_default(self, scheme: str, bundle_id: str) -> None:
        """Makes a program the one that opens a scheme.

        Raises:
            OSError: the system did not take it.
        """

    def name_of(self, bundle_id: str) -> str:
        """What a program is called."""


class MacLinkHandler:
    """macOS gives links to installed programs only: to a bundle, not to a script.

    Args:
        services: Launch Services.
        bundle_id: of this program; ``""`` where it runs from Python.
        former_file: remembers who opened links before.
    """

    def __init__(self, services: UrlServices, bundle_id: str, *, former_file: Path) -> None:
        self._services = services
        self._bundle_id = bundle_id
        self._former_file = former_file

    def look(self) -> HandlerReport:
        """Who opens links now."""
        found = {scheme: self._services.default_of(scheme) for scheme in SHARED_SCHEMES}
        return HandlerReport(
            handlers=tuple(
                SchemeHandler(
                    scheme=scheme,
                    program=self._services.name_of(bundle_id) if bundle_id else "",
                    is_outdial=bool(bundle_id) and bundle_id == self._bundle_id,
                )
                for scheme, bundle_id in found.items()
            ),
            is_registered=self._former_file.exists(),
            way=HandlerWay.ITSELF if self._bundle_id else HandlerWay.NEEDS_INSTALLING,
        )

    def take_over(self) -> None:
        """Makes this program the default, and remembers who was.

        Raises:
            DesktopRefused: it is not installed, or the system did not take it.
        """
        if not self._bundle_id:
            raise DesktopRefused("macOS gives links to installed programs only.")
        former = {scheme: self._services.default_of(scheme) for scheme in SHARED_SCHEMES}
        try:
            if not self._former_file.exists():
                self._former_file.write_text(json.dumps(former), encoding="utf-8")
            for scheme in SCHEMES:
                self._services.set_default(scheme, self._bundle_id)
        except OSError as error:
            raise _refused(error) from error

    def give_back(self) -> None:
        """Makes those the defaults again that were.

        Raises:
            DesktopRefused: the system did not take it.
        """
        try:
            former = json.loads(self._former_file.read_text(encoding="utf-8"))
            for scheme in SHARED_SCHEMES:
                bundle_id = former.get(scheme, "")
                if bundle_id and self._services.default_of(scheme) == self._bundle_id:
                    self._services.set_default(scheme, bundle_id)
            self._former_file.unlink(missing_ok=True)
        except ValueError as error:
            raise DesktopRefused("Who opened links before is not known any more.") from error
        except OSError as error:
            raise _refused(error) from error
