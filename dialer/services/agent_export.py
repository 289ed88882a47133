"""Tables for spreadsheets, written so that opening one runs nothing."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Spreadsheets take a cell that starts so for a formula; the wide forms are read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_table(path: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes a CSV file, RFC 4180 in UTF-8 with a byte order mark. Blocks: not for a loop.

    A file that is there already is replaced only once the new one is whole.

    Raises:
        OSError: the file cannot be written.
    """
    target = Path(path)
    unfinished = target.with_name(f".{target.name}.part")
    try:
        unfinished.write_bytes(table_bytes(header, rows))
        os.replace(unfinished, target)  # noqa: PTH105 - replaces on every system
    finally:
        unfinished.unlink(missing_ok=True)


def table_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file's content."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutral(cell) for cell in header])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def neutral(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell
