"""The rows of a list that will not be sent, as a table to mend them in."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from dialer.domain.spreadsheets import BYTE_ORDER_MARK, rows_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.number_lists import RejectedRow
    from dialer.domain.task_ports import NumberListStore

# Few enough for the window not to notice what a page costs.
_PAGE_ROWS = 500


async def export_rejected(
    store: NumberListStore,
    list_id: str,
    path: str,
    *,
    header: Sequence[str],
    on_progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Writes the rejected rows of a list, a page at a time, beside the loop's thread.

    The file is CSV, RFC 4180 in UTF-8 with a byte order mark, and opening it in a
    spreadsheet runs nothing. One that is there already is replaced only once the new one is
    whole; cancelling leaves it as it was.

    Args:
        store: where the rows are.
        list_id: of which list.
        path: the file.
        header: titles of the columns line, number as it stands in the file, note and reason.
        on_progress: told how many rows are written so far.

    Returns:
        How many rows it holds.

    Raises:
        OSError: the file cannot be written.
        StoreError: the rows cannot be read.
    """
    loop = asyncio.get_running_loop()
    count, last_line = 0, 0
    # One thread: what is asked of the file last, its removal, is done last.
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
    table = _Table(Path(path))
    try:
        await loop.run_in_executor(thread, table.begin, header)
        while page := await store.fetch_rejected(list_id, after_line=last_line, limit=_PAGE_ROWS):
            await loop.run_in_executor(thread, table.add, page)
            count, last_line = count + len(page), page[-1].line
            on_progress(count)
        await loop.run_in_executor(thread, table.finish)
    finally:
        discarding = loop.run_in_executor(thread, table.discard)
        thread.shutdown(wait=False)
        await asyncio.shield(discarding)
    return count


class _Table:
    """A file that takes its name only once it is whole."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._unfinished = target.with_name(f".{target.name}.part")

    def begin(self, header: Sequence[str]) -> None:
        self._file = self._unfinished.open("wb")
        self._file.write(BYTE_ORDER_MARK + rows_to_bytes([header]))

    def add(self, rows: Sequence[RejectedRow]) -> None:
        self._file.write(
            rows_to_bytes((str(row.line), row.text, row.note, row.reason) for row in rows)
        )

    def finish(self) -> None:
        self._file.close()
        os.replace(self._unfinished, self._target)  # noqa: PTH105 - replaces on every system

    def discard(self) -> None:
        """Removes what is unfinished; nothing where it was finished."""
        if hasattr(self, "_file"):
            self._file.close()
        self._unfinished.unlink(missing_ok=True)
