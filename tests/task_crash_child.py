"""A program that sends one outbound task to its end, however often it was killed before.

``task_crash_child.py DATA_DIR BASE_URL KEY SECRET LIST_ID`` makes the task of a list where
there is none yet, and goes on with it where there is. It writes ``ready`` once leftovers
are in order, ``unknown POSITION`` where it has to know whether the provider got a batch
(the answer comes as ``received`` or ``not received``), and at the end its sums as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from fakes import InMemoryAccountStore, InMemorySecretStore

from dialer.clock import SystemClock
from dialer.connector import Connector
from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.domain.task_rules import summarise
from dialer.domain.tasks import BatchState, TaskSettings, TaskState
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.services.explanations import Explainer
from dialer.services.provider_pool import ProviderPool
from dialer.services.tasks import TaskService
from dialer.store import Database, SqliteNumberListStore, SqliteTaskJournal

if TYPE_CHECKING:
    from dialer.domain.tasks import OutboundTask

ACCOUNT_ID = "crash"
BATCH_SIZE = 10


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


async def ask(words: str) -> bool:
    """Asks whoever can look into the provider's records."""
    say(words)
    answer: str = await asyncio.to_thread(sys.stdin.readline)
    return answer == "received\n"


class Sender:
    """One task on its way, and the person beside it."""

    def __init__(self, tasks: TaskService, lists: SqliteNumberListStore) -> None:
        self._tasks = tasks
        self._lists = lists
        self._rested = asyncio.Event()
        tasks.listen(self._hear)

    def _hear(self, task: OutboundTask) -> None:
        if task.state is TaskState.SENDING:
            self._rested.clear()
        else:
            self._rested.set()

    async def see_through(self, list_id: str) -> None:
        """Sends what is left, settling what is unknown as the records say."""
        await self._tasks.settle_leftovers()
        number_list = await self._lists.fetch_list(list_id)
        assert number_list is not None
        task = await self._find_or_make(list_id)
        say("ready")
        while task.state is not TaskState.DONE:
            await self._go_on(task)
            task = await self._tasks.fetch_task(task.task_id)
        summary = summarise(number_list, task)
        assert summary.adds_up
        say(json.dumps(asdict(summary.sums)))

    async def _find_or_make(self, list_id: str) -> OutboundTask:
        for task in await self._tasks.fetch_tasks(100):
            if task.list_id == list_id:
                return task
        number_list = await self._lists.fetch_list(list_id)
        assert number_list is not None
        settings = TaskSettings(
            name=list_id, country="SG", strategy="Default Strategy", queue_id="NX144G001"
        )
        return await self._tasks.create(ACCOUNT_ID, number_list, settings, batch_size=BATCH_SIZE)

    async def _go_on(self, task: OutboundTask) -> None:
        # The sandbox refuses an order id it knows: a batch would have come a second time.
        assert not any(batch.state is BatchState.REJECTED for batch in task.batches)
        lost = [batch for batch in task.batches if batch.state is BatchState.UNKNOWN]
        if lost:
            position = lost[0].position
            was_received = await ask(f"unknown {position}")
            word = self._tasks.count_batch_as_sent if was_received else self._tasks.resend_batch
            await word(task.task_id, position)
        elif task.state is not TaskState.SENDING:
            await self._tasks.resume(task.task_id)
        if (await self._tasks.fetch_task(task.task_id)).state is TaskState.SENDING:
            await self._rested.wait()


async def main(data_dir: Path, base_url: str, *, key: str, secret: str, list_id: str) -> None:
    """Opens the real stores and the real way out, and sends."""
    clock = SystemClock()
    account = Account(
        account_id=ACCOUNT_ID,
        name="Crash",
        provider=ProviderKind.NXCLOUD,
        base_url=base_url,
        key_id=key,
        tenant_id=144,
        requests_per_s=1_000_000,
    )
    secrets = InMemorySecretStore()
    await secrets.save_for_session(ACCOUNT_ID, secret)
    async with AsyncExitStack() as stack:
        database = Database(data_dir)
        stack.callback(database.close)
        await database.open()
        lists = SqliteNumberListStore(data_dir)
        stack.push_async_callback(lists.close)
        await lists.open()
        connector = Connector(clock, stack)
        tasks = TaskService(
            SqliteTaskJournal(database),
            lists,
            ProviderPool(
                InMemoryAccountStore(account),
                secrets,
                connect=connector.connect,
                sandbox=sandbox_account(),
            ),
            clock,
            proves_nobody_called=Explainer(
                {ProviderKind.NXCLOUD: NxcloudCodeBook()}
            ).proves_nobody_called,
        )
        stack.push_async_callback(tasks.finish)
        await Sender(tasks, lists).see_through(list_id)


if __name__ == "__main__":
    asyncio.run(
        main(
            Path(sys.argv[1]),
            sys.argv[2],
            key=sys.argv[3],
            secret=sys.argv[4],
            list_id=sys.argv[5],
        )
    )
