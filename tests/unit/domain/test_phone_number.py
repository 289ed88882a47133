"""Reading numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import InputError
from dialer.domain.phone_number import (
    NumberKind,
    PhoneNumber,
    is_emergency_or_short,
    mask,
    parse_phone_number,
)


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+62 812-3456-7890", "", "+6281234567890"),
        ("0812 3456 7890", "ID", "+6281234567890"),
        ("6281234567890", "ID", "+6281234567890"),
        ("0062 812 3456 7890", "", "+6281234567890"),
        ("(0)812.3456/7890", "ID", "+6281234567890"),
        ("\u202a+62 812-3456-7890\u202c", "", "+6281234567890"),
        ("+65 9039 9431", "ID", "+6590399431"),
        ("+1 202-555-0103", "", "+12025550103"),
        ("２０２５５５０１０３", "US", "+12025550103"),
        ("0062 812 3456 7890", "ID", "+6281234567890"),
        ("(00)62-812-3456-7890", "US", "+6281234567890"),
        ("００６２８１２３４５６７８９０", "CN", "+6281234567890"),
        ("0062 812 3456 7890", "JP", "+6281234567890"),
        ("008 65 9039 9431", "ID", "+6590399431"),
        ("tel", "US", ""),
    ],
)
def test_reads_what_people_type(typed: str, region: str, e164: str) -> None:
    if not e164:
        with pytest.raises(InputError):
            parse_phone_number(typed, region=region)
        return
    assert parse_phone_number(typed, region=region).e164 == e164


@pytest.mark.parametrize(
    ("typed", "region", "sentence"),
    [
        ("", "ID", "Type a number."),
        ("   ", "ID", "Type a number."),
        ("+62 812 CALL", "ID", "“C” is not part of a number"),
        ("---", "ID", "There are no digits"),
        ("0812 3456 7890", "", "Start with +"),
        ("+999 12345678", "ID", "No country has this code"),
        ("+62 8", "ID", "too short"),
        ("+62 812 3456 7890 1234 5678", "ID", "too long"),
        ("1" * 65, "ID", "at most 15 digits"),
        ("555-0103", "US", "area code"),
        ("112", "", "emergency or short number. Dial it on your phone."),
        ("1 1 2", "ID", "emergency or short"),
        ("911", "US", "emergency or short"),
        ("110", "ID", "emergency or short"),
        ("000", "AU", "emergency or short"),
        ("113", "VN", "emergency or short"),
        ("١١٢", "", "emergency or short"),
        ("²²", "ID", "not a phone number"),
        ("00", "ID", "too short"),
        ("001 201 555 0123", "SG", "00 can mean two things here"),
        ("0812 3456 7890 #12", "ID", "Take out “#”"),
        ("*62*0812 3456 7890", "ID", "Take out “*”"),
        ("0812 3456 7890,,12", "ID", "Take out “,”"),
        ("+62 812 3456 7890;ext=7", "", "Take out “;”"),
        ("+62 812 3456 7890＃7", "", "Take out “＃”"),
    ],
)
def test_says_what_is_wrong(typed: str, region: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_phone_number(typed, region=region)
    assert sentence in caught.value.problem
    assert caught.value.field == "callee"


@given(st.text(max_size=80), st.sampled_from(["", "ID", "US", "CN", "ZZ"]))
def test_any_text_is_a_number_or_a_sentence(typed: str, region: str) -> None:
    problem, digits = "", ""
    try:
        digits = parse_phone_number(typed, region=region).provider_digits
    except InputError as error:
        problem = error.problem
    assert problem.endswith(".") or (digits.isdigit() and 6 <= len(digits) <= 15)


def test_shows_and_sends() -> None:
    number = parse_phone_number("081234567890", region="ID")
    assert number.provider_digits == "6281234567890"
    assert number.display == "+62 812-3456-7890"
    assert number.kind is NumberKind.MOBILE
    assert number.region == "ID"
    assert number.is_assigned


def test_an_unassigned_range_is_read_and_marked() -> None:
    assert not parse_phone_number("+44 7700 900123", region="").is_assigned


@pytest.mark.parametrize(
    ("text", "masked"),
    [("+6281234567890", "+62•••890"), ("12345", "•••"), ("", "•••"), ("0812 345", "08•••345")],
)
def test_masking(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_a_masked_number_hides_its_middle() -> None:
    number = PhoneNumber("+6281234567890")
    assert "12345" not in number.masked


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("112", "", True),
        ("911", "US", True),
        ("110", "ID", True),
        ("995", "SG", True),
        ("02079460000", "GB", False),
        ("+6281234567890", "ID", False),
    ],
)
def test_emergency_numbers(typed: str, region: str, expected: bool) -> None:  # noqa: FBT001 - parametrised
    assert is_emergency_or_short(typed, region) is expected


@pytest.mark.parametrize(
    ("typed", "region"), [("62811123456", "ID"), ("4915112345678", "DE"), ("49 151 12345678", "DE")]
)
def test_digits_that_may_hold_the_countrys_own_code_are_asked_about(
    typed: str, region: str
) -> None:
    with pytest.raises(InputError) as caught:
        parse_phone_number(typed, region=region)
    digits = typed.replace(" ", "")
    assert f"+{digits} or 0{digits}" in caught.value.problem


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+62811123456", "ID", "+62811123456"),
        ("0811123456", "ID", "+62811123456"),
        ("062811123456", "ID", "+6262811123456"),
        ("6281112345678", "ID", "+6281112345678"),
        ("6591234567", "SG", "+6591234567"),
    ],
)
def test_one_reading_alone_is_taken(typed: str, region: str, e164: str) -> None:
    assert parse_phone_number(typed, region=region).e164 == e164
