"""Outbound tasks around the window's start and end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sample_lists import a_list, some_numbers, write_list
from ui.test_session import PATIENCE_S, a_desk, until

from dialer.backend import open_backend
from dialer.domain.task_rules import with_batch
from dialer.domain.tasks import BatchState, OutboundTask, TaskSettings, TaskState
from dialer.sandbox import Hold
from dialer.store import Database, SqliteTaskJournal
from dialer.ui import aio

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")
SETTINGS = TaskSettings(
    name="Leftover", country="ID", strategy="Default Strategy", queue_id="NX144G001"
)
CREATE_TASK = "/saas/cc/openapi/ai/createandcall"


async def make_task(folder: Path) -> OutboundTask:
    backend = await open_backend(folder)
    try:
        write_list(folder, a_list(accepted=30), some_numbers(30), ())
        number_list = await backend.number_lists.fetch_list("list 1")
        assert number_list is not None
        return await backend.tasks.create("sandbox", number_list, SETTINGS, batch_size=10)
    finally:
        await backend.close()


async def leave(folder: Path, task: OutboundTask, state: BatchState) -> None:
    """Makes the journal look as a program left it that stopped in the middle."""
    database = Database(folder)
    await database.open()
    try:
        batch = replace(task.batch(1), state=state, attempts=1)
        journal = SqliteTaskJournal(database)
        await journal.update_batch(with_batch(task, batch, TaskState.SENDING), 1)
    finally:
        database.close()


def run(main: Coroutine[None, None, None]) -> None:
    async def patiently() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await main

    aio.run(patiently())


def test_a_batch_under_way_at_the_last_end_is_unknown_at_the_next_start(tmp_path: Path) -> None:
    async def main() -> None:
        task = await make_task(tmp_path)
        await leave(tmp_path, task, BatchState.SENDING)
        async with a_desk(tmp_path) as desk:
            (found,) = await desk.backend.tasks.fetch_tasks(9)
            assert found.state is TaskState.PAUSED
            assert found.batch(1).state is BatchState.UNKNOWN
            sandbox = await desk.backend.connector.fetch_sandbox()
            assert sandbox.tasks == ()

    run(main())


def test_a_task_stopped_between_batches_goes_on_at_the_next_start(tmp_path: Path) -> None:
    async def main() -> None:
        task = await make_task(tmp_path)
        await leave(tmp_path, task, BatchState.ACCEPTED)
        async with a_desk(tmp_path) as desk:
            await until(lambda: not desk.backend.tasks.is_sending(task.task_id))
            found = await desk.backend.tasks.fetch_task(task.task_id)
            assert (found.state, found.sums.accepted) == (TaskState.DONE, 30)
            sandbox = await desk.backend.connector.fetch_sandbox()
            assert [kept.name for kept in sandbox.tasks] == ["Leftover (2/3)", "Leftover (3/3)"]

    run(main())


def test_closing_the_window_waits_for_the_batch_under_way(tmp_path: Path) -> None:
    async def main() -> None:
        task = await make_task(tmp_path)
        async with a_desk(tmp_path) as desk:
            sandbox = await desk.backend.connector.fetch_sandbox()
            sandbox.faults.once(Hold(), path=CREATE_TASK)
            await desk.backend.tasks.resume(task.task_id)
            await sandbox.faults.wait_for_holds(1)
            assert desk.session is not None
            desk.window.close()
            closing = asyncio.ensure_future(desk.session.close())
            await until(lambda: not desk.window.isVisible())
            assert not closing.done()
            sandbox.faults.release()
            await closing
            found = await desk.backend.tasks.fetch_task(task.task_id)
            assert [batch.state for batch in found.batches] == [
                BatchState.ACCEPTED,
                BatchState.WAITING,
                BatchState.WAITING,
            ]
            assert found.state is TaskState.SENDING
            assert len(sandbox.tasks) == 1

    run(main())
