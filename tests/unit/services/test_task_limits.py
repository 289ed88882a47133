"""Outbound tasks and the calling rules: countries at every batch, hours where it starts at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sample_tasks import SETTINGS, a_checked_list, task_numbers
from task_desk import ACCEPTED, REFUSED, Desk, run

from dialer.domain.calling_rules import CallingHours, CallingRules, LocalTime
from dialer.domain.errors import InputErrors, NotSentReason
from dialer.domain.task_rules import AtOnceConsent, summarise
from dialer.domain.tasks import BatchState, StartKind, TaskNumber, TaskState
from dialer.services.task_limits import TaskLimits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.tasks import OutboundTask, TaskSettings

DAY_MS = 24 * 60 * 60 * 1000
OFFICE = CallingHours(start_minute=9 * 60, end_minute=18 * 60, weekdays=frozenset(range(7)))


class ScriptedZones:
    """Singapore and Kenya, at the hours the test says."""

    def __init__(self) -> None:
        self.singapore, self.kenya = 12 * 60, 7 * 60
        self.looked_up = 0

    async def fetch_local_times(
        self, numbers: Sequence[str], *, at_ms: int
    ) -> Sequence[tuple[LocalTime, ...]]:
        assert at_ms > 0
        self.looked_up += len(numbers)
        return [
            (LocalTime("Africa/Nairobi", 0, self.kenya),)
            if e164.startswith("+254")
            else (LocalTime("Asia/Singapore", 0, self.singapore),)
            for e164 in numbers
        ]


class LimitedDesk(Desk):
    """With rules that a test changes as it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.rules = CallingRules()
        self.zones = ScriptedZones()
        self.barred: set[str] = set()
        self.limits = TaskLimits(
            self.clock,
            fetch_rules=self._fetch_rules,
            zones=self.zones,
            find_do_not_call=self._find_do_not_call,
        )
        self.restart()

    async def _fetch_rules(self) -> CallingRules:
        return self.rules

    async def _find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        return ("contacts", "Budi") if e164 in self.barred else None

    async def make_mixed(self, start: StartKind = StartKind.MANUAL) -> OutboundTask:
        """Five numbers in Singapore, then three in Kenya, in batches of four."""
        number_list = a_checked_list(8)
        kenyan = [TaskNumber(order_id=f"{n:032X}", e164=f"+25471234567{n}") for n in range(3)]
        self.lists.add_list(number_list, [*task_numbers(5), *kenyan])
        settings = self.settings(start)
        consent = AtOnceConsent(number_count=8)
        return await self.tasks.create(
            "sandbox", number_list, settings, batch_size=4, consent=consent
        )

    @staticmethod
    def settings(start: StartKind) -> TaskSettings:
        return replace(SETTINGS, start=start)


def limited(scenario: Callable[[LimitedDesk], Awaitable[None]]) -> None:
    async def main() -> None:
        desk = LimitedDesk()
        await scenario(desk)
        await desk.tasks.finish()

    asyncio.run(main())


def test_numbers_in_other_countries_are_left_out_and_counted() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.rules = CallingRules(allowed_regions=frozenset({"SG"}))
        task = await desk.make_mixed()
        task = await desk.sent_to_its_end(task)
        assert task.state is TaskState.DONE
        sent = [e164 for batch in desk.scripted.sent for e164 in batch.e164s]
        assert sent == [number.e164 for number in task_numbers(5)]
        assert [batch.left_out for batch in task.batches] == [0, 3]
        assert summarise(a_checked_list(8), task).adds_up
        # What was not sent is not noted as sent.
        assert not [e164 for e164, _task in desk.uses if e164.startswith("+254")]

    limited(scenario)


def test_a_number_barred_elsewhere_than_on_a_list_is_left_out() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        first = task_numbers(1)[0].e164
        desk.barred = {first}
        task = await desk.sent_to_its_end(await desk.make_mixed())
        assert [batch.left_out for batch in task.batches] == [1, 0]
        assert not any(first in batch.e164s for batch in desk.scripted.sent)
        assert not [use for use in desk.uses if use[0] == first]

    limited(scenario)


def test_a_country_taken_off_the_list_counts_from_the_next_batch() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        task = await desk.make_mixed()
        desk.scripted.gate = asyncio.Event()
        await desk.tasks.resume(task.task_id)
        await desk.scripted.asked.wait()
        desk.rules = CallingRules(allowed_regions=frozenset({"KE"}))
        desk.scripted.gate.set()
        task = await desk.rested(task)
        assert [batch.left_out for batch in task.batches] == [0, 1]
        assert all(e164.startswith("+254") for e164 in desk.scripted.sent[1].e164s)

    limited(scenario)


def test_a_list_of_forbidden_countries_alone_makes_no_task() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.rules = CallingRules(allowed_regions=frozenset({"ID"}))
        with pytest.raises(InputErrors) as caught:
            await desk.make_mixed()
        assert [problem.field for problem in caught.value.problems] == ["list"]
        assert desk.journal.tasks == {}

    limited(scenario)


def test_a_start_that_is_left_to_the_provider_may_be_at_once() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.rules = CallingRules(hours=OFFICE)
        with pytest.raises(InputErrors):
            await desk.make_mixed(StartKind.NOT_SET)

    limited(scenario)


def test_a_task_that_starts_at_once_needs_a_permitted_hour_for_everybody() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.rules = CallingRules(hours=OFFICE, may_call_outside_hours=True)
        with pytest.raises(InputErrors) as caught:
            await desk.make_mixed(StartKind.AT_ONCE)
        (problem,) = caught.value.problems
        assert problem.field == "start"
        assert problem.problem.startswith("For 3 of these people")
        assert "(KE)" in problem.problem
        desk.zones.kenya = 10 * 60
        task = await desk.sent_to_its_end(await desk.make_mixed(StartKind.AT_ONCE))
        assert task.state is TaskState.DONE
        assert len(desk.scripted.sent) == 2

    limited(scenario)


def test_the_hour_is_asked_for_again_before_each_batch() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.zones.kenya = 10 * 60
        desk.rules = CallingRules(hours=OFFICE)
        task = await desk.make_mixed(StartKind.AT_ONCE)
        desk.zones.kenya = 18 * 60
        task = await desk.sent_to_its_end(task)
        assert [batch.state for batch in task.batches] == [
            BatchState.ACCEPTED,
            BatchState.NOT_SENT,
        ]
        assert task.state is TaskState.PAUSED
        last = task.batches[-1]
        assert last.reason == NotSentReason.OUTSIDE_HOURS
        assert last.words == "3 of 4 numbers: KE"
        assert len(desk.scripted.sent) == 1
        assert len(desk.uses) == 4
        # The next day, and after a restart, it goes on where it stopped.
        desk.restart()
        desk.zones.kenya = 9 * 60
        task = await desk.sent_to_its_end(task)
        assert task.state is TaskState.DONE
        assert len(desk.scripted.sent) == 2

    limited(scenario)


def test_a_task_started_by_hand_is_sent_at_any_hour_and_looks_nothing_up() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.rules = CallingRules(hours=OFFICE)
        desk.zones.kenya = desk.zones.singapore = 3 * 60
        task = await desk.sent_to_its_end(await desk.make_mixed())
        assert task.state is TaskState.DONE
        assert desk.zones.looked_up == 0

    limited(scenario)


def test_hours_of_one_country_leave_the_others_alone() -> None:
    async def scenario(desk: LimitedDesk) -> None:
        desk.rules = CallingRules(hours_by_region=(("SG", OFFICE),))
        task = await desk.sent_to_its_end(await desk.make_mixed(StartKind.AT_ONCE))
        assert task.state is TaskState.DONE

    limited(scenario)


def test_a_number_is_in_a_task_while_that_is_open_and_a_day_after() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(15, batch_size=10)
        first, last = (task_numbers(15)[place].e164 for place in (0, 14))
        assert await desk.tasks.find_task_with(first) is None
        desk.scripted.script = [ACCEPTED, REFUSED]
        await desk.sent_to_its_end(task)
        assert await desk.tasks.find_task_with(first) == "Winter promo"
        # The batch with it was refused: nobody calls it.
        assert await desk.tasks.find_task_with(last) is None
        desk.clock.advance(3 * DAY_MS)
        assert await desk.tasks.find_task_with(first) == "Winter promo"
        await desk.tasks.cancel(task.task_id)
        assert await desk.tasks.find_task_with(first) is None
        other = await desk.make(5, list_id="b", first=6_591_000_000, name="Other")
        await desk.sent_to_its_end(other)
        number = task_numbers(5, first=6_591_000_000)[0].e164
        desk.clock.advance(DAY_MS - 60_000)
        assert await desk.tasks.find_task_with(number) == "Other"
        desk.clock.advance(60_000)
        assert await desk.tasks.find_task_with(number) is None

    run(scenario)
