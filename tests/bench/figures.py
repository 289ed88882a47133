"""Figures beside their floors: what a benchmark hands back, and how it is printed."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MANY = 100  # from here on the 99th percentile says more than the largest value
_HEADINGS = ("figure", "Outdial", "beside", "its figure", "ratio", "aim", "met")


@dataclass(frozen=True, slots=True)
class Sample:
    """Values of one thing, measured several times in one run."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p99(self) -> float:
        return sorted(self.values)[math.ceil(0.99 * len(self.values)) - 1]

    def to_json(self) -> dict[str, float]:
        return {
            "median": round(self.median, 3),
            "min": round(min(self.values), 3),
            "max": round(max(self.values), 3),
            "p99": round(self.p99, 3),
            "count": len(self.values),
        }

    def __str__(self) -> str:
        text = f"{_number(self.median)} ({_number(min(self.values))}–{_number(max(self.values))})"
        return f"{text}, p99 {_number(self.p99)}" if len(self.values) >= _MANY else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a figure should be, in words and as a test of (ours, floor), both medians."""

    words: str
    is_met: Callable[[float, float], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing that was measured.

    Attributes:
        name: what, with its unit.
        ours: of Outdial.
        floor_name: what stands beside it; ``""`` for nothing.
        floor: the same thing of that, in the same run.
        aim: None where the figure only explains another one.
    """

    name: str
    ours: Sample
    floor_name: str = ""
    floor: Sample | None = None
    aim: Aim | None = None

    @property
    def is_met(self) -> bool | None:
        if self.aim is None:
            return None
        return self.aim.is_met(self.ours.median, self.floor.median if self.floor else math.nan)

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "ours": self.ours.to_json(),
            "floor_name": self.floor_name,
            "floor": self.floor.to_json() if self.floor else None,
            "aim": self.aim.words if self.aim else None,
            "met": self.is_met,
        }

    def to_row(self) -> tuple[str, ...]:
        floor = self.floor
        ratio = f"{self.ours.median / floor.median:.2f}" if floor and floor.median else ""
        met = {True: "yes", False: "NO", None: ""}[self.is_met]
        aim = self.aim.words if self.aim else ""
        return (self.name, str(self.ours), self.floor_name, str(floor or ""), ratio, aim, met)


def beside(
    name: str, ours: Sample, floors: dict[str, Sample], aims: dict[str, Aim]
) -> list[Figure]:
    """One figure for each of several floors, each with its own aim."""
    return [
        Figure(name=name, ours=ours, floor_name=floor_name, floor=floor, aim=aims.get(floor_name))
        for floor_name, floor in floors.items()
    ]


def at_most(limit: float, unit: str) -> Aim:
    """An aim that is a plain number."""
    return Aim(words=f"<= {limit:g} {unit}", is_met=lambda ours, _floor: ours <= limit)


def at_least(limit: float, unit: str) -> Aim:
    """An aim that is a plain number, and more is better."""
    return Aim(words=f">= {limit:,g} {unit}", is_met=lambda ours, _floor: ours >= limit)


def at_most_times(factor: float) -> Aim:
    """An aim that is a multiple of the floor."""
    words = f"<= {factor:g} x" if factor != 1 else "not above"
    return Aim(words=words, is_met=lambda ours, floor: ours <= factor * floor)


def table_of(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, padded so that it reads well as plain text too."""
    rows = [_HEADINGS, *(figure.to_row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = [" | ".join(map(str.ljust, row, widths)) for row in rows]
    lines.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {line} |" for line in lines)


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
