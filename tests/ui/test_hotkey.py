"""Keys that work in every program, on a real X11 display pressed by xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from dialer.desktop import hotkey
from dialer.desktop.hotkey import NoHotkey, make_hotkey, read_keys
from dialer.domain.errors import DesktopRefused
from dialer.ui.hotkey_controller import HotkeyController
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from dialer.desktop.x11_hotkey import X11Hotkey
    from dialer.domain.desktop_ports import GlobalHotkey
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

KEYS = "Ctrl+Alt+D"


@pytest.fixture
def make_x11_hotkey(qtbot: QtBot) -> Iterator[Callable[[], X11Hotkey]]:
    del qtbot
    if QGuiApplication.platformName() != "xcb" or shutil.which("xdotool") is None:
        pytest.skip("there is no X11 display with xdotool")
    from dialer.desktop.x11_hotkey import X11Hotkey  # noqa: PLC0415 - it needs libxcb

    made: list[X11Hotkey] = []

    def make() -> X11Hotkey:
        made.append(X11Hotkey(lambda: 0))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def press(*keys: str) -> None:
    subprocess.run(["xdotool", *keys], check=True)


@pytest.mark.parametrize(
    ("keys", "pressed"),
    [
        (KEYS, "ctrl+alt+d"),
        ("Ctrl+Shift+F9", "ctrl+shift+F9"),
        ("F12", "F12"),
        ("Meta+Space", "super+space"),
        ("Ctrl+Shift+Home", "ctrl+shift+Home"),
    ],
)
def test_a_press_is_heard_once_whoever_has_the_keyboard(
    make_x11_hotkey: Callable[[], X11Hotkey], qtbot: QtBot, keys: str, pressed: str
) -> None:
    heard: list[str] = []
    make_x11_hotkey().start(keys, lambda: heard.append(keys))
    press("key", pressed)
    qtbot.waitUntil(lambda: heard == [keys])
    press("key", "ctrl+alt+e")
    press("key", pressed)
    qtbot.waitUntil(lambda: heard == [keys] * 2)


def test_keys_held_down_are_heard_once(
    make_x11_hotkey: Callable[[], X11Hotkey], qtbot: QtBot
) -> None:
    heard: list[int] = []
    make_x11_hotkey().start(KEYS, lambda: heard.append(1))
    again = make_x11_hotkey()
    again.start("Ctrl+Alt+E", lambda: heard.append(2))
    press("keydown", "ctrl", "keydown", "alt", "keydown", "d")
    try:
        qtbot.waitUntil(lambda: heard == [1])
        # Longer than the display waits before it repeats a key.
        qtbot.wait(900)
    finally:
        press("keyup", "d", "keyup", "alt", "keyup", "ctrl")
    press("key", "ctrl+alt+e")
    qtbot.waitUntil(lambda: 2 in heard)
    assert heard == [1, 2]


def test_locked_capitals_do_not_matter(
    make_x11_hotkey: Callable[[], X11Hotkey], qtbot: QtBot
) -> None:
    heard: list[int] = []
    make_x11_hotkey().start(KEYS, lambda: heard.append(1))
    press("key", "Caps_Lock")
    try:
        press("key", "ctrl+alt+d")
        qtbot.waitUntil(lambda: heard == [1])
    finally:
        press("key", "Caps_Lock")


def test_keys_of_another_program_are_told_of(
    make_x11_hotkey: Callable[[], X11Hotkey], qtbot: QtBot
) -> None:
    heard: list[str] = []
    first, second = make_x11_hotkey(), make_x11_hotkey()
    first.start(KEYS, lambda: heard.append("first"))
    with pytest.raises(DesktopRefused, match=r"^Ctrl\+Alt\+D is used by another program"):
        second.start(KEYS, lambda: heard.append("second"))
    first.stop()
    second.start(KEYS, lambda: heard.append("second"))
    press("key", "ctrl+alt+d")
    qtbot.waitUntil(lambda: heard == ["second"])


def test_the_window_manager_is_asked_for_the_front(
    make_x11_hotkey: Callable[[], X11Hotkey], window: MainWindow, qtbot: QtBot
) -> None:
    del make_x11_hotkey
    from dialer.desktop.x11_hotkey import X11Hotkey  # noqa: PLC0415 - as above

    asked: list[int] = []

    def window_id() -> int:
        asked.append(int(window.winId()))
        return asked[-1]

    one = X11Hotkey(window_id)
    one.start(KEYS, lambda: None)
    try:
        press("key", "ctrl+alt+d")
        qtbot.waitUntil(lambda: asked == [int(window.winId())])
    finally:
        one.stop()


@pytest.mark.parametrize("keys", ["", "D", "Shift+D", "Space", "Ctrl+K, Ctrl+D"])
def test_keys_that_typing_needs_are_refused(keys: str) -> None:
    with pytest.raises(DesktopRefused):
        read_keys(keys)


def test_keys_that_no_keyboard_has_are_refused(
    make_x11_hotkey: Callable[[], X11Hotkey],
) -> None:
    with pytest.raises(DesktopRefused, match="cannot be used here"):
        make_x11_hotkey().start("Ctrl+Launch Mail", lambda: None)


def test_under_wayland_there_are_none(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    del qtbot
    monkeypatch.setitem(os.environ, "WAYLAND_DISPLAY", "wayland-0")
    found = make_hotkey(lambda: 0)
    assert isinstance(found, NoHotkey)
    assert not found.is_supported
    with pytest.raises(DesktopRefused):
        found.start(KEYS, lambda: None)
    found.stop()


class FakeHotkey:
    """Keys of a desktop on which some are taken."""

    is_supported = True

    def __init__(self) -> None:
        self.keys = ""
        self.press: Callable[[], None] = lambda: None
        self.are_taken = False

    def start(self, keys: str, on_press: Callable[[], None]) -> None:
        self.stop()
        if self.are_taken:
            raise hotkey.taken(keys)
        self.keys, self.press = keys, on_press

    def stop(self) -> None:
        self.keys = ""


def controller(desktop_keys: GlobalHotkey, folder: Path) -> HotkeyController:
    return HotkeyController(lambda: desktop_keys, state=WindowState(folder), on_press=lambda: None)


def test_keys_are_off_at_first_and_on_again_after_a_restart(page: CallPage, tmp_path: Path) -> None:
    keys = FakeHotkey()
    first = controller(keys, tmp_path)
    first.resume(page)
    assert (keys.keys, first.is_on, first.keys) == ("", False, KEYS)
    first.set_keys("Ctrl+Alt+N")
    first.stop()
    second = controller(keys, tmp_path)
    second.resume(page)
    assert (keys.keys, second.is_on) == ("Ctrl+Alt+N", True)
    second.set_keys("")
    third = controller(keys, tmp_path)
    third.resume(page)
    assert (keys.keys, third.is_on, third.keys) == ("", False, "Ctrl+Alt+N")


def test_keys_that_are_taken_at_the_start_are_told_of(page: CallPage, tmp_path: Path) -> None:
    keys = FakeHotkey()
    controller(keys, tmp_path).set_keys(KEYS)
    keys.are_taken = True
    again = controller(keys, tmp_path)
    again.resume(page)
    assert not again.is_on
    from PySide6.QtWidgets import QLabel  # noqa: PLC0415 - here alone

    words = page.findChild(QLabel, "call.result.body")
    assert isinstance(words, QLabel)
    assert words.text().startswith("Ctrl+Alt+D is used by another program")


def test_reads_a_key_and_what_is_held_with_it() -> None:
    key, held = read_keys("Ctrl+Alt+D")
    assert key is Qt.Key.Key_D
    modifiers = Qt.KeyboardModifier
    assert held == modifiers.ControlModifier | modifiers.AltModifier
