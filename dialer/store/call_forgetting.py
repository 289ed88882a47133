"""Removing calls that are too old to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3

    from dialer.store.database import Database

# Events and notes go with their call.
DELETE_OLD = """
    DELETE FROM calls
    WHERE number IN (
        SELECT number FROM calls
        WHERE started_ms < :before_ms
            AND state <> 'requesting'
            AND (state <> 'unknown' OR EXISTS (
                SELECT 1 FROM call_events
                WHERE call_number = calls.number AND call_events.kind = 'settled'))
            AND NOT EXISTS (
                SELECT 1 FROM call_notes
                WHERE call_number = calls.number AND call_back_ms IS NOT NULL)
        ORDER BY started_ms, number
        LIMIT :limit)
"""


class SqliteCallForgetting:
    """Removes calls from the journal's file.

    Args:
        database: open, or opened before the first use; the journal's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget_before(self, before_ms: int, *, limit: int) -> int:
        """Removes the oldest calls recorded before a moment, with all that is known of them.

        Calls whose outcome is open, and those to be followed by another, stay.

        Returns:
            How many were removed; fewer than ``limit`` where none are left.

        Raises:
            DatabaseUnusable: none of them was removed.
        """

        def forget(connection: sqlite3.Connection) -> int:
            # Else the numbers would stay readable in the file until something overwrites them.
            connection.execute("PRAGMA secure_delete = ON")
            with transaction(connection):
                cursor = connection.execute(DELETE_OLD, {"before_ms": before_ms, "limit": limit})
                return cursor.rowcount

        return await self._database.run(forget)
