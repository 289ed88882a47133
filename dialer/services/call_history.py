"""Reading the journal for the people who look back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence

    from dialer.domain.calls import Call
    from dialer.domain.history import CallSearch, HistoryPage
    from dialer.domain.ports import CallJournal

PAGE_SIZE = 100


class CallHistory:
    """Finds calls of the past.

    Args:
        journal: keeps every attempt.
    """

    def __init__(self, journal: CallJournal) -> None:
        self._journal = journal

    async def fetch_page(self, search: CallSearch, mark: str = "") -> HistoryPage:
        """A page of the calls that are wanted, newest first.

        Args:
            search: which calls.
            mark: the ``next_mark`` of the page before, or ``""`` for the first.

        Raises:
            StoreError: the journal cannot be read.
        """
        return await self._journal.fetch_page(search, limit=PAGE_SIZE, mark=mark)

    async def count_calls(self, search: CallSearch) -> int:
        """How many calls are wanted.

        Raises:
            StoreError: the journal cannot be read.
        """
        return await self._journal.count_calls(search)

    async def fetch_calls_to(self, callee_e164: str, limit: int) -> Sequence[Call]:
        """The newest calls to one number, newest first.

        Raises:
            StoreError: the journal cannot be read.
        """
        return await self._journal.fetch_calls_to(callee_e164, limit)

    async def fetch_latest(self, callees: Collection[str]) -> Mapping[str, Call]:
        """The newest call to each of some E.164 numbers, by number, where there is one.

        Raises:
            StoreError: the journal cannot be read.
        """
        return await self._journal.fetch_latest(callees)

    async def read_all(self, search: CallSearch) -> AsyncIterator[tuple[Call, ...]]:
        """Every call that is wanted, newest first, a page at a time.

        Raises:
            StoreError: the journal cannot be read.
        """
        mark = ""
        while True:
            page = await self.fetch_page(search, mark)
            yield page.calls
            mark = page.next_mark
            if not mark:
                return
