"""The checks that run in the sending layer before every call."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.calls import Call, CallState
from dialer.domain.number_regions import is_in_regions
from dialer.domain.phone_number import NumberKind, PhoneNumber, is_emergency_or_short, region_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dialer.domain.calling_rules import CallingHours, CallingRules, LocalTime

RECENT_MS = 10 * 60 * 1000
# Listed by the person's own contacts; the reason is then the contact's title.
CONTACTS = "contacts"


class ConcernKind(enum.StrEnum):
    """What may speak against a call."""

    PREMIUM_NUMBER = "premium_number"
    EMERGENCY_OR_SHORT = "emergency_or_short"
    DO_NOT_CALL = "do_not_call"
    COUNTRY_NOT_ALLOWED = "country_not_allowed"
    OUTSIDE_HOURS = "outside_hours"
    HOURLY_CAP = "hourly_cap"
    DAILY_CAP = "daily_cap"
    IN_FLIGHT = "in_flight"
    UNKNOWN_OUTCOME = "unknown_outcome"
    CALLED_RECENTLY = "called_recently"
    IN_TASK = "in_task"
    NEW_COUNTRY = "new_country"
    FROM_OUTSIDE = "from_outside"
    PROVIDER_BUSY = "provider_busy"
    CLOCK_OFF = "clock_off"
    CLOCK_MUST_BE_SET = "clock_must_be_set"


# These pass, or are mended at this computer: no call was attempted, so none is recorded.
_PASSING = frozenset(
    {
        ConcernKind.IN_FLIGHT,
        ConcernKind.PROVIDER_BUSY,
        ConcernKind.CLOCK_MUST_BE_SET,
        ConcernKind.OUTSIDE_HOURS,
        ConcernKind.HOURLY_CAP,
        ConcernKind.DAILY_CAP,
    }
)
_BLOCKING = _PASSING | {
    ConcernKind.PREMIUM_NUMBER,
    ConcernKind.EMERGENCY_OR_SHORT,
    ConcernKind.DO_NOT_CALL,
    ConcernKind.COUNTRY_NOT_ALLOWED,
}


class Waver(enum.StrEnum):
    """Who may wave a concern through, so that the call is placed nevertheless."""

    AGENT = "agent"
    NOBODY = "nobody"


class NumberSource(enum.StrEnum):
    """How a number came into the field."""

    TYPED = "typed"
    LINK = "link"
    CLIPBOARD = "clipboard"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing that speaks against a call.

    Attributes:
        kind: what it is.
        earlier: the call it stems from, where there is one.
        amount_ms: how long the provider is busy; or the provider's clock minus ours.
        listed_by: what the do-not-call list is called that holds the number, or CONTACTS.
        list_reason: why it does, in the words of who listed it; may be empty.
        source: where the number came from, if not from the person.
        region: ISO 3166-1 alpha-2 code of the country it is about; ``""`` for none.
        local_times: what the clocks show where the number may be, where that is known.
        hours: when people there may be called.
        cap: how many calls are allowed.
        next_ms: when the next one is, in ms since the epoch.
        task_name: the outbound task the number is in.
        ruled_waver: who may wave it through, where a rule says so and not its kind alone.
    """

    kind: ConcernKind
    earlier: Call | None = None
    amount_ms: int | None = None
    listed_by: str = ""
    list_reason: str = ""
    source: NumberSource = NumberSource.TYPED
    region: str = ""
    local_times: tuple[LocalTime, ...] = ()
    hours: CallingHours | None = None
    cap: int = 0
    next_ms: int | None = None
    task_name: str = ""
    ruled_waver: Waver | None = None

    @property
    def waver(self) -> Waver:
        """Who may wave it through."""
        if self.ruled_waver is not None:
            return self.ruled_waver
        return Waver.NOBODY if self.kind in _BLOCKING else Waver.AGENT

    @property
    def blocks(self) -> bool:
        """True where nobody may wave it through."""
        return self.waver is Waver.NOBODY

    @property
    def is_about_number(self) -> bool:
        """True where it blocks this number for good."""
        return self.blocks and self.kind not in _PASSING


def find_concerns(
    callee: PhoneNumber,
    *,
    earlier_calls: Iterable[Call],
    now_ms: int,
    rang_nobody: Callable[[Call], bool],
    source: NumberSource = NumberSource.TYPED,
    do_not_call: tuple[str, str] | None = None,
    recent_ms: int = RECENT_MS,
) -> tuple[Concern, ...]:
    """Lists what speaks against calling a number now.

    Args:
        callee: the number.
        earlier_calls: calls to the same number, the newest first.
        now_ms: ms since the epoch.
        rang_nobody: tells of an earlier call whether its outcome proves that no phone rang.
        source: how the number came into the field.
        do_not_call: source and reason, where the number is on a do-not-call list.
        recent_ms: for how long a number that was called is asked about.

    Returns:
        Blocking concerns first; empty where nothing speaks against the call.
    """
    concerns = find_number_concerns(callee)
    if do_not_call is not None:
        listed_by, reason = do_not_call
        concerns.append(Concern(ConcernKind.DO_NOT_CALL, listed_by=listed_by, list_reason=reason))
    concerns += _concerns_about_earlier(list(earlier_calls), now_ms, rang_nobody, recent_ms)
    if source is not NumberSource.TYPED:
        concerns.append(Concern(ConcernKind.FROM_OUTSIDE, source=source))
    return tuple(sorted(concerns, key=lambda concern: not concern.blocks))


def find_country_concern(callee: PhoneNumber, rules: CallingRules) -> Concern | None:
    """What the list of countries that may be called says against a number."""
    if not rules.allowed_regions or is_in_regions(callee.e164, rules.allowed_regions):
        return None
    return Concern(ConcernKind.COUNTRY_NOT_ALLOWED, region=region_of(callee))


def find_hours_concern(
    region: str, rules: CallingRules, local_times: Sequence[LocalTime]
) -> Concern | None:
    """What the permitted hours say against calling somebody now.

    Args:
        region: ISO 3166-1 alpha-2 code of the number's country.
        rules: the hours.
        local_times: in every time zone the number may be in. The call is permitted where
            it is in all of them; where none is known, nobody can say that it is.
    """
    hours = rules.hours_of(region)
    if hours is None:
        return None
    outside = tuple(local for local in local_times if not hours.permit(local))
    if local_times and not outside:
        return None
    return Concern(
        ConcernKind.OUTSIDE_HOURS,
        region=region,
        local_times=outside,
        hours=hours,
        ruled_waver=Waver.AGENT if rules.may_call_outside_hours else Waver.NOBODY,
    )


def find_number_concerns(callee: PhoneNumber) -> list[Concern]:
    """What speaks against a number whoever calls it, and whenever."""
    concerns: list[Concern] = []
    if callee.kind is NumberKind.PREMIUM:
        concerns.append(Concern(ConcernKind.PREMIUM_NUMBER))
    if is_emergency_or_short(_national_digits(callee), callee.region):
        concerns.append(Concern(ConcernKind.EMERGENCY_OR_SHORT))
    return concerns


def _concerns_about_earlier(
    calls: Sequence[Call], now_ms: int, rang_nobody: Callable[[Call], bool], recent_ms: int
) -> list[Concern]:
    sending = next((c for c in calls if c.state is CallState.REQUESTING), None)
    if sending is not None:
        return [Concern(ConcernKind.IN_FLIGHT, sending)]
    concerns = []
    unknown = next((c for c in calls if c.is_unresolved), None)
    if unknown is not None:
        concerns.append(Concern(ConcernKind.UNKNOWN_OUTCOME, unknown))
    rang = next((c for c in calls if c is not unknown and not rang_nobody(c)), None)
    if rang is not None and now_ms - rang.started_ms < recent_ms:
        concerns.append(Concern(ConcernKind.CALLED_RECENTLY, rang))
    return concerns


def _national_digits(number: PhoneNumber) -> str:
    import phonenumbers  # noqa: PLC0415 - 16 ms; the window loads it after its first paint

    return phonenumbers.national_significant_number(phonenumbers.parse(number.e164, None))
