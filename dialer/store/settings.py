"""The person's choices, kept in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3

    from dialer.store.database import Database

_SELECT_SETTING = "SELECT value FROM settings WHERE name = :name"

_UPSERT_SETTING = """
    INSERT INTO settings (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""


class SqliteSettingsStore:
    """Keeps choices in the table ``settings``.

    Args:
        database: open, or opened before the first use.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch_setting(self, name: str) -> str | None:
        """The stored text, or None."""

        def read(connection: sqlite3.Connection) -> str | None:
            row = connection.execute(_SELECT_SETTING, {"name": name}).fetchone()
            return None if row is None else str(row["value"])

        return await self._database.run(read)

    async def save_setting(self, name: str, value: str) -> None:
        """Stores the text, replacing what was there."""

        def write(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.execute(_UPSERT_SETTING, {"name": name, "value": value})

        await self._database.run(write)
