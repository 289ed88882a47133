"""How a typed number became the number that is called, step by step."""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.number_texts import read_line, take_number

if TYPE_CHECKING:
    from dialer.domain.phone_number import PhoneNumber

_PLUS_SIGNS = ("+", "＋")


class StepKind(enum.StrEnum):
    """What was done to a text."""

    WORDS_LEFT_OUT = "words_left_out"
    INVISIBLE_LEFT_OUT = "invisible_left_out"
    DIGITS_WRITTEN_PLAIN = "digits_written_plain"
    PUNCTUATION_LEFT_OUT = "punctuation_left_out"
    EXIT_CODE_READ = "exit_code_read"
    PLUS_ADDED = "plus_added"
    TRUNK_PREFIX_LEFT_OUT = "trunk_prefix_left_out"
    COUNTRY_CODE_ADDED = "country_code_added"
    COUNTRY_RULE_APPLIED = "country_rule_applied"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStep:
    """One step.

    Attributes:
        kind: what was done.
        before: the text before it; the first step's is what was typed.
        after: the text after it; the last step's is the number in E.164 form.
        what: what was left out, read or added, e.g. ``0``, ``00`` or ``+62``.
        region: the country whose rules were used (ISO 3166-1 alpha-2), or ``""``.
    """

    kind: StepKind
    before: str
    after: str
    what: str = ""
    region: str = ""


class _Trail:
    """The steps so far; one that changes nothing is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps: list[NumberStep] = []

    def go(self, kind: StepKind, after: str, *, what: str = "", region: str = "") -> None:
        if after != self.text:
            self.steps.append(
                NumberStep(kind=kind, before=self.text, after=after, what=what, region=region)
            )
            self.text = after


def explain_number(typed: str, *, region: str) -> tuple[NumberStep, ...]:
    """Tells how a line is read.

    Args:
        typed: what stands in the field.
        region: ISO 3166-1 alpha-2 code numbers without a country code are read in, or ``""``.

    Returns:
        The steps in their order; empty where it was typed in E.164 form.

    Raises:
        InputError: it is not a number that can be called.
    """
    number = read_line(typed, region=region)
    trail = _Trail(typed)
    _clean(trail)
    digits = trail.text.removeprefix("+")
    if trail.text.startswith("+"):
        _read_international(trail, digits, number)
    else:
        _read_national(trail, digits, number, region.upper())
    return tuple(trail.steps)


def _clean(trail: _Trail) -> None:
    """Leaves digits 0 to 9, behind a plus sign where there was one."""
    taken = take_number(trail.text)
    dropped = " … ".join(taken.dropped)
    trail.go(
        StepKind.WORDS_LEFT_OUT if dropped else StepKind.PUNCTUATION_LEFT_OUT,
        taken.typed,
        what=dropped,
    )
    marks = [character for character in trail.text if unicodedata.category(character) == "Cf"]
    visible = "".join(c for c in trail.text if unicodedata.category(c) != "Cf")
    trail.go(StepKind.INVISIBLE_LEFT_OUT, visible, what=str(len(marks)))
    plain = "".join(_plain(character) for character in trail.text)
    trail.go(StepKind.DIGITS_WRITTEN_PLAIN, plain)
    plus = "+" if trail.text.strip().startswith("+") else ""
    digits = "".join(character for character in trail.text if character in "0123456789")
    trail.go(StepKind.PUNCTUATION_LEFT_OUT, plus + digits)


def _plain(character: str) -> str:
    if character in _PLUS_SIGNS:
        return "+"
    return str(unicodedata.digit(character)) if character.isdigit() else character


def _read_international(trail: _Trail, digits: str, number: PhoneNumber) -> None:
    """Behind a plus sign only a trunk prefix can be too many, as in +44 (0)20."""
    code, national = _parts(number)
    trunk = digits.removeprefix(code).removesuffix(national)
    if f"{code}{trunk}{national}" == digits:
        kind = StepKind.TRUNK_PREFIX_LEFT_OUT
        trail.go(kind, number.e164, what=trunk, region=number.region)
    trail.go(StepKind.COUNTRY_RULE_APPLIED, number.e164, region=number.region)


def _read_national(trail: _Trail, digits: str, number: PhoneNumber, region: str) -> None:
    """Without a plus sign: dialled from ``region``, or with the plus sign left out."""
    code, national = _parts(number)
    if not digits.endswith(national):
        trail.go(StepKind.COUNTRY_RULE_APPLIED, number.e164, region=number.region)
        return
    prefix = digits.removesuffix(national)
    if prefix == code and not _is_home_prefix(digits, number, region):
        trail.go(StepKind.PLUS_ADDED, number.e164)
    elif prefix.endswith(code) and prefix != code and prefix.startswith(("0", "8", "9", "1")):
        exit_code = prefix.removesuffix(code)
        trail.go(StepKind.EXIT_CODE_READ, number.e164, what=exit_code, region=region)
    else:
        trail.go(StepKind.TRUNK_PREFIX_LEFT_OUT, national, what=prefix, region=region)
        trail.go(StepKind.COUNTRY_CODE_ADDED, number.e164, what=f"+{code}", region=region)


def _parts(number: PhoneNumber) -> tuple[str, str]:
    """The country code, and the number within the country."""
    import phonenumbers  # noqa: PLC0415 - 16 ms; the window loads it after its first paint

    parsed = phonenumbers.parse(number.e164, None)
    return str(parsed.country_code), phonenumbers.national_significant_number(parsed)


def _is_home_prefix(digits: str, number: PhoneNumber, region: str) -> bool:
    """Whether the digits before a number are its country's trunk prefix, not its code.

    In North America both are 1.
    """
    import phonenumbers  # noqa: PLC0415 - as in _parts

    home = region and phonenumbers.country_code_for_region(region) == int(_parts(number)[0])
    trunk = phonenumbers.ndd_prefix_for_region(region, True) if home else None
    return bool(trunk) and digits.startswith(str(trunk))
