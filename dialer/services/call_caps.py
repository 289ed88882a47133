"""How many calls an account placed lately, and when the next one is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.calls import CallState
from dialer.domain.guard import Concern, ConcernKind
from dialer.domain.history import CallSearch

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.calling_rules import CallingRules
    from dialer.domain.calls import Call
    from dialer.domain.ports import CallJournal, Clock

HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS
_CALLS_A_PAGE = 500


class CallCaps:
    """Counts the attempts of the last 24 hours that rang somebody, or may have.

    The journal is read once for an account; what happens after that is heard.

    Args:
        journal: every attempt.
        clock: the time now.
        rang_nobody: tells of a call whether its outcome proves that no phone rang.
    """

    def __init__(
        self, journal: CallJournal, clock: Clock, *, rang_nobody: Callable[[Call], bool]
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._rang_nobody = rang_nobody
        # By account and by call: when it began, and whether it counts.
        self._heard: dict[str, dict[str, tuple[int, bool]]] = {}
        self._read: set[str] = set()

    def hear(self, call: Call) -> None:
        """Takes note of a call as it is now."""
        heard = self._heard.get(call.account_id)
        if heard is not None:
            heard[call.client_call_id] = (call.started_ms, self._counts(call))

    async def find_concerns(self, account_id: str, rules: CallingRules) -> tuple[Concern, ...]:
        """What the caps say against one more call through an account now.

        Raises:
            StoreError: the journal cannot be read.
        """
        caps = (
            (ConcernKind.HOURLY_CAP, rules.hourly_cap, HOUR_MS),
            (ConcernKind.DAILY_CAP, rules.daily_cap, DAY_MS),
        )
        if not any(cap for _kind, cap, _span in caps):
            return ()
        started = await self._fetch_started(account_id)
        now_ms = self._clock.now_ms()
        return tuple(
            Concern(kind, cap=cap, next_ms=within[-cap] + span_ms)
            for kind, cap, span_ms in caps
            if cap and len(within := [at for at in started if now_ms - at < span_ms]) >= cap
        )

    async def _fetch_started(self, account_id: str) -> list[int]:
        """When the attempts that count began, the oldest first."""
        since_ms = self._clock.now_ms() - DAY_MS
        heard = self._heard.setdefault(account_id, {})
        if account_id not in self._read:
            await self._read_journal(account_id, since_ms)
        for client_call_id, (at_ms, _counts) in list(heard.items()):
            if at_ms <= since_ms:
                del heard[client_call_id]
        return sorted(at_ms for at_ms, counts in heard.values() if counts)

    async def _read_journal(self, account_id: str, since_ms: int) -> None:
        search = CallSearch(account_id=account_id, since_ms=since_ms)
        mark, is_last = "", False
        while not is_last:
            page = await self._journal.fetch_page(search, limit=_CALLS_A_PAGE, mark=mark)
            for call in page.calls:
                # What was heard while the journal was read is newer than what it says.
                heard = self._heard[account_id]
                heard.setdefault(call.client_call_id, (call.started_ms, self._counts(call)))
            mark, is_last = page.next_mark, not page.next_mark
        self._read.add(account_id)

    def _counts(self, call: Call) -> bool:
        return call.state is CallState.REQUESTING or not self._rang_nobody(call)
