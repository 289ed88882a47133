"""From an entry of a file to a contact, or to why there is none."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.contact_files import SkippedEntry
from dialer.domain.contacts import Contact, ContactNumber
from dialer.domain.errors import InputError
from dialer.domain.folding import fold
from dialer.domain.phone_number import parse_phone_number
from dialer.lists.cells import CellReader
from dialer.lists.rows import shown

if TYPE_CHECKING:
    from dialer.contact_files.entries import Entry, EntryNumber

_EMPTY = "There is nothing in this row."
_NOBODY = "There is neither a name nor a number in this."
_GROUP = "This names a group of contacts, not a person or a company."
# Of who has no number and no id, to be known again by name and company.
_NAMELESS_IDS = uuid.UUID("4b1ff6b5-7c0e-5c58-9d3b-3f6c4f0e2a51")


class ContactMaker:
    """Makes contacts of one import.

    Args:
        region: ISO 3166-1 alpha-2 code national numbers are read in; ``""`` where only the
            international form counts.
        list_name: a list all of them are put in; ``""`` for none.
        at_ms: now, in ms since the epoch.

    Attributes:
        unread: how many numbers were kept as they are written.
    """

    def __init__(self, *, region: str, list_name: str, at_ms: int) -> None:
        self._region = region
        self._lists = (list_name,) if list_name else ()
        self._at_ms = at_ms
        self._cells = CellReader(region)
        self.unread = 0

    def make(self, entry: Entry) -> Contact | SkippedEntry:
        """The contact; or why there is none."""
        if entry.is_group:
            return SkippedEntry(line=entry.line, text=shown(entry.name), reason=_GROUP)
        if entry.is_empty:
            return SkippedEntry(
                line=entry.line,
                text=shown(entry.note or entry.uid),
                reason=entry.problem or (_NOBODY if entry.note or entry.uid else _EMPTY),
            )
        numbers = self._to_numbers(entry.numbers)
        name = entry.name or ("" if entry.company else numbers[0].e164 or numbers[0].raw)
        return Contact(
            contact_id=str(uuid.uuid4()),
            name=name,
            company=entry.company,
            notes=entry.note,
            numbers=numbers,
            lists=tuple(dict.fromkeys((*entry.lists, *self._lists))),
            preferred_account_id=entry.account_id,
            uid=entry.uid or ("" if numbers else _id_of_nameless(name, entry.company)),
            changed_ms=self._at_ms,
        )

    def _to_numbers(self, numbers: list[EntryNumber]) -> tuple[ContactNumber, ...]:
        by_key: dict[str, ContactNumber] = {}
        has_default = False
        for number in numbers:
            made = self._to_number(number, is_default=number.is_preferred and not has_default)
            known = by_key.get(made.key)
            if known is not None:
                barred = known.do_not_call or made.do_not_call
                by_key[made.key] = replace(known, do_not_call=barred)
                continue
            by_key[made.key] = made
            has_default = has_default or made.is_default
            self.unread += not made.e164
        return tuple(by_key.values())

    def _to_number(self, number: EntryNumber, *, is_default: bool) -> ContactNumber:
        e164 = self._read(number.text)
        extension = f"ext. {number.extension}" if e164 and number.extension else ""
        return ContactNumber(
            e164=e164,
            raw="" if e164 else number.written,
            label=", ".join(filter(None, (number.label, extension))),
            is_default=is_default,
            do_not_call=number.do_not_call,
        )

    def _read(self, text: str) -> str:
        found = self._cells.read(text)
        if isinstance(found, int):
            return f"+{found}"
        try:
            # A list leaves out what is never called; a contact may have such a number.
            return parse_phone_number(text, region=self._region).e164
        except InputError:
            return ""


def _id_of_nameless(name: str, company: str) -> str:
    """An id for who can be told from others by nothing else, the same at every import."""
    return str(uuid.uuid5(_NAMELESS_IDS, f"{fold(name)}\n{fold(company)}"))
