"""Customers' numbers that always behave in a known way when a two-way call goes to them.

They lie in the range kept for fiction, +1 202-555-0100 to 0199: nobody can be rung by
them. Every other valid number is called, answered and ended by the customer.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from dialer.sandbox.faults import (
    CutReply,
    Delay,
    Fault,
    HtmlErrorPage,
    Point,
    ResetConnection,
    TooManyRequests,
)

_NO_ANSWER_S = 120.0


class Reached(enum.IntEnum):
    """How far a call comes before it ends."""

    QUEUE = 0
    AGENT_LEG = 1
    AGENT_RINGS = 2
    AGENT_TALKS = 3
    CUSTOMER_RINGS = 4
    CUSTOMER_TALKS = 5


@dataclass(frozen=True, slots=True)
class Course:
    """How a call goes.

    Attributes:
        reason: the documents' ``reasonCode`` of its end.
    """

    reached: Reached
    reason: int


ORDINARY = Course(Reached.CUSTOMER_TALKS, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayNumber:
    """A customer with a lesson.

    Attributes:
        digits: as the provider is sent it, country code first.
        lesson: what calling it teaches, one short sentence.
        refusal: the ``retCode`` it is refused with; ``""`` where the call is placed.
        http_status: of the refusal.
        course: how the call goes where it is placed.
        has_result: whether the acceptance tells a serial number.
        is_ita: whether the call is one of ITA's, which its records are told apart by.
        faults: what befalls the reply.
    """

    digits: str
    lesson: str
    refusal: str = ""
    http_status: int = 200
    course: Course = ORDINARY
    has_result: bool = True
    is_ita: bool = False
    faults: tuple[Fault, ...] = ()


def _ends(tail: str, lesson: str, reached: Reached, reason: int) -> TwoWayNumber:
    return TwoWayNumber(digits=f"1202555{tail}", lesson=lesson, course=Course(reached, reason))


def _refused(tail: str, lesson: str, code: str, *, http_status: int = 200) -> TwoWayNumber:
    return TwoWayNumber(
        digits=f"1202555{tail}", lesson=lesson, refusal=code, http_status=http_status
    )


def _struck(tail: str, lesson: str, fault: Fault) -> TwoWayNumber:
    return TwoWayNumber(digits=f"1202555{tail}", lesson=lesson, faults=(fault,))


TWO_WAY_NUMBERS: tuple[TwoWayNumber, ...] = (
    _ends("0120", "The agent's phone rings and nobody answers it.", Reached.AGENT_RINGS, 4),
    _ends("0121", "The agent answers, the customer does not.", Reached.CUSTOMER_RINGS, 5),
    _ends("0122", "The customer's phone cannot be reached.", Reached.AGENT_TALKS, 3),
    _ends("0123", "The agent's phone cannot be reached.", Reached.AGENT_LEG, 2),
    _ends("0124", "The call is accepted and never starts.", Reached.QUEUE, 6),
    _refused("0125", "The provider cannot add the call.", "1"),
    _refused("0126", "The agent's number is outside the tenant's range.", "8"),
    _refused("0127", "The callback address is not allowed.", "9"),
    _refused("0128", "The agent's number is not on the trial list.", "16"),
    _struck("0129", "Too many requests: wait before the next call.", TooManyRequests()),
    _refused("0130", "The trial calls of the day are used up.", "21"),
    _refused("0131", "The voice service bars the agent's number.", "90106011"),
    _refused("0132", "The provider fails under HTTP 500 and says why.", "6", http_status=500),
    TwoWayNumber(
        digits="12025550133",
        lesson="The call is placed and no serial number comes back.",
        has_result=False,
    ),
    _ends("0134", "The agent hangs up first.", Reached.CUSTOMER_TALKS, 1),
    _ends("0135", "The call ends for a cause no document lists.", Reached.CUSTOMER_TALKS, 99),
    TwoWayNumber(
        digits="12025550136",
        lesson="The call goes through ITA and is in its records.",
        is_ita=True,
    ),
    _refused("0142", "The provider answers a code that no document lists.", "4242"),
    _struck("0151", "A gateway answers with a web page instead of data.", HtmlErrorPage(502)),
    _struck("0160", "No answer comes: the call may have been placed.", Delay(_NO_ANSWER_S)),
    _struck(
        "0161",
        "The connection breaks after the request was read.",
        ResetConnection(Point.BEFORE_REPLY),
    ),
    _struck("0162", "The reply stops halfway.", CutReply()),
)

_BY_DIGITS = {number.digits: number for number in TWO_WAY_NUMBERS}


def behaviour_of(called: str) -> TwoWayNumber:
    """What a call to these digits meets; nothing special for an ordinary number."""
    return _BY_DIGITS.get(called) or TwoWayNumber(digits=called, lesson="")
