"""What agents note of calls, kept in SQLite beside the journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dialer.domain.call_notes import CallNote, fold_note
from dialer.store.migrations import transaction
from dialer.store.text import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping, Sequence

    from dialer.store.database import Database

_FIND_CALL = "SELECT number FROM calls WHERE client_call_id = :client_call_id"

_UPSERT_DISPOSITION = """
    INSERT INTO call_notes (call_number, disposition) VALUES (:call_number, :disposition)
    ON CONFLICT (call_number) DO UPDATE SET disposition = excluded.disposition
"""

_UPSERT_TEXT = """
    INSERT INTO call_notes (call_number, text, folded) VALUES (:call_number, :text, :folded)
    ON CONFLICT (call_number) DO UPDATE SET text = excluded.text, folded = excluded.folded
"""

_UPSERT_CALL_BACK = """
    INSERT INTO call_notes (call_number, call_back_ms) VALUES (:call_number, :call_back_ms)
    ON CONFLICT (call_number) DO UPDATE SET call_back_ms = excluded.call_back_ms
"""

# An array of texts in JSON.
SELECT_NOTES = """
    SELECT client_call_id, disposition, text, call_back_ms
    FROM json_each(:client_call_ids) AS wanted
    JOIN calls ON calls.client_call_id = wanted.value
    JOIN call_notes ON call_notes.call_number = calls.number
"""

SELECT_CALL_BACKS = """
    SELECT client_call_id, call_back_ms
    FROM call_notes
    JOIN calls ON calls.number = call_notes.call_number
    WHERE call_back_ms IS NOT NULL
    ORDER BY call_back_ms
"""

SELECT_DISPOSITIONS = """
    SELECT DISTINCT disposition
    FROM call_notes
    WHERE disposition <> ''
    ORDER BY disposition
"""


class SqliteCallNotes:
    """Keeps notes in the table ``call_notes``.

    Args:
        database: open, or opened before the first use; the journal's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_disposition(self, client_call_id: str, disposition: str) -> None:
        """Replaces a call's disposition; ``""`` takes it away.

        Raises:
            LookupError: the call was never recorded.
            DatabaseUnusable: it was not stored.
        """
        values: dict[str, str | int | None] = {"disposition": storable(disposition)}
        await self._save(client_call_id, _UPSERT_DISPOSITION, values)

    async def save_text(self, client_call_id: str, text: str) -> None:
        """Replaces a call's notes.

        Raises:
            LookupError: the call was never recorded.
            DatabaseUnusable: they were not stored.
        """
        kept = storable(text)
        await self._save(client_call_id, _UPSERT_TEXT, {"text": kept, "folded": fold_note(kept)})

    async def save_call_back(self, client_call_id: str, call_back_ms: int | None) -> None:
        """Replaces the time a call is to be followed by another; None takes it away.

        Raises:
            LookupError: the call was never recorded.
            DatabaseUnusable: it was not stored.
        """
        await self._save(client_call_id, _UPSERT_CALL_BACK, {"call_back_ms": call_back_ms})

    async def fetch_notes(self, client_call_ids: Collection[str]) -> Mapping[str, CallNote]:
        """What is noted of some calls, by client call id, where anything is."""
        wanted = json.dumps(list(client_call_ids))

        def fetch(connection: sqlite3.Connection) -> dict[str, CallNote]:
            rows = connection.execute(SELECT_NOTES, {"client_call_ids": wanted})
            return {row["client_call_id"]: _to_note(row) for row in rows}

        return await self._database.run(fetch)

    async def fetch_call_backs(self) -> Sequence[tuple[str, int]]:
        """Client call id and time, ms, of every call to be followed by another; soonest first."""

        def fetch(connection: sqlite3.Connection) -> list[tuple[str, int]]:
            rows = connection.execute(SELECT_CALL_BACKS)
            return [(row["client_call_id"], row["call_back_ms"]) for row in rows]

        return await self._database.run(fetch)

    async def fetch_dispositions(self) -> Sequence[str]:
        """Every disposition that some call has, each once, in alphabetical order."""

        def fetch(connection: sqlite3.Connection) -> list[str]:
            return [row["disposition"] for row in connection.execute(SELECT_DISPOSITIONS)]

        return await self._database.run(fetch)

    async def _save(
        self, client_call_id: str, statement: str, values: dict[str, str | int | None]
    ) -> None:
        def save(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                found = connection.execute(
                    _FIND_CALL, {"client_call_id": client_call_id}
                ).fetchone()
                if found is None:
                    raise LookupError(f"call {client_call_id} was never recorded")
                connection.execute(statement, {**values, "call_number": found["number"]})

        await self._database.run(save)


def _to_note(row: sqlite3.Row) -> CallNote:
    return CallNote(
        disposition=row["disposition"], text=row["text"], call_back_ms=row["call_back_ms"]
    )
