"""Undoing an import of contacts, some at a time, as long as they were not edited since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.contacts import UndoCounts
from dialer.store.contact_batches import ImportState, find_in_state
from dialer.store.contact_rows import from_json, remove_contact, replace_contact
from dialer.store.migrations import transaction

if TYPE_CHECKING:
    import sqlite3

_UNDONE_A_STEP = 250

_SELECT_LEFT_OPEN = "SELECT number, state FROM imports WHERE state IN ('open', 'undoing')"

_SET_STATE = "UPDATE imports SET state = :state WHERE number = :number"

_DELETE_IMPORT = "DELETE FROM imports WHERE number = :number"

_SELECT_CHANGES = """
    SELECT
        import_changes.contact_number,
        import_changes.before,
        contacts.revision AS revision_now,
        contacts.revision = import_changes.revision AS is_as_left
    FROM import_changes
    LEFT JOIN contacts ON contacts.number = import_changes.contact_number
    WHERE import_changes.import_number = :import_number
    ORDER BY import_changes.contact_number
    LIMIT :limit
"""

_FORGET_CHANGE = """
    DELETE FROM import_changes
    WHERE import_number = :import_number AND contact_number = :contact_number
"""


def find_open(connection: sqlite3.Connection, import_id: str) -> int | None:
    """The number of an open import, or None."""
    try:
        return find_in_state(connection, import_id, ImportState.OPEN)
    except LookupError:
        return None


def begin(connection: sqlite3.Connection, import_id: str) -> int:
    """Notes that a finished import is undone from now on; returns its number.

    Raises:
        LookupError: no such import is finished, or it was undone before.
    """
    with transaction(connection):
        number = find_in_state(connection, import_id, ImportState.DONE)
        _set_state(connection, number, ImportState.UNDOING)
    return number


def undo_some(connection: sqlite3.Connection, number: int) -> UndoCounts | None:
    """Takes some changes of an import back; None where none is left."""
    asked = {"import_number": number, "limit": _UNDONE_A_STEP}
    removed = restored = kept = 0
    with transaction(connection):
        rows = connection.execute(_SELECT_CHANGES, asked).fetchall()
        for row in rows:
            contact_number = row["contact_number"]
            if not row["is_as_left"]:
                kept += row["revision_now"] is not None
            elif row["before"] is None:
                remove_contact(connection, contact_number)
                removed += 1
            else:
                replace_contact(connection, contact_number, from_json(row["before"]))
                restored += 1
            connection.execute(
                _FORGET_CHANGE, {"import_number": number, "contact_number": contact_number}
            )
    return UndoCounts(removed=removed, restored=restored, kept=kept) if rows else None


def end(connection: sqlite3.Connection, number: int) -> None:
    """Notes that nothing of an import is left."""
    with transaction(connection):
        _set_state(connection, number, ImportState.UNDONE)


def forget(connection: sqlite3.Connection, number: int) -> None:
    """Forgets an import of which nothing is left."""
    with transaction(connection):
        connection.execute(_DELETE_IMPORT, {"number": number})


def fetch_left_open(connection: sqlite3.Connection) -> list[tuple[int, ImportState]]:
    """Imports that an earlier run did not end, or did not end undoing."""
    rows = connection.execute(_SELECT_LEFT_OPEN)
    return [(row["number"], ImportState(row["state"])) for row in rows]


def _set_state(connection: sqlite3.Connection, number: int, state: ImportState) -> None:
    connection.execute(_SET_STATE, {"number": number, "state": state.value})
