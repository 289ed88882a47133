"""What the program's own database says of its calls, read without changing it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_SELECT_ATTEMPTS = """
    SELECT calls.callee, calls.account_id, calls.state, calls.call_id, last.code, last.reason,
        last.words, last.clock_offset_ms, last.kind
    FROM calls
    JOIN call_events AS last ON last.call_number = calls.number
    WHERE last.position = (
        SELECT max(position) FROM call_events WHERE call_number = calls.number
    )
    ORDER BY calls.number
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call as it is stored, with its newest event.

    Attributes:
        callee: E.164 number of the customer.
        account_id: the account it was placed through.
        state: ``requesting`` until an outcome is known.
        call_id: the provider's id, where it gave one.
        code: the provider's code, where it refused.
        reason: why the outcome is unknown, or why nothing was sent.
        words: the provider's or the system's words.
        clock_offset_ms: provider clock minus ours, where the reply told.
        last_kind: what happened to it last.
    """

    callee: str
    account_id: str
    state: str
    call_id: str | None
    code: str | None
    reason: str | None
    words: str
    clock_offset_ms: int | None
    last_kind: str

    @property
    def settlement(self) -> str:
        """What was found out of an unknown outcome; ``""`` where nothing was."""
        return (self.reason or "") if self.last_kind == "settled" else ""


class Journal:
    """Reads a database the program may be writing to.

    Args:
        path: the database file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def attempts(self) -> list[Attempt]:
        """Every call, in the order they were placed."""
        return [Attempt(*row) for row in self._select(_SELECT_ATTEMPTS)]

    def batches(self) -> list[tuple[int, str]]:
        """Numbers and state of every batch of every task."""
        query = "SELECT number_count, state FROM task_batches"
        return [(int(count), str(state)) for count, state in self._select(query)]

    def account_id(self, name: str) -> str:
        """The id of the account with this name; ``""`` while there is none."""
        rows = self._select("SELECT account_id FROM accounts WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def _select(self, query: str, *values: str) -> list[Any]:
        address = f"{self._path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return connection.execute(query, values).fetchall()
