"""The journal of calls, kept in SQLite."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, CallState, LegOrder
from dialer.domain.history import CallSearch, HistoryPage
from dialer.store import call_search
from dialer.store.faults import damaged
from dialer.store.migrations import transaction
from dialer.store.text import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from dialer.store.database import Database

_INSERT_CALL = """
    INSERT INTO calls (
        client_call_id, account_id, kind, caller_id, callee, agent_number, leg_order,
        delay_ms, region, options, state, call_id, started_ms, code, request_id
    ) VALUES (
        :client_call_id, :account_id, :kind, :caller_id, :callee, :agent_number, :leg_order,
        :delay_ms, :region, :options, :state, :call_id, :started_ms, :code, :request_id
    )
"""

_UPDATE_CALL = """
    UPDATE calls
    SET state = :state, call_id = :call_id, code = :code, request_id = :request_id
    WHERE number = :number
"""

_INSERT_EVENT = """
    INSERT INTO call_events (
        call_number, position, kind, at_ms, call_id, request_id, code, reason, words,
        http_status, byte_count, clock_offset_ms
    ) VALUES (
        :call_number, :position, :kind, :at_ms, :call_id, :request_id, :code, :reason, :words,
        :http_status, :byte_count, :clock_offset_ms
    )
"""

_FIND_CALL = """
    SELECT
        number,
        (SELECT count(*) FROM call_events WHERE call_number = calls.number) AS event_count
    FROM calls
    WHERE client_call_id = :client_call_id
"""

_SELECT_RECENT = """
    SELECT number, client_call_id, account_id, kind, caller_id, callee, agent_number,
        leg_order, delay_ms, region, options, state, call_id
    FROM calls
    ORDER BY started_ms DESC, number DESC
    LIMIT :limit
"""

_SELECT_TO = """
    SELECT number, client_call_id, account_id, kind, caller_id, callee, agent_number,
        leg_order, delay_ms, region, options, state, call_id
    FROM calls
    WHERE callee = :callee
    ORDER BY started_ms DESC, number DESC
    LIMIT :limit
"""

# An array of texts in JSON; of each number, the newest call by the index of callees.
_SELECT_LATEST = """
    SELECT number, client_call_id, account_id, kind, caller_id, callee, agent_number,
        leg_order, delay_ms, region, options, state, call_id
    FROM calls
    WHERE number IN (
        SELECT (
            SELECT number FROM calls
            WHERE callee = wanted.value
            ORDER BY started_ms DESC, number DESC
            LIMIT 1)
        FROM json_each(:callees) AS wanted)
"""

_SELECT_ONE = """
    SELECT number, client_call_id, account_id, kind, caller_id, callee, agent_number,
        leg_order, delay_ms, region, options, state, call_id
    FROM calls
    WHERE client_call_id = :client_call_id
"""

# The state is spelled out, not a parameter: only then is the partial index used.
_SELECT_UNFINISHED = """
    SELECT number, client_call_id, account_id, kind, caller_id, callee, agent_number,
        leg_order, delay_ms, region, options, state, call_id
    FROM calls
    WHERE state = 'requesting'
    ORDER BY started_ms, number
"""

# As with the calls that are unfinished: only with its words is the index used.
_HAS_CALLED = """
    SELECT EXISTS (
        SELECT 1
        FROM calls
        WHERE account_id = :account_id AND region = :region AND state <> 'not_sent'
    )
"""

_SELECT_EVENTS = """
    SELECT call_number, kind, at_ms, call_id, request_id, code, reason, words, http_status,
        byte_count, clock_offset_ms
    FROM call_events
    WHERE call_number IN (SELECT value FROM json_each(:call_numbers))
    ORDER BY call_number, position
"""


# Fields of a call that its column options holds by name, where they are not empty.
_OPTIONS = ("agent_id", "call_data", "agent_sees", "callback_url")


class SqliteCallJournal:
    """Keeps every attempt in the tables ``calls`` and ``call_events``.

    Args:
        database: open, or opened before the first use.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, call: Call) -> None:
        """Adds a call. When it returns, the row survives a power cut.

        Raises:
            ValueError: the call has no event, or its client call id is already recorded.
            DatabaseUnusable: it could not be stored; nothing of it is.
        """
        if not call.events:
            raise ValueError("a call is recorded with its first event")
        await self._database.run(lambda connection: _record(connection, call))

    async def update(self, call: Call) -> None:
        """Adds a recorded call's new events, and replaces its state and ids.

        Raises:
            LookupError: the call was never recorded.
            ValueError: events that are stored are missing from it: it is out of date.
            DatabaseUnusable: it could not be stored; nothing of it is.
        """
        await self._database.run(lambda connection: _update(connection, call))

    async def fetch_recent(self, limit: int) -> Sequence[Call]:
        """The newest calls, newest first."""
        return await self._fetch(_SELECT_RECENT, {"limit": limit})

    async def fetch_calls_to(self, callee_e164: str, limit: int) -> Sequence[Call]:
        """The newest calls to one number, newest first."""
        return await self._fetch(_SELECT_TO, {"callee": callee_e164, "limit": limit})

    async def fetch_latest(self, callees: Collection[str]) -> Mapping[str, Call]:
        """The newest call to each of some E.164 numbers, by number, where there is one."""
        found = await self._fetch(_SELECT_LATEST, {"callees": json.dumps(list(callees))})
        return {call.callee: call for call in found}

    async def fetch_unfinished(self) -> Sequence[Call]:
        """Calls left in REQUESTING, oldest first."""
        return await self._fetch(_SELECT_UNFINISHED, {})

    async def fetch_call(self, client_call_id: str) -> Call:
        """One call as it stands.

        Raises:
            LookupError: the call was never recorded.
        """
        found = await self._fetch(_SELECT_ONE, {"client_call_id": client_call_id})
        if not found:
            raise LookupError(f"call {client_call_id} was never recorded")
        return found[0]

    async def has_called(self, account_id: str, region: str) -> bool:
        """Tells whether a call to a country has ever left through an account."""
        values = {"account_id": account_id, "region": region}

        def look(connection: sqlite3.Connection) -> bool:
            (found,) = connection.execute(_HAS_CALLED, values).fetchone()
            return bool(found)

        return await self._database.run(look)

    async def fetch_page(self, search: CallSearch, *, limit: int, mark: str = "") -> HistoryPage:
        """The newest of the calls that are wanted, newest first, however many there are.

        Raises:
            ValueError: the mark is not from this journal.
        """
        parameters = {**call_search.parameters(search, mark), "limit": limit + 1}
        numbers, calls = await self._fetch_numbered(call_search.SELECT_PAGE, parameters)
        if len(calls) <= limit:
            return HistoryPage(calls=calls)
        listed = calls[:limit]
        next_mark = call_search.mark_of(listed[-1].started_ms, numbers[limit - 1]) if limit else ""
        return HistoryPage(calls=listed, next_mark=next_mark)

    async def count_calls(self, search: CallSearch) -> int:
        """How many calls are wanted."""
        parameters = call_search.parameters(search, "")

        def count(connection: sqlite3.Connection) -> int:
            (found,) = connection.execute(call_search.COUNT, parameters).fetchone()
            return int(found)

        return await self._database.run(count)

    async def _fetch(self, query: str, parameters: dict[str, Any]) -> Sequence[Call]:
        _, calls = await self._fetch_numbered(query, parameters)
        return calls

    async def _fetch_numbered(
        self, query: str, parameters: dict[str, Any]
    ) -> tuple[list[int], tuple[Call, ...]]:
        def fetch(connection: sqlite3.Connection) -> tuple[list[int], tuple[Call, ...]]:
            call_rows, event_rows = _fetch_rows(connection, query, parameters)
            try:
                return [row["number"] for row in call_rows], _to_calls(call_rows, event_rows)
            except (ValueError, TypeError) as error:
                raise damaged(self._database.path) from error

        return await self._database.run(fetch)


def _record(connection: sqlite3.Connection, call: Call) -> None:
    with transaction(connection):
        if _find(connection, call) is not None:
            raise ValueError(f"call {call.client_call_id} is already recorded")
        cursor = connection.execute(_INSERT_CALL, _from_call(call))
        _insert_events(connection, cursor.lastrowid, enumerate(call.events))


def _update(connection: sqlite3.Connection, call: Call) -> None:
    with transaction(connection):
        found = _find(connection, call)
        if found is None:
            raise LookupError(f"call {call.client_call_id} was never recorded")
        number, stored = found["number"], found["event_count"]
        if stored > len(call.events):
            raise ValueError(f"call {call.client_call_id} has later events than these")
        connection.execute(_UPDATE_CALL, {**_from_call(call), "number": number})
        _insert_events(connection, number, itertools.islice(enumerate(call.events), stored, None))


def _find(connection: sqlite3.Connection, call: Call) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute(
        _FIND_CALL, {"client_call_id": call.client_call_id}
    ).fetchone()
    return found


def _insert_events(
    connection: sqlite3.Connection,
    call_number: int | None,
    events: Iterable[tuple[int, CallEvent]],
) -> None:
    connection.executemany(
        _INSERT_EVENT,
        (
            {"call_number": call_number, "position": position, **_from_event(event)}
            for position, event in events
        ),
    )


def _fetch_rows(
    connection: sqlite3.Connection, query: str, parameters: dict[str, Any]
) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    call_rows = connection.execute(query, parameters).fetchall()
    numbers = [row["number"] for row in call_rows]
    # A list of integers is written alike in Python and in JSON.
    event_rows = connection.execute(_SELECT_EVENTS, {"call_numbers": str(numbers)}).fetchall()
    return call_rows, event_rows


def _from_call(call: Call) -> dict[str, Any]:
    return {
        "client_call_id": call.client_call_id,
        "account_id": call.account_id,
        "kind": call.kind.value,
        "caller_id": call.caller_id,
        "callee": call.callee,
        "agent_number": call.agent_number,
        "leg_order": call.leg_order.value,
        "delay_ms": call.delay_ms,
        "region": call.region,
        "options": json.dumps(_options_of(call)),
        "state": call.state.value,
        "call_id": storable(call.call_id),
        "started_ms": call.started_ms,
        "code": storable(_last(event.code for event in call.events)),
        "request_id": storable(_last(event.request_id for event in call.events)),
    }


def _options_of(call: Call) -> dict[str, str]:
    """What one kind of call alone has, as far as this one has it."""
    options = {name: getattr(call, name) for name in _OPTIONS}
    return {name: value for name, value in options.items() if value}


def _from_event(event: CallEvent) -> dict[str, Any]:
    return {
        "kind": event.kind.value,
        "at_ms": event.at_ms,
        "call_id": storable(event.call_id),
        "request_id": storable(event.request_id),
        "code": storable(event.code),
        "reason": event.reason,
        "words": storable(event.words),
        "http_status": event.http_status,
        "byte_count": event.byte_count,
        "clock_offset_ms": event.clock_offset_ms,
    }


def _last(values: Iterable[str | None]) -> str | None:
    present = [value for value in values if value is not None]
    return present[-1] if present else None


def _to_calls(call_rows: list[sqlite3.Row], event_rows: list[sqlite3.Row]) -> tuple[Call, ...]:
    events = {
        call_number: tuple(_to_event(row) for row in rows)
        for call_number, rows in itertools.groupby(event_rows, lambda row: row["call_number"])
    }
    return tuple(_to_call(row, events.get(row["number"], ())) for row in call_rows)


def _to_call(row: sqlite3.Row, events: tuple[CallEvent, ...]) -> Call:
    options = dict(json.loads(row["options"]))
    return Call(
        client_call_id=row["client_call_id"],
        account_id=row["account_id"],
        kind=CallKind(row["kind"]),
        caller_id=row["caller_id"],
        callee=row["callee"],
        agent_number=row["agent_number"],
        leg_order=LegOrder(row["leg_order"]),
        delay_ms=row["delay_ms"],
        region=row["region"] or "",
        **{name: str(options[name]) for name in _OPTIONS if name in options},
        state=CallState(row["state"]),
        events=events,
        call_id=row["call_id"],
    )


def _to_event(row: sqlite3.Row) -> CallEvent:
    return CallEvent(
        kind=CallEventKind(row["kind"]),
        at_ms=row["at_ms"],
        call_id=row["call_id"],
        request_id=row["request_id"],
        code=row["code"],
        reason=row["reason"],
        words=row["words"],
        http_status=row["http_status"],
        byte_count=row["byte_count"],
        clock_offset_ms=row["clock_offset_ms"],
    )
