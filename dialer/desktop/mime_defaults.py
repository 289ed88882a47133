"""Which program opens what, in the files every Linux desktop reads.

Source: the "Association between MIME types and applications" specification of
freedesktop.org, version 1.0.1, and the Desktop Entry specification for names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_DEFAULTS, _ADDED = "[Default Applications]", "[Added Associations]"
_CACHE = "[MIME Cache]"
# Bytes that are no UTF-8 go through as they are.
_ERRORS = "surrogateescape"


@dataclass(frozen=True, slots=True, kw_only=True)
class DesktopFolders:
    """Where these files are looked for; those of the person first.

    Attributes:
        config: the person's settings, then those of the machine.
        data: the person's programs, then those of the machine.
        desktops: names of the desktop in use, in lower case, e.g. ``gnome``.
    """

    config: tuple[Path, ...]
    data: tuple[Path, ...]
    desktops: tuple[str, ...] = ()

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> DesktopFolders:
        """Those an environment names."""
        home = Path(environment.get("HOME") or Path.home())

        def folders(own: str, own_default: str, shared: str, shared_default: str) -> list[Path]:
            first = environment.get(own) or str(home / own_default)
            rest = environment.get(shared) or shared_default
            return [Path(one) for one in (first, *rest.split(":")) if one]

        data_default = "/usr/local/share:/usr/share"
        return cls(
            config=tuple(folders("XDG_CONFIG_HOME", ".config", "XDG_CONFIG_DIRS", "/etc/xdg")),
            data=tuple(folders("XDG_DATA_HOME", ".local/share", "XDG_DATA_DIRS", data_default)),
            desktops=tuple(
                filter(None, environment.get("XDG_CURRENT_DESKTOP", "").lower().split(":"))
            ),
        )

    @property
    def own_programs(self) -> Path:
        """Where a program of the person's own is described."""
        return self.data[0] / "applications"

    @property
    def own_lists(self) -> tuple[Path, ...]:
        """The lists the person's choices are in; the one that counts most first."""
        return tuple(_lists_in(self.config[0], self.desktops))


class MimeDefaults:
    """Reads and changes who opens a type; whatever else is in the files stays as it is.

    Args:
        folders: where they are.
    """

    def __init__(self, folders: DesktopFolders) -> None:
        self._folders = folders

    def find(self, mime: str) -> str:
        """The id of the program that opens a type, e.g. ``firefox.desktop``, or ``""``."""
        return next((one for one in self._candidates(mime) if self._entry(one)), "")

    def name_of(self, program: str) -> str:
        """What a program is called; its id where it does not say."""
        entry = self._entry(program)
        lines = [] if entry is None else _values(_read(entry), "[Desktop Entry]", "Name")
        return next(iter(lines), "") or program.removesuffix(".desktop")

    def prefer(self, mime: str, program: str) -> None:
        """Puts a program before all others for a type.

        Raises:
            OSError: the list cannot be written.
        """
        lists = self._folders.own_lists
        named = (one for one in lists if _values(_read(one), _DEFAULTS, mime))
        _change(next(named, lists[-1]), lambda text: with_default(text, mime, program))

    def drop(self, mime: str, program: str) -> None:
        """Takes a program out of the person's choices for a type: who was next comes again.

        Raises:
            OSError: the list cannot be written.
        """
        for one in self._folders.own_lists:
            _change(one, lambda text: without_default(text, mime, program))

    def _candidates(self, mime: str) -> Iterator[str]:
        folders = self._folders
        programs = [folder / "applications" for folder in folders.data]
        lists = [
            one
            for folder in (*folders.config, *programs)
            for one in _lists_in(folder, folders.desktops)
        ]
        for group in (_DEFAULTS, _ADDED):
            for one in lists:
                yield from _programs(_read(one), group, mime)
        for folder in programs:
            yield from _programs(_read(folder / "mimeinfo.cache"), _CACHE, mime)

    def _entry(self, program: str) -> Path | None:
        """The file that describes a program; in a folder of its own the slash reads as a dash."""
        names = (program, program.replace("-", "/", 1))
        files = (
            folder / "applications" / name
            for folder in self._folders.data
            for name in names
            if "/" not in program
        )
        return next((file for file in files if file.is_file()), None)


def with_default(text: str, mime: str, program: str) -> str:
    """A list in which a program comes first for a type; those it had come behind it."""
    lines = text.splitlines()
    start = _group_start(lines, _DEFAULTS)
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return _joined([*lines, *gap, _DEFAULTS, f"{mime}={program};"])
    for place in range(start, _group_end(lines, start)):
        key, equals, value = lines[place].partition("=")
        if equals and key.strip() == mime:
            others = [one for one in value.split(";") if one.strip() != program]
            lines[place] = f"{mime}={program};{';'.join(others).strip()}"
            return _joined(lines)
    lines.insert(start, f"{mime}={program};")
    return _joined(lines)


def without_default(text: str, mime: str, program: str) -> str:
    """A list in which a program is none of a type's; a type without any goes out."""
    lines = text.splitlines()
    start = _group_start(lines, _DEFAULTS)
    if start is None:
        return text
    for place in range(start, _group_end(lines, start)):
        key, equals, value = lines[place].partition("=")
        names = value.split(";")
        if not equals or key.strip() != mime or program not in map(str.strip, names):
            continue
        others = ";".join(one for one in names if one.strip() != program)
        lines[place : place + 1] = [f"{mime}={others}"] if others.strip("; ") else []
        return _joined(lines)
    return text


def _lists_in(folder: Path, desktops: tuple[str, ...]) -> list[Path]:
    names = [*(f"{desktop}-mimeapps.list" for desktop in desktops), "mimeapps.list"]
    return [folder / name for name in names]


def _programs(text: str, group: str, mime: str) -> Iterator[str]:
    for value in _values(text, group, mime):
        yield from filter(None, (one.strip() for one in value.split(";")))


def _values(text: str, group: str, key: str) -> list[str]:
    lines = text.splitlines()
    start = _group_start(lines, group)
    if start is None:
        return []
    pairs = (line.partition("=") for line in lines[start : _group_end(lines, start)])
    return [value.strip() for name, equals, value in pairs if equals and name.strip() == key]


def _group_start(lines: list[str], group: str) -> int | None:
    """The place after a group's head."""
    places = (place for place, line in enumerate(lines, start=1) if line.strip() == group)
    return next(places, None)


def _group_end(lines: list[str], start: int) -> int:
    ends = (place for place in range(start, len(lines)) if lines[place].lstrip().startswith("["))
    return next(ends, len(lines))


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n" if lines else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors=_ERRORS)
    except OSError:
        return ""


def _change(path: Path, change: Callable[[str], str]) -> None:
    """Rewrites a list in one go, through links to it; a crash leaves the old one or the new."""
    before = _read(path)
    after = change(before)
    if after == before:
        return
    target = path.resolve()
    if after.strip() in {"", _DEFAULTS}:
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.outdial-{os.getpid()}")
    try:
        fresh.write_text(after, encoding="utf-8", errors=_ERRORS)
        if target.exists():
            fresh.chmod(target.stat().st_mode)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
