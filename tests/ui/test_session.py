"""The window wired to the real services: real database, real sockets, no keyring."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from dialer.backend import Backend, open_backend
from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.calls import CallState
from dialer.domain.guard import NumberSource
from dialer.providers.sending import ReplyLimits
from dialer.sandbox import BusinessError, Hold, Sandbox
from dialer.ui import aio
from dialer.ui.early_intents import EarlyIntents
from dialer.ui.main_window import MainWindow
from dialer.ui.pages.call_page import CallPage
from dialer.ui.services import Services
from dialer.ui.session import Session
from dialer.ui.widgets.notice import Notice
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from dialer.services.following import Cadence

# A signal cannot end a test that waits inside Qt, so each scenario ends itself.
PATIENCE_S = 30
DIALOUT_PATH = "/did/openapi/amazon/dialout"
pytestmark = pytest.mark.usefixtures("qapp")


class Desk:
    """A window in use, as the composition root would wire it."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self.backend = backend
        self.window = MainWindow()
        self.page = CallPage()
        self.window.add_page("call", "Call", "phone", lambda: self.page)
        state = WindowState(folder)
        self.early = EarlyIntents(self.window, self.page, state=state, on_sandbox=False)
        self.window.show()
        self.services = Services(
            calls=backend.calls,
            following=backend.following,
            history=backend.history,
            notes=backend.notes,
            retention=backend.retention,
            settling=backend.settling,
            records=backend.records,
            accounts=backend.accounts,
            agents=backend.agents,
            queues=backend.queues,
            figures=backend.figures,
            clock_doctor=backend.clock_doctor,
            back_offs=backend.back_offs,
            rules=backend.rules,
            do_not_call=backend.do_not_call,
            outbound=backend.tasks,
            contacts=backend.contacts,
            contact_imports=backend.contact_imports,
            number_lists=backend.number_lists,
            list_checker=backend.list_checker,
            explainer=backend.explainer,
            secrets=backend.secrets,
            sandbox_numbers=[("+12025550103", "The signature is wrong.")],
            two_way_numbers=[("+12025550120", "The agent's phone is not answered.")],
        )
        self.state = state
        self.session: Session | None = None

    @property
    def is_ready(self) -> bool:
        """True once the session serves the window."""
        return self.session is not None and self.session.ready.is_set()

    def start_session(self) -> Session:
        self.session = Session(
            self.window, self.page, services=self.services, state=self.state, early=self.early
        )
        return self.session

    def find(self, name: str) -> QWidget:
        found = self.window.findChild(QWidget, name)
        assert isinstance(found, QWidget), f"no widget {name}"
        return found

    def type_into(self, name: str, text: str) -> None:
        edit = self.find(name)
        assert isinstance(edit, QLineEdit)
        edit.setFocus()
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_Delete)
        QTest.keyClicks(edit, text)

    @property
    def is_leaving(self) -> bool:
        return self.session is not None and self.session._closed.is_set()

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    async def press(self, name: str) -> None:
        """Clicks a button once it may be pressed: while work runs it is disabled."""
        button = self.find(name)
        await until(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def text_of(self, name: str) -> str:
        label = self.find(name)
        assert isinstance(label, QLabel)
        return label.text()

    async def calls(self) -> list[CallState]:
        return [call.state for call in await self.backend.calls.fetch_recent(50)]


async def until(condition: Callable[[], object]) -> None:
    """Lets the loop run until a state is reached; the test's own time limit ends it."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - widgets have no event to await
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def a_desk(folder: Path, *, cadence: Cadence | None = None) -> AsyncIterator[Desk]:
    limits = ReplyLimits(dial_s=20, read_s=20)
    backend = await open_backend(folder, limits=limits, cadence=cadence)
    desk = Desk(backend, folder)
    running = asyncio.ensure_future(desk.start_session().run(on_sandbox=False))
    try:
        desk.window.activateWindow()
        await until(lambda: desk.window.isActiveWindow() and desk.is_ready)
        yield desk
    finally:
        # Twice: the first may only ask about calls whose outcome is not known.
        desk.window.close()
        desk.window.close()
        assert desk.session is not None
        # A draft that a test leaves behind would be asked about.
        desk.session._closed.set()
        await running
        await desk.session.close()
        await backend.close()
        # A timer of this window must not fire into the next test, half taken apart by then.
        desk.window.deleteLater()
        QApplication.sendPostedEvents(desk.window, QEvent.Type.DeferredDelete)


def run(
    folder: Path,
    scenario: Callable[[Desk], Awaitable[None]],
    *,
    cadence: Cadence | None = None,
) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), a_desk(folder, cadence=cadence) as desk:
            await scenario(desk)

    aio.run(main())
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == []


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def visible_title(desk: Desk) -> str:
    label = desk.window.findChild(QLabel, "call.result.title")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def test_a_number_typed_and_entered_becomes_a_call_id(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.type_into("call.callee", "+1 202-555-0111")
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await until(lambda: visible_title(desk) == "Call accepted")
        (call,) = await desk.backend.calls.fetch_recent(5)
        assert desk.text_of("call.call_id") == call.call_id

    run(tmp_path, scenario)


@pytest.mark.parametrize("how", ["enter_enter", "double_click", "enter_click", "ctrl_enter"])
def test_pressing_twice_places_one_call(tmp_path: Path, how: str) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(Hold(), path=DIALOUT_PATH)
        desk.type_into("call.callee", "+1 202-555-0111")
        field, button = desk.find("call.callee"), desk.find("call.place")
        if how == "double_click":
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        elif how == "ctrl_enter":
            for _ in range(2):
                QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.keyClick(field, Qt.Key.Key_Return)
            if how == "enter_click":
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            else:
                QTest.keyClick(field, Qt.Key.Key_Return)
        await sandbox.faults.wait_for_holds(1)
        QTest.keyClick(field, Qt.Key.Key_Return)
        sandbox.faults.release()
        await until(lambda: visible_title(desk) == "Call accepted")
        assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
        assert await desk.calls() == [CallState.ACCEPTED]

    run(tmp_path, scenario)


def test_a_rejection_is_decoded_in_the_window(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.type_into("call.callee", "+1 202-555-0104")
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Enter)
        await until(lambda: "1004" in visible_title(desk))
        # The Date header counts whole seconds.
        assert re.search(r"9[345] s behind", desk.text_of("call.result.body"))
        chip = desk.find("frame.chip.clock")
        assert isinstance(chip, QPushButton)
        assert re.fullmatch(r"Clock 9[345] s slow", chip.text())

    run(tmp_path, scenario)


def test_the_second_call_to_a_number_asks_and_enter_confirms(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.type_into("call.callee", "+1 202-555-0111")
        field = desk.find("call.callee")
        QTest.keyClick(field, Qt.Key.Key_Return)
        await until(lambda: visible_title(desk) == "Call accepted")
        await until(desk.find("call.place").isEnabled)
        QTest.keyClick(field, Qt.Key.Key_Return)
        await until(lambda: visible_title(desk).startswith("Call +1"))
        assert len(await desk.calls()) == 1
        desk.click("call.confirm")
        await until(lambda: visible_title(desk) == "Call accepted")
        assert len(await desk.calls()) == 2

    run(tmp_path, scenario)


@pytest.mark.parametrize("changed", ["number", "did", "ring_order"])
def test_a_question_does_not_outlive_what_it_was_asked_about(tmp_path: Path, changed: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.page.set_number("+12025550111", NumberSource.LINK)
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await until(lambda: visible_title(desk).startswith("Call +1"))
        if changed == "number":
            # As assistive technology does it: without a key.
            desk.page.form.number.edit.setText("+12025550112")
        elif changed == "did":
            desk.page.form.did.combo.addItem("+1 202-555-0171", "+12025550171")
            desk.page.form.did.combo.setCurrentIndex(1)
        else:
            QTest.keyClick(desk.page.form.ring_order, Qt.Key.Key_Right)
            desk.page.form.ring_order.chosen.emit("customer_first")
        await until(lambda: visible_title(desk) == "")
        await until(desk.find("call.place").isEnabled)
        assert await desk.calls() == []

    run(tmp_path, scenario)


def test_a_number_from_a_link_is_filled_and_asks(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.page.set_number("+12025550111", NumberSource.LINK)
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await until(lambda: visible_title(desk).startswith("Call +1"))
        assert await desk.calls() == []
        desk.click("call.cancel")
        assert await desk.calls() == []

    run(tmp_path, scenario)


def test_a_press_before_everything_is_loaded_is_not_lost(tmp_path: Path) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await body()

    async def body() -> None:
        backend = await open_backend(tmp_path)
        desk = Desk(backend, tmp_path)
        desk.type_into("call.callee", "+1 202-555-0111")
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        session = desk.start_session()
        running = asyncio.ensure_future(session.run(on_sandbox=False))
        await until(lambda: visible_title(desk) == "Call accepted")
        assert await desk.calls() == [CallState.ACCEPTED]
        desk.window.close()
        await running
        await session.close()
        await backend.close()

    aio.run(main())


def test_an_edit_between_the_press_and_the_question_drops_both(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.page.set_number("+12025550111", NumberSource.LINK)
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        desk.page.form.number.edit.setText("+12025550177")
        await until(desk.find("call.place").isEnabled)
        assert visible_title(desk) == ""
        assert await desk.calls() == []

    run(tmp_path, scenario)


@pytest.mark.parametrize("meanwhile", ["another account", "an edit", "closing"])
def test_an_early_press_that_means_something_else_by_now_places_nothing(
    tmp_path: Path, meanwhile: str
) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await body()

    async def body() -> None:
        backend = await open_backend(tmp_path)
        if meanwhile == "another account":
            stale = Account(
                account_id="gone",
                name="Gone",
                provider=ProviderKind.NXCLOUD,
                base_url="https://provider.example",
                key_id="k",
                caller_ids=("+12025550170",),
                agent_numbers=("+12025550180",),
            )
            WindowState(tmp_path).save_account(stale, lambda e164: e164)
        desk = Desk(backend, tmp_path)
        desk.type_into("call.callee", "+1 202-555-0111")
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        assert desk.early.intent is not None
        if meanwhile == "an edit":
            desk.type_into("call.callee", "+1 202-555-0112")
        elif meanwhile == "closing":
            desk.window.close()
        session = desk.start_session()
        running = asyncio.ensure_future(session.run(on_sandbox=False))
        if meanwhile != "closing":
            await session.ready.wait()
            await until(desk.find("call.place").isEnabled)
            desk.window.close()
        await running
        await session.close()
        assert await desk.calls() == []
        await backend.close()

    aio.run(main())


def test_try_again_calls_the_number_that_failed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.type_into("call.callee", "+1 202-555-0188")
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await until(lambda: "(88)" in visible_title(desk))
        desk.type_into("call.callee", "+1 202-555-0121")
        await until(desk.find("call.place").isEnabled)
        desk.click("call.result.action")
        await until(lambda: len(desk.page.form.number.text) > 0)
        await desk.backend.calls.finish()
        callees = {call.callee for call in await desk.backend.calls.fetch_recent(5)}
        assert callees == {"+12025550188"}

    run(tmp_path, scenario)


def test_closing_while_the_reply_is_awaited_keeps_the_receipt(tmp_path: Path) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await body()

    async def body() -> None:
        backend = await open_backend(tmp_path)
        desk = Desk(backend, tmp_path)
        session = desk.start_session()
        running = asyncio.ensure_future(session.run(on_sandbox=False))
        sandbox = await backend.connector.fetch_sandbox()
        sandbox.faults.once(Hold(), path=DIALOUT_PATH)
        desk.type_into("call.callee", "+1 202-555-0111")
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await sandbox.faults.wait_for_holds(1)
        desk.window.close()
        await running
        closing = asyncio.ensure_future(session.close())
        await until(lambda: not desk.window.isVisible())
        assert not closing.done()
        sandbox.faults.release()
        await closing
        assert await desk.calls() == [CallState.ACCEPTED]
        await backend.close()

    aio.run(main())


async def fill_account(desk: Desk, sandbox: Sandbox, *, secret: str) -> None:
    desk.window.show_page("settings")
    await until(lambda: desk.window.findChild(QRadioButton, "settings.accounts.sandbox"))
    await desk.press("settings.account.add")
    desk.type_into("settings.account.name", "Sales")
    form = desk.find("settings.account.address")
    QTest.keyClick(form, Qt.Key.Key_End)
    await until(lambda: desk.find("settings.account.base_url").isVisible())
    desk.type_into("settings.account.base_url", sandbox.base_url)
    desk.type_into("settings.account.access_key", sandbox.credentials.access_key)
    desk.type_into("settings.account.secret", secret)
    desk.type_into("settings.account.caller_ids", "+1 202-555-0170; +1 202-555-0171")
    desk.type_into("settings.account.agent_numbers", "+1 202-555-0180")


def notice_of(desk: Desk) -> str:
    notice = desk.find("settings.account.notice")
    assert isinstance(notice, Notice)
    return notice.words


def test_an_account_is_added_tested_used_and_removed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with Sandbox() as sandbox:
            await fill_account(desk, sandbox, secret=sandbox.credentials.access_secret)
            await desk.press("settings.account.test")
            await until(lambda: notice_of(desk).startswith("Connected in"))
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 0
            await desk.press("settings.account.save")
            await until(lambda: "session only" in notice_of(desk))
            (account, _sandbox) = await desk.backend.accounts.fetch_accounts()
            assert account.caller_ids == ("+12025550170", "+12025550171")
            assert desk.window.windowTitle() == "Outdial"
            desk.window.show_page("call")
            desk.type_into("call.callee", "+1 202-555-0111")
            QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
            await until(lambda: visible_title(desk) == "Call +1 202-555-0111?")
            assert "has not called United States before" in desk.text_of("call.result.body")
            assert sandbox.journal.for_path(DIALOUT_PATH) == ()
            await desk.press("call.confirm")
            await until(lambda: visible_title(desk) == "Call accepted")
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
            desk.window.show_page("settings")
            await desk.press("settings.account.remove")
            await desk.press("settings.account.confirm_remove")
            await until(lambda: "Sandbox" in desk.window.windowTitle())
            assert len(await desk.backend.accounts.fetch_accounts()) == 1
            assert len(await desk.calls()) == 1

    run(tmp_path, scenario)


def test_a_wrong_secret_is_explained_beside_the_form(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with Sandbox() as sandbox:
            await fill_account(desk, sandbox, secret="wrong")
            await desk.press("settings.account.test")
            await until(lambda: "1003" in notice_of(desk))
            assert "Type the access secret again" in notice_of(desk)

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("name", " ", "Give the account a name."),
        ("name", "sandbox", "Another account has this name"),
        ("base_url", "http://provider.example", "must start with https://"),
        ("base_url", "https://u:p@provider.example", "Take the user name and password out"),
        ("access_key", "", "Type the access key."),
        ("access_key", "a b", "holds no spaces"),
        ("secret", "", "Type the access secret."),
        ("caller_ids", "+1 202-555-0170, 12", "Start with +"),
        ("agent_numbers", "abc", "is not part of a number"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    tmp_path: Path, field: str, typed: str, problem: str
) -> None:
    async def scenario(desk: Desk) -> None:
        async with Sandbox() as sandbox:
            await fill_account(desk, sandbox, secret="s")
            desk.type_into(f"settings.account.{field}", typed)
            await desk.press("settings.account.save")
            error = f"settings.account.{field}.error"
            await until(lambda: desk.window.findChild(QLabel, error))
            assert problem in desk.text_of(error)
            assert len(await desk.backend.accounts.fetch_accounts()) == 1
            edit = desk.find(f"settings.account.{field}")
            assert isinstance(edit, QLineEdit)
            assert edit.text() == typed

    run(tmp_path, scenario)


def test_what_was_typed_stays_while_another_account_is_looked_at(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        stored = Account(
            account_id="a1",
            name="Stored",
            provider=ProviderKind.NXCLOUD,
            base_url="https://api2.nxcloud.com",
            key_id="key",
        )
        await desk.backend.accounts.save(stored, "secret")
        async with Sandbox() as sandbox:
            await fill_account(desk, sandbox, secret="half typed")
        desk.click("settings.accounts.a1")
        assert desk.find("settings.account.name").property("text") == "Stored"
        await desk.press("settings.account.add")
        assert desk.find("settings.account.name").property("text") == "Sales"
        assert desk.find("settings.account.secret").property("text") == "half typed"

    run(tmp_path, scenario)


def test_a_test_that_failed_is_explained_without_a_word_on_calling_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(BusinessError(1005), path="/api/did/cdr")
        desk.window.chip_opened.emit("connection")
        await until(lambda: visible_title(desk) == "No permission (1005)")
        body = desk.text_of("call.result.body")
        assert "Check the access key" in body
        assert "call" not in body.casefold()
        chip = desk.find("frame.chip.connection")
        assert isinstance(chip, QPushButton)
        assert chip.text() == "Not connected"

    run(tmp_path, scenario)
