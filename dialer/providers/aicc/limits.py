"""What AICC takes in a query, checked before anything is sent."""

from __future__ import annotations

from dialer.domain.errors import InputError

MAX_RECORDS_SPAN_MS = 7 * 24 * 3600 * 1000


def check_records_span(start_ms: int, end_ms: int) -> None:
    """Refuses a span of records the provider would refuse.

    Raises:
        InputError: the span is longer than 7 days, or ends before it starts.
    """
    if end_ms < start_ms:
        raise InputError("end_ms", "The end lies before the start.")
    if end_ms - start_ms > MAX_RECORDS_SPAN_MS:
        raise InputError("end_ms", "Records are given for at most 7 days at a time.")
