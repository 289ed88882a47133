"""Settings, Accounts, over the real services and real sockets: both providers, whole."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from dialer.backend import Backend, open_backend
from dialer.domain.accounts import Account, ProviderKind, RoutingHeaders
from dialer.providers.sending import ReplyLimits
from dialer.sandbox import Hold, Sandbox
from dialer.sandbox.nxcloud.team import TENANT_ID
from dialer.ui import aio
from dialer.ui.accounts_controller import AccountsController
from dialer.ui.aio import TaskOwner
from dialer.ui.main_window import MainWindow
from dialer.ui.pages.settings_page import SettingsPage
from dialer.ui.widgets.choice_rows import AccountRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

PATIENCE_S = 30
TOKEN = "/apigovernance/api/oauth/tokenByAkSk"
RECORDS = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord"
DID_RECORDS = "/api/did/cdr"
AGENTS = "/saas/cc/openapi/agent/page"
RINGING = ("/did/openapi/amazon/dialout", "createCall", "ai/createandcall")
pytestmark = pytest.mark.usefixtures("qapp")


class Desk:
    """The Settings page in use, as the session would wire it."""

    def __init__(self, backend: Backend, sandbox: Sandbox) -> None:
        self.backend = backend
        self.sandbox = sandbox
        self.window = MainWindow()
        self.page = SettingsPage()
        self.panel = self.page.accounts
        self.window.add_page("settings", "Settings", "settings", lambda: self.page)
        self.current_id = "sandbox"
        self.failures: list[BaseException] = []
        self.tasks = TaskOwner(self.failures.append)
        self.controller = AccountsController(
            self.window,
            self.panel,
            accounts=backend.accounts,
            explainer=backend.explainer,
            tasks=self.tasks,
            current_id=lambda: self.current_id,
            on_change=self._use,
        )
        self.window.show()

    async def _use(self, added_id: str) -> None:
        self.current_id = added_id or self.current_id

    def find(self, name: str) -> Any:  # noqa: ANN401 - whatever kind the test asks for
        found = self.window.findChildren(QWidget, f"settings.{name}")
        assert found, f"no widget {name}"
        # The buttons of an earlier question live until the loop runs again.
        return next((one for one in found if one.isVisible()), found[0])

    def press(self, name: str) -> None:
        button = self.find(f"account.{name}")
        assert isinstance(button, QPushButton)
        assert button.isVisible()
        assert button.isEnabled()
        button.click()

    async def press_and_wait(self, name: str) -> None:
        self.press(name)
        await self.settle()

    async def settle(self) -> None:
        await until(lambda: not self.tasks.is_running("account"))

    def type(self, **texts: str) -> None:
        for name, text in texts.items():
            edit = self.find(f"account.{name}")
            if isinstance(edit, QPlainTextEdit):
                edit.setPlainText(text)
            else:
                edit.setText(text)

    def add(self, provider: ProviderKind, **texts: str) -> None:
        self.press("add")
        self.panel.form.fields.provider.choose(provider.value)
        if provider is ProviderKind.NXCLOUD and "base_url" in texts:
            self.panel.form.fields.host.show("", is_own=True)
        self.type(**texts)

    def add_aicc(self, **changes: str) -> None:
        keys = self.sandbox.app_credentials
        texts = {
            "name": "Care AICC",
            "base_url": self.sandbox.base_url,
            "access_key": keys.app_key,
            "secret": keys.app_secret,
        }
        self.add(ProviderKind.AICC, **{**texts, **changes})

    def add_nxcloud(self, **changes: str) -> None:
        keys = self.sandbox.credentials
        texts = {
            "name": "Sales",
            "base_url": self.sandbox.base_url,
            "access_key": keys.access_key,
            "secret": keys.access_secret,
        }
        self.add(ProviderKind.NXCLOUD, **{**texts, **changes})

    @property
    def notice(self) -> str:
        return self.panel.notice.words

    @property
    def errors(self) -> dict[str, str]:
        """What is shown as wrong, by field."""
        return {
            label.objectName()
            .removeprefix("settings.account.")
            .removesuffix(".error"): label.text()
            for label in self.panel.findChildren(QLabel)
            if label.objectName().endswith(".error") and label.isVisible()
        }

    def is_marked_unsaved(self) -> bool:
        return bool(self.find("account.unsaved").isVisible())

    def row(self, account: Account) -> str:
        row = self.find(f"accounts.{account.account_id}")
        assert isinstance(row, AccountRow)
        return row.accessibleName()

    async def stored(self) -> list[Account]:
        return [a for a in await self.backend.accounts.fetch_accounts() if not a.is_sandbox]

    def count(self, path: str) -> int:
        return len(self.sandbox.journal.for_path(path))

    @property
    def rang(self) -> bool:
        paths = [request.path for request in self.sandbox.journal.requests]
        return any(path.endswith(one) for path in paths for one in RINGING)


async def until(condition: Callable[[], object]) -> None:
    """Lets the loop run until a state is reached; the test's own time limit ends it."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - widgets have no event to await
            await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def run(folder: Path, scenario: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(PATIENCE_S), Sandbox() as sandbox:
            backend = await open_backend(folder, limits=ReplyLimits(dial_s=20, read_s=20))
            desk = Desk(backend, sandbox)
            await desk.controller.show("sandbox")
            desk.window.activateWindow()
            await until(desk.window.isActiveWindow)
            try:
                await scenario(desk)
                assert not desk.rang
                assert desk.failures == []
            finally:
                await desk.tasks.cancel_all()
                desk.window.let_close()
                desk.window.deleteLater()
                await backend.close()

    aio.run(main())


def test_an_aicc_account_is_added_saved_tested_and_verified(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc(
            agent_numbers="+62 812-3456; 88801001",
            access_codes="640060",
            extra_headers="X-TenantSpaceID: t-7\n",
            requests_per_s="25",
        )
        await desk.press_and_wait("test")
        assert desk.notice.startswith("Connected in")
        await desk.press_and_wait("save")
        assert "session only" in desk.notice
        (account,) = await desk.stored()
        assert account == Account(
            account_id=account.account_id,
            name="Care AICC",
            provider=ProviderKind.AICC,
            base_url=desk.sandbox.base_url,
            key_id=desk.sandbox.app_credentials.app_key,
            agent_numbers=("+628123456", "88801001"),
            access_codes=("640060",),
            extra_headers=(("X-TenantSpaceID", "t-7"),),
            requests_per_s=25.0,
        )
        assert desk.row(account).endswith("Not tested yet")
        assert not desk.is_marked_unsaved()
        await desk.press_and_wait("test")
        assert re.search(r"Huawei AICC · .* · app key .*, Verified \d\d:\d\d$", desk.row(account))
        assert desk.count(TOKEN) == desk.count(RECORDS) == 2
        (request, _second) = desk.sandbox.journal.for_path(RECORDS)
        assert request.header("X-TenantSpaceID") == "t-7"
        chip = desk.window.findChild(QPushButton, "frame.chip.connection")
        assert isinstance(chip, QPushButton)
        assert chip.text().startswith("Connected")

    run(tmp_path, scenario)


def test_an_aicc_account_is_added_with_the_keyboard_alone(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        add = desk.find("account.add")
        add.setFocus()
        keys = desk.sandbox.app_credentials

        def press(key: Qt.Key, times: int = 1) -> None:
            for _ in range(times):
                focused = QApplication.focusWidget()
                assert focused is not None
                QTest.keyClick(focused, key)

        def type_and_leave(name: str, text: str) -> None:
            focused = QApplication.focusWidget()
            assert focused is not None
            assert focused.objectName() == f"settings.account.{name}"
            QTest.keyClicks(focused, text)
            press(Qt.Key.Key_Tab)

        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Right)
        assert desk.panel.form.fields.is_aicc
        press(Qt.Key.Key_Tab)
        type_and_leave("name", "Care AICC")
        type_and_leave("base_url", desk.sandbox.base_url)
        type_and_leave("access_key", keys.app_key)
        type_and_leave("secret", keys.app_secret)
        type_and_leave("region", "Brazil")
        type_and_leave("agent_numbers", "88801001")
        type_and_leave("access_codes", "640060")
        press(Qt.Key.Key_Return)  # unfolds what is advanced
        press(Qt.Key.Key_Tab)
        type_and_leave("extra_headers", "X-TenantSpaceID: t-7")
        type_and_leave("requests_per_s", "")
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.objectName() == "settings.account.test"
        press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Return)  # Save
        await desk.settle()
        (account,) = await desk.stored()
        assert (account.provider, account.region) == (ProviderKind.AICC, "BR")
        assert account.extra_headers == (("X-TenantSpaceID", "t-7"),)
        press(Qt.Key.Key_Tab)
        press(Qt.Key.Key_Backtab, 2)
        press(Qt.Key.Key_Return)  # Test connection
        await desk.settle()
        assert "Verified" in desk.row(account)

    run(tmp_path, scenario)


def test_an_nxcloud_account_with_a_team_is_verified_at_both_addresses(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_nxcloud(
            tenant_id=str(TENANT_ID),
            biz_type="9",
            nxcc_action="cc",
            caller_ids="+1 202-555-0170",
            requests_per_s="50",
        )
        desk.panel.form.fields.nxcc_host.show(desk.sandbox.base_url, is_own=True)
        await desk.press_and_wait("save")
        (account,) = await desk.stored()
        assert (account.tenant_id, account.nxcc_url) == (TENANT_ID, desk.sandbox.base_url)
        assert account.dialout_headers == RoutingHeaders("9", "")
        assert account.nxcc_headers == RoutingHeaders("", "cc")
        assert desk.find("account.nxcc_url").isVisible()
        await desk.press_and_wait("test")
        assert "both were accepted" in desk.notice
        assert "Verified" in desk.row(account)
        assert desk.count(DID_RECORDS) == desk.count(AGENTS) == 1

    run(tmp_path, scenario)


def test_a_wrong_tenant_is_told_apart_from_calls_that_work(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_nxcloud(tenant_id="7")
        await desk.press_and_wait("save")
        (account,) = await desk.stored()
        await desk.press_and_wait("test")
        host = desk.sandbox.base_url.removeprefix("http://")
        assert desk.notice.startswith(f"Agents, tasks and records ({host}): ")
        assert "Calls can be placed." in desk.notice
        assert "call again" not in desk.notice
        assert desk.row(account).endswith("Not tested yet")

    run(tmp_path, scenario)


def test_a_wrong_address_for_calls_is_named(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with Sandbox() as gone:
            dead = gone.base_url
        desk.add_nxcloud(tenant_id=str(TENANT_ID), base_url=dead)
        desk.panel.form.fields.nxcc_host.show(desk.sandbox.base_url, is_own=True)
        await desk.press_and_wait("test")
        assert desk.notice.startswith(f"Calls ({dead.removeprefix('http://')}): ")
        assert desk.count(AGENTS) == 0

    run(tmp_path, scenario)


def test_a_wrong_app_secret_is_explained_without_a_word_on_calling(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc(secret="wrong")
        await desk.press_and_wait("test")
        assert desk.notice.startswith("Sign-in refused (HTTP 401)")
        assert "Check the app key and secret" in desk.notice
        assert "call" not in desk.notice.casefold()

    run(tmp_path, scenario)


def test_every_wrong_field_is_shown_at_once_and_the_first_has_the_keyboard(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc(
            name="sandbox",
            base_url="http://tenant.example",
            access_key="",
            secret="",
            agent_numbers="12, me",
            access_codes="+1",
            extra_headers="Authorization: x",
            requests_per_s="0.01",
        )
        await desk.press_and_wait("save")
        assert set(desk.errors) == {
            "name",
            "base_url",
            "access_key",
            "secret",
            "agent_numbers",
            "access_codes",
            "extra_headers",
            "requests_per_s",
        }
        assert desk.errors["secret"] == "Type the app secret."
        assert QApplication.focusWidget() is desk.find("account.name")
        assert await desk.stored() == []
        desk.type(name="Care", base_url=desk.sandbox.base_url, access_key="k", secret="s")
        desk.type(agent_numbers="12", access_codes="1", requests_per_s="2")
        desk.panel.form.advanced.setChecked(False)
        await desk.press_and_wait("save")
        assert set(desk.errors) == {"extra_headers"}
        assert QApplication.focusWidget() is desk.find("account.extra_headers")

    run(tmp_path, scenario)


def test_each_provider_shows_its_own_fields(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_nxcloud()
        desk.panel.form.advanced.setChecked(True)
        nxcloud = {"address", "caller_ids", "tenant_id", "nxcc_address", "biz_type", "nxcc_action"}
        aicc = {"access_codes", "extra_headers", "aicc_note"}
        for provider, seen, hidden in (
            (ProviderKind.NXCLOUD, nxcloud, aicc),
            (ProviderKind.AICC, aicc, nxcloud),
        ):
            desk.panel.form.fields.provider.choose(provider.value)
            assert all(desk.find(f"account.{name}").isVisible() for name in seen)
            assert not any(desk.find(f"account.{name}").isVisible() for name in hidden)
        assert desk.find("account.secret").accessibleName() == "App secret"
        assert desk.find("account.access_key").accessibleName() == "App key"
        assert "403" in desk.find("account.aicc_note").text()
        assert desk.find("account.base_url").placeholderText() == "service.example.com"

    run(tmp_path, scenario)


def test_unsaved_changes_are_marked_kept_and_discarded_when_asked(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc()
        assert desk.is_marked_unsaved()
        await desk.press_and_wait("save")
        (account,) = await desk.stored()
        assert not desk.is_marked_unsaved()
        desk.type(name="Care, renamed")
        assert desk.is_marked_unsaved()
        assert "Unsaved changes" in desk.row(account)
        desk.find("accounts.sandbox").setChecked(True)
        assert not desk.is_marked_unsaved()
        assert "Unsaved changes" in desk.row(account)
        desk.find(f"accounts.{account.account_id}").setChecked(True)
        assert desk.find("account.name").text() == "Care, renamed"
        assert desk.is_marked_unsaved()
        desk.press("cancel")
        assert desk.find("account.name").text() == "Care AICC"
        assert not desk.is_marked_unsaved()
        assert "Unsaved changes" not in desk.row(account)

    run(tmp_path, scenario)


def test_what_is_typed_while_saving_stays(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc()
        desk.press("save")
        desk.type(agent_numbers="88801001")
        await desk.settle()
        (account,) = await desk.stored()
        assert account.agent_numbers == ()
        assert desk.panel.current_id == account.account_id
        assert desk.find("account.agent_numbers").text() == "88801001"
        assert desk.find("account.name").text() == "Care AICC"
        assert desk.find("account.secret").text() == ""
        assert desk.is_marked_unsaved()
        await desk.press_and_wait("save")
        (account,) = await desk.stored()
        assert account.agent_numbers == ("88801001",)

    run(tmp_path, scenario)


def test_a_result_names_its_account_where_another_is_open_by_then(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc()
        desk.sandbox.faults.once(Hold(), path=TOKEN)
        desk.press("test")
        await desk.sandbox.faults.wait_for_holds(1)
        desk.find("accounts.sandbox").setChecked(True)
        desk.sandbox.faults.release()
        await desk.settle()
        assert desk.notice.startswith("Care AICC: Connected in")
        assert desk.panel.current_id == "sandbox"

    run(tmp_path, scenario)


def test_a_test_of_another_account_leaves_the_chip_alone(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc()
        await desk.press_and_wait("test")
        assert desk.window.findChild(QPushButton, "frame.chip.connection") is None

    run(tmp_path, scenario)


def escape(desk: Desk) -> None:
    focused = QApplication.focusWidget()
    QTest.keyClick(focused if focused is not None else desk.panel, Qt.Key.Key_Escape)


def test_escape_answers_the_question_of_removal_with_no(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc()
        await desk.press_and_wait("save")
        desk.press("remove")
        assert desk.notice.startswith("Remove Care AICC?")
        assert QApplication.focusWidget() is desk.find("account.cancel_remove")
        escape(desk)
        await desk.settle()
        assert desk.notice == ""
        assert len(await desk.stored()) == 1
        assert QApplication.focusWidget() is desk.find("account.remove")

    run(tmp_path, scenario)


def test_escape_leaves_an_untouched_new_account(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.press("add")
        assert desk.panel.current_id == ""
        escape(desk)
        assert desk.panel.current_id == "sandbox"

    run(tmp_path, scenario)


def test_escape_asks_before_a_typed_new_account_is_thrown_away(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc()
        desk.find("account.name").setFocus()
        escape(desk)
        assert desk.notice.startswith("Discard the new account?")
        escape(desk)
        assert (desk.panel.current_id, desk.notice) == ("", "")
        assert desk.find("account.name").text() == "Care AICC"
        escape(desk)
        desk.press("discard")
        assert desk.panel.current_id == "sandbox"
        desk.press("add")
        edit = desk.find("account.name")
        assert isinstance(edit, QLineEdit)
        assert edit.text() == ""

    run(tmp_path, scenario)


@pytest.mark.parametrize("size", [(1120, 720), (640, 480)])
def test_nothing_is_wider_than_the_window(tmp_path: Path, size: tuple[int, int]) -> None:
    async def scenario(desk: Desk) -> None:
        desk.add_aicc(agent_numbers="1")
        desk.panel.form.advanced.setChecked(True)
        desk.window.resize(*size)
        await until(lambda: (desk.window.width(), desk.window.height()) == size)
        await until(lambda: desk.panel.width() <= desk.page.width())
        right = desk.page.mapToGlobal(desk.page.rect().topRight()).x()
        for widget in desk.panel.findChildren(QWidget):
            if widget.isVisible():
                assert widget.mapToGlobal(widget.rect().topRight()).x() <= right

    run(tmp_path, scenario)
