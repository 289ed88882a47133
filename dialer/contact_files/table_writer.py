"""Contacts as rows of a table: with our own columns, or with those of Google Contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.contact_files import labels
from dialer.contact_files.layouts import OUTDIAL_TITLES
from dialer.domain.contact_files import ExportForm
from dialer.domain.spreadsheets import rows_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dialer.domain.contacts import Contact, ContactNumber

_GOOGLE_TITLES = ("First Name", "Organization Name", "Notes", "Labels")
_BETWEEN_LISTS = " ::: "


class TableWriter:
    """Writes rows; spreadsheets run none of them.

    Args:
        form: ``TABLE`` or ``GOOGLE_TABLE``.
        most_numbers: how many numbers the contact with the most has.
    """

    def __init__(self, form: ExportForm, *, most_numbers: int) -> None:
        self._is_google = form is ExportForm.GOOGLE_TABLE
        self._most_numbers = most_numbers

    @property
    def titles(self) -> tuple[str, ...]:
        """What the columns are called, in the words by which they are known again."""
        first = _GOOGLE_TITLES if self._is_google else OUTDIAL_TITLES
        label, number = (
            ("Phone {} - Label", "Phone {} - Value")
            if self._is_google
            else ("Label {}", "Number {}")
        )
        pairs = (
            (label.format(index), number.format(index))
            for index in range(1, max(1, self._most_numbers) + 1)
        )
        return (*first, *(title for pair in pairs for title in pair))

    def to_bytes(self, contacts: Iterable[Contact]) -> bytes:
        """Rows of contacts."""
        return rows_to_bytes(map(self._to_row, contacts))

    def _to_row(self, contact: Contact) -> list[str]:
        lists = _BETWEEN_LISTS.join(contact.lists)
        if self._is_google:
            row = [contact.name, contact.company, contact.notes, lists]
        else:
            uid = contact.uid or contact.contact_id
            account = contact.preferred_account_id
            row = [contact.name, contact.company, contact.notes, lists, uid, account]
        for number in contact.numbers:
            row += _to_cells(number)
        return row + ["", ""] * (self._most_numbers - len(contact.numbers))


def _to_cells(number: ContactNumber) -> tuple[str, str]:
    label = labels.to_cell(number.label, is_first=number.is_default, is_barred=number.do_not_call)
    return label, number.e164 or number.raw
