"""What a cell of a file means as a phone number, and why it means none."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError
from dialer.domain.guard import ConcernKind, find_number_concerns
from dialer.domain.phone_number import parse_phone_number
from dialer.lists.doubts import refuse_lost_digits
from dialer.lists.numbering import Numbering

if TYPE_CHECKING:
    from dialer.domain.phone_number import PhoneNumber

# Spaces and punctuation that mean nothing between digits, and the digits of other scripts.
_SEPARATORS = " \u00a0\u3000-.()\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(_SEPARATORS),
        **{chr(zero + n): str(n) for zero in (0xFF10, 0x660, 0x6F0) for n in range(10)},
        "＋": "+",
    }
)
# Marks by which programs keep a number a text: '0812, "0812", ="0812".
_WRAPPING = re.compile(r"""=?["“](.*)["”]|['’‘`´]+(.*?)['’‘`´]*""", re.DOTALL)
_TEL = re.compile(r"tel\s*:\s*", re.IGNORECASE)
_PLUS_ZEROS = re.compile(r"[+＋]\s*(?=00)")
_SHORTENED = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_WHOLE_DECIMAL = re.compile(r"(\+?[0-9]{6,})[.,]0{1,2}")
_DECIMAL = re.compile(r"-?[0-9]{6,}[.,][0-9]{1,2}")
_DATE = re.compile(
    r"(?:(?:19|20)[0-9]{2}(?P<a>[-/.])(?:0?[1-9]|1[0-2])(?P=a)(?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])(?P<b>[-/.])(?:0?[1-9]|[12][0-9]|3[01])(?P=b)(?:19|20)[0-9]{2})"
    r"(?:[T ]+[0-9]{1,2}:[0-9]{2}.*)?"
)
_EXTENSION = re.compile(
    r".*[0-9)]\s*[-,;]?\s*(?:ext?n?|extension|ekst(?:ensi)?|x|ｘ|#|＃|分机|分機|转|轉)"
    r"\s*[.:：]?\s*[0-9]{1,6}",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_TWO = re.compile(
    r"[/／,，;；|、&\r\n]|\s{2,}|\b(?:or|and|atau|dan)\b|或|和", re.IGNORECASE
)
# Groups of digits that can be neither a date, an amount nor two numbers: most of a list.
_USUAL = re.compile(r"(?:\+?[1-9][0-9]{0,4}|0[0-9]{0,4}|\([0-9]{2,5}\))(?:[ -][0-9]{3,8}){1,3}")
_USUAL_CHARS = 17
_MANY_DIGITS = 7
_MAX_DIGITS = 15
_MAX_CHARS = 200
_INTERNATIONAL = ("+", "＋", "00")
_NO_SUCH_NUMBER = "No number range has this number. Check its digits and its country code."
_NO_RANGE = (
    "No number range of {region} has this number. If the list is of another country, choose it."
)
_PREMIUM = "This is a premium-rate number, which is never called."
_SHORT = "This is an emergency or short number, which is never called."


class CellReader:
    """Reads cells as numbers of one country, with the verdict a typed number gets.

    Args:
        region: ISO 3166-1 alpha-2 code national numbers are read in.
        takes_unassigned: also takes numbers in international form that no range has: a
            person may call such a number, so it must be possible to bar it.
    """

    def __init__(self, region: str, *, takes_unassigned: bool = False) -> None:
        self._region = region
        self._takes_unassigned = takes_unassigned
        self._numbering = Numbering(region)

    def read(self, cell: str) -> int | str:
        """Digits of the E.164 form; or a sentence that says why there are none.

        Args:
            cell: as it stands in the file; not blank.
        """
        text = cell.strip()
        if text.isascii() and text.isdigit():
            found = self._numbering.find_dialled(text)
            return self.read_thoroughly(text) if found is None else found
        if len(text) > _USUAL_CHARS or not _USUAL.fullmatch(text):
            if len(text) > _MAX_CHARS:
                return self.read_thoroughly(text)
            text = _unwrapped(text)
            problem = _find_problem(text)
            if problem:
                return problem
            text = _WHOLE_DECIMAL.sub(r"\1", text)
        found = self.find_fast(text)
        return self.read_thoroughly(text) if found is None else found

    def read_thoroughly(self, text: str) -> int | str:
        """The same, by the rules for typed numbers themselves and what a list adds to them."""
        try:
            number = parse_phone_number(text, region=self._region)
            refuse_lost_digits(number)
        except InputError as error:
            return error.problem
        problem = _why_not_callable(number) or self._why_unassigned(text, number)
        return problem or int(number.provider_digits)

    def _why_unassigned(self, text: str, number: PhoneNumber) -> str:
        """A typed number of no known range is shown before it is called; a list's is not."""
        if number.is_assigned:
            return ""
        if text.startswith(_INTERNATIONAL):
            return "" if self._takes_unassigned else _NO_SUCH_NUMBER
        return _NO_RANGE.format(region=self._region)

    def find_fast(self, text: str) -> int | None:
        """The same, where digits and their usual punctuation leave no doubt; else None."""
        plain = text.translate(_PLAIN)
        if not plain.isascii():
            return None
        if plain.isdigit():
            return self._numbering.find_dialled(plain)
        if plain[:1] == "+" and plain[1:].isdigit():
            return self._numbering.find_international(plain[1:])
        return None


def _unwrapped(text: str) -> str:
    """Takes away what programs put around a number so that it stays as it is."""
    if not text.isascii():
        # Numbers copied from other programs often carry invisible direction marks.
        text = "".join(c for c in text if unicodedata.category(c) != "Cf").strip()
    match = _WRAPPING.fullmatch(text)
    if match is not None:
        text = (match[1] or match[2] or "").strip()
    text = _TEL.sub("", text, count=1) if _TEL.match(text) else text
    # No country code begins with 0, so +00 can only mean 00.
    return _PLUS_ZEROS.sub("", text, count=1) if _PLUS_ZEROS.match(text) else text


def _find_problem(text: str) -> str:
    """What a typed number would not be asked, for nobody types it so."""
    if _SHORTENED.fullmatch(text):
        return (
            "The spreadsheet has shortened this number, and digits are lost. "
            "Format its column as text and save the file again."
        )
    if _DATE.fullmatch(text):
        return "This is a date, not a phone number."
    if _DECIMAL.fullmatch(text) and not _WHOLE_DECIMAL.fullmatch(text):
        return "This is an amount, not a phone number."
    if _holds_two(text):
        return "There are two numbers in this cell. Give each a row of its own."
    if _EXTENSION.fullmatch(text):
        return "Extensions cannot be dialled. Take out what follows the number."
    return ""


def _holds_two(text: str) -> bool:
    """Two numbers, or one and the last digits of another: 021 5551234/35."""
    if text.count("+") + text.count("＋") > 1:
        return True
    counts = [_count_digits(piece) for piece in _BETWEEN_TWO.split(text)]
    if counts[0] >= _MANY_DIGITS and max(counts[1:], default=0) >= _MANY_DIGITS:
        return True
    # A slash may also set an area code apart: 030/123456.
    before, _, behind = text.replace("／", "/").partition("/")
    if _count_digits(before) >= _MANY_DIGITS and _count_digits(behind):
        return True
    if _count_digits(text) <= _MAX_DIGITS:
        return False
    return sum(_count_digits(piece) >= _MANY_DIGITS for piece in text.split()) > 1


def _count_digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _why_not_callable(number: PhoneNumber) -> str:
    for concern in find_number_concerns(number):
        return _PREMIUM if concern.kind is ConcernKind.PREMIUM_NUMBER else _SHORT
    return ""
