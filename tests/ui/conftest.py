"""A private display where there is none, and a window to press keys in."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Protocol

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from dialer.domain.accounts import SANDBOX_ACCOUNT_ID, Account, ProviderKind
from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, CallState, LegOrder
from dialer.ui.main_window import MainWindow
from dialer.ui.pages.call_page import CallPage
from dialer.ui.theme import ThemeChoice, apply_theme
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

NOON_MS = 1_760_000_000_000

_EVENTS = {
    CallState.ACCEPTED: CallEventKind.ACCEPTED,
    CallState.REJECTED: CallEventKind.REJECTED,
    CallState.NOT_SENT: CallEventKind.NOT_SENT,
    CallState.UNKNOWN: CallEventKind.OUTCOME_UNKNOWN,
}


@pytest.fixture(scope="session")
def display() -> Iterator[None]:
    """Xvfb for this session, unless the person has a screen or chose a platform."""
    given = os.environ.get("DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    xvfb = shutil.which("Xvfb")
    if given:
        yield
    elif xvfb is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield
    else:
        with _private_screen(xvfb) as name:
            os.environ["DISPLAY"] = name
            yield
            del os.environ["DISPLAY"]


class _PrivateScreen:
    def __init__(self, xvfb: str) -> None:
        self._ready, told = os.pipe()
        self._server = subprocess.Popen(
            [xvfb, "-displayfd", str(told), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"],
            pass_fds=(told,),
            stderr=subprocess.DEVNULL,
        )
        os.close(told)

    def __enter__(self) -> str:
        with os.fdopen(self._ready) as pipe:
            return f":{pipe.readline().strip()}"

    def __exit__(self, *_error: object) -> None:
        self._server.terminate()
        self._server.wait()


def _private_screen(xvfb: str) -> _PrivateScreen:
    return _PrivateScreen(xvfb)


@pytest.fixture(scope="session")
def qapp_args(display: None) -> list[str]:  # noqa: ARG001 - the screen is needed before Qt
    """What pytest-qt makes the application with."""
    return ["outdial"]


class MakeCall(Protocol):
    """Builds a call in a state."""

    def __call__(
        self,
        state: CallState = CallState.ACCEPTED,
        *,
        callee: str = "+6281234567890",
        call_id: str | None = None,
        code: str | None = None,
        words: str = "",
        request_id: str | None = None,
        leg_order: LegOrder = LegOrder.AGENT_FIRST,
    ) -> Call: ...


@pytest.fixture
def make_call() -> MakeCall:
    """Builds calls that ended 310 ms after they were recorded."""

    def make(
        state: CallState = CallState.ACCEPTED,
        *,
        callee: str = "+6281234567890",
        call_id: str | None = None,
        code: str | None = None,
        words: str = "",
        request_id: str | None = None,
        leg_order: LegOrder = LegOrder.AGENT_FIRST,
    ) -> Call:
        events = [CallEvent(kind=CallEventKind.RECORDED, at_ms=NOON_MS)]
        if state in _EVENTS:
            events.append(
                CallEvent(
                    kind=_EVENTS[state],
                    at_ms=NOON_MS + 310,
                    call_id=call_id,
                    code=code,
                    words=words,
                    request_id=request_id,
                )
            )
        return Call(
            client_call_id=f"call-{callee}-{state}",
            account_id="account",
            kind=CallKind.DIAL_OUT,
            caller_id="+622150001234",
            callee=callee,
            agent_number="+6590399431",
            leg_order=leg_order,
            state=state,
            events=tuple(events),
            call_id=call_id,
        )

    return make


@pytest.fixture
def account() -> Account:
    """An account with one DID and two Amazon Connect numbers, in Indonesia."""
    return Account(
        account_id="account",
        name="Sales Indonesia",
        provider=ProviderKind.NXCLOUD,
        base_url="https://api.example.com",
        key_id="abcdefghijkl",
        region="ID",
        caller_ids=("+622150001234",),
        agent_numbers=("+6590399431", "+6590399432"),
    )


@pytest.fixture
def sandbox() -> Account:
    """The built-in account."""
    return Account(
        account_id=SANDBOX_ACCOUNT_ID,
        name="Practice",
        provider=ProviderKind.NXCLOUD,
        base_url="",
        key_id="sandbox-key",
        region="ID",
        caller_ids=("+622150001234",),
        agent_numbers=("+6590399431",),
    )


@pytest.fixture
def bare_account() -> Account:
    """An account that has no numbers and no country yet."""
    return Account(
        account_id="bare",
        name="Bare",
        provider=ProviderKind.NXCLOUD,
        base_url="https://api.example.com",
        key_id="abcdefghijkl",
    )


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The frame with a Call page and an empty Settings page, shown and active."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, ThemeChoice.LIGHT)
    frame = MainWindow()
    frame.add_page("call", "Call", "phone", CallPage)
    frame.add_page("settings", "Settings", "settings", lambda: QLabel("Settings"), at_bottom=True)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    yield frame
    frame.let_close()
    frame.deleteLater()


@pytest.fixture
def page(window: MainWindow, account: Account) -> CallPage:
    """The Call page of the window, for an account, with the keyboard in the number field."""
    found = window.findChild(CallPage)
    assert found is not None
    found.show_account(account, display_number)
    found.focus_number()
    return found
