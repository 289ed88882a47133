"""How an account's own lines are written: without the library that knows all numbers.

The account in use is on the window's first picture, and loading every numbering plan for
that would take longer than painting it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.domain.accounts import ProviderKind

# Country codes of one digit, and of two by their first digit; all others have three.
_ONE_DIGIT_CODES = ("1", "7")
_TWO_DIGIT_CODES = {
    "2": "07",
    "3": "0123469",
    "4": "013456789",
    "5": "12345678",
    "6": "0123456",
    "8": "1246",
    "9": "0123458",
}
# How the digits after the country code are set apart, by how many there are.
_GROUPS = {
    6: (3, 3),
    7: (3, 4),
    8: (4, 4),
    9: (3, 3, 3),
    10: (3, 3, 4),
    11: (3, 4, 4),
    12: (4, 4, 4),
}


def provider_name(provider: ProviderKind) -> str:
    """The provider's name as it writes it."""
    return {"nxcloud": "NXCLOUD", "aicc": "Huawei AICC"}[provider.value]


def spaced_number(e164: str) -> str:
    """Sets the country code and groups of digits apart, e.g. ``+62 893 412 3242``.

    Args:
        e164: ``+`` and digits; anything else is left as it is.
    """
    digits = e164.removeprefix("+")
    if not e164.startswith("+") or not digits.isdigit():
        return e164
    code = digits[: _code_length(digits)]
    rest = digits[len(code) :]
    parts = [f"+{code}"]
    for size in _GROUPS.get(len(rest), (len(rest),)):
        parts.append(rest[:size])
        rest = rest[size:]
    return " ".join(parts)


def _code_length(digits: str) -> int:
    if digits.startswith(_ONE_DIGIT_CODES):
        return 1
    return 2 if digits[1:2] in _TWO_DIGIT_CODES.get(digits[:1], ()) else 3
