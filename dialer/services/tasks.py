"""Sending outbound tasks: recorded first, one request a batch, none twice."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

from dialer.domain.errors import UnknownTask
from dialer.domain.task_rules import DEFAULT_BATCH_SIZE, plan_batches
from dialer.domain.tasks import BatchWord, OutboundTask, TaskState
from dialer.services.task_checks import TaskDraft, check_draft
from dialer.services.task_claims import TaskClaims
from dialer.services.task_ledger import TaskLedger
from dialer.services.task_limits import TaskLimits
from dialer.services.task_run import TaskTools
from dialer.services.task_runs import TaskRuns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import ProviderKind
    from dialer.domain.errors import SendError
    from dialer.domain.number_lists import NumberList
    from dialer.domain.ports import Clock
    from dialer.domain.task_ports import NumberListStore, TaskJournal
    from dialer.domain.task_rules import AtOnceConsent
    from dialer.domain.tasks import TaskSettings
    from dialer.services.provider_pool import ProviderPool


_MAY_CALL_FOR_MS = 24 * 60 * 60 * 1000


class TaskService:
    """Makes outbound tasks and sends them, batch by batch.

    A batch is one request, and makes one task at the provider: there is no way to add
    numbers to a task. Every batch is recorded before its request leaves, and what became
    of it after that. Sending pauses at the first batch that is not accepted; the batch
    says why. What the program may send again by itself, when asked to go on, is only what
    certainly called nobody.

    Sending belongs to the service, not to whoever asked for it: cancelling the asker
    neither stops a request under way nor loses its outcome.

    Args:
        journal: keeps tasks and batches.
        lists: keeps the numbers.
        providers: where connections come from.
        clock: the time of steps, and the pace.
        proves_nobody_called: tells whether a request that failed has called nobody.
        limits: the calling rules; those that forbid nothing where None.
    """

    def __init__(
        self,
        journal: TaskJournal,
        lists: NumberListStore,
        providers: ProviderPool,
        clock: Clock,
        *,
        proves_nobody_called: Callable[[SendError, ProviderKind], bool],
        limits: TaskLimits | None = None,
    ) -> None:
        self._journal = journal
        self._lists = lists
        self._providers = providers
        self._clock = clock
        self._limits = limits or TaskLimits(clock)
        self._ledger = TaskLedger(journal)
        self._tools = TaskTools(
            ledger=self._ledger,
            claims=TaskClaims(lists, clock, limits=self._limits),
            providers=providers,
            clock=clock,
            proves_nobody_called=proves_nobody_called,
        )
        self._runs = TaskRuns(self._tools, journal)
        self._creating = asyncio.Lock()

    def listen(self, listener: Callable[[OutboundTask], None]) -> None:
        """Has every change of a task told, the recording first."""
        self._ledger.listen(listener)

    async def create(
        self,
        account_id: str,
        number_list: NumberList,
        settings: TaskSettings,
        *,
        batch_size: int = DEFAULT_BATCH_SIZE,
        consent: AtOnceConsent | None = None,
    ) -> OutboundTask:
        """Records a task with all its batches; sends nothing.

        Args:
            account_id: the account it will be sent through.
            number_list: a checked list no task has been made of yet.
            settings: what each batch's task is made with.
            batch_size: numbers a request, 1 to 5,000.
            consent: the person's yes to calling that many people at once; needed for
                ``StartKind.AT_ONCE`` and nothing else.

        Returns:
            The task, PAUSED until ``send`` or ``resume``.

        Raises:
            InputErrors: every field that cannot be used: those of the settings, and
                ``batch_size``, ``list``, ``start``.
            NotSupported: the account takes no tasks.
            UnknownAccount: the account is not stored (any more).
            StoreError: it could not be recorded.
        """
        draft = TaskDraft(
            account_id=account_id,
            number_list=number_list,
            settings=settings,
            batch_size=batch_size,
            consent=consent,
        )
        return await self._runs.own(self._create(draft))

    def send(self, task_id: str) -> None:
        """Starts to send, without a word where that cannot be; see ``resume``."""
        self._runs.send(task_id)

    async def resume(self, task_id: str) -> OutboundTask:
        """Starts to send, or goes on. Returns as soon as that is recorded.

        Batches that wait are sent, and those that certainly called nobody; a batch whose
        outcome is unknown is left alone.

        Raises:
            UnknownTask: there is no such task.
            TaskRefused: it was cancelled, or nothing of it may be sent.
            StoreError: it cannot be read.
        """
        return await self._runs.own(self._runs.start(task_id))

    async def pause(self, task_id: str) -> OutboundTask:
        """Sends no further batch; returns when the one under way has its outcome.

        Raises:
            UnknownTask: there is no such task.
            StoreError: it cannot be read.
        """
        return await self._runs.own(self._runs.stop(task_id, TaskState.PAUSED))

    async def cancel(self, task_id: str) -> OutboundTask:
        """Ends a task for good: what nothing was sent of becomes SKIPPED.

        Refused and unknown batches stay what they are. What was sent cannot be called back.

        Raises:
            UnknownTask: there is no such task.
            StoreError: it could not be stored, so it is not cancelled.
        """
        return await self._runs.own(self._runs.cancel(task_id))

    async def resend_batch(self, task_id: str, position: int) -> OutboundTask:
        """Sends one batch once more, on the person's word that it has called nobody.

        The only way a batch whose outcome is unknown is ever sent again. Other batches
        stay as they are, unless the task is being sent anyway.

        Raises:
            UnknownTask: there is no such task.
            TaskRefused: the batch or its task is past that.
            StoreError: the word could not be recorded, so nothing is sent.
        """
        return await self._runs.own(self._runs.resend(task_id, position))

    async def count_batch_as_sent(self, task_id: str, position: int) -> OutboundTask:
        """Makes a batch that may have been taken ACCEPTED, on the person's word that it was.

        Raises:
            UnknownTask: there is no such task.
            TaskRefused: it is known what became of the batch.
            StoreError: the word could not be recorded.
        """
        return await self._runs.own(self._runs.say(task_id, position, BatchWord.COUNT_AS_SENT))

    async def skip_batch(self, task_id: str, position: int) -> OutboundTask:
        """Leaves a batch out for good, on the person's word.

        Raises:
            UnknownTask: there is no such task.
            TaskRefused: the batch is under way, or was accepted.
            StoreError: the word could not be recorded.
        """
        return await self._runs.own(self._runs.say(task_id, position, BatchWord.SKIP))

    async def fetch_task(self, task_id: str) -> OutboundTask:
        """A task as it stands now.

        Raises:
            UnknownTask: there is none with this id.
            StoreError: it cannot be read.
        """
        return await self._ledger.fetch(task_id)

    async def fetch_tasks(self, limit: int) -> Sequence[OutboundTask]:
        """The newest tasks, newest first."""
        return self._ledger.newest(await self._journal.fetch_tasks(limit))

    async def fetch_strategies(self, account_id: str) -> Sequence[str]:
        """Names of strategies tasks of an account were made with, the last used first."""
        return await self._journal.fetch_strategies(account_id)

    async def find_task_with(self, e164: str) -> str | None:
        """The name of a task that was sent with a number and may still be calling it.

        The provider does not tell when it is done with a task: it may be calling while
        the task is not finished here, and for a day after the number was sent.

        Raises:
            StoreError: that cannot be looked up.
        """
        now_ms = self._clock.now_ms()
        for task_id, at_ms in await self._lists.find_uses(e164):
            try:
                task = await self._ledger.fetch(task_id)
            except UnknownTask:
                continue
            is_open = task.state in {TaskState.SENDING, TaskState.PAUSED}
            if is_open or now_ms - at_ms < _MAY_CALL_FOR_MS:
                return task.settings.name
        return None

    def is_sending(self, task_id: str) -> bool:
        """Tells whether a run of a task has not ended yet, the batch under way included."""
        return self._runs.is_sending(task_id)

    def time_left_ms(self, task: OutboundTask) -> int | None:
        """How long the rest of a task takes at the pace of this run.

        Returns:
            None where the task is not being sent, or its pace is not known yet.
        """
        return self._runs.time_left_ms(task)

    async def settle_leftovers(self) -> Sequence[OutboundTask]:
        """Puts in order what a stopped program left; called once, at the start.

        A batch that was under way becomes UNKNOWN, and its task PAUSED. A task that was
        stopped between two batches goes on by itself, as the person had asked, but only
        where going on can surprise nobody: its start is MANUAL, so that the provider
        calls no one before somebody starts it there, and no batch of it is in doubt.
        Every other task is PAUSED, and waits for ``resume``.

        Returns:
            The tasks that are PAUSED by this.
        """
        return await self._runs.own(self._runs.settle())

    async def finish(self) -> None:
        """Lets no further request out, and waits for the one under way.

        A task that was being sent stays SENDING in the journal: the next start goes on.
        """
        await self._runs.finish()

    async def _create(self, draft: TaskDraft) -> OutboundTask:
        # One at a time: two tasks of one list, or of one name, must not pass together.
        async with self._creating:
            await check_draft(
                draft,
                journal=self._journal,
                lists=self._lists,
                providers=self._providers,
                limits=self._limits,
            )
            task = OutboundTask(
                task_id=str(uuid.uuid4()),
                account_id=draft.account_id,
                list_id=draft.number_list.list_id,
                list_name=draft.number_list.name,
                settings=draft.settings,
                batch_size=draft.batch_size,
                count=draft.number_list.accepted,
                created_ms=self._clock.now_ms(),
                state=TaskState.PAUSED,
                batches=plan_batches(draft.number_list.accepted, draft.batch_size),
            )
            await self._ledger.add(task)
            return task
