"""What every reader of contact files hands on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EntryNumber:
    """A phone number of an entry.

    Attributes:
        text: the number as it stands in the file, without its extension.
        label: what it is, one of the words of ``labels``, or the file's own; may be empty.
        extension: to be dialled once somebody answers; digits, or ``""``.
        written: all of it, as it stands in the file.
        is_preferred: it is the one to call.
        do_not_call: it may not be called.
    """

    text: str
    label: str = ""
    extension: str = ""
    written: str = ""
    is_preferred: bool = False
    do_not_call: bool = False


@dataclass(slots=True)
class Entry:
    """One contact as it stands in a file.

    Attributes:
        line: line of the file (row of the sheet) it begins at, from 1.
        name: as it is to be shown; ``""`` where the file gives none.
        company: where the person works.
        numbers: in the file's order.
        note: may have several lines.
        uid: the file's own id, or ``""``.
        lists: names of the lists it is on.
        account_id: the account to call through, in a file of ours.
        is_group: it names a group of contacts.
        problem: a sentence where the entry could not be read whole; ``""`` where it could.
    """

    line: int
    name: str = ""
    company: str = ""
    numbers: list[EntryNumber] = field(default_factory=list)
    note: str = ""
    uid: str = ""
    lists: list[str] = field(default_factory=list)
    account_id: str = ""
    is_group: bool = False
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Tells whether nobody is named and there is no number."""
        return not (self.name or self.company or self.numbers)
