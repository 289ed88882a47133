from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import InputError
from dialer.domain.link_schemes import is_call_link
from dialer.domain.links import CallLink, parse_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("tel:+1-202-555-0123", CallLink(number="+1-202-555-0123")),
        ("TEL:+1(202)555.0123;ext=12", CallLink(number="+1(202)555.0123", extension="12")),
        ("tel:5550123;phone-context=+1202", CallLink(number="+12025550123")),
        ("tel:+12025550123;phone-context=+44", CallLink(number="+12025550123")),
        ("tel:7042;phone-context=example.com", CallLink(number="7042")),
        ("tel:%2B1%20202%20555%200123", CallLink(number="+1 202 555 0123")),
        ("tel://+12025550123", CallLink(number="+12025550123")),
        ("callto:+12025550123", CallLink(number="+12025550123")),
        ("callto://+12025550123", CallLink(number="+12025550123")),
        ("sip:+12025550123@example.com;user=phone", CallLink(number="+12025550123")),
        ("sip:+12025550123;ext=9@example.com", CallLink(number="+12025550123", extension="9")),
        ("sips:12025550123:secret@example.com", CallLink(number="12025550123")),
        (
            "outdial://call?to=+65%209000%200001&ref=order%204417",
            CallLink(number="+65 9000 0001", reference="order 4417"),
        ),
        ("outdial://call?to=%2B6590000001", CallLink(number="+6590000001")),
        ("outdial:call?ref=x&to=0812", CallLink(number="0812", reference="x")),
        ("outdial://call/?to=0812&dial=now&confirm=no", CallLink(number="0812")),
        ("outdial://call?to=1&ref=two%0Alines", CallLink(number="1", reference="two lines")),
    ],
)
def test_what_a_link_names(text: str, link: CallLink) -> None:
    assert is_call_link(text)
    assert parse_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tel:",
        "tel:  ",
        "tel:alice",
        "mailto:a@example.com",
        "sip:alice@example.com",
        "outdial://quit",
        "outdial://call?ref=1",
        f"tel:{'1' * 65}",
        f"tel:+1{'-' * 3000}2",
        "+12025550123",
    ],
)
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_link(text)
    assert caught.value.field == "callee"


@given(st.sampled_from(["tel:", "callto:", "sip:", "outdial://call?"]), st.text(max_size=80))
def test_whatever_comes_is_a_number_of_one_line_or_an_input_error(scheme: str, rest: str) -> None:
    try:
        link = parse_link(scheme + rest)
    except InputError:
        return
    assert any(character.isdigit() for character in link.number)
    assert link.number.isprintable()
    assert link.reference.isprintable()
