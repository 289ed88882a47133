"""Settings, Links: who opens links, and keys for every program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dialer.desktop.link_handler import LinuxLinkHandler
from dialer.domain.desktop_ports import (
    SHARED_SCHEMES,
    HandlerReport,
    HandlerWay,
    SchemeHandler,
)
from dialer.domain.errors import DesktopRefused
from dialer.ui.hotkey_controller import HotkeyController
from dialer.ui.links_controller import LinksController
from dialer.ui.pages.settings_page import SettingsPage
from dialer.ui.widgets.keys_edit import KeysEdit
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from dialer.domain.desktop_ports import GlobalHotkey, LinkHandler


class FakeHotkey:
    """Keys of a desktop."""

    def __init__(self, *, is_supported: bool = True, are_taken: bool = False) -> None:
        self.is_supported = is_supported
        self.are_taken = are_taken
        self.keys = ""

    def start(self, keys: str, on_press: Callable[[], None]) -> None:
        del on_press
        if self.are_taken:
            raise DesktopRefused(f"{keys} is used by another program. Choose other keys.")
        self.keys = keys

    def stop(self) -> None:
        self.keys = ""


class FakeHandler:
    """A system on which the person chooses, or nobody can."""

    def __init__(self, way: HandlerWay, *, refusal: str = "") -> None:
        self._way = way
        self._refusal = refusal
        self._is_registered = False

    def look(self) -> HandlerReport:
        return HandlerReport(
            handlers=tuple(
                SchemeHandler(scheme=scheme, program="Skype", is_outdial=False)
                for scheme in SHARED_SCHEMES
            ),
            is_registered=self._is_registered,
            way=self._way,
        )

    def take_over(self) -> None:
        if self._refusal:
            raise DesktopRefused(self._refusal)
        self._is_registered = True

    def give_back(self) -> None:
        self._is_registered = False


class Section:
    """The section as a person sees it."""

    def __init__(self, page: SettingsPage) -> None:
        self.page = page

    def find(self, name: str) -> QWidget:
        found = self.page.findChild(QWidget, name)
        assert isinstance(found, QWidget), name
        return found

    def button(self, name: str) -> QPushButton:
        found = self.find(name)
        assert isinstance(found, QPushButton)
        return found

    def says(self, name: str) -> str:
        # Facts that were replaced stay until the loop turns: the last one counts.
        label = next(reversed(self.page.findChildren(QLabel, name)), None)
        return label.text() if isinstance(label, QLabel) and label.isVisible() else ""

    @property
    def programs(self) -> list[str]:
        return [self.says(f"settings.links.{scheme}") for scheme in SHARED_SCHEMES]


@pytest.fixture
def open_section(qtbot: QtBot, tmp_path: Path) -> Callable[..., Section]:
    def open_it(handler: LinkHandler, keys: GlobalHotkey | None = None) -> Section:
        page = SettingsPage()
        qtbot.addWidget(page)
        page.resize(900, 700)
        page.show()
        desktop_keys = keys or FakeHotkey()
        hotkey = HotkeyController(
            lambda: desktop_keys, state=WindowState(tmp_path), on_press=lambda: None
        )
        page.open_section("links")
        # Kept by what it is connected to, as in the window.
        page.links.setProperty("served", LinksController(page.links, handler, hotkey=hotkey))
        return Section(page)

    return open_it


def test_links_are_taken_over_and_given_back(
    open_section: Callable[..., Section], tmp_path: Path
) -> None:
    environment = {"HOME": str(tmp_path), "XDG_DATA_DIRS": "/none", "XDG_CONFIG_DIRS": "/none"}
    handler = LinuxLinkHandler(("/opt/outdial",), environment, refresh=lambda _folder: None)
    section = open_section(handler)
    assert section.programs == ["No program"] * 3
    switch = section.button("settings.links.handler")
    assert switch.text() == "Open links with Outdial"
    switch.click()
    assert section.programs == ["Outdial"] * 3
    assert section.says("settings.links.notice.title") == "Links open with Outdial now"
    assert switch.text() == "Leave links to other programs"
    switch.click()
    assert section.programs == ["No program"] * 3
    assert section.says("settings.links.notice.title") == "Links are left to other programs again"


def test_where_the_person_chooses_it_says_where(open_section: Callable[..., Section]) -> None:
    section = open_section(FakeHandler(HandlerWay.PERSON_CHOOSES))
    assert section.says("settings.links.how") == ""
    section.button("settings.links.handler").click()
    assert section.says("settings.links.notice.title") == "Outdial can be chosen now"
    assert "Default apps" in section.says("settings.links.how")
    assert section.programs == ["Skype"] * 3


def test_a_program_that_is_not_installed_offers_nothing(
    open_section: Callable[..., Section],
) -> None:
    section = open_section(FakeHandler(HandlerWay.NEEDS_INSTALLING))
    assert not section.find("settings.links.handler").isVisible()
    assert "installed programs only" in section.says("settings.links.how")


def test_what_kept_it_from_a_change_is_shown(open_section: Callable[..., Section]) -> None:
    section = open_section(FakeHandler(HandlerWay.ITSELF, refusal="The list cannot be written."))
    section.button("settings.links.handler").click()
    assert section.says("settings.links.notice.title") == "Nothing was changed"
    assert section.says("settings.links.notice.body") == "The list cannot be written."


def test_a_desktop_whose_settings_count_more_is_told_of(
    open_section: Callable[..., Section],
) -> None:
    section = open_section(FakeHandler(HandlerWay.ITSELF))
    section.button("settings.links.handler").click()
    assert section.says("settings.links.notice.title").startswith("The desktop still uses")
    assert "tel:, callto:, sip:" in section.says("settings.links.notice.body")


def test_keys_are_set_and_turned_on_and_off(open_section: Callable[..., Section]) -> None:
    keys = FakeHotkey()
    section = open_section(FakeHandler(HandlerWay.ITSELF), keys)
    edit = section.find("settings.links.hotkey")
    switch = section.button("settings.links.hotkey.switch")
    assert isinstance(edit, KeysEdit)
    assert (edit.keys, switch.text()) == ("Ctrl+Alt+D", "Turn on")
    modifiers = Qt.KeyboardModifier
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert (edit.keys, edit.text()) == ("", "")
    switch.click()
    assert keys.keys == ""
    QTest.keyClick(edit, Qt.Key.Key_Control, modifiers.ControlModifier)
    QTest.keyClick(edit, Qt.Key.Key_N, modifiers.ControlModifier | modifiers.AltModifier)
    assert edit.keys == "Ctrl+Alt+N"
    switch.click()
    assert (keys.keys, switch.text(), edit.isEnabled()) == ("Ctrl+Alt+N", "Turn off", False)
    assert section.says("settings.links.hotkey.notice.title").startswith("Ctrl+Alt+N works")
    switch.click()
    assert (keys.keys, switch.text(), edit.isEnabled()) == ("", "Turn on", True)


def test_keys_that_are_taken_stay_to_be_changed(open_section: Callable[..., Section]) -> None:
    section = open_section(FakeHandler(HandlerWay.ITSELF), FakeHotkey(are_taken=True))
    switch = section.button("settings.links.hotkey.switch")
    switch.click()
    assert section.says("settings.links.hotkey.notice.body").startswith(
        "Ctrl+Alt+D is used by another program"
    )
    assert (switch.text(), section.find("settings.links.hotkey").isEnabled()) == ("Turn on", True)


def test_a_desktop_without_such_keys_says_so(open_section: Callable[..., Section]) -> None:
    section = open_section(FakeHandler(HandlerWay.ITSELF), FakeHotkey(is_supported=False))
    assert not section.find("settings.links.hotkey").isVisible()
    assert not section.find("settings.links.hotkey.switch").isVisible()
    assert "lets no program have keys" in section.says("settings.links.hotkey.words")


def test_the_field_for_keys_takes_them_from_the_window_but_lets_tab_leave(
    open_section: Callable[..., Section],
) -> None:
    section = open_section(FakeHandler(HandlerWay.ITSELF))
    edit = section.find("settings.links.hotkey")
    assert isinstance(edit, KeysEdit)
    pressed: list[int] = []
    shortcut = QShortcut(QKeySequence("Ctrl+Shift+V"), section.page)
    shortcut.activated.connect(lambda: pressed.append(1))
    section.page.activateWindow()
    edit.setFocus()
    modifiers = Qt.KeyboardModifier
    QTest.keyClick(edit, Qt.Key.Key_V, modifiers.ControlModifier | modifiers.ShiftModifier)
    assert (edit.keys, pressed) == ("Ctrl+Shift+V", [])
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert not edit.hasFocus()
    assert edit.keys == "Ctrl+Shift+V"
