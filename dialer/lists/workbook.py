"""Rows of an .xlsx workbook, a piece at a time."""

from __future__ import annotations

import posixpath
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from dialer.domain.errors import InputError
from dialer.lists.package import Package, damaged
from dialer.lists.rows import FIELD, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, Row
from dialer.lists.workbook_parts import (
    IS_DATE,
    IS_PLAIN,
    NumberFormats,
    RichText,
    SharedStrings,
    unescaped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Dates count from here; the two systems of counting are four years apart.
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's dates have no time zone
_DAY_ZERO_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - the same
_MAX_DAYS = 2_958_466
# Beyond these digits a spreadsheet has rounded, and what is left is another number.
_EXACT = 10**15
_HAS_FRACTION = 100_000
_BASES = {"worksheet": "/worksheet", "strings": "/sharedStrings", "styles": "/styles"}


class _Sheet(NamedTuple):
    name: str
    part: str
    is_visible: bool


class Workbook:
    """An opened workbook. Use it as a context manager.

    Args:
        data: the file; it stays open.

    Raises:
        InputError: it is no .xlsx workbook, or a damaged one.
    """

    def __init__(self, data: BinaryIO) -> None:
        self._package = Package(data)
        main = _find_main_part(self._package)
        relations = _Relations.load(self._package, main)
        contents = _Contents()
        self._package.parse_whole(main, contents)
        self._is_1904 = contents.is_1904
        self._sheets = [
            _Sheet(name, relations.targets[key], is_visible)
            for name, key, is_visible in contents.sheets
            if key in relations.targets and relations.types[key].endswith(_BASES["worksheet"])
        ]
        if not self._sheets:
            raise damaged()
        self._strings_part = relations.find(_BASES["strings"])
        self._styles_part = relations.find(_BASES["styles"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._package.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the sheets, in their order."""
        return tuple(sheet.name for sheet in self._sheets)

    @property
    def first_sheet(self) -> str:
        """Name of the first sheet a person sees."""
        return next((s for s in self._sheets if s.is_visible), self._sheets[0]).name

    def reader(self, name: str) -> SheetRows:
        """Rows of a sheet."""
        part = next(sheet.part for sheet in self._sheets if sheet.name == name)
        strings, formats = SharedStrings(), NumberFormats()
        if self._strings_part in self._package:
            strings.load(self._package, self._strings_part)
        if self._styles_part in self._package:
            formats.load(self._package, self._styles_part)
        cells = _Cells(strings, formats, _DAY_ZERO_1904 if self._is_1904 else _DAY_ZERO)
        return SheetRows(self._package, part, cells)


class SheetRows:
    """Rows of one sheet, those that are left out between others too."""

    def __init__(self, package: Package, part: str, cells: _Cells) -> None:
        self._package = package
        self._part = part
        self._cells = cells
        self.byte_count = package.size_of(part)
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Row]:
        """Every row in order, blank ones too."""
        line = 0
        handlers = _SheetHandlers(self._cells)
        for bytes_read in self._package.parse(self._part, handlers):
            self.bytes_read = bytes_read
            for row in handlers.take():
                while line + 1 < row.line:
                    line += 1
                    yield Row(line, [])
                line = row.line
                yield row


class _Cells:
    """Turns what a cell holds into text, as a person means it."""

    def __init__(self, strings: SharedStrings, formats: NumberFormats, day_zero: datetime) -> None:
        self._strings = strings
        self._formats = formats
        self._day_zero = day_zero

    def to_text(self, kind: str, value: str, style: str) -> str:
        if kind == "s":
            return self._strings[int(value)] if value.isdecimal() else ""
        if kind in {"", "n"}:
            return self._from_number(value, style)
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "d":
            return value.strip().removesuffix("T00:00:00").replace("T", " ")
        return unescaped(value)

    def _from_number(self, value: str, style: str) -> str:
        value = value.strip()
        meaning = self._formats[int(style)] if style.isdecimal() else IS_PLAIN
        if meaning == IS_DATE:
            return self._to_date(value)
        if value.isdecimal():
            return value.zfill(meaning)
        try:
            number = float(value)
        except ValueError:
            return value
        if number.is_integer() and abs(number) < _EXACT:
            # 6.28123E+11 is how some programs write a whole number.
            return str(int(number)).zfill(meaning)
        return f"{number:.2f}" if _HAS_FRACTION < abs(number) < _EXACT else value

    def _to_date(self, value: str) -> str:
        try:
            days = float(value)
        except ValueError:
            return value
        if not 0 <= days < _MAX_DAYS:
            return value
        moment = self._day_zero + timedelta(seconds=round(days * 86_400))
        if days < 1:
            return f"{moment:%H:%M:%S}"
        return f"{moment:%Y-%m-%d}" if days.is_integer() else f"{moment:%Y-%m-%d %H:%M:%S}"


class _SheetHandlers:
    """Gathers the rows of a sheet while it is parsed."""

    def __init__(self, cells: _Cells) -> None:
        self._cells = cells
        self._rows: list[Row] = []
        self._line = 0
        self._row: list[str] = []
        self._column = 0
        self._columns: dict[str, int] = {}
        self._kind = self._style = ""
        self._value: list[str] = []
        self._value_length = 0
        self._is_value = False
        self._inline: RichText | None = None

    def take(self) -> list[Row]:
        """The rows that are complete by now."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "v":
            self._is_value = True
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes.get("r", ""))
        elif name == "is":
            self._inline = RichText()
        elif self._inline is not None:
            self._inline.start(name, attributes)

    def text(self, text: str) -> None:
        """A piece of text."""
        if self._is_value:
            if self._value_length <= MAX_CELL_CHARS:
                self._value.append(text)
                self._value_length += len(text)
        elif self._inline is not None:
            self._inline.text(text)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "v":
            self._is_value = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._rows.append(Row(self._line, self._row))
        elif name == "is" and self._inline is not None:
            self._value = [self._inline.take()]
            self._inline = None
        elif self._inline is not None:
            self._inline.end(name)

    def _start_row(self, number: str) -> None:
        following = self._line + 1
        self._line = max(int(number), following) if number.isdecimal() else following
        if self._line > MAX_ROWS:
            raise InputError(
                FIELD, f"This sheet has more than {MAX_ROWS:,} rows. Split it into smaller ones."
            )
        self._row, self._column = [], -1

    def _start_cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        if letters:
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = _column_index(letters)
            self._column = column
        else:
            self._column += 1
        self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")

    def _end_cell(self) -> None:
        if not self._value:
            return
        value = self._value[0] if len(self._value) == 1 else "".join(self._value)
        self._value, self._value_length = [], 0
        if self._column >= MAX_COLUMNS:
            return
        text = self._cells.to_text(self._kind, value, self._style)
        row, missing = self._row, self._column - len(self._row)
        if missing >= 0:
            row.extend([""] * missing)
            row.append(text)
        else:
            row[self._column] = text


class _Contents:
    """Sheets of a workbook, by name and key, and how it counts days."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.is_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            is_visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), key, is_visible))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "") in {"1", "true"}

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class _Relations:
    """Where the parts are that a part refers to."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.targets: dict[str, str] = {}
        self.types: dict[str, str] = {}

    @classmethod
    def load(cls, package: Package, part: str) -> Self:
        folder, name = posixpath.split(part)
        relations = cls(folder)
        package.parse_whole(posixpath.join(folder, "_rels", f"{name}.rels"), relations)
        return relations

    def find(self, kind: str) -> str:
        return next((self.targets[k] for k, v in self.types.items() if v.endswith(kind)), "")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            key, target = attributes.get("Id", ""), attributes.get("Target", "")
            path = posixpath.normpath(posixpath.join("/", self._folder, target))
            self.targets[key] = path.lstrip("/")
            self.types[key] = attributes.get("Type", "")

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


def _find_main_part(package: Package) -> str:
    if "xl/workbook.bin" in package or "content.xml" in package:
        raise InputError(
            FIELD,
            "Workbooks of this kind are not read. Save it as .xlsx or CSV in the spreadsheet "
            "program, and choose that file.",
        )
    if "_rels/.rels" not in package:
        raise InputError(
            FIELD, "This is no workbook. Choose an .xlsx workbook, or a CSV, TSV or text file."
        )
    main = _Relations.load(package, "").find("/officeDocument")
    if main not in package:
        raise damaged()
    return main


def _column_index(letters: str) -> int:
    """0 for A, 26 for AA."""
    index = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise damaged()
        index = index * 26 + ord(letter) - ord("A") + 1
        if index > MAX_COLUMNS:
            return MAX_COLUMNS
    return index - 1
