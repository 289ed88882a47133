"""What an agent says of a call: how it went, notes, and when to call back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dialer.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

DISPOSITIONS_MOST = 30
_DISPOSITION_LENGTH_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNote:
    """What was noted of one call; empty where nothing was.

    Attributes:
        disposition: the agent's verdict, in the words it had when it was chosen.
        text: free notes, of any number of lines.
        call_back_ms: when the agent wants to call back, ms since the epoch.
    """

    disposition: str = ""
    text: str = ""
    call_back_ms: int | None = None


NO_NOTE = CallNote()


def fold_note(text: str) -> str:
    """A note as it is looked through: ``fold`` without its memory, which is for short names."""
    return str(fold.__wrapped__(text))


def tidy_dispositions(names: Iterable[str]) -> tuple[str, ...]:
    """A list of dispositions as it is kept: no spaces around, none empty, none twice."""
    tidy = (" ".join(name.split())[:_DISPOSITION_LENGTH_MOST].strip() for name in names)
    return tuple(dict.fromkeys(filter(None, tidy)))[:DISPOSITIONS_MOST]


class CallNotes(Protocol):
    """Keeps what is noted of recorded calls; each part is written apart from the others."""

    async def save_disposition(self, client_call_id: str, disposition: str) -> None:
        """Replaces a call's disposition; ``""`` takes it away.

        Raises:
            LookupError: the call was never recorded.
            StoreError: it was not stored.
        """

    async def save_text(self, client_call_id: str, text: str) -> None:
        """Replaces a call's notes.

        Raises:
            LookupError: the call was never recorded.
            StoreError: they were not stored.
        """

    async def save_call_back(self, client_call_id: str, call_back_ms: int | None) -> None:
        """Replaces the time a call is to be followed by another; None takes it away.

        Raises:
            LookupError: the call was never recorded.
            StoreError: it was not stored.
        """

    async def fetch_notes(self, client_call_ids: Collection[str]) -> Mapping[str, CallNote]:
        """What is noted of some calls, by client call id, where anything is."""

    async def fetch_call_backs(self) -> Sequence[tuple[str, int]]:
        """Client call id and time, ms, of every call to be followed by another; soonest first."""

    async def fetch_dispositions(self) -> Sequence[str]:
        """Every disposition that some call has, each once, in alphabetical order."""


class CallForgetting(Protocol):
    """Removes calls that are too old to keep."""

    async def forget_before(self, before_ms: int, *, limit: int) -> int:
        """Removes the oldest calls recorded before a moment, with all that is known of them.

        Calls whose outcome is open, and those to be followed by another, stay.

        Args:
            before_ms: ms since the epoch.
            limit: how many at most.

        Returns:
            How many were removed; fewer than ``limit`` where none are left.

        Raises:
            StoreError: none of them was removed.
        """
