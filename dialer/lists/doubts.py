"""Numbers a person would look at twice: in a list nobody does, so no stranger may be rung.

A typed number is shown as it was understood before it is called. The rows of a list are
not, and what programs write into lists has faults of its own.
"""

from __future__ import annotations

import unicodedata

import phonenumbers

from dialer.domain.errors import InputError
from dialer.domain.phone_number import PhoneNumber, parse_phone_number
from dialer.lists.numbering import trunk_digits_of

_FIELD = "callee"


def settle_doubts(typed: str, number: PhoneNumber, *, region: str) -> PhoneNumber:
    """The number a cell means beyond doubt.

    Args:
        typed: the cell.
        number: what it would mean, had it been typed.
        region: ISO 3166-1 alpha-2 code of the list.

    Raises:
        InputError: it may mean something else, or nothing.
    """
    code = str(phonenumbers.country_code_for_region(region)) if region else ""
    digits = "".join(str(unicodedata.digit(c)) for c in typed if c.isdigit())
    is_national = not typed.startswith(("+", "＋"))
    # Lists are full of 62812... without the plus sign. Where such digits can be a number of
    # the country itself as well, the library takes them for that.
    if is_national and digits.startswith(code) and number.e164 == f"+{code}{digits}":
        return _with_code(digits, number, region=region)
    if _has_lost_digits(number):
        raise InputError(_FIELD, "This number is too short. Check that no digit is missing.")
    return number


def _with_code(digits: str, number: PhoneNumber, *, region: str) -> PhoneNumber:
    try:
        other = parse_phone_number(f"+{digits}", region=region)
    except InputError:
        return number
    if not other.is_assigned:
        return number
    if not number.is_assigned:
        return other
    code = str(phonenumbers.country_code_for_region(region))
    in_full = f"{trunk_digits_of(code)}{digits}"
    problem = f"This can mean +{digits} or {in_full}. Write it in one of these ways."
    raise InputError(_FIELD, problem)


def _has_lost_digits(number: PhoneNumber) -> bool:
    """The 0 of calls within a country stays before digits that are too few for a number."""
    if number.is_assigned:
        return False
    code = str(phonenumbers.parse(number.e164, None).country_code)
    return number.provider_digits.startswith(f"{code}0") and trunk_digits_of(code) == "0"
