"""Files of contacts read and written in a process of their own, seen from the window's."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from dialer.contact_messages import PreviewContacts, ReadContacts, WriteContacts
from dialer.domain.contact_files import ContactPreview, FileReading
from dialer.domain.spreadsheets import BYTE_ORDER_MARK, rows_to_bytes
from dialer.work.client import IDLE_S, WorkClient
from dialer.work.messages import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.contact_files import (
        ContactFileFormat,
        ExportForm,
        ExportProgress,
        ImportProgress,
    )
    from dialer.domain.ports import Clock

_SKIPPED_NAME = "import-skipped.csv"
_DIED = (
    "The file could not be worked through to its end: the part of Outdial that does it "
    "stopped. Try again."
)
_FAULT = (
    "Outdial made a mistake while it worked on this file. "
    "The log says more: send it to your IT department."
)


class ContactDesk:
    """Reads and writes files of contacts in another process, started when it is first needed.

    Args:
        folder: the data folder, in which contacts were opened before.
        clock: when files are read.
        idle_s: how long a process nobody needs is kept.
    """

    def __init__(self, folder: Path, clock: Clock, *, idle_s: float = IDLE_S) -> None:
        self._skipped = folder / _SKIPPED_NAME
        self._clock = clock
        self._work = WorkClient(Work.CONTACTS, folder, died=_DIED, faulty=_FAULT, idle_s=idle_s)

    @property
    def worker_pid(self) -> int | None:
        """Id of the process, where there is one."""
        return self._work.pid

    async def preview(
        self, path: str, *, wanted: ContactFileFormat | None = None
    ) -> ContactPreview:
        """The first contacts, read as guessed, or as ``wanted`` says."""
        return await self._work.ask(ContactPreview, PreviewContacts(path=path, wanted=wanted))

    async def read(
        self,
        path: str,
        chosen: ContactFileFormat,
        *,
        import_id: str,
        region: str,
        list_name: str,
        on_progress: Callable[[ImportProgress], None],
    ) -> FileReading:
        """Adds the contacts of a file to an import that is open, a batch at a time."""
        request = ReadContacts(
            path=path,
            chosen=chosen,
            import_id=import_id,
            region=region,
            list_name=list_name,
            skipped_path=str(self._skipped),
            at_ms=self._clock.now_ms(),
        )
        return await self._work.ask(FileReading, request, on_progress=on_progress)

    async def save_skipped(self, path: str, titles: Sequence[str]) -> int:
        """Writes what the last reading skipped to a table; returns how many rows it has."""
        return await asyncio.to_thread(self._save_skipped, Path(path), tuple(titles))

    async def write(
        self,
        path: str,
        form: ExportForm,
        *,
        list_name: str,
        on_progress: Callable[[ExportProgress], None],
    ) -> int:
        """Writes contacts to a file, and returns how many."""
        request = WriteContacts(path=path, form=form, list_name=list_name)
        return await self._work.ask(int, request, on_progress=on_progress)

    async def close(self) -> None:
        """Cancels what is under way and ends the process. May be called twice."""
        await self._work.close()
        # It holds what stood in a person's file; who wanted it has saved it by now.
        await asyncio.to_thread(self._skipped.unlink, missing_ok=True)

    def _save_skipped(self, target: Path, titles: Sequence[str]) -> int:
        unfinished = target.with_name(f".{target.name}.part")
        try:
            with self._skipped.open("rb") as rows, unfinished.open("wb") as file:
                file.write(BYTE_ORDER_MARK + rows_to_bytes([titles]))
                count = sum(1 for _ in rows)
                rows.seek(0)
                shutil.copyfileobj(rows, file)
            os.replace(unfinished, target)  # noqa: PTH105 - replaces on every system
        finally:
            unfinished.unlink(missing_ok=True)
        return count
