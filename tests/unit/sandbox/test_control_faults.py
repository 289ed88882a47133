from __future__ import annotations

import pytest

from dialer.sandbox.control import UnusableInput, parse_fault
from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Hold,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Point,
    Redirect,
    ResetConnection,
    SkewClock,
    SuccessShape,
    TooManyRequests,
    WrongContentType,
)

CASES: list[tuple[dict[str, object], Fault]] = [
    ({"kind": "delay", "delay_s": 1}, Delay(1)),
    ({"kind": "delay", "delay_s": 0.5}, Delay(0.5)),
    ({"kind": "hold"}, Hold()),
    ({"kind": "hold", "point": "before_body"}, Hold(Point.BEFORE_BODY)),
    ({"kind": "reset_connection", "point": "before_reply"}, ResetConnection(Point.BEFORE_REPLY)),
    ({"kind": "cut_reply"}, CutReply()),
    ({"kind": "html_error_page", "status": 503}, HtmlErrorPage(503)),
    ({"kind": "business_error", "code": -1}, BusinessError(-1)),
    (
        {"kind": "business_error", "code": 7, "words": "不", "http_status": 500},
        BusinessError(7, "不", http_status=500),
    ),
    (
        {"kind": "too_many_requests", "retry_after_s": None, "with_body": False},
        TooManyRequests(None, with_body=False),
    ),
    ({"kind": "wrong_content_type", "content_type": "text/html"}, WrongContentType("text/html")),
    (
        {"kind": "huge_body", "size_bytes": 9, "announces_length": True},
        HugeBody(9, announces_length=True),
    ),
    ({"kind": "skew_clock", "skew_ms": -61_000}, SkewClock(-61_000)),
    ({"kind": "redirect", "location": "http://a/", "status": 307}, Redirect("http://a/", 307)),
    (
        {"kind": "misshapen_success", "shape": "null_data"},
        MisshapenSuccess(SuccessShape.NULL_DATA),
    ),
]


@pytest.mark.parametrize(("fields", "fault"), CASES)
def test_a_fault_is_made_from_its_fields(fields: dict[str, object], fault: Fault) -> None:
    assert parse_fault(fields) == fault


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "flood"},
        {"kind": ["delay"]},
        {"kind": "delay"},
        {"kind": "delay", "delay_s": "1"},
        {"kind": "delay", "delay_s": True},
        {"kind": "delay", "delay_s": -1},
        {"kind": "delay", "delay_s": 10**400},
        {"kind": "hold", "point": "later"},
        {"kind": "hold", "point": 1},
        {"kind": "cut_reply", "half": 1},
        {"kind": "business_error", "code": "1"},
        {"kind": "business_error", "code": 1, "words": 2},
        {"kind": "too_many_requests", "with_body": 1},
        {"kind": "skew_clock", "skew_ms": 1.5},
        {"kind": "redirect"},
        {"kind": "misshapen_success", "shape": None},
    ],
)
def test_an_unusable_fault_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(UnusableInput):
        parse_fault(fields)
