"""What every NumberListStore promises."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_lists import NOON_MS, AddList, a_list, a_rejected_row, some_numbers

from dialer.domain.number_lists import RowVerdict
from dialer.domain.task_ports import NumberListStore

OpenLists = Callable[[], AbstractAsyncContextManager[tuple[NumberListStore, AddList]]]

some_texts = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# What a file is decoded to has no half surrogate pair.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_a_list_reads_back_as_it_was(open_lists: OpenLists) -> None:
    rejected = [a_rejected_row(9 - n, verdict=v) for n, v in enumerate(RowVerdict) if n]
    number_list = a_list(accepted=3, rejected=rejected)

    async def scenario() -> None:
        async with open_lists() as (store, add):
            assert await store.fetch_list("list 1") is None
            add(number_list, some_numbers(3), rejected)
            assert await store.fetch_list("list 1") == number_list
            assert await store.fetch_list("list 2") is None

    asyncio.run(scenario())


def test_numbers_come_by_position_with_order_ids_that_stay(open_lists: OpenLists) -> None:
    async def scenario() -> None:
        async with open_lists() as (store, add):
            for list_id in ("a", "b"):
                add(a_list(list_id, accepted=300), some_numbers(300), [])
            found = await store.fetch_numbers("a", start=0, count=300)
            assert [(n.e164, n.note) for n in found] == some_numbers(300)
            assert list(await store.fetch_numbers("a", start=17, count=40)) == list(found[17:57])
            others = await store.fetch_numbers("b", start=0, count=300)
            order_ids = {n.order_id for n in (*found, *others)}
            assert len(order_ids) == 600
            assert all(re.fullmatch(r"[0-9A-F]{32}", order_id) for order_id in order_ids)

    asyncio.run(scenario())


def test_numbers_beyond_the_end_or_of_no_list_are_none(open_lists: OpenLists) -> None:
    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=3), some_numbers(3), [])
            assert len(await store.fetch_numbers("list 1", start=2, count=10)) == 1
            assert list(await store.fetch_numbers("list 1", start=3, count=10)) == []
            assert list(await store.fetch_numbers("list 2", start=0, count=10)) == []

    asyncio.run(scenario())


def test_rejected_rows_come_in_pages_in_the_files_order(open_lists: OpenLists) -> None:
    rejected = [a_rejected_row(line, text=f"t{line}", note="n") for line in (2, 5, 6, 900)]

    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(rejected=rejected), [], rejected)
            add(a_list("list 2", rejected=rejected[:1]), [], rejected[:1])
            assert list(await store.fetch_rejected("list 1", after_line=0, limit=3)) == rejected[:3]
            assert list(await store.fetch_rejected("list 1", after_line=6, limit=3)) == rejected[3:]
            assert list(await store.fetch_rejected("list 1", after_line=900, limit=3)) == []
            assert list(await store.fetch_rejected("list 3", after_line=0, limit=3)) == []

    asyncio.run(scenario())


@some_texts
@given(texts, texts, texts)
def test_any_text_reads_back_as_it_was(
    open_lists: OpenLists, note: str, text: str, rejected_note: str
) -> None:
    rejected = [a_rejected_row(1, text=text, note=rejected_note)]

    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=1, rejected=rejected), [("+6281200000001", note)], rejected)
            (number,) = await store.fetch_numbers("list 1", start=0, count=9)
            assert number.note == note
            assert list(await store.fetch_rejected("list 1", after_line=0, limit=9)) == rejected

    asyncio.run(scenario())


def test_a_noted_use_bars_other_tasks_until_it_is_taken_back(open_lists: OpenLists) -> None:
    async def barred(store: NumberListStore, list_id: str, task_id: str) -> list[int]:
        found = await store.fetch_barred(list_id, start=0, count=10, task_id=task_id)
        assert all(verdict is RowVerdict.IN_EARLIER_TASK for _, verdict in found)
        return [position for position, _ in found]

    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list("a", accepted=10), some_numbers(10), [])
            add(a_list("b", accepted=10), some_numbers(10, first=6281200000002), [])
            await store.note_use("a", start=2, count=3, task_id="one", at_ms=NOON_MS)
            assert await barred(store, "a", "two") == [2, 3, 4]
            assert await barred(store, "a", "one") == []
            assert await barred(store, "b", "two") == [0, 1, 2]
            await store.take_back_use("a", start=2, count=3, task_id="two")
            await store.take_back_use("a", start=3, count=2, task_id="one")
            assert await barred(store, "a", "two") == [2]

    asyncio.run(scenario())


def test_each_note_is_taken_back_by_itself(open_lists: OpenLists) -> None:
    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=2), some_numbers(2), [])
            for at_ms in (NOON_MS, NOON_MS + 1):
                await store.note_use("list 1", start=0, count=2, task_id="one", at_ms=at_ms)
            await store.take_back_use("list 1", start=0, count=2, task_id="one")
            assert len(await store.fetch_barred("list 1", start=0, count=2, task_id="x")) == 2
            await store.take_back_use("list 1", start=0, count=2, task_id="one")
            assert list(await store.fetch_barred("list 1", start=0, count=2, task_id="x")) == []

    asyncio.run(scenario())


def test_positions_a_list_does_not_have_are_refused_whole(open_lists: OpenLists) -> None:
    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=3), some_numbers(3), [])
            for list_id, start, count in (("list 1", 1, 3), ("list 2", 0, 1)):
                with pytest.raises(LookupError):
                    await store.note_use(list_id, start=start, count=count, task_id="t", at_ms=1)
                with pytest.raises(LookupError):
                    await store.take_back_use(list_id, start=start, count=count, task_id="t")
                with pytest.raises(LookupError):
                    await store.fetch_barred(list_id, start=start, count=count, task_id="t")
            assert list(await store.fetch_barred("list 1", start=0, count=3, task_id="x")) == []

    asyncio.run(scenario())


def test_a_deleted_list_is_gone_and_the_note_of_its_use_stays(open_lists: OpenLists) -> None:
    rejected = [a_rejected_row(4)]

    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list("a", accepted=5, rejected=rejected), some_numbers(5), rejected)
            add(a_list("b", accepted=5), some_numbers(5), [])
            await store.note_use("a", start=0, count=2, task_id="one", at_ms=NOON_MS)
            await store.delete_list("a")
            await store.delete_list("a")
            await store.delete_list("never stored")
            assert await store.fetch_list("a") is None
            assert list(await store.fetch_numbers("a", start=0, count=9)) == []
            assert list(await store.fetch_rejected("a", after_line=0, limit=9)) == []
            assert len(await store.fetch_numbers("b", start=0, count=9)) == 5
            assert len(await store.fetch_barred("b", start=0, count=5, task_id="two")) == 2
            add(a_list("a", accepted=1), some_numbers(1), [])
            assert len(await store.fetch_numbers("a", start=0, count=9)) == 1

    asyncio.run(scenario())


def test_a_number_may_not_be_called_from_when_any_source_lists_it(open_lists: OpenLists) -> None:
    number, other = "+6281200000001", "+442071838750"

    async def add(store: NumberListStore, source: str, *numbers: str, reason: str = "") -> int:
        return await store.add_do_not_call(numbers, source=source, reason=reason, at_ms=NOON_MS)

    async def scenario() -> None:
        async with open_lists() as (store, _):
            assert await store.find_do_not_call(number) is None
            assert await store.count_do_not_call() == 0
            assert await add(store, "national register", number, number, reason="asked") == 1
            assert await add(store, "our own", number, other) == 1
            assert await add(store, "our own", number, other) == 0
            assert await add(store, "nothing") == 0
            assert await store.count_do_not_call() == 2
            assert await store.find_do_not_call(number) == ("national register", "asked")
            assert await store.find_do_not_call(other) == ("our own", "")
            assert await add(store, "our own", other, reason="by letter") == 0
            assert await store.find_do_not_call(other) == ("our own", "by letter")

    asyncio.run(scenario())


def test_a_number_that_came_onto_the_list_after_the_check_is_barred(open_lists: OpenLists) -> None:
    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=5), some_numbers(5), [])
            await store.note_use("list 1", start=3, count=2, task_id="one", at_ms=NOON_MS)
            numbers = ("+6281200000003", "+6281200000001")
            await store.add_do_not_call(numbers, source="register", reason="", at_ms=NOON_MS)
            assert list(await store.fetch_barred("list 1", start=0, count=5, task_id="two")) == [
                (1, RowVerdict.DO_NOT_CALL),
                (3, RowVerdict.DO_NOT_CALL),
                (4, RowVerdict.IN_EARLIER_TASK),
            ]

    asyncio.run(scenario())


def test_the_tasks_a_number_was_sent_with_are_found_the_newest_first(
    open_lists: OpenLists,
) -> None:
    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=3), some_numbers(3), [])
            (first, _note), *_others = some_numbers(3)
            assert list(await store.find_uses(first)) == []
            await store.note_use("list 1", start=0, count=2, task_id="one", at_ms=NOON_MS)
            await store.note_use("list 1", start=0, count=1, task_id="two", at_ms=NOON_MS + 5)
            assert list(await store.find_uses(first)) == [("two", NOON_MS + 5), ("one", NOON_MS)]
            await store.note_use("list 1", start=0, count=1, task_id="one", at_ms=NOON_MS + 9)
            assert await store.find_uses(first) == (("one", NOON_MS + 9), ("two", NOON_MS + 5))
            await store.take_back_use("list 1", start=0, count=1, task_id="two")
            assert list(await store.find_uses(first)) == [("one", NOON_MS + 9)]
            assert list(await store.find_uses(some_numbers(3)[2][0])) == []

    asyncio.run(scenario())


def test_one_number_stands_for_all_of_its_range(open_lists: OpenLists) -> None:
    numbers = [*some_numbers(3), ("+628120000000", ""), ("+14155550100", ""), ("+14155550199", "")]

    async def scenario() -> None:
        async with open_lists() as (store, add):
            add(a_list(accepted=len(numbers)), numbers, [])
            found = await store.fetch_samples("list 1")
            assert sorted((sample.e164, sample.count) for sample in found) == [
                ("+14155550100", 2),
                ("+628120000000", 1),
                ("+6281200000000", 3),
            ]
            assert list(await store.fetch_samples("list 2")) == []

    asyncio.run(scenario())
