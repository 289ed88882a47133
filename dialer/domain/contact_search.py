"""What a search among contacts means, whoever carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dialer.domain.folding import digits_of, fold, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dialer.domain.contacts import Contact, ContactNumber

# Shorter words are sought where a word or a number begins.
ANYWHERE_FROM = 3
# Two spaces stand before every word, so that one that begins with a letter holds "  s", one
# that begins with two " si": everything that is sought is three characters or more.
_GAP = "  "
_LONGEST_COUNTRY_CODE = 3
_ABROAD = "00"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found.

    Attributes:
        needles: one of these must be part of a contact's body; each is at least
            ``ANYWHERE_FROM`` characters long.
    """

    needles: tuple[str, ...]


def body_of(contact: Contact) -> str:
    """Everything a contact is found by, in one text, every word behind two spaces."""
    words = [*fold(contact.name).split(), *fold(contact.company).split()]
    parts = [*words, *_beginnings_within(words)]
    for number in contact.numbers:
        parts += _spellings_of(number)
    return "".join(_GAP + part for part in parts) + _GAP


def sort_key_of(contact: Contact) -> str:
    """What contacts are ordered by."""
    return fold(contact.title)


def terms_of(text: str) -> tuple[Term, ...]:
    """What must be found for a text as typed; empty where it has no word in it."""
    return tuple(dict.fromkeys(_term(words) for words in _groups(fold(text).split())))


def is_match(terms: Iterable[Term], body: str) -> bool:
    """Tells whether a body has everything that is sought."""
    return all(any(needle in body for needle in term.needles) for term in terms)


def _beginnings_within(words: Iterable[str]) -> list[str]:
    """In a script without spaces, any letter may be the first of what somebody looks for.

    Two letters are enough: three are found wherever they stand.
    """
    return [
        word[at : at + ANYWHERE_FROM - 1]
        for word in words
        for at in range(1, len(word))
        if is_unspaced(word[at])
    ]


def _spellings_of(number: ContactNumber) -> list[str]:
    """A number as it is dialled from abroad and at home, and how it begins without the zero."""
    if not number.e164:
        digits = digits_of(number.raw)
        return [digits] if digits else []
    digits = number.e164.removeprefix("+")
    national = digits[len(_country_code(digits[:_LONGEST_COUNTRY_CODE])) :]
    return [digits, f"0{national}", national[: ANYWHERE_FROM - 1]]


@lru_cache(maxsize=1000)
def _country_code(digits: str) -> str:
    """The country code some digits begin with; ``""`` where there is none."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # noqa: PLC0415 - 16 ms, on first use

    beginnings = (digits[:length] for length in range(1, len(digits) + 1))
    return next((code for code in beginnings if int(code) in COUNTRY_CODE_TO_REGION_CODE), "")


def _groups(words: Sequence[str]) -> Iterator[list[str]]:
    """Words one by one; but a few digits beside others are part of the same number."""
    group: list[str] = []
    for word in words:
        is_part = bool(group) and word.isdigit() and group[-1].isdigit()
        if is_part and (len(word) < ANYWHERE_FROM or len("".join(group)) < ANYWHERE_FROM):
            group.append(word)
            continue
        if group:
            yield group
        group = [word]
    if group:
        yield group


def _term(words: list[str]) -> Term:
    joined = "".join(words)
    needles = [_anchored(joined)]
    if len(words) > 1:
        # Digits may be words of a name as well.
        needles.append(_GAP.join(words))
    if joined.isdigit() and joined.startswith(_ABROAD) and joined != _ABROAD:
        needles.append(_anchored(joined.removeprefix(_ABROAD)))
    return Term(tuple(needles))


def _anchored(word: str) -> str:
    """The word, where it is short with the end of the gap it must stand behind."""
    return word.rjust(ANYWHERE_FROM)
