"""Every row of a list with its verdict, a block at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from dialer.domain.errors import InputError
from dialer.domain.number_lists import RejectedRow, RowVerdict
from dialer.lists.cells import CellReader
from dialer.lists.number_set import NumberSet
from dialer.lists.reading import OpenSource, rows_after_header
from dialer.lists.rows import FIELD, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dialer.domain.number_lists import ListFormat, ListSource
    from dialer.lists.rows import RowReader

# Large enough for one query and one transaction to cost little a row, small enough for
# progress several times a second and for a cancel to be felt at once.
BLOCK_ROWS = 4_000
# Kept of a cell that is not accepted, so that the person knows it again.
KEPT_CHARS = 200
_MAX_NOTE_CHARS = 1_000
_EMPTY = "There is no number in this row."
_REPEATED = "This number stands in an earlier row too."
_IN_EARLIER_TASK = "An earlier task was sent with this number."
_NOTE_TOO_LONG = f"The note is longer than {_MAX_NOTE_CHARS:,} characters."


class KnownNumbers(Protocol):
    """What is known of numbers, by the digits of their E.164 form."""

    def find_used(self, numbers: Sequence[int]) -> set[int]:
        """Those that any task was sent with."""

    def find_do_not_call(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Source and reason of those that may not be called."""


@dataclass(slots=True)
class CheckedBlock:
    """Some rows in a row.

    Attributes:
        read: how many.
        accepted: number and note of each that will be sent, in order.
        rejected: the others, in order.
    """

    read: int = 0
    accepted: list[tuple[int, str]] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)

    def count_verdicts(self) -> Counter[RowVerdict]:
        """How many rows have each verdict; they add up to ``read``."""
        counts = Counter(row.verdict for row in self.rejected)
        counts[RowVerdict.ACCEPTED] = len(self.accepted)
        return counts


_Candidate: TypeAlias = tuple[Row, str, int]


class ListCheck:
    """Checks the rows of one source.

    Args:
        opened: the source.
        list_format: how to read it; every part filled in.
        region: ISO 3166-1 alpha-2 code national numbers are read in.
        takes_unassigned: see ``CellReader``.

    Raises:
        InputError: the source cannot be read so.
    """

    def __init__(
        self,
        opened: OpenSource,
        list_format: ListFormat,
        *,
        region: str,
        takes_unassigned: bool = False,
    ) -> None:
        self._format = opened.complete(list_format)
        if self._format.number_column < 0:
            raise InputError(FIELD, "Choose the column with the numbers.")
        self.reader: RowReader = opened.reader(self._format)
        self._cells = CellReader(region, takes_unassigned=takes_unassigned)

    def text_of(self, row: Row) -> str:
        """What stands in the cell of a row that has the number."""
        column = self._format.number_column
        return row.cells[column] if column < len(row.cells) else ""

    def read_cell(self, text: str) -> int | str:
        """A number that stands in no cell by itself; or why it is none."""
        return self._cells.read(text)

    def read_numbers(self) -> Iterator[tuple[Row, int | str]]:
        """Each row with its number; or why it has none, which is ``""`` where it is empty."""
        column, read = self._format.number_column, self._cells.read
        for row in rows_after_header(self.reader, self._format):
            cells = row.cells
            cell = cells[column] if column < len(cells) else ""
            if row.problem:
                yield row, row.problem
            elif not cell or cell.isspace():
                yield row, ""
            else:
                yield row, read(cell)

    def check(self, known: KnownNumbers) -> Iterator[CheckedBlock]:
        """Verdicts of all rows, in blocks.

        Raises:
            InputError: the source cannot be read to its end.
        """
        seen = NumberSet()
        block, candidates = CheckedBlock(), list[_Candidate]()
        for row, number in self.read_numbers():
            block.read += 1
            note = self._note(row)
            if isinstance(number, str):
                block.rejected.append(self._reject(row, note, number))
            elif len(note) > _MAX_NOTE_CHARS and number not in seen:
                block.rejected.append(self._reject(row, note, _NOTE_TOO_LONG))
            elif seen.add(number):
                candidates.append((row, note, number))
            else:
                block.rejected.append(self._rejected(row, note, RowVerdict.REPEATED, _REPEATED))
            if block.read == BLOCK_ROWS:
                yield self._finish(block, candidates, known)
                block, candidates = CheckedBlock(), []
        if block.read:
            yield self._finish(block, candidates, known)

    def _note(self, row: Row) -> str:
        column = self._format.note_column
        return row.cells[column].strip() if column is not None and column < len(row.cells) else ""

    def _reject(self, row: Row, note: str, problem: str) -> RejectedRow:
        if not problem:
            return self._rejected(row, note, RowVerdict.EMPTY, _EMPTY)
        return self._rejected(row, note, RowVerdict.INVALID, problem)

    def _rejected(self, row: Row, note: str, verdict: RowVerdict, reason: str) -> RejectedRow:
        return RejectedRow(
            line=row.line,
            text=self.text_of(row)[:KEPT_CHARS],
            note=note[:KEPT_CHARS],
            verdict=verdict,
            reason=reason,
        )

    def _finish(
        self, block: CheckedBlock, candidates: Iterable[_Candidate], known: KnownNumbers
    ) -> CheckedBlock:
        """Adds the candidates to the block, asking of all at once what is known of them."""
        numbers = [number for _row, _note, number in candidates]
        barred, used = known.find_do_not_call(numbers), known.find_used(numbers)
        for row, note, number in candidates:
            if number in barred:
                verdict, reason = RowVerdict.DO_NOT_CALL, _why_barred(*barred[number])
                block.rejected.append(self._rejected(row, note, verdict, reason))
            elif number in used:
                verdict = RowVerdict.IN_EARLIER_TASK
                block.rejected.append(self._rejected(row, note, verdict, _IN_EARLIER_TASK))
            else:
                block.accepted.append((number, note))
        if len(block.accepted) + len(block.rejected) != block.read:
            raise AssertionError("a row of the list was lost")
        block.rejected.sort(key=lambda row: row.line)
        return block


def _why_barred(source: str, reason: str) -> str:
    if reason:
        return f"This number may not be called: “{source}” says “{reason}”."
    return f"This number may not be called: it is listed in “{source}”."


def check_source(
    source: ListSource, list_format: ListFormat, *, region: str, known: KnownNumbers
) -> Iterator[CheckedBlock]:
    """Opens a source and checks all its rows."""
    with OpenSource(source) as opened:
        yield from ListCheck(opened, list_format, region=region).check(known)
