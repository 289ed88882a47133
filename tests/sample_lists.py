"""Checked number lists for tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from dialer.domain.number_lists import NumberList, RejectedRow, RowVerdict
from dialer.store.list_writer import ListWriter

if TYPE_CHECKING:
    from pathlib import Path

NOON_MS = 1_790_000_000_000
# Puts a list into a store, as checking one does: E.164 number and note of each accepted row.
AddList: TypeAlias = Callable[[NumberList, Sequence[tuple[str, str]], Sequence[RejectedRow]], None]


def a_list(
    list_id: str = "list 1",
    *,
    accepted: int = 0,
    rejected: Sequence[RejectedRow] = (),
    checked_ms: int = NOON_MS,
) -> NumberList:
    counts = Counter(row.verdict.value for row in rejected)
    return NumberList(
        list_id=list_id,
        name="customers.csv",
        region="ID",
        read=accepted + len(rejected),
        accepted=accepted,
        empty=counts[RowVerdict.EMPTY],
        invalid=counts[RowVerdict.INVALID],
        repeated=counts[RowVerdict.REPEATED],
        in_earlier_task=counts[RowVerdict.IN_EARLIER_TASK],
        do_not_call=counts[RowVerdict.DO_NOT_CALL],
        checked_ms=checked_ms,
    )


def some_numbers(count: int, *, first: int = 6281200000000) -> list[tuple[str, str]]:
    return [(f"+{first + index}", f"customer {index}") for index in range(count)]


def a_rejected_row(
    line: int, *, verdict: RowVerdict = RowVerdict.INVALID, text: str = "12", note: str = ""
) -> RejectedRow:
    return RejectedRow(line=line, text=text, note=note, verdict=verdict, reason="Too short.")


def write_list(
    folder: Path,
    number_list: NumberList,
    numbers: Sequence[tuple[str, str]],
    rejected: Sequence[RejectedRow],
) -> None:
    """Writes a list into ``numbers.db``, as the process that checks lists does."""
    with ListWriter(folder) as writer:
        writer.begin(number_list.list_id, name=number_list.name, region=number_list.region)
        writer.add([(int(e164), note) for e164, note in numbers], rejected)
        writer.finish(number_list)
