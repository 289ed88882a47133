"""Bringing contacts in from files, as a whole or not at all, and taking them out again."""

from __future__ import annotations

import asyncio
import logging
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING

from dialer.domain.contact_files import ImportSummary
from dialer.domain.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.contact_file_ports import ContactFiles
    from dialer.domain.contact_files import (
        ContactFileFormat,
        ContactPreview,
        ExportForm,
        ExportProgress,
        ImportProgress,
    )
    from dialer.domain.contact_ports import ContactImports
    from dialer.domain.contacts import UndoCounts
    from dialer.domain.ports import Clock

_log = logging.getLogger(__name__)


def _ignore(_count: int) -> None:
    """Nobody wants to be told."""


class ContactImportService:
    """Imports and exports contacts.

    Args:
        imports: where contacts are added, and imports undone.
        files: reads and writes files, in a process of its own.
        clock: when imports begin and end.
    """

    def __init__(self, imports: ContactImports, files: ContactFiles, clock: Clock) -> None:
        self._imports = imports
        self._files = files
        self._clock = clock
        self._is_stopped = False

    def stop(self) -> None:
        """From now on, what is cut off is left for the next start to take back."""
        self._is_stopped = True

    async def preview(
        self, path: str, *, wanted: ContactFileFormat | None = None
    ) -> ContactPreview:
        """The first contacts of a file, read as guessed, or as ``wanted`` says.

        Raises:
            InputError: the file cannot be read, or holds no contacts; its sentence says why.
            StoreError: the process that reads it stopped.
        """
        return await self._files.preview(path, wanted=wanted)

    async def import_file(
        self,
        path: str,
        chosen: ContactFileFormat,
        *,
        region: str,
        list_name: str,
        on_progress: Callable[[ImportProgress], None],
        on_taking_back: Callable[[int], None] = _ignore,
    ) -> ImportSummary:
        """Adds every contact of a file, or none of them.

        Where it fails or is cancelled, what was added is taken back before this ends; where
        the program ends instead, that is done at its next start.

        Args:
            path: of the file.
            chosen: how to read it; complete, as a preview gives it.
            region: ISO 3166-1 alpha-2 code national numbers are read in; may be ``""``.
            list_name: a list all of them are put in; ``""`` for none.
            on_progress: told several times a second; must not block.
            on_taking_back: told how many contacts were taken back so far; must not block.

        Raises:
            InputError: the file cannot be read to its end.
            StoreError: the contacts could not be stored.
        """
        import_id, name = str(uuid.uuid4()), PurePath(path).name
        await self._imports.begin_import(import_id, name=name, at_ms=self._clock.now_ms())
        try:
            reading = await self._files.read(
                path,
                chosen,
                import_id=import_id,
                region=region,
                list_name=" ".join(list_name.split()),
                on_progress=on_progress,
            )
            await self._imports.finish_import(import_id, at_ms=self._clock.now_ms())
        except BaseException:
            if not self._is_stopped:
                # Shielded: the program may be closed while it is under way.
                await asyncio.shield(self._take_back(import_id, on_taking_back))
            raise
        _log.info(
            "Import: %d read, %d added, %d merged, %d unchanged, %d skipped",
            reading.read,
            reading.added,
            reading.merged,
            reading.unchanged,
            reading.skipped,
        )
        return ImportSummary(import_id=import_id, name=name, reading=reading)

    async def undo(
        self, import_id: str, *, on_progress: Callable[[int], None] = _ignore
    ) -> UndoCounts:
        """Makes everything as if an import had never been; later edits stay.

        Raises:
            LookupError: no such import is finished, or it was undone before.
            StoreError: the contacts cannot be changed.
        """
        return await self._imports.undo_import(import_id, on_progress=on_progress)

    async def save_skipped(self, path: str, titles: Sequence[str]) -> int:
        """Writes what the last import skipped to a table; returns how many rows it has.

        Raises:
            OSError: the file cannot be written.
        """
        return await self._files.save_skipped(path, titles)

    async def export(
        self,
        path: str,
        form: ExportForm,
        *,
        list_name: str = "",
        on_progress: Callable[[ExportProgress], None],
    ) -> int:
        """Writes all contacts, or those of a list, to a file; returns how many.

        Raises:
            InputError: the file cannot be written; the sentence says why.
            StoreError: the contacts cannot be read.
        """
        return await self._files.write(path, form, list_name=list_name, on_progress=on_progress)

    async def _take_back(self, import_id: str, on_progress: Callable[[int], None]) -> None:
        try:
            await self._imports.abort_import(import_id, on_progress=on_progress)
        except StoreError:
            # It does not count, and the next start takes it back.
            _log.exception("An import that did not come to its end is still stored")
