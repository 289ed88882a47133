"""The file contacts are kept in, behind two connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from dialer.store import contact_schema
from dialer.store.database import Database

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

# Most of a search is reading, here and there: through the operating system's memory that
# costs half of what copying each page does.
_MAPPED_BYTES = 256 * 1024 * 1024
# Ids and numbers of a million contacts go everywhere in their indexes, which fit in this.
_WRITER_CACHE_KIB = 64 * 1024
# A checkpoint writes each changed page once, however often it was changed.
_PAGES_BETWEEN_CHECKPOINTS = 8000

_Result = TypeVar("_Result")


class ContactDatabase:
    """``contacts.db`` with a connection for reading and one for writing.

    Each is on a thread of its own: what is read never waits for a batch of an import.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        name, migrations = contact_schema.FILE_NAME, contact_schema.MIGRATIONS
        self._writer = Database(folder, name=name, migrations=migrations)
        self._reader = Database(folder, name=name, migrations=migrations)

    @property
    def path(self) -> Path:
        """The file."""
        return self._writer.path

    async def open(self) -> None:
        """Opens the file, making or migrating it as needed; may be tried again.

        Raises:
            StoreError: the file cannot be used.
        """
        # One after the other: the first may have to make the tables.
        await self._writer.open()
        await self._reader.open()
        await self._writer.run(_give_room)
        await self._reader.run(_map)

    async def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Runs a function that begins transactions of its own.

        Raises:
            StoreError: SQLite reported an error, or the file is closed.
        """
        return await self._writer.run(work)

    async def write_much(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Runs a function as ``write`` does, without waiting for the disk after it.

        A power cut may cost what it wrote, in whole transactions; a later ``write`` makes
        all that was written before it last.

        Raises:
            StoreError: SQLite reported an error, or the file is closed.
        """
        return await self._writer.run(lambda connection: _unhurried(connection, work))

    async def end_much(self) -> None:
        """Gives back the memory that writing much has taken."""
        await self._writer.run(lambda connection: connection.execute("PRAGMA shrink_memory"))

    async def read(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Runs a function that only reads; it sees everything as of one moment.

        Raises:
            StoreError: SQLite reported an error, or the file is closed.
        """
        return await self._reader.run(lambda connection: _at_one_moment(connection, work))

    def close(self) -> None:
        """Finishes the work that was asked for, and closes the file. May be called twice."""
        self._reader.close()
        self._writer.close()


def _give_room(connection: sqlite3.Connection) -> None:
    # A pragma takes no parameters; the values are integers of this module.
    connection.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB:d}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES_BETWEEN_CHECKPOINTS:d}").fetchone()


def _map(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES:d}").fetchone()
    connection.execute("PRAGMA query_only = ON")


def _unhurried(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], _Result]
) -> _Result:
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        return work(connection)
    finally:
        connection.execute("PRAGMA synchronous = FULL")


def _at_one_moment(
    connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], _Result]
) -> _Result:
    connection.execute("BEGIN")
    try:
        return work(connection)
    finally:
        connection.execute("ROLLBACK")
