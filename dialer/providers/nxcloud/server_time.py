"""NXCLOUD's text times. No page states their zone; UTC+8, the provider's own, is assumed."""

from __future__ import annotations

import datetime as dt

SERVER_ZONE = dt.timezone(dt.timedelta(hours=8))
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
