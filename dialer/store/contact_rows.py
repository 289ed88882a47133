"""Contacts as rows of ``contacts.db``, each with what it is found by."""

from __future__ import annotations

import json
import uuid
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dialer.domain.contact_search import body_of, sort_key_of
from dialer.domain.contacts import Contact, ContactNumber
from dialer.domain.folding import fold
from dialer.store.text import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# Long enough to put names in order; what is longer would only make the index larger.
SORT_KEY_LENGTH = 40
# Neither letter nor digit: nothing a person types is mistaken for the mark of a list.
_LIST_MARK = "\ue000"
_FIRST_LIST_LETTER = 0xF0000

_INSERT_CONTACT = """
    INSERT INTO contacts (
        number, contact_id, name, company, notes, preferred_account_id, uid, changed_ms, revision
    ) VALUES (
        :number, :contact_id, :name, :company, :notes, :preferred_account_id, :uid, :changed_ms, 1
    )
"""

_UPDATE_CONTACT = """
    UPDATE contacts
    SET name = :name, company = :company, notes = :notes, uid = :uid, changed_ms = :changed_ms,
        preferred_account_id = :preferred_account_id, revision = revision + 1
    WHERE number = :number
"""

_INSERT_NUMBER = """
    INSERT INTO contact_numbers (
        contact_number, position, key, name_hash, raw, label, is_default, do_not_call
    ) VALUES (
        :contact_number, :position, :key, :name_hash, :raw, :label, :is_default, :do_not_call
    )
"""

_INSERT_BODY = "INSERT INTO bodies (number, sort_key, body) VALUES (:number, :sort_key, :body)"
_INDEX_BODY = "INSERT INTO body_index (rowid, body) VALUES (:number, :body)"

# An index without content must be told what it forgets.
_FORGET_BODY = """
    INSERT INTO body_index (body_index, rowid, body)
    SELECT 'delete', number, body FROM bodies WHERE number = :number
"""

_INSERT_LIST = "INSERT INTO lists (name) VALUES (:name) ON CONFLICT (name) DO NOTHING"
_SELECT_LIST_NUMBER = "SELECT number FROM lists WHERE name = :name"
_COUNT_LIST = "UPDATE lists SET contact_count = contact_count + :more WHERE number = :list_number"

_INSERT_MEMBER = """
    INSERT INTO list_members (list_number, sort_key, contact_number)
    VALUES (:list_number, :sort_key, :contact_number)
"""

_UNCOUNT_MEMBERSHIPS = """
    UPDATE lists
    SET contact_count = contact_count - 1
    WHERE number IN (SELECT list_number FROM list_members WHERE contact_number = :number)
"""

_DELETE_PARTS = (
    _FORGET_BODY,
    "DELETE FROM bodies WHERE number = :number",
    _UNCOUNT_MEMBERSHIPS,
    "DELETE FROM list_members WHERE contact_number = :number",
    "DELETE FROM contact_numbers WHERE contact_number = :number",
)

_DELETE_CONTACT = "DELETE FROM contacts WHERE number = :number"
_COUNT_TOTAL = "UPDATE totals SET contact_count = contact_count + :more"
_SELECT_LAST_NUMBER = "SELECT seq FROM sqlite_sequence WHERE name = 'contacts'"

# The array is JSON; a list of integers is written alike in Python.
_SELECT_CONTACTS = """
    SELECT number, contact_id, name, company, notes, preferred_account_id, uid, changed_ms
    FROM contacts
    WHERE number IN (SELECT value FROM json_each(:numbers))
    ORDER BY number
"""

_SELECT_NUMBERS = """
    SELECT contact_number, key, raw, label, is_default, do_not_call
    FROM contact_numbers
    WHERE contact_number IN (SELECT value FROM json_each(:numbers))
    ORDER BY contact_number, position
"""

_SELECT_MEMBERSHIPS = """
    SELECT list_members.contact_number, lists.name
    FROM list_members JOIN lists ON lists.number = list_members.list_number
    WHERE list_members.contact_number IN (SELECT value FROM json_each(:numbers))
    ORDER BY list_members.contact_number, lists.number
"""

_FIND = "SELECT number FROM contacts WHERE contact_id = :contact_id"


def find_contact_number(connection: sqlite3.Connection, contact_id: str) -> int | None:
    """The row's number of a contact, or None."""
    found = connection.execute(_FIND, {"contact_id": pack_id(contact_id)}).fetchone()
    return None if found is None else int(found["number"])


def fetch_contacts(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Contact]:
    """Contacts by the numbers of their rows, in the order of these."""
    asked = {"numbers": str(list(numbers))}
    phone_numbers = fetch_phone_numbers(connection, numbers)
    lists: dict[int, list[str]] = {}
    for row in connection.execute(_SELECT_MEMBERSHIPS, asked):
        lists.setdefault(row["contact_number"], []).append(row["name"])
    return {
        row["number"]: Contact(
            contact_id=unpack_id(row["contact_id"]),
            name=row["name"],
            company=row["company"],
            notes=row["notes"],
            numbers=phone_numbers.get(row["number"], ()),
            lists=tuple(lists.get(row["number"], ())),
            preferred_account_id=row["preferred_account_id"],
            uid=row["uid"],
            changed_ms=row["changed_ms"],
        )
        for row in connection.execute(_SELECT_CONTACTS, asked)
    }


def fetch_phone_numbers(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> dict[int, tuple[ContactNumber, ...]]:
    """What contacts can be called at, by the numbers of their rows."""
    found: dict[int, tuple[ContactNumber, ...]] = {}
    for row in connection.execute(_SELECT_NUMBERS, {"numbers": str(list(numbers))}):
        number = row["contact_number"]
        found[number] = (*found.get(number, ()), _to_phone_number(row))
    return found


def insert_contacts(connection: sqlite3.Connection, contacts: Sequence[Contact]) -> range:
    """Adds contacts, within a transaction; returns the numbers of their rows."""
    last = connection.execute(_SELECT_LAST_NUMBER).fetchone()
    first = 1 if last is None else last["seq"] + 1
    numbers = range(first, first + len(contacts))
    rows = list(zip(numbers, contacts, strict=True))
    connection.executemany(_INSERT_CONTACT, (_from_contact(*row) for row in rows))
    _insert_parts(connection, rows)
    connection.execute(_COUNT_TOTAL, {"more": len(contacts)})
    return numbers


def replace_contact(connection: sqlite3.Connection, number: int, contact: Contact) -> None:
    """Puts another content in a contact's row, within a transaction."""
    _delete_parts(connection, number)
    connection.execute(_UPDATE_CONTACT, _from_contact(number, contact))
    _insert_parts(connection, [(number, contact)])


def remove_contact(connection: sqlite3.Connection, number: int) -> None:
    """Deletes a contact, within a transaction."""
    _delete_parts(connection, number)
    connection.execute(_DELETE_CONTACT, {"number": number})
    connection.execute(_COUNT_TOTAL, {"more": -1})


def pack_id(contact_id: str) -> bytes:
    """A contact's id as it is stored.

    Raises:
        ValueError: it is no UUID.
    """
    return uuid.UUID(contact_id).bytes


def unpack_id(stored: bytes) -> str:
    """A contact's id from how it is stored."""
    return str(uuid.UUID(bytes=stored))


def key_of(number: ContactNumber) -> int:
    """What stands for a number in the index of numbers; below zero where it has no E.164 form."""
    if number.e164:
        return int(number.e164)
    return -1 - zlib.crc32(number.key.encode("utf-8", "backslashreplace"))


def name_hash_of(contact: Contact) -> int:
    """The same for two spellings of a contact's name."""
    return zlib.crc32(fold(contact.title).encode("utf-8", "backslashreplace"))


def list_needle(list_number: int) -> str:
    """What the bodies of a list's contacts hold, and nobody else's."""
    return f"{_LIST_MARK}{chr(_FIRST_LIST_LETTER + list_number)}{_LIST_MARK}"


def to_json(contact: Contact) -> str:
    """A contact as JSON."""
    return json.dumps(asdict(contact))


def from_json(text: str) -> Contact:
    """A contact from its JSON."""
    values: dict[str, Any] = json.loads(text)
    values["numbers"] = tuple(ContactNumber(**number) for number in values["numbers"])
    values["lists"] = tuple(values["lists"])
    return Contact(**values)


def _from_contact(number: int, contact: Contact) -> dict[str, Any]:
    return {
        "number": number,
        "contact_id": pack_id(contact.contact_id),
        "name": storable(contact.name),
        "company": storable(contact.company),
        "notes": storable(contact.notes),
        "preferred_account_id": contact.preferred_account_id,
        "uid": storable(contact.uid),
        "changed_ms": contact.changed_ms,
    }


def _insert_parts(connection: sqlite3.Connection, rows: Sequence[tuple[int, Contact]]) -> None:
    """Everything that belongs to contacts beside their own rows."""
    list_numbers = _list_numbers(connection, rows)
    bodies = [_body_values(number, contact, list_numbers) for number, contact in rows]
    connection.executemany(_INSERT_NUMBER, _number_values(rows))
    connection.executemany(_INSERT_BODY, bodies)
    connection.executemany(_INDEX_BODY, bodies)
    members = list(_member_values(bodies, rows, list_numbers))
    if members:
        connection.executemany(_INSERT_MEMBER, members)
        counts: dict[int, int] = {}
        for member in members:
            counts[member["list_number"]] = counts.get(member["list_number"], 0) + 1
        connection.executemany(
            _COUNT_LIST, ({"list_number": one, "more": more} for one, more in counts.items())
        )


def _delete_parts(connection: sqlite3.Connection, number: int) -> None:
    for statement in _DELETE_PARTS:
        connection.execute(statement, {"number": number})


def _list_numbers(
    connection: sqlite3.Connection, rows: Sequence[tuple[int, Contact]]
) -> dict[str, int]:
    """The lists some contacts are in, made where they are new, by name."""
    names = sorted({name for _, contact in rows for name in contact.lists})
    connection.executemany(_INSERT_LIST, ({"name": storable(name)} for name in names))
    return {
        name: connection.execute(_SELECT_LIST_NUMBER, {"name": storable(name)}).fetchone()["number"]
        for name in names
    }


def _body_values(number: int, contact: Contact, list_numbers: Mapping[str, int]) -> dict[str, Any]:
    marks = "".join(list_needle(list_numbers[name]) for name in contact.lists)
    return {
        "number": number,
        "sort_key": storable(sort_key_of(contact)[:SORT_KEY_LENGTH]),
        "body": storable(body_of(contact) + marks),
    }


def _number_values(rows: Iterable[tuple[int, Contact]]) -> Iterator[dict[str, Any]]:
    for contact_number, contact in rows:
        name_hash = name_hash_of(contact)
        for position, number in enumerate(contact.numbers):
            yield {
                "contact_number": contact_number,
                "position": position,
                "key": key_of(number),
                "name_hash": name_hash,
                "raw": "" if number.e164 else storable(number.raw),
                "label": storable(number.label),
                "is_default": number.is_default,
                "do_not_call": number.do_not_call,
            }


def _member_values(
    bodies: Iterable[Mapping[str, Any]],
    rows: Iterable[tuple[int, Contact]],
    list_numbers: Mapping[str, int],
) -> Iterator[dict[str, Any]]:
    for body, (number, contact) in zip(bodies, rows, strict=True):
        for name in contact.lists:
            yield {
                "list_number": list_numbers[name],
                "sort_key": body["sort_key"],
                "contact_number": number,
            }


def _to_phone_number(row: sqlite3.Row) -> ContactNumber:
    return ContactNumber(
        e164=f"+{row['key']}" if row["key"] > 0 else "",
        raw=row["raw"],
        label=row["label"],
        is_default=bool(row["is_default"]),
        do_not_call=bool(row["do_not_call"]),
    )
