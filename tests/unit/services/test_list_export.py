from __future__ import annotations

import asyncio
import csv
import threading
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryNumberListStore
from sample_lists import a_list

from dialer.domain.errors import DatabaseUnusable
from dialer.domain.number_lists import RejectedRow, RowVerdict
from dialer.services.list_export import export_rejected

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ("Line", "Number", "Note", "Reason")


def a_store(*rows: tuple[int, str, str]) -> InMemoryNumberListStore:
    store = InMemoryNumberListStore()
    rejected = [
        RejectedRow(line=line, text=text, note=note, verdict=RowVerdict.INVALID, reason="No, it is")
        for line, text, note in rows
    ]
    store.add_list(a_list(rejected=rejected), [], rejected)
    return store


def read_back(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_rejected_row_is_written_in_order(tmp_path: Path) -> None:
    rows = [(line, f"number {line}", f"note, {line}") for line in range(2, 2600, 2)]
    path = tmp_path / "rejected.csv"
    told: list[int] = []

    async def scenario() -> None:
        count = await export_rejected(
            a_store(*rows), "list 1", str(path), header=HEADER, on_progress=told.append
        )
        assert count == len(rows) == told[-1]

    asyncio.run(scenario())
    assert path.read_bytes().startswith(b"\xef\xbb\xbfLine,Number,Note,Reason\r\n")
    assert read_back(path)[1:] == [[str(n), text, note, "No, it is"] for n, text, note in rows]
    assert [file.name for file in tmp_path.iterdir()] == ["rejected.csv"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", " ="])
def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path, start: str) -> None:
    path = tmp_path / "rejected.csv"
    formula = f'{start}HYPERLINK("https://x.example")'
    asyncio.run(_export(a_store((2, formula, formula)), path))
    assert read_back(path)[1] == ["2", f"'{formula}", f"'{formula}", "No, it is"]


def test_the_file_is_written_beside_the_loop(tmp_path: Path) -> None:
    names: set[str] = set()

    class Watched(InMemoryNumberListStore):
        async def fetch_rejected(
            self, list_id: str, *, after_line: int, limit: int
        ) -> list[RejectedRow]:
            names.update(thread.name for thread in threading.enumerate())
            return list(await super().fetch_rejected(list_id, after_line=after_line, limit=limit))

    store = Watched()
    store.add_list(a_list(), [])
    asyncio.run(_export(store, tmp_path / "rejected.csv"))
    assert any(name.startswith("export") for name in names)


def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    path.write_text("before", encoding="utf-8")
    store = a_store((2, "a", "b"))
    store.failure = DatabaseUnusable("damaged")
    with pytest.raises(DatabaseUnusable):
        asyncio.run(_export(store, path))
    assert path.read_text(encoding="utf-8") == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["rejected.csv"]


def test_a_cancel_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    path.write_text("before", encoding="utf-8")

    async def scenario() -> None:
        first_page = asyncio.Event()
        exporting = asyncio.ensure_future(
            export_rejected(
                a_store(*[(line, "1", "") for line in range(1, 5000)]),
                "list 1",
                str(path),
                header=HEADER,
                on_progress=lambda _rows: first_page.set(),
            )
        )
        await first_page.wait()
        exporting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await exporting

    asyncio.run(scenario())
    assert path.read_text(encoding="utf-8") == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["rejected.csv"]


def test_a_folder_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        asyncio.run(_export(a_store(), tmp_path / "gone" / "rejected.csv"))


async def _export(store: InMemoryNumberListStore, path: Path) -> None:
    await export_rejected(store, "list 1", str(path), header=HEADER)
