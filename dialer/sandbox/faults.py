"""What can be made to go wrong, and the script that says when.

A fault that replaces the reply (`BusinessError`, `HtmlErrorPage`, `TooManyRequests`,
`Redirect`) keeps the endpoint from running: the call was not accepted. Every other one
acts on an answer already given, so a call whose receipt was lost is still in the call
records, as it would be at the provider.
"""

from __future__ import annotations

import asyncio
import enum
import math
from dataclasses import dataclass

_MAX_DELAY_S = 3600.0
_MAX_FILLER_BYTES = 1024**3
_MAX_SKEW_MS = 10 * 365 * 24 * 3600 * 1000
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Point(enum.StrEnum):
    """Where in an exchange a fault strikes."""

    BEFORE_BODY = "before_body"
    BEFORE_REPLY = "before_reply"


class SuccessShape(enum.StrEnum):
    """Ways a success can differ from the documented one."""

    TOP_LEVEL_CALL_ID = "top_level_call_id"
    NO_CALL_ID = "no_call_id"
    NULL_DATA = "null_data"
    LONE_ROW = "lone_row"


@dataclass(frozen=True, slots=True)
class Delay:
    """The reply waits."""

    delay_s: float

    def __post_init__(self) -> None:
        _require(
            "delay_s", is_met=math.isfinite(self.delay_s) and 0 <= self.delay_s <= _MAX_DELAY_S
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """The exchange stops at a point until `Faults.release`."""

    point: Point = Point.BEFORE_REPLY


@dataclass(frozen=True, slots=True)
class ResetConnection:
    """The connection is reset (RST), not closed."""

    point: Point = Point.BEFORE_REPLY


@dataclass(frozen=True, slots=True)
class CutReply:
    """The headers and half of the body are sent, then the connection is closed."""


@dataclass(frozen=True, slots=True)
class HtmlErrorPage:
    """A page such as a gateway in front of the provider would send."""

    status: int = 502

    def __post_init__(self) -> None:
        _require("status", is_met=400 <= self.status <= 599)  # noqa: PLR2004 - HTTP's error range


@dataclass(frozen=True, slots=True)
class BusinessError:
    """A refusal in the endpoint's own envelope.

    Attributes:
        words: None for the sandbox's own words, in its language.
    """

    code: int
    words: str | None = None
    http_status: int = 200

    def __post_init__(self) -> None:
        _require("http_status", is_met=200 <= self.http_status <= 599)  # noqa: PLR2004 - final statuses
        _require("http_status", is_met=self.http_status not in {204, 304})


@dataclass(frozen=True, slots=True)
class TooManyRequests:
    """HTTP 429; ``retry_after_s`` None leaves the header out."""

    retry_after_s: int | None = 2
    with_body: bool = True

    def __post_init__(self) -> None:
        _require("retry_after_s", is_met=self.retry_after_s is None or self.retry_after_s >= 0)


@dataclass(frozen=True, slots=True)
class WrongContentType:
    """Valid JSON under another name."""

    content_type: str = "text/plain"

    def __post_init__(self) -> None:
        _require("content_type", is_met=_fits_in_header(self.content_type))


@dataclass(frozen=True, slots=True)
class HugeBody:
    """The answer followed by spaces, up to a size; still valid JSON for who reads it all."""

    size_bytes: int = 64 * 1024 * 1024
    announces_length: bool = False

    def __post_init__(self) -> None:
        _require("size_bytes", is_met=0 <= self.size_bytes <= _MAX_FILLER_BYTES)


@dataclass(frozen=True, slots=True)
class SkewClock:
    """The sandbox's clock is off: its ``Date`` and its window for ``ts``."""

    skew_ms: int

    def __post_init__(self) -> None:
        _require("skew_ms", is_met=abs(self.skew_ms) <= _MAX_SKEW_MS)


@dataclass(frozen=True, slots=True)
class Redirect:
    """The client is sent elsewhere."""

    location: str
    status: int = 302

    def __post_init__(self) -> None:
        _require("status", is_met=self.status in _REDIRECTS)
        _require("location", is_met=_fits_in_header(self.location))


@dataclass(frozen=True, slots=True)
class MisshapenSuccess:
    """A success of another shape than the document shows.

    `SuccessShape.LONE_ROW` sends the first row of a list in the list's place; the others
    act on where a call id is.
    """

    shape: SuccessShape


ReplacingFault = BusinessError | HtmlErrorPage | TooManyRequests | Redirect
Fault = (
    ReplacingFault
    | Delay
    | Hold
    | ResetConnection
    | CutReply
    | WrongContentType
    | HugeBody
    | SkewClock
    | MisshapenSuccess
)


def first_replacing(faults: tuple[Fault, ...]) -> ReplacingFault | None:
    """The fault that decides the reply in the endpoint's place, where there is one."""
    return next((fault for fault in faults if isinstance(fault, ReplacingFault)), None)


def total_skew_ms(faults: tuple[Fault, ...]) -> int:
    """How far these faults together push the clock."""
    return sum(fault.skew_ms for fault in faults if isinstance(fault, SkewClock))


@dataclass(frozen=True, slots=True)
class _Scripted:
    """Faults that befall one request together."""

    faults: tuple[Fault, ...]
    path: str | None

    def suits(self, path: str) -> bool:
        return self.path is None or self.path == path


class Faults:
    """The script: faults for the next request, and faults for every request.

    A request takes at most one entry of the queue, the first that suits its path, and
    every permanent entry that suits. Where two would decide the same thing, the queue wins.
    """

    def __init__(self) -> None:
        self._queue: list[_Scripted] = []
        self._permanent: list[_Scripted] = []
        self._holding = 0
        self._released = asyncio.Event()
        self._held = asyncio.Event()

    def once(self, *faults: Fault, path: str | None = None) -> None:
        """Appends to the queue: these faults together befall one request.

        Args:
            faults: none at all lets one request pass, so that a later one is struck.
            path: only a request for this exact path takes them.
        """
        self._queue.append(_Scripted(faults, path))

    def always(self, *faults: Fault, path: str | None = None) -> None:
        """Lets faults befall every request (for a path) until `clear`."""
        self._permanent.append(_Scripted(faults, path))

    def clear(self) -> None:
        """Forgets the script; what is being held stays held."""
        self._queue.clear()
        self._permanent.clear()

    def take(self, path: str) -> tuple[Fault, ...]:
        """Takes what the script has for a request."""
        taken: tuple[Fault, ...] = ()
        for position, scripted in enumerate(self._queue):
            if scripted.suits(path):
                taken = self._queue.pop(position).faults
                break
        lasting = (
            fault for entry in self._permanent if entry.suits(path) for fault in entry.faults
        )
        return (*taken, *lasting)

    @property
    def pending(self) -> int:
        """Entries of the queue that no request has taken yet."""
        return len(self._queue)

    @property
    def skew_ms(self) -> int:
        """How far the permanent faults push the clock for every path."""
        return sum(total_skew_ms(entry.faults) for entry in self._permanent if entry.path is None)

    @property
    def holding(self) -> int:
        """How many exchanges are being held now."""
        return self._holding

    async def hold(self) -> None:
        """Waits for the next `release`."""
        self._holding += 1
        self._held.set()
        self._held = asyncio.Event()
        try:
            await self._released.wait()
        finally:
            self._holding -= 1

    def release(self) -> int:
        """Lets everything held now go on.

        Returns:
            How many exchanges that was.
        """
        count = self._holding
        self._released.set()
        self._released = asyncio.Event()
        return count

    async def wait_for_holds(self, count: int) -> None:
        """Waits until at least ``count`` exchanges are being held."""
        while self._holding < count:
            await self._held.wait()


def _require(field: str, *, is_met: bool) -> None:
    if not is_met:
        raise ValueError(f"{field} is out of range")


def _fits_in_header(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and text == text.strip()
