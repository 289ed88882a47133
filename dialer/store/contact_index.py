"""Finding contacts among a million while one types: the statements, and how they are driven.

The index knows which bodies hold which three characters. It is asked for a few of those a
search needs; what it names is looked through. Everything is bounded, so that the worst
search takes little longer than the usual one.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from dialer.domain.contact_search import ANYWHERE_FROM, Term, terms_of
from dialer.domain.contacts import ContactMatch, ContactsFound, choose_default
from dialer.domain.folding import fold
from dialer.store.contact_rows import (
    SORT_KEY_LENGTH,
    fetch_phone_numbers,
    list_needle,
    unpack_id,
)
from dialer.store.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# As many are put in order; of more, those whose name begins as typed come first.
_SORTED = 300
# Of the names that begin as typed, so many are looked through for the other words.
_LOOKED_THROUGH = 600
# More characters of a needle would narrow the search no further, at a price each.
_PIECES = 3
_LAST_DIGITS = 7
# More are counted only by who has the time for it.
_COUNTED = 10_000
_STEPS_BETWEEN_LOOKS = 5000
_LAST_LETTER = "\U0010ffff"
_MS = 1000

# A body is wanted where of every term one needle is in it. The terms are an array of arrays
# in JSON: looked through by SQLite alone, a search never waits for the window's thread.
_SELECT_CANDIDATES = """
    SELECT bodies.number, bodies.sort_key
    FROM body_index JOIN bodies ON bodies.number = body_index.rowid
    WHERE body_index MATCH :expression
        AND NOT EXISTS (
            SELECT 1 FROM json_each(:terms) AS term
            WHERE NOT EXISTS (
                SELECT 1 FROM json_each(term.value) AS needle
                WHERE instr(bodies.body, needle.value) > 0))
    ORDER BY body_index.rowid
    LIMIT :limit
"""

_SELECT_BEGINNING = """
    SELECT number, sort_key
    FROM (
        SELECT number, sort_key, body
        FROM bodies
        WHERE sort_key >= :first AND sort_key < :last
        ORDER BY sort_key, number
        LIMIT :looked_through
    ) AS bodies
    WHERE NOT EXISTS (
        SELECT 1 FROM json_each(:terms) AS term
        WHERE NOT EXISTS (
            SELECT 1 FROM json_each(term.value) AS needle
            WHERE instr(bodies.body, needle.value) > 0))
    LIMIT :limit
"""

_COUNT_MATCHES = """
    SELECT count(*)
    FROM (
        SELECT 1
        FROM body_index JOIN bodies ON bodies.number = body_index.rowid
        WHERE body_index MATCH :expression
            AND NOT EXISTS (
                SELECT 1 FROM json_each(:terms) AS term
                WHERE NOT EXISTS (
                    SELECT 1 FROM json_each(term.value) AS needle
                    WHERE instr(bodies.body, needle.value) > 0))
        LIMIT :limit
    )
"""

_COUNT_INDEXED = """
    SELECT count(*)
    FROM (SELECT 1 FROM body_index WHERE body_index MATCH :expression LIMIT :limit)
"""

_SELECT_ALL = """
    SELECT number, sort_key
    FROM bodies
    WHERE (sort_key, number) > (:sort_key, :number)
    ORDER BY sort_key, number
    LIMIT :limit
"""

_SELECT_MEMBERS = """
    SELECT contact_number AS number, sort_key
    FROM list_members
    WHERE list_number = :list_number AND (sort_key, contact_number) > (:sort_key, :number)
    ORDER BY sort_key, contact_number
    LIMIT :limit
"""

_FIND_LIST = "SELECT number, contact_count FROM lists WHERE name = :name"
_SELECT_TOTAL = "SELECT contact_count FROM totals"

_SELECT_MATCHES = """
    SELECT number, contact_id, name, company, preferred_account_id
    FROM contacts
    WHERE number IN (SELECT value FROM json_each(:numbers))
"""


class Superseded(Exception):
    """Nobody waits for the search any longer."""


class _Page(NamedTuple):
    """The rows of a page, and what is known of the rest."""

    numbers: list[int]
    total: int
    is_total_exact: bool
    next_mark: str


class _Row(NamedTuple):
    """A contact's place in the order of names."""

    sort_key: str
    number: int


class ContactSearch:
    """One search, from the keystroke that asked for it to the next.

    Args:
        text: as typed.
        list_name: in this list only; ``""`` for all contacts.
    """

    def __init__(self, text: str, list_name: str) -> None:
        self._terms = terms_of(text)
        self._first_word = next(iter(fold(text).split()), "")[:SORT_KEY_LENGTH]
        self._list_name = list_name
        self._is_over = False

    def stop(self) -> None:
        """Has it end as soon as may be; may be called from another thread."""
        self._is_over = True

    def find(self, connection: sqlite3.Connection, *, limit: int, mark: str) -> ContactsFound:
        """Carries it out.

        Raises:
            Superseded: it was stopped.
            ValueError: the mark is not from here.
        """
        started_s = time.perf_counter()
        with self._watched(connection):
            page = self._find(connection, limit, mark)
            matches = _fetch_matches(connection, page.numbers)
        return ContactsFound(
            matches=matches,
            total=page.total,
            is_total_exact=page.is_total_exact,
            elapsed_ms=(time.perf_counter() - started_s) * _MS,
            next_mark=page.next_mark,
        )

    def count(self, connection: sqlite3.Connection, *, at_most: int) -> int:
        """How many there are; ``at_most`` where there are as many or more.

        Raises:
            Superseded: it was stopped.
        """
        with self._watched(connection):
            found_list = self._find_list(connection)
            if found_list is None:
                return 0
            list_number, contact_count = found_list
            if not self._terms:
                return min(contact_count, at_most)
            statement = _COUNT_INDEXED if self._is_indexed else _COUNT_MATCHES
            values = {**self._values(list_number), "limit": at_most}
            return _first_value(connection, statement, values)

    @contextlib.contextmanager
    def _watched(self, connection: sqlite3.Connection) -> Iterator[None]:
        if self._is_over:
            raise Superseded
        connection.set_progress_handler(lambda: self._is_over, _STEPS_BETWEEN_LOOKS)
        try:
            yield
        except sqlite3.OperationalError as error:
            if self._is_over:
                raise Superseded from error
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def _find(self, connection: sqlite3.Connection, limit: int, mark: str) -> _Page:
        found_list = self._find_list(connection)
        if found_list is None:
            return _Page([], 0, is_total_exact=True, next_mark="")
        list_number, contact_count = found_list
        if not self._terms:
            return _leaf_through(connection, list_number, contact_count, limit, mark)
        rows, total, is_exact = self._find_ordered(connection, list_number)
        start = _read_place(mark)
        end = start + limit
        return _Page(
            [row.number for row in rows[start:end]],
            total,
            is_total_exact=is_exact,
            next_mark=f"#{end}" if end < len(rows) else "",
        )

    def _find_list(self, connection: sqlite3.Connection) -> tuple[int, int] | None:
        """Number (0 where all contacts are meant) and count; None where there is no such list."""
        if not self._list_name:
            return 0, _first_value(connection, _SELECT_TOTAL, {})
        found = connection.execute(_FIND_LIST, {"name": storable(self._list_name)}).fetchone()
        return None if found is None else (found["number"], found["contact_count"])

    def _find_ordered(
        self, connection: sqlite3.Connection, list_number: int
    ) -> tuple[list[_Row], int, bool]:
        """Rows in the order they are shown in, their total, and whether that is all."""
        values = self._values(list_number)
        rows = _fetch_rows(connection, _SELECT_CANDIDATES, {**values, "limit": _SORTED + 1})
        if len(rows) <= _SORTED:
            rows.sort(key=lambda row: (not row.sort_key.startswith(self._first_word), row))
            return rows, len(rows), True
        beginning = {
            **values,
            "first": self._first_word,
            "last": self._first_word + _LAST_LETTER,
            "looked_through": _LOOKED_THROUGH,
            "limit": _SORTED,
        }
        first = _fetch_rows(connection, _SELECT_BEGINNING, beginning)
        ordered = list(dict.fromkeys((*first, *rows)))
        if not self._is_indexed:
            return ordered, len(ordered), False
        counting = {**values, "limit": _COUNTED}
        total = _first_value(connection, _COUNT_INDEXED, counting)
        return ordered, total, total < _COUNTED

    @property
    def _is_indexed(self) -> bool:
        """True where the index alone tells what is found."""
        return all(len(needle) == ANYWHERE_FROM for term in self._terms for needle in term.needles)

    def _values(self, list_number: int) -> dict[str, Any]:
        terms = self._terms
        if list_number:
            terms = (*terms, Term((list_needle(list_number),)))
        return {
            "expression": " AND ".join(map(_expression, terms)),
            "terms": json.dumps([term.needles for term in terms]),
        }


def _leaf_through(
    connection: sqlite3.Connection, list_number: int, count: int, limit: int, mark: str
) -> _Page:
    """A page of all contacts, or of all of a list, in the order of their names."""
    number, _, sort_key = mark.partition(":")
    values = {
        "list_number": list_number,
        "sort_key": sort_key,
        "number": int(number or 0),
        "limit": limit + 1,
    }
    rows = _fetch_rows(connection, _SELECT_MEMBERS if list_number else _SELECT_ALL, values)
    listed = rows[:limit]
    has_more = len(rows) > len(listed) > 0
    return _Page(
        [row.number for row in listed],
        count,
        is_total_exact=True,
        next_mark=f"{listed[-1].number}:{listed[-1].sort_key}" if has_more else "",
    )


def _read_place(mark: str) -> int:
    if mark and not mark.startswith("#"):
        raise ValueError("the mark is of another search")
    return int(mark.removeprefix("#") or 0)


def _expression(term: Term) -> str:
    """What the index is asked for a term."""
    needles = (" AND ".join(map('"{}"'.format, _pieces(needle))) for needle in term.needles)
    return "(" + " OR ".join(f"({needle})" for needle in needles) + ")"


def _pieces(needle: str) -> list[str]:
    """Some of a needle's threes of characters: enough to leave few bodies to look through."""
    if needle.isdigit():
        # The first digits of most numbers are the same; three more tell little.
        needle = needle[-_LAST_DIGITS:]
        return list(dict.fromkeys(_three(needle, at) for at in range(len(needle) - 2)))
    last = len(needle) - ANYWHERE_FROM
    places = sorted({*range(0, last, ANYWHERE_FROM), last})
    if len(places) > _PIECES:
        places = [places[0], places[len(places) // 2], last]
    return list(dict.fromkeys(_three(needle, at) for at in places))


def _three(needle: str, at: int) -> str:
    return needle[at : at + ANYWHERE_FROM]


def _fetch_rows(
    connection: sqlite3.Connection, statement: str, values: dict[str, Any]
) -> list[_Row]:
    rows = connection.execute(statement, values)
    return [_Row(row["sort_key"], row["number"]) for row in rows]


def _first_value(connection: sqlite3.Connection, statement: str, values: dict[str, Any]) -> int:
    (value,) = connection.execute(statement, values).fetchone()
    return int(value)


def _fetch_matches(
    connection: sqlite3.Connection, numbers: Sequence[int]
) -> tuple[ContactMatch, ...]:
    phone_numbers = fetch_phone_numbers(connection, numbers)
    matches = {
        row["number"]: ContactMatch(
            contact_id=unpack_id(row["contact_id"]),
            name=row["name"],
            company=row["company"],
            number=choose_default(phone_numbers.get(row["number"], ())),
            preferred_account_id=row["preferred_account_id"],
        )
        for row in connection.execute(_SELECT_MATCHES, {"numbers": str(list(numbers))})
    }
    return tuple(matches[number] for number in numbers if number in matches)
