"""Which numbers of a batch may be sent, and the note that they are, kept before they leave."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from dialer.domain.errors import NotSent, NotSentReason, StoreError
from dialer.domain.tasks import BatchState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dialer.domain.ports import Clock
    from dialer.domain.task_ports import NumberListStore
    from dialer.domain.tasks import Batch, OutboundTask, TaskNumber
    from dialer.services.task_limits import TaskLimits

_log = logging.getLogger(__name__)


class TaskClaims:
    """Sees to it that no number is sent with two tasks.

    Args:
        lists: keeps the numbers and the notes of their use.
        clock: the time of notes.
        limits: the calling rules.
    """

    def __init__(self, lists: NumberListStore, clock: Clock, *, limits: TaskLimits) -> None:
        self._lists = lists
        self._clock = clock
        self._limits = limits
        # Held from looking which numbers other tasks have to noting that this one has
        # them: two tasks must not both find the same number free.
        self._noting = asyncio.Lock()

    async def claim(self, task: OutboundTask, batch: Batch) -> Sequence[TaskNumber]:
        """Notes durably that a batch's numbers are used.

        Returns:
            Those that may still be sent: since the check, a number may have come onto a
            do-not-call list, another task may have been sent with it, or its country may
            no longer be called.

        Raises:
            NotSent: the numbers cannot be had, the note cannot be kept, or for some of the
                people it is outside the permitted hours.
        """
        try:
            return await self._claim(task, batch)
        except NotSent:
            raise
        except StoreError as error:
            raise NotSent(NotSentReason.LIST_UNREADABLE, str(error)) from error
        except LookupError as error:
            _log.exception("Batch %d of %s has no numbers", batch.position, task.task_id)
            raise NotSent(NotSentReason.LIST_UNREADABLE) from error
        except Exception as error:
            _log.exception("Fault while reading batch %d of %s", batch.position, task.task_id)
            raise NotSent(NotSentReason.PROGRAM_FAULT, type(error).__name__) from error

    async def give_back(self, task: OutboundTask, batches: Iterable[Batch]) -> None:
        """Undoes the note for those of the batches that certainly called nobody.

        A note that stays because the disk failed keeps numbers out of later tasks: the
        safe side.
        """
        spans = ((batch.start, batch.count) for batch in batches if _called_nobody(batch))
        for start, count in _join(spans):
            try:
                await self._lists.take_back_use(
                    task.list_id, start=start, count=count, task_id=task.task_id
                )
            except (StoreError, LookupError):
                _log.exception("The use of %d numbers of %s stays noted", count, task.task_id)

    async def _claim(self, task: OutboundTask, batch: Batch) -> Sequence[TaskNumber]:
        lists, task_id, list_id = self._lists, task.task_id, task.list_id
        start, count = batch.start, batch.count
        numbers = await lists.fetch_numbers(list_id, start=start, count=count)
        if len(numbers) != count:
            raise LookupError(f"{len(numbers)} of {count} numbers are there")
        forbidden = await self._limits.find_forbidden([number.e164 for number in numbers])
        async with self._noting:
            barred = dict(
                await lists.fetch_barred(list_id, start=start, count=count, task_id=task_id)
            )
            free = [
                at
                for at in range(start, start + count)
                if at not in barred and at - start not in forbidden
            ]
            await self._limits.refuse_outside_hours(
                task.settings.start, [numbers[at - start].e164 for at in free]
            )
            for first, length in _join((at, 1) for at in free):
                now_ms = self._clock.now_ms()
                await lists.note_use(
                    list_id, start=first, count=length, task_id=task_id, at_ms=now_ms
                )
        return [numbers[at - start] for at in free]


def _called_nobody(batch: Batch) -> bool:
    calling = {BatchState.SENDING, BatchState.ACCEPTED, BatchState.UNKNOWN}
    return batch.state not in calling and not batch.in_doubt


def _join(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of positions, start and count, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, count in spans:
        if joined and sum(joined[-1]) == start:
            before_start, before_count = joined.pop()
            joined.append((before_start, before_count + count))
        else:
            joined.append((start, count))
    return joined
