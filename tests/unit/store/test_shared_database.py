"""A database that two processes have open at once."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from sample_contacts import make_contact

from dialer.store import ContactDatabase, SqliteContactStore

# Another process opens the contacts, counts them, and closes them again.
OTHER = """
import asyncio, sys
from pathlib import Path
from dialer.store import ContactDatabase, SqliteContactStore

async def main():
    database = ContactDatabase(Path(sys.argv[1]))
    await database.open()
    print(await SqliteContactStore(database).count_contacts())
    database.close()

asyncio.run(main())
"""


def count_elsewhere(folder: Path) -> int:
    done = subprocess.run(
        [sys.executable, "-c", OTHER, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
        text=True,
    )
    return int(done.stdout)


def file_of_log(database: ContactDatabase) -> int:
    return Path(f"{database.path}-wal").stat().st_ino


def test_what_another_process_closes_stays_open_here(tmp_path: Path) -> None:
    async def scenario() -> None:
        database = ContactDatabase(tmp_path)
        await database.open()
        try:
            store = SqliteContactStore(database)
            await store.save_contact(make_contact("Anna"))
            assert await asyncio.to_thread(count_elsewhere, tmp_path) == 1
            # Had the other taken itself for the last, the log would be gone by now, and
            # with it what is stored from here on.
            log = file_of_log(database)
            await store.save_contact(make_contact("Tom"))
            assert await asyncio.to_thread(count_elsewhere, tmp_path) == 2
            assert file_of_log(database) == log
        finally:
            database.close()
        with sqlite3.connect(tmp_path / "contacts.db") as connection:
            (count,) = connection.execute("SELECT count(*) FROM contacts").fetchone()
        connection.close()
        assert count == 2

    asyncio.run(scenario())
