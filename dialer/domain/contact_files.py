"""Files of contacts: how one is read, what reading it has come to, and what is written."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class FileKind(enum.StrEnum):
    """What a file of contacts is."""

    CARDS = "cards"
    TEXT = "text"
    WORKBOOK = "workbook"


class Layout(enum.StrEnum):
    """Whose columns a table has."""

    OUTDIAL = "outdial"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    OTHER = "other"


class ColumnRole(enum.StrEnum):
    """What a column of a table is used for."""

    IGNORED = "ignored"
    NAME = "name"
    PREFIX = "prefix"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    FAMILY_NAME = "family_name"
    SUFFIX = "suffix"
    COMPANY = "company"
    NUMBER = "number"
    LABEL = "label"
    NOTE = "note"
    LISTS = "lists"
    UID = "uid"
    ACCOUNT = "account"


class ExportForm(enum.StrEnum):
    """What contacts are written as."""

    CARDS_4 = "cards_4"
    CARDS_3 = "cards_3"
    TABLE = "table"
    GOOGLE_TABLE = "google_table"


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column of a table is used for.

    Attributes:
        role: what it holds. A LABEL says what the next NUMBER to its right is.
        label: of a NUMBER, where no column says so, e.g. ``Mobile``.
    """

    role: ColumnRole = ColumnRole.IGNORED
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFileFormat:
    """How a file is read. Every part is guessed first, and the person may change it.

    Attributes:
        kind: what it is.
        encoding: Python's name of a text's encoding; ``""`` for a workbook. Of cards, what
            does not say another.
        delimiter: of a text, one character; ``""`` where every line is one cell.
        sheet: name of a workbook's sheet.
        has_header: the first row of a table names the columns; None is to be guessed.
        layout: whose columns a table has.
        columns: what each column of a table is used for; those behind are not used, and
            none at all are to be guessed.
    """

    kind: FileKind
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    has_header: bool | None = None
    layout: Layout = Layout.OTHER
    columns: tuple[ColumnUse, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPreview:
    """The first contacts of a file, as its format reads them.

    Attributes:
        format: the guess, or what was asked for.
        columns: of a table: titles, from the header or ``Column 1`` and so on.
        rows: of a table: the first rows behind the header, each as wide as ``columns``.
        contacts: the first contacts, as they would be read.
        sheets: names of a workbook's sheets.
        encodings: encodings a text can be read in, the likeliest first.
    """

    format: ContactFileFormat
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    contacts: tuple[PreviewedContact, ...] = ()
    sheets: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedContact:
    """A contact as a file gives it, before its numbers are read.

    Attributes:
        name: as it would be shown; may be empty.
        company: may be empty.
        numbers: label and text of each.
        lists: names of lists.
    """

    name: str = ""
    company: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far an import has come.

    Attributes:
        read: cards or rows so far.
        bytes_read: of the file, so far.
        byte_count: of the file; 0 where it is not known.
        added: contacts added so far.
    """

    read: int
    bytes_read: int
    byte_count: int
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedEntry:
    """A card or row nothing was made of.

    Attributes:
        line: line of the file (row of the sheet), from 1.
        text: what stands there, in short.
        reason: a sentence that says why.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReading:
    """What reading a file into the store has come to; ``read`` is the sum of the next four.

    Attributes:
        read: cards, or rows behind the header.
        added: contacts that were not there.
        merged: contacts that were there and have something new now.
        unchanged: contacts that were there, with all that the file says of them.
        skipped: cards or rows nothing was made of.
        unread_numbers: numbers that were kept as they are written.
        reasons: the first of those that were skipped, in the file's order.
    """

    read: int
    added: int
    merged: int
    unchanged: int
    skipped: int
    unread_numbers: int = 0
    reasons: tuple[SkippedEntry, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Tells whether every card or row was made something of, or is said to be skipped."""
        return self.read == self.added + self.merged + self.unchanged + self.skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """How far an export has come.

    Attributes:
        written: contacts so far.
        total: how many there are.
    """

    written: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """A finished import.

    Attributes:
        import_id: by which it can be undone.
        name: of the file.
        reading: what it has come to.
    """

    import_id: str
    name: str
    reading: FileReading
