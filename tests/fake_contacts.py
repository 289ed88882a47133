"""The ports of contacts, written by hand and kept in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.contact_search import body_of, is_match, sort_key_of, terms_of
from dialer.domain.contacts import (
    BatchCounts,
    ContactImport,
    ContactList,
    ContactMatch,
    ContactsFound,
    UndoCounts,
    is_same_contact,
    merge_contacts,
)
from dialer.domain.folding import fold
from dialer.domain.guard import CONTACTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence

    from dialer.domain.contacts import Contact
    from dialer.domain.errors import StoreError

_READ_AT_ONCE = 2


class InMemoryContactStore:
    """Keeps contacts in a dict; ``failure`` makes every use of it fail."""

    def __init__(self) -> None:
        self.contacts: dict[str, Contact] = {}
        self.revisions: dict[str, int] = {}
        self.failure: StoreError | None = None
        self.searches: list[str] = []

    async def save_contact(self, contact: Contact) -> None:
        self.check()
        self.contacts[contact.contact_id] = contact
        self.revisions[contact.contact_id] = self.revisions.get(contact.contact_id, 0) + 1

    async def delete_contact(self, contact_id: str) -> None:
        self.check()
        self.contacts.pop(contact_id, None)

    async def find_contact(self, contact_id: str) -> Contact | None:
        self.check()
        return self.contacts.get(contact_id)

    async def fetch_by_number(self, e164: str) -> Sequence[Contact]:
        self.check()
        found = [
            contact
            for contact in self.contacts.values()
            if any(number.e164 == e164 for number in contact.numbers)
        ]
        return sorted(found, key=lambda contact: -contact.changed_ms)

    async def fetch_names(self, numbers: Collection[str]) -> Mapping[str, str]:
        found = {e164: await self.fetch_by_number(e164) for e164 in numbers}
        return {e164: contacts[0].title for e164, contacts in found.items() if contacts}

    async def find_do_not_call(self, e164: str) -> tuple[str, str] | None:
        for contact in reversed(await self.fetch_by_number(e164)):
            if any(number.e164 == e164 and number.do_not_call for number in contact.numbers):
                return CONTACTS, contact.title
        return None

    async def search(
        self, text: str, *, limit: int, list_name: str = "", mark: str = ""
    ) -> ContactsFound:
        self.check()
        self.searches.append(text)
        found = self._find(text, list_name)
        start = int(mark or 0)
        page = found[start : start + limit]
        end = start + len(page)
        return ContactsFound(
            matches=tuple(_match(contact) for contact in page),
            total=len(found),
            elapsed_ms=0.5,
            next_mark=str(end) if end < len(found) and page else "",
        )

    async def count_matches(self, text: str, *, at_most: int, list_name: str = "") -> int:
        self.check()
        return min(len(self._find(text, list_name)), at_most)

    async def fetch_lists(self) -> Sequence[ContactList]:
        self.check()
        names = sorted({name for contact in self.contacts.values() for name in contact.lists})
        return [ContactList(name=name, count=len(self._find("", name))) for name in names]

    async def count_contacts(self) -> int:
        self.check()
        return len(self.contacts)

    async def read_all(self, list_name: str = "") -> AsyncIterator[Sequence[Contact]]:
        self.check()
        contacts = self._find("", list_name)
        for start in range(0, len(contacts), _READ_AT_ONCE):
            yield contacts[start : start + _READ_AT_ONCE]

    def check(self) -> None:
        """Fails where it is to fail."""
        if self.failure is not None:
            raise self.failure

    def _find(self, text: str, list_name: str) -> list[Contact]:
        terms = terms_of(text)
        first = next(iter(fold(text).split()), "")
        found = [
            contact
            for contact in self.contacts.values()
            if is_match(terms, body_of(contact)) and (not list_name or list_name in contact.lists)
        ]
        return sorted(
            found, key=lambda one: (not sort_key_of(one).startswith(first), sort_key_of(one))
        )


class InMemoryContactImports:
    """Adds many contacts to an InMemoryContactStore."""

    def __init__(self, store: InMemoryContactStore) -> None:
        self._store = store
        self._open: dict[str, ContactImport] = {}
        self._finished: dict[str, ContactImport] = {}
        self._changes: dict[str, dict[str, tuple[Contact | None, int]]] = {}

    async def begin_import(self, import_id: str, *, name: str, at_ms: int) -> None:
        self._store.check()
        if import_id in self._open or import_id in self._finished:
            raise ValueError(import_id)
        self._open[import_id] = ContactImport(
            import_id=import_id, name=name, started_ms=at_ms, finished_ms=0, counts=BatchCounts()
        )
        self._changes[import_id] = {}

    async def add_batch(self, import_id: str, contacts: Sequence[Contact]) -> BatchCounts:
        self._store.check()
        if import_id not in self._open:
            raise LookupError(import_id)
        counts = BatchCounts()
        for contact in contacts:
            counts += await self._add(contact, self._changes[import_id])
        known = self._open[import_id]
        self._open[import_id] = replace(known, counts=known.counts + counts)
        return counts

    async def finish_import(self, import_id: str, *, at_ms: int) -> ContactImport:
        self._store.check()
        if import_id not in self._open:
            raise LookupError(import_id)
        finished = replace(self._open.pop(import_id), finished_ms=at_ms)
        self._finished[import_id] = finished
        return finished

    async def abort_import(
        self, import_id: str, *, on_progress: Callable[[int], None] = lambda _done: None
    ) -> None:
        self._store.check()
        if self._open.pop(import_id, None) is not None:
            await self._undo(import_id, on_progress)

    async def undo_import(
        self, import_id: str, *, on_progress: Callable[[int], None] = lambda _done: None
    ) -> UndoCounts:
        self._store.check()
        known = self._finished.get(import_id)
        if known is None or known.is_undone:
            raise LookupError(import_id)
        self._finished[import_id] = replace(known, is_undone=True)
        return await self._undo(import_id, on_progress)

    async def fetch_imports(self, limit: int) -> Sequence[ContactImport]:
        self._store.check()
        return list(reversed(self._finished.values()))[:limit]

    async def _add(
        self, contact: Contact, changes: dict[str, tuple[Contact | None, int]]
    ) -> BatchCounts:
        store = self._store
        stored = next((c for c in store.contacts.values() if is_same_contact(c, contact)), None)
        merged = contact if stored is None else merge_contacts(stored, contact)
        if merged is stored:
            return BatchCounts(unchanged=1)
        await store.save_contact(merged)
        before = changes.get(merged.contact_id, (stored, 0))[0]
        changes[merged.contact_id] = (before, store.revisions[merged.contact_id])
        return BatchCounts(added=1) if stored is None else BatchCounts(changed=1)

    async def _undo(self, import_id: str, on_progress: Callable[[int], None]) -> UndoCounts:
        store, counts = self._store, UndoCounts()
        for contact_id, (before, revision) in self._changes.pop(import_id).items():
            if contact_id not in store.contacts:
                continue
            if store.revisions[contact_id] != revision:
                counts += UndoCounts(kept=1)
            elif before is None:
                await store.delete_contact(contact_id)
                counts += UndoCounts(removed=1)
            else:
                await store.save_contact(before)
                counts += UndoCounts(restored=1)
            on_progress(counts.total)
        return counts


def _match(contact: Contact) -> ContactMatch:
    return ContactMatch(
        contact_id=contact.contact_id,
        name=contact.name,
        company=contact.company,
        number=contact.default_number,
        preferred_account_id=contact.preferred_account_id,
    )
