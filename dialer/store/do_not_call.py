"""The do-not-call numbers in ``numbers.db``, for the store and for the process that checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_FIND = """
    SELECT source, reason
    FROM do_not_call
    WHERE e164 = :e164
    ORDER BY added_ms, source
    LIMIT 1
"""

# The array is JSON; a list of integers is written alike in Python.
_FIND_AMONG = """
    SELECT e164, source, reason
    FROM do_not_call
    WHERE e164 IN (SELECT value FROM json_each(:numbers))
    ORDER BY e164, added_ms DESC, source DESC
"""

_COUNT = "SELECT count(DISTINCT e164) FROM do_not_call"

_COUNT_AMONG = """
    SELECT count(DISTINCT e164)
    FROM do_not_call
    WHERE e164 IN (SELECT value FROM json_each(:numbers))
"""

_UPSERT = """
    INSERT INTO do_not_call (e164, source, reason, added_ms)
    VALUES (:e164, :source, :reason, :added_ms)
    ON CONFLICT (e164, source) DO UPDATE SET reason = excluded.reason
"""


def add_do_not_call(
    connection: sqlite3.Connection,
    numbers: Sequence[int],
    *,
    source: str,
    reason: str,
    at_ms: int,
) -> int:
    """Adds numbers, digits of their E.164 form; returns how many no source listed before."""
    asked = sorted(set(numbers))
    row = {"source": source, "reason": reason, "added_ms": at_ms}
    with transaction(connection):
        (known,) = connection.execute(_COUNT_AMONG, {"numbers": str(asked)}).fetchone()
        connection.executemany(_UPSERT, ({"e164": e164, **row} for e164 in asked))
    return len(asked) - int(known)


def count_do_not_call(connection: sqlite3.Connection) -> int:
    """How many numbers may not be called, whoever listed them."""
    (count,) = connection.execute(_COUNT).fetchone()
    return int(count)


def find_do_not_call(connection: sqlite3.Connection, e164: int) -> tuple[str, str] | None:
    """Source and reason; of several, the oldest."""
    found = connection.execute(_FIND, {"e164": e164}).fetchone()
    return None if found is None else (found["source"], found["reason"])


def find_do_not_call_among(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> dict[int, tuple[str, str]]:
    """Source and reason of those that may not be called."""
    rows = connection.execute(_FIND_AMONG, {"numbers": str(list(numbers))})
    return {row["e164"]: (row["source"], row["reason"]) for row in rows}
