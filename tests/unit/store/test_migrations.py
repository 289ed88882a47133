from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sample_calls import a_call

from dialer.domain.errors import DatabaseTooNew, DatabaseUnusable
from dialer.store import Database, SqliteCallJournal
from dialer.store.migrations import APPLICATION_ID, MIGRATIONS, Migration

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# The step a next version might take; it must carry the data along.
NEXT = Migration(
    MIGRATIONS[-1].version + 1,
    (
        "ALTER TABLE calls ADD COLUMN disposition TEXT",
        "UPDATE calls SET disposition = 'none'",
    ),
)
TORN = Migration(
    MIGRATIONS[-1].version + 1,
    (
        "ALTER TABLE calls ADD COLUMN disposition TEXT",
        "DELETE FROM call_events",
        "INSERT INTO no_such_table DEFAULT VALUES",
    ),
)
HARMLESS = Migration(MIGRATIONS[-1].version + 1, ("CREATE TABLE notes (words TEXT)",))
ORPHANING = Migration(MIGRATIONS[-1].version + 1, ("DELETE FROM calls",))


def make_database(folder: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    async def scenario() -> None:
        database = Database(folder, migrations=migrations)
        await database.open()
        try:
            await SqliteCallJournal(database).record(a_call("kept"))
        finally:
            database.close()

    asyncio.run(scenario())


def open_and_close(folder: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    async def scenario() -> None:
        database = Database(folder, migrations=migrations)
        try:
            await database.open()
            calls = await SqliteCallJournal(database).fetch_recent(10)
            assert list(calls) == [a_call("kept")]
        finally:
            database.close()

    asyncio.run(scenario())


def query(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def copies_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("outdial-v*.db"))


def test_the_steps_count_from_one() -> None:
    assert [step.version for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_new_database_is_marked_and_makes_no_copy(tmp_path: Path) -> None:
    make_database(tmp_path)
    path = tmp_path / "outdial.db"
    assert query(path, "PRAGMA user_version") == [(MIGRATIONS[-1].version,)]
    assert query(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert copies_in(tmp_path) == []


def test_an_older_database_is_copied_then_migrated_with_its_data(tmp_path: Path) -> None:
    make_database(tmp_path)
    open_and_close(tmp_path, (*MIGRATIONS, NEXT))
    path = tmp_path / "outdial.db"
    assert query(path, "SELECT client_call_id, disposition FROM calls") == [("kept", "none")]
    assert query(path, "PRAGMA user_version") == [(NEXT.version,)]
    (copy,) = copies_in(tmp_path)
    assert copy.name.startswith(f"outdial-v{MIGRATIONS[-1].version}-")
    assert copy.name.endswith("Z.db")
    assert query(copy, "SELECT client_call_id FROM calls") == [("kept",)]
    assert query(copy, "PRAGMA user_version") == [(MIGRATIONS[-1].version,)]
    assert {p.name for p in tmp_path.iterdir()} == {"outdial.db", copy.name}


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX idea")
def test_a_copy_is_as_private_as_the_database(tmp_path: Path) -> None:
    make_database(tmp_path)
    before = os.umask(0)
    try:
        open_and_close(tmp_path, (*MIGRATIONS, NEXT))
    finally:
        os.umask(before)
    (copy,) = copies_in(tmp_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_copy_can_be_put_back(tmp_path: Path) -> None:
    make_database(tmp_path)
    open_and_close(tmp_path, (*MIGRATIONS, NEXT))
    (copy,) = copies_in(tmp_path)
    copy.replace(tmp_path / "outdial.db")
    open_and_close(tmp_path)


def test_the_last_three_copies_are_kept(tmp_path: Path) -> None:
    make_database(tmp_path)
    old = [f"outdial-v{v}-2025010{v}T000000Z.db" for v in (1, 2, 3)]
    # Made later than the others, from an older version somebody went back to.
    old.append("outdial-v1-20250109T000000Z.db")
    for name in old:
        (tmp_path / name).touch()
    open_and_close(tmp_path, (*MIGRATIONS, NEXT))
    names = [path.name for path in copies_in(tmp_path)]
    assert len(names) == 3
    assert old[2] in names
    assert old[3] in names


@pytest.mark.parametrize("step", [TORN, ORPHANING], ids=["torn", "orphaning"])
def test_a_failed_step_leaves_the_old_version(tmp_path: Path, step: Migration) -> None:
    make_database(tmp_path)
    with pytest.raises(DatabaseUnusable):
        open_and_close(tmp_path, (*MIGRATIONS, step))
    assert query(tmp_path / "outdial.db", "PRAGMA user_version") == [(MIGRATIONS[-1].version,)]
    open_and_close(tmp_path)
    assert len(copies_in(tmp_path)) == 1


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    make_database(tmp_path, (*MIGRATIONS, NEXT))
    path = tmp_path / "outdial.db"
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNew, match="newer Outdial") as caught:
        open_and_close(tmp_path)
    assert "--data-dir" in str(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert copies_in(tmp_path) == []
    open_and_close(tmp_path, (*MIGRATIONS, NEXT))


def test_a_newer_database_of_a_program_that_died_is_left_as_it_lies(tmp_path: Path) -> None:
    lying = tmp_path / "lying"
    lying.mkdir()

    async def scenario() -> None:
        database = Database(tmp_path, migrations=(*MIGRATIONS, NEXT))
        await database.open()
        try:
            await SqliteCallJournal(database).record(a_call("kept"))
            # As a killed program leaves them: what was written last is in the -wal alone.
            for name in ("outdial.db", "outdial.db-wal"):
                shutil.copy(tmp_path / name, lying / name)
        finally:
            database.close()

    asyncio.run(scenario())
    before = {path.name: path.read_bytes() for path in lying.iterdir()}
    with pytest.raises(DatabaseTooNew):
        open_and_close(lying)
    after = {path.name: path.read_bytes() for path in lying.iterdir()}
    assert {name: after[name] for name in before} == before
    open_and_close(lying, (*MIGRATIONS, NEXT))


@pytest.mark.parametrize("content", [b"not a database " * 999, b"SQLite format 3\0" + b"\xff" * 9])
def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "outdial.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match="damaged, or is not") as caught:
        open_and_close(tmp_path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "outdial.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusable, match="not an Outdial database"):
        open_and_close(tmp_path)
    assert path.read_bytes() == before


def test_a_damaged_database_is_never_migrated(tmp_path: Path) -> None:
    make_database(tmp_path)
    path = tmp_path / "outdial.db"
    content = bytearray(path.read_bytes())
    # A page the step itself would never have come across.
    ((root,),) = query(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'calls_by_callee'")
    ((size,),) = query(path, "PRAGMA page_size")
    assert isinstance(root, int)
    assert isinstance(size, int)
    content[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match="damaged"):
        open_and_close(tmp_path, (*MIGRATIONS, HARMLESS))
    assert path.read_bytes() == content
    assert copies_in(tmp_path) == []


def test_damage_met_on_the_way_is_told(tmp_path: Path) -> None:
    make_database(tmp_path)
    path = tmp_path / "outdial.db"
    content = bytearray(path.read_bytes())
    ((root,),) = query(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'calls'")
    ((size,),) = query(path, "PRAGMA page_size")
    assert isinstance(root, int)
    assert isinstance(size, int)
    content[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match="damaged"):
        open_and_close(tmp_path)


def test_a_state_nobody_knows_counts_as_damage(tmp_path: Path) -> None:
    make_database(tmp_path)
    path = tmp_path / "outdial.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE calls SET state = 'levitating'")
        connection.commit()
    with pytest.raises(DatabaseUnusable, match="damaged"):
        open_and_close(tmp_path)


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "outdial.db").touch()
    make_database(tmp_path)
    open_and_close(tmp_path)


def test_opening_may_be_tried_again(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.touch()

    async def scenario() -> None:
        database = Database(in_the_way)
        try:
            with pytest.raises(DatabaseUnusable):
                await database.open()
            in_the_way.unlink()
            await database.open()
            await database.open()
            await SqliteCallJournal(database).record(a_call("kept"))
        finally:
            database.close()

    asyncio.run(scenario())
    open_and_close(in_the_way)
