from __future__ import annotations

import phonenumbers
import pytest

from dialer.domain.accounts import ProviderKind
from dialer.ui.line_words import provider_name, spaced_number


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+628934123242", "+62 893 412 3242"),
        ("+6590399431", "+65 9039 9431"),
        ("+12025550103", "+1 202 555 0103"),
        ("+85235757581", "+852 3575 7581"),
        ("+4930123456789", "+49 301 2345 6789"),
        ("+29012345", "+290 12345"),
        ("not a number", "not a number"),
        ("+62 893", "+62 893"),
        ("", ""),
    ],
)
def test_numbers_are_set_apart_in_groups(e164: str, shown: str) -> None:
    assert spaced_number(e164) == shown


def test_country_codes_are_split_where_the_numbering_plan_splits_them() -> None:
    for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        assert spaced_number(f"+{code}55512345").split()[0] == f"+{code}"


def test_no_digit_is_lost() -> None:
    for length in range(6, 16):
        number = "+" + "628123456789012"[:length]
        assert spaced_number(number).replace(" ", "") == number


def test_every_provider_has_a_name() -> None:
    assert all(provider_name(provider) for provider in ProviderKind)
