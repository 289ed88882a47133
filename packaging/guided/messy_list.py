"""A list of numbers as people send them: of many shapes, with faults whose count is known."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Area codes with a hundred numbers each that are kept for fiction: 555-0100 to 555-0199.
_AREA_CODES = (
    *(201, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219),
    *(224, 225, 228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262),
)
_SHAPES = (
    "+1 {area}-555-01{tail:02}",
    "({area}) 555-01{tail:02}",
    "{area}.555.01{tail:02}",
    "1{area}55501{tail:02}",
    "001 {area} 555 01{tail:02}",
    "tel:+1-{area}-555-01{tail:02}",
)
_NAMES = ("José Muñoz", "Zoë Müller", 'O"Brien; Sons', "Anaïs", "")
_INVALID = ("call back later", "12345", "+1 202-555-01", "555-0100 or 555-0101", "911")
_GOOD, _REPEATED, _EMPTY, _INVALID_ROUNDS = 2_400, 90, 30, 16


@dataclass(frozen=True, slots=True)
class Expected:
    """What checking must find. The last four add up to the first."""

    read: int
    accepted: int
    invalid: int
    repeated: int
    empty: int


def write(path: Path) -> Expected:
    """Writes the list with semicolons, in Windows-1252.

    Returns:
        What checking must find.
    """
    good = list(itertools.islice(_good_numbers(), _GOOD))
    # Written in another shape, a number is still the same.
    again = [number.replace("-", " ") for number in good[:_REPEATED]]
    bad = list(_INVALID) * _INVALID_ROUNDS
    numbers = [*good, *again, *bad, *[""] * _EMPTY]
    # Every seventh row goes ahead of the others, so that good and bad stand mixed.
    mixed = [*numbers[::7], *(n for at, n in enumerate(numbers) if at % 7)]
    names = itertools.cycle(_NAMES)
    lines = [f"{_quoted(next(names))};{number};C{at:05}" for at, number in enumerate(mixed)]
    text = "\r\n".join(["Customer;Phone;Reference", *lines, ""])
    path.write_bytes(text.encode("cp1252"))
    return Expected(len(numbers), len(good), len(bad), len(again), _EMPTY)


def _good_numbers() -> Iterator[str]:
    shapes = itertools.cycle(_SHAPES)
    for tail, area in itertools.product(range(100), _AREA_CODES):
        yield next(shapes).format(area=area, tail=tail)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(';"') else text
