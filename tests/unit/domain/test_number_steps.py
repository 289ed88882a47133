"""From what was typed to what is called, one step at a time."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import InputError
from dialer.domain.number_steps import StepKind, explain_number
from dialer.domain.number_texts import read_line

LABEL, MARKS, DIGITS = (
    StepKind.WORDS_LEFT_OUT,
    StepKind.INVISIBLE_LEFT_OUT,
    StepKind.DIGITS_WRITTEN_PLAIN,
)
PUNCTUATION, EXIT, PLUS = (
    StepKind.PUNCTUATION_LEFT_OUT,
    StepKind.EXIT_CODE_READ,
    StepKind.PLUS_ADDED,
)
TRUNK, CODE, RULE = (
    StepKind.TRUNK_PREFIX_LEFT_OUT,
    StepKind.COUNTRY_CODE_ADDED,
    StepKind.COUNTRY_RULE_APPLIED,
)


@pytest.mark.parametrize(
    ("typed", "region", "steps"),
    [
        ("+6590399431", "", []),
        (
            "0 812-3456-7890",
            "ID",
            [
                (PUNCTUATION, "", "081234567890"),
                (TRUNK, "0", "81234567890"),
                (CODE, "+62", "+6281234567890"),
            ],
        ),
        ("6281234567890", "ID", [(PLUS, "", "+6281234567890")]),
        (
            "Phone: ２０２５５５０１０３",
            "US",
            [
                (LABEL, "Phone:", "２０２５５５０１０３"),
                (DIGITS, "", "2025550103"),
                (CODE, "+1", "+12025550103"),
            ],
        ),
        (
            "+44 (0)20 7946 0958",
            "",
            [(PUNCTUATION, "", "+4402079460958"), (TRUNK, "0", "+442079460958")],
        ),
        ("006281234567890", "ID", [(EXIT, "00", "+6281234567890")]),
        ("0116281234567890", "US", [(EXIT, "011", "+6281234567890")]),
        ("0086590399431", "ID", [(EXIT, "008", "+6590399431")]),
        ("12025550103", "US", [(TRUNK, "1", "2025550103"), (CODE, "+1", "+12025550103")]),
        ("89123456789", "RU", [(TRUNK, "8", "9123456789"), (CODE, "+7", "+79123456789")]),
        ("0111523456789", "AR", [(RULE, "", "+5491123456789")]),
        ("\u202a+6590399431\u202c", "", [(MARKS, "2", "+6590399431")]),
        ("tel:+6590399431", "", [(LABEL, "tel:", "+6590399431")]),
    ],
)
def test_each_step_says_what_it_did(
    typed: str, region: str, steps: list[tuple[StepKind, str, str]]
) -> None:
    told = explain_number(typed, region=region)
    assert [(step.kind, step.what, step.after) for step in told] == steps


TYPED = st.one_of(
    st.from_regex(r"[+]?[0-9 ()./-]{6,20}", fullmatch=True),
    st.from_regex(r"(00|011|0|8|\+)?(62|65|1|44|7|54|39|52)[0-9]{6,11}", fullmatch=True),
    st.text(max_size=40),
)


@given(TYPED, st.sampled_from(["", "ID", "US", "AR", "SG", "RU", "IT", "MX", "GB", "CN"]))
def test_the_steps_lead_without_a_gap_to_the_number_that_is_called(typed: str, region: str) -> None:
    try:
        number = read_line(typed, region=region)
    except InputError:
        with pytest.raises(InputError):
            explain_number(typed, region=region)
        return
    steps = explain_number(typed, region=region)
    assert [one.after for one in steps][:-1] == [one.before for one in steps][1:]
    ends = [typed, *(step.after for step in steps)]
    assert ends[-1] == number.e164
    assert all(one != other for one, other in itertools.pairwise(ends))
