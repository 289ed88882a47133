"""Lists as programs and people write them, for the tests of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.number_lists import ListFormat, ListPreview, ListSource, RejectedRow
from dialer.lists.checking import check_source
from dialer.lists.reading import OpenSource, preview_source, rows_after_header

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dialer.lists.rows import Row


class NothingKnown:
    """No number is used or barred, but those a test names."""

    def __init__(
        self, used: Sequence[int] = (), barred: Mapping[int, tuple[str, str]] | None = None
    ) -> None:
        self._used = set(used)
        self._barred = dict(barred or {})

    def find_used(self, numbers: Sequence[int]) -> set[int]:
        return self._used.intersection(numbers)

    def find_do_not_call(self, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        return {number: self._barred[number] for number in numbers if number in self._barred}


def file_of(folder: Path, content: bytes | str, name: str = "list.csv") -> ListSource:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return ListSource(path=str(path), name=name)


def preview_of(source: ListSource, wanted: ListFormat | None = None) -> ListPreview:
    return preview_source(source, wanted)


def rows_of(source: ListSource, list_format: ListFormat | None = None) -> list[Row]:
    """All rows that count, read as wanted or as guessed."""
    with OpenSource(source) as opened:
        complete = opened.complete(list_format or preview_source(source, None).format)
        return list(rows_after_header(opened.reader(complete), complete))


def check(
    source: ListSource,
    list_format: ListFormat | None = None,
    *,
    region: str = "ID",
    known: NothingKnown | None = None,
) -> tuple[list[tuple[str, str]], list[RejectedRow]]:
    """Number and note of each accepted row, and the rejected ones."""
    list_format = list_format or preview_source(source, None).format
    accepted: list[tuple[str, str]] = []
    rejected: list[RejectedRow] = []
    read = 0
    for block in check_source(source, list_format, region=region, known=known or NothingKnown()):
        accepted += [(f"+{number}", note) for number, note in block.accepted]
        rejected += block.rejected
        read += block.read
    assert read == len(accepted) + len(rejected)
    return accepted, rejected
