from __future__ import annotations

import asyncio
import uuid
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from fake_contacts import InMemoryContactImports, InMemoryContactStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_contacts import OFFICE_NUMBER, SITI_NUMBER, make_contact, make_siti

from dialer.domain.contact_search import body_of, is_match, terms_of
from dialer.domain.contacts import BatchCounts, Contact, ContactList, ContactNumber, UndoCounts
from dialer.store import ContactDatabase, SqliteContactImports, SqliteContactStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from dialer.domain.contact_ports import ContactImports, ContactStore

    Run = Callable[[Callable[["Desk"], Coroutine[None, None, None]]], None]

AT_MS = 1_770_000_000_000


@dataclass(frozen=True, slots=True)
class Desk:
    """A store and what imports into it."""

    store: ContactStore
    imports: ContactImports

    async def titles(self, text: str, *, list_name: str = "", limit: int = 50) -> list[str]:
        found = await self.store.search(text, limit=limit, list_name=list_name)
        return [match.title for match in found.matches]

    async def all(self, list_name: str = "") -> list[Contact]:
        return [contact async for some in self.store.read_all(list_name) for contact in some]

    async def import_(self, *batches: list[Contact]) -> str:
        """A finished import's id."""
        import_id = str(uuid.uuid4())
        await self.imports.begin_import(import_id, name="leads.csv", at_ms=AT_MS)
        for batch in batches:
            await self.imports.add_batch(import_id, batch)
        await self.imports.finish_import(import_id, at_ms=AT_MS + 5)
        return import_id


@pytest.fixture(params=["memory", "sqlite"])
def open_desk(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[], AbstractAsyncContextManager[Desk]]:
    @asynccontextmanager
    async def opening() -> AsyncIterator[Desk]:
        if request.param == "memory":
            store = InMemoryContactStore()
            yield Desk(store, InMemoryContactImports(store))
            return
        database = ContactDatabase(tmp_path / str(uuid.uuid4()))
        await database.open()
        imports = SqliteContactImports(database)
        await imports.open()
        try:
            yield Desk(SqliteContactStore(database), imports)
        finally:
            await imports.close()
            database.close()

    return opening


@pytest.fixture
def run(
    open_desk: Callable[[], AbstractAsyncContextManager[Desk]],
) -> Callable[[Callable[[Desk], Coroutine[None, None, None]]], None]:
    """Runs a scenario with a desk of its own."""

    def running(scenario: Callable[[Desk], Coroutine[None, None, None]]) -> None:
        async def main() -> None:
            async with open_desk() as desk:
                await scenario(desk)

        asyncio.run(main())

    return running


def test_a_contact_comes_back_as_it_was(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_siti()
        await desk.store.save_contact(siti)
        assert await desk.store.find_contact(siti.contact_id) == siti
        assert await desk.all() == [siti]
        assert await desk.store.count_contacts() == 1

    run(scenario)


def test_a_contact_is_replaced_with_all_that_it_was_found_by(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_siti()
        await desk.store.save_contact(siti)
        other = Contact(contact_id=siti.contact_id, name="Budi", lists=("New",))
        await desk.store.save_contact(other)
        assert await desk.store.find_contact(siti.contact_id) == other
        assert await desk.titles("siti") == []
        assert await desk.titles("budi") == ["Budi"]
        assert (
            await desk.store.fetch_by_number(SITI_NUMBER)
            == type(await desk.store.fetch_by_number(SITI_NUMBER))()
        )
        assert list(await desk.store.fetch_lists()) == [ContactList(name="New", count=1)]
        assert await desk.store.count_contacts() == 1

    run(scenario)


def test_a_deleted_contact_is_gone_everywhere(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_siti()
        await desk.store.save_contact(siti)
        await desk.store.delete_contact(siti.contact_id)
        await desk.store.delete_contact(siti.contact_id)
        assert await desk.store.find_contact(siti.contact_id) is None
        assert await desk.titles("siti") == []
        assert await desk.titles("") == []
        assert not await desk.store.fetch_by_number(SITI_NUMBER)
        assert not await desk.store.fetch_names([SITI_NUMBER])
        assert not await desk.store.fetch_lists()
        assert await desk.store.count_contacts() == 0

    run(scenario)


def test_a_match_tells_what_its_row_shows(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_siti()
        await desk.store.save_contact(siti)
        found = await desk.store.search("siti", limit=10)
        (match,) = found.matches
        assert match.contact_id == siti.contact_id
        assert (match.name, match.company) == (siti.name, siti.company)
        assert match.number == siti.numbers[1]
        assert match.preferred_account_id == "acc-1"
        assert (found.total, found.is_total_exact, found.next_mark) == (1, True, "")
        assert found.elapsed_ms > 0

    run(scenario)


@pytest.mark.parametrize(
    "typed",
    [
        "siti 812",
        "DEWI siti",
        "maju",
        "aju",
        "s",
        "to",
        "08123",
        "+62 812-3456",
        "55501",
        "21",
        "é",
    ],
)
def test_what_is_typed_finds_it(run: Run, typed: str) -> None:
    async def scenario(desk: Desk) -> None:
        siti = replace(make_siti(), company="Toko Maju Élan")
        await desk.store.save_contact(siti)
        await desk.store.save_contact(make_contact("Zbigniew", "+48501234567"))
        assert await desk.titles(typed) == ["Siti Dewi"]
        assert await desk.store.count_matches(typed, at_most=10) == 1

    run(scenario)


def test_names_that_begin_as_typed_come_first(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        for name in ("Dedi Siti", "Siti Zubaidah", "Sitinur Halim", "Ana Siti", "siti Aminah"):
            await desk.store.save_contact(make_contact(name))
        assert await desk.titles("siti") == [
            "siti Aminah",
            "Siti Zubaidah",
            "Sitinur Halim",
            "Ana Siti",
            "Dedi Siti",
        ]

    run(scenario)


def test_nothing_typed_lists_everybody_by_name(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        for name in ("Émile", "bruno", "", "Anna"):
            await desk.store.save_contact(make_contact(name, company="Dupont"))
        assert await desk.titles(" . ") == ["Anna", "bruno", "Dupont", "Émile"]

    run(scenario)


@pytest.mark.parametrize(("text", "list_name"), [("", ""), ("", "Leads"), ("siti", "")])
def test_pages_hold_everybody_once(run: Run, text: str, list_name: str) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.import_(
            [
                make_contact(f"Siti {at:02d}", f"+628120000{at:02d}", lists=("Leads",))
                for at in range(25)
            ]
        )
        seen: list[str] = []
        mark = ""
        while True:
            page = await desk.store.search(text, limit=10, list_name=list_name, mark=mark)
            assert page.total == 25
            seen += [match.title for match in page.matches]
            mark = page.next_mark
            if not mark:
                break
        assert seen == [f"Siti {at:02d}" for at in range(25)]

    run(scenario)


def test_a_search_stays_in_its_list(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.store.save_contact(make_contact("Siti A", lists=("Leads",)))
        await desk.store.save_contact(make_contact("Siti B", lists=("Leads", "VIP")))
        await desk.store.save_contact(make_contact("Siti C"))
        assert await desk.titles("siti", list_name="Leads") == ["Siti A", "Siti B"]
        assert await desk.titles("siti", list_name="VIP") == ["Siti B"]
        assert await desk.titles("", list_name="VIP") == ["Siti B"]
        assert await desk.titles("s", list_name="None such") == []
        assert await desk.store.count_matches("siti", at_most=9, list_name="Leads") == 2
        assert await desk.store.count_matches("", at_most=9, list_name="VIP") == 1
        assert await desk.store.count_matches("siti", at_most=1, list_name="Leads") == 1
        assert [contact.name for contact in await desk.all("VIP")] == ["Siti B"]
        assert [(one.name, one.count) for one in await desk.store.fetch_lists()] == [
            ("Leads", 2),
            ("VIP", 1),
        ]

    run(scenario)


def test_a_contact_leaves_a_list(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_contact("Siti", lists=("Leads", "VIP"))
        await desk.store.save_contact(siti)
        await desk.store.save_contact(replace(siti, lists=("VIP",)))
        assert await desk.titles("siti", list_name="Leads") == []
        assert await desk.titles("siti", list_name="VIP") == ["Siti"]
        assert [one.name for one in await desk.store.fetch_lists()] == ["VIP"]

    run(scenario)


def test_a_number_tells_whose_it_is(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        old = make_contact("Old", SITI_NUMBER, changed_ms=1)
        new = make_contact("", SITI_NUMBER, company="Toko Maju", changed_ms=2)
        await desk.store.save_contact(new)
        await desk.store.save_contact(old)
        assert list(await desk.store.fetch_by_number(SITI_NUMBER)) == [new, old]
        names = await desk.store.fetch_names([SITI_NUMBER, OFFICE_NUMBER])
        assert dict(names) == {SITI_NUMBER: "Toko Maju"}

    run(scenario)


def test_a_number_that_may_not_be_called(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.store.save_contact(make_contact("Siti", SITI_NUMBER))
        assert await desk.store.find_do_not_call(SITI_NUMBER) is None
        budi = make_contact("Budi", SITI_NUMBER, OFFICE_NUMBER, do_not_call=True)
        await desk.store.save_contact(budi)
        assert await desk.store.find_do_not_call(SITI_NUMBER) == ("contacts", "Budi")
        await desk.store.delete_contact(budi.contact_id)
        assert await desk.store.find_do_not_call(SITI_NUMBER) is None

    run(scenario)


def test_an_import_counts_what_it_adds_and_merges(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_contact("Siti", SITI_NUMBER)
        await desk.store.save_contact(siti)
        await desk.imports.begin_import("i1", name="leads.csv", at_ms=AT_MS)
        first = await desk.imports.add_batch(
            "i1",
            [
                make_contact("SITI", SITI_NUMBER, lists=("Leads",)),
                make_contact("Budi", OFFICE_NUMBER),
                make_contact("Budi", OFFICE_NUMBER),
            ],
        )
        assert first == BatchCounts(added=1, changed=1, unchanged=1)
        second = await desk.imports.add_batch("i1", [make_contact("Ana")])
        assert second == BatchCounts(added=1)
        finished = await desk.imports.finish_import("i1", at_ms=AT_MS + 9)
        assert finished.counts == BatchCounts(added=2, changed=1, unchanged=1)
        assert (finished.name, finished.started_ms, finished.finished_ms) == (
            "leads.csv",
            AT_MS,
            AT_MS + 9,
        )
        assert list(await desk.imports.fetch_imports(5)) == [finished]
        assert await desk.store.count_contacts() == 3
        merged = await desk.store.find_contact(siti.contact_id)
        assert merged is not None
        assert merged.lists == ("Leads",)

    run(scenario)


@pytest.mark.parametrize("by", ["uid", "own id", "unreadable number", "within the batch"])
def test_who_is_imported_again_is_not_added_again(run: Run, by: str) -> None:
    async def scenario(desk: Desk) -> None:
        first = make_contact("Siti", SITI_NUMBER)
        again = make_contact("Siti", SITI_NUMBER)
        if by == "uid":
            first, again = replace(first, uid="card-7"), make_contact("Other", OFFICE_NUMBER)
            again = replace(again, uid="card-7")
        elif by == "own id":
            again = replace(make_contact("Other"), uid=first.contact_id)
        elif by == "unreadable number":
            first, again = make_contact("Siti", "ext. 12"), make_contact("Siti", "12")
        if by == "within the batch":
            await desk.import_([first, again])
        else:
            await desk.import_([first])
            await desk.import_([again])
        assert await desk.store.count_contacts() == 1
        assert (await desk.all())[0].contact_id == first.contact_id

    run(scenario)


def test_an_undone_import_leaves_everything_as_it_was(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti = make_siti()
        await desk.store.save_contact(siti)
        import_id = await desk.import_(
            [make_contact("Siti Dewi", SITI_NUMBER, company="Other", lists=("Leads 2",))],
            [make_contact("Siti Dewi", SITI_NUMBER, company="Third"), make_contact("Budi")],
        )
        told: list[int] = []
        counts = await desk.imports.undo_import(import_id, on_progress=told.append)
        assert counts == UndoCounts(removed=1, restored=1)
        assert told[-1] == 2
        assert await desk.all() == [siti]
        assert await desk.titles("budi") == []
        assert await desk.titles("other") == []
        assert await desk.titles("toko maju") == ["Siti Dewi"]
        assert await desk.store.count_contacts() == 1
        assert [one.name for one in await desk.store.fetch_lists()] == ["Leads", "VIP"]
        assert (await desk.imports.fetch_imports(1))[0].is_undone
        with pytest.raises(LookupError):
            await desk.imports.undo_import(import_id)

    run(scenario)


def test_what_was_edited_since_is_kept_by_an_undo(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        siti, budi, ana = make_contact("Siti"), make_contact("Budi"), make_contact("Ana")
        import_id = await desk.import_([siti, budi, ana])
        edited = replace(siti, notes="Called back")
        await desk.store.save_contact(edited)
        await desk.store.delete_contact(budi.contact_id)
        counts = await desk.imports.undo_import(import_id)
        assert counts == UndoCounts(removed=1, kept=1)
        assert await desk.all() == [edited]

    run(scenario)


def test_an_aborted_import_was_never_there(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.imports.begin_import("i1", name="leads.csv", at_ms=AT_MS)
        await desk.imports.add_batch("i1", [make_contact("Budi")])
        await desk.imports.abort_import("i1")
        await desk.imports.abort_import("i1")
        assert await desk.all() == []
        assert not await desk.imports.fetch_imports(5)
        with pytest.raises(LookupError):
            await desk.imports.add_batch("i1", [make_contact("Ana")])

    run(scenario)


def test_only_an_open_import_takes_contacts(run: Run) -> None:
    async def scenario(desk: Desk) -> None:
        import_id = await desk.import_([make_contact("Budi")])
        with pytest.raises(LookupError):
            await desk.imports.add_batch(import_id, [make_contact("Ana")])
        with pytest.raises(LookupError):
            await desk.imports.finish_import(import_id, at_ms=AT_MS)
        with pytest.raises(ValueError, match=import_id):
            await desk.imports.begin_import(import_id, name="again", at_ms=AT_MS)
        with pytest.raises(LookupError):
            await desk.imports.undo_import("never")
        await desk.imports.abort_import(import_id)
        assert await desk.store.count_contacts() == 1

    run(scenario)


_NAMES = st.text(st.sampled_from("abcdeéßıİ ’-12 王小明ｗ한글"), min_size=1, max_size=12)
_CONTACTS = st.builds(
    lambda name, company, tail: Contact(
        contact_id=str(uuid.uuid4()),
        name=name,
        company=company,
        numbers=(ContactNumber(e164=f"+6281{tail:06d}"),),
    ),
    _NAMES,
    _NAMES,
    st.integers(0, 999_999),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(contacts=st.lists(_CONTACTS, min_size=1, max_size=8), data=st.data())
def test_a_search_finds_what_the_law_says(
    open_desk: Callable[[], AbstractAsyncContextManager[Desk]],
    contacts: list[Contact],
    data: st.DataObject,
) -> None:
    typed = data.draw(
        st.one_of(
            _NAMES,
            st.sampled_from(contacts).map(lambda contact: contact.name[-5:]),
            st.sampled_from(contacts).map(lambda contact: contact.numbers[0].e164[-8:]),
        )
    )

    async def scenario() -> None:
        async with open_desk() as desk:
            for contact in contacts:
                await desk.store.save_contact(contact)
            found = await desk.store.search(typed, limit=50)
            terms = terms_of(typed)
            wanted = {c.contact_id for c in contacts if is_match(terms, body_of(c))}
            assert {match.contact_id for match in found.matches} == wanted
            assert found.total == len(wanted)
            assert await desk.store.count_matches(typed, at_most=99) == len(wanted)

    asyncio.run(scenario())
