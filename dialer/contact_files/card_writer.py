"""Contacts as vCards that every program reads: 4.0 (RFC 6350) or 3.0 (RFC 2426)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from dialer.contact_files import labels
from dialer.contact_files.card_text import BARRED
from dialer.contact_files.cards import ACCOUNT, PRODUCT
from dialer.domain.contact_files import ExportForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialer.domain.contacts import Contact, ContactNumber

_MAX_LINE_BYTES = 75
_TYPES = {
    labels.MOBILE: "cell",
    labels.HOME: "home",
    labels.WORK: "work",
    labels.FAX: "fax",
    labels.PAGER: "pager",
}
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# They would end a line, or be taken for the end of the text.
_UNWRITABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), " ")


class CardWriter:
    """Writes cards of one version.

    Args:
        form: ``CARDS_4`` or ``CARDS_3``.
    """

    def __init__(self, form: ExportForm) -> None:
        self._is_new = form is ExportForm.CARDS_4

    def to_bytes(self, contact: Contact) -> bytes:
        """One card."""
        return b"".join(map(_folded, self._lines(contact)))

    def _lines(self, contact: Contact) -> Iterator[str]:
        yield "BEGIN:VCARD"
        yield f"VERSION:{'4.0' if self._is_new else '3.0'}"
        yield f"PRODID:{PRODUCT}Contacts//EN"
        yield f"UID:{_to_uid(contact.uid or contact.contact_id)}"
        yield f"FN:{_escaped(contact.title)}"
        # Which part of a name is the family's is not known; FN is what programs show.
        yield f"N:;{_escaped(contact.name)};;;"
        if contact.company:
            yield f"ORG:{_escaped(contact.company)}"
        for index, number in enumerate(contact.numbers, start=1):
            yield from self._number_lines(number, index)
        if contact.notes:
            yield f"NOTE:{_escaped(contact.notes)}"
        if contact.lists:
            yield f"CATEGORIES:{','.join(map(_escaped, contact.lists))}"
        if contact.preferred_account_id:
            yield f"{ACCOUNT.decode()}:{_escaped(contact.preferred_account_id)}"
        yield "END:VCARD"

    def _number_lines(self, number: ContactNumber, index: int) -> Iterator[str]:
        kind = _TYPES.get(number.label, "")
        parameters = "".join(
            filter(
                None,
                (
                    f";TYPE={kind}" if kind else "",
                    self._preference if number.is_default else "",
                    f";{BARRED}=1" if number.do_not_call else "",
                ),
            )
        )
        value = _escaped(number.e164 or number.raw)
        # Words of a person's own go where phones keep them: in a group with the number.
        group = "" if kind or not number.label else f"item{index}."
        yield f"{group}TEL{parameters}:{value}"
        if group:
            yield f"{group}X-ABLabel:{_escaped(number.label)}"

    @property
    def _preference(self) -> str:
        return ";PREF=1" if self._is_new else ";TYPE=pref"


def _to_uid(uid: str) -> str:
    try:
        parsed = uuid.UUID(uid)
    except ValueError:
        return _escaped(uid)
    return f"urn:uuid:{uid}" if str(parsed) == uid else _escaped(uid)


def _escaped(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.translate(_UNWRITABLE).translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A line with its end, cut where the standard asks for it, never within a character."""
    data = line.encode("utf-8", "replace")
    if len(data) <= _MAX_LINE_BYTES:
        return data + b"\r\n"
    pieces = []
    start, room = 0, _MAX_LINE_BYTES
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # noqa: PLR2004 - within a character
            end -= 1
        pieces.append(data[start:end])
        start, room = end, _MAX_LINE_BYTES - 1
    return b"\r\n ".join(pieces) + b"\r\n"
