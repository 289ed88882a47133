"""The process that reads and writes files of contacts: results, cancels, deaths, undoing."""

from __future__ import annotations

import asyncio
import csv
import os
import signal
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import FixedClock

from dialer.contact_desk import ContactDesk
from dialer.domain.contact_files import (
    ContactFileFormat,
    ExportForm,
    FileKind,
    FileReading,
    ImportProgress,
    ImportSummary,
)
from dialer.domain.errors import InputError, StoreError
from dialer.services.contact_import import ContactImportService
from dialer.store import ContactDatabase, SqliteContactImports, SqliteContactStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from dialer.domain.contacts import Contact

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals are a POSIX idea")
VCARDS = Path(__file__).resolve().parents[1] / "data" / "vcards"
BIG_ROWS = 12_000
SMALL = """Name,Phone,Company,Group
Anna Sample,0812 3456 7890,Sample Ltd,VIP
,,,
Tom,12,,
 ,0812 3456 7891,,
,,,VIP
Anna Sample,0812-3456-7890,Sample Ltd,VIP;Jakarta
"""


class Desk:
    """Everything from the service to the file, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = ContactDatabase(folder / "data")
        self.store = SqliteContactStore(self.database)
        self.imports = SqliteContactImports(self.database)
        self.files = ContactDesk(folder / "data", FixedClock())
        self.service = ContactImportService(self.imports, self.files, FixedClock())
        self.progress: asyncio.Queue[ImportProgress] = asyncio.Queue()
        self.taken_back: list[int] = []

    def file(self, text: str, name: str = "contacts.csv") -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def big_file(self) -> str:
        lines = (f"Anna {n},{6281200000000 + n}" for n in range(BIG_ROWS))
        return self.file("\n".join(("Name,Phone", *lines)), "big.csv")

    async def read(self, path: str, *, list_name: str = "") -> ImportSummary:
        preview = await self.service.preview(path)
        return await self.service.import_file(
            path,
            preview.format,
            region="ID",
            list_name=list_name,
            on_progress=self.progress.put_nowait,
            on_taking_back=self.taken_back.append,
        )

    async def start_reading(self, path: str) -> asyncio.Task[ImportSummary]:
        """An import that has come as far as its first progress."""
        reading = asyncio.ensure_future(self.read(path))
        first = asyncio.ensure_future(self.progress.get())
        await asyncio.wait((reading, first), return_when=asyncio.FIRST_COMPLETED)
        assert first.done(), "the import ended before it told anything"
        return reading

    async def all_contacts(self) -> list[Contact]:
        return [contact async for page in self.store.read_all() for contact in page]


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    desk = Desk(folder)
    await desk.database.open()
    await desk.imports.open()
    try:
        yield desk
    finally:
        await desk.files.close()
        await desk.imports.close()
        desk.database.close()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def counts(reading: FileReading) -> tuple[int, int, int, int, int]:
    assert reading.adds_up
    return reading.read, reading.added, reading.merged, reading.unchanged, reading.skipped


def test_a_table_is_read_and_everything_is_accounted_for(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            summary = await desk.read(desk.file(SMALL), list_name="  Spring   sale ")
            # Anna stands there twice, the second time in one list more.
            assert counts(summary.reading) == (6, 3, 1, 0, 2)
            assert summary.reading.unread_numbers == 1
            assert [(one.line, one.reason) for one in summary.reading.reasons] == [
                (3, "There is nothing in this row."),
                (6, "There is nothing in this row."),
            ]
            anna, tom, nameless = await desk.all_contacts()
            assert (anna.name, anna.company) == ("Anna Sample", "Sample Ltd")
            assert sorted(anna.lists) == ["Jakarta", "Spring sale", "VIP"]
            assert [number.e164 for number in anna.numbers] == ["+6281234567890"]
            assert [(number.e164, number.raw) for number in tom.numbers] == [("", "12")]
            assert nameless.title == "+6281234567891"
            assert (await desk.imports.fetch_imports(9))[0].name == "contacts.csv"

    asyncio.run(scenario())


def test_reading_a_file_again_adds_nothing_and_undoing_leaves_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            paths = [desk.file(SMALL), *map(str, sorted(VCARDS.iterdir()))]
            first = [await desk.read(path) for path in paths]
            before = await desk.all_contacts()
            for path, earlier in zip(paths, first, strict=True):
                again = await desk.read(path)
                assert counts(again.reading)[1:3] == (0, 0), path
                assert again.reading.skipped == earlier.reading.skipped
                await desk.service.undo(again.import_id)
            assert await desk.all_contacts() == before
            for summary in reversed(first):
                await desk.service.undo(summary.import_id)
            assert await desk.store.count_contacts() == 0
            with pytest.raises(LookupError):
                await desk.service.undo(first[0].import_id)

    asyncio.run(scenario())


def test_what_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            path = desk.file(SMALL)
            chosen = (await desk.service.preview(path)).format
            with pytest.raises(InputError, match="not there any more"):
                await desk.service.preview(str(tmp_path / "gone.vcf"))
            for bad_path, bad_format in (
                (str(tmp_path / "gone.vcf"), chosen),
                (path, ContactFileFormat(kind=FileKind.TEXT, encoding="utf-8", delimiter=",")),
            ):
                with pytest.raises(InputError):
                    await desk.service.import_file(
                        bad_path,
                        bad_format,
                        region="ID",
                        list_name="",
                        on_progress=lambda _progress: None,
                    )
            assert await desk.store.count_contacts() == 0
            assert await desk.imports.fetch_imports(9) == ()

    asyncio.run(scenario())


def test_a_cancelled_import_is_taken_back_and_the_process_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            reading = await desk.start_reading(desk.big_file())
            pid = desk.files.worker_pid
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert await desk.store.count_contacts() == 0
            assert await desk.imports.fetch_imports(9) == ()
            assert desk.taken_back
            assert desk.taken_back == sorted(desk.taken_back)
            assert counts((await desk.read(desk.file(SMALL))).reading)[0] == 6
            assert desk.files.worker_pid == pid

    asyncio.run(scenario())


@posix_only
def test_a_killed_process_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            reading = await desk.start_reading(desk.big_file())
            assert desk.files.worker_pid is not None
            os.kill(desk.files.worker_pid, signal.SIGKILL)
            with pytest.raises(StoreError, match="stopped"):
                await reading
            assert await desk.store.count_contacts() == 0
            assert counts((await desk.read(desk.file(SMALL))).reading)[0] == 6

    asyncio.run(scenario())


def test_progress_counts_up(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await (await desk.start_reading(desk.big_file()))
            told = [desk.progress.get_nowait() for _ in range(desk.progress.qsize())]
            assert [p.read for p in told] == sorted({p.read for p in told})
            assert all(0 < p.bytes_read <= p.byte_count for p in told)

    asyncio.run(scenario())


def test_skipped_rows_are_saved_as_a_table_nothing_of_which_is_run(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            group = "BEGIN:VCARD\nVERSION:4.0\nFN:=1+1\nKIND:group\nEND:VCARD\n"
            person = "BEGIN:VCARD\nFN:Anna\nTEL:0812 3456 7890\nEND:VCARD\n"
            summary = await desk.read(desk.file(group + person, "cards.vcf"))
            assert counts(summary.reading) == (2, 1, 0, 0, 1)
            target = tmp_path / "skipped.csv"
            assert await desk.service.save_skipped(str(target), ("Line", "Text", "Why")) == 1
            with target.open(encoding="utf-8-sig", newline="") as file:
                header, row = csv.reader(file)
            assert header == ["Line", "Text", "Why"]
            assert row[:2] == ["1", "'=1+1"]
            assert "group" in row[2]
            with pytest.raises(FileNotFoundError):
                await desk.service.save_skipped(str(tmp_path / "no" / "x.csv"), ("a", "b", "c"))
        assert not (tmp_path / "data" / "import-skipped.csv").exists()

    asyncio.run(scenario())


@pytest.mark.parametrize("form", [ExportForm.CARDS_4, ExportForm.CARDS_3, ExportForm.TABLE])
def test_what_is_exported_is_read_into_an_empty_store_as_it_was(
    tmp_path: Path, form: ExportForm
) -> None:
    def told(contacts: list[Contact]) -> set[object]:
        return {
            (one.name, one.company, one.notes, one.numbers, frozenset(one.lists))
            for one in contacts
        }

    async def scenario() -> None:
        target = str(tmp_path / "all.out")
        progress: list[tuple[int, int]] = []
        async with a_desk(tmp_path / "one") as desk:
            for path in sorted(VCARDS.iterdir()):
                await desk.read(str(path))
            stored = await desk.all_contacts()
            written = await desk.service.export(
                target, form, on_progress=lambda p: progress.append((p.written, p.total))
            )
            assert written == len(stored) > 10
            # Into the store it came from, it brings nothing new.
            assert counts((await desk.read(target)).reading)[1:3] == (0, 0)
        async with a_desk(tmp_path / "other") as other:
            summary = await other.read(target)
            assert counts(summary.reading) == (written, written, 0, 0, 0)
            assert told(await other.all_contacts()) == told(stored)
        assert all(0 < count <= total == written for count, total in progress)

    asyncio.run(scenario())


def test_a_list_alone_is_exported_and_a_failed_export_leaves_the_file(tmp_path: Path) -> None:
    def ignore(_progress: object) -> None:
        """Nobody looks."""

    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.read(desk.file(SMALL))
            target = tmp_path / "vip.csv"
            target.write_text("before", encoding="utf-8")
            with pytest.raises(InputError, match="Choose another folder"):
                await desk.service.export(
                    str(tmp_path / "no" / "x.csv"), ExportForm.TABLE, on_progress=ignore
                )
            assert target.read_text(encoding="utf-8") == "before"
            count = await desk.service.export(
                str(target), ExportForm.TABLE, list_name="Jakarta", on_progress=ignore
            )
            assert count == 1
            lines = target.read_text(encoding="utf-8-sig").splitlines()
            assert len(lines) == 2
            assert lines[1].startswith("Anna Sample,Sample Ltd,")
            assert names_in(tmp_path) == ["contacts.csv", "data", "vip.csv"]

    asyncio.run(scenario())
