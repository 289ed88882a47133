"""Cells that a spreadsheet would run, and how to keep it from that."""

from __future__ import annotations

# Spreadsheets take a cell that starts so for a formula; the wide forms are read alike.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "'"


def neutral(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would run it.

    Every cell of every table that is written goes through this. One that has the mark
    already gets a second, so that ``without_neutral_mark`` gives it back as it was.
    """
    return f"{_MARK}{cell}" if cell.lstrip(" '").startswith(_FORMULA_STARTS) else cell


def without_neutral_mark(cell: str) -> str:
    """The cell as it was before ``neutral``, or before a person put the mark there."""
    if cell[:1] == _MARK and cell.lstrip(" '").startswith(_FORMULA_STARTS):
        return cell[1:]
    return cell
