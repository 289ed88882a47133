"""Which outbound tasks are being sent, and what the person may say of one meanwhile."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from dialer.domain.errors import TaskRefused, UnknownReason
from dialer.domain.task_rules import (
    BatchStep,
    advance_batch,
    cancelled,
    may_say,
    resting_state,
    with_batch,
)
from dialer.domain.tasks import BatchState, BatchWord, StartKind, TaskState
from dialer.services.task_run import TaskRun

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    from dialer.domain.task_ports import TaskJournal
    from dialer.domain.tasks import OutboundTask
    from dialer.services.task_run import TaskTools

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

_SAID: dict[BatchWord, tuple[BatchState, str]] = {
    BatchWord.SEND_AGAIN: (
        BatchState.WAITING,
        "Only a batch that was refused, not sent, or has no outcome can be sent again.",
    ),
    BatchWord.COUNT_AS_SENT: (
        BatchState.ACCEPTED,
        "Only a batch whose outcome is in doubt can be counted as sent.",
    ),
    BatchWord.SKIP: (
        BatchState.SKIPPED,
        "A batch that is being sent or was accepted cannot be left out.",
    ),
}


class TaskRuns:
    """Keeps at most one run a task, and everything under way, until it ends.

    Args:
        tools: what runs work with.
        journal: where leftovers are found.
    """

    def __init__(self, tools: TaskTools, journal: TaskJournal) -> None:
        self._tools = tools
        self._ledger = tools.ledger
        self._journal = journal
        self._runs: dict[str, TaskRun] = {}
        self._ends: dict[str, asyncio.Future[None]] = {}
        self._under_way: set[asyncio.Future[Any]] = set()
        self._is_closing = False

    def keep(self, work: Coroutine[Any, Any, _Result]) -> asyncio.Future[_Result]:
        """Starts work that belongs to nobody who could cancel it."""
        # Held here until it ends: the loop itself keeps only a weak reference.
        doing = asyncio.ensure_future(work)
        self._under_way.add(doing)
        doing.add_done_callback(self._under_way.discard)
        return doing

    async def own(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Does work to its end, even where whoever waits for it is cancelled."""
        return await asyncio.shield(self.keep(work))

    def send(self, task_id: str) -> None:
        """Starts a task and lets nobody wait; what is in the way of it is logged."""
        self.keep(self.start(task_id)).add_done_callback(_log_fault)

    async def start(self, task_id: str, *, only: int | None = None) -> OutboundTask:
        """Has a task (or one batch of it) sent by the run there is, or by a new one."""
        while (run := self._find_run(task_id)) is not None and not run.go_on(only=only):
            await asyncio.wait({self._ends[task_id]})
        if run is None:
            run = TaskRun(task_id, self._tools, only=only)
            self._runs[task_id] = run
            self._ends[task_id] = self.keep(self._see_through(task_id, run))
            self._ends[task_id].add_done_callback(_log_fault)
        await asyncio.shield(run.started)
        return self._ledger.get(task_id)

    async def stop(self, task_id: str, then: TaskState) -> OutboundTask:
        """Ends a task's run, once the batch under way has its outcome."""
        task = await self._ledger.fetch(task_id)
        if task_id in self._runs:
            self._runs[task_id].stop(then)
            await asyncio.wait({self._ends[task_id]})
        elif task.state is TaskState.SENDING:
            await self._ledger.save(task_id, _rested)
        return self._ledger.get(task_id)

    async def cancel(self, task_id: str) -> OutboundTask:
        """Ends a task for good."""
        task = await self.stop(task_id, TaskState.CANCELLED)
        now_ms = self._tools.clock.now_ms()
        if task.state in {TaskState.SENDING, TaskState.PAUSED}:
            task = await self._ledger.save(task_id, lambda newest: cancelled(newest, now_ms))
        if task.state is TaskState.CANCELLED:
            await self._tools.claims.give_back(task, task.batches)
        return task

    async def say(self, task_id: str, position: int, word: BatchWord) -> OutboundTask:
        """Takes the person's word on a batch."""
        state, refusal = _SAID[word]
        step = BatchStep(state=state, at_ms=self._tools.clock.now_ms(), word=word)

        def change(task: OutboundTask) -> OutboundTask:
            if not 1 <= position <= len(task.batches) or not may_say(task.batch(position), word):
                raise TaskRefused(refusal)
            if word is BatchWord.SEND_AGAIN and task.state is TaskState.CANCELLED:
                raise TaskRefused("This task was cancelled. Make a new one of a checked list.")
            task = with_batch(task, advance_batch(task.batch(position), step))
            return task if task_id in self._runs else _rested(task)

        task = await self._ledger.save(task_id, change, position=position)
        if word is BatchWord.SKIP:
            await self._tools.claims.give_back(task, [task.batch(position)])
        return task

    async def resend(self, task_id: str, position: int) -> OutboundTask:
        """Takes the person's word, and sends the batch."""
        self._refuse_closing()
        await self.say(task_id, position, BatchWord.SEND_AGAIN)
        return await self.start(task_id, only=position)

    async def settle(self) -> Sequence[OutboundTask]:
        """Puts in order what a stopped program left. See TaskService.settle_leftovers."""
        settled = []
        for leftover in await self._journal.fetch_unfinished():
            task_id = leftover.task_id
            if task_id in self._runs:
                continue
            task = await self._ledger.fetch(task_id)
            for batch in task.batches:
                if batch.state is BatchState.SENDING:
                    lost = _lose(batch.position, self._tools.clock.now_ms())
                    task = await self._ledger.keep(task_id, lost, position=batch.position)
            if task.state is TaskState.SENDING and _surprises_nobody(task):
                self.send(task_id)
                continue
            if task.state is TaskState.SENDING:
                task = await self._ledger.keep(task_id, _rested)
            settled.append(task)
        return settled

    async def finish(self) -> None:
        """Lets no further request out, and waits for those that are."""
        self._is_closing = True
        for run in self._runs.values():
            run.stop(None)
        while self._under_way:
            # Not gather: its cancellation would cancel the requests, and lose their outcome.
            await asyncio.wait(self._under_way)
        await self._ledger.save_again()

    def is_sending(self, task_id: str) -> bool:
        """Tells whether a task has a run."""
        return task_id in self._runs

    def time_left_ms(self, task: OutboundTask) -> int | None:
        """How long the rest takes; None where it is not being sent."""
        run = self._runs.get(task.task_id)
        return None if run is None else run.time_left_ms(task)

    def _find_run(self, task_id: str) -> TaskRun | None:
        """The run there is, unless it may not go on because the program is being closed."""
        self._refuse_closing()
        return self._runs.get(task_id)

    def _refuse_closing(self) -> None:
        if self._is_closing:
            raise TaskRefused("Outdial is being closed, and sends nothing more.")

    async def _see_through(self, task_id: str, run: TaskRun) -> None:
        try:
            await run.run()
        finally:
            del self._runs[task_id]


def _rested(task: OutboundTask) -> OutboundTask:
    return replace(task, state=resting_state(task))


def _lose(position: int, at_ms: int) -> Callable[[OutboundTask], OutboundTask]:
    """The change that a request under way has no outcome, and never will."""
    step = BatchStep(state=BatchState.UNKNOWN, at_ms=at_ms, reason=UnknownReason.PROGRAM_STOPPED)
    return lambda task: _rested(with_batch(task, advance_batch(task.batch(position), step)))


def _surprises_nobody(task: OutboundTask) -> bool:
    """Tells whether a task may go on without the person."""
    is_in_doubt = any(batch.in_doubt for batch in task.batches)
    is_left = any(batch.is_sendable for batch in task.batches)
    return task.settings.start is StartKind.MANUAL and is_left and not is_in_doubt


def _log_fault(done: asyncio.Future[Any]) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None:
        _log.error("An outbound task could not be sent", exc_info=error)
