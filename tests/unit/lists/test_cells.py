"""What a cell means: the verdict of a typed number, fast and for whatever a file holds."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.domain.errors import InputError
from dialer.domain.guard import find_concerns
from dialer.domain.phone_number import parse_phone_number
from dialer.lists import cells
from dialer.lists.cells import CellReader

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
READERS = {region: CellReader(region) for region in REGIONS}
NATIONAL_NUMBERS = {
    region: [
        (example.country_code, phonenumbers.national_significant_number(example))
        for kind in phonenumbers.PhoneNumberType.values()
        if (example := phonenumbers.example_number_for_type(region, kind)) is not None
    ]
    for region in REGIONS
}


def typed_verdict(text: str, region: str) -> int | str:
    """What becomes of the text when a person types it and presses Call."""
    try:
        number = parse_phone_number(text, region=region)
    except InputError as error:
        return error.problem
    concerns = find_concerns(number, earlier_calls=(), now_ms=0, rang_nobody=lambda _call: True)
    return "blocked" if any(c.blocks for c in concerns) else int(number.provider_digits)


@st.composite
def dialled(draw: st.DrawFn) -> tuple[str, str]:
    """A region and a number somebody there may have written, right or nearly so."""
    region = draw(st.sampled_from(REGIONS))
    owner = draw(st.sampled_from([region, region, draw(st.sampled_from(REGIONS))]))
    code, national = draw(st.sampled_from(NATIONAL_NUMBERS[owner]))
    digits = draw(
        st.one_of(
            st.just(national),
            st.text("0123456789", min_size=4, max_size=14),
            st.tuples(
                st.integers(0, max(len(national) - 1, 0)), st.text("0123456789", max_size=2)
            ).map(lambda at: national[: at[0]] + at[1] + national[at[0] + 1 :]),
        )
    )
    prefixes = ["", "0", "00", "+", "1", "8", "011", "(0)", f"{code}", f"+{code}", f"00{code}"]
    prefixes += [f"0{code}", f"+{code}0", f"+{code}(0)", f"{code}0", f"011{code}", f"001{code}"]
    text = draw(st.sampled_from(prefixes)) + digits
    separator = draw(st.sampled_from(["", "", " ", "-", ".", "\u00a0"]))
    width = draw(st.integers(2, 5))
    pieces = [text[start : start + width] for start in range(0, len(text), width)]
    return region, separator.join(pieces)


@settings(max_examples=1500, deadline=None)
@given(dialled())
def test_the_fast_way_says_what_a_typed_number_gets_or_nothing(case: tuple[str, str]) -> None:
    region, text = case
    fast = READERS[region].find_fast(text)
    assert fast is None or fast == typed_verdict(text, region)
    assert fast is None or fast == READERS[region].read_thoroughly(text)


@pytest.mark.parametrize("region", ["ID", "US", "CN", "GB", "SG", "DE", "IT", "BR", "AU", "PH"])
def test_the_fast_way_decides_on_the_numbers_people_have(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    number = int(f"{example.country_code}{phonenumbers.national_significant_number(example)}")
    ways = (
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.NATIONAL,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    )
    for way in ways:
        assert READERS[region].find_fast(phonenumbers.format_number(example, way)) == number


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["ID", "US", "GB", "CN"]), st.text("0123456789+()-. \u00a0abx/#", max_size=24)
)
def test_any_cell_gets_the_typed_verdict_or_is_refused(region: str, text: str) -> None:
    if not text.strip():
        return
    verdict = READERS[region].read(text)
    if isinstance(verdict, int) and not text.strip().endswith((".0", ".00")):
        typed = text.strip().removeprefix("+") if text.strip().startswith("+00") else text
        # Without its plus sign, 62... may be taken for what it is.
        assert verdict in {typed_verdict(typed, region), typed_verdict(f"+{typed}", region)}
    if isinstance(verdict, str):
        assert verdict.endswith(".")


@pytest.mark.parametrize(
    "cell",
    [
        "081234567890",
        "0812 3456 7890",
        "0812-3456-7890",
        "0812.3456.7890",
        "(0812) 3456-7890",
        "6281234567890",
        "+6281234567890",
        "+62 812-3456-7890",
        "+62 (0)812 3456 7890",
        "006281234567890",
        "+006281234567890",
        "＋６２８１２３４５６７８９０",
        "０８１２３４５６７８９０",
        "٠٨١٢٣٤٥٦٧٨٩٠",
        "۰۸۱۲۳۴۵۶۷۸۹۰",
        "0812\u00a03456\u00a07890",
        "0812\u20113456\u20137890",
        "\u202a+6281234567890\u202c",
        " 081234567890\t",
        "'081234567890",
        "’081234567890",
        '="081234567890"',
        '"081234567890"',
        "tel:+6281234567890",
        "TEL: 081234567890",
        "6281234567890.0",
        "6281234567890,00",
    ],
)
def test_one_number_in_many_spellings(cell: str) -> None:
    assert READERS["ID"].read(cell) == 6281234567890


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("6.28123E+11", "shortened"),
        ("6,28123e11", "shortened"),
        ("2024-01-31", "date"),
        ("31/01/2024", "date"),
        ("31.01.2024 08:15", "date"),
        ("2024-01-31T08:15:00", "date"),
        ("6281234567890.5", "amount"),
        ("081234567890 / 081234567891", "two numbers"),
        ("081234567890/91", "two numbers"),
        ("081234567890, 081234567891", "two numbers"),
        ("081234567890;081234567891", "two numbers"),
        ("081234567890 atau 081234567891", "two numbers"),
        ("081234567890 081234567891", "two numbers"),
        ("081234567890\n081234567891", "two numbers"),
        ("+6281234567890+6281234567891", "two numbers"),
        ("081234567890、081234567891", "two numbers"),
        ("021 5551234 ext 5", "Extensions"),
        ("021-5551234 ext. 5", "Extensions"),
        ("021-5551234 x5", "Extensions"),
        ("021-5551234#5", "Extensions"),
        ("02155512345转88", "Extensions"),
        ("112", "emergency"),
        ("110", "emergency"),
        ("0812 345", "too short"),
        ("0812345678901234567", "too long"),
        ("n/a", "not part of a number"),
        ("-", "no digits"),
        ("#N/A", "Take out"),
        ("+999 123456789", "No country"),
        ("0" * 70, "at most 15"),
        ("x" * 250_000, "at most 15"),
        (" " * 60_000 + "1" + " " * 60_000 + "2", "at most 15"),
        ("0812\x003456789012", "phone number"),
    ],
)
def test_a_refused_cell_says_why(cell: str, word: str) -> None:
    reason = READERS["ID"].read(cell)
    assert isinstance(reason, str)
    assert word in reason


@given(st.from_regex(cells._USUAL, fullmatch=True))
def test_what_passes_for_usual_has_none_of_the_faults(text: str) -> None:
    if len(text) <= cells._USUAL_CHARS:
        assert cells._find_problem(text) == ""
        assert cells._unwrapped(text) == text


def test_a_premium_number_is_refused() -> None:
    assert "premium" in str(READERS["US"].read("900 555 0123"))
    assert "premium" in str(READERS["ID"].read("+1 900 555 0123"))


@pytest.mark.parametrize(
    ("cell", "region", "number"),
    [
        ("6281234567890", "ID", 6281234567890),
        ("639171234567", "PH", 639171234567),
        ("8613812345678", "CN", 8613812345678),
        ("12025550123", "US", 12025550123),
        ("447911123456", "GB", 447911123456),
        # National readings that no range has.
        ("6591234567", "SG", 6591234567),
        ("60123456789", "MY", 60123456789),
    ],
)
def test_a_country_code_needs_no_plus_sign(cell: str, region: str, number: int) -> None:
    assert READERS[region].read(cell) == number


@pytest.mark.parametrize(
    ("cell", "region", "readings"),
    [
        ("62811123456", "ID", ("+62811123456", "062811123456")),
        ("4915123456789", "DE", ("+4915123456789", "04915123456789")),
    ],
)
def test_what_may_mean_two_numbers_is_refused_with_both(
    cell: str, region: str, readings: tuple[str, str]
) -> None:
    reason = READERS[region].read(cell)
    assert isinstance(reason, str)
    assert all(reading in reason for reading in readings)
    assert isinstance(READERS[region].read(readings[0]), int)
    assert isinstance(READERS[region].read(readings[1]), int)


def test_a_lost_digit_is_noticed_though_a_typed_number_would_be_asked_about() -> None:
    assert "too short" in str(READERS["ID"].read("0812345"))
    assert READERS["IT"].read("06 6982 1234") == 390669821234


@pytest.mark.parametrize(
    ("cell", "region"),
    [
        ("(201) 555-0100", "AE"),
        ("2015550100", "AE"),
        ("0812 3456 7890", "GB"),
        ("081234567890", "GB"),
        ("07700 900123", "SG"),
    ],
)
def test_a_number_of_another_country_does_not_become_one_of_this(cell: str, region: str) -> None:
    reason = READERS[region].read(cell)
    assert isinstance(reason, str)
    assert READERS[region].find_fast(cell) is None


def test_a_number_no_range_has_is_refused_with_the_way_out() -> None:
    reason = str(READERS["AE"].read("(201) 555-0100"))
    assert "range of AE" in reason
    assert "another country" in reason
    assert "country code" in str(READERS["AE"].read("+971 2015550100"))
    assert "country code" in str(READERS["AE"].read("00971 2015550100"))


def test_a_number_no_range_has_can_be_barred_where_its_country_is_plain() -> None:
    reader = CellReader("AE", takes_unassigned=True)
    assert reader.read("+44 7700 900123") == 447700900123
    assert "range of AE" in str(reader.read("(201) 555-0100"))


@settings(max_examples=800, deadline=None)
@given(dialled())
def test_whatever_is_read_is_a_number_some_range_has(case: tuple[str, str]) -> None:
    region, text = case
    for verdict in (READERS[region].read(text), READERS[region].find_fast(text)):
        if isinstance(verdict, int):
            assert phonenumbers.is_valid_number(phonenumbers.parse(f"+{verdict}", None))


def test_an_area_code_may_be_set_apart_by_a_slash() -> None:
    assert READERS["DE"].read("030/1234567") == 49301234567
    assert READERS["DE"].read("+49 30/1234567") == 49301234567


def test_where_00_may_mean_two_things_it_is_refused() -> None:
    cells = ["001 62 812 3456 7890", "0016281234567890"]
    assert all(READERS["SG"].read(c) == typed_verdict(c, "SG") for c in cells)


def test_without_a_country_only_the_international_form_counts() -> None:
    reader = CellReader("")
    assert reader.read("+6281234567890") == 6281234567890
    assert "country" in str(reader.read("081234567890"))
