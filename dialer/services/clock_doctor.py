"""How far this computer's clock is off, by what providers' replies say, and what to do about it."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, field
from statistics import median_low
from typing import TYPE_CHECKING

from dialer.domain.guard import Concern, ConcernKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.exchanges import ExchangeReport
    from dialer.domain.policy import Policy
    from dialer.domain.ports import Clock

_log = logging.getLogger(__name__)
_SAMPLES = 8
# Time services nudge a clock by less than this between two looks; people and waking from
# sleep move it by more.
_JUMP_MS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """What is known of this computer's clock beside one account's provider.

    Attributes:
        offset_ms: provider clock minus ours; None where nothing is known.
        limit_ms: how far the clocks may differ before the provider refuses requests;
            None where it does not look.
        uses_provider_time: requests are signed with the provider's time.
        is_allowed: the organisation allows that.
        policy_problem: what is wrong with the organisation's policy file, or ``""``.
    """

    offset_ms: int | None = None
    limit_ms: int | None = None
    uses_provider_time: bool = False
    is_allowed: bool = True
    policy_problem: str = ""

    @property
    def is_beyond_limit(self) -> bool:
        """True where the provider would refuse a request signed with this computer's time."""
        return (
            self.limit_ms is not None
            and self.offset_ms is not None
            and abs(self.offset_ms) > self.limit_ms
        )

    @property
    def may_start(self) -> bool:
        """True where provider time is allowed, not in use, and would help."""
        return self.is_allowed and not self.uses_provider_time and self.is_beyond_limit


@dataclass(frozen=True, slots=True)
class _Sample:
    offset_ms: int
    round_trip_ms: int


@dataclass(slots=True)
class _Patient:
    """One account's samples, the oldest dropped.

    Attributes:
        wall_lead_ms: the wall clock minus the monotonic one, when last looked at.
    """

    samples: deque[_Sample] = field(default_factory=lambda: deque(maxlen=_SAMPLES))
    wall_lead_ms: int = 0
    limit_ms: int | None = None
    uses_provider_time: bool = False

    @property
    def offset_ms(self) -> int | None:
        """The median of the quicker half: a slow reply's time is known less well."""
        if not self.samples:
            return None
        by_speed = sorted(self.samples, key=lambda sample: sample.round_trip_ms)
        quicker = by_speed[: (len(by_speed) + 1) // 2]
        return median_low(sample.offset_ms for sample in quicker)


class ClockDoctor:
    """Learns the offset from every exchange, one estimate an account, in memory alone.

    Args:
        clock: this computer's clocks.
        policy: whether the provider's time may be used.
    """

    def __init__(self, clock: Clock, policy: Policy) -> None:
        self._clock = clock
        self._policy = policy
        self._patients: dict[str, _Patient] = {}
        self._listeners: list[Callable[[str], None]] = []

    def listen(self, listener: Callable[[str], None]) -> None:
        """Has the id of an account told each time what is known of it may have changed."""
        self._listeners.append(listener)

    def hear(self, report: ExchangeReport) -> None:
        """Takes note of an exchange."""
        patient = self._look_at(report.account_id)
        patient.limit_ms = report.clock_limit_ms
        if report.clock_offset_ms is not None:
            patient.samples.append(_Sample(report.clock_offset_ms, report.round_trip_ms))
        self._tell(report.account_id)

    def believe(self, account_id: str, offset_ms: int) -> None:
        """Takes the time of a reply that refused a request for its time as the only one known.

        What earlier replies said is disproven by the refusal.
        """
        patient = self._look_at(account_id)
        patient.samples.clear()
        patient.samples.append(_Sample(offset_ms, 0))
        self._tell(account_id)

    def get_state(self, account_id: str) -> ClockState:
        """What is known of the clock beside an account's provider."""
        patient = self._look_at(account_id)
        return ClockState(
            offset_ms=patient.offset_ms,
            limit_ms=patient.limit_ms,
            uses_provider_time=patient.uses_provider_time,
            is_allowed=self._policy.allows_provider_time,
            policy_problem=self._policy.problem,
        )

    def use_provider_time(self, account_id: str) -> None:
        """Has an account's requests signed with the provider's time until the program ends.

        The journal keeps this computer's time. Nothing happens where the organisation
        forbids it.
        """
        if self._policy.allows_provider_time:
            self._switch(account_id, is_on=True)

    def stop_using_provider_time(self, account_id: str) -> None:
        """Has an account's requests signed with this computer's time again."""
        self._switch(account_id, is_on=False)

    def find_concerns(self, account_id: str) -> tuple[Concern, ...]:
        """What speaks against a call through the account now: a clock too far off."""
        state = self.get_state(account_id)
        if state.uses_provider_time or not state.is_beyond_limit:
            return ()
        kind = ConcernKind.CLOCK_OFF if state.is_allowed else ConcernKind.CLOCK_MUST_BE_SET
        return (Concern(kind, amount_ms=state.offset_ms),)

    def signing_offset_ms(self, account_id: str) -> int:
        """What is added to this computer's time in an account's signatures."""
        patient = self._look_at(account_id)
        return (patient.offset_ms or 0) if patient.uses_provider_time else 0

    def _switch(self, account_id: str, *, is_on: bool) -> None:
        self._look_at(account_id).uses_provider_time = is_on
        _log.info("Provider time for account %s: %s", account_id, "on" if is_on else "off")
        self._tell(account_id)

    def _look_at(self, account_id: str) -> _Patient:
        """An account's samples, without those from before a jump of the wall clock."""
        patient = self._patients.setdefault(account_id, _Patient())
        lead_ms = self._clock.now_ms() - self._clock.monotonic_ms()
        if abs(lead_ms - patient.wall_lead_ms) > _JUMP_MS:
            patient.samples.clear()
        patient.wall_lead_ms = lead_ms
        return patient

    def _tell(self, account_id: str) -> None:
        for listener in self._listeners:
            listener(account_id)


class SigningClock:
    """Implements Clock for signatures: this computer's time, or the provider's.

    Args:
        clock: this computer's clocks.
        doctor: knows which, and by how much they differ.
        account_id: whose requests are signed.
    """

    def __init__(self, clock: Clock, doctor: ClockDoctor, *, account_id: str) -> None:
        self._clock = clock
        self._doctor = doctor
        self._account_id = account_id

    def now_ms(self) -> int:
        """The time to sign with, ms since the epoch."""
        return self._clock.now_ms() + self._doctor.signing_offset_ms(self._account_id)

    def monotonic_ms(self) -> int:
        """A clock that never jumps, in ms from an arbitrary start."""
        return self._clock.monotonic_ms()
