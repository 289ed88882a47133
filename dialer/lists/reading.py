"""From a file or a paste to rows, as a format says; and the first guess of that format."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Self

from dialer.domain.errors import InputError
from dialer.domain.number_lists import ListFormat, ListPreview
from dialer.lists import guesses
from dialer.lists.delimited import read_delimited
from dialer.lists.encodings import ENCODINGS, detect_encodings
from dialer.lists.rows import FIELD, MAX_COLUMNS, Row, RowReader, is_blank, shown, until_last_filled
from dialer.lists.sources import ZIP_START, open_source, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dialer.domain.number_lists import ListSource
    from dialer.lists.workbook import Workbook

PREVIEW_ROWS = 50
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 1 << 18
_SEPARATOR_LINE = re.compile(r"sep=.?\s*", re.IGNORECASE)
_NO_ROWS = "There are no rows in this. Choose a file with a number in each row."


class _TextRows:
    """Rows of a text, the bytes of which are all there."""

    def __init__(self, data: BinaryIO, list_format: ListFormat) -> None:
        self._data = data
        self._format = list_format
        self.byte_count = data.seek(0, os.SEEK_END)

    @property
    def bytes_read(self) -> int:
        """How much of it was read so far."""
        return min(self._data.tell(), self.byte_count)

    def __iter__(self) -> Iterator[Row]:
        """Every row in order, blank ones too."""
        self._data.seek(0)
        # A byte that fits no character spoils its own cell, not the list.
        text = io.TextIOWrapper(self._data, self._format.encoding, errors="replace", newline="")
        try:
            yield from _without_marks(read_delimited(text, self._format.delimiter))
        except OSError as error:
            raise unreadable(error) from error
        finally:
            # Rows that nobody reads to their end may outlive the source.
            if not self._data.closed:
                text.detach()


def _without_marks(rows: Iterator[Row]) -> Iterator[Row]:
    """Drops what stands before the first cell and belongs to none."""
    for row in rows:
        if row.line == 1:
            row.cells[0] = row.cells[0].removeprefix("\ufeff")
            if _SEPARATOR_LINE.fullmatch("".join(row.cells)):
                continue
        yield row


class OpenSource:
    """A source with its rows, as often as they are wanted. Use it as a context manager.

    Args:
        source: the file or the paste.

    Attributes:
        encodings: encodings it can be read in, the likeliest first; none for a workbook.
    """

    def __init__(self, source: ListSource) -> None:
        self._source = source
        self._stack = contextlib.ExitStack()
        self._data: BinaryIO = io.BytesIO()
        self._workbook: Workbook | None = None
        self.encodings: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        """Opens it.

        Raises:
            InputError: it cannot be read.
        """
        with contextlib.ExitStack() as opening:
            self._data = opening.enter_context(open_source(self._source))
            if self._source.path and self._data.read(len(ZIP_START)) == ZIP_START:
                from dialer.lists.workbook import Workbook  # noqa: PLC0415 - texts need no XML

                self._workbook = opening.enter_context(Workbook(self._data))
            self._data.seek(0)
            if self._workbook is None:
                self.encodings = self._detect()
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of a workbook's sheets; none for a text."""
        return self._workbook.sheets if self._workbook else ()

    def complete(self, wanted: ListFormat | None) -> ListFormat:
        """What was wanted, with what it leaves open guessed; its columns are not looked at.

        Raises:
            InputError: the source cannot be read so.
        """
        if self._workbook is not None:
            sheet = wanted.sheet if wanted and wanted.sheet else self._workbook.first_sheet
            if sheet not in self.sheets:
                raise InputError(FIELD, f"This workbook has no sheet “{sheet}”. Choose another.")
            return replace(wanted or ListFormat(kind="xlsx"), kind="xlsx", sheet=sheet)
        encoding = wanted.encoding if wanted and wanted.encoding else self.encodings[0]
        if encoding not in ENCODINGS:
            raise InputError(FIELD, f"Texts in {encoding} are not read. Choose another encoding.")
        if wanted is None or wanted.kind != "csv":
            delimiter = self._guess_delimiter(encoding)
            return ListFormat(kind="csv", encoding=encoding, delimiter=delimiter)
        if len(wanted.delimiter) > 1 or wanted.delimiter in {'"', "\r", "\n"}:
            raise InputError(FIELD, "A delimiter is one character, such as a comma.")
        return replace(wanted, encoding=encoding)

    def reader(self, list_format: ListFormat) -> RowReader:
        """All rows, read as a complete format says; the header is the first filled one."""
        if self._workbook is not None:
            return self._workbook.reader(list_format.sheet)
        return _TextRows(self._data, list_format)

    def _detect(self) -> tuple[str, ...]:
        if not self._source.path:
            return ("utf-8",)
        try:
            return detect_encodings(self._data)
        except OSError as error:
            raise unreadable(error) from error

    def _guess_delimiter(self, encoding: str) -> str:
        self._data.seek(0)
        text = io.TextIOWrapper(self._data, encoding, errors="replace", newline="")
        try:
            sample = text.read(_SAMPLE_CHARS)
        finally:
            text.detach()
        first, _, rest = sample.removeprefix("\ufeff").partition("\n")
        if _SEPARATOR_LINE.fullmatch(first) and first.strip()[4:]:
            return first.strip()[4:]
        lines = sample.splitlines() if rest else [sample]
        # The last line of a sample may be cut.
        whole = lines[:-1] if len(sample) == _SAMPLE_CHARS and len(lines) > 1 else lines
        return guesses.guess_delimiter(whole[:_SAMPLE_ROWS])


def rows_after_header(rows: Iterable[Row], list_format: ListFormat) -> Iterator[Row]:
    """The rows that count: without the header, and without blank ones at the end."""
    filled = until_last_filled(iter(rows))
    if not list_format.has_header:
        return filled
    return itertools.islice(itertools.dropwhile(is_blank, filled), 1, None)


def preview_source(source: ListSource, wanted: ListFormat | None) -> ListPreview:
    """The first rows, read as guessed, or as ``wanted`` says.

    Raises:
        InputError: the source cannot be read, or holds no rows.
    """
    with OpenSource(source) as opened:
        list_format = opened.complete(wanted)
        rows = until_last_filled(iter(opened.reader(list_format)))
        sample = [row.cells[:MAX_COLUMNS] for row in itertools.islice(rows, _SAMPLE_ROWS)]
        list_format = _with_columns(list_format, wanted, sample)
        return _to_preview(opened, list_format, sample)


def _with_columns(
    list_format: ListFormat, wanted: ListFormat | None, sample: Sequence[Sequence[str]]
) -> ListFormat:
    """The format with its header and columns, guessed where they are not wanted or not there."""
    filled = [cells for cells in sample if any(cell.strip() for cell in cells)]
    width = max((len(cells) for cells in filled), default=0)
    is_wanted = wanted is not None and 0 <= wanted.number_column < width
    has_header = list_format.has_header if is_wanted else guesses.guess_header(filled)
    titles = filled[0] if has_header and filled else ()
    if is_wanted:
        number_column, note_column = list_format.number_column, list_format.note_column
    else:
        number_column = guesses.guess_number_column(titles, filled[has_header:])
        note_column = guesses.guess_note_column(titles, number_column)
    if note_column is not None and not 0 <= note_column < width:
        note_column = None
    return replace(
        list_format, has_header=has_header, number_column=number_column, note_column=note_column
    )


def _to_preview(
    opened: OpenSource, list_format: ListFormat, sample: list[list[str]]
) -> ListPreview:
    header: list[str] = []
    if list_format.has_header:
        sample = list(itertools.dropwhile(lambda cells: not "".join(cells).strip(), sample))
        header, sample = (sample[0], sample[1:]) if sample else ([], [])
    if not sample:
        raise InputError(FIELD, _NO_ROWS)
    width = max(len(cells) for cells in (header, *sample))
    titles = [shown(cell) for cell in header] + [""] * (width - len(header))
    return ListPreview(
        format=list_format,
        columns=tuple(title or f"Column {index}" for index, title in enumerate(titles, start=1)),
        rows=tuple(
            tuple(shown(cell) for cell in cells) + ("",) * (width - len(cells))
            for cells in sample[:PREVIEW_ROWS]
        ),
        sheets=opened.sheets,
        encodings=opened.encodings,
    )
