"""What services need of the world, as protocols the adapters fulfil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import (
        Account,
        ConnectionReport,
        KeyringStatus,
        SecretPlace,
    )
    from dialer.domain.calls import Call, CallEvent, DialoutRequest, Receipt
    from dialer.domain.diagnosis import Diagnosis


class Clock(Protocol):
    """The only source of time for services."""

    def now_ms(self) -> int:
        """Wall clock, ms since the epoch."""

    def monotonic_ms(self) -> int:
        """A clock that never jumps, in ms from an arbitrary start."""


class Provider(Protocol):
    """A connection to one provider account."""

    async def test_connection(self) -> ConnectionReport:
        """Sends a harmless signed read; never a call.

        Raises:
            SendError: the request was refused, not sent, or its outcome is unknown.
        """


@runtime_checkable
class SupportsDialout(Protocol):
    """Can connect an agent number and a customer through a DID."""

    async def place_dialout(
        self, request: DialoutRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        """Sends the request once.

        Args:
            request: what to place.
            observe: told SIGNED and SENT as they happen; must not block.

        Raises:
            SendError: which of its three kinds says what is proven.
        """


class CodeBook(Protocol):
    """What a provider's codes mean."""

    def explain(
        self,
        code: str,
        *,
        words: str = "",
        request_id: str | None = None,
        clock_offset_ms: int | None = None,
    ) -> Diagnosis:
        """Explains a code; one that is not documented keeps the provider's words."""


class CallJournal(Protocol):
    """Keeps every attempt."""

    async def record(self, call: Call) -> None:
        """Adds a call. When it returns, the row survives a power cut.

        Raises:
            ValueError: the call has no event, or its client call id is already recorded.
            StoreError: nothing of it was stored.
        """

    async def update(self, call: Call) -> None:
        """Adds a recorded call's new events and its state, as durably as ``record``.

        Raises:
            LookupError: the call was never recorded.
            ValueError: stored events are missing from it: it is out of date.
            StoreError: nothing of it was stored.
        """

    async def fetch_recent(self, limit: int) -> Sequence[Call]:
        """The newest calls, newest first."""

    async def fetch_calls_to(self, callee_e164: str, limit: int) -> Sequence[Call]:
        """The newest calls to one number, newest first."""

    async def fetch_unfinished(self) -> Sequence[Call]:
        """Calls left in REQUESTING, oldest first."""


class AccountStore(Protocol):
    """Keeps accounts. Secrets are not its business."""

    async def fetch_accounts(self) -> Sequence[Account]:
        """All accounts, in the order they were added."""

    async def save_account(self, account: Account) -> None:
        """Adds the account, or replaces the one with its id."""

    async def delete_account(self, account_id: str) -> None:
        """Forgets the account; its calls stay."""


class SettingsStore(Protocol):
    """Keeps the person's choices as text by name."""

    async def fetch_setting(self, name: str) -> str | None:
        """The stored text, or None."""

    async def save_setting(self, name: str, value: str) -> None:
        """Stores the text."""


class SecretStore(Protocol):
    """Keeps one secret an account."""

    async def check(self) -> KeyringStatus:
        """Writes, reads and deletes a probe. Never raises for what it finds."""

    async def fetch_secret(self, account_id: str) -> str:
        """The account's secret.

        Raises:
            SecretError: which kind says whether it is missing, locked, absent or refused.
        """

    async def save_secret(self, account_id: str, secret: str) -> SecretPlace:
        """Stores the secret in the keyring, or for this session where there is none.

        Raises:
            InputError: the secret is too long for the keyring.
            KeyringLocked: the person has not unlocked it.
            KeyringRefused: it answered with an error.
        """

    async def save_for_session(self, account_id: str, secret: str) -> None:
        """Keeps the secret in memory alone, where the person chose that."""

    async def delete_secret(self, account_id: str) -> None:
        """Forgets the secret; nothing happens where there is none.

        Raises:
            KeyringLocked: the person has not unlocked it.
            KeyringRefused: it answered with an error.
        """
