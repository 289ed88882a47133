"""What the process that checks lists does: joins the reading of lists and their store."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from dialer.contact_files.numbers import split_extension
from dialer.domain.errors import InputError
from dialer.domain.number_lists import (
    UNREAD_KEPT,
    CheckProgress,
    DoNotCallImport,
    NumberList,
    RowVerdict,
)
from dialer.list_messages import CheckRequest, DoNotCallRequest, PreviewRequest
from dialer.lists.checking import BLOCK_ROWS, KEPT_CHARS, ListCheck
from dialer.lists.reading import OpenSource, preview_source
from dialer.lists.rows import FIELD
from dialer.store.list_writer import ListWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dialer.list_messages import Request, Result

# Called after every block of rows; raises where the work is to end.
Step: TypeAlias = "Callable[[Callable[[], CheckProgress]], None]"


def carry_out(request: Request, folder: Path, step: Step) -> Result:
    """Does what is asked, to its end.

    Args:
        request: what is asked.
        folder: the data folder.
        step: called after every block of rows with what makes a progress report.

    Raises:
        InputError: the source cannot be read to its end.
        StoreError: the result could not be stored.
    """
    if isinstance(request, PreviewRequest):
        return preview_source(request.source, request.wanted)
    with OpenSource(request.source) as opened, ListWriter(folder) as writer:
        check = ListCheck(
            opened,
            request.list_format,
            region=request.region,
            takes_unassigned=isinstance(request, DoNotCallRequest),
        )
        if isinstance(request, CheckRequest):
            return _check(request, check, writer=writer, step=step)
        return _bar(request, check, writer=writer, step=step)


def _check(
    request: CheckRequest, check: ListCheck, *, writer: ListWriter, step: Step
) -> NumberList:
    """Checks and stores a list, which counts from its last row on."""
    counts: Counter[RowVerdict] = Counter()
    read = 0
    writer.begin(request.list_id, name=request.source.name, region=request.region)
    for block in check.check(writer):
        writer.add(block.accepted, block.rejected)
        counts.update(block.count_verdicts())
        read += block.read
        step(partial(_progress, check, read, counts[RowVerdict.ACCEPTED]))
    _refuse_none(read)
    number_list = NumberList(
        list_id=request.list_id,
        name=request.source.name,
        region=request.region,
        read=read,
        checked_ms=request.at_ms,
        **{verdict.value: counts[verdict] for verdict in RowVerdict},
    )
    if read != sum(counts.values()):
        raise AssertionError("a row of the list was lost")
    writer.finish(number_list)
    return number_list


def _bar(
    request: DoNotCallRequest, check: ListCheck, *, writer: ListWriter, step: Step
) -> DoNotCallImport:
    """Adds a file's numbers to those that may not be called."""
    read = added = known = invalid = empty = 0
    numbers: list[int] = []
    unread: list[tuple[int, str]] = []

    def store() -> None:
        nonlocal added, known
        new = writer.add_do_not_call(
            numbers, source=request.source.name, reason=request.reason, at_ms=request.at_ms
        )
        added, known = added + new, known + len(numbers) - new
        numbers.clear()

    for row, found in check.read_numbers():
        read += 1
        number = _behind_extension(check, check.text_of(row), found)
        if isinstance(number, int):
            numbers.append(number)
        elif number:
            invalid += 1
            if len(unread) < UNREAD_KEPT:
                unread.append((row.line, check.text_of(row)[:KEPT_CHARS].strip()))
        else:
            empty += 1
        if read % BLOCK_ROWS == 0:
            store()
            step(partial(_progress, check, read, added))
    _refuse_none(read)
    store()
    writer.sync()
    return DoNotCallImport(
        read=read, added=added, known=known, invalid=invalid, empty=empty, unread=tuple(unread)
    )


def _behind_extension(check: ListCheck, text: str, found: int | str) -> int | str:
    """Who is not to be called at an extension is not to be called at its number either."""
    if isinstance(found, int) or not found:
        return found
    number, extension = split_extension(text)
    return check.read_cell(number) if extension else found


def _refuse_none(read: int) -> None:
    if read == 0:
        problem = "There are no rows in this. Choose a file with a number in each row."
        raise InputError(FIELD, problem)


def _progress(check: ListCheck, read: int, accepted: int) -> CheckProgress:
    reader = check.reader
    return CheckProgress(
        rows=read, bytes_read=reader.bytes_read, byte_count=reader.byte_count, accepted=accepted
    )
