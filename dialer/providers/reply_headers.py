"""What the headers of a reply say about time."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# The Date header counts whole seconds, so the true instant lies half a second later on average.
_DATE_HEADER_MIDDLE_MS = 500
_MAX_DIGITS = 9


def clock_offset_ms(date: str, local_ms: int) -> int | None:
    """Their clock minus ours, about ±500 ms.

    Args:
        date: the Date header.
        local_ms: our clock at the moment it stands for, ms since the epoch.
    """
    at = _parse_date(date)
    if at is None:
        return None
    return int(at.timestamp() * 1000) + _DATE_HEADER_MIDDLE_MS - local_ms


def retry_after_s(retry_after: str, date: str) -> float | None:
    """How long they ask to wait; None where they do not say.

    Args:
        retry_after: the Retry-After header: seconds, or the moment by their clock.
        date: the Date header: what their clock says now.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
        return float(text)
    until, now = _parse_date(text), _parse_date(date)
    if until is None or now is None:
        return None
    return max((until - now).total_seconds(), 0.0)


def _parse_date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # "-0000" gives a time without a zone, which is UTC by the mail standard.
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
