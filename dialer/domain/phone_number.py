"""Phone numbers: what was typed, what it means, and what a provider is sent."""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from dialer.domain.errors import InputError

MIN_DIGITS = 6
MAX_DIGITS = 15
_MAX_TYPED = 64
_VISIBLE_TAIL = 3
_EMERGENCY_EVERYWHERE = frozenset({"112", "911", "999", "000", "110", "119", "118", "113"})


class NumberKind(enum.StrEnum):
    """What a number range is used for, as far as the numbering plan says."""

    MOBILE = "mobile"
    FIXED = "fixed"
    FIXED_OR_MOBILE = "fixed_or_mobile"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be called from anywhere.

    Attributes:
        e164: ``+`` and 6 to 15 digits, country code first.
        region: ISO 3166-1 alpha-2 code, or ``""`` where the range belongs to no country.
        kind: what the range is used for.
        is_assigned: whether the numbering plan knows the range; plans change faster
            than programs, so an unassigned number may be called after a look.
    """

    e164: str
    region: str = ""
    kind: NumberKind = NumberKind.OTHER
    is_assigned: bool = True

    @property
    def provider_digits(self) -> str:
        """Country code and number, digits only: the form both providers take."""
        return self.e164.removeprefix("+")

    @property
    def display(self) -> str:
        """International format with the spacing of the number's country."""
        return _display(self.e164)

    @property
    def masked(self) -> str:
        """Safe for logs: country code and the last three digits."""
        return mask(self.e164)


def mask(text: str) -> str:
    """Hides all but the first two and last three digits of a number.

    Args:
        text: any text that may be a phone number.

    Returns:
        For example ``+62•••890``; four digits and fewer become ``•••``.
    """
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) <= _VISIBLE_TAIL + 2:
        return "•••"
    plus = "+" if text.strip().startswith("+") else ""
    return f"{plus}{digits[:2]}•••{digits[-_VISIBLE_TAIL:]}"


def parse_phone_number(text: str, *, region: str, field: str = "callee") -> PhoneNumber:
    """Reads a number as a person types it.

    Args:
        text: the number, with any punctuation, in international form or in the
            national form of ``region``.
        region: ISO 3166-1 alpha-2 code used for numbers without a country code;
            ``""`` means only the international form is understood.
        field: name of the field an error is shown beside.

    Returns:
        The number in E.164 form.

    Raises:
        InputError: the text is not a number that can be called; the sentence says why.
    """
    # Numbers copied from other programs often carry invisible direction marks.
    typed = "".join(c for c in text if unicodedata.category(c) != "Cf").strip()
    _refuse_unreadable(typed, field)
    if typed.startswith("00") and not region:
        typed = "+" + typed[2:]
    return _parse(typed, region.upper(), field)


def _refuse_unreadable(typed: str, field: str) -> None:
    if not typed:
        raise InputError(field, "Type a number.")
    if len(typed) > _MAX_TYPED:
        raise InputError(field, f"A number has at most {MAX_DIGITS} digits. Remove the extra text.")
    letter = next((c for c in typed if c.isalpha()), None)
    if letter is not None:
        raise InputError(field, f"“{letter}” is not part of a number. Use digits only.")
    if not any(c.isdigit() for c in typed):
        raise InputError(field, "There are no digits in this. Type a number.")


def _parse(typed: str, region: str, field: str) -> PhoneNumber:
    import phonenumbers  # noqa: PLC0415 - 16 ms; the window loads it after its first paint

    try:
        parsed = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException as error:
        raise InputError(field, _why_unparsed(error.error_type, region)) from error
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    digits = len(e164) - 1
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    too_short = possible == phonenumbers.ValidationResult.TOO_SHORT
    too_long = possible == phonenumbers.ValidationResult.TOO_LONG
    if digits < MIN_DIGITS or too_short:
        raise InputError(field, "This number is too short. Check that no digit is missing.")
    if digits > MAX_DIGITS or too_long:
        raise InputError(field, "This number is too long. Check for a digit typed twice.")
    if possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise InputError(field, "The area code is missing. Type the whole number.")
    return PhoneNumber(
        e164=e164,
        region=phonenumbers.region_code_for_number(parsed) or "",
        kind=_kind(phonenumbers.number_type(parsed)),
        is_assigned=phonenumbers.is_valid_number(parsed),
    )


def _why_unparsed(error_type: int, region: str) -> str:
    from phonenumbers import NumberParseException  # noqa: PLC0415 - as in _parse

    if error_type == NumberParseException.INVALID_COUNTRY_CODE:
        if region:
            return "No country has this code. Check the digits after the +."
        return "Start with + and the country code, or choose a country."
    if error_type == NumberParseException.TOO_LONG:
        return "This number is too long. Check for a digit typed twice."
    if error_type == NumberParseException.NOT_A_NUMBER:
        return "This is not a phone number. Use digits only."
    return "This number is too short. Check that no digit is missing."


def _kind(number_type: int) -> NumberKind:
    from phonenumbers import PhoneNumberType  # noqa: PLC0415 - as in _parse

    return {
        PhoneNumberType.MOBILE: NumberKind.MOBILE,
        PhoneNumberType.FIXED_LINE: NumberKind.FIXED,
        PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED_OR_MOBILE,
        PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
        PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
        PhoneNumberType.VOIP: NumberKind.VOIP,
    }.get(number_type, NumberKind.OTHER)


def is_emergency_or_short(typed: str, region: str) -> bool:
    """Tells whether typed text is a short or emergency number of a country.

    Args:
        typed: the text as typed; such numbers are dialled without a country code.
        region: ISO 3166-1 alpha-2 code of the country the number would be dialled in.
    """
    import phonenumbers.shortnumberinfo as short  # noqa: PLC0415 - as in _parse
    from phonenumbers import FrozenPhoneNumber, country_code_for_region  # noqa: PLC0415

    digits = "".join(c for c in typed if c.isdigit())
    if not digits or len(digits) > MIN_DIGITS:
        return False
    if digits in _EMERGENCY_EVERYWHERE:
        return True
    if not region:
        return False
    number = FrozenPhoneNumber(
        country_code=country_code_for_region(region), national_number=int(digits)
    )
    return short.connects_to_emergency_number(digits, region) or (
        short.is_valid_short_number_for_region(number, region)
    )


@lru_cache(maxsize=4096)
def _display(e164: str) -> str:
    import phonenumbers  # noqa: PLC0415 - as in _parse

    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
