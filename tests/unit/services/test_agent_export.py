"""Exported tables: what a spreadsheet reads, and what it must not run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from dialer.domain.spreadsheets import neutral
from dialer.services.agent_export import table_bytes, write_table

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ("Agent", "Groups")


def parse(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_cells_come_back_as_they_were() -> None:
    rows = [("王小明", 'says "hi", twice'), ("Björn\nErik", ""), ("", "a;b")]
    content = table_bytes(HEADER, rows)
    assert content.startswith(b"\xef\xbb\xbfAgent,Groups\r\n")
    assert parse(content) == [list(HEADER), *map(list, rows)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " ="])
def test_a_cell_that_would_run_is_neutralised(start: str) -> None:
    cell = f"{start}HYPERLINK(1)"
    assert neutral(cell) == f"'{cell}"
    assert parse(table_bytes(HEADER, [(cell, "x")]))[1] == [f"'{cell}", "x"]


@pytest.mark.parametrize("cell", ["", "Ayu", "NX00001", "a=b", "30 days", "ayu@example.com"])
def test_other_cells_are_left_alone(cell: str) -> None:
    assert neutral(cell) == cell


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "agents.csv"
    target.write_text("old")
    write_table(str(target), HEADER, [("Ayu", "Sales")])
    assert parse(target.read_bytes()) == [list(HEADER), ["Ayu", "Sales"]]
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        write_table(str(tmp_path / "gone" / "agents.csv"), HEADER, [])
