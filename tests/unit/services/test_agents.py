"""Loading agents: pages, order, how many at once, and how it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryAccountStore, InMemorySecretStore

from dialer.domain.accounts import Account, sandbox_account
from dialer.domain.agents import Agent, AgentPage
from dialer.domain.errors import NotSent, NotSentReason, NotSupported, SecretMissing
from dialer.services.agents import MAX_REQUESTS, PAGE_SIZE, AgentProgress, AgentService
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.ports import Provider


def make_agents(count: int) -> tuple[Agent, ...]:
    return tuple(
        Agent(sip_number=f"NX{number:05d}", name=f"Agent {number}", account_name=f"a{number}")
        for number in range(1, count + 1)
    )


class PagedProvider:
    """Lists agents page by page and counts how many requests are under way."""

    def __init__(self, agents: Sequence[Agent] = ()) -> None:
        self.agents = tuple(agents)
        self.asked: list[int] = []
        self.most_at_once = 0
        self.tells_total = True
        self.largest_page = PAGE_SIZE
        self.repeats_first_page = False
        self.failures: dict[int, Exception] = {}
        self.held: dict[int, asyncio.Event] = {}
        self.cancelled: list[int] = []
        self._under_way = 0

    async def fetch_agents(self, page: int, page_size: int) -> AgentPage:
        self.asked.append(page)
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            await self._pause(page)
        except asyncio.CancelledError:
            self.cancelled.append(page)
            raise
        finally:
            self._under_way -= 1
        if page in self.failures:
            raise self.failures[page]
        size = min(page_size, self.largest_page)
        start = 0 if self.repeats_first_page else (page - 1) * size
        rows = self.agents[start : start + size]
        unsaid = (page - 1) * page_size + len(rows) + (len(rows) >= page_size)
        return AgentPage(rows, len(self.agents) if self.tells_total else unsaid)

    async def _pause(self, page: int) -> None:
        if page in self.held:
            await self.held[page].wait()
        # Later pages answer first, so that the order is not an accident.
        for _ in range(20 - page % 10):
            await asyncio.sleep(0)

    async def test_connection(self) -> None: ...
    async def fetch_queues(self) -> None: ...
    async def find_queues(self) -> None: ...
    async def fetch_queue_members(self) -> None: ...
    async def replace_queue_members(self) -> None: ...
    async def fetch_agent_durations(self) -> None: ...
    async def fetch_agent_efficiency(self) -> None: ...


class PlainProvider:
    """Has no call centre."""

    async def test_connection(self) -> None: ...


def make_service(provider: object, *accounts: Account) -> AgentService:
    async def connect(_account: Account, _secret: str) -> Provider:
        return provider  # type: ignore[return-value]  # the fakes fulfil what is asked of them

    return AgentService(
        ProviderPool(
            InMemoryAccountStore(*accounts),
            InMemorySecretStore(),
            connect=connect,
            sandbox=sandbox_account(),
        )
    )


def load(provider: object) -> tuple[tuple[Agent, ...], list[AgentProgress]]:
    told: list[AgentProgress] = []
    service = make_service(provider)
    return asyncio.run(service.load("sandbox", on_progress=told.append)), told


@pytest.mark.parametrize("count", [1, 199, 200, 201, 214, 1000, 3000])
def test_every_agent_comes_once_in_the_providers_order(count: int) -> None:
    provider = PagedProvider(make_agents(count))
    agents, told = load(provider)
    assert agents == provider.agents
    pages = -(-count // PAGE_SIZE)
    assert sorted(provider.asked) == list(range(1, pages + 1))
    assert [progress.pages for progress in told] == list(range(1, pages + 1))
    assert told[-1] == AgentProgress(agents=count, total=count, pages=pages, repeated=0)


def test_pages_are_told_as_they_come() -> None:
    provider = PagedProvider(make_agents(1000))
    told: list[Agent] = []
    service = make_service(provider)
    asyncio.run(service.load("sandbox", on_progress=lambda _: None, on_page=told.extend))
    assert sorted(told, key=lambda agent: agent.sip_number) == list(provider.agents)


def test_at_most_four_requests_are_under_way_and_the_first_is_alone() -> None:
    provider = PagedProvider(make_agents(3000))
    provider.held[1] = asyncio.Event()

    async def scenario() -> None:
        loading = asyncio.ensure_future(
            make_service(provider).load("sandbox", on_progress=lambda _: None)
        )
        for _ in range(50):
            await asyncio.sleep(0)
        assert provider.asked == [1]
        provider.held[1].set()
        await loading

    asyncio.run(scenario())
    assert provider.most_at_once == MAX_REQUESTS == 4


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (150, 1), (200, 2), (450, 3), (600, 4)])
def test_without_a_total_a_short_page_is_the_last(count: int, pages: int) -> None:
    provider = PagedProvider(make_agents(count))
    provider.tells_total = False
    agents, _ = load(provider)
    assert agents == provider.agents
    assert provider.asked == list(range(1, pages + 1))


def test_a_provider_with_smaller_pages_is_read_to_the_end() -> None:
    provider = PagedProvider(make_agents(450))
    provider.largest_page = 100
    agents, _ = load(provider)
    assert agents == provider.agents


def test_an_agent_listed_twice_is_kept_where_it_came_first() -> None:
    listed = make_agents(250)
    provider = PagedProvider((*listed, replace(listed[3], name="Again"), listed[249]))
    agents, told = load(provider)
    assert agents == listed
    assert (told[-1].agents, told[-1].repeated) == (250, 2)


def test_agents_without_a_sip_number_are_not_taken_for_one() -> None:
    nobody = [replace(agent, sip_number="") for agent in make_agents(3)]
    agents, _ = load(PagedProvider(nobody))
    assert agents == tuple(nobody)


@pytest.mark.parametrize("tells_total", [True, False])
def test_a_provider_that_repeats_a_page_is_not_read_for_ever(tells_total: bool) -> None:  # noqa: FBT001 - a parameter of pytest's
    provider = PagedProvider(make_agents(2000))
    provider.repeats_first_page = True
    provider.tells_total = tells_total
    agents, _ = load(provider)
    assert len(agents) == PAGE_SIZE
    assert len(provider.asked) <= 1 + MAX_REQUESTS


def test_a_page_that_fails_ends_the_others() -> None:
    provider = PagedProvider(make_agents(3000))
    provider.failures[3] = NotSent(NotSentReason.CONNECTION_REFUSED)
    provider.held[2] = asyncio.Event()
    with pytest.raises(NotSent):
        load(provider)
    assert 2 in provider.cancelled


def test_cancelling_ends_every_request() -> None:
    provider = PagedProvider(make_agents(3000))
    provider.held = {page: asyncio.Event() for page in (2, 3, 4, 5)}

    async def scenario() -> None:
        loading = asyncio.ensure_future(
            make_service(provider).load("sandbox", on_progress=lambda _: None)
        )
        for _ in range(50):
            await asyncio.sleep(0)
        assert provider.asked == [1, 2, 3, 4, 5]
        loading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loading

    asyncio.run(scenario())
    assert sorted(provider.cancelled) == [2, 3, 4, 5]


def test_an_account_without_a_call_centre_says_what_to_choose() -> None:
    with pytest.raises(NotSupported, match="Choose an account"):
        load(PlainProvider())


def test_a_secret_that_is_not_there_is_told_as_it_is() -> None:
    account = replace(sandbox_account(), account_id="a1", base_url="https://api.example.com")
    service = make_service(PagedProvider(), account)

    with pytest.raises(SecretMissing):
        asyncio.run(service.load("a1", on_progress=lambda _: None))
