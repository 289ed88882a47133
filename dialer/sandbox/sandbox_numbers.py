"""Numbers that always behave in a known way when they are called.

They lie in the range kept for fiction, +1 202-555-0100 to 0199: nobody can be rung by
them, whichever provider they are sent to by mistake. The rest of the range, and every
other valid number, is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    HtmlErrorPage,
    Point,
    ResetConnection,
    SkewClock,
    TooManyRequests,
)

DEMO_DID = "12025550170"
DEMO_AGENT = "12025550180"
_NO_ANSWER_S = 120.0
_SHOWN_SKEW_MS = 94_000


@dataclass(frozen=True, slots=True)
class SandboxNumber:
    """A callee with a lesson.

    Attributes:
        digits: as the provider is sent it, country code first.
        lesson: what calling it teaches, one short sentence.
        faults: what befalls the reply.
    """

    digits: str
    lesson: str
    faults: tuple[Fault, ...]


def _number(tail: str, lesson: str, *faults: Fault) -> SandboxNumber:
    return SandboxNumber(f"1202555{tail}", lesson, faults)


SANDBOX_NUMBERS: tuple[SandboxNumber, ...] = (
    _number("0100", "The provider refuses the account without saying why.", BusinessError(1000)),
    _number("0101", "A header every request needs is missing.", BusinessError(1001)),
    _number("0102", "The service type, the action or the body is wrong.", BusinessError(1002)),
    _number("0103", "The signature is wrong: check the access secret.", BusinessError(1003)),
    _number(
        "0104",
        "The clock of this computer is wrong.",
        BusinessError(1004),
        SkewClock(_SHOWN_SKEW_MS),
    ),
    _number("0105", "The access key is unknown or not enabled.", BusinessError(1005)),
    _number("0106", "An authentication refusal that no document lists.", BusinessError(1006)),
    _number("0107", "An authentication refusal that no document lists.", BusinessError(1007)),
    _number("0108", "An authentication refusal that no document lists.", BusinessError(1008)),
    _number("0109", "An authentication refusal that no document lists.", BusinessError(1009)),
    _number("0129", "Too many requests: wait before the next call.", TooManyRequests()),
    _number("0141", "The provider refuses one field and names it.", BusinessError(41000)),
    _number("0142", "The provider answers a code that no document lists.", BusinessError(4242)),
    _number(
        "0150",
        "The provider reports a system error under HTTP 500.",
        BusinessError(99, http_status=500),
    ),
    _number("0151", "A gateway answers with a web page instead of data.", HtmlErrorPage(502)),
    _number("0160", "No answer comes: the call may have been placed.", Delay(_NO_ANSWER_S)),
    _number(
        "0161",
        "The connection breaks after the request was read.",
        ResetConnection(Point.BEFORE_REPLY),
    ),
    _number("0162", "The reply stops halfway.", CutReply()),
    _number("0188", "The provider could not place the call.", BusinessError(88)),
    _number("0199", "The provider has a system error.", BusinessError(99)),
)

_BY_DIGITS = {number.digits: number for number in SANDBOX_NUMBERS}


def faults_for(callee: str) -> tuple[Fault, ...]:
    """What befalls a call to these digits; nothing for an ordinary number."""
    number = _BY_DIGITS.get(callee)
    return number.faults if number is not None else ()
