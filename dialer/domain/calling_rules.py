"""What an organisation wants of every call: hours, countries, how many, how soon again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError, InputErrors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MINUTES_A_DAY = 24 * 60
MAX_RECENT_MINUTES = MINUTES_A_DAY
MAX_CAP = 100_000
WEEKDAYS = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))

_MS_A_MINUTE = 60_000
_REGION = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the clock and the calendar show in one time zone.

    Attributes:
        zone: its name in the time zone database, e.g. ``Asia/Jakarta``.
        weekday: 0 is Monday.
        minute: minutes since midnight.
    """

    zone: str
    weekday: int
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingHours:
    """When people may be called, by their own clock.

    Attributes:
        start_minute: the first minute that is permitted, since midnight.
        end_minute: the first that no longer is; 1440 is midnight.
        weekdays: on which days; 0 is Monday.
    """

    start_minute: int = 9 * 60
    end_minute: int = 20 * 60
    weekdays: frozenset[int] = WORKING_DAYS

    def permit(self, local: LocalTime) -> bool:
        """Tells whether a person may be called at a time of theirs."""
        is_open = self.start_minute <= local.minute < self.end_minute
        return is_open and local.weekday in self.weekdays


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingRules:
    """The rules the guard goes by. The defaults forbid nothing.

    Attributes:
        recent_minutes: for how long a number that was called is asked about; 0 is never.
        asks_new_country: whether the first call of an account to a country is asked about.
        allowed_regions: ISO 3166-1 alpha-2 codes of the countries that may be called;
            empty for all.
        hours: when people may be called; None for any time.
        hours_by_region: the same for single countries, which then go by nothing else, in
            the order of their codes; None for any time.
        may_call_outside_hours: whether an agent may call outside the hours after a
            question. A task never does: it calls many people who were not looked at.
        hourly_cap: calls through one account in any 60 minutes; 0 for no limit.
        daily_cap: the same in any 24 hours.
    """

    recent_minutes: int = 10
    asks_new_country: bool = True
    allowed_regions: frozenset[str] = frozenset()
    hours: CallingHours | None = None
    hours_by_region: tuple[tuple[str, CallingHours | None], ...] = ()
    may_call_outside_hours: bool = False
    hourly_cap: int = 0
    daily_cap: int = 0

    @property
    def recent_ms(self) -> int:
        """For how long a number that was called is asked about, in ms."""
        return self.recent_minutes * _MS_A_MINUTE

    @property
    def has_hours(self) -> bool:
        """True where the time of somebody decides whether they may be called."""
        return self.hours is not None or any(hours for _region, hours in self.hours_by_region)

    def hours_of(self, region: str) -> CallingHours | None:
        """When people of a country may be called; None for any time."""
        return dict(self.hours_by_region).get(region, self.hours)


def validated(rules: CallingRules) -> CallingRules:
    """The rules, once they can be gone by.

    Raises:
        InputErrors: every value that cannot be used, by the name of its field.
    """
    problems = tuple(_find_problems(rules))
    if problems:
        raise InputErrors(problems)
    return rules


def _find_problems(rules: CallingRules) -> Iterator[InputError]:
    if not 0 <= rules.recent_minutes <= MAX_RECENT_MINUTES:
        yield InputError("recent", f"Type minutes from 0 to {MAX_RECENT_MINUTES}; 0 never asks.")
    if not _are_regions(rules.allowed_regions):
        yield InputError("countries", "Choose countries from the list.")
    if not _are_regions(region for region, _hours in rules.hours_by_region):
        yield InputError("hours", "Choose countries from the list.")
    for hours in (rules.hours, *(own for _region, own in rules.hours_by_region)):
        if hours is not None:
            yield from _find_hours_problems(hours)
    for field, cap in (("hourly_cap", rules.hourly_cap), ("daily_cap", rules.daily_cap)):
        if not 0 <= cap <= MAX_CAP:
            yield InputError(field, f"Type a number from 0 to {MAX_CAP:,}; 0 is no limit.")


def _find_hours_problems(hours: CallingHours) -> Iterator[InputError]:
    if not 0 <= hours.start_minute < hours.end_minute <= MINUTES_A_DAY:
        yield InputError("hours", "The end must come after the beginning, on the same day.")
    if not hours.weekdays or not hours.weekdays <= WEEKDAYS:
        yield InputError("hours", "Choose at least one day of the week.")


def _are_regions(regions: Iterable[str]) -> bool:
    return all(_REGION.fullmatch(region) for region in regions)
