"""The calls of one sandbox and where each stands by its clock; nothing rings."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.sandbox.aicc.two_way_numbers import Reached

if TYPE_CHECKING:
    from dialer.sandbox.aicc.two_way_numbers import Course

TO_BE_CALLED, CALLING, TALKING, ENDED = range(4)
_CALLING_AFTER_MS = 1_000
_AGENT_TALKS_AFTER_MS = 2_000
_CUSTOMER_RINGS_AFTER_MS = 2_500
_TALKING_AFTER_MS = 4_000
_RELEASED_AFTER_MS = 12_000
_MAX_CALLS = 10_000
# Serial numbers of the documents' size: beyond what a double can hold to the last digit.
_FIRST_SERIAL = 1_190_000_000_000_000_000
_SERIAL_SPREAD = 10**16


@dataclass(frozen=True, slots=True)
class Order:
    """The fields of a createCall request that passed; ``""`` for what was left out."""

    caller: str
    called: str
    call_data: str
    caller_present: str
    agent_present: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a call stands at one time.

    Attributes:
        state: 0 to be called, 1 calling, 2 talking, 3 ended.
        times: the documents' names for what has happened, to ms since 1970.
    """

    state: int
    times: dict[str, int]


@dataclass(frozen=True, slots=True)
class TwoWayCall:
    """A call the sandbox said yes to."""

    serial: int
    order: Order
    course: Course
    placed_ms: int
    is_ita: bool

    def at(self, now_ms: int) -> Moment:
        """Where it stands."""
        times = {name: when for name, when in self._plan().items() if when <= now_ms}
        return Moment(self._state_at(now_ms), times)

    def _state_at(self, now_ms: int) -> int:
        if now_ms >= self._ends_ms:
            return ENDED
        passed_ms = now_ms - self.placed_ms
        if passed_ms < _CALLING_AFTER_MS:
            return TO_BE_CALLED
        return CALLING if passed_ms < _TALKING_AFTER_MS else TALKING

    @property
    def _ends_ms(self) -> int:
        match self.course.reached:
            case Reached.QUEUE:
                after_ms = _CALLING_AFTER_MS
            case Reached.CUSTOMER_TALKS:
                after_ms = _RELEASED_AFTER_MS
            case _:
                after_ms = _TALKING_AFTER_MS
        return self.placed_ms + after_ms

    def _plan(self) -> dict[str, int]:
        """What happens when, as far as the call comes."""
        stages = (
            (Reached.QUEUE, "startTime", 0),
            (Reached.AGENT_RINGS, "agentAlertingTime", _CALLING_AFTER_MS),
            (Reached.AGENT_TALKS, "agentTalkingTime", _AGENT_TALKS_AFTER_MS),
            (Reached.CUSTOMER_RINGS, "alertingTime", _CUSTOMER_RINGS_AFTER_MS),
            (Reached.CUSTOMER_TALKS, "talkingTime", _TALKING_AFTER_MS),
        )
        plan = {
            name: self.placed_ms + after_ms
            for needed, name, after_ms in stages
            if self.course.reached >= needed
        }
        if self.course.reached >= Reached.AGENT_RINGS:
            plan["agentReleaseTime"] = self._ends_ms
        if self.course.reached >= Reached.CUSTOMER_RINGS:
            plan["releaseTime"] = self._ends_ms
        return {**plan, "endTime": self._ends_ms}


class TwoWayCalls:
    """The calls of one sandbox, the oldest dropped beyond a bound."""

    def __init__(self) -> None:
        self._calls: deque[TwoWayCall] = deque(maxlen=_MAX_CALLS)
        self._next_serial = _FIRST_SERIAL + secrets.randbelow(_SERIAL_SPREAD)

    def add(self, order: Order, course: Course, *, now_ms: int, is_ita: bool) -> TwoWayCall:
        """Keeps a call that was accepted now."""
        call = TwoWayCall(self._next_serial, order, course, now_ms, is_ita)
        self._next_serial += 1
        self._calls.append(call)
        return call

    def find(self, serial: str) -> TwoWayCall | None:
        """The kept call with a serial number."""
        return next((call for call in self._calls if str(call.serial) == serial), None)

    def newest_first(self) -> tuple[TwoWayCall, ...]:
        """The kept calls, the last accepted first."""
        return tuple(reversed(self._calls))
