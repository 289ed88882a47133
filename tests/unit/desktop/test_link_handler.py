"""Making this program the one that opens links, and undoing it, system by system."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dialer.desktop.link_handler import (
    PROGRAM_ID,
    LinuxLinkHandler,
    MacLinkHandler,
    WindowsLinkHandler,
    describe_program,
    quote_argument,
)
from dialer.desktop.own_command import own_command
from dialer.domain.desktop_ports import HandlerReport, HandlerWay
from dialer.domain.errors import DesktopRefused

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it reads files of Linux")
COMMAND = ("/opt/outdial/outdial", "--data-dir", "/srv/ani/My data")


def programs(report: HandlerReport) -> list[str]:
    return [handler.program for handler in report.handlers]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    calls = tmp_path / "usr/applications/calls.desktop"
    calls.parent.mkdir(parents=True)
    calls.write_text("[Desktop Entry]\nName=Calls\n")
    cache = calls.with_name("mimeinfo.cache")
    cache.write_text("[MIME Cache]\nx-scheme-handler/tel=calls.desktop;\n")
    return {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_DIRS": str(tmp_path / "etc"),
        "XDG_DATA_DIRS": str(tmp_path / "usr"),
    }


def test_on_linux_links_are_taken_over_and_given_back(environment: dict[str, str]) -> None:
    refreshed: list[Path] = []
    handler = LinuxLinkHandler(COMMAND, environment, refresh=refreshed.append)
    before = handler.look()
    assert (programs(before), before.is_registered) == (["Calls", "", ""], False)
    handler.take_over()
    report = handler.look()
    assert programs(report) == ["Outdial"] * 3
    assert report.is_registered
    assert all(one.is_outdial for one in report.handlers)
    handler.take_over()
    handler.give_back()
    assert handler.look() == before
    assert {folder.name for folder in refreshed} == {"applications"}
    assert [one for one in Path(environment["HOME"]).rglob("*") if one.is_file()] == []


def test_a_file_that_cannot_be_written_is_told_of(environment: dict[str, str]) -> None:
    blocked = Path(environment["HOME"]) / ".local"
    blocked.parent.mkdir()
    blocked.write_text("")
    with pytest.raises(DesktopRefused, match="cannot be written"):
        LinuxLinkHandler(COMMAND, environment, refresh=lambda _folder: None).take_over()


@pytest.mark.parametrize(
    ("argument", "quoted"),
    [
        ("/opt/outdial", "/opt/outdial"),
        ("/opt/my outdial", '"/opt/my outdial"'),
        ("100%", "100%%"),
        ('a"b', r'"a\\"b"'),
        ("a$b`c", r'"a\\$b\\`c"'),
        ("a\\b", r'"a\\\\b"'),
        ("", '""'),
    ],
)
def test_arguments_are_quoted_as_the_specification_has_it(argument: str, quoted: str) -> None:
    assert quote_argument(argument) == quoted


def read_exec(text: str) -> list[str]:
    """The arguments as a desktop reads them: the string's escapes, then a shell's quotes."""
    line = next(line for line in text.splitlines() if line.startswith("Exec="))
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\")
    script = f"printf '%s\\n' {unescaped}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    return [one.replace("%%", "%") for one in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "argument", ["/opt/x", "/srv/ani/My data", "50% $HOME `id` \"q\" 'p'", "back\\slash", "~;&|"]
)
def test_a_description_starts_exactly_that_command(argument: str) -> None:
    text = describe_program(("/opt/outdial", argument), tells_start=False)
    assert read_exec(text) == ["/opt/outdial", argument, "%u"]


def test_the_own_command_starts_this_program_from_anywhere(tmp_path: Path) -> None:
    command = [*own_command(tmp_path / "my data"), "--version"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin"}
    )
    assert done.stdout.startswith("outdial ")
    assert command[-3:-1] == ["--data-dir", str(tmp_path / "my data")]


def test_an_image_that_is_mounted_anew_each_time_is_started_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APPIMAGE", "/srv/ani/Outdial.AppImage")
    assert own_command(None) == ("/srv/ani/Outdial.AppImage",)


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command(None) == (sys.executable,)


class FakeRegistry:
    """A registry in memory; keys go without regard to case."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    def read(self, path: str, name: str) -> str | None:
        return self.values.get((path.lower(), name.lower()))

    def write(self, path: str, name: str, value: str) -> None:
        self.values[path.lower(), name.lower()] = value

    def delete(self, path: str, name: str) -> None:
        self.values.pop((path.lower(), name.lower()), None)

    def delete_tree(self, path: str) -> None:
        below = path.lower()
        self.values = {
            key: value
            for key, value in self.values.items()
            if key[0] != below and not key[0].startswith(f"{below}\\")
        }


def test_on_windows_the_choice_is_prepared_and_left_to_the_person() -> None:
    registry = FakeRegistry()
    registry.write(
        r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\tel\UserChoice",
        "ProgId",
        "Skype.Tel",
    )
    registry.write(r"Software\Classes\Skype.Tel\Application", "ApplicationName", "Skype")
    before = dict(registry.values)
    opened: list[str] = []
    command = (r"C:\Program Files\Outdial\outdial.exe",)
    handler = WindowsLinkHandler(registry, command, open_settings=lambda: opened.append("page"))
    handler.take_over()
    report = handler.look()
    assert opened == ["page"]
    assert (programs(report), report.is_registered, report.way) == (
        ["Skype", "", ""],
        True,
        HandlerWay.PERSON_CHOOSES,
    )
    opens = registry.read(r"Software\Classes\Outdial.Link\shell\open\command", "")
    assert opens == r'"C:\Program Files\Outdial\outdial.exe" "%1"'
    pointed = registry.read(r"Software\RegisteredApplications", "Outdial")
    assert pointed == r"Software\Outdial\Capabilities"
    assert registry.read(rf"{pointed}\UrlAssociations", "tel") == "Outdial.Link"
    registry.write(
        r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\sip\UserChoice",
        "ProgId",
        "Outdial.Link",
    )
    assert [one.is_outdial for one in handler.look().handlers] == [False, False, True]
    registry.delete(
        r"Software\Microsoft\Windows\Shell\Associations\UrlAssociations\sip\UserChoice", "ProgId"
    )
    handler.give_back()
    assert registry.values == before


class FakeServices:
    """Launch Services in memory."""

    def __init__(self) -> None:
        self.defaults = {"tel": "com.apple.FaceTime"}

    def default_of(self, scheme: str) -> str:
        return self.defaults.get(scheme, "")

    def set_default(self, scheme: str, bundle_id: str) -> None:
        self.defaults[scheme] = bundle_id

    def name_of(self, bundle_id: str) -> str:
        return bundle_id.rpartition(".")[2]


def test_on_macos_an_installed_program_takes_over_and_gives_back(tmp_path: Path) -> None:
    services = FakeServices()
    handler = MacLinkHandler(services, "org.outdial.Outdial", former_file=tmp_path / "links.json")
    handler.take_over()
    handler.take_over()
    assert all(one.is_outdial for one in handler.look().handlers)
    handler.give_back()
    assert services.defaults["tel"] == "com.apple.FaceTime"
    assert not handler.look().is_registered


def test_on_macos_a_program_run_from_python_says_that_it_cannot(tmp_path: Path) -> None:
    handler = MacLinkHandler(FakeServices(), "", former_file=tmp_path / "links.json")
    assert handler.look().way is HandlerWay.NEEDS_INSTALLING
    assert programs(handler.look()) == ["FaceTime", "", ""]
    with pytest.raises(DesktopRefused, match="installed programs only"):
        handler.take_over()


def test_the_description_has_the_id_that_the_lists_name(environment: dict[str, str]) -> None:
    LinuxLinkHandler(COMMAND, environment, refresh=lambda _folder: None).take_over()
    home = Path(environment["HOME"])
    text = (home / ".local/share/applications" / PROGRAM_ID).read_text()
    assert 'Exec=/opt/outdial/outdial --data-dir "/srv/ani/My data" %u' in text
    lists = (home / ".config/mimeapps.list").read_text().splitlines()
    assert lists[0] == "[Default Applications]"
    assert sorted(lists[1:]) == sorted(
        f"x-scheme-handler/{scheme}={PROGRAM_ID};"
        for scheme in ("tel", "callto", "sip", "sips", "outdial")
    )
