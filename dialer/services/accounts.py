"""Accounts: adding, testing, changing and removing them, and choosing one."""

from __future__ import annotations

import contextlib
import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dialer.domain.account_rules import validated
from dialer.domain.accounts import SANDBOX_ACCOUNT_ID, SecretPlace
from dialer.domain.errors import (
    InputError,
    SecretError,
    SecretMissing,
    SendError,
    StoreError,
    UnknownAccount,
)
from dialer.domain.ports import SupportsAgents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.accounts import Account, ConnectionReport
    from dialer.domain.ports import AccountStore, Clock, Provider, SecretStore, SettingsStore
    from dialer.services.provider_pool import ProviderPool

_CURRENT = "current_account"
_VERIFIED = "verified_ms."
_PLACE = "secret_place."


class AccountHealth(enum.StrEnum):
    """What is known of an account without asking the provider."""

    SANDBOX = "sandbox"
    VERIFIED = "verified"
    NOT_TESTED = "not_tested"
    SECRET_MISSING = "secret_missing"  # noqa: S105 - names a state, holds no secret
    SECRET_UNREADABLE = "secret_unreadable"  # noqa: S105 - the same


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """An account's health, with the time of its last good test in ms since the epoch."""

    health: AccountHealth
    verified_ms: int | None = None


class AccountService:
    """Looks after accounts and their secrets.

    Args:
        accounts: keeps accounts.
        secrets: keeps secrets.
        settings: keeps which account is in use, when each was verified, and whether a
            keyring ever took its secret.
        providers: connections, dropped when their account changes.
        clock: the time of tests.
        sandbox: the built-in account, always first.
    """

    def __init__(
        self,
        accounts: AccountStore,
        secrets: SecretStore,
        settings: SettingsStore,
        *,
        providers: ProviderPool,
        clock: Clock,
        sandbox: Account,
    ) -> None:
        self._accounts = accounts
        self._secrets = secrets
        self._settings = settings
        self._providers = providers
        self._clock = clock
        self._sandbox = sandbox

    async def fetch_accounts(self) -> Sequence[Account]:
        """The stored accounts in the order they were added, then the Sandbox."""
        return (*await self._accounts.fetch_accounts(), self._sandbox)

    async def fetch_current(self) -> Account:
        """The account in use: the one chosen last, or the Sandbox."""
        chosen = await self._settings.fetch_setting(_CURRENT)
        accounts = await self.fetch_accounts()
        return next((a for a in accounts if a.account_id == chosen), self._sandbox)

    async def choose(self, account_id: str) -> Account:
        """Makes an account the one in use, now and at the next start.

        Raises:
            UnknownAccount: there is no such account (any more).
        """
        account = await self._providers.fetch_account(account_id)
        await self._settings.save_setting(_CURRENT, account_id)
        return account

    async def fetch_status(self, account: Account) -> AccountStatus:
        """What is known of an account without asking the provider."""
        if account.is_sandbox:
            return AccountStatus(AccountHealth.SANDBOX)
        try:
            await self._secrets.fetch_secret(account.account_id)
        except SecretMissing:
            return AccountStatus(AccountHealth.SECRET_MISSING)
        except SecretError:
            return AccountStatus(AccountHealth.SECRET_UNREADABLE)
        verified = await self._settings.fetch_setting(_VERIFIED + account.account_id)
        if not verified:
            return AccountStatus(AccountHealth.NOT_TESTED)
        return AccountStatus(AccountHealth.VERIFIED, int(verified))

    async def save(
        self,
        account: Account,
        secret: str | None,
        *,
        place: SecretPlace = SecretPlace.KEYRING,
        unread: Sequence[InputError] = (),
    ) -> SecretPlace | None:
        """Stores an account, and its secret where one was typed.

        The secret goes first: an account without its secret would fail at the first
        call, a secret without its account harms nobody.

        Args:
            account: as typed.
            secret: as typed, or None to keep the stored one.
            place: SESSION is the person's choice to keep the secret out of a keyring
                that does not take it.
            unread: what the form could not read; raised with all else that is wrong.

        Returns:
            Where the secret is kept; None where none was typed.

        Raises:
            InputErrors: names every field that cannot be used as it is.
            InputError: the keyring cannot take so long a secret; nothing was stored.
            SecretError: the keyring did not take the secret; nothing was stored.
            StoreError: the account was not stored; a new one's secret is deleted again.
        """
        cleaned = await self._check(account, secret, unread)
        is_added = not await self._is_stored(cleaned.account_id)
        # Forgotten before and after: a test that runs across this must verify nothing.
        self._providers.forget(cleaned.account_id)
        kept = None
        if secret is not None:
            kept = await self._keep_secret(cleaned.account_id, secret.strip(), place)
        try:
            if kept is not None:
                await self._note_place(cleaned.account_id, kept, is_added=is_added)
            await self._accounts.save_account(cleaned)
        except StoreError:
            # Without its row nobody could remove it. A stored account keeps the new one:
            # the old is gone, and saving again needs no third.
            if kept is not None and is_added:
                with contextlib.suppress(SecretError):
                    await self._secrets.delete_secret(cleaned.account_id)
            raise
        finally:
            self._providers.forget(cleaned.account_id)
        await self._settings.save_setting(_VERIFIED + cleaned.account_id, "")
        return kept

    async def remove(self, account_id: str) -> None:
        """Forgets an account and its secret; its calls stay in the history.

        Where a keyring once took the secret, it must give it up: one that is gone today
        may be back tomorrow. Where none ever did, no keyring can hold up the removal.

        Raises:
            InputError: the Sandbox cannot be removed.
            SecretError: the keyring did not give the secret up; nothing was removed.
        """
        if account_id == SANDBOX_ACCOUNT_ID:
            raise InputError("name", "The Sandbox is built in and cannot be removed.")
        await self._delete_secret(account_id)
        await self._accounts.delete_account(account_id)
        self._providers.forget(account_id)

    async def test(
        self, account: Account, secret: str | None, *, unread: Sequence[InputError] = ()
    ) -> ConnectionReport:
        """Sends harmless signed requests with an account as typed; never a call.

        An account of a team is asked for its agents too, whose host may be another. Only
        the account and the secret that calls are placed with become verified.

        Args:
            account: need not be stored.
            secret: as typed, or None to use the stored one.
            unread: what the form could not read; raised with all else that is wrong.

        Returns:
            What was found; where calls can be placed and the team does not answer, that
            is in the report.

        Raises:
            InputErrors: names every field that cannot be used as it is.
            SecretError: the stored secret cannot be had.
            SendError: what places calls was refused, not sent, or its outcome is unknown.
        """
        is_typed = secret is not None
        if account.is_sandbox:
            secret = ""
        else:
            account = validated(account, secret, unread=unread)
        generation = self._providers.generation(account.account_id)
        if secret is None:
            secret = await self._secrets.fetch_secret(account.account_id)
        provider = await self._providers.connect_once(account, secret.strip())
        report = await _test(provider)
        is_whole = report.team_error is None and not is_typed
        if is_whole and await self._is_stored_as(account):
            await self._note_verified(account.account_id, generation)
        return report

    async def _keep_secret(self, account_id: str, secret: str, place: SecretPlace) -> SecretPlace:
        if place is SecretPlace.SESSION:
            await self._secrets.save_for_session(account_id, secret)
            return place
        return await self._secrets.save_secret(account_id, secret)

    async def _note_place(self, account_id: str, place: SecretPlace, *, is_added: bool) -> None:
        known = await self._settings.fetch_setting(_PLACE + account_id)
        # A secret kept for the session does not take an older one out of the keyring.
        if place is SecretPlace.KEYRING or (is_added and not known):
            await self._settings.save_setting(_PLACE + account_id, place.value)

    async def _delete_secret(self, account_id: str) -> None:
        place = await self._settings.fetch_setting(_PLACE + account_id)
        if place == SecretPlace.SESSION.value:
            with contextlib.suppress(SecretError):
                await self._secrets.delete_secret(account_id)
            return
        if place == SecretPlace.KEYRING.value:
            # Deleting is silent where there is no keyring; fetching is not.
            with contextlib.suppress(SecretMissing):
                await self._secrets.fetch_secret(account_id)
        await self._secrets.delete_secret(account_id)

    async def _note_verified(self, account_id: str, generation: int) -> None:
        # Saved meanwhile, the secret tested may no longer be the one that is stored.
        if generation == self._providers.generation(account_id):
            verified_ms = str(self._clock.now_ms())
            await self._settings.save_setting(_VERIFIED + account_id, verified_ms)

    async def _is_stored(self, account_id: str) -> bool:
        stored = await self._accounts.fetch_accounts()
        return any(account.account_id == account_id for account in stored)

    async def _is_stored_as(self, account: Account) -> bool:
        try:
            return await self._providers.fetch_account(account.account_id) == account
        except UnknownAccount:
            return False

    async def _check(
        self, account: Account, secret: str | None, unread: Sequence[InputError]
    ) -> Account:
        """The account cleaned, with a name of its own among the others."""
        taken = await self._find_name_problem(account)
        return validated(account, secret, unread=(*unread, *taken))

    async def _find_name_problem(self, account: Account) -> Sequence[InputError]:
        name = " ".join(account.name.split()).casefold()
        for other in await self.fetch_accounts():
            if other.name.casefold() == name and other.account_id != account.account_id:
                return (
                    InputError("name", "Another account has this name. Choose a different one."),
                )
        return ()


async def _test(provider: Provider) -> ConnectionReport:
    report = await provider.test_connection()
    if not isinstance(provider, SupportsAgents):
        return report
    try:
        page = await provider.fetch_agents(1, 1)
    except SendError as error:
        return replace(report, team_error=error)
    return replace(report, team_is_empty=page.total == 0)
