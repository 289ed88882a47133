"""Adding a batch of contacts: those that are stored are merged, and all can be undone."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from dialer.domain.contacts import (
    BatchCounts,
    Contact,
    ContactImport,
    is_same_contact,
    merge_contacts,
)
from dialer.store.contact_rows import (
    fetch_contacts,
    insert_contacts,
    key_of,
    name_hash_of,
    pack_id,
    replace_contact,
    to_json,
)
from dialer.store.migrations import transaction
from dialer.store.text import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_INSERT_IMPORT = """
    INSERT INTO imports (import_id, name, state, started_ms)
    VALUES (:import_id, :name, 'open', :started_ms)
"""

_FIND_IMPORT = "SELECT number FROM imports WHERE import_id = :import_id"
_FIND_IN_STATE = "SELECT number FROM imports WHERE import_id = :import_id AND state = :state"

_COUNT_BATCH = """
    UPDATE imports
    SET added = added + :added, changed = changed + :changed, unchanged = unchanged + :unchanged
    WHERE number = :number
"""

_FINISH = "UPDATE imports SET state = 'done', finished_ms = :finished_ms WHERE number = :number"
_SELECT_ONE = """
    SELECT import_id, name, state, started_ms, finished_ms, added, changed, unchanged
    FROM imports
    WHERE number = :number
"""

_SELECT_FINISHED = """
    SELECT import_id, name, state, started_ms, finished_ms, added, changed, unchanged
    FROM imports
    WHERE finished_ms IS NOT NULL
    ORDER BY number DESC
    LIMIT :limit
"""

# A contact that the import has changed before keeps what it was before the first time.
_NOTE_CHANGE = """
    INSERT INTO import_changes (import_number, contact_number, revision, before)
    SELECT :import_number, number, revision, :before FROM contacts WHERE number = :contact_number
    ON CONFLICT (import_number, contact_number) DO UPDATE SET revision = excluded.revision
"""

_NOTE_ADDED = """
    INSERT INTO import_changes (import_number, contact_number, revision, before)
    VALUES (:import_number, :contact_number, 1, NULL)
"""

# An array of pairs in JSON; lists of integers are written alike in Python.
_SELECT_ALIKE = """
    SELECT DISTINCT contact_numbers.contact_number
    FROM json_each(:keys) AS wanted
    JOIN contact_numbers ON contact_numbers.key = json_extract(wanted.value, '$[0]')
        AND contact_numbers.name_hash = json_extract(wanted.value, '$[1]')
"""

_SELECT_BY_UID = "SELECT number FROM contacts WHERE uid = :uid AND uid <> ''"
_SELECT_BY_ID = "SELECT number FROM contacts WHERE contact_id = :contact_id"


class ImportState(enum.StrEnum):
    """How far an import has come."""

    OPEN = "open"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


def begin(connection: sqlite3.Connection, import_id: str, *, name: str, at_ms: int) -> None:
    """Opens an import.

    Raises:
        ValueError: the id was used before.
    """
    with transaction(connection):
        if connection.execute(_FIND_IMPORT, {"import_id": import_id}).fetchone() is not None:
            raise ValueError(f"import {import_id} was begun before")
        values = {"import_id": import_id, "name": storable(name), "started_ms": at_ms}
        connection.execute(_INSERT_IMPORT, values)


def add(connection: sqlite3.Connection, import_id: str, contacts: Sequence[Contact]) -> BatchCounts:
    """Adds or merges a batch, as a whole or not at all.

    Raises:
        LookupError: no such import is open.
    """
    with transaction(connection):
        number = find_in_state(connection, import_id, ImportState.OPEN)
        batch = _Batch(connection, number)
        counts = batch.add(contacts)
        values = {"added": counts.added, "changed": counts.changed, "unchanged": counts.unchanged}
        connection.execute(_COUNT_BATCH, {**values, "number": number})
    return counts


def finish(connection: sqlite3.Connection, import_id: str, *, at_ms: int) -> ContactImport:
    """Ends an import.

    Raises:
        LookupError: no such import is open.
    """
    with transaction(connection):
        number = find_in_state(connection, import_id, ImportState.OPEN)
        connection.execute(_FINISH, {"number": number, "finished_ms": at_ms})
        return _to_import(connection.execute(_SELECT_ONE, {"number": number}).fetchone())


def fetch_finished(connection: sqlite3.Connection, limit: int) -> tuple[ContactImport, ...]:
    """Finished imports, the newest first."""
    return tuple(map(_to_import, connection.execute(_SELECT_FINISHED, {"limit": limit})))


class _Known:
    """A contact that is stored, or will be with the batch."""

    def __init__(self, contact: Contact, number: int | None = None) -> None:
        self.contact = contact
        self.before = contact
        self.number = number


class _Batch:
    """Contacts that are told from those stored, and from each other."""

    def __init__(self, connection: sqlite3.Connection, import_number: int) -> None:
        self._connection = connection
        self._import_number = import_number
        self._known: list[_Known] = []
        self._by_mark: dict[object, list[_Known]] = {}

    def add(self, contacts: Sequence[Contact]) -> BatchCounts:
        """Merges what is there, and adds the rest."""
        self._look_up(contacts)
        added = changed = 0
        for contact in contacts:
            known = self._find(contact)
            if known is None:
                self._remember(_Known(contact))
                added += 1
                continue
            merged = merge_contacts(known.contact, contact)
            if merged is not known.contact:
                known.contact = merged
                self._index(known)
                changed += 1
        self._write()
        unchanged = len(contacts) - added - changed
        return BatchCounts(added=added, changed=changed, unchanged=unchanged)

    def _look_up(self, contacts: Sequence[Contact]) -> None:
        """Finds every stored contact that may be one of these."""
        keys = list({key for contact in contacts for key in _keys_of(contact)})
        asked = {"keys": str([list(key) for key in keys])}
        rows = self._connection.execute(_SELECT_ALIKE, asked)
        numbers = {row["contact_number"] for row in rows}
        for contact in contacts:
            if contact.uid:
                numbers.update(_find_by_uid(self._connection, contact.uid))
        for number, stored in fetch_contacts(self._connection, sorted(numbers)).items():
            self._remember(_Known(stored, number))

    def _find(self, contact: Contact) -> _Known | None:
        marks = (*_keys_of(contact), *filter(None, (contact.uid,)))
        alike = (known for mark in marks for known in self._by_mark.get(mark, ()))
        return next((one for one in alike if is_same_contact(one.contact, contact)), None)

    def _remember(self, known: _Known) -> None:
        self._known.append(known)
        self._index(known)

    def _index(self, known: _Known) -> None:
        contact = known.contact
        for mark in (*_keys_of(contact), contact.uid, contact.contact_id):
            self._by_mark.setdefault(mark, []).append(known)

    def _write(self) -> None:
        fresh = [known.contact for known in self._known if known.number is None]
        noted = {"import_number": self._import_number}
        self._connection.executemany(
            _NOTE_ADDED,
            (
                {**noted, "contact_number": number}
                for number in insert_contacts(self._connection, fresh)
            ),
        )
        for known in self._known:
            if known.number is None or known.contact is known.before:
                continue
            replace_contact(self._connection, known.number, known.contact)
            values = {"contact_number": known.number, "before": to_json(known.before)}
            self._connection.execute(_NOTE_CHANGE, {**noted, **values})


def _keys_of(contact: Contact) -> list[tuple[int, int]]:
    """What a contact with the same name and a number in common has in the index as well."""
    name_hash = name_hash_of(contact)
    return [(key_of(number), name_hash) for number in contact.numbers]


def _find_by_uid(connection: sqlite3.Connection, uid: str) -> list[int]:
    rows = connection.execute(_SELECT_BY_UID, {"uid": storable(uid)}).fetchall()
    try:
        packed = pack_id(uid)
    except ValueError:
        return [row["number"] for row in rows]
    rows += connection.execute(_SELECT_BY_ID, {"contact_id": packed}).fetchall()
    return [row["number"] for row in rows]


def find_in_state(connection: sqlite3.Connection, import_id: str, state: ImportState) -> int:
    """The number of an import.

    Raises:
        LookupError: none with the id is in that state.
    """
    values = {"import_id": import_id, "state": state.value}
    found = connection.execute(_FIND_IN_STATE, values).fetchone()
    if found is None:
        raise LookupError(f"no import {import_id} is {state}")
    return int(found["number"])


def _to_import(row: sqlite3.Row) -> ContactImport:
    return ContactImport(
        import_id=row["import_id"],
        name=row["name"],
        started_ms=row["started_ms"],
        finished_ms=row["finished_ms"],
        counts=BatchCounts(added=row["added"], changed=row["changed"], unchanged=row["unchanged"]),
        is_undone=row["state"] != ImportState.DONE,
    )
