"""What every CallNotes promises, beside every CallJournal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_calls import a_call

from dialer.domain.call_notes import CallNote, CallNotes
from dialer.domain.history import CallSearch
from dialer.domain.ports import CallJournal

Open = Callable[[], AbstractAsyncContextManager[tuple[CallJournal, CallNotes]]]
Scenario = Callable[[CallJournal, CallNotes], Awaitable[None]]
any_notes = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def keep(open_notes: Open, scenario: Scenario, names: str = "ab") -> None:
    async def main() -> None:
        async with open_notes() as (journal, notes):
            for at_ms, name in enumerate(names):
                await journal.record(a_call(name, at_ms=at_ms))
            await scenario(journal, notes)

    asyncio.run(main())


def test_each_part_of_a_note_is_kept_apart_from_the_others(open_notes: Open) -> None:
    async def scenario(_journal: CallJournal, notes: CallNotes) -> None:
        assert await notes.fetch_notes(["a", "nobody's"]) == {}
        await notes.save_text("a", "first line\nsecond line")
        await notes.save_disposition("a", "Reached")
        await notes.save_call_back("a", 77)
        whole = CallNote(disposition="Reached", text="first line\nsecond line", call_back_ms=77)
        assert await notes.fetch_notes(["b", "a"]) == {"a": whole}
        await notes.save_disposition("a", "")
        await notes.save_call_back("a", None)
        left = await notes.fetch_notes(["a"])
        assert left == {"a": CallNote(text="first line\nsecond line")}

    keep(open_notes, scenario)


def test_nothing_is_noted_of_a_call_nobody_recorded(open_notes: Open) -> None:
    async def scenario(_journal: CallJournal, notes: CallNotes) -> None:
        with pytest.raises(LookupError):
            await notes.save_text("nobody's", "lost")
        with pytest.raises(LookupError):
            await notes.save_disposition("nobody's", "Reached")
        with pytest.raises(LookupError):
            await notes.save_call_back("nobody's", 1)

    keep(open_notes, scenario)


def test_call_backs_come_soonest_first(open_notes: Open) -> None:
    async def scenario(_journal: CallJournal, notes: CallNotes) -> None:
        await notes.save_call_back("a", 90)
        await notes.save_call_back("b", 20)
        await notes.save_disposition("c", "Sold")
        assert list(await notes.fetch_call_backs()) == [("b", 20), ("a", 90)]

    keep(open_notes, scenario, "abc")


def test_dispositions_in_use_are_listed_once(open_notes: Open) -> None:
    async def scenario(_journal: CallJournal, notes: CallNotes) -> None:
        for name, words in (("a", "Sold"), ("b", "Reached"), ("c", "Sold"), ("d", "")):
            await notes.save_disposition(name, words)
        assert list(await notes.fetch_dispositions()) == ["Reached", "Sold"]

    keep(open_notes, scenario, "abcd")


@any_notes
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Sold", "Other"]), st.text("aÁß 7\n-%", max_size=4)),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["", "Sold", "Other", "Gone"]),
    st.text("aAs7 -%", max_size=3),
)
def test_a_search_looks_into_notes_as_its_own_rule_says(
    open_notes: Open, some: list[tuple[str, str]], disposition: str, text: str
) -> None:
    search = CallSearch(disposition=disposition, text=text)
    names = "abcde"[: len(some)]

    async def scenario(journal: CallJournal, notes: CallNotes) -> None:
        for name, (words, written) in zip(names, some, strict=True):
            await notes.save_disposition(name, words)
            await notes.save_text(name, written)
        kept = await notes.fetch_notes(list(names))
        newest_first = await journal.fetch_recent(9)
        wanted = [call for call in newest_first if search.admits(call, kept[call.client_call_id])]
        page = await journal.fetch_page(search, limit=9)
        assert list(page.calls) == wanted
        assert await journal.count_calls(search) == len(wanted)

    keep(open_notes, scenario, names)


def test_words_in_notes_are_found_without_capitals_and_accents(open_notes: Open) -> None:
    async def scenario(journal: CallJournal, notes: CallNotes) -> None:
        await notes.save_text("b", "Asked for José.\nCall after lunch")
        for text, found in (("jose", "b"), ("AFTER", "b"), ("jose call", "b"), ("dinner", "")):
            page = await journal.fetch_page(CallSearch(text=text), limit=9)
            assert "".join(call.client_call_id for call in page.calls) == found

    keep(open_notes, scenario)
