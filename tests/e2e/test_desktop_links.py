"""Links as the desktop's own tools open them, and keys that work in every program."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desktop import PATIENCE_S, Program, wait_for
from e2e.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop import Desktop
    from e2e.outdial import Outdial

pytestmark = [
    pytest.mark.display,
    pytest.mark.keyring,
    pytest.mark.skipif(shutil.which("xdg-open") is None, reason="xdg-utils is not installed"),
]
OURS = "outdial-links.desktop"


class OpenedByLink(Program):
    """The program as a link started it: a child of the desktop's tool, found by its folder."""

    def __init__(self, opener: Program, data_folder: Path) -> None:
        super().__init__(opener.process, stdout=opener._stdout, stderr=opener._stderr)
        self._pid = wait_for(lambda: _find_pid(data_folder), "the program to be started")

    @property
    def pid(self) -> int:
        """Of the program, not of the tool that waits for it."""
        return self._pid


def _find_pid(data_folder: Path) -> int | None:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"dialer" in arguments and os.fsencode(data_folder) in arguments:
            return int(folder.name)
    return None


def open_link(desktop: Desktop, link: str) -> Program:
    out, err = (desktop.folder / f"link-{len(desktop.programs)}.{end}" for end in ("out", "err"))
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            ["xdg-open", link],
            env=desktop.environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
    program = Program(process, stdout=out, stderr=err)
    desktop.programs.append(program)
    return program


def default_of(desktop: Desktop, scheme: str) -> str:
    done = subprocess.run(
        ["xdg-mime", "query", "default", f"x-scheme-handler/{scheme}"],
        env=desktop.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return done.stdout.strip()


@pytest.fixture
def private(desktop: Desktop) -> Iterator[Desktop]:
    """A desktop whose lists of programs are its own as well."""
    desktop.environment["XDG_DATA_DIRS"] = str(desktop.folder / "no-programs")
    desktop.environment["XDG_CONFIG_DIRS"] = str(desktop.folder / "no-settings")
    desktop.environment.pop("XDG_CURRENT_DESKTOP", None)
    yield desktop
    left = _find_pid(desktop.folder / "data")
    if left is not None:
        os.kill(left, signal.SIGKILL)


def open_links_section(window: Window) -> None:
    window.keys("ctrl+comma")
    window.press("settings.section.links")
    window.wait_for("settings.links.handler")


def test_a_link_starts_the_program_and_the_next_one_reaches_it(
    private: Desktop, outdial: Outdial
) -> None:
    window = outdial.start()
    assert default_of(private, "tel") == ""
    open_links_section(window)
    window.press("settings.links.handler")
    window.wait_for("settings.links.notice.title", says="Links open with Outdial")
    assert [default_of(private, scheme) for scheme in ("tel", "callto", "sip")] == [OURS] * 3
    described = private.home / ".local/share/applications" / OURS
    checked = subprocess.run(
        ["desktop-file-validate", str(described)], capture_output=True, text=True, check=False
    )
    assert (checked.stdout, checked.returncode) == ("", 0)
    assert window.quit() == 0

    opener = open_link(private, "tel:+12025550123")
    linked = Window(private, OpenedByLink(opener, outdial.data_folder))
    outdial.windows.append(linked)
    linked.wait_until_ready()
    assert linked.text_of("call.callee") == "+12025550123"
    assert open_link(private, "callto:+12025550124").wait() == 0
    linked.wait_until(lambda: linked.text_of("call.callee") == "+12025550124", "the next number")
    linked.keys("ctrl+z")
    linked.wait_until(lambda: linked.text_of("call.callee") == "+12025550123", "the one before")

    open_links_section(linked)
    linked.press("settings.links.handler")
    linked.wait_for("settings.links.notice.title", says="left to other programs")
    assert default_of(private, "tel") == ""
    assert not described.exists()
    assert linked.quit() == 0
    assert outdial.attempts() == []


def test_keys_bring_the_window_up_from_behind_with_what_is_marked(
    desktop: Desktop, outdial: Outdial
) -> None:
    window = outdial.start()
    open_links_section(window)
    window.press("settings.links.hotkey.switch")
    window.wait_for("settings.links.hotkey.notice.title", says="works in every program now")
    window.keys("ctrl+1")
    # What is marked here is what other programs see as marked.
    window.type_into("call.callee", "+12025550123")
    window.keys("ctrl+a")
    window.type_into("frame.search", "+1 202-555-0124")
    window.keys("ctrl+a")
    window.keys("ctrl+comma")
    desktop.xdotool("search", "--sync", "--onlyvisible", "--name", "Outdial", "windowminimize")
    desktop.xdotool("key", "ctrl+alt+d")
    window.wait_until(lambda: window.text_of("call.callee") == "+1 202-555-0124", "the number")
    assert window.words_of("call.origin") == "From the clipboard"
    window.wait_until_focused("call.callee")
    window.press("call.place")
    window.wait_for("call.result.body", says="came from the clipboard")
    window.answer_by_key("Escape")
    assert window.quit() == 0
    assert outdial.attempts() == []
