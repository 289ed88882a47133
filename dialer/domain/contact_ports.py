"""What contacts need of the world: a store that finds one among a million while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from dialer.domain.contacts import (
        BatchCounts,
        Contact,
        ContactImport,
        ContactList,
        ContactsFound,
        UndoCounts,
    )


class ContactStore(Protocol):
    """Keeps contacts. Every method may raise StoreError."""

    async def save_contact(self, contact: Contact) -> None:
        """Adds the contact, or replaces the one with its id. It then survives a power cut."""

    async def delete_contact(self, contact_id: str) -> None:
        """Forgets a contact. One that is not stored is none to forget."""

    async def find_contact(self, contact_id: str) -> Contact | None:
        """A contact, or None."""

    async def fetch_by_number(self, e164: str) -> Sequence[Contact]:
        """Every contact with a number, the one changed last first."""

    async def fetch_names(self, numbers: Collection[str]) -> Mapping[str, str]:
        """What contacts with these E.164 numbers are called, by number.

        Of several contacts with a number it is the one changed last; a number that is
        nobody's is left out.
        """

    async def find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        """The title of a contact and ``""``, where its number may not be called; else None."""

    async def search(
        self, text: str, *, limit: int, list_name: str = "", mark: str = ""
    ) -> ContactsFound:
        """Contacts that have every word of a text, in any order.

        A word is sought in names, companies and numbers, in any spelling of capitals and
        accents: three characters and more anywhere, one or two at the beginning of a word
        or number, and anywhere in scripts without spaces. Digits are sought through all
        punctuation, with the country code, with the zero of home, or without either.
        ``dialer.domain.contact_search`` is the law.

        Cancelling it stops it: what nobody waits for costs no time.

        Args:
            text: as typed; where it has no word in it, all contacts are found.
            limit: how many matches at most.
            list_name: in this list only; ``""`` for all contacts.
            mark: the ``next_mark`` of the page before, or ``""`` for the first.

        Raises:
            ValueError: the mark is not from this store.
        """

    async def count_matches(self, text: str, *, at_most: int, list_name: str = "") -> int:
        """How many a search finds; ``at_most`` where there are as many or more.

        For a search whose total is not exact. Cancelling it stops it.
        """

    async def fetch_lists(self) -> Sequence[ContactList]:
        """The lists contacts are in, in the order of their names."""

    async def count_contacts(self) -> int:
        """How many contacts there are."""

    def read_all(self, list_name: str = "") -> AsyncIterator[Sequence[Contact]]:
        """Every contact, or those of a list, some hundreds at a time, the oldest first.

        What is changed meanwhile is read as it was or as it is.
        """


class ContactImports(Protocol):
    """Adds many contacts to a ContactStore, so that it can be undone. All may raise StoreError."""

    async def begin_import(self, import_id: str, *, name: str, at_ms: int) -> None:
        """Opens an import; one that is never finished is undone at the next start.

        Args:
            import_id: a UUID.
            name: where the contacts come from.
            at_ms: now, in ms since the epoch.

        Raises:
            ValueError: the id was used before.
        """

    async def add_batch(self, import_id: str, contacts: Sequence[Contact]) -> BatchCounts:
        """Adds contacts; those that are stored (``is_same_contact``) are merged instead.

        They can be found at once. A batch is stored as a whole or not at all; some
        hundreds are a good size, for nobody else can write meanwhile. The ids of the
        contacts are new ones: a contact that is stored is told by its uid or its name.

        Raises:
            LookupError: no such import is open.
        """

    async def finish_import(self, import_id: str, *, at_ms: int) -> ContactImport:
        """Ends an import; when it returns, all of it survives a power cut.

        Raises:
            LookupError: no such import is open.
        """

    async def abort_import(
        self, import_id: str, *, on_progress: Callable[[int], None] = lambda _done: None
    ) -> None:
        """Undoes an open import and forgets it; nothing happens where it is not open.

        Args:
            import_id: which.
            on_progress: told how many contacts were dealt with so far; must not block.
        """

    async def undo_import(
        self, import_id: str, *, on_progress: Callable[[int], None] = lambda _done: None
    ) -> UndoCounts:
        """Makes everything as if a finished import had never been; later edits stay.

        Args:
            import_id: which.
            on_progress: told how many contacts were dealt with so far; must not block.

        Raises:
            LookupError: no such import is finished, or it was undone before.
        """

    async def fetch_imports(self, limit: int) -> Sequence[ContactImport]:
        """Finished imports, the newest first, those that were undone among them."""
