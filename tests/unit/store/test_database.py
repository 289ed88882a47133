from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_calls import a_call

from dialer.domain.errors import DatabaseUnusable
from dialer.store import Database, SqliteCallJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX idea")

RECORD_AND_DIE = """
import asyncio, os, signal, sys
from pathlib import Path
from sample_calls import a_call
from dialer.store import Database, SqliteCallJournal

async def main():
    database = Database(Path(sys.argv[1]))
    await database.open()
    await SqliteCallJournal(database).record(a_call("the last words"))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""

OPEN_AS_NOBODY = """
import asyncio, os, sys
from pathlib import Path
from dialer.domain.errors import DatabaseUnusable
from dialer.store import Database

async def main():
    database = Database(Path(sys.argv[1]))
    try:
        await database.open()
    except DatabaseUnusable as error:
        print(error)
    finally:
        database.close()

if os.geteuid() == 0:
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
asyncio.run(main())
"""


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Database]:
    database = Database(folder)
    try:
        await database.open()
        yield database
    finally:
        database.close()


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def run_child(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def record_many(journal: SqliteCallJournal, count: int) -> None:
    for number in range(count):
        await journal.record(a_call(f"call {number:04}"))


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@posix_only
def test_a_recorded_call_survives_the_death_of_the_program(tmp_path: Path) -> None:
    child = run_child(RECORD_AND_DIE, tmp_path / "data")
    assert child.returncode == -signal.SIGKILL, child.stderr

    async def scenario() -> None:
        async with opened(tmp_path / "data") as database:
            unfinished = await SqliteCallJournal(database).fetch_unfinished()
            assert list(unfinished) == [a_call("the last words")]

    asyncio.run(scenario())


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as database:
            pragmas = await database.run(
                lambda connection: {
                    name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                    for name in ("synchronous", "journal_mode", "foreign_keys", "fullfsync")
                }
            )
        assert pragmas == {
            "synchronous": 2,
            "journal_mode": "wal",
            "foreign_keys": 1,
            "fullfsync": 1,
        }

    asyncio.run(scenario())


@posix_only
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_nobody_else_may_read_what_is_made(tmp_path: Path, mask: int) -> None:
    folder = tmp_path / "made" / "data"

    async def scenario() -> None:
        async with opened(folder) as database:
            await SqliteCallJournal(database).record(a_call())
            assert modes_in(folder) == {
                "outdial.db": 0o600,
                "outdial.db-wal": 0o600,
                "outdial.db-shm": 0o600,
            }

    with umask(mask):
        asyncio.run(scenario())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix_only
def test_what_is_too_open_is_closed_to_others(tmp_path: Path) -> None:
    child = run_child(RECORD_AND_DIE, tmp_path / "data")
    assert child.returncode == -signal.SIGKILL, child.stderr
    folder = tmp_path / "data"
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o666)

    async def scenario() -> None:
        async with opened(folder) as database:
            await SqliteCallJournal(database).record(a_call())
            assert set(modes_in(folder).values()) == {0o600}
            assert "outdial.db-wal" in modes_in(folder)

    asyncio.run(scenario())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix_only
def test_a_folder_that_everybody_shares_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)

    async def scenario() -> None:
        async with opened(tmp_path):
            assert modes_in(tmp_path)["outdial.db"] == 0o600

    asyncio.run(scenario())
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777


@posix_only
def test_a_read_only_folder_is_refused_and_stays_read_only() -> None:
    # Not in tmp_path, whose parents are closed to the nobody a child of root becomes.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o555)
        child = run_child(OPEN_AS_NOBODY, folder)
        assert child.returncode == 0, child.stderr
        assert "may not write to" in child.stdout
        assert str(folder) in child.stdout
        assert list(folder.iterdir()) == []
        assert os.geteuid() != 0 or stat.S_IMODE(folder.stat().st_mode) == 0o555


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("letters to grandmother")

    async def scenario() -> None:
        with pytest.raises(DatabaseUnusable, match="--data-dir"):
            async with opened(in_the_way):
                pass

    asyncio.run(scenario())
    assert in_the_way.read_text() == "letters to grandmother"


def test_a_full_disk_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as database:
            journal = SqliteCallJournal(database)
            await journal.record(a_call("fits"))
            pages = await database.run(
                lambda connection: connection.execute("PRAGMA page_count").fetchone()[0]
            )
            await database.run(
                lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
            )
            with pytest.raises(DatabaseUnusable, match="disk is full"):
                await record_many(journal, 500)
            stored = len(await journal.fetch_recent(1000))
            await database.run(
                lambda connection: connection.execute("PRAGMA max_page_count = 99999").fetchone()
            )
            await journal.record(a_call("room again"))
            assert len(await journal.fetch_recent(1000)) == stored + 1

    asyncio.run(scenario())


def test_an_error_in_the_middle_undoes_the_write(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with opened(tmp_path) as database:
            journal = SqliteCallJournal(database)
            await database.run(
                lambda connection: connection.execute(
                    "CREATE TEMP TRIGGER fail BEFORE INSERT ON call_events "
                    "BEGIN SELECT raise(ABORT, 'torn'); END"
                )
            )
            with pytest.raises(DatabaseUnusable, match="torn"):
                await journal.record(a_call())
            assert list(await journal.fetch_recent(10)) == []

    asyncio.run(scenario())


def test_a_database_held_by_another_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialer.store.database._BUSY_TIMEOUT_S", 0.05)

    async def scenario() -> None:
        async with opened(tmp_path) as database:
            other = sqlite3.connect(database.path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            try:
                with pytest.raises(DatabaseUnusable, match="Another program"):
                    await SqliteCallJournal(database).record(a_call())
            finally:
                other.close()
            await SqliteCallJournal(database).record(a_call())

    asyncio.run(scenario())


def test_close_finishes_the_work_that_was_asked_for(tmp_path: Path) -> None:
    some = [a_call(str(number), at_ms=number) for number in range(50)]

    async def scenario() -> None:
        database = Database(tmp_path)
        await database.open()
        journal = SqliteCallJournal(database)
        recording = [asyncio.ensure_future(journal.record(call)) for call in some]
        fetching = asyncio.ensure_future(journal.fetch_recent(100))
        await asyncio.sleep(0)  # each task runs as far as its first wait
        database.close()
        await asyncio.gather(*recording)
        assert len(await fetching) == len(some)
        async with opened(tmp_path) as again:
            assert list(await SqliteCallJournal(again).fetch_recent(100)) == some[::-1]

    asyncio.run(scenario())


def test_close_ends_the_thread_and_leaves_one_file(tmp_path: Path) -> None:
    before = threading.active_count()

    async def scenario() -> None:
        async with opened(tmp_path) as database:
            await SqliteCallJournal(database).record(a_call())
        database.close()
        with pytest.raises(DatabaseUnusable, match="closing"):
            await SqliteCallJournal(database).fetch_recent(1)

    asyncio.run(scenario())
    assert threading.active_count() == before
    assert [path.name for path in tmp_path.iterdir()] == ["outdial.db"]


def test_a_cancelled_writer_still_writes(tmp_path: Path) -> None:
    async def scenario() -> None:
        held = threading.Event()
        async with opened(tmp_path) as database:
            journal = SqliteCallJournal(database)
            holding = asyncio.ensure_future(database.run(lambda _connection: held.wait(30)))
            recording = asyncio.ensure_future(journal.record(a_call("outcome")))
            await asyncio.sleep(0)
            recording.cancel()
            with pytest.raises(asyncio.CancelledError):
                await recording
            held.set()
            assert await holding
            assert [c.client_call_id for c in await journal.fetch_recent(9)] == ["outcome"]

    asyncio.run(scenario())


def test_using_it_unopened_is_a_fault_of_the_program(tmp_path: Path) -> None:
    async def scenario() -> None:
        database = Database(tmp_path / "data")
        with pytest.raises(RuntimeError, match="before it is open"):
            await SqliteCallJournal(database).fetch_recent(1)
        database.close()

    asyncio.run(scenario())
    assert not (tmp_path / "data").exists()
