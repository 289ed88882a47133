"""Every limit of a two-way call, at its edge and beyond it, typed and as a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dialer.domain.calls import TwoWayRequest
from dialer.domain.errors import InputError
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.two_way_limits import (
    check_two_way,
    read_agent_id,
    read_agent_number,
    read_shown_number,
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
        ({"agent_number": ""}, "agent_number"),
        ({"agent_number": "+13800000001"}, "agent_number"),
        ({"agent_number": "١٢٣"}, "agent_number"),
        ({"agent_number": "9" * 33}, "agent_number"),
        ({"agent_number": "123\n"}, "agent_number"),
        ({"callee": PhoneNumber("+" + "9" * 33)}, "callee"),
        ({"callee": PhoneNumber("")}, "callee"),
        ({"agent_id": "123456"}, "agent_id"),
        ({"agent_id": "A1"}, "agent_id"),
        ({"agent_id": " 1"}, "agent_id"),
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
    assert caught.value.problem


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("6001", "6001"),
        (" +62 811-900-7733 ", "628119007733"),
        ("(138) 0000.0001", "13800000001"),
        ("9" * 32, "9" * 32),
        ("+" + "9" * 32, "9" * 32),
    ],
)
def test_an_agent_number_is_read_as_people_type_it(typed: str, digits: str) -> None:
    assert read_agent_number(typed) == digits


@pytest.mark.parametrize("typed", ["", " ", "+", "sip:6001", "++62", "60+01", "9" * 33, "٦٠٠١"])
def test_what_is_no_agent_number_names_the_field(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        read_agent_number(typed)
    assert caught.value.field == "agent_number"
    assert caught.value.problem.endswith(".")


def test_an_agent_id_may_be_left_out() -> None:
    assert [read_agent_id(typed) for typed in ("", " ", " 1042 ", "99999")] == [
        "",
        "",
        "1042",
        "99999",
    ]
    for typed in ("100000", "12a", "1 2"):
        with pytest.raises(InputError):
            read_agent_id(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", ""),
        ("640060", "640060"),
        ("138 0000 0001", "13800000001"),
        ("+12345678901234", "12345678901234"),
    ],
)
def test_a_shown_number_is_an_access_code_or_a_whole_number(typed: str, number: str) -> None:
    assert read_shown_number(typed, field="agent_sees", access_codes=("640060",)) == number


@pytest.mark.parametrize("typed", ["640061", "1234567890", "123456789012345", "anonymous"])
def test_any_other_shown_number_is_refused(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        read_shown_number(typed, field="agent_sees", access_codes=("640060",))
    assert caught.value.field == "agent_sees"


def test_an_account_that_lists_no_access_code_may_have_any() -> None:
    assert read_shown_number("95500", field="customer_sees", access_codes=()) == "95500"
    with pytest.raises(InputError):
        read_shown_number("9" * 33, field="customer_sees", access_codes=())
