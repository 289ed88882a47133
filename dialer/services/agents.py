"""Loading everyone an account's call centre lists."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.errors import NotSupported
from dialer.domain.ports import SupportsAgents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.agents import Agent, AgentPage
    from dialer.services.provider_pool import ProviderPool

PAGE_SIZE = 200
MAX_REQUESTS = 4
_FIRST_PAGE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentProgress:
    """How far loading has come.

    Attributes:
        agents: different agents so far.
        total: how many the provider counts; while it does not count, one more than seen.
        pages: pages that arrived.
        repeated: rows that were left out because their agent was there already.
    """

    agents: int
    total: int
    pages: int
    repeated: int


class AgentService:
    """Lists agents.

    Args:
        providers: connections of accounts.
    """

    def __init__(self, providers: ProviderPool) -> None:
        self._providers = providers

    async def load(
        self,
        account_id: str,
        *,
        on_progress: Callable[[AgentProgress], None],
        on_page: Callable[[Sequence[Agent]], None] = lambda _agents: None,
    ) -> tuple[Agent, ...]:
        """Loads every page; cancelling it ends every request under way.

        Args:
            account_id: whose agents.
            on_progress: told after each page; must not block.
            on_page: told each page's agents as they come, in any order, so that they can be
                made ready to be shown while others are waited for.

        Returns:
            Each agent once, in the provider's order.

        Raises:
            NotSupported: the account has no call centre.
            UnknownAccount: there is no such account (any more).
            SecretError: its secret cannot be had.
            SendError: a page was refused, not sent, or did not arrive.
        """
        provider = await self._providers.fetch_provider(account_id)
        if not isinstance(provider, SupportsAgents):
            raise NotSupported(
                "It has no call centre that lists agents. Choose an account of an NXCC team, "
                "or the Sandbox."
            )
        return await _Loading(provider, on_progress, on_page).run()


class _Loading:
    """One run through all pages."""

    def __init__(
        self,
        provider: SupportsAgents,
        on_progress: Callable[[AgentProgress], None],
        on_page: Callable[[Sequence[Agent]], None],
    ) -> None:
        self._provider = provider
        self._on_progress = on_progress
        self._on_page = on_page
        self._pages: dict[int, tuple[Agent, ...]] = {}
        self._seen: set[str | Agent] = set()
        self._repeated = 0
        self._total = 0
        self._page_size = PAGE_SIZE
        self._next = _FIRST_PAGE
        self._is_over = False

    async def run(self) -> tuple[Agent, ...]:
        first = await self._fetch(_FIRST_PAGE)
        self._next = _FIRST_PAGE + 1
        # A provider that sends fewer rows than asked for counts its pages by its own size.
        self._page_size = len(first.agents) or PAGE_SIZE
        readers = [asyncio.ensure_future(self._read_on()) for _ in range(MAX_REQUESTS)]
        try:
            await asyncio.gather(*readers)
        finally:
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)
        unique: dict[str | Agent, Agent] = {}
        for _, page in sorted(self._pages.items()):
            for agent in page:
                unique.setdefault(_key(agent), agent)
        return tuple(unique.values())

    async def _read_on(self) -> None:
        while not self._is_over and (self._next - 1) * self._page_size < self._total:
            number = self._next
            self._next += 1
            await self._fetch(number)

    async def _fetch(self, number: int) -> AgentPage:
        page = await self._provider.fetch_agents(number, PAGE_SIZE)
        self._pages[number] = page.agents
        fresh = {_key(agent) for agent in page.agents} - self._seen
        # Without this, a provider that repeats a page for ever would be read for ever.
        self._is_over = self._is_over or not fresh
        self._seen |= fresh
        self._repeated += len(page.agents) - len(fresh)
        self._total = max(self._total, page.total)
        self._on_page(page.agents)
        self._on_progress(
            AgentProgress(
                agents=len(self._seen),
                total=self._total,
                pages=len(self._pages),
                repeated=self._repeated,
            )
        )
        return page


def _key(agent: Agent) -> str | Agent:
    """What makes an agent the same one; without a SIP number everything about it does."""
    return agent.sip_number or agent
