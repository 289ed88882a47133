"""A task service with everything around it in memory, and a provider a test answers for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fakes import (
    FixedClock,
    InMemoryAccountStore,
    InMemoryNumberListStore,
    InMemorySecretStore,
    InMemoryTaskJournal,
)
from sample_tasks import SETTINGS, a_checked_list, task_numbers

from dialer.domain.accounts import Account, ConnectionReport, ProviderKind, sandbox_account
from dialer.domain.errors import Rejected, SendError
from dialer.domain.tasks import BatchState, TaskReceipt
from dialer.services.provider_pool import ProviderPool
from dialer.services.tasks import TaskService

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.number_lists import RowVerdict
    from dialer.domain.ports import Provider
    from dialer.domain.task_rules import AtOnceConsent
    from dialer.domain.tasks import OutboundTask, TaskNumber, TaskSettings
    from dialer.services.task_limits import TaskLimits

ACCEPTED = TaskReceipt(request_id="r1", words="Success")
REFUSED = Rejected("41000", "queue unknown", http_status=200, request_id="r2")
# The provider's own system failed: nobody can say how far it had come.
DOUBTFUL = Rejected("99", "system error", http_status=500)


def harmless(error: SendError, _provider: ProviderKind) -> bool:
    return not (isinstance(error, Rejected) and error.code == "99")


@dataclass(frozen=True, slots=True)
class SentBatch:
    """One request as the provider got it, and what was known of it at that moment."""

    settings: TaskSettings
    numbers: Sequence[TaskNumber]
    stored: OutboundTask
    used: int

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def e164s(self) -> list[str]:
        return [number.e164 for number in self.numbers]


class SlowNumberListStore(InMemoryNumberListStore):
    """Lets others go on while it answers, as a disk does; ``gate`` makes a note wait."""

    def __init__(self) -> None:
        super().__init__()
        self.noting = asyncio.Event()
        self.gate: asyncio.Event | None = None

    async def fetch_barred(
        self, list_id: str, *, start: int, count: int, task_id: str
    ) -> Sequence[tuple[int, RowVerdict]]:
        barred = await super().fetch_barred(list_id, start=start, count=count, task_id=task_id)
        await asyncio.sleep(0)
        return barred

    async def note_use(
        self, list_id: str, *, start: int, count: int, task_id: str, at_ms: int
    ) -> None:
        self.noting.set()
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        await super().note_use(list_id, start=start, count=count, task_id=task_id, at_ms=at_ms)


class ScriptedTaskProvider:
    """Takes batches; ``script`` holds what the next ones end with, acceptance at its end.

    ``turn`` keeps requests back before they leave, as a provider's pause does, and ``gate``
    their answers.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.script: list[TaskReceipt | BaseException] = []
        self.sent: list[SentBatch] = []
        self.asked = asyncio.Event()
        self.gate: asyncio.Event | None = None
        self.waiting = asyncio.Event()
        self.turn: asyncio.Event | None = None
        self._busy: set[str] = set()

    async def send_task(
        self,
        settings: TaskSettings,
        numbers: Sequence[TaskNumber],
        *,
        before_leaving: Callable[[], None] = lambda: None,
    ) -> TaskReceipt:
        if self.turn is not None:
            self.waiting.set()
            await self.turn.wait()
        before_leaving()
        stored = self._desk.under_way(numbers)
        used = sum(1 for number in numbers if (number.e164, stored.task_id) in self._desk.uses)
        self.sent.append(SentBatch(settings, tuple(numbers), stored, used))
        outcome = self.script.pop(0) if self.script else ACCEPTED
        self.asked.set()
        assert stored.task_id not in self._busy, "two requests of one task at a time"
        self._busy.add(stored.task_id)
        await asyncio.sleep(0)
        if self.gate is not None:
            await self.gate.wait()
        self._busy.discard(stored.task_id)
        self._desk.clock.advance(1000)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class DialOnlyProvider:
    """A provider that takes no tasks."""

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class Desk:
    """One service with everything around it in memory; ``restart`` makes another on its disk."""

    def __init__(
        self,
        *accounts: Account,
        proves_nobody_called: Callable[[SendError, ProviderKind], bool] = harmless,
    ) -> None:
        self._proves_nobody_called = proves_nobody_called
        self.clock = FixedClock()
        self.journal = InMemoryTaskJournal()
        self.lists = SlowNumberListStore()
        self.accounts = InMemoryAccountStore(*accounts)
        self.secrets = InMemorySecretStore()
        self.connecting = asyncio.Event()
        self.unlocked = asyncio.Event()
        self.unlocked.set()
        self.provider: Provider = ScriptedTaskProvider(self)
        self.told: list[OutboundTask] = []
        self.limits: TaskLimits | None = None
        self.restart()

    def restart(self) -> None:
        """Forgets all that was only in memory."""
        pool = ProviderPool(
            self.accounts, self.secrets, connect=self._connect, sandbox=sandbox_account()
        )
        self.tasks = TaskService(
            self.journal,
            self.lists,
            pool,
            self.clock,
            proves_nobody_called=self._proves_nobody_called,
            limits=self.limits,
        )
        self.told = []
        self.tasks.listen(self.told.append)

    @property
    def scripted(self) -> ScriptedTaskProvider:
        assert isinstance(self.provider, ScriptedTaskProvider)
        return self.provider

    @property
    def uses(self) -> Counter[tuple[str, str]]:
        """How often each number is noted for each task."""
        return self.lists.used

    async def make(
        self,
        count: int = 25,
        *,
        batch_size: int = 10,
        list_id: str = "list 1",
        first: int = 6_590_000_000,
        consent: AtOnceConsent | None = None,
        **changes: object,
    ) -> OutboundTask:
        """A task of a list of its own."""
        number_list = a_checked_list(count, list_id)
        self.lists.add_list(number_list, task_numbers(count, first=first))
        settings = replace(SETTINGS, **changes)  # type: ignore[arg-type]  # fields that exist
        return await self.tasks.create(
            "sandbox", number_list, settings, batch_size=batch_size, consent=consent
        )

    async def sent_to_its_end(self, task: OutboundTask) -> OutboundTask:
        """Has a task sent, and waits until nobody sends it any more."""
        await self.tasks.resume(task.task_id)
        return await self.rested(task)

    async def rested(self, task: OutboundTask) -> OutboundTask:
        """The task once no run of it is left."""
        while self.tasks.is_sending(task.task_id):  # noqa: ASYNC110 - the loop runs dry by itself
            await asyncio.sleep(0)
        return await self.tasks.fetch_task(task.task_id)

    async def quiet(self) -> None:
        """Lets everything that can go on go on; nothing here waits for time."""
        for _ in range(60):
            await asyncio.sleep(0)

    def under_way(self, numbers: Sequence[TaskNumber]) -> OutboundTask:
        """The stored task whose batch on its way holds these numbers."""
        wanted = {number.order_id for number in numbers}
        for task in self.journal.tasks.values():
            listed = self.lists.numbers[task.list_id]
            for batch in task.batches:
                ids = {n.order_id for n in listed[batch.start : batch.start + batch.count]}
                if batch.state is BatchState.SENDING and wanted <= ids:
                    return task
        raise AssertionError("these numbers were sent before that was recorded")

    async def _connect(self, _account: Account, _secret: str) -> Provider:
        self.connecting.set()
        await self.unlocked.wait()
        return self.provider


def run(scenario: Callable[[Desk], Awaitable[None]], *accounts: Account) -> None:
    """Runs a scenario at a desk of its own."""

    async def main() -> None:
        desk = Desk(*accounts)
        await scenario(desk)
        await desk.tasks.finish()

    asyncio.run(main())
