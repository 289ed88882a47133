"""The tray, and what comes of it: the desktop's second way to what the window has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QAction, QFileOpenEvent, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from dialer.desktop.link_application import link_of
from dialer.desktop.tray import TrayIcon, make_tray
from dialer.domain.calls import CallState
from dialer.domain.desktop_ports import TrayEntry
from dialer.ui.clipboard_numbers import ClipboardNumbers
from dialer.ui.desktop_controller import DesktopController
from dialer.ui.services import Desktop
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot
    from ui.conftest import MakeCall

    from dialer.domain.desktop_ports import LinkHandler
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage


def icon() -> QIcon:
    return QIcon(QPixmap(16, 16))


def lines(tray: TrayIcon) -> list[str]:
    return [one.text() for one in tray._menu.actions() if one.isVisible() and one.text()]


@pytest.fixture
def tray(qtbot: QtBot) -> Iterator[tuple[TrayIcon, list[str]]]:
    del qtbot
    done: list[str] = []
    entries = [
        TrayEntry(key="show", words="Show Outdial", act=lambda: done.append("show")),
        TrayEntry(key="quit", words="Quit", act=lambda: done.append("quit")),
    ]
    one = TrayIcon(icon(), entries, on_open=lambda: done.append("open"))
    yield one, done
    one.hide()


def test_the_menu_lists_the_last_calls_above_the_rest(tray: tuple[TrayIcon, list[str]]) -> None:
    one, done = tray
    for numbers in (["+62 812", "+65 & 9"], ["+65 1"]):
        one.show_recent(
            [
                TrayEntry(key=f"recent.{n}", words=n, act=lambda n=n: done.append(n))  # type: ignore[misc] # a default argument
                for n in numbers
            ]
        )
    one.show_state("1 not settled")
    assert lines(one) == ["1 not settled", "+65 1", "Show Outdial", "Quit"]
    for action in one._menu.actions():
        action.trigger()
    assert done == ["+65 1", "show", "quit"]
    one.show_state("")
    assert lines(one) == ["+65 1", "Show Outdial", "Quit"]


def test_a_press_of_the_icon_shows_the_window(tray: tuple[TrayIcon, list[str]]) -> None:
    one, done = tray
    reasons = QSystemTrayIcon.ActivationReason
    one._icon.activated.emit(reasons.Trigger)
    one._icon.activated.emit(reasons.Context)
    assert done == ["open"]


@pytest.mark.usefixtures("qapp")
def test_a_desktop_without_a_tray_gets_no_icon() -> None:
    if QSystemTrayIcon.isSystemTrayAvailable():
        pytest.skip("this desktop has a tray")
    assert make_tray(icon(), (), on_open=lambda: None) is None


class FakeTray:
    """A tray that remembers what it shows."""

    def __init__(self, entries: Sequence[TrayEntry]) -> None:
        self.entries = {entry.key: entry for entry in entries}
        self.recent: Sequence[TrayEntry] = ()
        self.state = ""
        self.is_shown = True

    def show_state(self, words: str) -> None:
        self.state = words

    def show_recent(self, entries: Sequence[TrayEntry]) -> None:
        self.recent = entries

    def hide(self) -> None:
        self.is_shown = False


class FakeHotkey:
    """Keys that a test presses."""

    is_supported = True

    def __init__(self) -> None:
        self.press: Callable[[], None] | None = None

    def start(self, keys: str, on_press: Callable[[], None]) -> None:
        del keys
        self.press = on_press

    def stop(self) -> None:
        self.press = None


class Desk:
    """A window on a desktop with a tray and keys."""

    def __init__(self, window: MainWindow, page: CallPage, folder: Path) -> None:
        self.hotkey = FakeHotkey()
        self.trays: list[FakeTray] = []
        state = WindowState(folder)
        state.save_hotkey("Ctrl+Alt+D", is_on=True)
        self.controller = DesktopController(
            window,
            page,
            desktop=Desktop(
                make_link_handler=self._make_nothing,
                make_hotkey=lambda: self.hotkey,
                make_tray=self._make_tray,
            ),
            clipboard=ClipboardNumbers(page),
            state=state,
        )

    @property
    def tray(self) -> FakeTray:
        return self.trays[0]

    def _make_tray(self, entries: Sequence[TrayEntry], on_open: Callable[[], None]) -> FakeTray:
        del on_open
        self.trays.append(FakeTray(entries))
        return self.trays[0]

    def _make_nothing(self) -> LinkHandler:
        raise AssertionError("nobody opened Settings")


@pytest.fixture
def desk(window: MainWindow, page: CallPage, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    one = Desk(window, page, tmp_path)
    one.controller.start_soon()
    assert one.trays == [], "not while the window is still coming up"
    qtbot.waitUntil(lambda: bool(one.trays))
    yield one
    one.controller.stop()
    assert not one.tray.is_shown
    assert one.hotkey.press is None


def test_the_tray_fills_in_what_was_copied(
    desk: Desk, window: MainWindow, page: CallPage, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("+65 9039 9431")
    window.show_page("settings")
    window.showMinimized()
    desk.tray.entries["clipboard"].act()
    qtbot.waitUntil(lambda: page.form.number.text == "+65 9039 9431")
    assert (window.page_key, window.isMinimized()) == ("call", False)
    assert page.form.source == "clipboard"


def test_quitting_from_the_tray_asks_as_the_window_does(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.close_requested):
        desk.tray.entries["quit"].act()


def test_the_keys_take_what_is_marked_before_what_was_copied(
    desk: Desk, page: CallPage, window: MainWindow
) -> None:
    clipboard = QGuiApplication.clipboard()
    if not clipboard.supportsSelection():
        pytest.skip("this desktop does not tell what is marked")
    clipboard.setText("+65 9039 9431")
    clipboard.setText("call +62 812-3456-7890 now", clipboard.Mode.Selection)
    assert desk.hotkey.press is not None
    window.show_page("settings")
    desk.hotkey.press()
    assert page.form.number.read().e164 == "+6281234567890"
    assert (window.page_key, page.form.source) == ("call", "clipboard")
    clipboard.setText("no number", clipboard.Mode.Selection)
    desk.hotkey.press()
    assert page.form.number.text == "+65 9039 9431"


def test_the_tray_lists_each_number_once_and_counts_what_is_not_settled(
    desk: Desk, page: CallPage, make_call: MakeCall
) -> None:
    recalled: list[object] = []
    page.recall_requested.connect(recalled.append)
    calls = [
        make_call(CallState.UNKNOWN),
        make_call(CallState.ACCEPTED),
        *(make_call(callee=f"+6590399{tail:03}") for tail in range(9)),
    ]
    desk.controller.show_calls(calls)
    assert desk.tray.state == "1 not settled"
    assert len(desk.tray.recent) == 5
    assert desk.tray.recent[0].words == "+62 812-3456-7890"
    desk.tray.recent[0].act()
    assert recalled == [calls[0]]
    desk.controller.show_calls([])
    assert (desk.tray.state, list(desk.tray.recent)) == ("", [])


def test_a_window_that_closes_at_once_leaves_no_icon(
    window: MainWindow, page: CallPage, tmp_path: Path, qtbot: QtBot
) -> None:
    one = Desk(window, page, tmp_path)
    one.controller.start_soon()
    one.controller.stop()
    qtbot.wait(400)
    assert one.trays == []
    assert one.hotkey.press is None


@pytest.mark.parametrize(
    ("event", "link"),
    [
        (QFileOpenEvent(QUrl("tel:+12025550123")), "tel:+12025550123"),
        (QFileOpenEvent(QUrl("file:///etc/passwd")), None),
        (QEvent(QEvent.Type.ApplicationActivate), None),
    ],
)
def test_on_macos_links_come_as_events(event: QEvent, link: str | None) -> None:
    assert link_of(event) == link


def test_an_action_in_a_menu_keeps_its_name(tray: tuple[TrayIcon, list[str]]) -> None:
    menu = tray[0]._menu
    assert isinstance(menu, QMenu)
    assert menu.findChild(QAction, "tray.quit") is not None
