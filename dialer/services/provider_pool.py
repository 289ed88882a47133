"""One provider connection an account, made when first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import UnknownAccount

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.accounts import Account
    from dialer.domain.ports import AccountStore, Provider, SecretStore

    ConnectProvider = Callable[[Account, str], Awaitable[Provider]]


class ProviderPool:
    """Hands out providers.

    Args:
        accounts: where accounts are found.
        secrets: where their secrets are kept.
        connect: makes a provider from an account and its secret; the Sandbox account
            comes with an empty secret, since its credentials are made at each start.
        sandbox: the built-in account.
    """

    def __init__(
        self,
        accounts: AccountStore,
        secrets: SecretStore,
        *,
        connect: ConnectProvider,
        sandbox: Account,
    ) -> None:
        self._accounts = accounts
        self._secrets = secrets
        self._connect = connect
        self._sandbox = sandbox
        self._providers: dict[str, Provider] = {}
        self._generations: dict[str, int] = {}

    async def fetch_account(self, account_id: str) -> Account:
        """The account with an id.

        Raises:
            UnknownAccount: there is none (any more).
        """
        for account in (self._sandbox, *await self._accounts.fetch_accounts()):
            if account.account_id == account_id:
                return account
        raise UnknownAccount(account_id)

    async def fetch_provider(self, account_id: str) -> Provider:
        """The connection of an account, made from it and its secret as they stand now.

        Raises:
            UnknownAccount: there is no such account (any more).
            SecretError: its secret cannot be had.
        """
        while account_id not in self._providers:
            generation = self.generation(account_id)
            account = await self.fetch_account(account_id)
            secret = "" if account.is_sandbox else await self._secrets.fetch_secret(account_id)
            provider = await self._connect(account, secret)
            # The account may have changed while a keyring or a connection was waited for.
            if generation == self.generation(account_id):
                self._providers.setdefault(account_id, provider)
        return self._providers[account_id]

    async def connect_once(self, account: Account, secret: str) -> Provider:
        """A connection for an account as typed, which need not be stored."""
        return await self._connect(account, secret)

    def forget(self, account_id: str) -> None:
        """Drops the connection, also one being made, so that changed credentials take effect."""
        self._generations[account_id] = self.generation(account_id) + 1
        self._providers.pop(account_id, None)

    def generation(self, account_id: str) -> int:
        """Counts how often an account's connection was dropped."""
        return self._generations.get(account_id, 0)
