"""Numbers that stand in a text: with a label, in a link, or among other words.

What is copied elsewhere is rarely a number alone. Nothing is guessed from it: a text that
could be read in two ways is left as it is.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError
from dialer.domain.link_schemes import is_call_link
from dialer.domain.phone_number import PhoneNumber, parse_phone_number

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch

MOST_FOUND = 20
_MAX_TEXT = 20_000
_MAX_LINE = 300
_MAX_TRIES = 500
# Before the first digit, these belong to the number.
_OPENING = "+＋(（ \N{NO-BREAK SPACE}"
_CLOSING = ")）]"
_DIAL_CODES = frozenset("*#,;＊＃，；")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_LABEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenNumber:
    """The part of a line that is the number.

    Attributes:
        typed: the part, as it stands there; the whole line where nothing was left out.
        dropped: what stands before and behind it, e.g. ``Phone:``; without mere punctuation.
    """

    typed: str
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumber:
    """A number found in a text.

    Attributes:
        number: the number.
        text: how it stands there; in a form that can be typed into a number field.
        extension: to be dialled once somebody answers, or ``""``.
    """

    number: PhoneNumber
    text: str
    extension: str = ""


def take_number(line: str) -> TakenNumber:
    """Takes a number out of a line that is a link, or a number with a label.

    Args:
        line: e.g. ``tel:+6590399431`` or ``Phone: +65 9039 9431 (mobile)``.

    Returns:
        The number's part; the line itself where it is no such line. Whether the part can
        be called is for ``read_line`` to say.
    """
    if len(line) > _MAX_LINE:
        return TakenNumber(typed=line)
    if is_call_link(line):
        return _take_from_link(line)
    if not any(character.isalpha() for character in line):
        return TakenNumber(typed=line)
    return _take_from_label(line)


def read_line(line: str, *, region: str, field: str = "callee") -> PhoneNumber:
    """Reads a line as ``parse_phone_number`` does, past a label or a link's scheme.

    Raises:
        InputError: the text is not a number that can be called; the sentence says why.
    """
    taken = take_number(line)
    if taken.dropped and not is_call_link(line):
        with contextlib.suppress(InputError):
            number = parse_phone_number(taken.typed, region=region, field=field)
            # Letters can stand for digits: a label is left out beside a sound number only.
            if number.is_assigned:
                return number
        return parse_phone_number(line, region=region, field=field)
    return parse_phone_number(taken.typed, region=region, field=field)


def find_numbers(text: str, *, region: str) -> tuple[FoundNumber, ...]:
    """Finds the numbers in any text, in reading order, each once.

    Args:
        text: of any length; only its beginning is looked at.
        region: ISO 3166-1 alpha-2 code for numbers without a country code, or ``""``.

    Returns:
        At most ``MOST_FOUND``.
    """
    text = text[:_MAX_TEXT].strip()
    alone = _find_alone(text, region)
    if alone is not None:
        return (alone,)
    import phonenumbers  # noqa: PLC0415 - 16 ms; the window loads it after its first paint

    found: dict[str, FoundNumber] = {}
    matches = phonenumbers.PhoneNumberMatcher(
        text, region or None, leniency=phonenumbers.Leniency.VALID, max_tries=_MAX_TRIES
    )
    for match in matches:
        one = _as_found(match)
        if one is not None:
            found.setdefault(one.number.e164, one)
        if len(found) == MOST_FOUND:
            break
    return tuple(found.values())


def _find_alone(text: str, region: str) -> FoundNumber | None:
    """The number a text consists of, with its label or as a link."""
    if "\n" in text:
        return None
    try:
        number = read_line(text, region=region)
    except InputError:
        return None
    extension = ""
    if is_call_link(text):
        from dialer.domain.links import parse_link  # noqa: PLC0415 - links are rare

        extension = parse_link(text).extension
    return FoundNumber(number=number, text=text, extension=extension)


def _as_found(match: PhoneNumberMatch) -> FoundNumber | None:
    import phonenumbers  # noqa: PLC0415 - as in find_numbers

    e164 = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    try:
        number = parse_phone_number(e164, region="")
    except InputError:
        return None
    extension = match.number.extension or ""
    text = number.display if extension else match.raw_string
    return FoundNumber(number=number, text=text, extension=extension)


def _take_from_link(line: str) -> TakenNumber:
    from dialer.domain.links import parse_link  # noqa: PLC0415 - links are rare

    try:
        link = parse_link(line)
    except InputError:
        return TakenNumber(typed=line)
    before, number, after = line.strip().partition(link.number)
    if not number:
        # Written another way in the link, with percent signs or a context.
        return TakenNumber(typed=link.number, dropped=(line.strip(),))
    return TakenNumber(typed=number, dropped=tuple(filter(None, (before, after))))


def _take_from_label(line: str) -> TakenNumber:
    digits = [place for place, character in enumerate(line) if character.isdigit()]
    if not digits:
        return TakenNumber(typed=line)
    first, end = digits[0], digits[-1] + 1
    while first > 0 and line[first - 1] in _OPENING:
        first -= 1
    before, core, after = line[:first], line[first:end], line[end:]
    if any(character.isalpha() for character in core) or not (
        _is_label(before) and _is_label(after) and _stands_apart(after)
    ):
        return TakenNumber(typed=line)
    dropped = (part.strip() for part in (before, after) if _WORD.search(part))
    return TakenNumber(typed=core.strip(), dropped=tuple(dropped))


def _stands_apart(after: str) -> bool:
    """Whether words behind the digits are words: in 1-800-FLOWERS they are digits."""
    return not _WORD.search(after) or after[0].isspace() or after[0] in _CLOSING


def _is_label(part: str) -> bool:
    """Whether a part beside the digits can be left out without changing the number."""
    if part[-1:].isalpha() and len(part) == 1:
        return False
    if _DIAL_CODES & set(part):
        return False
    words = list(_WORD.finditer(part))
    return all(
        len(word.group()) >= _LEAST_LABEL or part[word.end() : word.end() + 1] in {":", "."}
        for word in words
    )
