"""What time it is where a number is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from dialer.domain.calling_rules import LocalTime
from dialer.time_zones import NumberTimeZones

# A Tuesday in winter of the north.
MOMENT_MS = round(datetime(2026, 1, 13, 15, 40, tzinfo=UTC).timestamp() * 1000)
SUMMER_MS = round(datetime(2026, 7, 14, 15, 40, tzinfo=UTC).timestamp() * 1000)


def times_of(*numbers: str, at_ms: int = MOMENT_MS) -> list[tuple[LocalTime, ...]]:
    async def ask() -> list[tuple[LocalTime, ...]]:
        zones = NumberTimeZones()
        try:
            return list(await zones.fetch_local_times(numbers, at_ms=at_ms))
        finally:
            zones.close()
            zones.close()

    return asyncio.run(ask())


def test_a_range_in_one_zone_has_one_time() -> None:
    assert times_of("+622150001234") == [(LocalTime("Asia/Jakarta", 1, 22 * 60 + 40),)]


def test_summer_time_counts() -> None:
    winter, summer = times_of("+442079460000"), times_of("+442079460000", at_ms=SUMMER_MS)
    assert winter == [(LocalTime("Europe/London", 1, 15 * 60 + 40),)]
    assert summer == [(LocalTime("Europe/London", 1, 16 * 60 + 40),)]


def test_it_may_be_another_day_there() -> None:
    ((auckland, *_others),) = times_of("+6493001234")
    assert (auckland.zone, auckland.weekday) == ("Pacific/Auckland", 2)


@pytest.mark.parametrize(
    ("e164", "zones"),
    [
        ("+34600123456", {"Europe/Madrid", "Atlantic/Canary"}),
        ("+34912345678", {"Europe/Madrid"}),
        ("+12505550111", {"America/Vancouver"}),
        ("+14734031234", {"America/Grenada"}),
        ("+77710001234", {"Asia/Almaty", "Asia/Aqtobe"}),
        ("+88351000123456", set()),
        ("+80012345678", set()),
    ],
)
def test_a_range_may_lie_in_several_zones_or_in_none_that_is_known(
    e164: str, zones: set[str]
) -> None:
    (times,) = times_of(e164)
    assert {local.zone for local in times} == zones


def test_a_mobile_number_tells_its_country_alone() -> None:
    (times,) = times_of("+79161234567")
    assert {"Europe/Moscow", "Asia/Kamchatka"} <= {local.zone for local in times}


def test_thousands_of_numbers_come_in_their_order() -> None:
    numbers = [f"+62215000{n:04}" if n % 2 else f"+44207946{n:04}" for n in range(950)]
    found = times_of(*numbers)
    assert [times[0].zone for times in found[:3]] == [
        "Europe/London",
        "Asia/Jakarta",
        "Europe/London",
    ]
    assert len(found) == 950


def test_every_zone_of_the_number_ranges_is_in_the_database() -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - costs, and only this test needs it

    from phonenumbers.tzdata import TIMEZONE_DATA  # noqa: PLC0415 - the same

    for zone in {zone for zones in TIMEZONE_DATA.values() for zone in zones}:
        assert ZoneInfo(zone).key == zone
