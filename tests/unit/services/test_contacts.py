from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from fake_contacts import InMemoryContactStore
from fakes import FixedClock, InMemoryCallJournal, InMemorySettingsStore
from sample_calls import a_call
from sample_contacts import OFFICE_NUMBER, SITI_NUMBER, make_contact, make_siti

from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.domain.contact_drafts import ContactDraft, NumberDraft
from dialer.domain.contacts import ContactNumber
from dialer.domain.errors import DatabaseUnusable, InputErrors
from dialer.services.contacts import ContactService
from dialer.services.do_not_call import DoNotCall


class Desk:
    """A service on fakes."""

    def __init__(self) -> None:
        self.store = InMemoryContactStore()
        self.journal = InMemoryCallJournal()
        self.clock = FixedClock()
        self.service = ContactService(self.store, self.journal, InMemorySettingsStore(), self.clock)


def an_account(account_id: str, provider: ProviderKind = ProviderKind.NXCLOUD) -> Account:
    return Account(
        account_id=account_id,
        name=account_id.title(),
        provider=provider,
        base_url="https://api.example.com",
        key_id="key",
    )


def test_a_form_becomes_a_contact() -> None:
    async def scenario() -> None:
        desk = Desk()
        saved = await desk.service.save(
            ContactDraft(
                name="  Siti   Dewi ",
                company="Toko Maju",
                notes=" VIP\n",
                numbers=(
                    NumberDraft(text="0812 3456 7890", label=" Mobile "),
                    NumberDraft(text=" "),
                    NumberDraft(text="+62 21 555 0100", is_default=True, do_not_call=True),
                ),
                lists=("Leads", "", "Leads "),
            ),
            region="ID",
        )
        assert saved == replace(
            make_siti(),
            contact_id=saved.contact_id,
            notes="VIP",
            numbers=(
                ContactNumber(e164=SITI_NUMBER, label="Mobile"),
                ContactNumber(e164=OFFICE_NUMBER, is_default=True, do_not_call=True),
            ),
            lists=("Leads",),
            preferred_account_id="",
            uid="",
            changed_ms=desk.clock.now_ms(),
        )
        assert await desk.service.find_contact(saved.contact_id) == saved

    asyncio.run(scenario())


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    async def scenario() -> None:
        desk = Desk()
        draft = ContactDraft(
            name=" ",
            notes="x" * 10_001,
            numbers=(
                NumberDraft(text="12"),
                NumberDraft(text=SITI_NUMBER),
                NumberDraft(text="0812 3456 7890"),
            ),
        )
        with pytest.raises(InputErrors) as caught:
            await desk.service.save(draft, region="ID")
        fields = [problem.field for problem in caught.value.problems]
        assert fields == ["name", "notes", "number.0", "number.2"]
        assert not desk.store.contacts

    asyncio.run(scenario())


def test_an_edit_keeps_what_the_form_does_not_show() -> None:
    async def scenario() -> None:
        desk = Desk()
        siti = make_siti()
        await desk.store.save_contact(siti)
        draft = ContactDraft(name="Siti D.", numbers=(NumberDraft(text="ask Budi"),))
        saved = await desk.service.save(draft, region="ID", contact_id=siti.contact_id)
        assert (saved.contact_id, saved.uid) == (siti.contact_id, siti.uid)
        assert saved.preferred_account_id == siti.preferred_account_id
        assert saved.numbers == (ContactNumber(raw="ask Budi"),)

    asyncio.run(scenario())


def test_the_last_deletion_can_be_taken_back() -> None:
    async def scenario() -> None:
        desk = Desk()
        siti = make_siti()
        await desk.store.save_contact(siti)
        await desk.service.delete(siti.contact_id)
        assert not desk.store.contacts
        assert await desk.service.undo_delete() == siti
        assert desk.store.contacts == {siti.contact_id: siti}
        assert await desk.service.undo_delete() is None

    asyncio.run(scenario())


def test_a_deletion_that_could_not_be_taken_back_can_be_tried_again() -> None:
    async def scenario() -> None:
        desk = Desk()
        siti = make_siti()
        await desk.store.save_contact(siti)
        await desk.service.delete(siti.contact_id)
        desk.store.failure = DatabaseUnusable("full")
        with pytest.raises(DatabaseUnusable):
            await desk.service.undo_delete()
        desk.store.failure = None
        assert await desk.service.undo_delete() == siti

    asyncio.run(scenario())


def test_calls_to_any_number_of_a_contact_are_its_calls() -> None:
    async def scenario() -> None:
        desk = Desk()
        await desk.journal.record(a_call("1", at_ms=1, callee=SITI_NUMBER))
        await desk.journal.record(a_call("2", at_ms=2, callee=OFFICE_NUMBER))
        await desk.journal.record(a_call("3", at_ms=3, callee="+6590000000"))
        calls = await desk.service.fetch_calls(make_siti())
        assert [call.client_call_id for call in calls] == ["2", "1"]
        latest = await desk.service.fetch_latest_calls([SITI_NUMBER])
        assert latest[SITI_NUMBER].client_call_id == "1"

    asyncio.run(scenario())


NX, AICC, SANDBOX = an_account("nx"), an_account("aicc", ProviderKind.AICC), sandbox_account()


@pytest.mark.parametrize(
    ("accounts", "current", "preferred", "found"),
    [
        ([NX, SANDBOX], NX, "", NX),
        ([NX, AICC, SANDBOX], SANDBOX, "nx", SANDBOX),
        ([NX, AICC, SANDBOX], NX, "", None),
        ([NX, AICC, SANDBOX], NX, "aicc", AICC),
        ([NX, AICC, SANDBOX], NX, "gone", None),
    ],
)
def test_an_account_is_asked_for_only_where_there_is_a_choice(
    accounts: list[Account], current: Account, preferred: str, found: Account | None
) -> None:
    async def scenario() -> None:
        desk = Desk()
        chosen = await desk.service.find_account(
            accounts, current, preferred_id=preferred, region="ID"
        )
        assert chosen == found

    asyncio.run(scenario())


def test_what_was_remembered_is_not_asked_again() -> None:
    async def scenario() -> None:
        desk = Desk()
        siti = replace(make_siti(), preferred_account_id="")
        await desk.store.save_contact(siti)
        accounts = [NX, AICC, SANDBOX]
        await desk.service.prefer_for_country("ID", "aicc")
        chosen = await desk.service.find_account(accounts, NX, preferred_id="", region="ID")
        assert chosen == AICC
        elsewhere = await desk.service.find_account(accounts, NX, preferred_id="", region="SG")
        assert elsewhere is None
        await desk.service.prefer_for_contact(siti.contact_id, "nx")
        stored = await desk.service.find_contact(siti.contact_id)
        assert stored is not None
        preferred_id = stored.preferred_account_id
        own = await desk.service.find_account(
            accounts, AICC, preferred_id=preferred_id, region="ID"
        )
        assert own == NX

    asyncio.run(scenario())


def test_every_place_is_asked_who_may_not_be_called() -> None:
    async def scenario() -> None:
        store = InMemoryContactStore()
        await store.save_contact(make_contact("Siti", SITI_NUMBER, do_not_call=True))

        async def find_listed(e164: str) -> tuple[str, str] | None:
            return ("robinson.csv", "asked") if e164 == OFFICE_NUMBER else None

        barred = DoNotCall(find_listed, store.find_do_not_call)
        assert await barred.find(SITI_NUMBER) == ("contacts", "Siti")
        assert await barred.find(OFFICE_NUMBER) == ("robinson.csv", "asked")
        assert await barred.find("+6590000000") is None

    asyncio.run(scenario())
