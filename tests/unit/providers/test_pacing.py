"""Turns at one account: how far apart, in which order, held back, given up, closed."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from dialer.domain.errors import NotSent, NotSentReason
from dialer.providers.pacing import (
    CALL_PATIENCE_S,
    LONGEST_HOLD_S,
    SHORTEST_HOLD_S,
    Pacer,
    Precedence,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CALL, AHEAD, READ = Precedence.CALL, Precedence.AHEAD, Precedence.READ


@dataclass(slots=True)
class Ringing:
    """One alarm that was set."""

    at_s: float
    serial: int
    callback: Callable[[], object]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass(slots=True)
class HandAlarm:
    """Time that passes when the test says so; counts the alarms that were set."""

    now: float = 1000.0
    set_alarms: list[Ringing] = field(default_factory=list)
    serials: itertools.count[int] = field(default_factory=itertools.count)

    def now_s(self) -> float:
        return self.now

    def call_after(self, delay_s: float, callback: Callable[[], object]) -> Ringing:
        alarm = Ringing(self.now + delay_s, next(self.serials), callback)
        self.set_alarms.append(alarm)
        return alarm

    async def pass_time(self, seconds: float) -> None:
        """Rings what is due on the way, each at its own time, and lets the waiters run."""
        end = self.now + seconds
        while True:
            await settle()
            due = [one for one in self.set_alarms if not one.is_cancelled and one.at_s <= end]
            if not due:
                break
            first = min(due, key=lambda one: (one.at_s, one.serial))
            self.set_alarms.remove(first)
            self.now = max(self.now, first.at_s)
            first.callback()
        self.now = end
        await settle()


async def settle() -> None:
    """Lets everything that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


class Desk:
    """A pacer, and who got a turn when."""

    def __init__(self, requests_per_s: float = 2) -> None:
        self.alarm = HandAlarm()
        self.pacer = Pacer(requests_per_s, alarm=self.alarm)
        self.turns: list[tuple[str, float]] = []
        self.waiting: list[asyncio.Task[None]] = []

    @property
    def order(self) -> list[str]:
        return [name for name, _at in self.turns]

    @property
    def times(self) -> list[float]:
        return [round(at - 1000, 3) for _name, at in self.turns]

    async def ask(self, name: str, precedence: Precedence = READ) -> None:
        if not self.pacer.take():
            await self.pacer.wait(precedence)
        self.turns.append((name, self.alarm.now))

    async def queue(self, name: str, precedence: Precedence = READ) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(self.ask(name, precedence))
        self.waiting.append(task)
        await settle()
        return task

    async def queue_all(self, *names: str) -> None:
        for name in names:
            await self.queue(name)

    async def drop_all(self) -> None:
        for task in self.waiting:
            task.cancel()
        await asyncio.gather(*self.waiting, return_exceptions=True)


def run(scenario: Callable[[Desk], Awaitable[None]], requests_per_s: float = 2) -> None:
    async def main() -> None:
        desk = Desk(requests_per_s)
        try:
            await scenario(desk)
        finally:
            await desk.drop_all()

    asyncio.run(main())


def test_two_may_follow_at_once_and_the_rest_by_the_rate() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b", "c", "d", "e")
        await desk.alarm.pass_time(10)
        assert desk.order == ["a", "b", "c", "d", "e"]
        assert desk.times == [0, 0, 0.5, 1.0, 1.5]

    run(scenario)


def test_an_idle_pacer_lets_a_request_through_without_an_alarm_or_the_loop() -> None:
    pacer = Pacer(2, alarm=(alarm := HandAlarm()))
    # No loop is running here: what needs one would fail.
    assert [pacer.take(), pacer.take(), pacer.take()] == [True, True, False]
    alarm.now += 0.5
    assert pacer.take()
    assert alarm.set_alarms == []


def test_rest_fills_the_bucket_no_further_than_two() -> None:
    pacer = Pacer(2, alarm=(alarm := HandAlarm()))
    alarm.now += 3600
    assert [pacer.take() for _ in range(3)] == [True, True, False]


def test_a_call_goes_before_reads_that_wait_and_a_batch_after_the_call() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b", "read 1", "read 2", "read 3")
        await desk.queue("batch", AHEAD)
        await desk.queue("call", CALL)
        await desk.alarm.pass_time(10)
        assert desk.order == ["a", "b", "call", "batch", "read 1", "read 2", "read 3"]
        assert desk.times[2] == 0.5

    run(scenario)


def test_who_comes_late_does_not_pass_who_waits() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b", "c")
        desk.alarm.now += 0.5  # the token is there, and the alarm has not rung yet
        await desk.queue("late")
        await desk.alarm.pass_time(10)
        assert desk.order == ["a", "b", "c", "late"]

    run(scenario)


def test_one_who_stops_waiting_leaves_its_turn_to_the_next() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b")
        first = await desk.queue("first")
        await desk.queue("second")
        first.cancel()
        await desk.alarm.pass_time(0.5)
        assert desk.order == ["a", "b", "second"]
        assert desk.times[-1] == 0.5

    run(scenario)


def test_a_turn_given_in_the_moment_of_cancellation_is_not_lost() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b")
        first = await desk.queue("first")
        await desk.queue("second")
        (alarm,) = [one for one in desk.alarm.set_alarms if not one.is_cancelled]
        desk.alarm.now = alarm.at_s
        alarm.callback()
        first.cancel()
        await settle()
        assert desk.order == ["a", "b", "second"]
        assert desk.times[-1] == 0.5

    run(scenario)


def test_when_all_stop_waiting_no_alarm_stays_and_the_next_need_not_wait() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b", "c")
        await desk.drop_all()
        assert [one for one in desk.alarm.set_alarms if not one.is_cancelled] == []
        desk.alarm.now += 0.5
        assert desk.pacer.take()

    run(scenario)


def test_another_rate_is_taken_by_those_who_wait() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b", "c", "d")
        desk.pacer.set_rate(1000)
        await desk.alarm.pass_time(1.1)
        assert desk.order == ["a", "b", "c", "d"]

    run(scenario, requests_per_s=1)


def test_without_a_rate_nobody_waits() -> None:
    pacer = Pacer(alarm=HandAlarm())
    assert all(pacer.take() for _ in range(100))


@pytest.mark.parametrize(
    ("retry_after_s", "held_s"),
    [
        (None, SHORTEST_HOLD_S),
        (0, SHORTEST_HOLD_S),
        (8, 8),
        (60, 60),
        (3600, LONGEST_HOLD_S),
        (-5, SHORTEST_HOLD_S),
    ],
)
def test_a_warning_holds_everything_back(retry_after_s: float | None, held_s: float) -> None:
    async def scenario(desk: Desk) -> None:
        assert desk.pacer.hold(desk.pacer.round, retry_after_s) == held_s
        # A batch may wait as long as it takes; a call would be given up after a while.
        await desk.queue("read")
        await desk.queue("batch", AHEAD)
        await desk.alarm.pass_time(held_s - 0.01)
        assert desk.order == []
        await desk.alarm.pass_time(0.02)
        assert desk.order == ["batch"], "one request at the end of a pause, not a burst"
        await desk.alarm.pass_time(0.5)
        assert desk.order == ["batch", "read"]

    run(scenario)


def test_repeated_warnings_double_the_wait_up_to_a_minute_and_a_success_ends_that() -> None:
    pacer = Pacer(2, alarm=(alarm := HandAlarm()))
    held = []
    for _ in range(7):
        held.append(pacer.hold(pacer.round, None))
        alarm.now += held[-1]
        assert pacer.take()
    assert held == [2, 4, 8, 16, 32, 60, 60]
    pacer.ease(pacer.round)
    assert pacer.hold(pacer.round, None) == 2


def test_requests_on_their_way_together_are_warned_once() -> None:
    pacer = Pacer(2, alarm=(alarm := HandAlarm()))
    together = pacer.round
    assert pacer.hold(together, None) == 2
    alarm.now += 0.25
    assert pacer.hold(together, None) == 2, "held from the second warning on, and not doubled"
    assert pacer.hold(together, 8) == 8
    # And one of them that was served says nothing about the time after the warning.
    pacer.ease(together)
    assert pacer.hold(pacer.round, None) == 8


def test_those_who_wait_already_are_held_back_too() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b", "c")
        desk.pacer.hold(desk.pacer.round, 5)
        await desk.alarm.pass_time(4.9)
        assert desk.order == ["a", "b"]
        await desk.alarm.pass_time(0.2)
        assert desk.order == ["a", "b", "c"]

    run(scenario)


def test_a_call_whose_turn_would_come_too_late_is_given_up() -> None:
    async def scenario(desk: Desk) -> None:
        desk.pacer.hold(desk.pacer.round, 60)
        call = await desk.queue("call", CALL)
        await desk.alarm.pass_time(CALL_PATIENCE_S - 0.1)
        assert not call.done()
        await desk.alarm.pass_time(0.2)
        error = call.exception()
        assert isinstance(error, NotSent)
        assert error.reason is NotSentReason.POOL_TIMEOUT
        await desk.alarm.pass_time(60)
        assert desk.order == []

    run(scenario)


def test_closing_ends_every_wait_at_once_and_lets_nothing_out() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.queue_all("a", "b")
        waiting = [await desk.queue("read"), await desk.queue("call", CALL)]
        desk.pacer.close()
        await settle()
        for task in waiting:
            error = task.exception()
            assert isinstance(error, NotSent)
            assert error.reason is NotSentReason.CLOSED_BEFORE
        assert [one for one in desk.alarm.set_alarms if not one.is_cancelled] == []
        with pytest.raises(NotSent) as caught:
            desk.pacer.take()
        assert caught.value.reason is NotSentReason.CLOSED_BEFORE
        assert desk.order == ["a", "b"]

    run(scenario)


def test_the_loops_own_time_serves_as_well() -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        pacer = Pacer(50)
        began = loop.time()
        for _ in range(5):
            if not pacer.take():
                await pacer.wait(READ)
        return loop.time() - began

    assert asyncio.run(main()) >= 3 / 50 - 0.005
