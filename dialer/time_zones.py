"""What time it is where a phone number is, by its range and the time zone database."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from dialer.domain.calling_rules import LocalTime

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

_log = logging.getLogger(__name__)
# A number takes some 70 µs: the window gets its turn between these.
_NUMBERS_A_TURN = 100
_MINUTES_AN_HOUR = 60


class NumberTimeZones:
    """Looks numbers up on a thread of its own, which ends with ``close``."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="zones")

    async def fetch_local_times(
        self, numbers: Sequence[str], *, at_ms: int
    ) -> Sequence[tuple[LocalTime, ...]]:
        """For each E.164 number the time in every zone its range may lie in.

        A number whose zones nobody knows has none.
        """
        loop = asyncio.get_running_loop()
        found: list[tuple[LocalTime, ...]] = []
        for start in range(0, len(numbers), _NUMBERS_A_TURN):
            some = tuple(numbers[start : start + _NUMBERS_A_TURN])
            found += await loop.run_in_executor(self._thread, _local_times, some, at_ms)
        return found

    def close(self) -> None:
        """Ends the thread; may be called twice."""
        self._thread.shutdown(wait=True)


def _local_times(numbers: Sequence[str], at_ms: int) -> list[tuple[LocalTime, ...]]:
    moment = datetime.fromtimestamp(at_ms / 1000, tz=UTC)
    shown: dict[tuple[str, ...], tuple[LocalTime, ...]] = {}
    found = []
    for e164 in numbers:
        zones = _zones_of(e164)
        if zones not in shown:
            shown[zones] = _times_in(zones, moment)
        found.append(shown[zones])
    return found


def _zones_of(e164: str) -> tuple[str, ...]:
    """Names of the zones a number's range may lie in; none where that is not known.

    A mobile number tells its country alone, so all zones of that count. Where several
    countries share a calling code, the range says which of them it is.
    """
    import phonenumbers  # noqa: PLC0415 - 16 ms; the window loads it after its first paint
    from phonenumbers import timezone  # noqa: PLC0415 - 8 ms, for those who set hours

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    region = phonenumbers.region_code_for_number(number)
    by_range: tuple[str, ...] = timezone.time_zones_for_geographical_number(number)
    zones = by_range
    main_region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    if region == main_region:
        zones = timezone.time_zones_for_number(number)
    zones = by_range if timezone.UNKNOWN_TIMEZONE in zones else zones
    return () if timezone.UNKNOWN_TIMEZONE in zones else tuple(zones)


def _times_in(zones: Sequence[str], moment: datetime) -> tuple[LocalTime, ...]:
    from zoneinfo import ZoneInfoNotFoundError  # noqa: PLC0415 - for those who set hours

    try:
        there = [(zone, moment.astimezone(_zone(zone))) for zone in zones]
    except ZoneInfoNotFoundError:
        # Nobody may be called at a time that nobody knows.
        _log.warning("The time zone database of this computer lacks one of %s", zones)
        return ()
    return tuple(
        LocalTime(zone, at.weekday(), at.hour * _MINUTES_AN_HOUR + at.minute) for zone, at in there
    )


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    return ZoneInfo(name)
