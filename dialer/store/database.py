"""The database file and the one thread that touches it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from dialer.domain.errors import DatabaseUnusable
from dialer.store.faults import explain_os_error, explain_sqlite_error
from dialer.store.files import create_private_file, prepare_private_folder
from dialer.store.migrations import MIGRATIONS, Migration, migrate, refuse_unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

FILE_NAME = "outdial.db"
_BUSY_TIMEOUT_S = 5.0

_Result = TypeVar("_Result")


class Database:
    """One SQLite file behind one worker thread.

    Args:
        folder: the data folder; made, private, where it is missing.
        name: the file's name.
        migrations: every step of its schema, in order.
    """

    def __init__(
        self, folder: Path, *, name: str = FILE_NAME, migrations: Sequence[Migration] = MIGRATIONS
    ) -> None:
        self._path = folder / name
        self._migrations = migrations
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None
        self._is_closed = False

    @property
    def path(self) -> Path:
        """The database file."""
        return self._path

    async def open(self) -> None:
        """Opens the file, making or migrating it as needed; may be tried again.

        Raises:
            DatabaseTooNew: a newer Outdial wrote it; nothing was changed.
            DatabaseUnusable: damaged, not writable, or no room left.
        """
        await self._in_thread(self._open)

    async def run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Runs a function with the connection, on the store's thread.

        Work that was asked for is done even where the one who asked is cancelled: a
        call's outcome must not be lost to a closed page.

        Args:
            work: takes the connection, which is in autocommit mode.

        Raises:
            DatabaseUnusable: SQLite reported an error, or the database is closed.
        """
        return await self._in_thread(lambda: self._run(work))

    def close(self) -> None:
        """Finishes the work that was asked for, closes the file and ends the thread.

        Blocks for as long as that takes; may be called twice.

        Raises:
            DatabaseUnusable: what is left in memory could not be written.
        """
        if self._is_closed:
            return
        self._is_closed = True
        closing = self._thread.submit(self._close)
        self._thread.shutdown(wait=True)
        closing.result()

    async def _in_thread(self, work: Callable[[], _Result]) -> _Result:
        if self._is_closed:
            raise DatabaseUnusable("Outdial is closing, and stores nothing more.")
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._thread, work))

    def _open(self) -> None:
        if self._connection is not None:
            return
        try:
            self._connection = self._connect()
        except sqlite3.Error as error:
            raise explain_sqlite_error(error, self._path) from error
        except OSError as error:
            raise explain_os_error(error, self._path) from error

    def _connect(self) -> sqlite3.Connection:
        prepare_private_folder(self._path.parent)
        if self._path.exists() and self._path.stat().st_size > 0:
            refuse_unreadable(self._path, self._migrations)
        create_private_file(self._path)
        # Autocommit: transactions begin where `transaction` says so and nowhere else.
        connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
        with contextlib.ExitStack() as undo:
            undo.callback(connection.close)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            # A recorded call must survive a power cut: every commit reaches the disk.
            connection.execute("PRAGMA synchronous = FULL")
            # On macOS, a plain sync stops at the disk's own cache.
            connection.execute("PRAGMA fullfsync = ON")
            migrate(connection, self._path, self._migrations)
            connection.execute("PRAGMA foreign_keys = ON")
            undo.pop_all()
        return connection

    def _run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        if self._connection is None:
            raise RuntimeError("the database is used before it is open")
        try:
            return work(self._connection)
        except sqlite3.Error as error:
            raise explain_sqlite_error(error, self._path) from error

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except sqlite3.Error as error:
            raise explain_sqlite_error(error, self._path) from error
