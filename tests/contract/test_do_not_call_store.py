"""What every DoNotCallStore promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from dialer.domain.number_lists import DoNotCallEntry, DoNotCallSource
from dialer.domain.task_ports import DoNotCallStore, NumberListStore

OpenLists = Callable[[], AbstractAsyncContextManager[tuple[DoNotCallStore, NumberListStore]]]

ONE, TWO, THREE = "+6281234567890", "+6281234567891", "+14155550100"


def test_every_list_is_told_with_its_count_and_its_age(open_do_not_call: OpenLists) -> None:
    async def scenario() -> None:
        async with open_do_not_call() as (store, lists):
            assert list(await store.fetch_sources()) == []
            await lists.add_do_not_call([ONE, TWO], source="b.csv", reason="", at_ms=9)
            await store.add_entry(ONE, source="a", reason="by letter", at_ms=7)
            await store.add_entry(THREE, source="a", reason="", at_ms=8)
            assert list(await store.fetch_sources()) == [
                DoNotCallSource(name="a", count=2, added_ms=7),
                DoNotCallSource(name="b.csv", count=2, added_ms=9),
            ]
            assert await lists.find_do_not_call(ONE) == ("a", "by letter")
            assert await lists.count_do_not_call() == 3

    asyncio.run(scenario())


def test_numbers_are_found_by_any_of_their_digits(open_do_not_call: OpenLists) -> None:
    async def scenario() -> None:
        async with open_do_not_call() as (store, lists):
            await lists.add_do_not_call([TWO, ONE, THREE], source="b", reason="", at_ms=2)
            await store.add_entry(ONE, source="a", reason="why", at_ms=3)
            found = await store.find_entries("1234567", limit=9)
            assert [(entry.e164, entry.source) for entry in found] == [
                (ONE, "b"),
                (ONE, "a"),
                (TWO, "b"),
            ]
            assert found[1] == DoNotCallEntry(e164=ONE, source="a", reason="why", added_ms=3)
            assert len(await store.find_entries("1234567", limit=2)) == 2
            assert [entry.e164 for entry in await store.find_entries("0100", limit=9)] == [THREE]
            assert list(await store.find_entries("555999", limit=9)) == []

    asyncio.run(scenario())


def test_a_number_added_again_gets_the_new_reason_and_keeps_its_time(
    open_do_not_call: OpenLists,
) -> None:
    async def scenario() -> None:
        async with open_do_not_call() as (store, _lists):
            await store.add_entry(ONE, source="a", reason="first", at_ms=3)
            await store.add_entry(ONE, source="a", reason="second", at_ms=4)
            (entry,) = await store.find_entries("6281234567890", limit=9)
            assert (entry.reason, entry.added_ms) == ("second", 3)

    asyncio.run(scenario())


def test_a_number_taken_off_one_list_may_be_on_another(open_do_not_call: OpenLists) -> None:
    async def scenario() -> None:
        async with open_do_not_call() as (store, lists):
            for source in ("a", "b"):
                await store.add_entry(ONE, source=source, reason=source, at_ms=3)
            await store.remove_entry(ONE, source="a")
            assert await lists.find_do_not_call(ONE) == ("b", "b")
            await store.remove_entry(ONE, source="a")
            await store.remove_entry(ONE, source="b")
            assert await lists.find_do_not_call(ONE) is None

    asyncio.run(scenario())


def test_a_list_is_removed_whole_and_alone(open_do_not_call: OpenLists) -> None:
    many = [f"+6281{n:08}" for n in range(45_000)]

    async def scenario() -> None:
        async with open_do_not_call() as (store, lists):
            await lists.add_do_not_call(many, source="old.csv", reason="", at_ms=2)
            await lists.add_do_not_call(many[::9], source="kept", reason="", at_ms=3)
            assert await store.remove_source("old.csv") == 45_000
            assert [(one.name, one.count) for one in await store.fetch_sources()] == [
                ("kept", 5000)
            ]
            assert await lists.find_do_not_call(many[0]) == ("kept", "")
            assert await lists.find_do_not_call(many[1]) is None
            assert await store.remove_source("old.csv") == 0

    asyncio.run(scenario())
