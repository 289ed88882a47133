"""An import comes in as a whole or not at all, however it ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fake_contacts import InMemoryContactImports, InMemoryContactStore
from fakes import FixedClock
from sample_contacts import make_contact

from dialer.domain.contact_files import (
    ContactFileFormat,
    ContactPreview,
    ExportForm,
    FileKind,
    FileReading,
    ImportProgress,
)
from dialer.domain.errors import InputError, StoreError
from dialer.services.contact_import import ContactImportService

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.contact_files import ExportProgress

CARDS = ContactFileFormat(kind=FileKind.CARDS, encoding="utf-8")


class FakeFiles:
    """Adds two contacts, and then ends as it is told to."""

    def __init__(self, imports: InMemoryContactImports) -> None:
        self._imports = imports
        self.error: Exception | None = None
        self.waits = False
        self.has_added = asyncio.Event()
        self.asked: list[tuple[str, str, str]] = []
        self.left_open = ""

    async def preview(
        self, path: str, *, wanted: ContactFileFormat | None = None
    ) -> ContactPreview:
        raise NotImplementedError((path, wanted))

    async def read(
        self,
        path: str,
        chosen: ContactFileFormat,
        *,
        import_id: str,
        region: str,
        list_name: str,
        on_progress: Callable[[ImportProgress], None],
    ) -> FileReading:
        assert chosen == CARDS
        self.asked.append((path, region, list_name))
        self.left_open = import_id
        contacts = [make_contact("Anna", "+6281234567890"), make_contact("Tom", "+6281234567891")]
        counts = await self._imports.add_batch(import_id, contacts)
        on_progress(ImportProgress(read=2, bytes_read=1, byte_count=2, added=counts.added))
        self.has_added.set()
        if self.waits:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        return FileReading(
            read=3, added=counts.added, merged=0, unchanged=counts.unchanged, skipped=1
        )

    async def save_skipped(self, path: str, titles: Sequence[str]) -> int:
        raise NotImplementedError((path, titles))

    async def write(
        self,
        path: str,
        form: ExportForm,
        *,
        list_name: str,
        on_progress: Callable[[ExportProgress], None],
    ) -> int:
        raise NotImplementedError((path, form, list_name, on_progress))


class Desk:
    def __init__(self) -> None:
        self.store = InMemoryContactStore()
        self.imports = InMemoryContactImports(self.store)
        self.files = FakeFiles(self.imports)
        self.service = ContactImportService(self.imports, self.files, FixedClock())
        self.progress: list[ImportProgress] = []
        self.taken_back: list[int] = []

    async def run(self) -> FileReading:
        summary = await self.service.import_file(
            "/somewhere/my phone.vcf",
            CARDS,
            region="ID",
            list_name="  Spring   sale ",
            on_progress=self.progress.append,
            on_taking_back=self.taken_back.append,
        )
        assert summary.name == "my phone.vcf"
        assert (await self.imports.fetch_imports(1))[0].import_id == summary.import_id
        return summary.reading


def test_what_was_read_is_there_and_told() -> None:
    async def scenario() -> None:
        desk = Desk()
        reading = await desk.run()
        assert reading.adds_up
        assert desk.files.asked == [("/somewhere/my phone.vcf", "ID", "Spring sale")]
        assert len(desk.store.contacts) == 2
        assert [progress.added for progress in desk.progress] == [2]

    asyncio.run(scenario())


@pytest.mark.parametrize("error", [InputError("source", "It ends."), StoreError("It is full.")])
def test_what_fails_is_taken_back(error: Exception) -> None:
    async def scenario() -> None:
        desk = Desk()
        desk.files.error = error
        with pytest.raises(type(error)):
            await desk.run()
        assert not desk.store.contacts
        assert desk.taken_back == [1, 2]
        assert not await desk.imports.fetch_imports(1)

    asyncio.run(scenario())


def test_what_is_cancelled_is_taken_back() -> None:
    async def scenario() -> None:
        desk = Desk()
        desk.files.waits = True
        running = asyncio.ensure_future(desk.run())
        await desk.files.has_added.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert not desk.store.contacts

    asyncio.run(scenario())


def test_what_is_cut_off_at_the_programs_end_is_left_to_the_next_start() -> None:
    async def scenario() -> None:
        desk = Desk()
        desk.files.waits = True
        running = asyncio.ensure_future(desk.run())
        await desk.files.has_added.wait()
        desk.service.stop()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        # It is still open, so that the next start finds it.
        await desk.imports.abort_import(desk.files.left_open)
        assert not desk.store.contacts

    asyncio.run(scenario())


def test_a_store_that_cannot_take_it_back_hides_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class LosingFiles(FakeFiles):
        async def read(self, *args: object, **kwargs: object) -> FileReading:
            await super().read(*args, **kwargs)  # type: ignore[arg-type] # handed on as given
            desk.store.failure = StoreError("The disk is gone.")
            raise InputError("source", "The stick was pulled.")

    desk = Desk()

    async def scenario() -> None:
        desk.files = LosingFiles(desk.imports)
        desk.service = ContactImportService(desk.imports, desk.files, FixedClock())
        with pytest.raises(InputError, match="stick"):
            await desk.run()

    asyncio.run(scenario())
    assert "did not come to its end" in caplog.text
