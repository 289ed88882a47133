"""Reading a provider's own records of calls."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from dialer.domain.accounts import Ability, Account, ProviderKind
from dialer.domain.errors import NotSupported
from dialer.domain.ports import SupportsDidRecords, SupportsRecords, SupportsTwoWayRecords

if TYPE_CHECKING:
    from dialer.domain.ports import Provider
    from dialer.domain.records import RecordPage, RecordQuery
    from dialer.services.provider_pool import ProviderPool


class RecordSource(enum.StrEnum):
    """Which of a provider's lists is read; each takes filters of its own."""

    CALL_CENTRE = "call_centre"
    DIDS = "dids"
    TWO_WAY = "two_way"


def sources_of(account: Account) -> tuple[RecordSource, ...]:
    """The lists an account offers, as far as its settings tell; the most telling first."""
    abilities = account.abilities
    found = []
    if Ability.RECORDS in abilities and account.provider is ProviderKind.NXCLOUD:
        found.append(RecordSource.CALL_CENTRE)
    if Ability.DID_RECORDS in abilities:
        found.append(RecordSource.DIDS)
    if Ability.RECORDS in abilities and Ability.TWO_WAY in abilities:
        found.append(RecordSource.TWO_WAY)
    return tuple(found)


class RecordService:
    """Fetches pages of records. Only reads.

    Args:
        providers: connections of accounts.
    """

    def __init__(self, providers: ProviderPool) -> None:
        self._providers = providers

    async def fetch_page(
        self, account_id: str, source: RecordSource, query: RecordQuery, *, page: int
    ) -> RecordPage:
        """One page of a list.

        Args:
            account_id: whose records.
            source: which list.
            query: which records; of DIDS, the one day ``start_ms`` lies in.
            page: the first is 1.

        Raises:
            NotSupported: the account does not offer this list.
            InputError: the query breaks a limit of the provider.
            UnknownAccount: there is no such account (any more).
            SecretError: its secret cannot be had.
            SendError: the page was refused, not sent, or did not arrive.
        """
        provider = await self._providers.fetch_provider(account_id)
        return await _fetch(provider, source, query, page)


async def _fetch(
    provider: Provider, source: RecordSource, query: RecordQuery, page: int
) -> RecordPage:
    if source is RecordSource.DIDS and isinstance(provider, SupportsDidRecords):
        return await provider.fetch_did_records(query, page)
    if source is RecordSource.TWO_WAY and isinstance(provider, SupportsTwoWayRecords):
        return await provider.fetch_two_way_records(query, page)
    if source is RecordSource.CALL_CENTRE and isinstance(provider, SupportsRecords):
        return await provider.fetch_records(query, page)
    raise NotSupported("It offers no such records. Choose another list, or another account.")
