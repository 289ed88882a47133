from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sample_calls import NOON_MS, a_call

from dialer.domain.calls import CallEvent, CallEventKind, advance
from dialer.domain.errors import DatabaseUnusable
from dialer.domain.history import CallSearch
from dialer.store import Database, SqliteCallJournal

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def test_two_queries_fetch_any_number_of_calls(tmp_path: Path) -> None:
    statements: list[str] = []

    def listen(connection: sqlite3.Connection) -> None:
        connection.set_trace_callback(statements.append)

    async def scenario() -> None:
        database = Database(tmp_path)
        await database.open()
        try:
            journal = SqliteCallJournal(database)
            for number in range(30):
                await journal.record(a_call(str(number), at_ms=number))
            await database.run(listen)
            assert len(await journal.fetch_recent(30)) == 30
        finally:
            database.close()

    asyncio.run(scenario())
    assert len(statements) == 2


def test_no_query_walks_the_whole_journal(tmp_path: Path) -> None:
    from dialer.store import (  # noqa: PLC0415 - looks at the statements, which are private
        call_search,
        calls,
    )

    statements: list[tuple[str, dict[str, str | int]]] = [
        (calls._SELECT_ONE, {"client_call_id": "1"}),
        (call_search.SELECT_PAGE, {**call_search.parameters(CallSearch(), ""), "limit": 5}),
        (calls._SELECT_RECENT, {"limit": 5}),
        (calls._SELECT_TO, {"callee": "+1", "limit": 5}),
        (calls._SELECT_UNFINISHED, {}),
        (calls._SELECT_EVENTS, {"call_numbers": "[1]"}),
        (calls._FIND_CALL, {"client_call_id": "1"}),
        (calls._HAS_CALLED, {"account_id": "1", "region": "ID"}),
    ]

    def explain(connection: sqlite3.Connection) -> list[str]:
        return [
            row["detail"]
            for statement, parameters in statements
            for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    async def scenario() -> list[str]:
        database = Database(tmp_path)
        await database.open()
        try:
            return await database.run(explain)
        finally:
            database.close()

    plan = asyncio.run(scenario())
    assert not [line for line in plan if line == "SCAN calls" or "TEMP B-TREE" in line]


def test_a_country_is_known_or_not_at_once_among_a_hundred_thousand_calls(tmp_path: Path) -> None:
    copies = """
        INSERT INTO calls (client_call_id, account_id, kind, caller_id, callee, agent_number,
            leg_order, delay_ms, state, started_ms, region)
        WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted
            WHERE n < 100000)
        SELECT 'copy-' || n, 'account-1', 'dial_out', '', '+62', '', 'agent_first', 0,
            CASE n % 2 WHEN 0 THEN 'not_sent' ELSE 'accepted' END, n, 'ID'
        FROM counted
    """

    async def scenario() -> tuple[list[bool], int]:
        database = Database(tmp_path)
        await database.open()
        try:
            await database.run(lambda connection: connection.execute(copies))
            steps = []
            await database.run(
                lambda connection: connection.set_progress_handler(lambda: steps.append(1), 100)
            )
            journal = SqliteCallJournal(database)
            known = [
                await journal.has_called("account-1", "ID"),
                await journal.has_called("account-1", "KE"),
                await journal.has_called("account-2", "ID"),
            ]
            return known, len(steps)
        finally:
            database.close()

    known, hundreds_of_steps = asyncio.run(scenario())
    assert known == [True, False, False]
    assert hundreds_of_steps <= 3


def test_half_a_surrogate_pair_does_not_cost_the_outcome(tmp_path: Path) -> None:
    broken = "tidak bisa \ud83d"
    call = advance(
        a_call(),
        CallEvent(kind=CallEventKind.REJECTED, at_ms=NOON_MS + 1, code=broken, words=broken),
    )

    async def scenario() -> None:
        database = Database(tmp_path)
        await database.open()
        try:
            journal = SqliteCallJournal(database)
            await journal.record(a_call(call.client_call_id))
            await journal.update(call)
            (found,) = await journal.fetch_recent(1)
            assert found.state is call.state
            assert found.last_event.words == r"tidak bisa \ud83d"
        finally:
            database.close()

    asyncio.run(scenario())


@pytest.mark.parametrize("options", ["", "null", "[1", '"text"'])
def test_a_broken_column_is_damage_and_no_crash(tmp_path: Path, options: str) -> None:
    def spoil(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE calls SET options = :options", {"options": options})

    async def scenario() -> None:
        database = Database(tmp_path)
        await database.open()
        try:
            journal = SqliteCallJournal(database)
            await journal.record(a_call())
            await database.run(spoil)
            with pytest.raises(DatabaseUnusable):
                await journal.fetch_recent(1)
        finally:
            database.close()

    asyncio.run(scenario())
