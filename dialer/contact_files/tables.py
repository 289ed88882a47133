"""Tables of contacts: CSV and workbooks, a contact a row."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.contact_files.entries import Entry, EntryNumber
from dialer.contact_files.labels import from_cell
from dialer.contact_files.layouts import guess_columns, is_contact_title
from dialer.contact_files.names import join_name
from dialer.contact_files.numbers import split_extension, split_numbers
from dialer.domain.contact_files import ColumnRole, ContactFileFormat, FileKind, Layout
from dialer.domain.errors import InputError
from dialer.domain.number_lists import ListFormat
from dialer.domain.spreadsheets import without_neutral_mark
from dialer.lists import guesses
from dialer.lists.reading import rows_after_header
from dialer.lists.rows import FIELD, MAX_COLUMNS, Row, is_blank, until_last_filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dialer.lists.reading import OpenSource
    from dialer.lists.rows import RowReader

_SAMPLE_ROWS = 200
# How Google sets several values in one cell apart.
_BETWEEN_VALUES = " ::: "
_BETWEEN_LISTS = (_BETWEEN_VALUES, ";", ",")
_EVERYONE = frozenset({"* mycontacts", "mycontacts", "* starred", "starred"})
_NO_ROWS = "There are no rows in this. Choose a file with a contact in each row."
_NO_COLUMN = "Choose the column with the names or the one with the numbers."


def to_list_format(chosen: ContactFileFormat) -> ListFormat:
    """The format by which rows are read."""
    return ListFormat(
        kind="xlsx" if chosen.kind is FileKind.WORKBOOK else "csv",
        encoding=chosen.encoding,
        delimiter=chosen.delimiter,
        sheet=chosen.sheet,
        has_header=bool(chosen.has_header),
    )


def complete_table_format(
    opened: OpenSource, wanted: ContactFileFormat | None
) -> tuple[ContactFileFormat, list[list[str]]]:
    """The format with all that is left open guessed, and the first filled rows.

    Raises:
        InputError: the source cannot be read so, or holds no rows.
    """
    list_format = opened.complete(to_list_format(wanted) if wanted else None)
    if wanted is None:
        list_format = _with_delimiter_of_titles(opened, list_format)
    rows = until_last_filled(iter(opened.reader(list_format)))
    sample = [row.cells[:MAX_COLUMNS] for row in itertools.islice(rows, _SAMPLE_ROWS)]
    filled = [cells for cells in sample if "".join(cells).strip()]
    if not filled:
        raise InputError(FIELD, _NO_ROWS)
    has_header = wanted.has_header if wanted else None
    if has_header is None:
        has_header = _guess_header(filled)
    layout, columns = guess_columns(filled[0] if has_header else (), filled[has_header:])
    if wanted is not None and wanted.columns:
        columns = wanted.columns
    complete = ContactFileFormat(
        kind=FileKind.WORKBOOK if list_format.kind == "xlsx" else FileKind.TEXT,
        encoding=list_format.encoding,
        delimiter=list_format.delimiter,
        sheet=list_format.sheet,
        has_header=has_header,
        layout=layout,
        columns=columns,
    )
    return complete, filled


def _with_delimiter_of_titles(opened: OpenSource, guessed: ListFormat) -> ListFormat:
    """The format with the delimiter that sets the most known titles apart.

    Notes of several lines, with commas of their own, make a guess from lines a gamble.
    """
    if guessed.kind != "csv":
        return guessed
    counts: dict[str, int] = {}
    for delimiter in (guessed.delimiter, *guesses.DELIMITERS):
        rows = iter(opened.reader(replace(guessed, delimiter=delimiter)))
        first = next((row for row in rows if not is_blank(row)), None)
        counts[delimiter] = sum(map(is_contact_title, first.cells)) if first else 0
    best = max(counts, key=lambda delimiter: counts[delimiter])
    return replace(guessed, delimiter=best) if counts[best] > 1 else guessed


def _guess_header(rows: Sequence[Sequence[str]]) -> bool:
    first = rows[0]
    if any(map(guesses.looks_like_number, first)):
        return False
    return any(map(is_contact_title, first)) or guesses.guess_header(rows)


class TableReader:
    """The contacts of a table.

    Args:
        opened: the source.
        chosen: how to read it; complete.

    Raises:
        InputError: no column holds names or numbers.
    """

    def __init__(self, opened: OpenSource, chosen: ContactFileFormat) -> None:
        self._format = to_list_format(chosen)
        self._columns = _Columns(chosen)
        if not self._columns.can_name:
            raise InputError(FIELD, _NO_COLUMN)
        self.rows: RowReader = opened.reader(self._format)

    def __iter__(self) -> Iterator[Entry]:
        """Every row behind the header, empty ones between others too.

        Raises:
            InputError: the source cannot be read to its end.
        """
        for row in rows_after_header(self.rows, self._format):
            yield self._columns.to_entry(row)


class _Columns:
    """Which cells of a row make what part of a contact."""

    def __init__(self, chosen: ContactFileFormat) -> None:
        # Who writes lists with a mark of its own means commas to be part of their names.
        has_mark = chosen.layout in {Layout.OUTDIAL, Layout.GOOGLE}
        self._between_lists = (_BETWEEN_VALUES,) if has_mark else _BETWEEN_LISTS
        by_role: dict[ColumnRole, list[int]] = {role: [] for role in ColumnRole}
        self._numbers: list[tuple[int, int | None, str]] = []
        label_column: int | None = None
        for column, use in enumerate(chosen.columns):
            by_role[use.role].append(column)
            if use.role is ColumnRole.LABEL:
                label_column = column
            elif use.role is ColumnRole.NUMBER:
                self._numbers.append((column, label_column, use.label))
                label_column = None
        self._by_role = by_role
        names = (
            ColumnRole.NAME,
            ColumnRole.GIVEN_NAME,
            ColumnRole.FAMILY_NAME,
            ColumnRole.COMPANY,
        )
        self.can_name = bool(self._numbers) or any(by_role[role] for role in names)

    def to_entry(self, row: Row) -> Entry:
        if row.problem or is_blank(row):
            return Entry(line=row.line, problem=row.problem)
        cells = [without_neutral_mark(cell.strip()) for cell in row.cells]
        return Entry(
            line=row.line,
            name=self._name(cells),
            company=self._text(cells, ColumnRole.COMPANY),
            numbers=list(self._to_numbers(cells)),
            note=self._note(cells),
            uid=self._text(cells, ColumnRole.UID),
            lists=self._lists(cells),
            account_id=self._text(cells, ColumnRole.ACCOUNT),
        )

    def _name(self, cells: Sequence[str]) -> str:
        name = self._text(cells, ColumnRole.NAME)
        return name or join_name(
            self._text(cells, ColumnRole.GIVEN_NAME),
            self._text(cells, ColumnRole.FAMILY_NAME),
            middle=self._text(cells, ColumnRole.MIDDLE_NAME),
            prefix=self._text(cells, ColumnRole.PREFIX),
            suffix=self._text(cells, ColumnRole.SUFFIX),
        )

    def _to_numbers(self, cells: Sequence[str]) -> Iterator[EntryNumber]:
        for column, label_column, usual in self._numbers:
            text = cells[column] if column < len(cells) else ""
            if not text:
                continue
            named = _cell(cells, label_column) if label_column is not None else ""
            label, is_first, is_barred = from_cell(named)
            for part in split_numbers(text):
                number, extension = split_extension(part)
                yield EntryNumber(
                    number,
                    label or usual,
                    extension,
                    written=part,
                    is_preferred=is_first,
                    do_not_call=is_barred,
                )

    def _text(self, cells: Sequence[str], role: ColumnRole) -> str:
        for column in self._by_role[role]:
            text = _cell(cells, column)
            if text:
                return " ".join(text.split())
        return ""

    def _note(self, cells: Sequence[str]) -> str:
        notes = (_cell(cells, column) for column in self._by_role[ColumnRole.NOTE])
        return "\n".join(filter(None, notes)).replace("\r\n", "\n").replace("\r", "\n")

    def _lists(self, cells: Sequence[str]) -> list[str]:
        found: dict[str, None] = {}
        for column in self._by_role[ColumnRole.LISTS]:
            text = _cell(cells, column)
            mark = next((mark for mark in self._between_lists if mark in text), _BETWEEN_VALUES)
            for part in text.split(mark):
                name = " ".join(part.split())
                if name and name.lower() not in _EVERYONE:
                    found[name] = None
        return list(found)


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""
