"""Headers a person adds: what can be sent, and what is not theirs to set."""

from __future__ import annotations

import pytest

from dialer.domain.errors import InputError
from dialer.domain.request_headers import check_extra_headers, check_headers


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


def test_extra_headers_are_cleaned_and_stay_in_order() -> None:
    typed = [(" X-TenantSpaceID ", " t-7 "), ("X-B", "b")]
    found = check_extra_headers(typed, field="extra_headers")
    assert found == (("X-TenantSpaceID", "t-7"), ("X-B", "b"))


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ([("authorization", "Bearer x")], "authorization is set by the program"),
        ([("X-App-Key", "k")], "X-App-Key is set by the program"),
        ([("CONTENT-TYPE", "text/plain")], "CONTENT-TYPE is set by the program"),
        ([("X-Token-Expire", "9")], "X-Token-Expire is set by the program"),
        ([("Host", "elsewhere")], "Host is set by the program"),
        ([("X-A", "1"), ("x-a", "2")], "x-a stands here twice"),
        ([("X-A", " ")], "Type a value"),
        ([("X-A", "a" * 1001)], "more than 1000"),
        ([(f"X-{n}", "a") for n in range(21)], "At most 20"),
        ([("X A", "a")], "letters, digits and hyphens"),
    ],
)
def test_extra_headers_that_are_refused(headers: list[tuple[str, str]], problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        check_extra_headers(headers, field="extra_headers")
    assert caught.value.field == "extra_headers"
