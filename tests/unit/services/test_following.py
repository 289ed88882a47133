"""Following a call: when it is asked about, what is noted, and when it is left alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from two_way_desk import CALLEE, ENDED, RINGING, TALKING, TENANT, TwoWayDesk, run, wish

from dialer.domain.accounts import ConnectionReport, KeyringState
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    CallProgress,
    CallState,
    EndCause,
    Receipt,
)
from dialer.domain.errors import (
    DatabaseUnusable,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownReason,
)
from dialer.domain.two_way_limits import FOLLOWED_FOR_MS
from dialer.services.following import Cadence

if TYPE_CHECKING:
    from dialer.domain.errors import SendError

ACCEPTED = CallProgress(state=CallState.ACCEPTED)
CALL_ID = "1190000000000000001"


def later_kinds(call: Call) -> list[CallEventKind]:
    kinds = [event.kind for event in call.events]
    return kinds[kinds.index(CallEventKind.ACCEPTED) + 1 :]


def test_every_change_is_noted_once_and_the_end_with_its_cause() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [ACCEPTED, RINGING, RINGING, TALKING, TALKING, ENDED]
        call = await desk.calls.place(wish())
        assert desk.following.is_following(call)
        ended = await desk.until_left_alone(call)
        assert ended.state is CallState.ENDED
        assert later_kinds(ended) == [
            CallEventKind.RINGING,
            CallEventKind.TALKING,
            CallEventKind.ENDED,
        ]
        assert ended.end_event is not None
        assert ended.end_event.reason == EndCause.CUSTOMER_HUNG_UP
        assert ended.end_event.code == "0"
        assert desk.provider.asked == [CALL_ID] * 6
        assert [one.state for one in desk.told[-3:]] == [
            CallState.RINGING,
            CallState.TALKING,
            CallState.ENDED,
        ]
        assert desk.given_up == []

    run(scenario)


def test_questions_without_news_slow_down_and_news_quickens_them() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [*[ACCEPTED] * 6, RINGING, RINGING, ENDED]
        await desk.until_left_alone(await desk.calls.place(wish()))
        assert desk.pauses == [2.0, 2.5, 3.125, 3.906, 4.882, 5.0, 5.0, 2.0, 2.5]

    run(scenario)


@pytest.mark.parametrize(
    "error",
    [
        Rejected("1", "query failed", http_status=200),
        NotSent(NotSentReason.NETWORK_UNREACHABLE),
        OutcomeUnknown(UnknownReason.NO_REPLY_IN_TIME),
    ],
    ids=repr,
)
def test_a_question_without_an_answer_is_asked_again_and_changes_nothing(error: SendError) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [*[error] * 7, TALKING, ENDED]
        call = await desk.calls.place(wish())
        ended = await desk.until_left_alone(call)
        assert later_kinds(ended) == [CallEventKind.TALKING, CallEventKind.ENDED]
        assert desk.pauses == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0, 2.0]

    run(scenario)


def test_a_step_back_is_no_news() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [TALKING, RINGING, ACCEPTED, ENDED]
        ended = await desk.until_left_alone(await desk.calls.place(wish()))
        assert later_kinds(ended) == [CallEventKind.TALKING, CallEventKind.ENDED]

    run(scenario)


def test_a_call_that_never_ends_is_left_alone_and_that_is_told() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [RINGING]
        began_ms = desk.clock.monotonic_ms()
        call = await desk.calls.place(wish())
        left = await desk.until_left_alone(call)
        assert left.state is CallState.RINGING
        assert desk.given_up == [left]
        waited_ms = desk.clock.monotonic_ms() - began_ms
        assert FOLLOWED_FOR_MS <= waited_ms <= FOLLOWED_FOR_MS + 5_000

    run(scenario)


def test_setting_the_wall_clock_does_not_end_the_following() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [RINGING, TALKING, ENDED]
        desk.gate.clear()
        call = await desk.calls.place(wish())
        desk.clock.set_wall(desk.clock.now_ms() + 2 * FOLLOWED_FOR_MS)
        desk.gate.set()
        assert (await desk.until_left_alone(call)).state is CallState.ENDED

    run(scenario)


@pytest.mark.parametrize(
    "outcome",
    [
        Receipt(call_id=None),
        Rejected("8", "not in range", http_status=200),
        OutcomeUnknown(UnknownReason.CONNECTION_LOST),
    ],
    ids=repr,
)
def test_only_an_accepted_call_with_a_call_id_is_followed(outcome: Receipt | Exception) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.outcome = outcome
        call = await desk.calls.place(wish())
        assert not desk.following.is_following(call)
        assert desk.provider.asked == []

    run(scenario)


def test_a_call_id_found_later_starts_the_following() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.outcome = Receipt(call_id=None)
        call = await desk.calls.place(wish())
        found = CallEvent(
            kind=CallEventKind.FOUND, at_ms=desk.clock.now_ms(), call_id="1190000000000000007"
        )
        call = await desk.calls.note(call, found)
        ended = await desk.until_left_alone(call)
        assert ended.state is CallState.ENDED
        assert desk.provider.asked == ["1190000000000000007"]

    run(scenario)


async def leave_open(desk: TwoWayDesk, state: CallState, *, age_ms: int = 0) -> Call:
    """A call of an earlier run, recorded some time ago."""
    await desk.following.finish()
    desk.clock.advance(-age_ms)
    call = await desk.calls.place(wish())
    kinds = {CallState.RINGING: CallEventKind.RINGING, CallState.TALKING: CallEventKind.TALKING}
    if state in kinds:
        call = await desk.calls.note(call, CallEvent(kind=kinds[state], at_ms=desk.clock.now_ms()))
    desk.clock.advance(age_ms)
    return call


@pytest.mark.parametrize("state", [CallState.ACCEPTED, CallState.RINGING, CallState.TALKING])
def test_a_call_an_earlier_run_left_open_is_followed_on(state: CallState) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        call = await leave_open(desk, state, age_ms=FOLLOWED_FOR_MS - 60_000)
        today = TwoWayDesk()
        today.journal.calls = desk.journal.calls
        await today.following.resume()
        assert today.following.is_following(call)
        assert (await today.until_left_alone(call)).state is CallState.ENDED

    run(scenario)


def test_older_and_other_calls_are_not_followed_on() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        old = await leave_open(desk, CallState.RINGING, age_ms=FOLLOWED_FOR_MS)
        fresh = replace(old, events=(replace(old.events[0], at_ms=desk.clock.now_ms()),))
        others = [
            old,
            replace(fresh, client_call_id="a", kind=CallKind.DIAL_OUT),
            replace(fresh, client_call_id="b", call_id=None),
            replace(fresh, client_call_id="c", state=CallState.ENDED),
            replace(fresh, client_call_id="d", state=CallState.UNKNOWN),
            replace(fresh, client_call_id="e", account_id="sandbox"),
        ]
        today = TwoWayDesk()
        today.journal.calls = {call.client_call_id: call for call in others}
        await today.following.resume()
        assert [call for call in others if today.following.is_following(call)] == []

    run(scenario)


def test_finishing_asks_no_more_and_starts_no_more() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.gate.clear()
        call = await desk.calls.place(wish())
        await desk.following.finish()
        await desk.following.finish()
        assert not desk.following.is_following(call)
        other = await desk.calls.place(wish("+1 202-555-0112"))
        assert not desk.following.is_following(other)
        assert desk.provider.asked == []
        assert desk.given_up == []

    run(scenario)


def test_the_end_is_put_at_the_providers_time_by_our_clock() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        offset_ms = 90_000
        desk.provider.outcome = Receipt(call_id=CALL_ID, clock_offset_ms=offset_ms)
        placed_ms = desk.clock.now_ms()
        ended = replace(ENDED, ended_ms=placed_ms + offset_ms + 3_500)
        desk.provider.answers = [TALKING, ended]
        call = await desk.until_left_alone(await desk.calls.place(wish()))
        assert call.talking_since_ms == placed_ms + 2_000
        assert call.last_event.at_ms == placed_ms + 3_500
        assert call.talked_ms == 1_500

    run(scenario)


@pytest.mark.parametrize("reported_ms", [1, 9_999_999_999_999])
def test_an_end_at_an_impossible_time_is_kept_within_what_is_known(reported_ms: int) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        placed_ms = desk.clock.now_ms()
        desk.provider.answers = [TALKING, replace(ENDED, ended_ms=reported_ms)]
        call = await desk.until_left_alone(await desk.calls.place(wish()))
        assert placed_ms + 2_000 <= call.last_event.at_ms <= placed_ms + 4_000

    run(scenario)


def test_a_journal_that_fails_for_a_while_loses_nothing_of_it() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [RINGING, TALKING, ENDED]
        desk.gate.clear()
        call = await desk.calls.place(wish())
        desk.journal.failure = DatabaseUnusable("full")
        desk.gate.set()
        await desk.until_left_alone(call)
        assert desk.told[-1].state is CallState.ENDED
        assert desk.calls.is_unsaved(call)
        desk.journal.failure = None
        await desk.calls.finish()
        assert later_kinds(desk.journal.calls[call.client_call_id]) == [
            CallEventKind.RINGING,
            CallEventKind.TALKING,
            CallEventKind.ENDED,
        ]

    run(scenario)


def test_an_account_that_is_gone_is_asked_no_more() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        call = await leave_open(desk, CallState.RINGING)
        today = TwoWayDesk()
        today.journal.calls = desk.journal.calls
        del today.accounts.accounts[TENANT.account_id]
        await today.following.resume()
        left = await today.until_left_alone(call)
        assert today.given_up == [left] == [call]

    run(scenario)


def test_a_locked_keyring_is_not_asked_again_and_again() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        call = await leave_open(desk, CallState.RINGING)
        today = TwoWayDesk()
        today.journal.calls = desk.journal.calls
        today.secrets.state = KeyringState.LOCKED
        await today.following.resume()
        await today.until_left_alone(call)
        assert len(today.pauses) == 1
        assert today.given_up == [call]

    run(scenario)


class Mute:
    """A provider that cannot say how calls go."""

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


def test_a_provider_that_cannot_say_is_not_asked() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        call = await leave_open(TwoWayDesk(), CallState.RINGING)
        desk.journal.calls = {call.client_call_id: call}
        await desk.following.resume()
        await desk.until_left_alone(call)
        assert desk.given_up == [call]

    run(scenario, provider=Mute())


def test_a_fault_ends_the_following_and_not_the_program(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.answers = [RuntimeError("a fault")]
        call = await desk.calls.place(wish())
        left = await desk.until_left_alone(call)
        assert left.state is CallState.ACCEPTED
        assert desk.given_up == [left]

    run(scenario)
    assert "Fault while following" in caplog.text


def test_many_calls_are_followed_beside_each_other() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.gate.clear()
        numbers = [f"+1202555{tail:04}" for tail in range(100, 150)]
        calls = [await desk.calls.place(wish(number)) for number in numbers]
        assert all(desk.following.is_following(call) for call in calls)
        desk.gate.set()
        ended = [await desk.until_left_alone(call) for call in calls]
        assert {call.state for call in ended} == {CallState.ENDED}
        assert len(desk.provider.asked) == len(numbers)

    run(scenario, cadence=Cadence(first_ms=1))


def test_a_second_wish_while_a_call_is_followed_is_another_call() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.gate.clear()
        first = await desk.calls.place(wish(CALLEE))
        second = await desk.calls.place(wish(CALLEE))
        assert first.client_call_id != second.client_call_id
        desk.gate.set()
        await asyncio.gather(desk.until_left_alone(first), desk.until_left_alone(second))
        assert len(desk.provider.asked) == 2

    run(scenario)
