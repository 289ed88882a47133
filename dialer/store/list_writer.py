"""Writing a checked list, from the process that checks it."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from typing import TYPE_CHECKING, Any, Self

from dialer.domain.errors import DatabaseUnusable
from dialer.store import list_schema
from dialer.store.do_not_call import add_do_not_call, find_do_not_call_among
from dialer.store.faults import explain_sqlite_error
from dialer.store.migrations import get_version, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from dialer.domain.number_lists import NumberList, RejectedRow

_BUSY_TIMEOUT_S = 30.0
_ORDER_PREFIX_BYTES = 10

_INSERT_LIST = """
    INSERT INTO lists (list_id, order_prefix, name, region)
    VALUES (:list_id, :order_prefix, :name, :region)
"""

_INSERT_ACCEPTED = """
    INSERT INTO accepted_rows (list_number, position, e164, note)
    VALUES (:list_number, :position, :e164, :note)
"""

_INSERT_REJECTED = """
    INSERT INTO rejected_rows (list_number, line, text, note, verdict, reason)
    VALUES (:list_number, :line, :text, :note, :verdict, :reason)
"""

_FINISH_LIST = """
    UPDATE lists
    SET read_count = :read, accepted_count = :accepted, empty_count = :empty,
        invalid_count = :invalid, repeated_count = :repeated,
        in_earlier_task_count = :in_earlier_task, do_not_call_count = :do_not_call,
        checked_ms = :checked_ms
    WHERE number = :list_number
"""

_FIND_USED_AMONG = """
    SELECT DISTINCT e164
    FROM used_numbers
    WHERE e164 IN (SELECT value FROM json_each(:numbers))
"""


class ListWriter:
    """A connection to ``numbers.db`` that writes much and locks it for moments only.

    It syncs once, at the end of a list: a list that is cut short is thrown away anyway.
    Every method may raise StoreError.

    Args:
        folder: the data folder, in which a ``SqliteNumberListStore`` was opened before.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / list_schema.FILE_NAME
        self._list_number = 0
        self._position = 0
        with self._explained():
            self._connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=rw",
                uri=True,
                timeout=_BUSY_TIMEOUT_S,
                isolation_level=None,
            )
            self._connection.row_factory = sqlite3.Row
            if get_version(self._connection) != list_schema.MIGRATIONS[-1].version:
                raise DatabaseUnusable(f"{self._path} belongs to another version of Outdial.")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA fullfsync = ON")
            self._connection.execute("PRAGMA foreign_keys = ON")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def begin(self, list_id: str, *, name: str, region: str) -> None:
        """Adds a list that does not count yet."""
        values = {
            "list_id": list_id,
            "order_prefix": secrets.token_hex(_ORDER_PREFIX_BYTES).upper(),
            "name": name,
            "region": region,
        }
        with self._explained(), transaction(self._connection):
            number = self._connection.execute(_INSERT_LIST, values).lastrowid
        self._list_number, self._position = number or 0, 0

    def find_used(self, numbers: Sequence[int]) -> set[int]:
        """Those that any task was sent with."""
        with self._explained():
            rows = self._connection.execute(_FIND_USED_AMONG, {"numbers": str(list(numbers))})
            return {row["e164"] for row in rows}

    def find_do_not_call(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Source and reason of those that may not be called."""
        with self._explained():
            return find_do_not_call_among(self._connection, numbers)

    def add(self, accepted: Sequence[tuple[int, str]], rejected: Sequence[RejectedRow]) -> None:
        """Adds rows in their order: number and note of accepted ones, and the others.

        Raises:
            StoreError: also where the list was deleted meanwhile.
        """
        with self._explained(), transaction(self._connection):
            self._connection.executemany(_INSERT_ACCEPTED, self._accepted_values(accepted))
            self._connection.executemany(_INSERT_REJECTED, map(self._rejected_values, rejected))
        self._position += len(accepted)

    def finish(self, number_list: NumberList) -> None:
        """Makes the list count. When it returns, all of it survives a power cut."""
        values = {
            "read": number_list.read,
            "accepted": number_list.accepted,
            "empty": number_list.empty,
            "invalid": number_list.invalid,
            "repeated": number_list.repeated,
            "in_earlier_task": number_list.in_earlier_task,
            "do_not_call": number_list.do_not_call,
            "checked_ms": number_list.checked_ms,
            "list_number": self._list_number,
        }
        with self._explained():
            # The log is one file: syncing its last commit syncs all before.
            self._connection.execute("PRAGMA synchronous = FULL")
            with transaction(self._connection):
                if self._connection.execute(_FINISH_LIST, values).rowcount != 1:
                    raise DatabaseUnusable("The list was deleted while it was being checked.")

    def add_do_not_call(
        self, numbers: Sequence[int], *, source: str, reason: str, at_ms: int
    ) -> int:
        """Adds numbers; returns how many no source listed before."""
        with self._explained():
            return add_do_not_call(
                self._connection, numbers, source=source, reason=reason, at_ms=at_ms
            )

    def sync(self) -> None:
        """Brings everything that was added to the disk."""
        with self._explained():
            self._connection.execute("PRAGMA wal_checkpoint(FULL)").fetchone()

    def _accepted_values(self, accepted: Sequence[tuple[int, str]]) -> Iterator[dict[str, Any]]:
        number = self._list_number
        for position, (e164, note) in enumerate(accepted, start=self._position):
            yield {"list_number": number, "position": position, "e164": e164, "note": note}

    def _rejected_values(self, row: RejectedRow) -> dict[str, Any]:
        return {
            "list_number": self._list_number,
            "line": row.line,
            "text": row.text,
            "note": row.note,
            "verdict": row.verdict.value,
            "reason": row.reason,
        }

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise explain_sqlite_error(error, self._path) from error
