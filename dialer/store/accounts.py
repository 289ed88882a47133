"""Accounts, kept in SQLite. Their secrets are in the keyring, never here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dialer.domain.accounts import (
    REQUESTS_PER_S,
    Account,
    DigestAlgorithm,
    ProviderKind,
    RoutingHeaders,
)
from dialer.store.faults import damaged
from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from dialer.store.database import Database

_SELECT_ACCOUNTS = """
    SELECT account_id, name, provider, base_url, key_id, region, caller_ids, agent_numbers,
        options
    FROM accounts
    ORDER BY number
"""

_UPSERT_ACCOUNT = """
    INSERT INTO accounts (
        account_id, name, provider, base_url, key_id, region, caller_ids, agent_numbers, options
    ) VALUES (
        :account_id, :name, :provider, :base_url, :key_id, :region, :caller_ids,
        :agent_numbers, :options
    )
    ON CONFLICT (account_id) DO UPDATE SET
        name = excluded.name,
        provider = excluded.provider,
        base_url = excluded.base_url,
        key_id = excluded.key_id,
        region = excluded.region,
        caller_ids = excluded.caller_ids,
        agent_numbers = excluded.agent_numbers,
        options = excluded.options
"""

_DELETE_ACCOUNT = "DELETE FROM accounts WHERE account_id = :account_id"


class SqliteAccountStore:
    """Keeps accounts in the table ``accounts``.

    Args:
        database: open, or opened before the first use.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_accounts(self) -> Sequence[Account]:
        """All accounts, in the order they were added."""
        rows = await self._database.run(
            lambda connection: connection.execute(_SELECT_ACCOUNTS).fetchall()
        )
        try:
            return tuple(_to_account(row) for row in rows)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(self._database.path) from error

    async def save_account(self, account: Account) -> None:
        """Adds the account, or replaces the one with its id in its place."""
        await self._write(_UPSERT_ACCOUNT, _from_account(account))

    async def delete_account(self, account_id: str) -> None:
        """Forgets the account; its calls stay."""
        await self._write(_DELETE_ACCOUNT, {"account_id": account_id})

    async def _write(self, statement: str, parameters: dict[str, str]) -> None:
        def write(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.execute(statement, parameters)

        await self._database.run(write)


def _from_account(account: Account) -> dict[str, str]:
    options = {
        "algorithm": account.algorithm.value,
        "dialout_headers": _from_headers(account.dialout_headers),
        "nxcc_url": account.nxcc_url,
        "tenant_id": account.tenant_id,
        "nxcc_headers": _from_headers(account.nxcc_headers),
        "access_codes": account.access_codes,
        "extra_headers": account.extra_headers,
        "requests_per_s": account.requests_per_s,
    }
    return {
        "account_id": account.account_id,
        "name": account.name,
        "provider": account.provider.value,
        "base_url": account.base_url,
        "key_id": account.key_id,
        "region": account.region,
        "caller_ids": json.dumps(account.caller_ids),
        "agent_numbers": json.dumps(account.agent_numbers),
        "options": json.dumps(options),
    }


def _to_account(row: sqlite3.Row) -> Account:
    options: dict[str, Any] = json.loads(row["options"])
    return Account(
        account_id=row["account_id"],
        name=row["name"],
        provider=ProviderKind(row["provider"]),
        base_url=row["base_url"],
        key_id=row["key_id"],
        region=row["region"],
        caller_ids=tuple(json.loads(row["caller_ids"])),
        agent_numbers=tuple(json.loads(row["agent_numbers"])),
        algorithm=DigestAlgorithm(options.get("algorithm", DigestAlgorithm.MD5)),
        dialout_headers=_to_headers(options.get("dialout_headers", {})),
        nxcc_url=options.get("nxcc_url", ""),
        tenant_id=options.get("tenant_id"),
        nxcc_headers=_to_headers(options.get("nxcc_headers", {})),
        access_codes=tuple(options.get("access_codes", ())),
        extra_headers=tuple((name, value) for name, value in options.get("extra_headers", ())),
        requests_per_s=float(options.get("requests_per_s", REQUESTS_PER_S)),
    )


def _from_headers(headers: RoutingHeaders) -> dict[str, str]:
    return {"biz_type": headers.biz_type, "action": headers.action}


def _to_headers(stored: dict[str, str]) -> RoutingHeaders:
    return RoutingHeaders(biz_type=stored.get("biz_type", ""), action=stored.get("action", ""))
