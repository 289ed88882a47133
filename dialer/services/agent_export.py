"""Tables for spreadsheets, written so that opening one runs nothing."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import TYPE_CHECKING

from dialer.domain.spreadsheets import BYTE_ORDER_MARK, rows_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
    return BYTE_ORDER_MARK + rows_to_bytes(itertools.chain((header,), rows))
