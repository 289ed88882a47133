"""Asking the guard: what speaks against a call, gathered from all who know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.accounts import SANDBOX_ACCOUNT_ID
from dialer.domain.calling_rules import CallingRules
from dialer.domain.guard import (
    Concern,
    ConcernKind,
    NumberSource,
    find_concerns,
    find_country_concern,
    find_hours_concern,
)
from dialer.domain.phone_number import region_of
from dialer.services.call_caps import CallCaps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.calling_rules import LocalTime
    from dialer.domain.calls import Call
    from dialer.domain.phone_number import PhoneNumber
    from dialer.domain.ports import CallJournal, Clock, TimeZones


async def _default_rules() -> CallingRules:
    return CallingRules()


async def _find_nothing(_e164: str) -> tuple[str, str] | None:
    return None


async def _find_no_task(_e164: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSources:
    """Where the guard learns what it needs; what is left out speaks against nothing.

    Attributes:
        rang_nobody: tells of a call whether its outcome proves that no phone rang.
        find_hurdles: what speaks against any call through an account now.
        find_do_not_call: source and reason, where a number (E.164) may not be called.
        fetch_rules: the rules to go by.
        find_task: the name of the running outbound task a number (E.164) is in.
        zones: what time it is where a number is; None where no hours are ever set.
    """

    rang_nobody: Callable[[Call], bool]
    find_hurdles: Callable[[str], tuple[Concern, ...]] = lambda _account_id: ()
    find_do_not_call: Callable[[str], Awaitable[tuple[str, str] | None]] = _find_nothing
    fetch_rules: Callable[[], Awaitable[CallingRules]] = _default_rules
    find_task: Callable[[str], Awaitable[str | None]] = _find_no_task
    zones: TimeZones | None = None


class CallGuard:
    """Finds what speaks against a call, in the layer that sends: no way to call avoids it.

    Args:
        journal: what was called before.
        clock: the time now.
        sources: what else it needs to know.
    """

    def __init__(self, journal: CallJournal, clock: Clock, *, sources: GuardSources) -> None:
        self._journal = journal
        self._clock = clock
        self._sources = sources
        self._caps = CallCaps(journal, clock, rang_nobody=sources.rang_nobody)

    def hear(self, call: Call) -> None:
        """Takes note of a call as it is now."""
        self._caps.hear(call)

    async def find_concerns(
        self,
        account_id: str,
        callee: PhoneNumber,
        *,
        earlier_calls: Sequence[Call],
        source: NumberSource = NumberSource.TYPED,
    ) -> tuple[Concern, ...]:
        """What speaks against a call now, blocking concerns first.

        Args:
            account_id: the account it would be placed through.
            callee: the number.
            earlier_calls: calls to the same number, the newest first.
            source: how the number came into the field.

        Raises:
            StoreError: something cannot be looked up, so nobody knows what speaks against it.
        """
        sources = self._sources
        rules = await sources.fetch_rules()
        concerns = [
            *find_concerns(
                callee,
                earlier_calls=earlier_calls,
                now_ms=self._clock.now_ms(),
                rang_nobody=sources.rang_nobody,
                source=source,
                do_not_call=await sources.find_do_not_call(callee.e164),
                recent_ms=rules.recent_ms,
            ),
            *await self._find_ruled(callee, rules),
            *await self._find_about_country(account_id, region_of(callee), rules),
            *await self.find_about_caps(account_id),
            *sources.find_hurdles(account_id),
        ]
        task_name = await sources.find_task(callee.e164)
        if task_name is not None:
            concerns.append(Concern(ConcernKind.IN_TASK, task_name=task_name))
        return tuple(sorted(concerns, key=lambda concern: not concern.blocks))

    async def find_about_caps(self, account_id: str) -> tuple[Concern, ...]:
        """What the caps say against one more call through an account now.

        Raises:
            StoreError: the journal cannot be read.
        """
        rules = await self._sources.fetch_rules()
        return await self._caps.find_concerns(account_id, rules)

    async def _find_ruled(self, callee: PhoneNumber, rules: CallingRules) -> list[Concern]:
        concerns = [find_country_concern(callee, rules)]
        region = region_of(callee)
        if rules.hours_of(region) is not None:
            local_times = await self._fetch_local_times(callee.e164)
            concerns.append(find_hours_concern(region, rules, local_times))
        return [concern for concern in concerns if concern is not None]

    async def _fetch_local_times(self, e164: str) -> Sequence[LocalTime]:
        zones = self._sources.zones
        if zones is None:
            return ()
        (local_times,) = await zones.fetch_local_times((e164,), at_ms=self._clock.now_ms())
        return local_times

    async def _find_about_country(
        self, account_id: str, region: str, rules: CallingRules
    ) -> tuple[Concern, ...]:
        # The Sandbox calls nobody, in no country.
        if account_id == SANDBOX_ACCOUNT_ID or not rules.asks_new_country:
            return ()
        if await self._journal.has_called(account_id, region):
            return ()
        return (Concern(ConcernKind.NEW_COUNTRY, region=region),)
