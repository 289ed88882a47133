"""Number lists: what a file or a paste holds, and what checking it found row by row."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class RowVerdict(enum.StrEnum):
    """What checking found of one row."""

    ACCEPTED = "accepted"
    EMPTY = "empty"
    INVALID = "invalid"
    REPEATED = "repeated"
    IN_EARLIER_TASK = "in_earlier_task"
    DO_NOT_CALL = "do_not_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """Where rows come from: a file, or pasted text.

    Attributes:
        path: the file; ``""`` for pasted text.
        text: what was pasted; ``""`` for a file.
        name: what the list is called, e.g. the file's name without its folder.
    """

    path: str = ""
    text: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFormat:
    """How a source is read. Every part is guessed first, and the person may change it.

    Attributes:
        kind: ``csv`` (any text with a delimiter) or ``xlsx``.
        encoding: Python's name of a text's encoding, e.g. ``utf-8-sig``; ``""`` for a workbook.
        delimiter: one character; ``""`` where every line is one cell.
        sheet: name of a workbook's sheet; ``""`` for text.
        has_header: the first row names the columns.
        number_column: index of the column with the numbers, from 0.
        note_column: index of the column that travels with each number; None for none.
    """

    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    has_header: bool = False
    number_column: int = 0
    note_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPreview:
    """The first rows of a source, as its format reads them.

    Attributes:
        format: the guess, or what was asked for.
        columns: a title a column, from the header or ``Column 1`` and so on.
        rows: the first rows after the header, each as wide as ``columns``.
        sheets: names of a workbook's sheets.
        encodings: encodings the text can be read in, the likeliest first.
    """

    format: ListFormat
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sheets: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList:
    """A checked list. The counts add up: ``read`` is the sum of all the others.

    Attributes:
        list_id: ours, a UUID.
        name: as of its source.
        region: ISO 3166-1 alpha-2 code national numbers were read in.
        read: rows after the header.
        accepted: will be sent; they have positions 0 to ``accepted - 1`` in the file's order.
        empty: rows without a number.
        invalid: rows whose number cannot be called.
        repeated: rows with the number of an earlier row.
        in_earlier_task: rows with a number an earlier task was sent with.
        do_not_call: rows with a number on a do-not-call list.
        checked_ms: when, in ms since the epoch.
    """

    list_id: str
    name: str
    region: str
    read: int
    accepted: int
    empty: int
    invalid: int
    repeated: int
    in_earlier_task: int
    do_not_call: int
    checked_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSample:
    """One number that stands for all of a list in the same range.

    Attributes:
        e164: the number.
        count: how many numbers of the list are in its range, itself among them.
    """

    e164: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that will not be sent, and why.

    Attributes:
        line: line of the file (row of the sheet), from 1, the header counted.
        text: the number's cell, as it stands in the file.
        note: the note's cell.
        verdict: any but ACCEPTED.
        reason: a sentence that says what is wrong with it.
    """

    line: int
    text: str
    note: str
    verdict: RowVerdict
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProgress:
    """How far checking has come.

    Attributes:
        rows: rows read so far.
        bytes_read: of the source, so far.
        byte_count: of the source; 0 where it is not known.
        accepted: of those rows.
    """

    rows: int
    bytes_read: int
    byte_count: int
    accepted: int


# A person is told of so many at once; a file that has more of them is mended as a whole.
UNREAD_KEPT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotCallSource:
    """One list of numbers that may not be called.

    Attributes:
        name: what it is called: a file's name, or who added the numbers.
        count: how many numbers it holds.
        added_ms: when the first of them was added, in ms since the epoch.
    """

    name: str
    count: int
    added_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotCallEntry:
    """One number on one list of those that may not be called.

    Attributes:
        e164: the number.
        source: the list.
        reason: why, in the words of who added it; may be empty.
        added_ms: when, in ms since the epoch.
    """

    e164: str
    source: str
    reason: str
    added_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotCallImport:
    """What reading a file of numbers that may not be called has come to.

    The counts add up: ``read`` is the sum of all the others.

    Attributes:
        read: rows after the header.
        added: numbers that were on no do-not-call list before.
        known: rows whose number was on one already, or stands earlier in the file.
        invalid: rows whose number cannot be read, which bar nobody.
        empty: rows without a number.
        unread: line and text of the first ``UNREAD_KEPT`` of the invalid rows.
    """

    read: int
    added: int
    known: int
    invalid: int
    empty: int
    unread: tuple[tuple[int, str], ...] = ()
