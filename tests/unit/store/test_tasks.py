from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest
from sample_tasks import a_task

from dialer.domain.errors import DatabaseUnusable
from dialer.domain.task_rules import with_batch
from dialer.domain.tasks import BatchState
from dialer.store import Database, SqliteTaskJournal, tasks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

_Result = TypeVar("_Result")


def run(folder: Path, scenario: Callable[[Database], Awaitable[_Result]]) -> _Result:
    async def main() -> _Result:
        database = Database(folder)
        await database.open()
        try:
            return await scenario(database)
        finally:
            database.close()

    return asyncio.run(main())


def test_two_queries_fetch_any_number_of_tasks(tmp_path: Path) -> None:
    statements: list[str] = []

    async def scenario(database: Database) -> None:
        journal = SqliteTaskJournal(database)
        for number in range(30):
            await journal.record_task(a_task(str(number), at_ms=number))
        await database.run(lambda connection: connection.set_trace_callback(statements.append))
        assert len(await journal.fetch_tasks(30)) == 30

    run(tmp_path, scenario)
    assert len(statements) == 2


def test_no_query_walks_the_whole_journal(tmp_path: Path) -> None:
    statements: list[tuple[str, dict[str, str | int]]] = [
        (tasks._SELECT_TASK, {"task_id": "1"}),
        (tasks._SELECT_NEWEST, {"limit": 5}),
        (tasks._SELECT_UNFINISHED, {}),
        (tasks._SELECT_WITH_LIST, {"list_id": "1"}),
        (tasks._SELECT_NAMED, {"account_id": "1", "name": "n"}),
        (tasks._SELECT_BATCHES, {"task_numbers": "[1]"}),
        (tasks._FIND_TASK, {"task_id": "1"}),
    ]

    def explain(connection: sqlite3.Connection) -> list[str]:
        return [
            row["detail"]
            for statement, parameters in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    plan = run(tmp_path, lambda database: database.run(explain))
    assert "SCAN tasks USING INDEX tasks_by_time" in plan
    assert any("tasks_unfinished" in line for line in plan)
    assert any("task_batches_unfinished" in line for line in plan)
    assert not [line for line in plan if line in {"SCAN tasks", "SCAN task_batches"}]


def test_half_a_surrogate_pair_does_not_cost_the_outcome(tmp_path: Path) -> None:
    broken = "tidak bisa \ud83d"
    task = replace(a_task(), list_name=broken)
    refused = replace(
        task.batch(1), state=BatchState.REJECTED, code=broken, words=broken, request_id=broken
    )

    async def scenario(database: Database) -> None:
        journal = SqliteTaskJournal(database)
        await journal.record_task(task)
        await journal.update_batch(with_batch(task, refused), 1)
        stored = await journal.fetch_task(task.task_id)
        assert stored is not None
        assert stored.batch(1).state is BatchState.REJECTED
        assert stored.batch(1).words == stored.list_name == "tidak bisa \\ud83d"

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tasks SET state = 'levitating'",
        "UPDATE tasks SET dispatch = 'magic'",
        "UPDATE tasks SET predictive_rate = 'fast'",
        "UPDATE task_batches SET state = 'lost in thought'",
        "UPDATE task_batches SET word = 'perhaps'",
    ],
)
def test_what_nobody_knows_counts_as_damage(tmp_path: Path, change: str) -> None:
    async def record(database: Database) -> None:
        await SqliteTaskJournal(database).record_task(a_task())

    async def fetch(database: Database) -> None:
        with pytest.raises(DatabaseUnusable, match="damaged"):
            await SqliteTaskJournal(database).fetch_tasks(9)

    run(tmp_path, record)
    with closing(sqlite3.connect(tmp_path / "outdial.db")) as connection:
        connection.execute(change)
        connection.commit()
    run(tmp_path, fetch)


def test_a_failed_write_leaves_nothing_of_it(tmp_path: Path) -> None:
    torn = replace(a_task("torn"), batches=(*a_task().batches, a_task().batch(1)))

    async def scenario(database: Database) -> None:
        journal = SqliteTaskJournal(database)
        with pytest.raises(DatabaseUnusable):
            await journal.record_task(torn)
        assert list(await journal.fetch_tasks(9)) == []

    run(tmp_path, scenario)
