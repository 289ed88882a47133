"""Looking through the calls of the past."""

from __future__ import annotations

import enum
import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dialer.domain.call_notes import NO_NOTE, fold_note
from dialer.domain.calls import CallState

if TYPE_CHECKING:
    from dialer.domain.call_notes import CallNote
    from dialer.domain.calls import Call

_FOREVER_MS = 2**62
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# What people write between the digits of a number.
_NUMBER_MARKS = frozenset("+-() ./\u00a0\u2011\u2013")


class OutcomeFilter(enum.StrEnum):
    """Which outcomes are wanted."""

    ALL = "all"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    UNRESOLVED = "unresolved"
    SETTLED = "settled"


STATES = {
    OutcomeFilter.ALL: frozenset(CallState),
    OutcomeFilter.ACCEPTED: frozenset(
        {CallState.ACCEPTED, CallState.RINGING, CallState.TALKING, CallState.ENDED}
    ),
    OutcomeFilter.REJECTED: frozenset({CallState.REJECTED}),
    OutcomeFilter.NOT_SENT: frozenset({CallState.NOT_SENT}),
    OutcomeFilter.UNRESOLVED: frozenset({CallState.REQUESTING, CallState.UNKNOWN}),
    OutcomeFilter.SETTLED: frozenset({CallState.UNKNOWN}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSearch:
    """Which calls are wanted; the default is all.

    Attributes:
        text: part of the customer's number, of an id, of a code or of the notes, as typed.
        outcome: which outcomes.
        account_id: placed through which account; ``""`` for any.
        disposition: how they went by the agent's word; ``""`` for any.
        since_ms: recorded then or later, ms since the epoch.
        until_ms: recorded before then.
    """

    text: str = ""
    outcome: OutcomeFilter = OutcomeFilter.ALL
    account_id: str = ""
    disposition: str = ""
    since_ms: int = 0
    until_ms: int = _FOREVER_MS

    @property
    def needle(self) -> str:
        """What ids and codes must hold: the text without capitals from A to Z."""
        return self.text.strip().translate(_LOWER)

    @property
    def digits(self) -> str:
        """What the number must hold; ``""`` where the text cannot be part of one.

        The zeros a number is dialled with at home stand in no number as it is recorded.
        """
        digits = "".join(c for c in self.text if c.isascii() and c.isdigit())
        is_number = all(c.isdigit() or c in _NUMBER_MARKS for c in self.text)
        return (digits.lstrip("0") or digits) if is_number else ""

    @property
    def folded(self) -> str:
        """What the notes must hold, folded as they are; ``""`` where the text has no word."""
        return fold_note(self.text)

    @property
    def without_notes(self) -> CallSearch:
        """The same search without what notes may answer to: text and disposition."""
        return replace(self, text="", disposition="")

    def admits(self, call: Call, note: CallNote = NO_NOTE) -> bool:
        """Tells whether a call is wanted, with what was noted of it."""
        if self.disposition not in {"", note.disposition}:
            return False
        if self.account_id not in {"", call.account_id}:
            return False
        if not self.since_ms <= call.started_ms < self.until_ms:
            return False
        return self._admits_outcome(call) and self._admits_text(call, note)

    def _admits_outcome(self, call: Call) -> bool:
        if call.state not in STATES[self.outcome]:
            return False
        if self.outcome is OutcomeFilter.UNRESOLVED:
            return call.is_unresolved
        return self.outcome is not OutcomeFilter.SETTLED or call.settlement is not None

    def _admits_text(self, call: Call, note: CallNote) -> bool:
        if not self.needle:
            return True
        if self.folded and self.folded in fold_note(note.text):
            return True
        if self.digits and self.digits in call.callee:
            return True
        codes = [event.code for event in call.events if event.code is not None]
        request_ids = [event.request_id for event in call.events if event.request_id is not None]
        sought = (call.call_id, call.client_call_id, *codes[-1:], *request_ids[-1:])
        return any(self.needle in text.translate(_LOWER) for text in sought if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """One page of calls.

    Attributes:
        calls: the newest first.
        next_mark: where the next page begins, for the journal alone to read; ``""`` where
            there is none.
    """

    calls: tuple[Call, ...]
    next_mark: str = ""
