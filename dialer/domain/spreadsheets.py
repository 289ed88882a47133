"""Tables as every spreadsheet reads them, none of whose cells it runs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# By which spreadsheets know UTF-8.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Spreadsheets take a cell that starts so for a formula; the wide forms are read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "'"


def neutral(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it.

    One that has the mark already gets a second, so that ``without_neutral_mark`` gives it
    back as it was.
    """
    return f"{_MARK}{cell}" if cell.lstrip(" '").startswith(_FORMULA_STARTS) else cell


def without_neutral_mark(cell: str) -> str:
    """The cell as it was before ``neutral``, or before a person put the mark there."""
    if cell[:1] == _MARK and cell.lstrip(" '").startswith(_FORMULA_STARTS):
        return cell[1:]
    return cell


def rows_to_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of a table: CSV, RFC 4180 in UTF-8, every cell neutral.

    A file begins with ``BYTE_ORDER_MARK``. All tables of the program are written by this.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", "replace")
