"""Contacts: who is called, at which numbers, and when two of them are the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dialer.domain.folding import digits_of, fold

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactNumber:
    """One of a contact's numbers.

    Attributes:
        e164: the number; ``""`` where it cannot be read.
        raw: as it was written, where it cannot be read; else ``""``.
        label: what it is, in the person's words, e.g. ``Mobile``; may be empty.
        is_default: called when the contact is; at most one number of a contact is.
        do_not_call: it may not be called.
    """

    e164: str = ""
    raw: str = ""
    label: str = ""
    is_default: bool = False
    do_not_call: bool = False

    @property
    def can_call(self) -> bool:
        """True where it is a number, and may be called."""
        return bool(self.e164) and not self.do_not_call

    @property
    def key(self) -> str:
        """The same for two spellings of one number."""
        return self.e164 or digits_of(self.raw) or fold(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who can be called.

    Attributes:
        contact_id: ours, a UUID.
        name: as it is shown; may be empty where there is a company.
        company: may be empty.
        notes: any text, of any number of lines.
        numbers: in the person's order; no two have the same key.
        lists: names of the lists the contact is in, each once.
        preferred_account_id: the account to call through, where the person chose one.
        uid: the contact's id in the file or program it came from; may be empty.
        changed_ms: when it was changed last, in ms since the epoch.
    """

    contact_id: str
    name: str
    company: str = ""
    notes: str = ""
    numbers: tuple[ContactNumber, ...] = ()
    lists: tuple[str, ...] = ()
    preferred_account_id: str = ""
    uid: str = ""
    changed_ms: int = 0

    @property
    def default_number(self) -> ContactNumber | None:
        """The number that is called when the contact is; None where there is none at all."""
        return choose_default(self.numbers)

    @property
    def title(self) -> str:
        """What it is called in a list: the name, or else the company."""
        return self.name or self.company


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMatch:
    """A contact in a list of results.

    Attributes:
        contact_id: ours.
        name: as it is shown; may be empty where there is a company.
        company: may be empty.
        number: the default number, or None.
        preferred_account_id: the account to call through; may be empty.
    """

    contact_id: str
    name: str
    company: str
    number: ContactNumber | None
    preferred_account_id: str = ""

    @property
    def title(self) -> str:
        """What it is called: the name, or else the company."""
        return self.name or self.company


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsFound:
    """What a search found.

    Attributes:
        matches: the first, those whose name begins with what was typed before the others.
        total: how many there are; where ``is_total_exact`` is false there are more.
        is_total_exact: whether all were counted.
        elapsed_ms: how long the search took.
        next_mark: where the next page begins, for the store alone to read; ``""`` where
            there is none, and also where there are too many to leaf through.
    """

    matches: tuple[ContactMatch, ...]
    total: int
    is_total_exact: bool = True
    elapsed_ms: float = 0.0
    next_mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList:
    """A list contacts are in, and how many of them."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCounts:
    """What became of a batch's contacts; the counts add up to the batch.

    Attributes:
        added: were not there.
        changed: were there, and something new was learnt of them.
        unchanged: were there, just so.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: BatchCounts) -> BatchCounts:
        return BatchCounts(
            added=self.added + other.added,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactImport:
    """One import, from its first batch to its end.

    Attributes:
        import_id: ours, a UUID.
        name: where the contacts came from, e.g. the file's name without its folder.
        started_ms: when it began, in ms since the epoch.
        finished_ms: when it was done.
        counts: what became of its contacts.
        is_undone: it was undone since.
    """

    import_id: str
    name: str
    started_ms: int
    finished_ms: int
    counts: BatchCounts
    is_undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoCounts:
    """What undoing an import did.

    Attributes:
        removed: contacts it had added.
        restored: contacts it had changed, now as they were before.
        kept: contacts of either kind that were edited since, and stay as they are.
    """

    removed: int = 0
    restored: int = 0
    kept: int = 0

    def __add__(self, other: UndoCounts) -> UndoCounts:
        return UndoCounts(
            removed=self.removed + other.removed,
            restored=self.restored + other.restored,
            kept=self.kept + other.kept,
        )

    @property
    def total(self) -> int:
        """How many contacts were dealt with."""
        return self.removed + self.restored + self.kept


def choose_default(numbers: Sequence[ContactNumber]) -> ContactNumber | None:
    """The one that was chosen, else the first that can be read, else the first."""
    chosen = next((number for number in numbers if number.is_default), None)
    if chosen is not None:
        return chosen
    readable = next((number for number in numbers if number.e164), None)
    return readable or next(iter(numbers), None)


def is_same_contact(stored: Contact, other: Contact) -> bool:
    """Tells whether a contact from elsewhere is one that is stored.

    It is where its id from there is the stored one's, or where both have the same name,
    as people read it, and a number in common.
    """
    if other.uid and other.uid in {stored.uid, stored.contact_id}:
        return True
    if fold(stored.title) != fold(other.title):
        return False
    keys = {number.key for number in stored.numbers}
    return any(number.key in keys for number in other.numbers)


def merge_contacts(stored: Contact, other: Contact) -> Contact:
    """What is stored of a contact, and what another source says of it, in one.

    Nothing that is stored gets lost: what the source leaves empty stays, its numbers and
    lists are added, and a number that may not be called stays so whoever says it.

    Returns:
        ``stored`` itself where nothing new was learnt.
    """
    merged = replace(
        stored,
        name=other.name or stored.name,
        company=other.company or stored.company,
        notes=_merge_notes(stored.notes, other.notes),
        numbers=_merge_numbers(stored.numbers, other.numbers),
        lists=tuple(dict.fromkeys((*stored.lists, *other.lists))),
        preferred_account_id=stored.preferred_account_id or other.preferred_account_id,
        uid=stored.uid or ("" if other.uid == stored.contact_id else other.uid),
    )
    return stored if merged == stored else replace(merged, changed_ms=other.changed_ms)


def _merge_notes(stored: str, other: str) -> str:
    if other.strip() in stored:
        return stored
    return f"{stored}\n{other}" if stored.strip() else other


def _merge_numbers(
    stored: tuple[ContactNumber, ...], others: tuple[ContactNumber, ...]
) -> tuple[ContactNumber, ...]:
    by_key = {number.key: number for number in stored}
    has_default = any(number.is_default for number in stored)
    for other in others:
        known = by_key.get(other.key)
        if known is None:
            by_key[other.key] = replace(other, is_default=other.is_default and not has_default)
        else:
            by_key[other.key] = replace(
                known,
                label=known.label or other.label,
                do_not_call=known.do_not_call or other.do_not_call,
            )
    return tuple(by_key.values())
