"""Imports of contacts into ``contacts.db``."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from dialer.domain.contacts import UndoCounts
from dialer.domain.errors import StoreError
from dialer.store import contact_batches, contact_undo
from dialer.store.contact_batches import ImportState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.contacts import BatchCounts, Contact, ContactImport
    from dialer.store.contact_database import ContactDatabase

_log = logging.getLogger(__name__)


class SqliteContactImports:
    """Adds many contacts at once to ``contacts.db``.

    Args:
        database: open, or opened before the first use.
    """

    def __init__(self, database: ContactDatabase) -> None:
        self._database = database
        self._sweeping: asyncio.Future[None] | None = None

    async def open(self) -> None:
        """Begins to undo what earlier runs left open.

        Raises:
            StoreError: the file cannot be used.
        """
        leftovers = await self._database.read(contact_undo.fetch_left_open)
        if leftovers:
            # Nobody waits for it: of a million contacts it takes a minute.
            self._sweeping = asyncio.ensure_future(self._sweep(leftovers))

    async def close(self) -> None:
        """Ends the sweeping where it is. May be called twice."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait((self._sweeping,))
            self._sweeping = None

    async def begin_import(self, import_id: str, *, name: str, at_ms: int) -> None:
        """Opens an import; one that is never finished is undone at the next start.

        Raises:
            ValueError: the id was used before.
        """
        await self._database.write(
            lambda connection: contact_batches.begin(connection, import_id, name=name, at_ms=at_ms)
        )

    async def add_batch(self, import_id: str, contacts: Sequence[Contact]) -> BatchCounts:
        """Adds contacts; those that are stored are merged instead.

        Raises:
            LookupError: no such import is open.
        """
        return await self._database.write_much(
            lambda connection: contact_batches.add(connection, import_id, contacts)
        )

    async def finish_import(self, import_id: str, *, at_ms: int) -> ContactImport:
        """Ends an import.

        Raises:
            LookupError: no such import is open.
        """
        return await self._database.write(
            lambda connection: contact_batches.finish(connection, import_id, at_ms=at_ms)
        )

    async def abort_import(
        self, import_id: str, *, on_progress: Callable[[int], None] = lambda _done: None
    ) -> None:
        """Undoes an open import and forgets it; nothing happens where it is not open."""
        number = await self._database.write(
            lambda connection: contact_undo.find_open(connection, import_id)
        )
        if number is not None:
            await self._undo(number, on_progress)
            await self._database.write(lambda connection: contact_undo.forget(connection, number))

    async def undo_import(
        self, import_id: str, *, on_progress: Callable[[int], None] = lambda _done: None
    ) -> UndoCounts:
        """Makes everything as if a finished import had never been; later edits stay.

        Raises:
            LookupError: no such import is finished, or it was undone before.
        """
        number = await self._database.write(partial(contact_undo.begin, import_id=import_id))
        counts = await self._undo(number, on_progress)
        await self._database.write(partial(contact_undo.end, number=number))
        return counts

    async def fetch_imports(self, limit: int) -> Sequence[ContactImport]:
        """Finished imports, the newest first, those that were undone among them."""
        return await self._database.read(partial(contact_batches.fetch_finished, limit=limit))

    async def _undo(self, number: int, on_progress: Callable[[int], None]) -> UndoCounts:
        """Takes all changes of an import back, some at a time: others may write between."""
        counts = UndoCounts()
        while True:
            some = await self._database.write_much(partial(contact_undo.undo_some, number=number))
            if some is None:
                return counts
            counts += some
            on_progress(counts.total)

    async def _sweep(self, leftovers: Sequence[tuple[int, ImportState]]) -> None:
        try:
            for number, state in leftovers:
                await self._undo(number, lambda _done: None)
                end = contact_undo.forget if state is ImportState.OPEN else contact_undo.end
                await self._database.write(partial(end, number=number))
        except StoreError:
            # What is left of them is undone at the next start.
            _log.exception("Unfinished imports could not be undone")
