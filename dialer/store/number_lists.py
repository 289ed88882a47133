"""Checked number lists, what tasks were sent with, and who may not be called."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from dialer.domain.errors import StoreError
from dialer.domain.number_lists import NumberList, NumberSample, RejectedRow, RowVerdict
from dialer.domain.tasks import TaskNumber
from dialer.store import list_schema
from dialer.store.database import Database
from dialer.store.do_not_call import add_do_not_call, count_do_not_call, find_do_not_call
from dialer.store.faults import damaged
from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)
# A transaction of this many rows takes some 10 ms: nobody who waits for it notices.
_ROWS_A_DELETION = 20_000
_POSITION_DIGITS = 12

_Result = TypeVar("_Result")

_SELECT_LIST = """
    SELECT number, list_id, order_prefix, name, region, read_count, accepted_count,
        empty_count, invalid_count, repeated_count, in_earlier_task_count, do_not_call_count,
        checked_ms
    FROM lists
    WHERE list_id = :list_id AND checked_ms IS NOT NULL
"""

_SELECT_NUMBERS = """
    SELECT lists.order_prefix, accepted_rows.position, accepted_rows.e164, accepted_rows.note
    FROM lists JOIN accepted_rows ON accepted_rows.list_number = lists.number
    WHERE lists.list_id = :list_id AND lists.checked_ms IS NOT NULL
        AND accepted_rows.position >= :start AND accepted_rows.position < :end
    ORDER BY accepted_rows.position
"""

# An integer's text is its digits.
_SELECT_SAMPLES = """
    SELECT min(e164) AS e164, count(*) AS number_count
    FROM lists JOIN accepted_rows ON accepted_rows.list_number = lists.number
    WHERE lists.list_id = :list_id AND lists.checked_ms IS NOT NULL
    GROUP BY length(e164), substr(e164, 1, 7)
"""

_SELECT_REJECTED = """
    SELECT line, text, note, verdict, reason
    FROM lists JOIN rejected_rows ON rejected_rows.list_number = lists.number
    WHERE lists.list_id = :list_id AND lists.checked_ms IS NOT NULL AND line > :after_line
    ORDER BY line
    LIMIT :limit
"""

_SELECT_BARRED = """
    SELECT position, is_do_not_call
    FROM (
        SELECT
            position,
            EXISTS (SELECT 1 FROM do_not_call WHERE do_not_call.e164 = accepted_rows.e164)
                AS is_do_not_call,
            EXISTS (
                SELECT 1
                FROM used_numbers JOIN tasks_with_numbers
                    ON tasks_with_numbers.number = used_numbers.task_number
                WHERE used_numbers.e164 = accepted_rows.e164 AND task_id <> :task_id
            ) AS is_used
        FROM accepted_rows
        WHERE list_number = :list_number AND position >= :start AND position < :end
    )
    WHERE is_do_not_call OR is_used
    ORDER BY position
"""

_SELECT_USES = """
    SELECT task_id, at_ms
    FROM used_numbers JOIN tasks_with_numbers
        ON tasks_with_numbers.number = used_numbers.task_number
    WHERE e164 = :e164
    ORDER BY at_ms DESC
"""

_INSERT_TASK = """
    INSERT INTO tasks_with_numbers (task_id) VALUES (:task_id) ON CONFLICT (task_id) DO NOTHING
"""

_NOTE_USE = """
    INSERT INTO used_numbers (e164, task_number, at_ms, times)
    SELECT
        e164,
        (SELECT number FROM tasks_with_numbers WHERE task_id = :task_id),
        :at_ms,
        1
    FROM accepted_rows
    WHERE list_number = :list_number AND position >= :start AND position < :end
    ON CONFLICT (e164, task_number) DO UPDATE SET times = times + 1, at_ms = excluded.at_ms
"""

_TAKE_BACK_USE = """
    UPDATE used_numbers
    SET times = times - 1
    WHERE task_number = (SELECT number FROM tasks_with_numbers WHERE task_id = :task_id)
        AND e164 IN (
            SELECT e164
            FROM accepted_rows
            WHERE list_number = :list_number AND position >= :start AND position < :end
        )
"""

_DELETE_TAKEN_BACK = """
    DELETE FROM used_numbers
    WHERE times = 0
        AND task_number = (SELECT number FROM tasks_with_numbers WHERE task_id = :task_id)
        AND e164 IN (
            SELECT e164
            FROM accepted_rows
            WHERE list_number = :list_number AND position >= :start AND position < :end
        )
"""

_HIDE_LIST = "UPDATE lists SET checked_ms = NULL WHERE list_id = :list_id"
_FIND_NUMBER = "SELECT number FROM lists WHERE list_id = :list_id"
_SELECT_HIDDEN = "SELECT number FROM lists WHERE checked_ms IS NULL ORDER BY number"

_DELETE_SOME_ACCEPTED = """
    DELETE FROM accepted_rows
    WHERE list_number = :list_number AND position < :rows + (
        SELECT min(position) FROM accepted_rows WHERE list_number = :list_number
    )
"""

_DELETE_SOME_REJECTED = """
    DELETE FROM rejected_rows
    WHERE list_number = :list_number AND line < :rows + (
        SELECT min(line) FROM rejected_rows WHERE list_number = :list_number
    )
"""

_DELETE_LIST = "DELETE FROM lists WHERE number = :list_number"


class SqliteNumberListStore:
    """Keeps lists in a file of its own, ``numbers.db`` in the data folder.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(
            folder, name=list_schema.FILE_NAME, migrations=list_schema.MIGRATIONS
        )
        self._sweeping: asyncio.Future[None] | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._database.path

    @property
    def database(self) -> Database:
        """The file's thread, for others that work in it."""
        return self._database

    async def open(self) -> None:
        """Opens the file; what an earlier run left half written is deleted from now on.

        Raises:
            StoreError: the file cannot be used.
        """
        await self._database.open()
        leftovers = await self._database.run(_fetch_hidden)
        if leftovers:
            # Nobody waits for it: a million rows take a second.
            self._sweeping = asyncio.ensure_future(self._sweep_leftovers(leftovers))

    async def close(self) -> None:
        """Ends the sweeping where it is, and closes the file. May be called twice."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait((self._sweeping,))
            self._sweeping = None
        self._database.close()

    async def fetch_list(self, list_id: str) -> NumberList | None:
        """A stored list, or None."""
        row = await self._database.run(
            lambda connection: connection.execute(_SELECT_LIST, {"list_id": list_id}).fetchone()
        )
        return None if row is None else _to_list(row)

    async def fetch_numbers(self, list_id: str, *, start: int, count: int) -> Sequence[TaskNumber]:
        """Accepted numbers by position, in order; their order ids never change."""
        parameters = {"list_id": list_id, "start": start, "end": start + count}
        rows = await self._database.run(
            lambda connection: connection.execute(_SELECT_NUMBERS, parameters).fetchall()
        )
        return tuple(_to_number(row) for row in rows)

    async def fetch_samples(self, list_id: str) -> Sequence[NumberSample]:
        """One accepted number of each range, which is the first 7 digits and the length."""
        values = {"list_id": list_id}
        rows = await self._database.run(
            lambda connection: connection.execute(_SELECT_SAMPLES, values).fetchall()
        )
        return tuple(
            NumberSample(e164=f"+{row['e164']}", count=row["number_count"]) for row in rows
        )

    async def fetch_rejected(
        self, list_id: str, *, after_line: int, limit: int
    ) -> Sequence[RejectedRow]:
        """Rows that are not accepted, in the file's order, from behind a line."""
        parameters = {"list_id": list_id, "after_line": after_line, "limit": limit}
        rows = await self._database.run(
            lambda connection: connection.execute(_SELECT_REJECTED, parameters).fetchall()
        )
        try:
            return tuple(_to_rejected(row) for row in rows)
        except ValueError as error:
            raise damaged(self.path) from error

    async def fetch_barred(
        self, list_id: str, *, start: int, count: int, task_id: str
    ) -> Sequence[tuple[int, RowVerdict]]:
        """Positions that may no longer be sent, though they were accepted when checked."""
        rows = await self._on_rows(
            list_id,
            {"start": start, "end": start + count, "task_id": task_id},
            lambda connection, values: connection.execute(_SELECT_BARRED, values).fetchall(),
        )
        return tuple((row["position"], _barred_verdict(row)) for row in rows)

    async def note_use(
        self, list_id: str, *, start: int, count: int, task_id: str, at_ms: int
    ) -> None:
        """Notes that a task is sent with these numbers, durably, before they leave."""

        def note(connection: sqlite3.Connection, values: dict[str, Any]) -> None:
            with transaction(connection):
                connection.execute(_INSERT_TASK, values)
                connection.execute(_NOTE_USE, values)

        values = {"start": start, "end": start + count, "task_id": task_id, "at_ms": at_ms}
        await self._on_rows(list_id, values, note)

    async def take_back_use(self, list_id: str, *, start: int, count: int, task_id: str) -> None:
        """Undoes one ``note_use`` where it is proven that nobody is called."""

        def take_back(connection: sqlite3.Connection, values: dict[str, Any]) -> None:
            with transaction(connection):
                connection.execute(_TAKE_BACK_USE, values)
                connection.execute(_DELETE_TAKEN_BACK, values)

        values = {"start": start, "end": start + count, "task_id": task_id}
        await self._on_rows(list_id, values, take_back)

    async def find_uses(self, e164: str) -> Sequence[tuple[str, int]]:
        """The ids of tasks that were sent with a number, and when, the newest first."""
        values = {"e164": int(e164)}
        rows = await self._database.run(
            lambda connection: connection.execute(_SELECT_USES, values).fetchall()
        )
        return tuple((row["task_id"], row["at_ms"]) for row in rows)

    async def delete_list(self, list_id: str) -> None:
        """Forgets a list; the note of its use stays."""

        def hide(connection: sqlite3.Connection) -> int | None:
            with transaction(connection):
                connection.execute(_HIDE_LIST, {"list_id": list_id})
            found = connection.execute(_FIND_NUMBER, {"list_id": list_id}).fetchone()
            return None if found is None else int(found["number"])

        number = await self._database.run(hide)
        if number is not None:
            await self._sweep([number])

    async def add_do_not_call(
        self, numbers: Sequence[str], *, source: str, reason: str, at_ms: int
    ) -> int:
        """Adds E.164 numbers that may not be called; returns how many no source listed before."""
        digits = [int(e164) for e164 in numbers]
        return await self._database.run(
            lambda connection: add_do_not_call(
                connection, digits, source=source, reason=reason, at_ms=at_ms
            )
        )

    async def count_do_not_call(self) -> int:
        """How many numbers may not be called."""
        return await self._database.run(count_do_not_call)

    async def find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        """Source and reason, where the number may not be called; of several, the oldest."""
        digits = int(e164)
        return await self._database.run(lambda connection: find_do_not_call(connection, digits))

    async def _on_rows(
        self,
        list_id: str,
        values: dict[str, Any],
        work: Callable[[sqlite3.Connection, dict[str, Any]], _Result],
    ) -> _Result:
        """Runs work on positions ``start`` to ``end - 1`` of a list that has them all."""

        def run(connection: sqlite3.Connection) -> _Result:
            found = connection.execute(_SELECT_LIST, {"list_id": list_id}).fetchone()
            if found is None:
                raise LookupError(f"list {list_id} is not stored")
            start, end = values["start"], values["end"]
            if not 0 <= start <= end <= found["accepted_count"]:
                raise LookupError(f"list {list_id} has no positions {start} to {end - 1}")
            return work(connection, {**values, "list_number": found["number"]})

        return await self._database.run(run)

    async def _sweep_leftovers(self, list_numbers: Sequence[int]) -> None:
        try:
            await self._sweep(list_numbers)
        except StoreError:
            # They count for nothing, and the next start tries again.
            _log.exception("Half-written number lists could not be deleted")

    async def _sweep(self, list_numbers: Sequence[int]) -> None:
        """Deletes lists piece by piece, so that nobody waits long for the file."""
        for number in list_numbers:
            values = {"list_number": number, "rows": _ROWS_A_DELETION}
            while await self._database.run(partial(_delete_some, values)):
                pass


def _fetch_hidden(connection: sqlite3.Connection) -> list[int]:
    return [row["number"] for row in connection.execute(_SELECT_HIDDEN)]


def _delete_some(values: dict[str, int], connection: sqlite3.Connection) -> bool:
    """Deletes some rows of a list, or the list once there are none; tells if more is left."""
    with transaction(connection):
        deleted = connection.execute(_DELETE_SOME_ACCEPTED, values).rowcount
        if deleted == 0:
            deleted = connection.execute(_DELETE_SOME_REJECTED, values).rowcount
        if deleted == 0:
            connection.execute(_DELETE_LIST, values)
    return deleted > 0


def _barred_verdict(row: sqlite3.Row) -> RowVerdict:
    return RowVerdict.DO_NOT_CALL if row["is_do_not_call"] else RowVerdict.IN_EARLIER_TASK


def _to_list(row: sqlite3.Row) -> NumberList:
    return NumberList(
        list_id=row["list_id"],
        name=row["name"],
        region=row["region"],
        read=row["read_count"],
        accepted=row["accepted_count"],
        empty=row["empty_count"],
        invalid=row["invalid_count"],
        repeated=row["repeated_count"],
        in_earlier_task=row["in_earlier_task_count"],
        do_not_call=row["do_not_call_count"],
        checked_ms=row["checked_ms"],
    )


def _to_number(row: sqlite3.Row) -> TaskNumber:
    # Unique without an index over a million random ids: the prefix is the list's alone.
    order_id = f"{row['order_prefix']}{row['position']:0{_POSITION_DIGITS}X}"
    return TaskNumber(order_id=order_id, e164=f"+{row['e164']}", note=row["note"])


def _to_rejected(row: sqlite3.Row) -> RejectedRow:
    return RejectedRow(
        line=row["line"],
        text=row["text"],
        note=row["note"],
        verdict=RowVerdict(row["verdict"]),
        reason=row["reason"],
    )
