"""The tables of docs/coverage.md, and what each line of them claims.

A family of endpoints is a heading of the second level, an endpoint one of the third whose
text is its path. Under it a table named ``Request`` and one named ``Reply`` list fields; a
family's ``Codes`` and ``Hang-up codes`` list codes. A cell is ``yes`` or ``no``, and a no
has a note that says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "coverage.md"
_HEADING = re.compile(r"^(#{2,4}) (.+)$")
_ROW = re.compile(r"^\| `([^`]+)` \| (yes|no) \| (yes|no) \| (.*?) ?\|$")
_TESTS = re.compile(r"`(tests/[^`]+\.py)`")


@dataclass(frozen=True, slots=True)
class Line:
    """One field or code.

    Attributes:
        family: heading of the second level.
        endpoint: the path, or ``""`` in a table of a whole family.
        table: ``Request``, ``Reply``, ``Codes`` or ``Hang-up codes``.
        name: the field, e.g. ``data[].sipNumber``, or the code.
    """

    family: str
    endpoint: str
    table: str
    name: str
    in_adapter: bool
    in_sandbox: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one endpoint was seen to do.

    Attributes:
        sent: fields the adapter puts into a request.
        judged: fields of which the sandbox refuses a wrong value.
        answered: fields the sandbox's replies hold.
        read: fields of a reply that change what the adapter makes of it.
    """

    sent: frozenset[str]
    judged: frozenset[str]
    answered: frozenset[str]
    read: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyProbe:
    """What one family was seen to do.

    Attributes:
        endpoints: by path; every one the adapter or the sandbox has.
        codes_read: codes the adapter tells apart and explains.
        codes_answered: codes the sandbox has words for.
        causes_read: hang-up codes the adapter explains.
        causes_answered: hang-up codes the sandbox's records hold.
    """

    endpoints: Mapping[str, Probe]
    codes_read: frozenset[str]
    codes_answered: frozenset[str]
    causes_read: frozenset[str] = frozenset()
    causes_answered: frozenset[str] = frozenset()


def parse_lines(text: str) -> Iterator[Line]:
    """Every line of every table."""
    family = endpoint = table = ""
    for line in text.splitlines():
        heading = _HEADING.match(line)
        row = _ROW.match(line)
        if heading is not None:
            level, title = len(heading[1]), heading[2]
            if level == 2:
                family, endpoint, table = title, "", ""
            elif title.startswith("`"):
                endpoint, table = title.strip("`"), ""
            else:
                table = title
                if level == 3:
                    endpoint = ""
        elif row is not None:
            yield Line(
                family, endpoint, table, row[1], row[2] == "yes", row[3] == "yes", row[4].strip()
            )


def named_tests(text: str) -> frozenset[str]:
    """Every test file the document names."""
    return frozenset(_TESTS.findall(text))


def flatten(value: object, prefix: str = "") -> Iterator[str]:
    """Names of the leaves of a JSON value, e.g. ``data[].sipNumber``; a list of texts is one."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flatten(inner, f"{prefix}.{name}" if prefix else name)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for inner in value:
            yield from flatten(inner, f"{prefix}[]")
    else:
        yield prefix


def changed(value: object, name: str, replacement: object) -> object:
    """A copy of a JSON value with one leaf, in each row of a list, replaced or added."""
    head, _, rest = name.partition(".")
    is_list, key = head.endswith("[]"), head.removesuffix("[]")
    if not isinstance(value, dict):
        return value
    inner = value.get(key)
    if not rest:
        return {**value, key: replacement}
    if is_list:
        rows = inner if isinstance(inner, list) else []
        return {**value, key: [changed(row, rest, replacement) for row in rows]}
    return {**value, key: changed(inner, rest, replacement)}
