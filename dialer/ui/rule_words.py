"""The words for what the calling rules and the running tasks say against a call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from dialer.domain.calling_rules import MINUTES_A_DAY, WEEKDAYS, CallingHours, LocalTime
from dialer.domain.guard import Concern, ConcernKind

if TYPE_CHECKING:
    from collections.abc import Collection

# Named as lupdate knows it.
translate = QCoreApplication.translate

CONCERNS = frozenset(
    {
        ConcernKind.COUNTRY_NOT_ALLOWED,
        ConcernKind.OUTSIDE_HOURS,
        ConcernKind.HOURLY_CAP,
        ConcernKind.DAILY_CAP,
        ConcernKind.IN_TASK,
        ConcernKind.NEW_COUNTRY,
    }
)
_MINUTES_AN_HOUR = 60
# So many times are listed one by one; of more, the first and the last are told.
_LISTED_TIMES = 3
_DAYS_A_WEEK = 7


def concern_sentence(concern: Concern) -> str:
    """What a rule or a task says against a call."""
    country = _country(concern.region)
    if concern.kind is ConcernKind.OUTSIDE_HOURS:
        return _outside_hours(concern, country)
    if concern.kind in {ConcernKind.HOURLY_CAP, ConcernKind.DAILY_CAP}:
        return _cap(concern)
    return {
        ConcernKind.COUNTRY_NOT_ALLOWED: translate(
            "rules", "Calls to {country} are not allowed. Settings, Calling lists what is."
        ),
        ConcernKind.IN_TASK: translate(
            "rules",
            "The task “{task}” was sent with this number and may be calling it. Two calls"
            " could ring at once.",
        ),
        ConcernKind.NEW_COUNTRY: translate(
            "rules", "This account has not called {country} before. Check the country code."
        ),
    }[concern.kind].format(country=country, task=concern.task_name)


def _country(region: str) -> str:
    if not region:
        return translate("rules", "numbers of no country")
    name = QLocale.territoryToString(QLocale.codeToTerritory(region))
    is_known = QLocale.codeToTerritory(region) != QLocale.Country.AnyTerritory
    return name if is_known else region


def _outside_hours(concern: Concern, country: str) -> str:
    if concern.local_times:
        there = translate("rules", "It is {times} there.").format(times=_times(concern.local_times))
    else:
        there = translate("rules", "Nobody knows what time it is where this number is.")
    if concern.hours is None:
        return there
    permitted = translate("rules", "Calls to {country} are permitted {hours}.").format(
        country=country, hours=hours_words(concern.hours)
    )
    return f"{there} {permitted}"


def _times(local_times: Collection[LocalTime]) -> str:
    # By day, too: just after midnight is another day, and maybe a Sunday.
    moments = sorted({(local.weekday, local.minute) for local in local_times})
    if {weekday for weekday, _minute in moments} == {0, _DAYS_A_WEEK - 1}:
        # Sunday night and Monday morning: the week begins in between.
        moments.sort(key=lambda moment: (moment[0] == 0, moment[1]))
    listed = [f"{day_words(weekday)} {minute_words(minute)}" for weekday, minute in moments]
    if len(listed) == 1:
        return listed[0]
    if len(listed) <= _LISTED_TIMES:
        start, last = ", ".join(listed[:-1]), listed[-1]
        return translate("rules", "{first} or {last}").format(first=start, last=last)
    return translate("rules", "between {first} and {last}").format(first=listed[0], last=listed[-1])


def _cap(concern: Concern) -> str:
    sentence = (
        translate("rules", "This account has placed {cap} calls in the last hour, as many as set.")
        if concern.kind is ConcernKind.HOURLY_CAP
        else translate("rules", "This account has placed {cap} calls in 24 hours, as many as set.")
    ).format(cap=concern.cap)
    if concern.next_ms is None:
        return sentence
    at = QDateTime.fromMSecsSinceEpoch(concern.next_ms)
    time = at.toString("HH:mm:ss")
    if at.date() != QDate.currentDate():
        time = f"{QLocale().toString(at.date(), 'd MMM')} {time}"
    return (
        sentence + " " + translate("rules", "The next one is possible at {time}.").format(time=time)
    )


def minute_words(minute: int) -> str:
    """A time of day, e.g. ``09:00``; the end of the day is ``24:00``."""
    hours, minutes = divmod(minute, _MINUTES_AN_HOUR)
    return f"{hours:02}:{minutes:02}"


def day_words(weekday: int) -> str:
    """A day of the week in short; 0 is Monday."""
    return QLocale().dayName(weekday + 1, QLocale.FormatType.ShortFormat)


def hours_words(hours: CallingHours) -> str:
    """When people may be called, e.g. ``09:00 to 20:00, Mon to Fri``."""
    is_all_day = (hours.start_minute, hours.end_minute) == (0, MINUTES_A_DAY)
    span = (
        translate("rules", "all day")
        if is_all_day
        else translate("rules", "{start} to {end}").format(
            start=minute_words(hours.start_minute), end=minute_words(hours.end_minute)
        )
    )
    days = days_words(hours.weekdays)
    return f"{span}, {days}" if days else span


def days_words(weekdays: Collection[int]) -> str:
    """Days of the week, e.g. ``Mon to Fri``; ``""`` for all of them."""
    if set(weekdays) == WEEKDAYS:
        return ""
    ordered = sorted(weekdays)
    is_run = ordered == list(range(ordered[0], ordered[-1] + 1)) if ordered else False
    if is_run and len(ordered) > 2:  # noqa: PLR2004 - two days are named
        first, last = day_words(ordered[0]), day_words(ordered[-1])
        return translate("rules", "{first} to {last}").format(first=first, last=last)
    return ", ".join(day_words(weekday) for weekday in ordered)
