"""Names put together from their parts."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FAMILY, _GIVEN, _ADDITIONAL, _PREFIX, _SUFFIX = range(5)
_EAST_ASIAN = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


def compose_name(parts: Sequence[str]) -> str:
    """A name as it is said, from the parts of a card's N.

    Args:
        parts: family name, given name, additional names, prefixes, suffixes; any may be
            missing or empty, and hold several set apart by commas.
    """
    padded = [" ".join(part.replace(",", " ").split()) for part in parts]
    padded += [""] * (_SUFFIX + 1 - len(padded))
    return join_name(
        padded[_GIVEN],
        padded[_FAMILY],
        middle=padded[_ADDITIONAL],
        prefix=padded[_PREFIX],
        suffix=padded[_SUFFIX],
    )


def join_name(
    given: str, family: str, *, middle: str = "", prefix: str = "", suffix: str = ""
) -> str:
    """A name as it is said: the family name first, and no spaces, where it is East Asian."""
    core = (given, middle, family)
    if given and family and all(map(_is_east_asian, filter(None, core))):
        name = f"{family}{middle}{given}"
    else:
        name = " ".join(part.strip() for part in core if part.strip())
    name = " ".join(filter(None, (prefix.strip(), name)))
    return ", ".join(filter(None, (name, suffix.strip())))


def _is_east_asian(text: str) -> bool:
    return all(unicodedata.name(char, "").startswith(_EAST_ASIAN) for char in text.strip())
