"""What every reader hands on: rows, within limits that keep memory and time bounded."""

from __future__ import annotations

import unicodedata
from array import array
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELD = "source"
# A whole sheet of a workbook: the largest list a spreadsheet can hold.
MAX_ROWS = 1_048_576
MAX_COLUMNS = 512
# More than any cell of a spreadsheet, which ends at 32,767.
MAX_CELL_CHARS = 32_768
_SHOWN_CHARS = 200


class Row(NamedTuple):
    """One row of a source.

    Attributes:
        line: line of the file (row of the sheet) it begins at, from 1.
        cells: its cells as text.
        problem: a sentence where the row could not be read whole; ``""`` where it could.
    """

    line: int
    cells: list[str]
    problem: str = ""


class RowReader(Protocol):
    """Rows of one source, and how far reading them has come."""

    @property
    def byte_count(self) -> int:
        """Size of what is read."""

    @property
    def bytes_read(self) -> int:
        """How much of it was read so far."""

    def __iter__(self) -> Iterator[Row]:
        """Every row in order, blank ones too."""


def is_blank(row: Row) -> bool:
    """Tells whether nothing stands in a row."""
    cells = row.cells
    if cells and cells[0] and not cells[0].isspace():
        return False
    return not row.problem and not "".join(cells).strip()


def until_last_filled(rows: Iterator[Row]) -> Iterator[Row]:
    """Leaves out the blank rows at the end, which spreadsheets like to leave behind.

    Raises:
        InputError: there are more rows than a list may have.
    """
    count = 0
    blanks = array("q")
    for row in rows:
        count += 1
        if count > MAX_ROWS:
            raise InputError(
                FIELD,
                f"This list has more than {MAX_ROWS:,} rows. Split it into smaller files.",
            )
        if is_blank(row):
            blanks.append(row.line)
            continue
        if blanks:
            for line in blanks:
                yield Row(line, [])
            blanks = array("q")
        yield row


def shown(cell: str) -> str:
    """A cell on one line, without characters that cannot be seen."""
    text = cell[:_SHOWN_CHARS]
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return text.strip()
