"""Text as people look for it: without capitals, accents, widths and punctuation."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that are decorated, yet have no decomposition of their own.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ı": "i",
        "ĸ": "k",
        "ŋ": "n",
    }
)
# Written and left out as people please: O’Brien, OBrien.
_DROPPED = frozenset("'’‘ʼʻ`´ʹ′")
_FIRST_UNSPACED = "\u2e80"
_BETWEEN_ASCII_WORDS = re.compile("[^a-z0-9]+")
# A contact's name is folded for its place, its words and who it is, one after the other.
_REMEMBERED = 4096


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """A text as it is compared: words of plain small letters, one space between two.

    Capitals, accents, full-width forms and apostrophes count for nothing, sharp s is two
    of them, a dotless i is an i, and all other punctuation parts words. Folding what is
    folded changes nothing.
    """
    if text.isascii():
        small = text.lower().replace("'", "").replace("`", "")
        return _BETWEEN_ASCII_WORDS.sub(" ", small).strip()
    small = _without_marks(text)
    if small.isalnum():
        return small
    return " ".join("".join(c if _is_of_word(c) else " " for c in small).split())


def digits_of(text: str) -> str:
    """The digits of a text as 0 to 9, whatever script they are written in."""
    return "".join(_plain_digit(c) for c in text if c.isdigit())


def is_unspaced(character: str) -> bool:
    """Tells whether a letter is of a script that puts no space between words.

    Every letter of these may be the first of what somebody looks for.
    """
    return character >= _FIRST_UNSPACED


def _without_marks(text: str) -> str:
    kept = "".join(c for c in text if c not in _DROPPED)
    # Twice: taking capitals away makes marks of its own (a dotted capital I), and some
    # letters can be taken apart only once they are small.
    for _turn in range(2):
        parts = unicodedata.normalize("NFKD", kept.casefold().translate(_LETTERS))
        kept = "".join(
            _plain_digit(c) if c.isdigit() else c
            for c in parts
            if not unicodedata.combining(c) and c not in _DROPPED
        )
    # Korean syllables are whole again.
    return unicodedata.normalize("NFC", kept)


def _plain_digit(character: str) -> str:
    return str(unicodedata.digit(character))


def _is_of_word(character: str) -> bool:
    # Vowel signs of some scripts are marks, and no less a part of the word.
    return character.isalnum() or unicodedata.category(character).startswith("M")
