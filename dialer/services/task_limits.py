"""What the calling rules say of a task: countries always, hours where it may start by itself.

A task that is started by hand calls when somebody starts it at the provider, who tells
nothing of it: there the hours are that person's to keep.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dialer.domain.calling_rules import CallingRules
from dialer.domain.errors import InputError, NotSent, NotSentReason
from dialer.domain.guard import find_hours_concern
from dialer.domain.number_regions import is_in_regions
from dialer.domain.phone_number import find_region
from dialer.domain.tasks import StartKind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.number_lists import NumberList
    from dialer.domain.ports import Clock, TimeZones
    from dialer.domain.task_ports import NumberListStore
    from dialer.domain.tasks import TaskSettings

_NUMBERS_A_TURN = 1_000


async def _default_rules() -> CallingRules:
    return CallingRules()


async def _find_nothing(_e164: str) -> tuple[str, str] | None:
    return None


class TaskLimits:
    """Keeps tasks to the calling rules, as they are at the moment a batch is sent.

    Args:
        clock: the time now.
        fetch_rules: the rules to go by.
        zones: what time it is where a number is; None where no hours are ever set.
        find_do_not_call: source and reason, where a number (E.164) is barred by anything
            but the lists of such numbers, which are looked through with the batch itself.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        fetch_rules: Callable[[], Awaitable[CallingRules]] = _default_rules,
        zones: TimeZones | None = None,
        find_do_not_call: Callable[[str], Awaitable[tuple[str, str] | None]] = _find_nothing,
    ) -> None:
        self._clock = clock
        self._fetch_rules = fetch_rules
        self._zones = zones
        self._find_do_not_call = find_do_not_call

    async def find_forbidden(self, numbers: Sequence[str]) -> frozenset[int]:
        """Which numbers (E.164) may not be called, whenever it is, by their places.

        Raises:
            StoreError: that cannot be looked up.
        """
        barred = [
            at for at, e164 in enumerate(numbers) if await self._find_do_not_call(e164) is not None
        ]
        return (await self._find_abroad(numbers)).union(barred)

    async def _find_abroad(self, numbers: Sequence[str]) -> frozenset[int]:
        """Which of them are in countries that may not be called."""
        allowed = (await self._fetch_rules()).allowed_regions
        forbidden: set[int] = set()
        if not allowed:
            return frozenset()
        for start in range(0, len(numbers), _NUMBERS_A_TURN):
            some = enumerate(numbers[start : start + _NUMBERS_A_TURN], start=start)
            forbidden.update(at for at, e164 in some if not is_in_regions(e164, allowed))
            await asyncio.sleep(0)
        return frozenset(forbidden)

    async def refuse_outside_hours(self, start: StartKind, numbers: Sequence[str]) -> None:
        """Lets numbers pass that may all be called now, or are not called now.

        Raises:
            NotSent: some of them may not.
            StoreError: the rules cannot be read.
        """
        outside = await self._find_outside(numbers) if _calls_by_itself(start) else []
        if outside:
            raise NotSent(
                NotSentReason.OUTSIDE_HOURS,
                f"{len(outside):,} of {len(numbers):,} numbers: {_countries_of(outside)}",
            )

    async def find_problems(
        self, number_list: NumberList, settings: TaskSettings, lists: NumberListStore
    ) -> list[InputError]:
        """What the rules say against a task before it is recorded, by a number of each range.

        Raises:
            StoreError: the rules or the list cannot be read.
        """
        rules = await self._fetch_rules()
        asks_hours = _calls_by_itself(settings.start) and rules.has_hours
        if not (rules.allowed_regions or asks_hours):
            return []
        samples = await lists.fetch_samples(number_list.list_id)
        numbers = [sample.e164 for sample in samples]
        forbidden = await self._find_abroad(numbers)
        problems = []
        if numbers and len(forbidden) == len(numbers):
            problems.append(
                InputError("list", "All these numbers are in countries that may not be called.")
            )
        allowed = [sample for at, sample in enumerate(samples) if at not in forbidden]
        outside = await self._find_outside([s.e164 for s in allowed]) if asks_hours else []
        if outside:
            count = sum(sample.count for sample in allowed if sample.e164 in set(outside))
            problems.append(
                InputError(
                    "start",
                    f"For {count:,} of these people this is outside the permitted hours "
                    f"({_countries_of(outside)}). Start it by hand, or send it later.",
                )
            )
        return problems

    async def _find_outside(self, numbers: Sequence[str]) -> list[str]:
        """The numbers whose owners may not be called now."""
        rules = await self._fetch_rules()
        if not rules.has_hours or not numbers:
            return []
        if self._zones is None:
            return list(numbers)
        now_ms = self._clock.now_ms()
        times = await self._zones.fetch_local_times(numbers, at_ms=now_ms)
        return [
            e164
            for e164, local_times in zip(numbers, times, strict=True)
            if find_hours_concern(_region_for(e164, rules), rules, local_times) is not None
        ]


def _calls_by_itself(start: StartKind) -> bool:
    """True where calling may begin without somebody who begins it, as with NOT_SET."""
    return start is not StartKind.MANUAL


def _region_for(e164: str, rules: CallingRules) -> str:
    """The country, where it makes a difference which one it is."""
    return find_region(e164) if rules.hours_by_region else ""


def _countries_of(numbers: Sequence[str]) -> str:
    """Up to three calling codes, for a sentence that names no person."""
    regions = list(dict.fromkeys(find_region(e164) or "?" for e164 in numbers[:_NUMBERS_A_TURN]))
    named = ", ".join(sorted(regions)[:3])
    return f"{named} …" if len(regions) > 3 else named  # noqa: PLR2004 - as many as are named
