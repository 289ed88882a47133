"""Contacts, kept in SQLite with an index of what they are found by."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from dialer.domain.contacts import ContactList
from dialer.domain.guard import CONTACTS
from dialer.store.contact_index import ContactSearch
from dialer.store.contact_rows import (
    fetch_contacts,
    find_contact_number,
    insert_contacts,
    remove_contact,
    replace_contact,
)
from dialer.store.migrations import transaction
from dialer.store.text import storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from dialer.domain.contacts import Contact, ContactsFound
    from dialer.store.contact_database import ContactDatabase

_READ_AT_ONCE = 500

_Result = TypeVar("_Result")

_SELECT_BY_NUMBER = """
    SELECT DISTINCT contacts.number, contacts.changed_ms
    FROM contact_numbers JOIN contacts ON contacts.number = contact_numbers.contact_number
    WHERE contact_numbers.key = :key
    ORDER BY contacts.changed_ms DESC, contacts.number DESC
"""

# The array is JSON; a list of integers is written alike in Python.
_SELECT_NAMES = """
    SELECT contact_numbers.key, contacts.name, contacts.company
    FROM contact_numbers JOIN contacts ON contacts.number = contact_numbers.contact_number
    WHERE contact_numbers.key IN (SELECT value FROM json_each(:keys))
    ORDER BY contacts.changed_ms, contacts.number
"""

_FIND_DO_NOT_CALL = """
    SELECT contacts.name, contacts.company
    FROM contact_numbers JOIN contacts ON contacts.number = contact_numbers.contact_number
    WHERE contact_numbers.key = :key AND contact_numbers.do_not_call
    ORDER BY contacts.changed_ms, contacts.number
    LIMIT 1
"""

_SELECT_LISTS = "SELECT name, contact_count FROM lists WHERE contact_count > 0 ORDER BY name"
_COUNT = "SELECT contact_count FROM totals"

_SELECT_NEXT = """
    SELECT number, '' AS sort_key
    FROM contacts
    WHERE number > :after
    ORDER BY number
    LIMIT :limit
"""

_SELECT_NEXT_OF_LIST = """
    SELECT contact_number AS number, sort_key
    FROM list_members
    WHERE list_number = (SELECT number FROM lists WHERE name = :list_name)
        AND (sort_key, contact_number) > (:sort_key, :after)
    ORDER BY sort_key, contact_number
    LIMIT :limit
"""


class SqliteContactStore:
    """Keeps contacts in ``contacts.db``.

    Args:
        database: open, or opened before the first use.
    """

    def __init__(self, database: ContactDatabase) -> None:
        self._database = database

    async def save_contact(self, contact: Contact) -> None:
        """Adds the contact, or replaces the one with its id."""

        def save(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                number = find_contact_number(connection, contact.contact_id)
                if number is None:
                    insert_contacts(connection, [contact])
                else:
                    replace_contact(connection, number, contact)

        await self._database.write(save)

    async def delete_contact(self, contact_id: str) -> None:
        """Forgets a contact. One that is not stored is none to forget."""

        def delete(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                number = find_contact_number(connection, contact_id)
                if number is not None:
                    remove_contact(connection, number)

        await self._database.write(delete)

    async def find_contact(self, contact_id: str) -> Contact | None:
        """A contact, or None."""

        def find(connection: sqlite3.Connection) -> Contact | None:
            number = find_contact_number(connection, contact_id)
            return None if number is None else fetch_contacts(connection, [number]).get(number)

        return await self._database.read(find)

    async def fetch_by_number(self, e164: str) -> Sequence[Contact]:
        """Every contact with a number, the one changed last first."""

        def fetch(connection: sqlite3.Connection) -> Sequence[Contact]:
            rows = connection.execute(_SELECT_BY_NUMBER, {"key": int(e164)})
            numbers = [row["number"] for row in rows]
            contacts = fetch_contacts(connection, numbers)
            return tuple(contacts[number] for number in numbers)

        return await self._database.read(fetch)

    async def fetch_names(self, numbers: Collection[str]) -> Mapping[str, str]:
        """What contacts with these E.164 numbers are called, by number."""
        keys = [int(e164) for e164 in numbers]

        def fetch(connection: sqlite3.Connection) -> Mapping[str, str]:
            rows = connection.execute(_SELECT_NAMES, {"keys": str(keys)})
            return {f"+{row['key']}": row["name"] or row["company"] for row in rows}

        return await self._database.read(fetch)

    async def find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        """``CONTACTS`` and the contact's title, where a contact's number may not be called."""

        def find(connection: sqlite3.Connection) -> tuple[str, str] | None:
            row = connection.execute(_FIND_DO_NOT_CALL, {"key": int(e164)}).fetchone()
            return None if row is None else (CONTACTS, row["name"] or row["company"])

        return await self._database.read(find)

    async def search(
        self, text: str, *, limit: int, list_name: str = "", mark: str = ""
    ) -> ContactsFound:
        """Contacts that have every word of a text, in any order."""
        search = ContactSearch(text, list_name)
        return await self._look(search, partial(search.find, limit=limit, mark=mark))

    async def count_matches(self, text: str, *, at_most: int, list_name: str = "") -> int:
        """How many a search finds; ``at_most`` where there are as many or more."""
        search = ContactSearch(text, list_name)
        return await self._look(search, partial(search.count, at_most=at_most))

    async def fetch_lists(self) -> Sequence[ContactList]:
        """The lists contacts are in, in the order of their names."""

        def fetch(connection: sqlite3.Connection) -> Sequence[ContactList]:
            rows = connection.execute(_SELECT_LISTS)
            return tuple(ContactList(name=row["name"], count=row["contact_count"]) for row in rows)

        return await self._database.read(fetch)

    async def count_contacts(self) -> int:
        """How many contacts there are."""
        return await self._database.read(
            lambda connection: int(connection.execute(_COUNT).fetchone()["contact_count"])
        )

    async def read_all(self, list_name: str = "") -> AsyncIterator[Sequence[Contact]]:
        """Every contact, or those of a list, some hundreds at a time."""
        statement = _SELECT_NEXT_OF_LIST if list_name else _SELECT_NEXT
        values: dict[str, Any] = {"list_name": storable(list_name), "limit": _READ_AT_ONCE}
        values.update(after=0, sort_key="")
        while True:
            found = await self._database.read(partial(_fetch_next, statement, dict(values)))
            if found is None:
                return
            values["after"], values["sort_key"], contacts = found
            yield contacts

    async def _look(
        self, search: ContactSearch, work: Callable[[sqlite3.Connection], _Result]
    ) -> _Result:
        try:
            return await self._database.read(work)
        finally:
            # Where the one who asked is cancelled, the work would go on without him.
            search.stop()


def _fetch_next(
    statement: str, values: dict[str, Any], connection: sqlite3.Connection
) -> tuple[int, str, Sequence[Contact]] | None:
    """The last of the next contacts (number and sort key) and the contacts; None at the end."""
    rows = connection.execute(statement, values).fetchall()
    if not rows:
        return None
    contacts = fetch_contacts(connection, [row["number"] for row in rows])
    return rows[-1]["number"], rows[-1]["sort_key"], tuple(contacts.values())
