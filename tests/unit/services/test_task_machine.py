"""Any order of wishes, answers and crashes: nobody twice, and every number accounted for."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from task_desk import ACCEPTED, DOUBTFUL, REFUSED, Desk

from dialer.domain.errors import (
    DatabaseUnusable,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    TaskRefused,
    UnknownReason,
)
from dialer.domain.task_rules import summarise
from dialer.domain.tasks import BatchState, TaskState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.accounts import ConnectionReport
    from dialer.domain.errors import SendError
    from dialer.domain.tasks import Batch, OutboundTask, TaskNumber, TaskReceipt, TaskSettings

_COUNT, _BATCH_SIZE = 35, 10
# What becomes of a request: whether the provider takes it, and how it ends here.
_ENDS: dict[str, tuple[bool, TaskReceipt | SendError]] = {
    "accepted": (True, ACCEPTED),
    "refused": (False, REFUSED),
    "failed and taken": (True, DOUBTFUL),
    "failed": (False, DOUBTFUL),
    "receipt lost": (True, OutcomeUnknown(UnknownReason.CONNECTION_LOST)),
    "lost": (False, OutcomeUnknown(UnknownReason.CONNECTION_LOST)),
    "offline": (False, NotSent(NotSentReason.NETWORK_UNREACHABLE)),
}


class _Provider:
    """Holds each request until the machine says how it ends; counts what it took."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.held: tuple[Sequence[TaskNumber], asyncio.Future[str]] | None = None

    async def send_task(
        self,
        settings: TaskSettings,
        numbers: Sequence[TaskNumber],
        *,
        before_leaving: Callable[[], None] = lambda: None,
    ) -> TaskReceipt:
        del settings
        before_leaving()
        assert self.held is None, "two requests of one task at a time"
        self.held = (numbers, asyncio.get_running_loop().create_future())
        try:
            takes_it, outcome = _ENDS[await self.held[1]]
        finally:
            self.held = None
        if takes_it:
            self.take(numbers)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def take(self, numbers: Sequence[TaskNumber]) -> None:
        self.taken.update(number.order_id for number in numbers)

    async def test_connection(self) -> ConnectionReport:
        raise NotImplementedError


class SendingMachine(RuleBasedStateMachine):
    """One task, an unruly person, an unreliable provider, and a program that dies."""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._provider = _Provider()
        self._runner.run(self._open())

    async def _open(self) -> None:
        self._desk = Desk()
        self._desk.provider = self._provider
        made = await self._desk.make(_COUNT, batch_size=_BATCH_SIZE)
        self._task_id = made.task_id
        self._wishes: list[asyncio.Future[object]] = []

    @property
    def _stored(self) -> OutboundTask:
        return self._desk.journal.tasks[self._task_id]

    def _order_ids(self, batch: Batch) -> list[str]:
        listed = self._desk.lists.numbers["list 1"]
        return [n.order_id for n in listed[batch.start : batch.start + batch.count]]

    def _was_taken(self, batch: Batch) -> bool:
        """What the person finds in the provider's records."""
        return all(self._provider.taken[order_id] for order_id in self._order_ids(batch))

    def _wish(self, wish: Awaitable[object]) -> None:
        async def start() -> None:
            async def suffer() -> None:
                with contextlib.suppress(TaskRefused, DatabaseUnusable):
                    await wish

            self._wishes.append(asyncio.ensure_future(suffer()))
            await self._desk.quiet()

        self._runner.run(start())

    @rule()
    def resume(self) -> None:
        self._wish(self._desk.tasks.resume(self._task_id))

    @rule()
    def pause(self) -> None:
        self._wish(self._desk.tasks.pause(self._task_id))

    @precondition(lambda self: self._stored.sums.accepted >= _BATCH_SIZE)
    @rule()
    def cancel(self) -> None:
        self._wish(self._desk.tasks.cancel(self._task_id))

    @rule(position=st.integers(1, 4))
    def settle_as_the_records_say(self, position: int) -> None:
        """The person looks the batch up, then says so."""
        batch = self._stored.batch(position)
        if not batch.in_doubt or batch.state is BatchState.WAITING:
            return
        tasks = self._desk.tasks
        word = tasks.count_batch_as_sent if self._was_taken(batch) else tasks.resend_batch
        self._wish(word(self._task_id, position))

    @rule(position=st.integers(1, 4))
    def resend_what_was_refused(self, position: int) -> None:
        if not self._stored.batch(position).in_doubt:
            self._wish(self._desk.tasks.resend_batch(self._task_id, position))

    @precondition(lambda self: self._provider.held is not None)
    @rule(end=st.sampled_from(sorted(_ENDS)))
    def answer(self, end: str) -> None:
        async def answering() -> None:
            if self._provider.held is not None:
                self._provider.held[1].set_result(end)
            await self._desk.quiet()

        self._runner.run(answering())

    @rule()
    def break_the_disk(self) -> None:
        self._desk.journal.failure = DatabaseUnusable("The disk is full.")

    @rule()
    def mend_the_disk(self) -> None:
        self._desk.journal.failure = None

    @rule(takes_it=st.booleans())
    def crash(self, takes_it: bool) -> None:  # noqa: FBT001 - rules are called by keyword
        """Everything in memory is gone; a request under way arrives, or does not."""

        async def die() -> None:
            held = self._provider.held
            if held is not None and takes_it:
                self._provider.take(held[0])
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            self._desk.journal.failure = None
            self._desk.restart()
            await self._desk.tasks.settle_leftovers()
            await self._desk.quiet()

        lying = dict(self._desk.journal.tasks)
        self._runner.run(self._die_with(lying, die()))

    async def _die_with(self, lying: dict[str, OutboundTask], dying: Awaitable[None]) -> None:
        """A killed program writes nothing any more, whatever its clean-up would like to."""
        self._desk.journal.failure = DatabaseUnusable("The program is dead.")
        self._desk.journal.tasks = lying
        await dying

    @invariant()
    def nobody_is_called_twice(self) -> None:
        assert max(self._provider.taken.values(), default=0) <= 1

    @invariant()
    def every_number_is_accounted_for(self) -> None:
        assert summarise(self._desk.lists.lists["list 1"], self._stored).adds_up

    @invariant()
    def what_is_accepted_was_taken_and_what_waits_was_not(self) -> None:
        for batch in self._stored.batches:
            taken = self._was_taken(batch)
            if batch.state is BatchState.ACCEPTED:
                assert taken
            if batch.is_sendable or batch.state is BatchState.SKIPPED:
                assert not taken

    @invariant()
    def numbers_that_may_have_been_called_are_noted(self) -> None:
        for e164, order_id in (
            (number.e164, number.order_id) for number in self._desk.lists.numbers["list 1"]
        ):
            if self._provider.taken[order_id]:
                assert self._desk.uses[e164, self._task_id] > 0

    def teardown(self) -> None:
        """The person sees it through: at the end everything is settled, and adds up."""
        try:
            self._runner.run(self._see_through())
            self.nobody_is_called_twice()
            self.every_number_is_accounted_for()
            self.what_is_accepted_was_taken_and_what_waits_was_not()
            sums = self._stored.sums
            assert sums.accepted == sum(self._provider.taken.values())
            assert sums.unknown == sums.sending == 0
            if self._stored.state is not TaskState.CANCELLED:
                assert (self._stored.state, sums.accepted) == (TaskState.DONE, _COUNT)
        finally:
            self._runner.close()

    async def _see_through(self) -> None:
        tasks = self._desk.tasks
        self._desk.journal.failure = None
        for _ in range(20):
            await self._answer_all()
            stored = self._stored
            for batch in stored.batches:
                if batch.in_doubt and not batch.is_settled and batch.state is not _WAITING:
                    await self._settle(batch)
            with contextlib.suppress(TaskRefused):
                await tasks.resume(self._task_id)
        await tasks.finish()

    async def _settle(self, batch: Batch) -> None:
        tasks = self._desk.tasks
        with contextlib.suppress(TaskRefused):
            if self._was_taken(batch):
                await tasks.count_batch_as_sent(self._task_id, batch.position)
            elif self._stored.state is TaskState.CANCELLED:
                await tasks.skip_batch(self._task_id, batch.position)
            else:
                await tasks.resend_batch(self._task_id, batch.position)

    async def _answer_all(self) -> None:
        await self._desk.quiet()
        while self._provider.held is not None:
            self._provider.held[1].set_result("accepted")
            await self._desk.quiet()


_WAITING = BatchState.WAITING
TestSending = SendingMachine.TestCase
TestSending.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
