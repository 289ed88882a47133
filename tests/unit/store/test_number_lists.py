"""What only the store on the disk promises: privacy, durability, no half-written list."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sample_lists import NOON_MS, a_list, a_rejected_row, some_numbers, write_list

from dialer.domain.errors import StoreError
from dialer.store import Database, SqliteCallJournal, SqliteNumberListStore
from dialer.store.list_writer import ListWriter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes and signals are a POSIX idea")

NOTE_AND_DIE = """
import asyncio, os, signal, sys
from pathlib import Path
from dialer.store import SqliteNumberListStore

async def main():
    store = SqliteNumberListStore(Path(sys.argv[1]))
    await store.open()
    await store.note_use("list 1", start=1, count=2, task_id="one", at_ms=1)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""

WRITE_HALF_AND_DIE = """
import os, signal, sys
from pathlib import Path
from dialer.store.list_writer import ListWriter

writer = ListWriter(Path(sys.argv[1]))
writer.begin("half", name="half.csv", region="ID")
for block in range(30):
    writer.add([(6281200000000 + block * 1000 + n, "") for n in range(1000)], [])
os.kill(os.getpid(), signal.SIGKILL)
"""


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[SqliteNumberListStore]:
    store = SqliteNumberListStore(folder)
    try:
        await store.open()
        yield store
    finally:
        await store.close()


def run_child(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def count_rows(folder: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(folder / "numbers.db")) as connection:
        return {
            table: len(connection.execute(f"SELECT list_number FROM {table}").fetchall())  # noqa: S608 - names of this file
            for table in ("accepted_rows", "rejected_rows")
        } | {"lists": len(connection.execute("SELECT number FROM lists").fetchall())}


async def until_swept(store: SqliteNumberListStore) -> None:
    assert store._sweeping is not None
    await store._sweeping


@posix_only
def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path / "data"):
            write_list(tmp_path / "data", a_list(accepted=3), some_numbers(3), [])
            made = list((tmp_path / "data").glob("numbers.db*"))
            assert len(made) == 3
            assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}

    asyncio.run(scenario())


def test_a_noted_use_reaches_the_disk(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            (level,) = await store._database.run(
                lambda connection: connection.execute("PRAGMA synchronous").fetchone()
            )
            assert level == 2

    asyncio.run(scenario())


@posix_only
def test_a_noted_use_survives_the_death_of_the_program(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path):
            write_list(tmp_path, a_list(accepted=5), some_numbers(5), [])
        assert run_child(NOTE_AND_DIE, tmp_path).returncode == -signal.SIGKILL
        async with opened(tmp_path) as store:
            barred = await store.fetch_barred("list 1", start=0, count=5, task_id="two")
            assert [position for position, _ in barred] == [1, 2]

    asyncio.run(scenario())


@posix_only
def test_a_half_written_list_never_counts_and_is_deleted_at_the_next_open(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path):
            write_list(tmp_path, a_list("whole", accepted=5), some_numbers(5), [])
        assert run_child(WRITE_HALF_AND_DIE, tmp_path).returncode == -signal.SIGKILL
        assert count_rows(tmp_path)["accepted_rows"] == 30_005
        async with opened(tmp_path) as store:
            assert await store.fetch_list("half") is None
            assert list(await store.fetch_numbers("half", start=0, count=9)) == []
            await until_swept(store)
            assert count_rows(tmp_path) == {"lists": 1, "accepted_rows": 5, "rejected_rows": 0}
            assert await store.fetch_list("whole") is not None

    asyncio.run(scenario())


def test_a_deletion_cut_short_goes_on_at_the_next_open(tmp_path: Path) -> None:
    rejected = [a_rejected_row(line) for line in range(60_000, 90_000)]

    async def scenario() -> None:
        async with opened(tmp_path) as store:
            number_list = a_list(accepted=50_000, rejected=rejected)
            write_list(tmp_path, number_list, some_numbers(50_000), rejected)
            deleting = asyncio.ensure_future(store.delete_list("list 1"))
            # Its first turn asks for the hiding, which the store does before what is asked next.
            await asyncio.sleep(0)
            assert await store.fetch_list("list 1") is None
            deleting.cancel()
            await asyncio.wait((deleting,))
        assert count_rows(tmp_path)["lists"] == 1
        async with opened(tmp_path) as store:
            await until_swept(store)
        assert not any(count_rows(tmp_path).values())

    asyncio.run(scenario())


def test_a_writer_cannot_write_into_a_list_that_is_gone(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as store:
            with ListWriter(tmp_path) as writer:
                writer.begin("gone", name="", region="ID")
                writer.add([(6281200000000, "")], [])
                await store.delete_list("gone")
                # Were its number given out again, the old writer would write into this one.
                write_list(tmp_path, a_list(accepted=1), some_numbers(1), [])
                with pytest.raises(StoreError):
                    writer.add([(6281200000001, "")], [])
                with pytest.raises(StoreError):
                    writer.finish(a_list("gone", accepted=2))
            assert await store.fetch_list("gone") is None
            assert len(await store.fetch_numbers("list 1", start=0, count=9)) == 1

    asyncio.run(scenario())


def test_a_writer_at_work_holds_up_neither_the_journal_nor_a_noted_use(tmp_path: Path) -> None:
    async def scenario() -> None:
        journal_file = Database(tmp_path)
        await journal_file.open()
        try:
            async with opened(tmp_path) as store:
                write_list(tmp_path, a_list(accepted=5), some_numbers(5), [])
                with ListWriter(tmp_path) as writer:
                    writer.begin("half", name="", region="ID")
                    writer.add([(6281200000000 + n, "") for n in range(5000)], [])
                    await store.note_use("list 1", start=0, count=5, task_id="t", at_ms=NOON_MS)
                    assert await SqliteCallJournal(journal_file).fetch_recent(1) == ()
                    writer.add([(6281300000000 + n, "") for n in range(5000)], [])
        finally:
            journal_file.close()

    asyncio.run(scenario())


def test_a_writer_needs_the_file_of_this_version(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        ListWriter(tmp_path)
    (tmp_path / "numbers.db").touch()
    with pytest.raises(StoreError, match="another version"):
        ListWriter(tmp_path)
