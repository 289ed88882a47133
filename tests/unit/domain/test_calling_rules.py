"""The calling rules: what may be set, and what they say against a number."""

from __future__ import annotations

import pytest

from dialer.domain.calling_rules import (
    MAX_CAP,
    MAX_RECENT_MINUTES,
    CallingHours,
    CallingRules,
    LocalTime,
    validated,
)
from dialer.domain.errors import InputErrors
from dialer.domain.guard import (
    Concern,
    ConcernKind,
    Waver,
    find_country_concern,
    find_hours_concern,
)
from dialer.domain.number_regions import is_in_regions
from dialer.domain.phone_number import PhoneNumber

OFFICE = CallingHours(start_minute=9 * 60, end_minute=18 * 60, weekdays=frozenset(range(5)))


def test_the_defaults_can_be_gone_by_and_forbid_nothing() -> None:
    rules = validated(CallingRules())
    assert rules.recent_ms == 10 * 60 * 1000
    assert find_country_concern(PhoneNumber("+88351000123456"), rules) is None
    assert find_hours_concern("ID", rules, ()) is None


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        (CallingRules(recent_minutes=-1), ["recent"]),
        (CallingRules(recent_minutes=MAX_RECENT_MINUTES + 1), ["recent"]),
        (CallingRules(allowed_regions=frozenset({"Kenya"})), ["countries"]),
        (CallingRules(hours=CallingHours(start_minute=600, end_minute=600)), ["hours"]),
        (CallingRules(hours=CallingHours(end_minute=1441)), ["hours"]),
        (CallingRules(hours=CallingHours(weekdays=frozenset())), ["hours"]),
        (CallingRules(hours=CallingHours(weekdays=frozenset({7}))), ["hours"]),
        (CallingRules(hours_by_region=(("xx", OFFICE),)), ["hours"]),
        (CallingRules(hours_by_region=(("ID", CallingHours(start_minute=-1)),)), ["hours"]),
        (CallingRules(hourly_cap=-1, daily_cap=MAX_CAP + 1), ["hourly_cap", "daily_cap"]),
    ],
)
def test_what_cannot_be_gone_by_is_refused_by_field(rules: CallingRules, fields: list[str]) -> None:
    with pytest.raises(InputErrors) as caught:
        validated(rules)
    assert [problem.field for problem in caught.value.problems] == fields


@pytest.mark.parametrize(
    ("minute", "weekday", "may"),
    [(539, 0, False), (540, 0, True), (1079, 4, True), (1080, 4, False), (600, 5, False)],
)
def test_hours_begin_with_their_first_minute_and_end_before_their_last(
    minute: int, weekday: int, *, may: bool
) -> None:
    local = LocalTime("Asia/Jakarta", weekday, minute)
    assert OFFICE.permit(local) is may
    concern = find_hours_concern("ID", CallingRules(hours=OFFICE), [local])
    assert (concern is None) is may


def test_a_number_of_several_zones_may_be_called_where_it_may_in_all() -> None:
    rules = CallingRules(hours=OFFICE)
    early, day = LocalTime("Asia/Jakarta", 0, 8 * 60), LocalTime("Asia/Jayapura", 0, 10 * 60)
    assert find_hours_concern("ID", rules, [day, day]) is None
    concern = find_hours_concern("ID", rules, [early, day])
    assert concern is not None
    assert concern.local_times == (early,)
    assert concern.hours == OFFICE


def test_a_time_nobody_knows_is_no_permitted_one() -> None:
    concern = find_hours_concern("", CallingRules(hours=OFFICE), ())
    assert concern is not None
    assert concern.local_times == ()


def test_a_country_goes_by_its_own_hours_alone() -> None:
    night = LocalTime("Asia/Jakarta", 6, 23 * 60)
    always = CallingRules(hours=OFFICE, hours_by_region=(("ID", None),))
    assert find_hours_concern("ID", always, [night]) is None
    assert find_hours_concern("MY", always, [night]) is not None
    only = CallingRules(hours_by_region=(("ID", OFFICE),))
    assert only.has_hours
    assert not CallingRules(hours_by_region=(("ID", None),)).has_hours
    assert find_hours_concern("ID", only, [night]) is not None
    assert find_hours_concern("MY", only, [night]) is None


@pytest.mark.parametrize(("may", "waver"), [(False, Waver.NOBODY), (True, Waver.AGENT)])
def test_only_the_setting_lets_an_agent_call_outside_the_hours(waver: Waver, *, may: bool) -> None:
    rules = CallingRules(hours=OFFICE, may_call_outside_hours=may)
    concern = find_hours_concern("ID", rules, ())
    assert concern is not None
    assert concern.waver is waver
    assert concern.blocks is (waver is Waver.NOBODY)
    assert not concern.is_about_number


def test_every_kind_says_who_may_wave_it_through() -> None:
    nobody = {kind for kind in ConcernKind if Concern(kind).waver is Waver.NOBODY}
    assert nobody == {
        ConcernKind.PREMIUM_NUMBER,
        ConcernKind.EMERGENCY_OR_SHORT,
        ConcernKind.DO_NOT_CALL,
        ConcernKind.COUNTRY_NOT_ALLOWED,
        ConcernKind.OUTSIDE_HOURS,
        ConcernKind.HOURLY_CAP,
        ConcernKind.DAILY_CAP,
        ConcernKind.IN_FLIGHT,
        ConcernKind.PROVIDER_BUSY,
        ConcernKind.CLOCK_MUST_BE_SET,
    }


@pytest.mark.parametrize(
    ("e164", "regions", "is_in"),
    [
        ("+6281234567890", {"ID"}, True),
        ("+6281234567890", {"MY", "US"}, False),
        ("+12025550111", {"US"}, True),
        ("+18765550111", {"US"}, False),
        ("+18762108733", {"JM"}, True),
        ("+442079460000", {"GB"}, True),
        ("+441481960194", {"GB"}, False),
        ("+441481960194", {"GG"}, True),
        ("+88351000123456", {"ID", "US"}, False),
        ("+80012345678", {"ID"}, False),
    ],
)
def test_a_shared_calling_code_is_told_apart_by_range(
    e164: str, regions: set[str], *, is_in: bool
) -> None:
    assert is_in_regions(e164, regions) is is_in
    concern = find_country_concern(
        PhoneNumber(e164), CallingRules(allowed_regions=frozenset(regions))
    )
    assert (concern is None) is is_in
