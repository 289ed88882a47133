"""NXCLOUD's text times, in the zone that is assumed for them."""

from __future__ import annotations

import datetime as dt

from dialer.domain.server_time import SERVER_OFFSET_MS

SERVER_ZONE = dt.timezone(dt.timedelta(milliseconds=SERVER_OFFSET_MS))
_MS_PER_S = 1000


def server_day(when_ms: int) -> str:
    """The provider's day an instant lies in, ``yyyy-MM-dd``."""
    return _local(when_ms).date().isoformat()


def server_text(when_ms: int) -> str:
    """An instant as ``yyyy-MM-dd HH:mm:ss`` by the provider's clock."""
    return _local(when_ms).strftime("%Y-%m-%d %H:%M:%S")


def span_seconds(start_ms: int, end_ms: int) -> tuple[int, int]:
    """A span in whole seconds, never shorter than the one in ms."""
    return start_ms // _MS_PER_S, -(-end_ms // _MS_PER_S)


def _local(when_ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(when_ms / _MS_PER_S, tz=SERVER_ZONE)
