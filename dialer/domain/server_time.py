"""Text times of a provider that states no zone: UTC+8, its own, is assumed."""

from __future__ import annotations

import datetime as dt

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
SERVER_OFFSET_MS = 8 * HOUR_MS
_MS_PER_S = 1000


def find_server_clock_ms(text: str) -> int | None:
    """What a provider's clock showed, in ms since 1970 by that clock.

    Args:
        text: ``yyyy-MM-dd HH:mm:ss``, without a zone.

    Returns:
        None for anything else. Less ``SERVER_OFFSET_MS`` it is ms since the epoch, where
        the assumed zone is the right one.
    """
    try:
        shown = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if shown.tzinfo is not None:
        return None
    return int(shown.replace(tzinfo=dt.UTC).timestamp() * _MS_PER_S)


def server_days_of(start_ms: int, end_ms: int) -> tuple[int, ...]:
    """One instant of each day a span may lie in by the provider's clock.

    The zone of that clock is not stated: any between UTC and the assumed one is allowed for,
    so that a span near midnight in one of them is looked for on both days.

    Args:
        start_ms: ms since the epoch.
        end_ms: the same, not before it.

    Returns:
        Middays by the assumed zone in ms since the epoch, the earliest first.
    """
    first = start_ms // DAY_MS
    last = (end_ms + SERVER_OFFSET_MS) // DAY_MS
    midday = DAY_MS // 2 - SERVER_OFFSET_MS
    return tuple(day * DAY_MS + midday for day in range(first, last + 1))
