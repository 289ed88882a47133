"""What a reply's headers say about time."""

from __future__ import annotations

import pytest

from dialer.providers.reply_headers import clock_offset_ms, retry_after_s

DATE = "Tue, 15 Nov 1994 08:12:31 GMT"
DATE_MS = 784_887_151_000


@pytest.mark.parametrize(
    ("date", "local_ms", "offset_ms"),
    [
        (DATE, DATE_MS, 500),
        (DATE, DATE_MS - 180_000, 180_500),
        ("Tue, 15 Nov 1994 08:12:31 -0000", DATE_MS, 500),
        ("Tue, 15 Nov 1994 10:12:31 +0200", DATE_MS, 500),
        ("", DATE_MS, None),
        ("yesterday", DATE_MS, None),
        ("Tue, 15 Nov 99999999999999999999 08:12:31 GMT", DATE_MS, None),
    ],
)
def test_the_offset_comes_from_the_date(date: str, local_ms: int, offset_ms: int | None) -> None:
    assert clock_offset_ms(date, local_ms) == offset_ms


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("8", DATE, 8.0),
        (" 0 ", "", 0.0),
        ("Tue, 15 Nov 1994 08:13:31 GMT", DATE, 60.0),
        ("Tue, 15 Nov 1994 08:11:31 GMT", DATE, 0.0),
        ("Tue, 15 Nov 1994 08:13:31 GMT", "", None),
        ("", DATE, None),
        ("soon", DATE, None),
        ("-3", DATE, None),
        ("9" * 400, DATE, None),
        ("²", DATE, None),
    ],
)
def test_the_wait_comes_as_seconds_or_as_a_moment(
    retry_after: str, date: str, seconds: float | None
) -> None:
    assert retry_after_s(retry_after, date) == seconds
