"""Number lists checked in a process of their own, seen from the window's."""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING

from dialer.domain.errors import StoreError
from dialer.domain.number_lists import DoNotCallImport, ListPreview, NumberList
from dialer.list_messages import CheckRequest, DoNotCallRequest, PreviewRequest
from dialer.work.client import IDLE_S, WorkClient
from dialer.work.messages import Work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dialer.domain.number_lists import CheckProgress, ListFormat, ListSource
    from dialer.domain.ports import Clock
    from dialer.domain.task_ports import NumberListStore

_log = logging.getLogger(__name__)
_DIED = (
    "The list could not be read to its end: the part of Outdial that reads lists stopped. "
    "Nothing of it was stored. Try again."
)
_FAULT = (
    "Outdial made a mistake while it read this list, and stored nothing of it. "
    "The log says more: send it to your IT department."
)
# Numbers that may not be called count as soon as they are read, block by block.
_WHILE_ADDING = {
    _DIED: "The file could not be read to its end: the part of Outdial that reads lists stopped. "
    "Some of its numbers may be on the do-not-call list by now. Add the file again.",
    _FAULT: "Outdial made a mistake while it read this file. Some of its numbers may be on the "
    "do-not-call list by now. The log says more: send it to your IT department.",
}


class ListChecker:
    """Reads and checks number lists in another process, started when it is first needed.

    One thing at a time; what is asked meanwhile waits. A process that dies is replaced at
    the next use, and leaves nothing half stored.

    Args:
        folder: the data folder.
        store: open; what the process stores is found there.
        clock: when lists are checked.
        idle_s: how long a process nobody needs is kept.
    """

    def __init__(
        self, folder: Path, store: NumberListStore, clock: Clock, *, idle_s: float = IDLE_S
    ) -> None:
        self._store = store
        self._clock = clock
        self._work = WorkClient(Work.LISTS, folder, died=_DIED, faulty=_FAULT, idle_s=idle_s)

    @property
    def worker_pid(self) -> int | None:
        """Id of the process, where there is one."""
        return self._work.pid

    async def preview(self, source: ListSource, *, wanted: ListFormat | None = None) -> ListPreview:
        """The first rows, read as guessed, or as ``wanted`` says.

        Raises:
            InputError: the source cannot be read, or holds no rows; its sentence says why.
            StoreError: the process that reads it stopped.
        """
        return await self._work.ask(ListPreview, PreviewRequest(source=source, wanted=wanted))

    async def check(
        self,
        source: ListSource,
        list_format: ListFormat,
        *,
        region: str,
        on_progress: Callable[[CheckProgress], None],
    ) -> NumberList:
        """Checks every row and stores the list. Cancelling it leaves nothing behind."""
        list_id = str(uuid.uuid4())
        request = CheckRequest(
            source=source,
            list_format=list_format,
            region=region,
            list_id=list_id,
            at_ms=self._clock.now_ms(),
        )
        return await self._work.ask(
            NumberList,
            request,
            on_progress=on_progress,
            clean_up=lambda: self._forget(list_id),
        )

    async def add_do_not_call_file(
        self, source: ListSource, list_format: ListFormat, *, region: str, reason: str
    ) -> DoNotCallImport:
        """Puts every number of a file on the do-not-call list, under the source's name."""
        request = DoNotCallRequest(
            source=source,
            list_format=list_format,
            region=region,
            reason=reason,
            at_ms=self._clock.now_ms(),
        )
        try:
            return await self._work.ask(DoNotCallImport, request)
        except StoreError as error:
            raise StoreError(_WHILE_ADDING.get(str(error), str(error))) from error

    async def close(self) -> None:
        """Cancels what is under way and ends the process. May be called twice."""
        await self._work.close()

    async def _forget(self, list_id: str) -> None:
        try:
            await self._store.delete_list(list_id)
        except StoreError:
            # It does not count, and the next start sweeps it away.
            _log.exception("A list that was not checked to its end is still stored")
