"""What sending outbound tasks needs of the world: checking lists, keeping them, a journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.number_lists import (
        CheckProgress,
        DoNotCallEntry,
        DoNotCallImport,
        DoNotCallSource,
        ListFormat,
        ListPreview,
        ListSource,
        NumberList,
        NumberSample,
        RejectedRow,
        RowVerdict,
    )
    from dialer.domain.tasks import OutboundTask, TaskNumber


class NumberListChecker(Protocol):
    """Reads and checks number lists, outside the window's process."""

    async def preview(self, source: ListSource, *, wanted: ListFormat | None = None) -> ListPreview:
        """The first rows, read as guessed, or as ``wanted`` says.

        Args:
            source: the file or the paste.
            wanted: how to read it. A ``number_column`` that is not there, such as -1, has the
                header and both columns guessed anew, as fits another delimiter or sheet.

        Raises:
            InputError: the file cannot be read, or holds no rows; its sentence says why.
            StoreError: what reads lists stopped; its sentence says what to do.
        """

    async def check(
        self,
        source: ListSource,
        list_format: ListFormat,
        *,
        region: str,
        on_progress: Callable[[CheckProgress], None],
    ) -> NumberList:
        """Checks every row and stores the list. Cancelling it leaves nothing behind.

        Args:
            source: where the rows come from.
            list_format: how to read them.
            region: ISO 3166-1 alpha-2 code national numbers are read in.
            on_progress: told several times a second; must not block.

        Raises:
            InputError: the source cannot be read to its end; nothing is stored.
            StoreError: the list could not be stored; nothing of it is.
        """

    async def add_do_not_call_file(
        self, source: ListSource, list_format: ListFormat, *, region: str, reason: str
    ) -> DoNotCallImport:
        """Puts every number of a file on the do-not-call list, under the source's name.

        What was added before it fails or is cancelled stays, for nobody is called by
        mistake because of it; reading the file again adds the rest.

        Args:
            source: where the numbers come from; its name is shown with each number.
            list_format: how to read them.
            region: ISO 3166-1 alpha-2 code national numbers are read in.
            reason: why they may not be called, in the person's words; may be empty.

        Raises:
            InputError: the source cannot be read to its end.
            StoreError: the numbers could not be stored.
        """


class NumberListStore(Protocol):
    """Keeps checked lists, which numbers tasks were sent with, and which may not be called.

    Every method may raise StoreError.
    """

    async def fetch_list(self, list_id: str) -> NumberList | None:
        """A stored list, or None."""

    async def fetch_numbers(self, list_id: str, *, start: int, count: int) -> Sequence[TaskNumber]:
        """Accepted numbers by position, in order; their order ids never change."""

    async def fetch_samples(self, list_id: str) -> Sequence[NumberSample]:
        """One accepted number of each range, which is the first 7 digits and the length."""

    async def fetch_rejected(
        self, list_id: str, *, after_line: int, limit: int
    ) -> Sequence[RejectedRow]:
        """Rows that are not accepted, in the file's order, from behind a line."""

    async def fetch_barred(
        self, list_id: str, *, start: int, count: int, task_id: str
    ) -> Sequence[tuple[int, RowVerdict]]:
        """Positions that may no longer be sent, though they were accepted when checked.

        DO_NOT_CALL where a number has come onto a do-not-call list since, IN_EARLIER_TASK
        where a task other than this one was sent with it; the first where both are true.
        """

    async def note_use(
        self, list_id: str, *, start: int, count: int, task_id: str, at_ms: int
    ) -> None:
        """Notes that a task is sent with these numbers, durably, before they leave.

        Noting the same numbers for the same task again counts: each note is taken back by
        a ``take_back_use`` of its own, so an earlier attempt that may have rung stays noted.

        Raises:
            LookupError: the list is not stored, or has no such positions; nothing is noted.
        """

    async def take_back_use(self, list_id: str, *, start: int, count: int, task_id: str) -> None:
        """Undoes one ``note_use`` where it is proven that nobody is called.

        Numbers that are not noted for the task stay as they are.

        Raises:
            LookupError: the list is not stored, or has no such positions.
        """

    async def find_uses(self, e164: str) -> Sequence[tuple[str, int]]:
        """The ids of tasks that were sent with a number, and when, the newest first."""

    async def delete_list(self, list_id: str) -> None:
        """Forgets a list; the note of its use stays. One that is not stored is none to forget."""

    async def add_do_not_call(
        self, numbers: Sequence[str], *, source: str, reason: str, at_ms: int
    ) -> int:
        """Adds E.164 numbers that may not be called; returns how many no source listed before."""

    async def count_do_not_call(self) -> int:
        """How many numbers may not be called."""

    async def find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        """Source and reason, where the number may not be called; of several, the oldest."""


class DoNotCallStore(Protocol):
    """Looks after the lists of numbers that may not be called.

    Every method may raise StoreError.
    """

    async def fetch_sources(self) -> Sequence[DoNotCallSource]:
        """Every list, by name."""

    async def find_entries(self, digits: str, *, limit: int) -> Sequence[DoNotCallEntry]:
        """Numbers whose E.164 form holds these digits, in order, with every list they are on.

        Args:
            digits: 0 to 9, at least one.
            limit: how many entries at most.
        """

    async def add_entry(self, e164: str, *, source: str, reason: str, at_ms: int) -> None:
        """Puts one number on a list; on it already, it gets the new reason."""

    async def remove_entry(self, e164: str, *, source: str) -> None:
        """Takes one number off one list; other lists may still hold it."""

    async def remove_source(self, source: str) -> int:
        """Takes a whole list away; returns how many numbers were on it.

        Piece by piece: what was removed before it fails stays removed.
        """


class TaskJournal(Protocol):
    """Keeps outbound tasks and every batch of them."""

    async def record_task(self, task: OutboundTask) -> None:
        """Adds a task with all its batches. When it returns, it survives a power cut.

        Raises:
            ValueError: the task's id is already recorded.
            StoreError: nothing of it was stored.
        """

    async def update_batch(self, task: OutboundTask, position: int) -> None:
        """Stores one batch and the task's state, as durably.

        Raises:
            LookupError: the task, or a batch at the position, was never recorded.
            StoreError: nothing of it was stored.
        """

    async def update_state(self, task: OutboundTask) -> None:
        """Stores the task's state, and every batch that was skipped, as durably.

        Raises:
            LookupError: the task was never recorded.
            StoreError: nothing of it was stored.
        """

    async def fetch_task(self, task_id: str) -> OutboundTask | None:
        """A task with its batches, or None."""

    async def fetch_tasks(self, limit: int) -> Sequence[OutboundTask]:
        """The newest tasks, newest first, with their batches."""

    async def fetch_unfinished(self) -> Sequence[OutboundTask]:
        """Tasks left in SENDING, or with a batch that is, oldest first."""

    async def fetch_tasks_with_list(self, list_id: str) -> Sequence[OutboundTask]:
        """Every task made of a list, newest first."""

    async def fetch_tasks_named(self, account_id: str, name: str) -> Sequence[OutboundTask]:
        """Every task of an account with exactly this name, newest first."""

    async def fetch_strategies(self, account_id: str) -> Sequence[str]:
        """Names of strategies tasks of an account were made with, the last used first."""
