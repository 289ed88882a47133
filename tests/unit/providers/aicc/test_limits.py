"""The limits of records and of further headers, at their edges and beyond."""

from __future__ import annotations

import pytest

from dialer.domain.errors import InputError
from dialer.providers.aicc.limits import (
    MAX_RECORDS_SPAN_MS,
    check_records_span,
)


def test_records_span_seven_days_and_no_more() -> None:
    check_records_span(5, 5 + MAX_RECORDS_SPAN_MS)
    for end_ms in (4, 6 + MAX_RECORDS_SPAN_MS):
        with pytest.raises(InputError) as caught:
            check_records_span(5, end_ms)
        assert caught.value.field == "end_ms"
