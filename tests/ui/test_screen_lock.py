"""Links while nobody can see the window, asked of a real bus."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel
from secret_service import session_bus

from dialer.desktop.screen_lock import is_screen_locked
from dialer.ui.link_inbox import LinkInbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

SERVICE = Path(__file__).resolve().parents[1] / "bus_service.py"
LINK = "outdial://call?to=%2B12025550123&ref=order-4417"


class Service:
    """Has a name on a bus, and gives the same answer to every question."""

    def __init__(self, bus: str, name: str, signature: str, answer: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(SERVICE), bus, name, signature, answer],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> list[str]:
        """Ends it; returns what it was asked."""
        self._process.terminate()
        return self._process.communicate()[0].split()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if sys.platform != "linux" or shutil.which("dbus-daemon") is None:
        pytest.skip("there is no dbus-daemon")
    with session_bus(tmp_path / "home") as environment:
        address = environment["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.mark.usefixtures("bus", "qapp")
def test_a_desktop_that_tells_nothing_is_not_taken_for_locked() -> None:
    assert not is_screen_locked()


@pytest.mark.usefixtures("qapp")
def test_a_machine_without_any_bus_is_not_taken_for_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("SESSION", "SYSTEM"):
        monkeypatch.setenv(f"DBUS_{kind}_BUS_ADDRESS", "unix:path=/nonexistent")
    assert not is_screen_locked()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
@pytest.mark.parametrize("answer", ["true", "false"])
def test_the_screen_saver_tells(bus: str, name: str, answer: str) -> None:
    saver = Service(bus, name, "b", answer)
    is_locked = is_screen_locked()
    assert saver.stop() == ["GetActive"]
    assert is_locked is (answer == "true")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("answer", ["true", "false"])
def test_the_login_session_tells(bus: str, answer: str) -> None:
    login = Service(bus, "org.freedesktop.login1", "v", answer)
    is_locked = is_screen_locked()
    assert login.stop() == ["Get"]
    assert is_locked is (answer == "true")


@pytest.mark.usefixtures("qapp")
def test_a_screen_saver_that_hangs_is_not_waited_for(bus: str) -> None:
    saver = Service(bus, "org.freedesktop.ScreenSaver", "b", "never")
    assert not is_screen_locked()
    assert saver.stop() == ["GetActive"]


def says(page: CallPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def test_a_link_under_a_locked_screen_is_held_back(window: MainWindow, page: CallPage) -> None:
    window.show_page("settings")
    locks = [True, False]
    inbox = LinkInbox(window, page, is_locked=lambda: locks.pop(0))
    page.form.number.edit.setText("0812")
    inbox.take(LINK)
    assert page.form.number.text == "0812"
    assert window.page_key == "settings"
    window.show_page("call")
    assert says(page, "call.result.title") == "A link was held back"
    inbox.take(LINK)
    assert page.form.number.text == "+12025550123"
    assert says(page, "call.about") == "order-4417"


@pytest.mark.parametrize(
    ("link", "about"),
    [
        ("tel:+12025550123;ext=7", "extension 7"),
        (LINK, "order-4417"),
        ("tel:+12025550123", ""),
        ("outdial://call?to=%2B12025550123&ref=%3Cb%3Ex", "<b>x"),
    ],
)
def test_what_a_link_is_about_stands_beside_its_number(
    window: MainWindow, page: CallPage, link: str, about: str
) -> None:
    LinkInbox(window, page, is_locked=lambda: False).take(link)
    assert says(page, "call.origin") == "From a link"
    assert says(page, "call.about") == about
