"""What every reader of contact files hands on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EntryNumber:
    """A phone number of an entry.

    Attributes:
        text: as it stands in the file, without its extension.
        label: what it is, one of the words of ``labels``, or the file's own; may be empty.
        extension: to be dialled once somebody answers; digits, or ``""``.
    """

    text: str
    label: str = ""
    extension: str = ""


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
        problem: a sentence where the entry could not be read whole; ``""`` where it could.
    """

    line: int
    name: str = ""
    company: str = ""
    numbers: list[EntryNumber] = field(default_factory=list)
    note: str = ""
    uid: str = ""
    lists: list[str] = field(default_factory=list)
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Tells whether it has neither a name nor a number."""
        return not self.name and not self.numbers
