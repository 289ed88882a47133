"""What is known of outbound tasks now: changed one at a time, journalled and told."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from dialer.domain.errors import StoreError, UnknownTask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.task_ports import TaskJournal
    from dialer.domain.tasks import OutboundTask

    Change = Callable[[OutboundTask], OutboundTask]

_log = logging.getLogger(__name__)
# Stands among the positions of batches, which count from 1, for the task's own state.
_STATE = 0


class TaskLedger:
    """The one place tasks are changed in, each change made of what the last one left.

    What was learnt of a request counts from that moment, whether or not the disk takes
    it: it is kept in memory, goes before what the journal says, and is saved with the
    next chance.

    Args:
        journal: keeps the tasks.
    """

    def __init__(self, journal: TaskJournal) -> None:
        self._journal = journal
        self._listeners: list[Callable[[OutboundTask], None]] = []
        self._known: dict[str, OutboundTask] = {}
        self._unsaved: dict[str, set[int]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def listen(self, listener: Callable[[OutboundTask], None]) -> None:
        """Has every change of a task told."""
        self._listeners.append(listener)

    def is_unsaved(self, task_id: str) -> bool:
        """Tells whether something of a task is only in memory, because it could not be saved."""
        return task_id in self._unsaved

    def get(self, task_id: str) -> OutboundTask:
        """A task that was fetched, saved or kept before, as it stands now."""
        return self._known[task_id]

    def newest(self, stored: Sequence[OutboundTask]) -> Sequence[OutboundTask]:
        """Tasks from the journal, as they stand now."""
        return tuple(self._known.get(task.task_id, task) for task in stored)

    async def fetch(self, task_id: str) -> OutboundTask:
        """A task as it stands now.

        Raises:
            UnknownTask: there is none with this id.
            StoreError: it could not be read.
        """
        if task_id not in self._known:
            stored = await self._journal.fetch_task(task_id)
            if stored is None:
                raise UnknownTask(task_id)
            self._known.setdefault(task_id, stored)
        return self._known[task_id]

    async def add(self, task: OutboundTask) -> None:
        """Records a new task.

        Raises:
            StoreError: nothing of it was stored.
        """
        await self._journal.record_task(task)
        self._known[task.task_id] = task
        self._tell(task)

    async def save(
        self, task_id: str, change: Change, *, position: int | None = None
    ) -> OutboundTask:
        """Makes a change that counts only once it is on the disk.

        Args:
            task_id: whose.
            change: makes the new task of the newest one; what it raises ends all.
            position: of the batch it changes; None where it changes the task's own state
                and what is skipped with it.

        Raises:
            UnknownTask: there is no such task.
            StoreError: it could not be stored, so nothing has changed.
        """
        async with self._locks[task_id]:
            task = change(await self.fetch(task_id))
            await self._save_unsaved(task_id)
            await self._write(task, position or _STATE)
            self._known[task_id] = task
        self._tell(task)
        return task

    async def keep(
        self, task_id: str, change: Change, *, position: int | None = None
    ) -> OutboundTask:
        """Makes a change that counts at once, because it has happened; see ``save``."""
        async with self._locks[task_id]:
            task = change(await self.fetch(task_id))
            self._known[task_id] = task
            self._unsaved.setdefault(task_id, set()).add(position or _STATE)
            await self._try_to_save(task_id)
        self._tell(task)
        return task

    async def save_again(self) -> None:
        """Saves all that could not be saved before; what still cannot be is kept."""
        for task_id in list(self._unsaved):
            async with self._locks[task_id]:
                await self._try_to_save(task_id)

    async def _try_to_save(self, task_id: str) -> None:
        try:
            await self._save_unsaved(task_id)
        except StoreError:
            _log.exception("What became of task %s could not be saved", task_id)

    async def _save_unsaved(self, task_id: str) -> None:
        positions = self._unsaved.get(task_id, set())
        while positions:
            # The task's own state comes last: it speaks of all its batches.
            position = max(positions)
            await self._write(self._known[task_id], position)
            positions.discard(position)
        self._unsaved.pop(task_id, None)

    async def _write(self, task: OutboundTask, position: int) -> None:
        if position == _STATE:
            await self._journal.update_state(task)
        else:
            await self._journal.update_batch(task, position)

    def _tell(self, task: OutboundTask) -> None:
        for listener in self._listeners:
            try:
                listener(task)
            except Exception:  # noqa: BLE001 - see the next line
                # A window that cannot show a task must not change what becomes of it.
                _log.exception("Task %s could not be shown", task.task_id)
