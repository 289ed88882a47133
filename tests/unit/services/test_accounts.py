"""Accounts and their connections, with everything around them in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import pytest
from fakes import FixedClock, InMemoryAccountStore, InMemorySecretStore, InMemorySettingsStore

from dialer.domain.accounts import (
    Account,
    ConnectionReport,
    KeyringState,
    ProviderKind,
    SecretPlace,
    sandbox_account,
)
from dialer.domain.agents import AgentPage
from dialer.domain.errors import (
    InputErrors,
    KeyringLocked,
    NoKeyring,
    NotSent,
    NotSentReason,
    SecretMissing,
    SendError,
    StoreError,
    UnknownAccount,
)
from dialer.services.accounts import AccountHealth, AccountService
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.ports import Provider

ACCOUNT = Account(
    account_id="a1",
    name="Sales",
    provider=ProviderKind.NXCLOUD,
    base_url="https://api2.nxcloud.com",
    key_id="key-1",
)


class KnownProvider:
    """A connection that tells what it was made from."""

    def __init__(self, account: Account, secret: str) -> None:
        self.account = account
        self.secret = secret

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class TeamProvider(KnownProvider):
    """A connection of an account with a team, whose agents are as the test says."""

    error: SendError | None = None
    total = 3

    async def fetch_agents(self, page: int, page_size: int) -> AgentPage:
        assert (page, page_size) == (1, 1)
        if self.error is not None:
            raise self.error
        return AgentPage((), self.total)

    async def fetch_queues(self, page: int, page_size: int) -> NoReturn:
        raise NotImplementedError

    find_queues = fetch_queue_members = replace_queue_members = fetch_queues
    fetch_agent_durations = fetch_agent_efficiency = fetch_queues


class BrittleAccountStore(InMemoryAccountStore):
    """Accounts on a disk that is full when the test says so."""

    is_full = False

    async def save_account(self, account: Account) -> None:
        if self.is_full:
            raise StoreError("The disk is full.")
        await super().save_account(account)


class Office:
    """The service, its stores and its connections."""

    def __init__(self, secrets: InMemorySecretStore | None = None) -> None:
        self.store = BrittleAccountStore()
        self.secrets = secrets or InMemorySecretStore()
        self.connections: list[KnownProvider] = []
        self.provider: type[KnownProvider] = KnownProvider
        self.connecting = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.pool = ProviderPool(
            self.store, self.secrets, connect=self._connect, sandbox=sandbox_account()
        )
        self.accounts = AccountService(
            self.store,
            self.secrets,
            InMemorySettingsStore(),
            providers=self.pool,
            clock=FixedClock(),
            sandbox=sandbox_account(),
        )

    async def _connect(self, account: Account, secret: str) -> Provider:
        self.connecting.set()
        await self.gate.wait()
        self.connections.append(self.provider(account, secret))
        return self.connections[-1]


def run(scenario: Callable[[Office], Awaitable[None]]) -> None:
    async def main() -> None:
        await scenario(Office())

    asyncio.run(main())


def test_a_connection_made_of_old_credentials_is_given_to_nobody() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "old")
        office.gate.clear()
        waiting = [asyncio.ensure_future(office.pool.fetch_provider("a1")) for _ in range(2)]
        await office.connecting.wait()
        await office.accounts.save(replace(ACCOUNT, key_id="key-2"), "new")
        office.gate.set()
        first, second = await asyncio.gather(*waiting)
        assert isinstance(first, KnownProvider)
        assert (first.account.key_id, first.secret) == ("key-2", "new")
        assert first is second
        assert await office.pool.fetch_provider("a1") is first

    run(scenario)


def test_a_connection_to_an_account_removed_meanwhile_is_given_to_nobody() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "old")
        office.gate.clear()
        waiting = asyncio.ensure_future(office.pool.fetch_provider("a1"))
        await office.connecting.wait()
        await office.accounts.remove("a1")
        office.gate.set()
        with pytest.raises(UnknownAccount):
            await waiting

    run(scenario)


def test_a_connection_is_made_once() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "s")
        first = await office.pool.fetch_provider("a1")
        assert await office.pool.fetch_provider("a1") is first
        assert len(office.connections) == 1

    run(scenario)


def test_a_new_account_that_cannot_be_written_leaves_no_secret() -> None:
    async def scenario(office: Office) -> None:
        office.store.is_full = True
        with pytest.raises(StoreError, match="full"):
            await office.accounts.save(ACCOUNT, "s")
        assert office.secrets.keyring == {}
        with pytest.raises(StoreError, match="full"):
            await office.accounts.save(ACCOUNT, "s", place=SecretPlace.SESSION)
        assert office.secrets.session == {}

    run(scenario)


def test_a_stored_account_that_cannot_be_written_keeps_a_secret() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "old")
        office.store.is_full = True
        with pytest.raises(StoreError):
            await office.accounts.save(ACCOUNT, "new")
        assert office.secrets.keyring == {"a1": "new"}

    run(scenario)


def test_only_a_test_with_the_stored_secret_verifies() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "stored")
        await office.accounts.test(ACCOUNT, "typed")
        status = await office.accounts.fetch_status(ACCOUNT)
        assert status.health is AccountHealth.NOT_TESTED
        await office.accounts.test(ACCOUNT, None)
        status = await office.accounts.fetch_status(ACCOUNT)
        assert status.health is AccountHealth.VERIFIED

    run(scenario)


async def health_of(office: Office) -> AccountHealth:
    return (await office.accounts.fetch_status(ACCOUNT)).health


def test_a_test_that_runs_across_a_save_verifies_nothing() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "old")
        office.gate.clear()
        office.connecting.clear()
        testing = asyncio.ensure_future(office.accounts.test(ACCOUNT, None))
        await office.connecting.wait()
        await office.accounts.save(ACCOUNT, "new")
        office.gate.set()
        await testing
        assert office.connections[-1].secret == "old"
        assert await health_of(office) is AccountHealth.NOT_TESTED

    run(scenario)


class SlowKeyring(InMemorySecretStore):
    """A keyring that asks the person first."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = asyncio.Event()
        self.allowed = asyncio.Event()
        self.allowed.set()

    async def save_secret(self, account_id: str, secret: str) -> SecretPlace:
        self.asking.set()
        await self.allowed.wait()
        return await super().save_secret(account_id, secret)


def test_a_test_within_a_save_verifies_nothing() -> None:
    async def main() -> None:
        keyring = SlowKeyring()
        office = Office(keyring)
        await office.accounts.save(ACCOUNT, "old")
        keyring.allowed.clear()
        keyring.asking.clear()
        saving = asyncio.ensure_future(office.accounts.save(ACCOUNT, "new"))
        await keyring.asking.wait()
        await office.accounts.test(ACCOUNT, None)
        assert office.connections[-1].secret == "old"
        keyring.allowed.set()
        await saving
        assert await health_of(office) is AccountHealth.NOT_TESTED

    asyncio.run(main())


def test_the_team_is_asked_too_and_its_failure_is_reported_apart() -> None:
    async def scenario(office: Office) -> None:
        class Refusing(TeamProvider):
            error = NotSent(NotSentReason.ADDRESS_NOT_FOUND)

        office.provider = Refusing
        await office.accounts.save(ACCOUNT, "s")
        report = await office.accounts.test(ACCOUNT, None)
        assert report.team_error is Refusing.error
        assert await health_of(office) is AccountHealth.NOT_TESTED
        office.provider = TeamProvider
        report = await office.accounts.test(ACCOUNT, None)
        assert (report.team_error, report.team_is_empty) == (None, False)
        assert await health_of(office) is AccountHealth.VERIFIED

    run(scenario)


def test_a_team_without_agents_is_told() -> None:
    async def scenario(office: Office) -> None:
        class Empty(TeamProvider):
            total = 0

        office.provider = Empty
        assert (await office.accounts.test(ACCOUNT, "s")).team_is_empty

    run(scenario)


def test_every_wrong_field_is_named_at_once_and_nothing_is_stored() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "s")
        wrong = replace(ACCOUNT, account_id="a2", base_url="http://x.example", key_id="")
        with pytest.raises(InputErrors) as caught:
            await office.accounts.save(wrong, " ")
        fields = {problem.field for problem in caught.value.problems}
        assert fields == {"name", "base_url", "access_key", "access_secret"}
        assert "a2" not in office.store.accounts
        assert "a2" not in office.secrets.keyring
        with pytest.raises(InputErrors) as caught:
            await office.accounts.test(replace(wrong, name=""), "")
        assert len(caught.value.problems) == 4
        assert office.connections == []

    run(scenario)


@pytest.mark.parametrize(
    ("state", "error"), [(KeyringState.ABSENT, NoKeyring), (KeyringState.LOCKED, KeyringLocked)]
)
def test_an_account_stays_while_its_keyring_is_out_of_reach(
    state: KeyringState, error: type[Exception]
) -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "s")
        office.secrets.state = state
        with pytest.raises(error):
            await office.accounts.remove("a1")
        assert list(office.store.accounts) == ["a1"]
        office.secrets.state = KeyringState.WORKING
        await office.accounts.remove("a1")
        assert (office.store.accounts, office.secrets.keyring) == ({}, {})

    run(scenario)


@pytest.mark.parametrize("state", [KeyringState.ABSENT, KeyringState.LOCKED, KeyringState.REFUSED])
@pytest.mark.parametrize("is_restarted", [False, True])
def test_no_keyring_holds_up_an_account_it_never_had_a_secret_of(
    state: KeyringState,
    is_restarted: bool,  # noqa: FBT001 - pytest passes it by name
) -> None:
    async def scenario(office: Office) -> None:
        office.secrets.state = state
        await office.accounts.save(ACCOUNT, "s", place=SecretPlace.SESSION)
        if is_restarted:
            office.secrets.session.clear()
        await office.accounts.remove("a1")
        assert (office.store.accounts, office.secrets.session) == ({}, {})

    run(scenario)


def test_a_secret_for_the_session_does_not_hide_the_one_in_the_keyring() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "kept")
        office.secrets.state = KeyringState.LOCKED
        await office.accounts.save(ACCOUNT, "for now", place=SecretPlace.SESSION)
        with pytest.raises(KeyringLocked):
            await office.accounts.remove("a1")
        assert list(office.store.accounts) == ["a1"]

    run(scenario)


def test_an_account_whose_secret_is_gone_from_the_keyring_can_be_removed() -> None:
    async def scenario(office: Office) -> None:
        await office.accounts.save(ACCOUNT, "s")
        office.secrets.keyring.clear()
        with pytest.raises(SecretMissing):
            await office.secrets.fetch_secret("a1")
        await office.accounts.remove("a1")
        assert office.store.accounts == {}

    run(scenario)
