"""Every documented limit of a two-way call, at its edge and beyond it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dialer.domain.calls import TwoWayRequest
from dialer.domain.errors import InputError
from dialer.domain.phone_number import PhoneNumber
from dialer.providers.aicc.limits import (
    MAX_RECORDS_SPAN_MS,
    check_headers,
    check_records_span,
    check_two_way,
)

if TYPE_CHECKING:
    from typing import Any

REQUEST = TwoWayRequest(agent_number="13800000001", callee=PhoneNumber("+12025550111"))


@pytest.mark.parametrize(
    "changes",
    [
        {"agent_number": "9" * 32},
        {"agent_number": "6001"},
        {"agent_id": "1"},
        {"agent_id": "59999"},
        {"call_data": "数" * 1024},
        {"customer_sees": "95500"},
        {"agent_sees": "12345678901234"},
        {"callback_url": "https://cb.example.com:8443/huawei/release"},
        {"callback_url": "http://192.0.2.1:80/a-b_c.d#e?f&g"},
    ],
)
def test_what_the_document_allows_passes(changes: dict[str, Any]) -> None:
    check_two_way(replace(REQUEST, **changes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agent_number": ""}, "caller"),
        ({"agent_number": "+13800000001"}, "caller"),
        ({"agent_number": "١٢٣"}, "caller"),
        ({"agent_number": "9" * 33}, "caller"),
        ({"agent_number": "123\n"}, "caller"),
        ({"callee": PhoneNumber("+" + "9" * 33)}, "callee"),
        ({"callee": PhoneNumber("")}, "callee"),
        ({"agent_id": "123456"}, "agent_id"),
        ({"agent_id": "A1"}, "agent_id"),
        ({"call_data": "数" * 1025}, "call_data"),
        ({"customer_sees": "+95500"}, "customer_sees"),
        ({"agent_sees": "9" * 33}, "agent_sees"),
        ({"callback_url": "ftp://cb.example.com/"}, "callback_url"),
        ({"callback_url": "cb.example.com"}, "callback_url"),
        ({"callback_url": "https://"}, "callback_url"),
        ({"callback_url": "https://cb.example.com/?a=1"}, "callback_url"),
        ({"callback_url": "https://cb.example.com/%20"}, "callback_url"),
        ({"callback_url": "https://u@cb.example.com/"}, "callback_url"),
        ({"callback_url": "https://cb.example.com/~a"}, "callback_url"),
        ({"callback_url": "https://cb.example.com/\n"}, "callback_url"),
    ],
)
def test_what_it_does_not_allow_names_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        check_two_way(replace(REQUEST, **changes))
    assert caught.value.field == field
    assert caught.value.problem.endswith(".")


def test_records_span_seven_days_and_no_more() -> None:
    check_records_span(5, 5 + MAX_RECORDS_SPAN_MS)
    for end_ms in (4, 6 + MAX_RECORDS_SPAN_MS):
        with pytest.raises(InputError) as caught:
            check_records_span(5, end_ms)
        assert caught.value.field == "end_ms"


def test_headers_that_can_be_sent() -> None:
    assert check_headers([("X-TenantSpaceID", "t 1")], field="extra_headers") == {
        "X-TenantSpaceID": "t 1"
    }


@pytest.mark.parametrize(
    "header",
    [
        ("", "a"),
        ("X A", "a"),
        ("X:", "a"),
        ("X-A", "a\r\nX-B: b"),
        ("X-A", "ä"),
        ("X-A", " a"),
        ("Content-Length", "0"),
        ("HOST", "elsewhere"),
    ],
)
def test_headers_that_cannot(header: tuple[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        check_headers([header], field="extra_headers")
    assert caught.value.field == "extra_headers"
