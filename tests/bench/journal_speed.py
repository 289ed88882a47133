"""Records the journal takes per second, each synced to the disk, beside bare SQLite."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
import uuid
from dataclasses import astuple
from typing import TYPE_CHECKING

from bench.figures import Figure, Sample

from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, LegOrder, advance
from dialer.store import Database, SqliteCallJournal
from dialer.store.migrations import MIGRATIONS

if TYPE_CHECKING:
    from pathlib import Path

_ROUNDS = 15
_RECORDS = 40
_NOW_MS = 1_790_000_000_000


def measure_journal(folder: Path) -> list[Figure]:
    """Records batches in turn, through the journal and by plain statements."""
    return asyncio.run(_measure(folder))


async def _measure(folder: Path) -> list[Figure]:
    ours, bare = [], []
    database = Database(folder / "journal")
    await database.open()
    try:
        journal = SqliteCallJournal(database)
        with contextlib.closing(_open_bare(folder / "bare.db")) as connection:
            for number in range(_ROUNDS + 1):
                through_journal = await _record(journal)
                plain = _insert(connection)
                if number:  # the first round makes the files grow
                    ours.append(through_journal)
                    bare.append(plain)
    finally:
        database.close()
    return [
        Figure(
            name="Journal, synced records/s",
            ours=Sample(tuple(ours)),
            floor_name="bare sqlite3",
            floor=Sample(tuple(bare)),
        )
    ]


async def _record(journal: SqliteCallJournal) -> float:
    calls = [_call() for _ in range(_RECORDS)]
    began = time.perf_counter()
    for call in calls:
        await journal.record(call)
    return _RECORDS / (time.perf_counter() - began)


def _insert(connection: sqlite3.Connection) -> float:
    calls = [_call() for _ in range(_RECORDS)]
    began = time.perf_counter()
    for call in calls:
        connection.execute("BEGIN IMMEDIATE")
        number = connection.execute(
            "INSERT INTO calls VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, NULL, NULL)",
            (
                call.client_call_id,
                call.account_id,
                call.kind,
                call.caller_id,
                call.callee,
                call.agent_number,
                call.leg_order,
                call.delay_ms,
                call.state,
                call.started_ms,
            ),
        ).lastrowid
        connection.execute(
            "INSERT INTO call_events VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *astuple(call.last_event)),
        )
        connection.execute("COMMIT")
    return _RECORDS / (time.perf_counter() - began)


def _open_bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "fullfsync = ON"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in MIGRATIONS[0].statements:
        connection.execute(statement)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _call() -> Call:
    return advance(
        Call(
            client_call_id=str(uuid.uuid4()),
            account_id="bench",
            kind=CallKind.DIAL_OUT,
            caller_id="+12025550170",
            callee="+12025550123",
            agent_number="+12025550180",
            leg_order=LegOrder.AGENT_FIRST,
        ),
        CallEvent(kind=CallEventKind.RECORDED, at_ms=_NOW_MS),
    )
