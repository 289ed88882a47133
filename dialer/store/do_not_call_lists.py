"""Looking after the lists of numbers that may not be called, in ``numbers.db``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from dialer.domain.number_lists import DoNotCallEntry, DoNotCallSource
from dialer.store.do_not_call import add_do_not_call
from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from dialer.store.database import Database

# A transaction of this many rows takes some 20 ms: no call that waits for it is late.
_ROWS_A_REMOVAL = 20_000

_SELECT_SOURCES = """
    SELECT source, count(*) AS number_count, min(added_ms) AS added_ms
    FROM do_not_call
    GROUP BY source
    ORDER BY source
"""

# An integer's text is its digits.
_FIND_ENTRIES = """
    SELECT e164, source, reason, added_ms
    FROM do_not_call
    WHERE instr(e164, :digits) > 0
    ORDER BY e164, added_ms, source
    LIMIT :limit
"""

_DELETE_ENTRY = "DELETE FROM do_not_call WHERE e164 = :e164 AND source = :source"

_SELECT_SOME_OF_SOURCE = """
    SELECT e164
    FROM do_not_call
    WHERE e164 > :after AND source = :source
    ORDER BY e164
    LIMIT :rows
"""

# The array is JSON; a list of integers is written alike in Python.
_DELETE_SOME = """
    DELETE FROM do_not_call
    WHERE e164 IN (SELECT value FROM json_each(:numbers)) AND source = :source
"""


class SqliteDoNotCallStore:
    """Keeps the lists in the table ``do_not_call``.

    Args:
        database: that of ``numbers.db``, open, or opened before the first use.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_sources(self) -> Sequence[DoNotCallSource]:
        """Every list, by name."""
        rows = await self._database.run(
            lambda connection: connection.execute(_SELECT_SOURCES).fetchall()
        )
        return tuple(
            DoNotCallSource(name=row["source"], count=row["number_count"], added_ms=row["added_ms"])
            for row in rows
        )

    async def find_entries(self, digits: str, *, limit: int) -> Sequence[DoNotCallEntry]:
        """Numbers whose E.164 form holds these digits, in order, with every list they are on."""
        values = {"digits": digits, "limit": limit}
        rows = await self._database.run(
            lambda connection: connection.execute(_FIND_ENTRIES, values).fetchall()
        )
        return tuple(
            DoNotCallEntry(
                e164=f"+{row['e164']}",
                source=row["source"],
                reason=row["reason"],
                added_ms=row["added_ms"],
            )
            for row in rows
        )

    async def add_entry(self, e164: str, *, source: str, reason: str, at_ms: int) -> None:
        """Puts one number on a list; on it already, it gets the new reason."""
        await self._database.run(
            lambda connection: add_do_not_call(
                connection, [int(e164)], source=source, reason=reason, at_ms=at_ms
            )
        )

    async def remove_entry(self, e164: str, *, source: str) -> None:
        """Takes one number off one list; other lists may still hold it."""

        def remove(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.execute(_DELETE_ENTRY, {"e164": int(e164), "source": source})

        await self._database.run(remove)

    async def remove_source(self, source: str) -> int:
        """Takes a whole list away; returns how many numbers were on it."""
        values: dict[str, Any] = {"source": source, "after": 0, "rows": _ROWS_A_REMOVAL}
        removed = 0
        while numbers := await self._database.run(partial(_remove_some, values)):
            removed += len(numbers)
            values = {**values, "after": numbers[-1]}
        return removed


def _remove_some(values: dict[str, Any], connection: sqlite3.Connection) -> list[int]:
    """Takes the next numbers off a list; returns them."""
    with transaction(connection):
        numbers = [row["e164"] for row in connection.execute(_SELECT_SOME_OF_SOURCE, values)]
        connection.execute(_DELETE_SOME, {**values, "numbers": str(numbers)})
    return numbers
