"""Which lists an account offers, and which door of its provider each is read through."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryAccountStore, InMemorySecretStore

from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.domain.errors import NotSupported
from dialer.domain.records import RecordPage, RecordQuery
from dialer.services.provider_pool import ProviderPool
from dialer.services.records import RecordService, RecordSource, sources_of

if TYPE_CHECKING:
    from dialer.domain.ports import Provider

QUERY = RecordQuery(start_ms=1, end_ms=2)
NXCLOUD = replace(sandbox_account(), account_id="a1", tenant_id=None)


class Doors:
    """Notes through which door it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    async def test_connection(self) -> None: ...

    async def fetch_records(self, _query: RecordQuery, page: int) -> RecordPage:
        self.asked.append(("records", page))
        return RecordPage((), is_last=True)

    async def fetch_did_records(self, _query: RecordQuery, page: int) -> RecordPage:
        self.asked.append(("dids", page))
        return RecordPage((), is_last=True)

    async def fetch_two_way_records(self, _query: RecordQuery, page: int) -> RecordPage:
        self.asked.append(("two_way", page))
        return RecordPage((), is_last=True)


class NoDoors:
    async def test_connection(self) -> None: ...


def make_service(provider: object) -> RecordService:
    async def connect(_account: Account, _secret: str) -> Provider:
        return provider  # type: ignore[return-value]  # the fakes fulfil what is asked of them

    return RecordService(
        ProviderPool(
            InMemoryAccountStore(),
            InMemorySecretStore(),
            connect=connect,
            sandbox=sandbox_account(),
        )
    )


@pytest.mark.parametrize(
    ("account", "sources"),
    [
        (NXCLOUD, [RecordSource.DIDS]),
        (replace(NXCLOUD, tenant_id=144), [RecordSource.CALL_CENTRE, RecordSource.DIDS]),
        (replace(NXCLOUD, provider=ProviderKind.AICC), [RecordSource.TWO_WAY]),
        (sandbox_account(), list(RecordSource)),
    ],
)
def test_an_account_offers_what_its_settings_tell(
    account: Account, sources: list[RecordSource]
) -> None:
    assert list(sources_of(account)) == sources


def test_each_list_is_read_through_its_own_door() -> None:
    provider = Doors()

    async def scenario() -> None:
        service = make_service(provider)
        for number, source in enumerate(RecordSource, start=1):
            await service.fetch_page("sandbox", source, QUERY, page=number)

    asyncio.run(scenario())
    assert provider.asked == [("records", 1), ("dids", 2), ("two_way", 3)]


@pytest.mark.parametrize("source", RecordSource)
def test_a_list_that_is_not_offered_is_refused_in_words(source: RecordSource) -> None:
    with pytest.raises(NotSupported, match="Choose another"):
        asyncio.run(make_service(NoDoors()).fetch_page("sandbox", source, QUERY, page=1))
