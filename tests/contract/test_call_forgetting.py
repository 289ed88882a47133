"""What every CallForgetting promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sample_calls import a_call

from dialer.domain.call_notes import CallForgetting, CallNotes
from dialer.domain.calls import Call, CallEvent, CallEventKind, Settlement, advance
from dialer.domain.ports import CallJournal

Open = Callable[[], AbstractAsyncContextManager[tuple[CallJournal, CallNotes, CallForgetting]]]


def accepted(name: str, at_ms: int) -> Call:
    return advance(a_call(name, at_ms=at_ms), CallEvent(kind=CallEventKind.ACCEPTED, at_ms=at_ms))


def unknown(name: str, at_ms: int) -> Call:
    event = CallEvent(kind=CallEventKind.OUTCOME_UNKNOWN, at_ms=at_ms)
    return advance(a_call(name, at_ms=at_ms), event)


def settled(name: str, at_ms: int) -> Call:
    event = CallEvent(kind=CallEventKind.SETTLED, at_ms=at_ms, reason=Settlement.AGENT_SAYS_CALLED)
    return advance(unknown(name, at_ms), event)


async def names_in(journal: CallJournal) -> list[str]:
    return sorted(call.client_call_id for call in await journal.fetch_recent(99))


def test_only_old_calls_with_nothing_open_go_and_their_notes_with_them(
    open_forgetting: Open,
) -> None:
    async def scenario() -> None:
        async with open_forgetting() as (journal, notes, forgetting):
            for call in (
                accepted("old", 1),
                settled("settled", 2),
                unknown("open", 3),
                a_call("sending", at_ms=4),
                accepted("call back", 5),
                accepted("at the limit", 10),
                accepted("new", 11),
            ):
                await journal.record(call)
                await notes.save_text(call.client_call_id, "noted")
            await notes.save_call_back("call back", 7)
            assert await forgetting.forget_before(10, limit=9) == 2
            left = ["at the limit", "call back", "new", "open", "sending"]
            assert await names_in(journal) == left
            assert sorted(await notes.fetch_notes(["old", "settled", *left])) == left
            assert await forgetting.forget_before(10, limit=9) == 0

    asyncio.run(scenario())


def test_a_few_go_at_a_time_the_oldest_first(open_forgetting: Open) -> None:
    async def scenario() -> None:
        async with open_forgetting() as (journal, _notes, forgetting):
            for name, at_ms in (("c", 3), ("a", 1), ("b", 2)):
                await journal.record(accepted(name, at_ms))
            assert await forgetting.forget_before(9, limit=2) == 2
            assert await names_in(journal) == ["c"]

    asyncio.run(scenario())
