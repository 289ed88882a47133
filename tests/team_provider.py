"""A call centre in memory, with what services ask of one; its members are really replaced."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fakes import InMemoryAccountStore, InMemorySecretStore

from dialer.domain.accounts import sandbox_account
from dialer.domain.agents import AgentDurations, AgentEfficiency, Queue, QueueMember
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dialer.domain.accounts import Account
    from dialer.domain.ports import Provider


def a_member(number: int) -> QueueMember:
    return QueueMember(
        sip_number=f"NX{number:05d}", account_name=f"a{number}@example.com", name=f"Agent {number}"
    )


def members(*numbers: int) -> tuple[QueueMember, ...]:
    return tuple(a_member(number) for number in numbers)


def a_queue(number: int) -> Queue:
    return Queue(queue_id=f"G{number:03d}", name=f"Queue {number}")


class TeamProvider:
    """Answers as told; ``asked`` holds every request in order.

    Attributes:
        before_reads: called with how many times members were read, before each reading.
        write_error: raised by a write, after ``writes_anyway`` had its effect.
    """

    def __init__(self, queues: Iterable[Queue] = (), in_queue: Sequence[QueueMember] = ()) -> None:
        self.queues = tuple(queues)
        self.in_queue = list(in_queue)
        self.efficiency: tuple[AgentEfficiency, ...] = ()
        self.asked: list[str] = []
        self.written: list[tuple[str, ...]] = []
        self.before_reads: Callable[[int], None] = lambda _count: None
        self.write_error: Exception | None = None
        self.writes_anyway = True
        self.repeats_first_page = False
        self.failures: dict[str, Exception] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.under_way = self.most_at_once = 0
        self._reads = 0

    async def test_connection(self) -> None: ...
    async def fetch_agents(self) -> None: ...

    async def fetch_queues(self, page: int, page_size: int) -> Sequence[Queue]:
        await self._ask(f"queues {page}")
        start = 0 if self.repeats_first_page else (page - 1) * page_size
        return self.queues[start : start + page_size]

    async def find_queues(self, queue_id: str) -> Sequence[Queue]:
        await self._ask(f"queue {queue_id}")
        return tuple(queue for queue in self.queues if queue.queue_id == queue_id)

    async def fetch_queue_members(self, queue_id: str) -> Sequence[QueueMember]:
        self._reads += 1
        self.before_reads(self._reads)
        await self._ask(f"members {queue_id}")
        return tuple(self.in_queue)

    async def replace_queue_members(self, queue_id: str, sip_numbers: Sequence[str]) -> None:
        self.written.append(tuple(sip_numbers))
        await self._ask(f"write {queue_id}")
        if self.writes_anyway:
            known = {member.sip_number: member for member in self.in_queue}
            self.in_queue = [
                known.get(sip, QueueMember(sip_number=sip, account_name="")) for sip in sip_numbers
            ]
        if self.write_error is not None:
            raise self.write_error

    async def fetch_agent_durations(
        self, account_name: str, start_ms: int, end_ms: int
    ) -> Sequence[AgentDurations]:
        await self._ask(f"durations {account_name}")
        return (
            AgentDurations(
                sip_number="NX1",
                account_name=account_name,
                name="",
                seconds_by_state=(("busy", (end_ms - start_ms) // 1000),),
            ),
        )

    async def fetch_agent_efficiency(
        self, start_ms: int, end_ms: int, *, page: int, by_day: bool
    ) -> Sequence[AgentEfficiency]:
        assert start_ms < end_ms
        await self._ask(f"efficiency {page} {by_day}")
        start = 0 if self.repeats_first_page else (page - 1) * 100
        return self.efficiency[start : start + 100]

    async def _ask(self, what: str) -> None:
        self.asked.append(what)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            if what in self.held:
                await self.held[what].wait()
            await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        if what in self.failures:
            raise self.failures[what]


class PlainProvider:
    """Has no call centre."""

    async def test_connection(self) -> None: ...


def pool_of(provider: object) -> ProviderPool:
    """A pool whose every account leads to one provider."""

    async def connect(_account: Account, _secret: str) -> Provider:
        return provider  # type: ignore[return-value]  # the fakes fulfil what is asked of them

    return ProviderPool(
        InMemoryAccountStore(), InMemorySecretStore(), connect=connect, sandbox=sandbox_account()
    )
