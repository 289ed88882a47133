"""What the process for contacts does: joins the files of contacts and their store."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dialer.contact_files.card_writer import CardWriter
from dialer.contact_files.making import ContactMaker
from dialer.contact_files.reading import ContactFile
from dialer.contact_files.table_writer import TableWriter
from dialer.contact_messages import PreviewContacts, ReadContacts
from dialer.domain.contact_files import (
    ContactPreview,
    ExportForm,
    ExportProgress,
    FileReading,
    ImportProgress,
    SkippedEntry,
)
from dialer.domain.contacts import BatchCounts
from dialer.domain.errors import InputError
from dialer.domain.spreadsheets import BYTE_ORDER_MARK, rows_to_bytes
from dialer.store import ContactDatabase, SqliteContactImports, SqliteContactStore
from dialer.store.contact_figures import count_most_numbers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from typing import TypeAlias

    from dialer.contact_files.entries import Entry
    from dialer.contact_files.reading import EntryReader
    from dialer.contact_messages import Request, WriteContacts
    from dialer.domain.contacts import Contact

    # Called after every batch; raises where the work is to end.
    Step: TypeAlias = Callable[[Callable[[], object]], None]

# Large enough for one transaction to cost little a contact, small enough for who edits a
# contact meanwhile not to notice.
_BATCH = 500
# A file may hold nothing but rows to skip: a cancel is to be felt there too.
_READ_AT_MOST = 2_000
_REASONS_KEPT = 200
_CARDS = frozenset({ExportForm.CARDS_3, ExportForm.CARDS_4})


def carry_out(request: Request, folder: Path, step: Step) -> ContactPreview | FileReading | int:
    """Does what is asked, to its end.

    Args:
        request: what is asked.
        folder: the data folder.
        step: called after every batch with what makes a progress report.

    Raises:
        InputError: the file cannot be read or written to its end.
        StoreError: the contacts cannot be read or stored.
    """
    if isinstance(request, PreviewContacts):
        with ContactFile(request.path) as opened:
            return opened.preview(request.wanted)
    if isinstance(request, ReadContacts):
        with (
            ContactFile(request.path) as opened,
            Path(request.skipped_path).open("wb") as target,
        ):
            reader = opened.reader(request.chosen)
            return asyncio.run(_read(request, reader, _Skipped(target), folder=folder, step=step))
    return asyncio.run(_write(request, folder, step))


class _Skipped:
    """What is skipped: all of it in a file, the first of it at hand."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.count = 0
        self.first: list[SkippedEntry] = []

    def add(self, skipped: Sequence[SkippedEntry]) -> None:
        self.first += skipped[: _REASONS_KEPT - len(self.first)]
        self.count += len(skipped)
        rows = [(str(one.line), one.text, one.reason) for one in skipped]
        self._target.write(rows_to_bytes(rows))


async def _read(
    request: ReadContacts, reader: EntryReader, skipped: _Skipped, *, folder: Path, step: Step
) -> FileReading:
    maker = ContactMaker(region=request.region, list_name=request.list_name, at_ms=request.at_ms)
    counts, read = BatchCounts(), 0
    async with _open_database(folder) as database:
        imports = SqliteContactImports(database)
        for block_read, contacts, left_out in _blocks(reader, maker):
            counts += await imports.add_batch(request.import_id, contacts)
            skipped.add(left_out)
            read += block_read
            step(partial(_progress, reader, read, counts.added))
    if not read:
        problem = "There are no contacts in this file. Choose another one."
        raise InputError("source", problem)
    reading = FileReading(
        read=read,
        added=counts.added,
        merged=counts.changed,
        unchanged=counts.unchanged,
        skipped=skipped.count,
        unread_numbers=maker.unread,
        reasons=tuple(skipped.first),
    )
    if not reading.adds_up:
        raise AssertionError("a contact of the file was lost")
    return reading


def _blocks(
    entries: EntryReader, maker: ContactMaker
) -> Iterator[tuple[int, list[Contact], list[SkippedEntry]]]:
    """Contacts and what is skipped, in blocks, with how much of the file each is."""
    read = 0
    contacts: list[Contact] = []
    skipped: list[SkippedEntry] = []
    for entry in entries:
        read += 1
        _sort_in(maker, entry, contacts, skipped)
        if len(contacts) == _BATCH or read == _READ_AT_MOST:
            yield read, contacts, skipped
            read, contacts, skipped = 0, [], []
    if read:
        yield read, contacts, skipped


def _sort_in(
    maker: ContactMaker, entry: Entry, contacts: list[Contact], skipped: list[SkippedEntry]
) -> None:
    made = maker.make(entry)
    if isinstance(made, SkippedEntry):
        skipped.append(made)
    else:
        contacts.append(made)


def _progress(reader: EntryReader, read: int, added: int) -> ImportProgress:
    return ImportProgress(
        read=read, bytes_read=reader.bytes_read, byte_count=reader.byte_count, added=added
    )


async def _write(request: WriteContacts, folder: Path, step: Step) -> int:
    async with _open_database(folder) as database:
        store = SqliteContactStore(database)
        total = await _count(store, request.list_name)
        written = 0
        with _replacing(Path(request.path)) as target:
            to_bytes = await _begin(request.form, database, target)
            async for contacts in store.read_all(request.list_name):
                target.write(to_bytes(contacts))
                written += len(contacts)
                step(partial(ExportProgress, written=written, total=max(total, written)))
    return written


async def _count(store: SqliteContactStore, list_name: str) -> int:
    if not list_name:
        return await store.count_contacts()
    lists = await store.fetch_lists()
    return next((one.count for one in lists if one.name == list_name), 0)


async def _begin(
    form: ExportForm, database: ContactDatabase, target: BinaryIO
) -> Callable[[Sequence[Contact]], bytes]:
    """Writes what stands before all contacts; returns what makes bytes of them."""
    if form in _CARDS:
        card = CardWriter(form)
        return lambda contacts: b"".join(map(card.to_bytes, contacts))
    table = TableWriter(form, most_numbers=await count_most_numbers(database))
    target.write(BYTE_ORDER_MARK + rows_to_bytes([table.titles]))
    return table.to_bytes


@asynccontextmanager
async def _open_database(folder: Path) -> AsyncIterator[ContactDatabase]:
    """The file of contacts; imports that are open stay so: another process sees to them."""
    database = ContactDatabase(folder)
    try:
        await database.open()
        yield database
    finally:
        database.close()


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only once it is whole.

    Raises:
        InputError: it cannot be written.
    """
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with unfinished.open("wb") as file:
            yield file
        os.replace(unfinished, target)  # noqa: PTH105 - replaces on every system
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError("path", f"{reason}. Choose another folder.") from error
    finally:
        unfinished.unlink(missing_ok=True)
