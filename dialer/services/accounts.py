"""Accounts: adding, testing, changing and removing them, and choosing one."""

from __future__ import annotations

import contextlib
import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dialer.domain.accounts import SANDBOX_ACCOUNT_ID, SecretPlace
from dialer.domain.addresses import parse_base_url
from dialer.domain.errors import (
    InputError,
    SecretError,
    SecretMissing,
    StoreError,
    UnknownAccount,
)
from dialer.domain.phone_number import parse_phone_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.accounts import Account, ConnectionReport
    from dialer.domain.ports import AccountStore, Clock, SecretStore, SettingsStore
    from dialer.services.provider_pool import ProviderPool

_CURRENT = "current_account"
_VERIFIED = "verified_ms."
_PLACE = "secret_place."
_MAX_NAME = 60
_MAX_KEY = 200


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
        self, account: Account, secret: str | None, *, place: SecretPlace = SecretPlace.KEYRING
    ) -> SecretPlace | None:
        """Stores an account, and its secret where one was typed.

        The secret goes first: an account without its secret would fail at the first
        call, a secret without its account harms nobody.

        Args:
            account: as typed.
            secret: as typed, or None to keep the stored one.
            place: SESSION is the person's choice to keep the secret out of a keyring
                that does not take it.

        Returns:
            Where the secret is kept; None where none was typed.

        Raises:
            InputError: a field cannot be used as it is.
            SecretError: the keyring did not take the secret; nothing was stored.
            StoreError: the account was not stored; a new one's secret is deleted again.
        """
        cleaned = validated(account)
        await self._refuse_duplicate_name(cleaned)
        if secret is not None and not secret.strip():
            raise InputError("access_secret", "Type the access secret.")
        is_added = not await self._is_stored(cleaned.account_id)
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
        await self._settings.save_setting(_VERIFIED + cleaned.account_id, "")
        self._providers.forget(cleaned.account_id)
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

    async def test(self, account: Account, secret: str | None) -> ConnectionReport:
        """Sends a harmless signed request with an account as typed; never a call.

        Only the account and the secret that calls are placed with become verified.

        Args:
            account: need not be stored.
            secret: as typed, or None to use the stored one.

        Raises:
            InputError: a field cannot be used as it is.
            SecretError: the stored secret cannot be had.
            SendError: the request was refused, not sent, or its outcome is unknown.
        """
        cleaned = account if account.is_sandbox else validated(account)
        uses_stored_secret = secret is None
        if secret is None:
            secret = (
                "" if account.is_sandbox else await self._secrets.fetch_secret(account.account_id)
            )
        elif not secret.strip():
            raise InputError("access_secret", "Type the access secret.")
        provider = await self._providers.connect_once(cleaned, secret.strip())
        report = await provider.test_connection()
        if uses_stored_secret and await self._is_stored_as(cleaned):
            await self._settings.save_setting(
                _VERIFIED + account.account_id, str(self._clock.now_ms())
            )
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

    async def _is_stored(self, account_id: str) -> bool:
        stored = await self._accounts.fetch_accounts()
        return any(account.account_id == account_id for account in stored)

    async def _is_stored_as(self, account: Account) -> bool:
        try:
            return await self._providers.fetch_account(account.account_id) == account
        except UnknownAccount:
            return False

    async def _refuse_duplicate_name(self, account: Account) -> None:
        for other in await self.fetch_accounts():
            same = other.name.casefold() == account.name.casefold()
            if same and other.account_id != account.account_id:
                raise InputError("name", "Another account has this name. Choose a different one.")


def validated(account: Account) -> Account:
    """An account with every field read and cleaned.

    Raises:
        InputError: names the first field that cannot be used.
    """
    name = " ".join(account.name.split())
    if not name:
        raise InputError("name", "Give the account a name.")
    if len(name) > _MAX_NAME:
        raise InputError("name", f"A name has at most {_MAX_NAME} characters.")
    key_id = account.key_id.strip()
    if not key_id:
        raise InputError("access_key", "Type the access key.")
    if len(key_id) > _MAX_KEY or not key_id.isascii() or not key_id.isprintable() or " " in key_id:
        raise InputError("access_key", "An access key holds no spaces. Copy it once more.")
    return replace(
        account,
        name=name,
        key_id=key_id,
        base_url=parse_base_url(account.base_url),
        caller_ids=_numbers(account.caller_ids, account.region, "caller_ids"),
        agent_numbers=_numbers(account.agent_numbers, account.region, "agent_numbers"),
    )


def _numbers(typed: Sequence[str], region: str, field: str) -> tuple[str, ...]:
    parsed = (parse_phone_number(text, region=region, field=field) for text in typed)
    return tuple(dict.fromkeys(number.e164 for number in parsed))
