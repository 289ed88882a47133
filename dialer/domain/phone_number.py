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
_PLUS_SIGNS = ("+", "＋")
# A dialling pad's pauses and codes, as typed on a narrow or a wide keyboard.
_DIAL_CODES = frozenset("*#,;＊＃，；")
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
    region = region.upper()
    if not typed.startswith(_PLUS_SIGNS) and is_emergency_or_short(typed, region):
        problem = "This is an emergency or short number. Dial it on your phone."
        raise InputError(field, problem)
    number = _parse(_without_00(typed, region, field), region, field)
    return _settle_code(typed, number, region, field)


def _refuse_unreadable(typed: str, field: str) -> None:
    if not typed:
        raise InputError(field, "Type a number.")
    if len(typed) > _MAX_TYPED:
        raise InputError(field, f"A number has at most {MAX_DIGITS} digits. Remove the extra text.")
    code = next((c for c in typed if c in _DIAL_CODES), None)
    if code is not None:
        problem = f"Take out “{code}” and what follows it: extensions and codes cannot be dialled."
        raise InputError(field, problem)
    letter = next((c for c in typed if c.isalpha()), None)
    if letter is not None:
        raise InputError(field, f"“{letter}” is not part of a number. Use digits only.")
    if not any(c.isdigit() for c in typed):
        raise InputError(field, "There are no digits in this. Type a number.")


def _without_00(typed: str, region: str, field: str) -> str:
    """The same number with a leading 00 written as +, where that is what 00 means.

    A few countries have numbers of their own that start with 00, and a few put a carrier
    between 00 and the country code (Singapore: 001 62 ...). Where both readings are
    numbers, choosing one might ring a stranger.
    """
    digits = _digits_of(typed)
    if typed.startswith(_PLUS_SIGNS) or not digits.startswith("00") or digits == "00":
        return typed
    with_plus = "+" + digits[2:]
    at_home = _valid_e164(typed, region) if region else ""
    if not at_home:
        return with_plus
    abroad = _valid_e164(with_plus, "")
    if abroad and abroad != at_home:
        raise InputError(field, "00 can mean two things here. Type + and the country code instead.")
    return at_home


def _settle_code(typed: str, number: PhoneNumber, region: str, field: str) -> PhoneNumber:
    """The number that is meant where digits without a plus begin with the country's own code.

    Many programs keep 62812... for +62 812.... Where a country has numbers of its own that
    begin with these digits as well, choosing one reading might ring a stranger.
    """
    import phonenumbers  # noqa: PLC0415 - as in _parse

    code = str(phonenumbers.country_code_for_region(region)) if region else ""
    digits = _digits_of(typed)
    if not code or typed.startswith(_PLUS_SIGNS) or number.e164 != f"+{code}{digits}":
        return number
    if not digits.startswith(code) or not _valid_e164(f"+{digits}", ""):
        return number
    if not number.is_assigned:
        return _parse(f"+{digits}", "", field)
    in_full = f"{phonenumbers.ndd_prefix_for_region(region, True) or ''}{digits}"
    problem = f"This can mean +{digits} or {in_full}. Write it in one of these ways."
    raise InputError(field, problem)


def _valid_e164(typed: str, region: str) -> str:
    """The number as the library reads it, or ``""`` where no country uses its range."""
    import phonenumbers  # noqa: PLC0415 - as in _parse

    try:
        parsed = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _digits_of(text: str) -> str:
    """The digits of a text as 0 to 9, whatever script they are typed in."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())


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

    digits = _digits_of(typed)
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


def find_region(e164: str) -> str:
    """The country of a number, an ISO 3166-1 alpha-2 code; ``""`` where it belongs to none."""
    import phonenumbers  # noqa: PLC0415 - as in _parse

    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(e164, None)) or ""
    except phonenumbers.NumberParseException:
        return ""


def region_of(number: PhoneNumber) -> str:
    """The country of a number, also where its number alone was kept; ``""`` for none."""
    return number.region or find_region(number.e164)


@lru_cache(maxsize=4096)
def _display(e164: str) -> str:
    import phonenumbers  # noqa: PLC0415 - as in _parse

    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
