"""From a file of any kind to contacts, as a format says; and the first guess of that format."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self

from dialer.contact_files.cards import CardReader
from dialer.contact_files.tables import TableReader, complete_table_format
from dialer.domain.contact_files import (
    ContactFileFormat,
    ContactPreview,
    FileKind,
    PreviewedContact,
)
from dialer.domain.errors import InputError
from dialer.domain.number_lists import ListSource
from dialer.lists.encodings import ENCODINGS, detect_encodings
from dialer.lists.reading import OpenSource
from dialer.lists.rows import FIELD, shown
from dialer.lists.sources import open_source, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dialer.contact_files.entries import Entry

PREVIEW_ROWS = 50
PREVIEW_CONTACTS = 20
_SNIFFED = 1 << 16
_CARD = re.compile(rb"(?:\A|[\r\n])[ \t]*begin[ \t]*:[ \t]*vcard[ \t]*[\r\n]", re.IGNORECASE)
_MARKS = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)")
_NO_CARD = "There is no contact in this file of cards. Choose another file."


class EntryReader(Protocol):
    """The contacts of one file, and how far reading them has come."""

    @property
    def byte_count(self) -> int:
        """Size of what is read."""

    @property
    def bytes_read(self) -> int:
        """How much of it was read so far."""

    def __iter__(self) -> Iterator[Entry]:
        """Every card or row in order, empty ones too."""


class ContactFile:
    """A file of contacts. Use it as a context manager.

    Args:
        path: of the file.
    """

    def __init__(self, path: str) -> None:
        self._source = ListSource(path=path)
        self._stack = contextlib.ExitStack()
        self._cards: BinaryIO | None = None
        self._table: OpenSource | None = None
        self._encodings: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        """Opens it.

        Raises:
            InputError: it cannot be read.
        """
        with contextlib.ExitStack() as opening:
            data = opening.enter_context(open_source(self._source))
            if self._holds_cards(data):
                self._cards = data
                self._encodings = _detect(data)
            else:
                data.close()
                self._table = opening.enter_context(OpenSource(self._source))
                self._encodings = self._table.encodings
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def preview(self, wanted: ContactFileFormat | None) -> ContactPreview:
        """The first contacts, read as guessed, or as ``wanted`` says.

        Raises:
            InputError: the file cannot be read so, or holds no contacts.
        """
        if self._table is None:
            return self._preview_cards(wanted)
        complete, filled = complete_table_format(self._table, wanted)
        header = filled[0] if complete.has_header else []
        rows = filled[bool(complete.has_header) :]
        if not rows:
            raise InputError(
                FIELD, "There are only titles in this. Choose a file with a contact in each row."
            )
        width = max(len(cells) for cells in filled)
        titles = [shown(cell) for cell in header] + [""] * (width - len(header))
        complete = replace(complete, columns=complete.columns[:width])
        return ContactPreview(
            format=complete,
            columns=tuple(title or f"Column {n}" for n, title in enumerate(titles, start=1)),
            rows=tuple(
                tuple(shown(cell) for cell in cells) + ("",) * (width - len(cells))
                for cells in rows[:PREVIEW_ROWS]
            ),
            contacts=self._first_contacts(complete),
            sheets=self._table.sheets,
            encodings=self._encodings,
        )

    def reader(self, chosen: ContactFileFormat) -> EntryReader:
        """All contacts, as a complete format says.

        Raises:
            InputError: the file cannot be read so.
        """
        if self._table is not None:
            return _TableEntries(self._table, chosen)
        assert self._cards is not None  # noqa: S101 - for the type checker: one of them is there
        return _CardEntries(self._cards, chosen.encoding)

    def _holds_cards(self, data: BinaryIO) -> bool:
        try:
            start = data.read(_SNIFFED)
            data.seek(0)
        except OSError as error:
            raise unreadable(error) from error
        bare = _MARKS.sub(b"", start, count=1).replace(b"\0", b"")
        return _CARD.search(bare) is not None

    def _preview_cards(self, wanted: ContactFileFormat | None) -> ContactPreview:
        encoding = wanted.encoding if wanted and wanted.encoding else self._encodings[0]
        if encoding not in ENCODINGS:
            raise InputError(FIELD, f"Texts in {encoding} are not read. Choose another encoding.")
        chosen = ContactFileFormat(kind=FileKind.CARDS, encoding=encoding)
        contacts = self._first_contacts(chosen)
        if not contacts:
            raise InputError(FIELD, _NO_CARD)
        return ContactPreview(format=chosen, contacts=contacts, encodings=self._encodings)

    def _first_contacts(self, chosen: ContactFileFormat) -> tuple[PreviewedContact, ...]:
        try:
            entries = self.reader(chosen)
        except InputError:
            # What is wrong with the columns is said when they are used.
            return ()
        filled = (entry for entry in entries if not entry.is_empty)
        return tuple(map(_to_previewed, itertools.islice(filled, PREVIEW_CONTACTS)))


class _CardEntries:
    """Implements EntryReader."""

    def __init__(self, data: BinaryIO, encoding: str) -> None:
        self._data = data
        self._encoding = encoding
        self.byte_count = data.seek(0, os.SEEK_END)

    @property
    def bytes_read(self) -> int:
        return min(self._data.tell(), self.byte_count)

    def __iter__(self) -> Iterator[Entry]:
        self._data.seek(0)
        return iter(CardReader(self._data, self._encoding))


class _TableEntries:
    """Implements EntryReader."""

    def __init__(self, opened: OpenSource, chosen: ContactFileFormat) -> None:
        self._reader = TableReader(opened, chosen)
        self.byte_count = self._reader.rows.byte_count

    @property
    def bytes_read(self) -> int:
        return self._reader.rows.bytes_read

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._reader)


def _detect(data: BinaryIO) -> tuple[str, ...]:
    try:
        return detect_encodings(data)
    except OSError as error:
        raise unreadable(error) from error


def _to_previewed(entry: Entry) -> PreviewedContact:
    return PreviewedContact(
        name=shown(entry.name),
        company=shown(entry.company),
        numbers=tuple((number.label, shown(number.text)) for number in entry.numbers),
        lists=tuple(map(shown, entry.lists)),
    )
