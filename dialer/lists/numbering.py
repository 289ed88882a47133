"""Plain digits to E.164 at the speed a million rows need.

The library's full analysis costs 100 µs and more a number, for it also tells where the
number belongs. A list needs less: the same E.164 digits, and the certainty that the number
may be called. What is not certain here is left to the library.
"""

from __future__ import annotations

import re
from functools import cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    PhoneNumberDesc,
    region_code_for_country_code,
)

from dialer.domain.phone_number import MAX_DIGITS, MIN_DIGITS

# The library's bounds for what stands behind a country code.
_MIN_NATIONAL, _MAX_NATIONAL = 2, 17
_MAX_CODE_DIGITS = 3
_CODES = frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))
_NOTHING = re.compile(r"(?!)")


class _Plan:
    """What the numbering plan of one region says of digits."""

    def __init__(self, metadata: PhoneMetadata) -> None:
        general = metadata.general_desc
        self.code = str(metadata.country_code)
        self.general = _pattern_of(general)
        self.trunk_prefix = _compile(metadata.national_prefix_for_parsing)
        self.transform = metadata.national_prefix_transform_rule
        self.abroad_prefix = _compile(metadata.international_prefix)
        lengths = general.possible_length if general else ()
        self._local_lengths = frozenset(general.possible_length_local_only if general else ())
        self._lengths = frozenset(lengths)
        self._premium = _premium_of(self.code)
        self.trunk_digits = metadata.national_prefix or ""
        self._shortest, self._longest = (lengths[0], lengths[-1]) if lengths else (0, 0)

    def finish(self, national: str) -> int | None:
        """E.164 digits of a national number that certainly may be called, and is in use."""
        length = len(national)
        # Short numbers, and premium ones of any region with the code, are the library's affair.
        if length <= MIN_DIGITS or length + len(self.code) > MAX_DIGITS:
            return None
        if self.trunk_digits == "0" and national[0] == "0":
            return None
        # Neither too short, nor too long, nor without its area code.
        if not self._shortest <= length <= self._longest or length in self._local_lengths:
            return None
        # Most often a number no range has is one of another country, read with the wrong one.
        if self._premium.fullmatch(national) or not _is_assigned(self.code, national):
            return None
        return int(self.code + national)

    def is_too_long(self, length: int) -> bool:
        """More digits than any number of the plan."""
        return length > self._longest and length not in self._local_lengths

    def without_trunk_prefix(self, digits: str) -> str:
        """Drops the prefix of calls within the country, where a number is left without it."""
        match = self.trunk_prefix.match(digits)
        if match is None:
            return digits
        if self.transform and match.groups()[-1] is not None:
            stripped = self.trunk_prefix.sub(self.transform, digits, count=1)
        else:
            stripped = digits[match.end() :]
        if self.general.fullmatch(digits) and not self.general.fullmatch(stripped):
            return digits
        return stripped

    def national_of(self, digits: str) -> str:
        """The national number of digits as dialled, which may begin with the trunk prefix."""
        stripped = self.without_trunk_prefix(digits)
        length = len(stripped)
        is_taken = length > self._longest or length in self._lengths
        return stripped if is_taken and length not in self._local_lengths else digits


class Numbering:
    """Reads plain digits as somebody in a country would dial them.

    Args:
        region: ISO 3166-1 alpha-2 code; ``""`` where only the international form counts.
    """

    def __init__(self, region: str) -> None:
        metadata = PhoneMetadata.metadata_for_region(region.upper(), None) if region else None
        self._home = _Plan(metadata) if metadata is not None else None

    def find_international(self, digits: str) -> int | None:
        """E.164 digits of what stands behind a plus sign; None where the library must say."""
        found = _split_code(digits)
        return None if found is None else _finish(*found)

    def find_dialled(self, digits: str) -> int | None:
        """E.164 digits of digits without a plus sign; None where the library must say."""
        if self._home is None or len(digits) <= MIN_DIGITS:
            return None
        dialled = self._as_dialled(digits)
        # Digits that begin like the country's code and were not taken for it: a doubtful case.
        if dialled is None or (
            dialled == (self._home.code, digits) and digits.startswith(dialled[0])
        ):
            return None
        if not digits.startswith("00"):
            return _finish(*dialled)
        # 00 means a plus sign, unless it begins a number of the country.
        abroad = self.find_international(digits[2:])
        at_home = f"{dialled[0]}{dialled[1]}"
        if (
            _valid_of(dialled[0]).fullmatch(dialled[1])
            and self.find_international(at_home) != abroad
        ):
            return None
        return abroad

    def _as_dialled(self, digits: str) -> tuple[str, str] | None:
        """Country code and national number."""
        home = self._home
        assert home is not None  # noqa: S101 - for the type checker: the caller has looked
        match = home.abroad_prefix.match(digits)
        # No country code begins with 0: then it was not the prefix of calls abroad.
        if match is not None and digits[match.end() : match.end() + 1] != "0":
            return _split_code(digits[match.end() :])
        if digits.startswith(home.code):
            rest = home.without_trunk_prefix(digits[len(home.code) :])
            is_with_code = not home.general.fullmatch(digits) and home.general.fullmatch(rest)
            if is_with_code or home.is_too_long(len(digits)):
                return _checked(home.code, _main_plan(home.code).national_of(rest))
        return _checked(home.code, home.national_of(digits))


def trunk_digits_of(code: str) -> str:
    """What is dialled before a number within the country with a code, such as 0."""
    return _main_plan(code).trunk_digits


def _split_code(digits: str) -> tuple[str, str] | None:
    """Country code and national number of digits in international form."""
    for length in range(1, _MAX_CODE_DIGITS + 1):
        code = digits[:length]
        if code in _CODES:
            return _checked(code, _main_plan(code).national_of(digits[length:]))
    return None


def _checked(code: str, national: str) -> tuple[str, str] | None:
    return (code, national) if _MIN_NATIONAL <= len(national) <= _MAX_NATIONAL else None


def _finish(code: str, national: str) -> int | None:
    return _main_plan(code).finish(national)


@cache
def _main_plan(code: str) -> _Plan:
    """The plan that decides for all regions with a country code."""
    region = region_code_for_country_code(int(code))
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    if metadata is None:
        raise LookupError(f"no numbering plan for country code {code}")
    return _Plan(metadata)


@cache
def _premium_of(code: str) -> re.Pattern[str]:
    """What no number may match that is surely no premium one, in any region of a code."""
    return _any_of([metadata.premium_rate for metadata in _metadata_of(code)])


@cache
def _valid_of(code: str) -> re.Pattern[str]:
    """What every number matches that is in use in a region of a code, and some that are not."""
    return _any_of([kind for metadata in _metadata_of(code) for kind in _kinds_of(metadata)])


def _is_assigned(code: str, national: str) -> bool:
    """Tells whether a range has the number, as the library's full analysis does."""
    for leading, in_use in _ranges_of(code):
        if leading is None:
            if in_use.fullmatch(national):
                return True
        elif leading.match(national):
            return in_use.fullmatch(national) is not None
    return False


@cache
def _ranges_of(code: str) -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str]], ...]:
    """Of each region with a code: the digits only its numbers begin with, and its ranges.

    The first region whose digits these are, or else whose ranges have the number, decides.
    """
    found = _metadata_of(code)
    # Where there is but one region, its numbers need not be told from others.
    is_alone = len(COUNTRY_CODE_TO_REGION_CODE[int(code)]) == 1
    return tuple(
        (
            _compile(metadata.leading_digits) if metadata.leading_digits and not is_alone else None,
            _compile(
                f"(?={_of_length(metadata.general_desc)}\\Z)"
                f"(?:{'|'.join(map(_of_length, _kinds_of(metadata)))})"
            ),
        )
        for metadata in found
    )


def _of_length(description: PhoneNumberDesc | None) -> str:
    """A pattern for what fits a description, which states lengths beside its pattern."""
    if description is None or not description.national_number_pattern:
        return _NOTHING.pattern
    lengths = "|".join(f"\\d{{{n}}}" for n in description.possible_length if n > 0)
    only = f"(?=(?:{lengths})\\Z)" if lengths else ""
    return f"{only}(?:{description.national_number_pattern})"


def _kinds_of(metadata: PhoneMetadata) -> tuple[PhoneNumberDesc | None, ...]:
    return (
        metadata.fixed_line,
        metadata.mobile,
        metadata.toll_free,
        metadata.premium_rate,
        metadata.shared_cost,
        metadata.voip,
        metadata.personal_number,
        metadata.pager,
        metadata.uan,
        metadata.voicemail,
    )


def _metadata_of(code: str) -> list[PhoneMetadata]:
    found = [
        PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
        for region in COUNTRY_CODE_TO_REGION_CODE[int(code)]
    ]
    return [metadata for metadata in found if metadata is not None]


def _pattern_of(description: PhoneNumberDesc | None) -> re.Pattern[str]:
    return _compile(description.national_number_pattern if description else None)


def _any_of(descriptions: list[PhoneNumberDesc | None]) -> re.Pattern[str]:
    patterns = {d.national_number_pattern for d in descriptions if d and d.national_number_pattern}
    return _compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)))


def _compile(pattern: str | None) -> re.Pattern[str]:
    return re.compile(pattern) if pattern else _NOTHING
