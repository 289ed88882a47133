"""Numbers in links, beside labels, and among other words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import InputError
from dialer.domain.number_texts import (
    MOST_FOUND,
    TakenNumber,
    find_numbers,
    read_line,
    take_number,
)
from dialer.domain.phone_number import parse_phone_number


@pytest.mark.parametrize(
    ("line", "typed", "dropped"),
    [
        ("Phone: +65 9039 9431", "+65 9039 9431", ("Phone:",)),
        ("Phone: +65 9039 9431 (mobile)", "+65 9039 9431", ("Phone:", "(mobile)")),
        ("Tel (office) (021) 5551234", "(021) 5551234", ("Tel (office)",)),
        ("P: +62 812-3456-7890", "+62 812-3456-7890", ("P:",)),
        ("Tel+6590399431", "+6590399431", ("Tel",)),
        ("call me (+65 9039 9431)", "(+65 9039 9431", ("call me",)),
        ("电话：+65 9039 9431", "+65 9039 9431", ("电话：",)),
        ("tel:+6590399431", "+6590399431", ("tel:",)),
        ("tel:+65-9039-9431;ext=5", "+65-9039-9431", ("tel:", ";ext=5")),
        ("callto:%2B6590399431", "+6590399431", ("callto:%2B6590399431",)),
    ],
)
def test_takes_the_number_out_of_a_line(line: str, typed: str, dropped: tuple[str, ...]) -> None:
    assert take_number(line) == TakenNumber(typed=typed, dropped=dropped)
    assert read_line(line, region="ID") == parse_phone_number(typed, region="ID")


@pytest.mark.parametrize(
    "line",
    [
        "O8123456789",
        "call O 812 3456 7890",
        "+62 812-3456-789O",
        "1-800-FLOWERS",
        "0812 345 CALL",
        "+62 812 CALL",
        "Room 12, +65 9039 9431 or 12",
        "Tel #4: +65 9039 9431",
        "tel:alice",
        "Dial 112",
        "Phone:",
        f"Phone: {'x' * 400} +6590399431",
    ],
)
def test_leaves_alone_what_could_mean_another_number(line: str) -> None:
    with pytest.raises(InputError):
        read_line(line, region="ID")


@given(st.text(max_size=80), st.sampled_from(["", "ID", "US", "AR"]))
def test_any_text_is_a_number_or_an_input_error(text: str, region: str) -> None:
    try:
        number = read_line(text, region=region)
    except InputError:
        return
    assert parse_phone_number(number.e164, region="") == number


@given(st.from_regex(r"[+0-9 ()./-]{1,30}", fullmatch=True))
def test_a_line_without_letters_is_read_as_it_is_typed(line: str) -> None:
    assert take_number(line) == TakenNumber(typed=line)


def test_finds_each_number_of_a_text_once_in_reading_order() -> None:
    text = (
        "Call 0812 3456 7890, or +65 9039 9431 ext 12 from 2026-01-02 on;\n"
        "again: 0812-3456-7890, order 4417."
    )
    found = find_numbers(text, region="ID")
    assert [one.number.e164 for one in found] == ["+6281234567890", "+6590399431"]
    assert [one.text for one in found] == ["0812 3456 7890", "+65 9039 9431"]
    assert [one.extension for one in found] == ["", "12"]


def test_a_number_alone_may_be_one_the_plan_does_not_know() -> None:
    (found,) = find_numbers(" +65 1234 5678 \n", region="")
    assert (found.text, found.number.is_assigned) == ("+65 1234 5678", False)


def test_a_copied_link_keeps_its_extension_apart() -> None:
    (found,) = find_numbers("tel:+65-9039-9431;ext=5", region="")
    assert (found.number.e164, found.extension) == ("+6590399431", "5")


def test_what_is_found_can_be_typed_into_the_field() -> None:
    text = "Home: (021) 5551234 x 9\nMobile: +62 (0)812-3456-7890\nFax 0062 21 5551235"
    found = find_numbers(text, region="ID")
    assert found
    assert [read_line(one.text, region="ID").e164 for one in found] == [
        one.number.e164 for one in found
    ]


def test_a_book_of_numbers_gives_a_list_that_can_be_read() -> None:
    book = "\n".join(f"+62 812-3456-{tail:04}" for tail in range(5000))
    assert len(find_numbers(book, region="")) == MOST_FOUND


@pytest.mark.parametrize("text", ["", "  ", "no number", "12.50", "2026-01-02", "1 2 3 " * 9000])
def test_finds_nothing_where_there_is_nothing(text: str) -> None:
    assert find_numbers(text, region="US") == ()
