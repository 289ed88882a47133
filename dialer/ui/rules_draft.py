"""The calling rules as they are typed, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dialer.domain.calling_rules import (
    MAX_CAP,
    MAX_RECENT_MINUTES,
    CallingHours,
    CallingRules,
    validated,
)
from dialer.domain.errors import InputError, InputErrors
from dialer.ui.error_text import translate
from dialer.ui.rule_words import hours_words, minute_words

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYWHERE = ""
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursDraft:
    """Hours as they are typed.

    Attributes:
        is_set: whether there are hours at all.
        start: a time of day, e.g. ``09:00``.
        end: the same; ``24:00`` is the end of the day.
        weekdays: 0 is Monday.
    """

    is_set: bool = False
    start: str = "09:00"
    end: str = "20:00"
    weekdays: frozenset[int] = CallingHours().weekdays


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesDraft:
    """Rules as they are typed; see CallingRules for what each means.

    Attributes:
        hours: by country; EVERYWHERE are all that have none of their own.
    """

    recent: str = ""
    asks_new_country: bool = True
    hourly_cap: str = ""
    daily_cap: str = ""
    allowed_regions: frozenset[str] = frozenset()
    hours: Mapping[str, HoursDraft] = field(default_factory=lambda: {EVERYWHERE: HoursDraft()})
    may_call_outside_hours: bool = False

    def read(self) -> CallingRules:
        """The rules that were typed.

        Raises:
            InputErrors: every field that cannot be used, those of hours with their country:
                ``hours_start:ID``.
        """
        problems: list[InputError] = []

        def number(name: str, text: str, most: int) -> int:
            if text.isdecimal() and int(text) <= most:
                return int(text)
            problems.append(
                InputError(
                    name, translate("rules", "Type a number from 0 to {most}.").format(most=most)
                )
            )
            return 0

        recent = number("recent", self.recent, MAX_RECENT_MINUTES)
        hourly = number("hourly_cap", self.hourly_cap, MAX_CAP)
        daily = number("daily_cap", self.daily_cap, MAX_CAP)
        hours = {}
        for region, typed in self.hours.items():
            try:
                hours[region] = _read_hours(typed, region)
            except InputError as error:
                problems.append(error)
        if problems:
            raise InputErrors(tuple(problems))
        everywhere = hours.pop(EVERYWHERE, None)
        return validated(
            CallingRules(
                recent_minutes=recent,
                asks_new_country=self.asks_new_country,
                allowed_regions=self.allowed_regions,
                hours=everywhere,
                hours_by_region=tuple(sorted(hours.items())),
                may_call_outside_hours=self.may_call_outside_hours,
                hourly_cap=hourly,
                daily_cap=daily,
            )
        )


def draft_of(rules: CallingRules) -> RulesDraft:
    """The rules as they would be typed."""
    hours = {EVERYWHERE: _draft_hours(rules.hours)}
    hours |= {region: _draft_hours(own) for region, own in rules.hours_by_region}
    return RulesDraft(
        recent=str(rules.recent_minutes),
        asks_new_country=rules.asks_new_country,
        hourly_cap=str(rules.hourly_cap),
        daily_cap=str(rules.daily_cap),
        allowed_regions=rules.allowed_regions,
        hours=hours,
        may_call_outside_hours=rules.may_call_outside_hours,
    )


def hours_summary(typed: HoursDraft) -> str:
    """Hours in a few words, as far as they can be read yet."""
    try:
        hours = _read_hours(typed, EVERYWHERE)
    except InputError:
        return "…"
    return translate("rules", "any time") if hours is None else hours_words(hours)


def _draft_hours(hours: CallingHours | None) -> HoursDraft:
    if hours is None:
        return HoursDraft()
    return replace(
        HoursDraft(is_set=True, weekdays=hours.weekdays),
        start=minute_words(hours.start_minute),
        end=minute_words(hours.end_minute),
    )


def _read_hours(typed: HoursDraft, region: str) -> CallingHours | None:
    if not typed.is_set:
        return None
    start = _read_time(typed.start, f"hours_start:{region}")
    end = _read_time(typed.end, f"hours_end:{region}")
    if end <= start:
        raise InputError(
            f"hours_end:{region}",
            translate("rules", "The end must come after the beginning, on the same day."),
        )
    if not typed.weekdays:
        raise InputError(
            f"hours_days:{region}", translate("rules", "Choose at least one day of the week.")
        )
    return CallingHours(start_minute=start, end_minute=end, weekdays=typed.weekdays)


def _read_time(text: str, field_name: str) -> int:
    found = _TIME.fullmatch(text.strip())
    minute = int(found[1]) * _MINUTES_AN_HOUR + int(found[2] or 0) if found else -1
    is_time = found is not None and int(found[2] or 0) < _MINUTES_AN_HOUR
    if not is_time or not 0 <= minute <= 24 * _MINUTES_AN_HOUR:
        raise InputError(field_name, translate("rules", "Type a time such as 09:00."))
    return minute
