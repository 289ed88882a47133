"""Placing two-way calls: the same promises as a dial-out, with the fields they alone have."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryCallJournal
from two_way_desk import CALLEE, TENANT, TwoWayDesk, request_to, run, wish

from dialer.domain.accounts import ConnectionReport
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    CallState,
    DialoutRequest,
    Receipt,
)
from dialer.domain.errors import (
    CallRefused,
    InputError,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownReason,
)
from dialer.domain.guard import ConcernKind
from dialer.services.calls import PlaceCall

if TYPE_CHECKING:
    from collections.abc import Callable


def test_an_accepted_call_is_kept_with_everything_it_was_asked_with() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        call = await desk.calls.place(wish())
        assert call.state is CallState.ACCEPTED
        assert call.kind is CallKind.TWO_WAY
        kept = (call.agent_number, call.agent_id, call.call_data, call.caller_id, call.agent_sees)
        assert kept == ("6001", "1042", "order-4417", "640060", "640061")
        assert call.callback_url == "https://cb.example.com/hook"
        assert desk.provider.requests == [request_to()]
        assert [event.kind for event in call.events] == [
            CallEventKind.RECORDED,
            CallEventKind.SIGNED,
            CallEventKind.SENT,
            CallEventKind.ACCEPTED,
        ]

    run(scenario)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Rejected("8", "not in range", http_status=500), CallState.REJECTED),
        (NotSent(NotSentReason.SIGN_IN_FAILED), CallState.NOT_SENT),
        (OutcomeUnknown(UnknownReason.CONNECTION_LOST), CallState.UNKNOWN),
        (RuntimeError("a fault after the signing"), CallState.UNKNOWN),
    ],
    ids=repr,
)
def test_every_outcome_is_kept_and_nothing_is_asked_twice(
    error: Exception, state: CallState
) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.outcome = error
        call = await desk.calls.place(wish())
        assert call.state is state
        assert desk.journal.calls == {call.client_call_id: call}
        assert len(desk.provider.requests) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("field", "value"),
    [("agent_number", "+6001"), ("call_data", "x" * 1025), ("callback_url", "https://a/?b=c")],
)
def test_a_broken_limit_leaves_no_trace(field: str, value: str) -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        broken = replace(request_to(), **{field: value})  # type: ignore[arg-type] # one text each
        with pytest.raises(InputError) as caught:
            await desk.calls.place(PlaceCall(account_id="tenant", request=broken))
        assert caught.value.field == field
        assert desk.journal.calls == {}
        assert desk.provider.requests == []

    run(scenario)


def test_the_guard_asks_as_for_any_call() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        desk.provider.outcome = OutcomeUnknown(UnknownReason.CONNECTION_LOST)
        await desk.calls.place(wish())
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish())
        assert [one.kind for one in caught.value.concerns] == [ConcernKind.UNKNOWN_OUTCOME]
        assert len(desk.provider.requests) == 1

    run(scenario)


class DialoutOnly:
    """Offers the other kind of call."""

    async def place_dialout(
        self, request: DialoutRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        del observe
        raise AssertionError(f"dialled out to {request.callee.masked}")

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


def test_an_account_that_offers_only_the_other_kind_sends_nothing() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        call = await desk.calls.place(wish())
        assert call.state is CallState.NOT_SENT
        assert call.last_event.reason == NotSentReason.PROGRAM_FAULT

    run(scenario, provider=DialoutOnly())


class SlowJournal(InMemoryCallJournal):
    """Lets everything else run before it writes."""

    async def update(self, call: Call) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        await super().update(call)


def test_outcomes_that_come_together_are_all_saved() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        # What follows calls would add events of its own.
        await desk.following.finish()
        slow = SlowJournal()
        desk.calls._journal = slow
        numbers = [f"+1202555{tail:04}" for tail in range(100, 110)]
        calls = await asyncio.gather(*(desk.calls.place(wish(number)) for number in numbers))
        event = CallEvent(kind=CallEventKind.RINGING, at_ms=desk.clock.now_ms())
        await asyncio.gather(*(desk.calls.note(call, event) for call in calls))
        assert {call.state for call in slow.calls.values()} == {CallState.RINGING}
        assert not any(desk.calls.is_unsaved(call) for call in calls)

    run(scenario)


def test_what_is_learnt_while_an_outcome_is_written_is_written_too() -> None:
    async def scenario(desk: TwoWayDesk) -> None:
        await desk.following.finish()
        slow = SlowJournal()
        desk.calls._journal = slow
        call = await desk.calls.place(wish(CALLEE))
        at_ms = desk.clock.now_ms()
        await asyncio.gather(
            desk.calls.note(call, CallEvent(kind=CallEventKind.RINGING, at_ms=at_ms)),
            desk.calls.note(call, CallEvent(kind=CallEventKind.TALKING, at_ms=at_ms)),
        )
        assert slow.calls[call.client_call_id].state is CallState.TALKING
        assert slow.calls[call.client_call_id].account_id == TENANT.account_id
        assert not desk.calls.is_unsaved(call)

    run(scenario)
