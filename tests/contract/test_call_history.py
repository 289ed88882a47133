"""What every CallJournal promises about looking through it."""

from __future__ import annotations

import asyncio
import string
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_calls import NOON_MS, a_call

from dialer.domain.calls import Call, CallEvent, CallEventKind, CallState, Settlement, advance
from dialer.domain.history import CallSearch, OutcomeFilter
from dialer.domain.ports import CallJournal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

OpenJournal = Callable[[], AbstractAsyncContextManager[CallJournal]]
any_calls = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Few values each, so that searches find something and ties are common.
ids = st.none() | st.text(alphabet="abAB7%_'", min_size=1, max_size=3)
outcomes = {
    CallState.REJECTED: CallEventKind.REJECTED,
    CallState.NOT_SENT: CallEventKind.NOT_SENT,
    CallState.UNKNOWN: CallEventKind.OUTCOME_UNKNOWN,
    CallState.ACCEPTED: CallEventKind.ACCEPTED,
}


@st.composite
def few_calls(draw: st.DrawFn) -> Call:
    at_ms = draw(st.integers(min_value=0, max_value=5))
    call = replace(
        a_call(at_ms=at_ms, callee=draw(st.sampled_from(["+6590314431", "+12025550111"]))),
        account_id=draw(st.sampled_from(["one", "two"])),
    )
    state = draw(st.sampled_from([CallState.REQUESTING, *outcomes]))
    if state in outcomes:
        call = advance(
            call,
            CallEvent(
                kind=outcomes[state],
                at_ms=at_ms,
                call_id=draw(ids),
                code=draw(ids),
                request_id=draw(ids),
            ),
        )
    if state is CallState.UNKNOWN and draw(st.booleans()):
        call = settled(call)
    return call


searches = st.builds(
    CallSearch,
    text=st.sampled_from(["", " ", "+65 9031", "0202-555", "65"])
    | st.text(alphabet="abAB7%_' " + string.digits[:3], max_size=2),
    outcome=st.sampled_from(OutcomeFilter),
    account_id=st.sampled_from(["", "one", "two", "three"]),
    since_ms=st.integers(min_value=0, max_value=4),
    until_ms=st.integers(min_value=2, max_value=7),
)


def settled(call: Call, how: Settlement = Settlement.AGENT_SAYS_CALLED) -> Call:
    return advance(call, CallEvent(kind=CallEventKind.SETTLED, at_ms=NOON_MS, reason=how))


def unknown(client_call_id: str, at_ms: int = 1) -> Call:
    event = CallEvent(kind=CallEventKind.OUTCOME_UNKNOWN, at_ms=at_ms, reason="connection_lost")
    return advance(a_call(client_call_id, at_ms=at_ms), event)


async def read_all(journal: CallJournal, search: CallSearch, limit: int) -> list[Call]:
    found: list[Call] = []
    mark = ""
    while True:
        page = await journal.fetch_page(search, limit=limit, mark=mark)
        assert len(page.calls) <= limit
        found += page.calls
        mark = page.next_mark
        if not mark:
            return found
        assert len(page.calls) == limit


def keep(
    open_journal: OpenJournal,
    some: Sequence[Call],
    scenario: Callable[[CallJournal], Awaitable[None]],
) -> None:
    async def main() -> None:
        async with open_journal() as journal:
            for call in some:
                await journal.record(call)
            await scenario(journal)

    asyncio.run(main())


@any_calls
@given(
    st.lists(few_calls(), max_size=8, unique_by=lambda call: call.client_call_id),
    searches,
    st.integers(min_value=1, max_value=3),
)
def test_pages_together_hold_what_is_wanted_once_newest_first(
    open_journal: OpenJournal, some: list[Call], search: CallSearch, limit: int
) -> None:
    async def scenario(journal: CallJournal) -> None:
        found = await read_all(journal, search, limit)
        newest_first = await journal.fetch_recent(100)
        assert found == [call for call in newest_first if search.admits(call)]
        assert await journal.count_calls(search) == len(found)

    keep(open_journal, some, scenario)


def test_a_page_goes_on_where_the_last_one_ended_while_calls_are_added(
    open_journal: OpenJournal,
) -> None:
    async def scenario(journal: CallJournal) -> None:
        first = await journal.fetch_page(CallSearch(), limit=2)
        await journal.record(a_call("new", at_ms=9))
        second = await journal.fetch_page(CallSearch(), limit=2, mark=first.next_mark)
        names = [call.client_call_id for call in (*first.calls, *second.calls)]
        assert names == ["c", "b", "a"]
        assert second.next_mark == ""

    keep(open_journal, [a_call(name, at_ms=1) for name in "abc"], scenario)


def test_the_last_page_is_known_as_such_when_it_is_full(open_journal: OpenJournal) -> None:
    async def scenario(journal: CallJournal) -> None:
        page = await journal.fetch_page(CallSearch(), limit=2)
        assert (len(page.calls), page.next_mark) == (2, "")
        assert (await journal.fetch_page(CallSearch(), limit=0)).calls == ()

    keep(open_journal, [a_call("a"), a_call("b")], scenario)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("+65 9031 4431", ["far"]),
        ("9031-44", ["far"]),
        ("09031 4431", ["far"]),
        ("ABC", ["id"]),
        ("http 403", ["code"]),
        ("100%", []),
        ("%", []),
        ("_", []),
        ("req-7", ["code"]),
        ("far", ["far"]),
    ],
)
def test_a_text_is_looked_for_in_numbers_ids_and_codes(
    open_journal: OpenJournal, text: str, names: list[str]
) -> None:
    accepted = CallEvent(kind=CallEventKind.ACCEPTED, at_ms=2, call_id="xAbc1")
    refused = CallEvent(
        kind=CallEventKind.REJECTED, at_ms=2, code="HTTP 403", request_id="Req-77", words="far"
    )
    some = [
        a_call("far", callee="+6590314431"),
        advance(a_call("id"), accepted),
        advance(a_call("code"), refused),
    ]

    async def scenario(journal: CallJournal) -> None:
        page = await journal.fetch_page(CallSearch(text=text), limit=9)
        assert [call.client_call_id for call in page.calls] == names

    keep(open_journal, some, scenario)


def test_a_settled_call_is_no_longer_among_the_unresolved(open_journal: OpenJournal) -> None:
    open_calls = CallSearch(outcome=OutcomeFilter.UNRESOLVED)
    settled_calls = CallSearch(outcome=OutcomeFilter.SETTLED)

    async def scenario(journal: CallJournal) -> None:
        assert await journal.count_calls(open_calls) == 2
        await journal.update(settled(await journal.fetch_call("a")))
        (left,) = (await journal.fetch_page(open_calls, limit=5)).calls
        (moved,) = (await journal.fetch_page(settled_calls, limit=5)).calls
        assert (left.client_call_id, moved.client_call_id) == ("b", "a")

    keep(open_journal, [unknown("a"), unknown("b")], scenario)


def test_one_call_is_fetched_by_its_id_as_it_stands(open_journal: OpenJournal) -> None:
    async def scenario(journal: CallJournal) -> None:
        assert await journal.fetch_call("a") == unknown("a")
        await journal.update(settled(unknown("a")))
        assert await journal.fetch_call("a") == settled(unknown("a"))
        with pytest.raises(LookupError):
            await journal.fetch_call("nobody's")

    keep(open_journal, [unknown("a")], scenario)


def test_a_mark_of_something_else_is_refused(open_journal: OpenJournal) -> None:
    async def scenario(journal: CallJournal) -> None:
        with pytest.raises(ValueError, match=r".+"):
            await journal.fetch_page(CallSearch(), limit=2, mark="no mark")

    keep(open_journal, [a_call("a")], scenario)
