"""Finding, keeping and calling contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.accounts import Ability
from dialer.domain.contact_drafts import read_draft

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from dialer.domain.accounts import Account
    from dialer.domain.calls import Call
    from dialer.domain.contact_drafts import ContactDraft
    from dialer.domain.contact_ports import ContactStore
    from dialer.domain.contacts import Contact, ContactList, ContactsFound
    from dialer.domain.ports import CallJournal, Clock, SettingsStore

PAGE_SIZE = 100
MOST_COUNTED = 10_000
_CALLS_SHOWN = 20
_COUNTRY = "contacts.account."
_CALLS = frozenset({Ability.DIAL_OUT, Ability.TWO_WAY})


class ContactService:
    """Looks after contacts.

    Args:
        store: keeps them.
        journal: knows the calls to their numbers.
        settings: remembers which account a country is called through.
        clock: when contacts are changed.
    """

    def __init__(
        self, store: ContactStore, journal: CallJournal, settings: SettingsStore, clock: Clock
    ) -> None:
        self._store = store
        self._journal = journal
        self._settings = settings
        self._clock = clock
        self._deleted: Contact | None = None

    async def search(self, text: str, *, list_name: str = "", mark: str = "") -> ContactsFound:
        """A page of the contacts that have every word of a text.

        A search under way is stopped by cancelling it.

        Args:
            text: as typed.
            list_name: in this list only; ``""`` for all contacts.
            mark: the ``next_mark`` of the page before, or ``""`` for the first.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.search(text, limit=PAGE_SIZE, list_name=list_name, mark=mark)

    async def find_some(self, text: str, limit: int) -> ContactsFound:
        """The first contacts that have every word of a text.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.search(text, limit=limit)

    async def count_matches(self, text: str, *, list_name: str = "") -> int:
        """How many contacts a search finds, up to MOST_COUNTED.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.count_matches(text, at_most=MOST_COUNTED, list_name=list_name)

    async def fetch_lists(self) -> Sequence[ContactList]:
        """The lists contacts are in.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.fetch_lists()

    async def count_contacts(self) -> int:
        """How many contacts there are.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.count_contacts()

    async def find_contact(self, contact_id: str) -> Contact | None:
        """A contact, or None.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.find_contact(contact_id)

    async def fetch_names(self, numbers: Collection[str]) -> Mapping[str, str]:
        """What contacts with these E.164 numbers are called, by number.

        Raises:
            StoreError: contacts cannot be read.
        """
        return await self._store.fetch_names(numbers)

    async def fetch_latest_calls(self, numbers: Collection[str]) -> Mapping[str, Call]:
        """The newest call to each of some numbers, where there is one.

        Raises:
            StoreError: the journal cannot be read.
        """
        return await self._journal.fetch_latest(numbers)

    async def fetch_calls(self, contact: Contact) -> Sequence[Call]:
        """The newest calls to any number of a contact, newest first.

        Raises:
            StoreError: the journal cannot be read.
        """
        calls: list[Call] = []
        for number in contact.numbers:
            if number.e164:
                calls += await self._journal.fetch_calls_to(number.e164, _CALLS_SHOWN)
        return sorted(calls, key=lambda call: call.started_ms, reverse=True)[:_CALLS_SHOWN]

    async def save(self, draft: ContactDraft, *, region: str, contact_id: str = "") -> Contact:
        """Stores what stands in a form, and returns the contact.

        Args:
            draft: the form.
            region: ISO 3166-1 alpha-2 code national numbers are read in.
            contact_id: of the contact that is edited; ``""`` for a new one.

        Raises:
            InputErrors: names every field that cannot be used as it is.
            StoreError: it could not be stored.
        """
        before = await self._store.find_contact(contact_id) if contact_id else None
        contact = read_draft(draft, region=region, before=before, now_ms=self._clock.now_ms())
        await self._store.save_contact(contact)
        return contact

    async def delete(self, contact_id: str) -> None:
        """Forgets a contact; ``undo_delete`` brings the last one back.

        Raises:
            StoreError: it is still there.
        """
        contact = await self._store.find_contact(contact_id)
        if contact is not None:
            await self._store.delete_contact(contact_id)
            self._deleted = contact

    async def undo_delete(self) -> Contact | None:
        """Brings back the contact that was deleted last; None where there is none to bring.

        Raises:
            StoreError: it could not be stored; it can be tried again.
        """
        contact = self._deleted
        if contact is not None:
            await self._store.save_contact(contact)
            self._deleted = None
        return contact

    async def find_account(
        self, accounts: Sequence[Account], current: Account, *, preferred_id: str, region: str
    ) -> Account | None:
        """The account a contact is called through; None where the person has to say.

        Practice stays practice: while the Sandbox is in use, nothing else is.

        Args:
            accounts: all there are.
            current: the one in use.
            preferred_id: chosen for the contact; may be ``""``, or gone by now.
            region: country of the number; ``""`` where it belongs to none.

        Raises:
            StoreError: what was remembered cannot be read.
        """
        able = find_able(accounts)
        if current.is_sandbox or len(able) < 2:  # noqa: PLR2004 - more than one to choose from
            return current if current.is_sandbox else next(iter(able), current)
        remembered = await self._settings.fetch_setting(_COUNTRY + region) if region else None
        wanted = (preferred_id, remembered)
        return next(
            (account for one in wanted for account in able if account.account_id == one), None
        )

    async def prefer_for_contact(self, contact_id: str, account_id: str) -> None:
        """Remembers which account a contact is called through.

        Raises:
            StoreError: it could not be stored.
        """
        contact = await self._store.find_contact(contact_id)
        if contact is not None:
            changed = replace(
                contact, preferred_account_id=account_id, changed_ms=self._clock.now_ms()
            )
            await self._store.save_contact(changed)

    async def prefer_for_country(self, region: str, account_id: str) -> None:
        """Remembers which account a country is called through.

        Raises:
            StoreError: it could not be stored.
        """
        await self._settings.save_setting(_COUNTRY + region, account_id)


def find_able(accounts: Sequence[Account]) -> list[Account]:
    """Real accounts that can place calls."""
    return [one for one in accounts if not one.is_sandbox and one.abilities & _CALLS]
