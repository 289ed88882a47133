"""Settings, Accounts: the panel and its controller over the real service, all in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import FixedClock, InMemoryAccountStore, InMemorySecretStore, InMemorySettingsStore
from PySide6.QtWidgets import QPushButton

from dialer.domain.accounts import (
    Account,
    ConnectionReport,
    KeyringState,
    ProviderKind,
    SecretPlace,
    sandbox_account,
)
from dialer.domain.errors import StoreError
from dialer.services.accounts import AccountService
from dialer.services.explanations import Explainer
from dialer.services.provider_pool import ProviderPool
from dialer.ui import aio
from dialer.ui.account_draft import AccountDraft, SavedDraft, draft_of
from dialer.ui.accounts_controller import AccountsController
from dialer.ui.aio import TaskOwner
from dialer.ui.main_window import MainWindow
from dialer.ui.pages.accounts_panel import AccountsPanel
from dialer.ui.widgets.choice_rows import AccountRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.ports import Provider

pytestmark = pytest.mark.usefixtures("qapp")

ONE = Account(
    account_id="a1",
    name="Sales",
    provider=ProviderKind.NXCLOUD,
    base_url="https://api2.nxcloud.com",
    key_id="key-1",
)
TWO = replace(ONE, account_id="a2", name="Support")
TYPED = AccountDraft(name="Half typed", access_key="key-3", secret="not saved yet")


class CalmProvider:
    """Answers every test."""

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class BrittleAccountStore(InMemoryAccountStore):
    """Accounts on a disk that is full when the test says so."""

    is_full = False

    async def save_account(self, account: Account) -> None:
        if self.is_full:
            raise StoreError("The disk is full.")
        await super().save_account(account)


class RememberingSecretStore(InMemorySecretStore):
    """A keyring that remembers every id it was ever given."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    async def save_secret(self, account_id: str, secret: str) -> SecretPlace:
        self.ids.append(account_id)
        return await super().save_secret(account_id, secret)


class Settings:
    """A panel in use, with what it told."""

    def __init__(self) -> None:
        self.window = MainWindow()
        self.panel = AccountsPanel()
        self.store = BrittleAccountStore(ONE, TWO)
        self.secrets = RememberingSecretStore()
        self.changes: list[str] = []
        self.current_id = "a1"
        self.failures: list[BaseException] = []
        self.tasks = TaskOwner(self.failures.append)
        pool = ProviderPool(
            self.store, self.secrets, connect=self._connect, sandbox=sandbox_account()
        )
        self.accounts = AccountService(
            self.store,
            self.secrets,
            InMemorySettingsStore(),
            providers=pool,
            clock=FixedClock(),
            sandbox=sandbox_account(),
        )
        self.controller = AccountsController(
            self.window,
            self.panel,
            accounts=self.accounts,
            explainer=Explainer({}),
            tasks=self.tasks,
            current_id=lambda: self.current_id,
            on_change=self._note_change,
        )

    async def _connect(self, _account: Account, _secret: str) -> Provider:
        return CalmProvider()

    async def _note_change(self, account_id: str) -> None:
        self.changes.append(account_id)

    async def save(self, draft: AccountDraft) -> None:
        """Presses Save with a draft in the form, and waits for what becomes of it."""
        self.panel.form.show_draft(draft)
        press(self.panel, "save")
        await self.settle()

    async def settle(self) -> None:
        """Waits until nothing is under way."""
        async with asyncio.timeout(20):
            while self.tasks.is_running("account"):  # noqa: ASYNC110 - a task has no event
                await asyncio.sleep(0.001)


def press(panel: AccountsPanel, name: str) -> None:
    button = panel.findChild(QPushButton, f"settings.account.{name}")
    assert isinstance(button, QPushButton)
    assert not button.isHidden()
    button.click()


def run(scenario: Callable[[Settings], Awaitable[None]]) -> None:
    async def main() -> None:
        settings = Settings()
        await settings.controller.show("a1")
        await scenario(settings)
        await settings.tasks.cancel_all()
        settings.window.let_close()
        settings.panel.deleteLater()
        settings.window.deleteLater()

    aio.run(main())


def a_panel() -> AccountsPanel:
    panel = AccountsPanel()
    panel.show_accounts([ONE, TWO], "a1")
    return panel


@pytest.mark.parametrize("chosen_id", ["a1", "a2"])
def test_a_half_typed_new_account_survives_being_shown_anew(chosen_id: str) -> None:
    panel = a_panel()
    panel.add_account()
    panel.form.show_draft(TYPED)
    panel.show_accounts([ONE, TWO], chosen_id)
    assert (panel.current_id, panel.form.draft) == ("", TYPED)
    panel.deleteLater()


@pytest.mark.parametrize("chosen_id", ["a1", "a2"])
def test_half_typed_changes_survive_being_shown_anew(chosen_id: str) -> None:
    panel = a_panel()
    changed = replace(draft_of(ONE), name="Sales, north", secret="a new one")
    panel.form.show_draft(changed)
    panel.show_accounts([ONE, TWO], chosen_id)
    assert (panel.current_id, panel.form.draft) == ("a1", changed)
    panel.deleteLater()


def test_what_is_untouched_gives_way_to_the_account_asked_for() -> None:
    panel = a_panel()
    panel.show_accounts([ONE, TWO], "a2")
    assert (panel.current_id, panel.form.draft) == ("a2", draft_of(TWO))
    panel.deleteLater()


def test_saving_one_account_keeps_what_was_typed_for_another() -> None:
    panel = a_panel()
    panel.add_account()
    panel.form.show_draft(TYPED)
    panel.show_accounts([ONE, TWO], "a1", saved=SavedDraft(draft_of(ONE), "a1"))
    assert panel.form.draft == TYPED
    panel.deleteLater()


def test_what_was_typed_for_an_account_goes_with_it() -> None:
    panel = a_panel()
    panel.form.show_draft(replace(draft_of(ONE), secret="typed"))
    panel.show_accounts([TWO], "a2")
    assert panel.form.draft == draft_of(TWO)
    panel.show_accounts([ONE, TWO], "a1")
    assert panel.form.draft == draft_of(ONE)
    panel.deleteLater()


def test_the_draft_of_an_account_just_added_does_not_come_back() -> None:
    async def scenario(settings: Settings) -> None:
        settings.panel.add_account()
        settings.panel.form.show_draft(TYPED)
        row = settings.panel.findChild(AccountRow, "settings.accounts.a2")
        assert isinstance(row, AccountRow)
        row.setChecked(True)
        assert settings.panel.current_id == "a2"
        press(settings.panel, "add")
        await settings.save(settings.panel.form.draft)
        (*_, added) = settings.store.accounts.values()
        assert added.name == TYPED.name
        assert settings.panel.form.draft == draft_of(added)
        press(settings.panel, "add")
        assert settings.panel.form.draft == AccountDraft()

    run(scenario)


def test_only_an_account_just_added_is_to_be_used() -> None:
    async def scenario(settings: Settings) -> None:
        await settings.save(replace(draft_of(ONE), name="Sales, north", secret="s"))
        assert settings.store.accounts["a1"].name == "Sales, north"
        assert settings.changes == [""]
        press(settings.panel, "add")
        await settings.save(TYPED)
        (*_, added) = settings.store.accounts
        assert settings.changes == ["", added]
        settings.panel.remove_requested.emit("a2")
        await settings.settle()
        assert settings.changes == ["", added, ""]

    run(scenario)


def test_trying_again_to_add_an_account_keeps_its_id() -> None:
    async def scenario(settings: Settings) -> None:
        settings.panel.add_account()
        settings.store.is_full = True
        await settings.save(TYPED)
        await settings.save(TYPED)
        assert [str(failure) for failure in settings.failures] == ["The disk is full."] * 2
        assert settings.secrets.keyring == {}
        settings.store.is_full = False
        await settings.save(TYPED)
        first, second, third = settings.secrets.ids
        assert first == second == third
        assert settings.secrets.keyring == {first: TYPED.secret}
        press(settings.panel, "add")
        await settings.save(replace(TYPED, name="Another"))
        assert settings.secrets.ids[-1] != first

    run(scenario)


def test_a_new_account_begun_after_cancelling_has_another_id() -> None:
    async def scenario(settings: Settings) -> None:
        settings.panel.add_account()
        settings.store.is_full = True
        await settings.save(TYPED)
        press(settings.panel, "cancel")
        press(settings.panel, "add")
        await settings.save(TYPED)
        first, second = settings.secrets.ids
        assert first != second

    run(scenario)


def test_an_account_whose_keyring_is_gone_is_not_removed_and_that_is_said() -> None:
    async def scenario(settings: Settings) -> None:
        await settings.accounts.save(ONE, "s")
        settings.secrets.state = KeyringState.ABSENT
        settings.panel.remove_requested.emit("a1")
        await settings.settle()
        assert "a1" in settings.store.accounts
        assert "keyring" in settings.panel.notice.words.lower()
        assert (settings.failures, settings.changes) == ([], [])

    run(scenario)


def test_a_draft_does_not_show_its_secret() -> None:
    assert TYPED.secret not in repr(TYPED)
    assert TYPED.name in repr(TYPED)
