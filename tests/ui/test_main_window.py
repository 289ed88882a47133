"""The frame: pages, chips, accounts, search, strip, shortcuts, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QWidget,
)

from dialer.domain.accounts import Account, ConnectionReport, KeyringState, KeyringStatus
from dialer.domain.calls import CallState
from dialer.services.clock_doctor import ClockState
from dialer.ui.widgets.search_box import Match

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.conftest import MakeCall

    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

CONTROL = Qt.KeyboardModifier.ControlModifier


def button(window: MainWindow, name: str) -> QAbstractButton:
    found = window.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton), name
    return found


def search_of(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "frame.search")
    assert isinstance(found, QLineEdit)
    return found


def test_pages_are_built_when_first_opened(window: MainWindow) -> None:
    built: list[str] = []

    def build() -> QWidget:
        built.append("tasks")
        return QLabel("Tasks")

    window.add_page("tasks", "Tasks", "list-checks", build)
    assert built == []
    QTest.mouseClick(button(window, "frame.nav.tasks"), Qt.MouseButton.LeftButton)
    assert window.page_key == "tasks"
    window.show_page("call")
    window.show_page("tasks")
    assert built == ["tasks"]


def test_only_registered_pages_are_on_the_rail(window: MainWindow) -> None:
    names = {one.objectName() for one in window.findChildren(QAbstractButton)}
    assert {name for name in names if name.startswith("frame.nav.")} == {
        "frame.nav.call",
        "frame.nav.settings",
    }


def test_number_keys_and_comma_open_pages(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    assert window.page_key == "settings"
    QTest.keyClick(window, Qt.Key.Key_1, CONTROL)
    assert window.page_key == "call"
    assert button(window, "frame.nav.call").isChecked()


def test_ctrl_l_and_ctrl_r_work_from_another_page(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("settings")
    with qtbot.waitSignal(window.number_wanted, timeout=1000):
        QTest.keyClick(window, Qt.Key.Key_L, CONTROL)
    assert window.page_key == "call"
    window.show_page("settings")
    with qtbot.waitSignal(window.last_number_wanted, timeout=1000):
        QTest.keyClick(window, Qt.Key.Key_R, CONTROL)
    assert window.page_key == "call"


@pytest.mark.usefixtures("page")
def test_the_search_box_submits_what_is_typed_or_chosen(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    search = search_of(window)
    assert search.hasFocus()
    typed: list[str] = []
    submitted: list[str] = []
    window.search_edited.connect(typed.append)
    window.search_submitted.connect(submitted.append)
    QTest.keyClicks(search, "812")
    assert typed[-1] == "812"
    window.show_matches([Match("+6281", "first"), Match("+6282", "second")])
    rows = window.findChild(QListWidget, "frame.search.matches")
    assert isinstance(rows, QListWidget)
    assert rows.isVisible()
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert submitted == ["+6282"]
    assert not rows.isVisible()
    QTest.keyClicks(search, "+65 9039")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert submitted == ["+6282", "+65 9039"]


@pytest.mark.usefixtures("page")
def test_esc_leaves_the_matches_then_clears(window: MainWindow) -> None:
    search = search_of(window)
    search.setFocus()
    QTest.keyClicks(search, "812")
    window.show_matches([Match("+6281", "first")])
    rows = window.findChild(QListWidget, "frame.search.matches")
    assert isinstance(rows, QListWidget)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not rows.isVisible()
    assert search.text() == "812"
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_accounts_are_switched_and_managed_from_the_menu(
    window: MainWindow, account: Account, sandbox: Account, qtbot: QtBot
) -> None:
    window.show_accounts([account, sandbox], "account")
    switcher = button(window, "frame.accounts")
    assert switcher.accessibleName() == "Account: Sales Indonesia NXCLOUD"
    assert window.windowTitle() == "Outdial"
    QTest.mouseClick(switcher, Qt.MouseButton.LeftButton)
    menu = window.findChild(QMenu)
    assert isinstance(menu, QMenu)
    actions = menu.actions()
    assert [action.text() for action in actions if action.text()] == [
        "Sales Indonesia · NXCLOUD",
        "Practice · Sandbox",
        "Manage accounts…",
    ]
    with qtbot.waitSignal(window.account_chosen, timeout=1000) as told:
        actions[1].trigger()
    assert told.args == ["sandbox"]
    with qtbot.waitSignal(window.manage_accounts_requested, timeout=1000):
        actions[-1].trigger()
    menu.close()


def test_the_sandbox_is_in_the_title(
    window: MainWindow, account: Account, sandbox: Account
) -> None:
    window.show_accounts([account, sandbox], "sandbox")
    assert window.windowTitle() == "Outdial — Sandbox"
    assert "Sandbox" in button(window, "frame.accounts").accessibleName()


def test_chips_say_what_is_known_and_open_what_they_speak_of(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert window.findChild(QAbstractButton, "frame.chip.connection") is None
    window.show_connection(ConnectionReport(round_trip_ms=38))
    window.show_clock(ClockState(offset_ms=94_000))
    window.show_keyring(KeyringStatus(KeyringState.LOCKED, "GNOME Keyring"))
    for name, words in (
        ("connection", "Connected 38 ms"),
        ("clock", "Clock 94 s slow"),
        ("keyring", "Keyring locked"),
    ):
        chip = button(window, f"frame.chip.{name}")
        assert chip.text() == words
        assert chip.isVisible()
        with qtbot.waitSignal(window.chip_opened, timeout=1000) as told:
            QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
        assert told.args == [name]
    window.show_clock(ClockState(offset_ms=900))
    assert not button(window, "frame.chip.clock").isVisible()
    window.show_connection(None, problem="Not connected")
    assert button(window, "frame.chip.connection").text() == "Not connected"


def test_a_narrow_bar_keeps_the_chips_that_need_attention(window: MainWindow, qtbot: QtBot) -> None:
    window.show_connection(ConnectionReport(round_trip_ms=38))
    window.show_clock(ClockState(offset_ms=-194_000))
    window.resize(640, 480)
    qtbot.waitUntil(lambda: not button(window, "frame.chip.connection").isVisible())
    assert button(window, "frame.chip.clock").isVisible()
    assert button(window, "frame.chip.clock").text() == "Clock 3 min fast"


def test_an_unresolved_call_stays_in_sight_on_every_page(
    window: MainWindow, make_call: MakeCall, qtbot: QtBot
) -> None:
    call = make_call(CallState.UNKNOWN)
    window.show_unresolved([call, make_call(CallState.UNKNOWN, callee="+6590399431")])
    strip = button(window, "frame.unresolved")
    assert "+62 812-3456-7890 may have been called" in strip.text()
    assert "1 more" in strip.text()
    window.show_page("settings")
    assert strip.isVisible()
    with qtbot.waitSignal(window.unresolved_opened, timeout=1000) as told:
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton)
    assert told.args == [call]
    window.show_unresolved([])
    assert not strip.isVisible()


def test_closing_asks_first(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.close_requested, timeout=1000):
        window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.close_requested, timeout=1000):
        QTest.keyClick(window, Qt.Key.Key_Q, CONTROL)
    window.let_close()
    assert not window.isVisible()


def test_the_right_pane_folds_below_900(window: MainWindow, page: CallPage, qtbot: QtBot) -> None:
    window.resize(1120, 720)
    qtbot.waitUntil(lambda: not page.is_folded)
    assert page.form.width() == 430
    window.resize(880, 700)
    qtbot.waitUntil(lambda: page.is_folded)
    window.resize(640, 480)
    qtbot.waitUntil(lambda: page.width() < 600)
    assert page.form.place.mapTo(window, page.form.place.rect().topRight()).x() <= window.width()
    page.ensureWidgetVisible(page.form.place)
    assert not page.form.place.visibleRegion().isEmpty()
    window.resize(1120, 720)
    qtbot.waitUntil(lambda: not page.is_folded)


@pytest.mark.usefixtures("page")
def test_every_control_has_a_name_for_people_and_one_for_programs(
    window: MainWindow, account: Account, make_call: MakeCall
) -> None:
    window.show_accounts([account], "account")
    window.show_keyring(KeyringStatus(KeyringState.WORKING))
    window.show_unresolved([make_call(CallState.UNKNOWN)])
    nameless = [
        f"{type(one).__name__} {one.objectName()}"
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isEnabled()
        and not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))
    ]
    assert nameless == []
    for name in (
        "call.callee",
        "call.did",
        "call.connect_number",
        "call.ring_order",
        "call.place",
        "frame.accounts",
        "frame.search",
        "frame.chip.keyring",
        "frame.nav.call",
        "frame.nav.settings",
        "frame.unresolved",
    ):
        assert window.findChild(QWidget, name) is not None, name


def test_every_stop_of_the_tab_key_has_a_name(window: MainWindow, page: CallPage) -> None:
    page.focus_number()
    first = QApplication.focusWidget()
    assert first is not None
    stops = []
    focused: QWidget | None = first
    for _ in range(30):
        assert focused is not None
        stops.append(focused.accessibleName() or getattr(focused, "text", str)())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused is first:
            break
    assert focused is first, "the tab key comes round"
    assert all(stops), stops
    assert window.isActiveWindow()
