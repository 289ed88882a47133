"""One run of sending: batch after batch, until told to stop or one of them is not accepted."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dialer.domain.errors import (
    InputError,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    SecretError,
    SendError,
    StoreError,
    TaskRefused,
    UnknownAccount,
    UnknownReason,
)
from dialer.domain.ports import SupportsTasks
from dialer.domain.task_rules import (
    BatchStep,
    advance_batch,
    cancelled,
    resting_state,
    settings_of,
    with_batch,
)
from dialer.domain.tasks import BatchState, TaskState

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account, ProviderKind
    from dialer.domain.ports import Clock
    from dialer.domain.tasks import Batch, OutboundTask
    from dialer.services.provider_pool import ProviderPool
    from dialer.services.task_claims import TaskClaims
    from dialer.services.task_ledger import TaskLedger

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTools:
    """What a run works with.

    Attributes:
        ledger: where tasks are changed.
        claims: where the numbers are had.
        providers: where connections come from.
        clock: the time of steps, and the pace.
        proves_nobody_called: tells what a failed request of a provider's family proves.
    """

    ledger: TaskLedger
    claims: TaskClaims
    providers: ProviderPool
    clock: Clock
    proves_nobody_called: Callable[[SendError, ProviderKind], bool]


class _NotNow(Exception):
    """Nothing of a batch is sent: the run was stopped, or the batch left out, before that."""


class TaskRun:
    """Sends what is left of one task, one request at a time. Made inside a running loop.

    Args:
        task_id: which.
        tools: what to work with.
        only: the one batch to send; None for all that may be sent.

    Attributes:
        started: done once the journal holds that the task is SENDING; UnknownTask,
            TaskRefused or a StoreError where it cannot be sent.
    """

    def __init__(self, task_id: str, tools: TaskTools, *, only: int | None = None) -> None:
        self._task_id = task_id
        self._tools = tools
        self._only = None if only is None else {only}
        self._stop = asyncio.Event()
        self._then: TaskState | None = None
        self._is_ending = False
        self._paced_ms = 0
        self._paced_count = 0
        self.started: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def stop(self, then: TaskState | None) -> None:
        """Lets no further request out.

        Args:
            then: what the task becomes: PAUSED or CANCELLED; None leaves it SENDING, for
                the next start of the program to go on with, unless the person has paused
                or cancelled it already.
        """
        if then is not None and self._then is not TaskState.CANCELLED:
            self._then = then
        self._stop.set()

    def go_on(self, *, only: int | None = None) -> bool:
        """Widens the run, and takes back a pause that has not come into effect.

        Returns:
            False where it is too late for that: another run must follow this one.
        """
        is_pausing = self._stop.is_set() and self._then is TaskState.PAUSED
        if self._is_ending or (self._stop.is_set() and not is_pausing):
            return False
        self._then = None
        self._stop.clear()
        if only is None:
            self._only = None
        elif self._only is not None:
            self._only.add(only)
        return True

    def time_left_ms(self, task: OutboundTask) -> int | None:
        """How long the rest takes at this run's pace; None before its first batch is done."""
        if not self._paced_count:
            return None
        left = sum(b.count for b in task.batches if b.is_sendable or b.state is BatchState.SENDING)
        return self._paced_ms * left // self._paced_count

    async def run(self) -> None:
        """Sends until it is stopped, something is not accepted, or nothing is left."""
        try:
            await self._begin()
        except Exception as error:  # noqa: BLE001 - whoever started the run is told
            self._is_ending = True
            self.started.set_exception(error)
            return
        self.started.set_result(None)
        try:
            await self._send_all()
        finally:
            # Nothing may be awaited between seeing the end and saying so: see go_on.
            self._is_ending = True
            await self._rest()

    async def _begin(self) -> None:
        ledger = self._tools.ledger
        await ledger.fetch(self._task_id)

        def begin(task: OutboundTask) -> OutboundTask:
            if task.state is TaskState.CANCELLED:
                raise TaskRefused(
                    "This task was cancelled. Make a new one of a newly checked list."
                )
            if self._find_next(task) is None:
                raise TaskRefused("Nothing of this task is left to send.")
            return replace(task, state=TaskState.SENDING)

        try:
            await ledger.save(self._task_id, begin)
        except StoreError as error:
            batch = self._find_next(ledger.get(self._task_id))
            if batch is not None:
                await self._end(batch.position, NotSent(NotSentReason.NOT_RECORDED, str(error)))

    def _find_next(self, task: OutboundTask) -> Batch | None:
        return next(
            (
                batch
                for batch in task.batches
                if batch.is_sendable and (self._only is None or batch.position in self._only)
            ),
            None,
        )

    async def _send_all(self) -> None:
        while not self._stop.is_set():
            task = self._tools.ledger.get(self._task_id)
            batch = self._find_next(task)
            # A batch that was not accepted has paused the task.
            if batch is None or task.state is not TaskState.SENDING:
                return
            began_ms = self._tools.clock.monotonic_ms()
            try:
                await self._send(task, batch)
            except _NotNow:
                continue
            self._paced_ms += self._tools.clock.monotonic_ms() - began_ms
            self._paced_count += batch.count

    async def _rest(self) -> None:
        """Leaves the task as it is to stay, now that nobody sends it."""
        ledger, now_ms = self._tools.ledger, self._tools.clock.now_ms()
        is_closing = self._stop.is_set() and self._then is None

        def rest(task: OutboundTask) -> OutboundTask:
            if self._then is TaskState.CANCELLED:
                return cancelled(task, now_ms)
            if is_closing and self._find_next(task) is not None:
                return task
            return replace(task, state=resting_state(task))

        task = ledger.get(self._task_id)
        if rest(task) != task:
            await ledger.keep(self._task_id, rest)

    async def _send(self, task: OutboundTask, batch: Batch) -> None:
        """Sends one batch, at most once, and keeps what became of it."""
        place = batch.position
        try:
            account, provider = await self._connect(task.account_id)
            numbers = await self._tools.claims.claim(task, batch)
            task = await self._record(task, batch, left_out=batch.count - len(numbers))
        except NotSent as error:
            await self._end(place, error)
            return
        try:
            receipt = await provider.send_task(
                settings_of(task, batch), numbers, before_leaving=self._refuse_stopped
            )
        except InputError as error:
            await self._end(place, NotSent(NotSentReason.FIELD_UNUSABLE, error.problem))
        except SendError as error:
            await self._end(place, error, account)
        except Exception:  # noqa: BLE001 - phones may ring: keep it, whatever it was
            _log.exception("Fault while sending batch %d of %s", place, self._task_id)
            await self._end(place, OutcomeUnknown(UnknownReason.PROGRAM_FAULT))
        else:
            await self._keep(
                place,
                BatchStep(
                    state=BatchState.ACCEPTED,
                    at_ms=self._tools.clock.now_ms(),
                    words=receipt.words,
                    request_id=receipt.request_id,
                ),
            )

    def _refuse_stopped(self) -> None:
        """The provider may hold requests back for a minute: by now nobody may want this one."""
        if self._stop.is_set():
            is_closing = self._then is None
            raise NotSent(
                NotSentReason.CLOSED_BEFORE if is_closing else NotSentReason.STOPPED_BEFORE
            )

    async def _connect(self, account_id: str) -> tuple[Account, SupportsTasks]:
        """The account and its connection, unless the run is stopped while they are waited for."""
        connecting = asyncio.ensure_future(self._fetch_provider(account_id))
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not self._stop.is_set():
                return connecting.result()
        except SendError:
            raise
        except SecretError as error:
            reason = NotSentReason.SECRET_UNAVAILABLE
            raise NotSent(reason, type(error).__name__) from error
        except UnknownAccount as error:
            raise NotSent(NotSentReason.ACCOUNT_UNUSABLE) from error
        except Exception as error:
            _log.exception("Fault while connecting account %s", account_id)
            raise NotSent(NotSentReason.PROGRAM_FAULT, type(error).__name__) from error
        finally:
            connecting.cancel()
            stopping.cancel()
        raise _NotNow

    async def _fetch_provider(self, account_id: str) -> tuple[Account, SupportsTasks]:
        account = await self._tools.providers.fetch_account(account_id)
        provider = await self._tools.providers.fetch_provider(account_id)
        if not isinstance(provider, SupportsTasks):
            raise NotSent(NotSentReason.ACCOUNT_UNUSABLE)
        return account, provider

    async def _record(self, task: OutboundTask, batch: Batch, *, left_out: int) -> OutboundTask:
        """Records durably that a batch's request is under way, or that there is none to make."""
        tools, place = self._tools, batch.position
        is_empty = left_out == batch.count
        step = BatchStep(
            state=BatchState.SKIPPED if is_empty else BatchState.SENDING,
            at_ms=tools.clock.now_ms(),
            left_out=left_out,
        )

        def begin(newest: OutboundTask) -> OutboundTask:
            if self._stop.is_set() or not newest.batch(place).is_sendable:
                raise _NotNow
            return with_batch(newest, advance_batch(newest.batch(place), step))

        try:
            task = await tools.ledger.save(self._task_id, begin, position=place)
        except _NotNow:
            await tools.claims.give_back(task, [tools.ledger.get(self._task_id).batch(place)])
            raise
        except StoreError as error:
            raise NotSent(NotSentReason.NOT_RECORDED, str(error)) from error
        if is_empty:
            raise _NotNow
        return task

    async def _end(self, position: int, error: SendError, account: Account | None = None) -> None:
        """Keeps what became of a batch that was not accepted."""
        at_ms = self._tools.clock.now_ms()
        if isinstance(error, Rejected):
            is_proven = account is not None and self._tools.proves_nobody_called(
                error, account.provider
            )
            step = BatchStep(
                state=BatchState.REJECTED,
                at_ms=at_ms,
                code=error.code,
                words=error.words,
                request_id=error.request_id,
                proves_nothing=not is_proven,
            )
        elif isinstance(error, NotSent):
            step = BatchStep(
                state=BatchState.NOT_SENT, at_ms=at_ms, reason=error.reason, words=error.detail
            )
        else:
            unknown = error if isinstance(error, OutcomeUnknown) else _unexplained()
            step = BatchStep(
                state=BatchState.UNKNOWN, at_ms=at_ms, reason=unknown.reason, words=unknown.detail
            )
        await self._keep(position, step)

    async def _keep(self, position: int, step: BatchStep) -> None:
        """The outcome and what it makes of the task are one change: a crash parts them never."""
        is_closing = step.reason == NotSentReason.CLOSED_BEFORE
        if is_closing and self._then is None:
            self.stop(None)

        def conclude(task: OutboundTask) -> OutboundTask:
            task = with_batch(task, advance_batch(task.batch(position), step))
            goes_on = step.state is BatchState.ACCEPTED or is_closing
            if goes_on and self._then is None and self._find_next(task) is not None:
                return task
            return replace(task, state=resting_state(task))

        task = await self._tools.ledger.keep(self._task_id, conclude, position=position)
        batch = task.batch(position)
        _log.info("Batch %d of %s: %s %s", position, self._task_id, batch.state, batch.code)
        if batch.state in {BatchState.REJECTED, BatchState.NOT_SENT}:
            await self._tools.claims.give_back(task, [batch])


def _unexplained() -> OutcomeUnknown:
    return OutcomeUnknown(UnknownReason.PROGRAM_FAULT)
