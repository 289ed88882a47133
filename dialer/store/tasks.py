"""The journal of outbound tasks, kept in SQLite."""

from __future__ import annotations

import itertools
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from dialer.domain.tasks import (
    Batch,
    BatchState,
    BatchWord,
    DispatchKind,
    OutboundTask,
    StartKind,
    TaskSettings,
    TaskState,
)
from dialer.store.faults import damaged
from dialer.store.migrations import transaction
from dialer.store.text import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from dialer.store.database import Database

_INSERT_TASK = """
    INSERT INTO tasks (
        task_id, account_id, list_id, list_name, name, country, strategy, queue_id, dispatch,
        predictive_rate, proportional_rate, start_count, start_kind, description, batch_size,
        number_count, created_ms, state
    ) VALUES (
        :task_id, :account_id, :list_id, :list_name, :name, :country, :strategy, :queue_id,
        :dispatch, :predictive_rate, :proportional_rate, :start_count, :start_kind,
        :description, :batch_size, :number_count, :created_ms, :state
    )
"""

_INSERT_BATCH = """
    INSERT INTO task_batches (
        task_number, position, start, number_count, state, sent_ms, ended_ms, code, reason,
        words, request_id, attempts, in_doubt, left_out, word, word_ms
    ) VALUES (
        :task_number, :position, :start, :number_count, :state, :sent_ms, :ended_ms, :code,
        :reason, :words, :request_id, :attempts, :in_doubt, :left_out, :word, :word_ms
    )
"""

_FIND_TASK = "SELECT number FROM tasks WHERE task_id = :task_id"
_UPDATE_STATE = "UPDATE tasks SET state = :state WHERE number = :number"

_UPDATE_BATCH = """
    UPDATE task_batches
    SET state = :state, sent_ms = :sent_ms, ended_ms = :ended_ms, code = :code,
        reason = :reason, words = :words, request_id = :request_id, attempts = :attempts,
        in_doubt = :in_doubt, left_out = :left_out, word = :word, word_ms = :word_ms
    WHERE task_number = :task_number AND position = :position
"""

_SELECT_TASK = """
    SELECT number, task_id, account_id, list_id, list_name, name, country, strategy, queue_id,
        dispatch, predictive_rate, proportional_rate, start_count, start_kind, description,
        batch_size, number_count, created_ms, state
    FROM tasks
    WHERE task_id = :task_id
"""

_SELECT_NEWEST = """
    SELECT number, task_id, account_id, list_id, list_name, name, country, strategy, queue_id,
        dispatch, predictive_rate, proportional_rate, start_count, start_kind, description,
        batch_size, number_count, created_ms, state
    FROM tasks
    ORDER BY created_ms DESC, number DESC
    LIMIT :limit
"""

# The state is spelled out, not a parameter: only then are the partial indexes used.
_SELECT_UNFINISHED = """
    SELECT number, task_id, account_id, list_id, list_name, name, country, strategy, queue_id,
        dispatch, predictive_rate, proportional_rate, start_count, start_kind, description,
        batch_size, number_count, created_ms, state
    FROM tasks
    WHERE number IN (
        SELECT number FROM tasks WHERE state = 'sending'
        UNION
        SELECT task_number FROM task_batches WHERE state = 'sending'
    )
    ORDER BY created_ms, number
"""

_SELECT_WITH_LIST = """
    SELECT number, task_id, account_id, list_id, list_name, name, country, strategy, queue_id,
        dispatch, predictive_rate, proportional_rate, start_count, start_kind, description,
        batch_size, number_count, created_ms, state
    FROM tasks
    WHERE list_id = :list_id
    ORDER BY created_ms DESC, number DESC
"""

_SELECT_NAMED = """
    SELECT number, task_id, account_id, list_id, list_name, name, country, strategy, queue_id,
        dispatch, predictive_rate, proportional_rate, start_count, start_kind, description,
        batch_size, number_count, created_ms, state
    FROM tasks
    WHERE account_id = :account_id AND name = :name
    ORDER BY created_ms DESC, number DESC
"""

_SELECT_BATCHES = """
    SELECT task_number, position, start, number_count, state, sent_ms, ended_ms, code, reason,
        words, request_id, attempts, in_doubt, left_out, word, word_ms
    FROM task_batches
    WHERE task_number IN (SELECT value FROM json_each(:task_numbers))
    ORDER BY task_number, position
"""

_SELECT_STRATEGIES = """
    SELECT strategy
    FROM tasks
    WHERE account_id = :account_id
    GROUP BY strategy
    ORDER BY max(created_ms) DESC, max(number) DESC
"""


class SqliteTaskJournal:
    """Keeps outbound tasks in the tables ``tasks`` and ``task_batches``.

    Args:
        database: open, or opened before the first use.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record_task(self, task: OutboundTask) -> None:
        """Adds a task with all its batches. When it returns, it survives a power cut.

        Raises:
            ValueError: the task's id is already recorded.
            DatabaseUnusable: it could not be stored; nothing of it is.
        """
        await self._database.run(lambda connection: _record(connection, task))

    async def update_batch(self, task: OutboundTask, position: int) -> None:
        """Stores one batch and the task's state, as durably.

        Raises:
            LookupError: the task, or a batch at the position, was never recorded.
            DatabaseUnusable: it could not be stored; nothing of it is.
        """
        batch = task.batch(position)
        await self._database.run(lambda connection: _update(connection, task, (batch,)))

    async def update_state(self, task: OutboundTask) -> None:
        """Stores the task's state, and every batch that was skipped, as durably.

        Raises:
            LookupError: the task was never recorded.
            DatabaseUnusable: it could not be stored; nothing of it is.
        """
        skipped = tuple(batch for batch in task.batches if batch.state is BatchState.SKIPPED)
        await self._database.run(lambda connection: _update(connection, task, skipped))

    async def fetch_task(self, task_id: str) -> OutboundTask | None:
        """A task with its batches, or None."""
        found = await self._fetch(_SELECT_TASK, {"task_id": task_id})
        return found[0] if found else None

    async def fetch_tasks(self, limit: int) -> Sequence[OutboundTask]:
        """The newest tasks, newest first, with their batches."""
        return await self._fetch(_SELECT_NEWEST, {"limit": limit})

    async def fetch_unfinished(self) -> Sequence[OutboundTask]:
        """Tasks left in SENDING, or with a batch that is, oldest first."""
        return await self._fetch(_SELECT_UNFINISHED, {})

    async def fetch_tasks_with_list(self, list_id: str) -> Sequence[OutboundTask]:
        """Every task made of a list, newest first."""
        return await self._fetch(_SELECT_WITH_LIST, {"list_id": list_id})

    async def fetch_tasks_named(self, account_id: str, name: str) -> Sequence[OutboundTask]:
        """Every task of an account with exactly this name, newest first."""
        return await self._fetch(_SELECT_NAMED, {"account_id": account_id, "name": name})

    async def fetch_strategies(self, account_id: str) -> Sequence[str]:
        """Names of strategies tasks of an account were made with, the last used first."""
        rows = await self._database.run(
            lambda connection: connection.execute(
                _SELECT_STRATEGIES, {"account_id": account_id}
            ).fetchall()
        )
        return tuple(row["strategy"] for row in rows)

    async def _fetch(self, query: str, parameters: dict[str, Any]) -> Sequence[OutboundTask]:
        def fetch(connection: sqlite3.Connection) -> tuple[OutboundTask, ...]:
            task_rows = connection.execute(query, parameters).fetchall()
            numbers = [row["number"] for row in task_rows]
            # A list of integers is written alike in Python and in JSON.
            batch_rows = connection.execute(
                _SELECT_BATCHES, {"task_numbers": str(numbers)}
            ).fetchall()
            try:
                return _to_tasks(task_rows, batch_rows)
            except (ValueError, InvalidOperation) as error:
                raise damaged(self._database.path) from error

        return await self._database.run(fetch)


def _record(connection: sqlite3.Connection, task: OutboundTask) -> None:
    with transaction(connection):
        if _find(connection, task) is not None:
            raise ValueError(f"task {task.task_id} is already recorded")
        number = connection.execute(_INSERT_TASK, _from_task(task)).lastrowid
        connection.executemany(
            _INSERT_BATCH, ({**_from_batch(batch), "task_number": number} for batch in task.batches)
        )


def _update(connection: sqlite3.Connection, task: OutboundTask, batches: Sequence[Batch]) -> None:
    with transaction(connection):
        number = _find(connection, task)
        if number is None:
            raise LookupError(f"task {task.task_id} was never recorded")
        connection.execute(_UPDATE_STATE, {"state": task.state.value, "number": number})
        updated = connection.executemany(
            _UPDATE_BATCH, ({**_from_batch(batch), "task_number": number} for batch in batches)
        )
        if batches and updated.rowcount != len(batches):
            raise LookupError(f"task {task.task_id} was recorded with other batches")


def _find(connection: sqlite3.Connection, task: OutboundTask) -> int | None:
    found = connection.execute(_FIND_TASK, {"task_id": task.task_id}).fetchone()
    return None if found is None else int(found["number"])


def _from_task(task: OutboundTask) -> dict[str, Any]:
    settings = task.settings
    return {
        "task_id": task.task_id,
        "account_id": task.account_id,
        "list_id": task.list_id,
        "list_name": storable(task.list_name),
        "name": storable(settings.name),
        "country": settings.country,
        "strategy": storable(settings.strategy),
        "queue_id": storable(settings.queue_id),
        "dispatch": settings.dispatch.value,
        "predictive_rate": str(settings.predictive_rate),
        "proportional_rate": str(settings.proportional_rate),
        "start_count": settings.start_count,
        "start_kind": settings.start.value,
        "description": storable(settings.description),
        "batch_size": task.batch_size,
        "number_count": task.count,
        "created_ms": task.created_ms,
        "state": task.state.value,
    }


def _from_batch(batch: Batch) -> dict[str, Any]:
    return {
        "position": batch.position,
        "start": batch.start,
        "number_count": batch.count,
        "state": batch.state.value,
        "sent_ms": batch.sent_ms,
        "ended_ms": batch.ended_ms,
        "code": storable(batch.code),
        "reason": batch.reason,
        "words": storable(batch.words),
        "request_id": storable(batch.request_id),
        "attempts": batch.attempts,
        "in_doubt": batch.in_doubt,
        "left_out": batch.left_out,
        "word": None if batch.word is None else batch.word.value,
        "word_ms": batch.word_ms,
    }


def _to_tasks(
    task_rows: list[sqlite3.Row], batch_rows: list[sqlite3.Row]
) -> tuple[OutboundTask, ...]:
    batches = {
        task_number: tuple(_to_batch(row) for row in rows)
        for task_number, rows in itertools.groupby(batch_rows, lambda row: row["task_number"])
    }
    return tuple(_to_task(row, batches.get(row["number"], ())) for row in task_rows)


def _to_task(row: sqlite3.Row, batches: tuple[Batch, ...]) -> OutboundTask:
    return OutboundTask(
        task_id=row["task_id"],
        account_id=row["account_id"],
        list_id=row["list_id"],
        list_name=row["list_name"],
        settings=TaskSettings(
            name=row["name"],
            country=row["country"],
            strategy=row["strategy"],
            queue_id=row["queue_id"],
            dispatch=DispatchKind(row["dispatch"]),
            predictive_rate=Decimal(row["predictive_rate"]),
            proportional_rate=Decimal(row["proportional_rate"]),
            start_count=row["start_count"],
            start=StartKind(row["start_kind"]),
            description=row["description"],
        ),
        batch_size=row["batch_size"],
        count=row["number_count"],
        created_ms=row["created_ms"],
        state=TaskState(row["state"]),
        batches=batches,
    )


def _to_batch(row: sqlite3.Row) -> Batch:
    return Batch(
        position=row["position"],
        start=row["start"],
        count=row["number_count"],
        state=BatchState(row["state"]),
        sent_ms=row["sent_ms"],
        ended_ms=row["ended_ms"],
        code=row["code"],
        reason=row["reason"],
        words=row["words"],
        request_id=row["request_id"],
        attempts=row["attempts"],
        in_doubt=bool(row["in_doubt"]),
        left_out=row["left_out"],
        word=None if row["word"] is None else BatchWord(row["word"]),
        word_ms=row["word_ms"],
    )
