"""The guard's questions and refusals, from every source it has."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from fakes import FixedClock, InMemoryCallJournal, InMemorySettingsStore
from sample_calls import a_call

from dialer.domain.calling_rules import CallingHours, CallingRules, LocalTime
from dialer.domain.calls import Call, CallEvent, CallEventKind, CallState, advance
from dialer.domain.errors import DatabaseUnusable, InputErrors
from dialer.domain.guard import Concern, ConcernKind, Waver
from dialer.domain.phone_number import PhoneNumber, parse_phone_number
from dialer.services.call_caps import DAY_MS, HOUR_MS
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.calling_rules import CallingRulesService

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

JAKARTA = parse_phone_number("+62 21 5000 1234", region="")
OFFICE = CallingHours(start_minute=9 * 60, end_minute=18 * 60)
NIGHT = LocalTime("Asia/Jakarta", 1, 22 * 60 + 40)
NOON = LocalTime("Asia/Jakarta", 1, 12 * 60)


def rang_nobody(call: Call) -> bool:
    return call.state in {CallState.REJECTED, CallState.NOT_SENT}


@dataclass
class ScriptedZones:
    """Says what the test says, and counts how often it was asked."""

    times: tuple[LocalTime, ...] = (NOON,)
    asked: list[Sequence[str]] = field(default_factory=list)

    async def fetch_local_times(
        self, numbers: Sequence[str], *, at_ms: int
    ) -> Sequence[tuple[LocalTime, ...]]:
        assert at_ms > 0
        self.asked.append(numbers)
        return [self.times for _number in numbers]


class Desk:
    """A guard with everything around it in memory."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.journal = InMemoryCallJournal()
        self.settings = InMemorySettingsStore()
        self.rules = CallingRulesService(self.settings)
        self.zones = ScriptedZones()
        self.task_name: str | None = None
        self.guard = CallGuard(
            self.journal,
            self.clock,
            sources=GuardSources(
                rang_nobody=rang_nobody,
                fetch_rules=self.rules.fetch,
                find_task=self._find_task,
                zones=self.zones,
            ),
        )

    async def _find_task(self, _e164: str) -> str | None:
        return self.task_name

    async def ask(
        self, callee: PhoneNumber = JAKARTA, *, account_id: str = "account-1"
    ) -> Sequence[Concern]:
        return await self.guard.find_concerns(account_id, callee, earlier_calls=())

    async def kinds(
        self, callee: PhoneNumber = JAKARTA, *, account_id: str = "account-1"
    ) -> list[ConcernKind]:
        return [concern.kind for concern in await self.ask(callee, account_id=account_id)]

    async def past(self, ago_ms: int, state: CallState = CallState.ACCEPTED) -> Call:
        """A call of earlier, to somebody else."""
        call = a_call(at_ms=self.clock.now_ms() - ago_ms, callee="+622199999999", state=state)
        await self.journal.record(call)
        return call


def run(scenario: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        await scenario(Desk())

    asyncio.run(main())


def test_the_first_call_of_an_account_to_a_country_is_asked_about() -> None:
    async def scenario(desk: Desk) -> None:
        (concern,) = await desk.ask()
        assert concern == Concern(ConcernKind.NEW_COUNTRY, region="ID")
        assert concern.waver is Waver.AGENT
        await desk.past(DAY_MS * 400, CallState.NOT_SENT)
        assert await desk.kinds() == [ConcernKind.NEW_COUNTRY]
        await desk.past(DAY_MS * 400)
        assert await desk.kinds() == []
        assert await desk.kinds(account_id="account-2") == [ConcernKind.NEW_COUNTRY]
        # Known by its number alone, the country is the same.
        assert await desk.kinds(PhoneNumber(JAKARTA.e164)) == []
        jamaica = parse_phone_number("+1 876 210 8733", region="")
        assert [c.region for c in await desk.ask(jamaica)] == ["JM"]

    run(scenario)


def test_the_sandbox_calls_nobody_in_no_country() -> None:
    async def scenario(desk: Desk) -> None:
        assert await desk.kinds(account_id="sandbox") == []

    run(scenario)


def test_rules_count_from_the_moment_they_are_saved() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.past(HOUR_MS)
        assert await desk.kinds() == []
        await desk.rules.save(CallingRules(allowed_regions=frozenset({"SG"})))
        (concern,) = await desk.ask()
        assert (concern.kind, concern.region) == (ConcernKind.COUNTRY_NOT_ALLOWED, "ID")
        assert concern.blocks
        assert concern.is_about_number
        with pytest.raises(InputErrors):
            await desk.rules.save(CallingRules(hourly_cap=-1))
        assert await desk.kinds() == [ConcernKind.COUNTRY_NOT_ALLOWED]
        await desk.rules.save(CallingRules(allowed_regions=frozenset({"SG", "ID"})))
        assert await desk.kinds() == []

    run(scenario)


def test_outside_the_hours_is_blocked_with_the_time_there() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.past(HOUR_MS)
        assert await desk.kinds() == []
        assert desk.zones.asked == []
        await desk.rules.save(CallingRules(hours=OFFICE))
        assert await desk.kinds() == []
        desk.zones.times = (NIGHT,)
        (concern,) = await desk.ask()
        assert concern.kind is ConcernKind.OUTSIDE_HOURS
        assert (concern.local_times, concern.hours, concern.region) == ((NIGHT,), OFFICE, "ID")
        assert concern.blocks
        await desk.rules.save(CallingRules(hours=OFFICE, may_call_outside_hours=True))
        (concern,) = await desk.ask()
        assert concern.waver is Waver.AGENT

    run(scenario)


def test_a_number_a_running_task_has_is_asked_about() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.past(HOUR_MS)
        desk.task_name = "Winter promo"
        assert await desk.ask() == (Concern(ConcernKind.IN_TASK, task_name="Winter promo"),)

    run(scenario)


def test_how_long_a_call_is_recent_is_a_rule() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.past(20 * 60_000)

        async def kinds() -> list[ConcernKind]:
            concerns = await desk.guard.find_concerns("account-1", JAKARTA, earlier_calls=[call])
            return [concern.kind for concern in concerns]

        assert await kinds() == []
        await desk.rules.save(CallingRules(recent_minutes=21))
        assert await kinds() == [ConcernKind.CALLED_RECENTLY]
        await desk.rules.save(CallingRules(recent_minutes=0))
        assert await kinds() == []

    run(scenario)


def test_the_cap_of_an_hour_counts_what_may_have_rung_and_tells_when_it_ends() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.rules.save(CallingRules(hourly_cap=3))
        await desk.past(HOUR_MS)
        oldest = await desk.past(HOUR_MS - 1000)
        await desk.past(5000, CallState.REJECTED)
        await desk.past(4000, CallState.NOT_SENT)
        await desk.past(3000, CallState.UNKNOWN)
        assert await desk.kinds() == []
        under_way = a_call(at_ms=desk.clock.now_ms())
        desk.guard.hear(under_way)
        (concern,) = await desk.ask()
        assert (concern.kind, concern.cap) == (ConcernKind.HOURLY_CAP, 3)
        assert concern.next_ms == oldest.started_ms + HOUR_MS
        assert concern.blocks
        assert not concern.is_about_number
        refused = CallEvent(kind=CallEventKind.REJECTED, at_ms=desk.clock.now_ms(), code="1")
        desk.guard.hear(advance(under_way, refused))
        assert await desk.kinds() == []
        desk.guard.hear(replace(under_way, client_call_id="again"))
        assert await desk.kinds() == [ConcernKind.HOURLY_CAP]
        desk.clock.advance(1000)
        assert await desk.kinds() == []

    run(scenario)


def test_the_cap_of_a_day_counts_24_hours_of_one_account() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.past(DAY_MS)
        first = await desk.past(DAY_MS - 1)
        await desk.past(HOUR_MS * 2)
        await desk.rules.save(CallingRules(hourly_cap=9, daily_cap=2, asks_new_country=False))
        (concern,) = await desk.ask()
        assert (concern.kind, concern.cap) == (ConcernKind.DAILY_CAP, 2)
        assert concern.next_ms == first.started_ms + DAY_MS
        assert await desk.kinds(account_id="account-2") == []
        await desk.rules.save(CallingRules(daily_cap=3))
        assert await desk.kinds() == []

    run(scenario)


def test_a_cap_that_was_lowered_waits_until_enough_calls_are_old() -> None:
    async def scenario(desk: Desk) -> None:
        calls = [await desk.past(ago_ms) for ago_ms in (50_000, 40_000, 30_000, 20_000)]
        await desk.rules.save(CallingRules(hourly_cap=2))
        (concern,) = await desk.ask()
        assert concern.next_ms == calls[2].started_ms + HOUR_MS

    run(scenario)


def test_more_calls_than_a_page_are_counted() -> None:
    async def scenario(desk: Desk) -> None:
        for ago_ms in range(1203):
            await desk.past(ago_ms)
        await desk.rules.save(CallingRules(daily_cap=1204))
        assert await desk.kinds() == []
        await desk.rules.save(CallingRules(daily_cap=1203))
        assert await desk.kinds() == [ConcernKind.DAILY_CAP]

    run(scenario)


def test_what_cannot_be_looked_up_lets_nothing_through() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.rules.save(CallingRules(hourly_cap=1, asks_new_country=False))
        desk.journal.failure = DatabaseUnusable("damaged")
        with pytest.raises(DatabaseUnusable):
            await desk.ask()
        desk.journal.failure = None
        assert await desk.kinds() == []
        await desk.past(5)

    run(scenario)


RULES = CallingRules(
    recent_minutes=5,
    asks_new_country=False,
    allowed_regions=frozenset({"ID", "SG"}),
    hours=OFFICE,
    hours_by_region=(("MY", None), ("SG", CallingHours(weekdays=frozenset({0, 6})))),
    may_call_outside_hours=True,
    hourly_cap=7,
    daily_cap=70,
)


def test_rules_read_back_as_they_were_saved() -> None:
    async def scenario() -> None:
        settings = InMemorySettingsStore()
        assert await CallingRulesService(settings).fetch() == CallingRules()
        await CallingRulesService(settings).save(RULES)
        assert await CallingRulesService(settings).fetch() == RULES
        governed = CallingRulesService(settings, govern=lambda rules: replace(rules, daily_cap=3))
        assert await governed.fetch() == replace(RULES, daily_cap=3)
        assert await governed.save(CallingRules()) == CallingRules(daily_cap=3)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"hourly_cap": "x"}', '{"allowed_regions": 5, "hours": null}'],
)
def test_rules_that_cannot_be_read_stop_calls_until_they_are_saved_anew(text: str) -> None:
    async def scenario() -> None:
        rules = CallingRulesService(InMemorySettingsStore(calling_rules=text))
        with pytest.raises(DatabaseUnusable, match="Settings, Calling"):
            await rules.fetch()
        await rules.save(CallingRules())
        assert await rules.fetch() == CallingRules()

    asyncio.run(scenario())
