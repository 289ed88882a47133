"""What agents did over a span: time in states, and figures of efficiency."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError, NotSupported, Rejected
from dialer.domain.ports import SupportsAgents
from dialer.services.paging import PagedRows, read_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from dialer.domain.agents import AgentDurations, AgentEfficiency
    from dialer.services.paging import PageProgress
    from dialer.services.provider_pool import ProviderPool

EFFICIENCY_PAGE_SIZE = 100
MAX_REQUESTS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant until another, ms since the epoch."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationsResult:
    """What the provider said of one agent.

    Attributes:
        place: of the agent in the list that was asked for, from 0.
        durations: usually one row.
        refusal: why there are none.
    """

    place: int
    durations: tuple[AgentDurations, ...] = ()
    refusal: Rejected | None = None


class AgentFigureService:
    """Reads what agents did.

    Args:
        providers: connections of accounts.
    """

    def __init__(self, providers: ProviderPool) -> None:
        self._providers = providers

    async def load_durations(
        self,
        account_id: str,
        agent_names: Sequence[str],
        span: Span,
        *,
        on_result: Callable[[DurationsResult], None],
    ) -> None:
        """Asks for one agent after the other, at most MAX_REQUESTS at once.

        An agent the provider refuses is told as such, and the others are still asked
        for; but as long as nobody was answered, MAX_REQUESTS refusals end it.

        Args:
            account_id: whose agents.
            agent_names: account names or SIP numbers.
            span: over which time.
            on_result: told of each agent as it comes, in any order; must not block.
                What it was told stays true where loading fails or is cancelled later.

        Raises:
            InputError: the span ends before it begins.
            Rejected: refusals meet everyone.
            NotSupported: the account has no call centre.
            UnknownAccount: there is no such account (any more).
            SecretError: its secret cannot be had.
            SendError: a request was not sent, or its answer did not arrive.
        """
        _require_order(span)
        provider = await self._fetch_provider(account_id)
        await _DurationsLoading(provider, agent_names, span, on_result).run()

    async def load_efficiency(
        self,
        account_id: str,
        span: Span,
        *,
        by_day: bool,
        on_progress: Callable[[PageProgress], None],
    ) -> PagedRows[AgentEfficiency]:
        """Loads every page of figures.

        Args:
            account_id: whose agents.
            span: over which time.
            by_day: a row for each agent and day, not one for each agent.
            on_progress: told after each page; must not block.

        Raises:
            InputError: the span ends before it begins.
            DialerError: as ``load_durations``.
        """
        _require_order(span)
        provider = await self._fetch_provider(account_id)

        def identify(row: AgentEfficiency) -> Hashable:
            # Without a day of its own, only its figures tell a row from the next day's.
            is_named = bool(row.account_name) and (bool(row.labels) or not by_day)
            return (row.account_name, row.labels) if is_named else row

        return await read_pages(
            lambda page: provider.fetch_agent_efficiency(
                span.start_ms, span.end_ms, page=page, by_day=by_day
            ),
            page_size=EFFICIENCY_PAGE_SIZE,
            identify=identify,
            on_progress=on_progress,
        )

    async def _fetch_provider(self, account_id: str) -> SupportsAgents:
        provider = await self._providers.fetch_provider(account_id)
        if not isinstance(provider, SupportsAgents):
            raise NotSupported(
                "It has no call centre that counts what agents do. Choose an account of an NXCC "
                "team, or the Sandbox."
            )
        return provider


class _DurationsLoading:
    """One run through a list of agents."""

    def __init__(
        self,
        provider: SupportsAgents,
        agent_names: Sequence[str],
        span: Span,
        on_result: Callable[[DurationsResult], None],
    ) -> None:
        self._provider = provider
        self._span = span
        self._on_result = on_result
        self._left: Iterator[tuple[int, str]] = iter(enumerate(agent_names))
        self._count = len(agent_names)
        self._refusals: list[Rejected] = []
        self._has_answers = False
        self._is_over = False

    async def run(self) -> None:
        readers = [asyncio.ensure_future(self._read_on()) for _ in range(MAX_REQUESTS)]
        try:
            await asyncio.gather(*readers)
        finally:
            for reader in readers:
                reader.cancel()
            await asyncio.gather(*readers, return_exceptions=True)

    async def _read_on(self) -> None:
        try:
            while not self._is_over:
                place, name = next(self._left)
                await self._fetch(place, name)
        except StopIteration:
            return
        finally:
            # Whoever ends first was out of agents or luck: nobody asks for another one.
            self._is_over = True

    async def _fetch(self, place: int, name: str) -> None:
        span = self._span
        try:
            durations = await self._provider.fetch_agent_durations(name, span.start_ms, span.end_ms)
        except Rejected as refusal:
            self._refusals.append(refusal)
            if not self._has_answers and len(self._refusals) >= min(MAX_REQUESTS, self._count):
                raise
            self._on_result(DurationsResult(place=place, refusal=refusal))
            return
        self._has_answers = True
        self._on_result(DurationsResult(place=place, durations=tuple(durations)))


def names_in_order(rows: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Every name once; one that a later row brings stands behind the one before it there."""
    merged: list[str] = []
    known: set[str] = set()
    for row in dict.fromkeys(map(tuple, rows)):
        place = 0
        for name in row:
            if name in known:
                place = merged.index(name) + 1
            else:
                known.add(name)
                merged.insert(place, name)
                place += 1
    return tuple(merged)


def _require_order(span: Span) -> None:
    if span.end_ms <= span.start_ms:
        raise InputError("end", "Choose an end that is later than the beginning.")
