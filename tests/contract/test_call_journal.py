"""What every CallJournal promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_calls import NOON_MS, a_call, calls, events

from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, CallState, advance
from dialer.domain.errors import UnknownReason
from dialer.domain.ports import CallJournal

OpenJournal = Callable[[], AbstractAsyncContextManager[CallJournal]]

# Each example opens a journal of its own, so what the fixture holds is never shared.
any_calls = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("state", CallState)
def test_a_call_in_any_state_reads_back_as_it_was(
    open_journal: OpenJournal, state: CallState
) -> None:
    call = a_call(state=state)

    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(call)
            assert list(await journal.fetch_recent(1)) == [call]

    asyncio.run(scenario())


@any_calls
@given(st.lists(calls, max_size=5, unique_by=lambda call: call.client_call_id))
def test_any_calls_read_back_as_they_were(open_journal: OpenJournal, some: list[Call]) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            for call in some:
                await journal.record(call)
            found = await journal.fetch_recent(10)
            assert sorted(found, key=_id) == sorted(some, key=_id)
            times = [call.started_ms for call in found]
            assert times == sorted(times, reverse=True)

    asyncio.run(scenario())


@any_calls
@given(calls, st.lists(events, max_size=4), st.sampled_from(CallState), st.text())
def test_any_update_reads_back_as_it_was(
    open_journal: OpenJournal,
    call: Call,
    later: list[CallEvent],
    state: CallState,
    call_id: str,
) -> None:
    updated = replace(call, state=state, call_id=call_id, events=(*call.events, *later))

    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(call)
            await journal.update(updated)
            assert list(await journal.fetch_recent(10)) == [updated]
            await journal.update(updated)
            assert list(await journal.fetch_recent(10)) == [updated]

    asyncio.run(scenario())


def test_what_only_a_two_way_call_has_is_kept_with_it(open_journal: OpenJournal) -> None:
    call = replace(
        a_call(),
        kind=CallKind.TWO_WAY,
        caller_id="",
        agent_number="6001",
        agent_id="1042",
        call_data="订单 7 \ud83d 'quoted'",
        agent_sees="640060",
        callback_url="https://cb.example.com/a?b&c",
    )
    outcome = CallEvent(
        kind=CallEventKind.ACCEPTED, at_ms=NOON_MS + 9, call_id="1190000000000000001"
    )
    ended = advance(
        advance(call, outcome),
        CallEvent(kind=CallEventKind.ENDED, at_ms=NOON_MS + 9000, code="4", reason="other"),
    )

    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(call)
            assert list(await journal.fetch_unfinished()) == [call]
            await journal.update(ended)
            assert list(await journal.fetch_recent(1)) == [ended]
            assert list(await journal.fetch_calls_to(call.callee, 1)) == [ended]

    asyncio.run(scenario())


def test_a_call_grows_event_by_event(open_journal: OpenJournal) -> None:
    recorded = a_call()
    sent = advance(recorded, CallEvent(kind=CallEventKind.SENT, at_ms=NOON_MS + 5, byte_count=90))
    unknown = advance(
        sent,
        CallEvent(
            kind=CallEventKind.OUTCOME_UNKNOWN,
            at_ms=NOON_MS + 9000,
            reason=UnknownReason.NO_REPLY_IN_TIME,
        ),
    )

    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(recorded)
            await journal.update(sent)
            assert list(await journal.fetch_unfinished()) == [sent]
            await journal.update(unknown)
            assert list(await journal.fetch_unfinished()) == []
            assert list(await journal.fetch_recent(10)) == [unknown]

    asyncio.run(scenario())


def test_the_newest_come_first_and_no_more_than_asked_for(open_journal: OpenJournal) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            for client_call_id, at_ms in [("b", 2), ("d", 3), ("a", 1), ("e", 3)]:
                await journal.record(a_call(client_call_id, at_ms=at_ms))
            assert [call.client_call_id for call in await journal.fetch_recent(9)] == [
                "e",
                "d",
                "b",
                "a",
            ]
            assert [call.client_call_id for call in await journal.fetch_recent(2)] == ["e", "d"]
            assert list(await journal.fetch_recent(0)) == []

    asyncio.run(scenario())


def test_calls_to_one_number_are_found_among_others(open_journal: OpenJournal) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(a_call("1", at_ms=1, callee="+6281200000001"))
            await journal.record(a_call("2", at_ms=2, callee="+6281200000002"))
            await journal.record(a_call("3", at_ms=3, callee="+6281200000001"))
            found = await journal.fetch_calls_to("+6281200000001", 5)
            assert [call.client_call_id for call in found] == ["3", "1"]
            assert [
                call.client_call_id for call in await journal.fetch_calls_to("+6281200000001", 1)
            ] == ["3"]
            assert list(await journal.fetch_calls_to("+628120000000", 5)) == []

    asyncio.run(scenario())


def test_the_latest_call_to_each_number_is_found(open_journal: OpenJournal) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(a_call("1", at_ms=1, callee="+6281200000001"))
            await journal.record(a_call("2", at_ms=2, callee="+6281200000002"))
            await journal.record(a_call("3", at_ms=3, callee="+6281200000001"))
            wanted = ["+6281200000001", "+6281200000002", "+6281200000009"]
            found = await journal.fetch_latest(wanted)
            assert {number: call.client_call_id for number, call in found.items()} == {
                "+6281200000001": "3",
                "+6281200000002": "2",
            }
            assert await journal.fetch_latest([]) == {}

    asyncio.run(scenario())


def test_unfinished_calls_come_oldest_first(open_journal: OpenJournal) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(a_call("late", at_ms=9))
            await journal.record(a_call("done", at_ms=5, state=CallState.ACCEPTED))
            await journal.record(a_call("unsure", at_ms=4, state=CallState.UNKNOWN))
            await journal.record(a_call("early", at_ms=3))
            unfinished = await journal.fetch_unfinished()
            assert [call.client_call_id for call in unfinished] == ["early", "late"]

    asyncio.run(scenario())


def test_an_id_is_recorded_once(open_journal: OpenJournal) -> None:
    first = a_call("same", callee="+6281200000001")

    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(first)
            with pytest.raises(ValueError, match="already recorded"):
                await journal.record(a_call("same", callee="+6281200000002"))
            assert list(await journal.fetch_recent(10)) == [first]

    asyncio.run(scenario())


def test_a_call_without_an_event_is_not_recorded(open_journal: OpenJournal) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            with pytest.raises(ValueError, match="first event"):
                await journal.record(replace(a_call(), events=()))
            assert list(await journal.fetch_recent(10)) == []

    asyncio.run(scenario())


def test_a_call_that_was_never_recorded_is_not_updated(open_journal: OpenJournal) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            with pytest.raises(LookupError):
                await journal.update(a_call())
            assert list(await journal.fetch_recent(10)) == []

    asyncio.run(scenario())


def test_an_outdated_call_overwrites_nothing(open_journal: OpenJournal) -> None:
    old = a_call()
    new = advance(old, CallEvent(kind=CallEventKind.ACCEPTED, at_ms=NOON_MS + 1, call_id="77"))

    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(old)
            await journal.update(new)
            with pytest.raises(ValueError, match="later events"):
                await journal.update(old)
            assert list(await journal.fetch_recent(10)) == [new]

    asyncio.run(scenario())


def test_many_at_once_lose_nothing(open_journal: OpenJournal) -> None:
    some = [a_call(str(number), at_ms=number) for number in range(60)]
    accepted = [
        advance(call, CallEvent(kind=CallEventKind.ACCEPTED, at_ms=99, call_id="1"))
        for call in some
    ]

    async def place(journal: CallJournal, before: Call, after: Call) -> None:
        await journal.record(before)
        await journal.fetch_recent(3)
        await journal.update(after)

    async def scenario() -> None:
        async with open_journal() as journal:
            await asyncio.gather(
                *(place(journal, b, a) for b, a in zip(some, accepted, strict=True))
            )
            assert list(await journal.fetch_recent(100)) == accepted[::-1]

    asyncio.run(scenario())


def _id(call: Call) -> str:
    return call.client_call_id


def test_a_country_is_known_once_a_call_to_it_left_through_the_account(
    open_journal: OpenJournal,
) -> None:
    async def scenario() -> None:
        async with open_journal() as journal:
            await journal.record(a_call(state=CallState.NOT_SENT))
            assert not await journal.has_called("account-1", "ID")
            await journal.record(a_call("under way"))
            assert await journal.has_called("account-1", "ID")
            assert not await journal.has_called("account-2", "ID")
            assert not await journal.has_called("account-1", "MY")
            assert not await journal.has_called("account-1", "")
            await journal.record(a_call(region="", state=CallState.REJECTED))
            assert await journal.has_called("account-1", "")

    asyncio.run(scenario())
