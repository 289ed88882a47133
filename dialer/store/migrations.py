"""The schema's history, and how a database is brought up to date."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dialer.domain.errors import DatabaseTooNew
from dialer.store.faults import damaged
from dialer.store.files import create_private_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

APPLICATION_ID = 0x4F555444  # "OUTD"
COPIES_KEPT = 3


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema.

    Attributes:
        version: the ``user_version`` the step leads to; steps count from 1.
        statements: SQL statements, run in order in one transaction.
    """

    version: int
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        (
            # A call outlives its account, so account_id refers to nothing.
            # started_ms, code and request_id repeat what the events say, for lists.
            """
            CREATE TABLE calls (
                number INTEGER PRIMARY KEY,
                client_call_id TEXT NOT NULL UNIQUE,
                account_id TEXT NOT NULL,
                kind TEXT NOT NULL,
                caller_id TEXT NOT NULL,
                callee TEXT NOT NULL,
                agent_number TEXT NOT NULL,
                leg_order TEXT NOT NULL,
                delay_ms INTEGER NOT NULL,
                state TEXT NOT NULL,
                call_id TEXT,
                started_ms INTEGER NOT NULL,
                code TEXT,
                request_id TEXT
            )
            """,
            "CREATE INDEX calls_by_time ON calls (started_ms, number)",
            "CREATE INDEX calls_by_callee ON calls (callee, started_ms, number)",
            """
            CREATE INDEX calls_unfinished ON calls (started_ms, number)
            WHERE state = 'requesting'
            """,
            """
            CREATE TABLE call_events (
                call_number INTEGER NOT NULL REFERENCES calls (number) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                kind TEXT NOT NULL,
                at_ms INTEGER NOT NULL,
                call_id TEXT,
                request_id TEXT,
                code TEXT,
                reason TEXT,
                words TEXT NOT NULL,
                http_status INTEGER,
                byte_count INTEGER,
                clock_offset_ms INTEGER,
                PRIMARY KEY (call_number, position)
            ) WITHOUT ROWID
            """,
            # What every account has is a column; what one provider alone needs is in
            # options, a JSON object whose missing names mean the default.
            """
            CREATE TABLE accounts (
                number INTEGER PRIMARY KEY,
                account_id TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                provider TEXT NOT NULL,
                base_url TEXT NOT NULL,
                key_id TEXT NOT NULL,
                region TEXT NOT NULL,
                caller_ids TEXT NOT NULL,
                agent_numbers TEXT NOT NULL,
                options TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE settings (
                name TEXT NOT NULL PRIMARY KEY,
                value TEXT NOT NULL
            ) WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        2,
        # What one kind of call alone needs: a JSON object, as with accounts.
        ("ALTER TABLE calls ADD COLUMN options TEXT NOT NULL DEFAULT '{}'",),
    ),
    Migration(
        3,
        (
            # Rates are decimals, kept as text: no digit of them may change.
            """
            CREATE TABLE tasks (
                number INTEGER PRIMARY KEY,
                task_id TEXT NOT NULL UNIQUE,
                account_id TEXT NOT NULL,
                list_id TEXT NOT NULL,
                list_name TEXT NOT NULL,
                name TEXT NOT NULL,
                country TEXT NOT NULL,
                strategy TEXT NOT NULL,
                queue_id TEXT NOT NULL,
                dispatch TEXT NOT NULL,
                predictive_rate TEXT NOT NULL,
                proportional_rate TEXT NOT NULL,
                start_count INTEGER NOT NULL,
                start_kind TEXT NOT NULL,
                description TEXT NOT NULL,
                batch_size INTEGER NOT NULL,
                number_count INTEGER NOT NULL,
                created_ms INTEGER NOT NULL,
                state TEXT NOT NULL
            )
            """,
            "CREATE INDEX tasks_by_time ON tasks (created_ms, number)",
            "CREATE INDEX tasks_by_list ON tasks (list_id)",
            "CREATE INDEX tasks_by_name ON tasks (account_id, name)",
            "CREATE INDEX tasks_unfinished ON tasks (number) WHERE state = 'sending'",
            """
            CREATE TABLE task_batches (
                task_number INTEGER NOT NULL REFERENCES tasks (number) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                start INTEGER NOT NULL,
                number_count INTEGER NOT NULL,
                state TEXT NOT NULL,
                sent_ms INTEGER,
                ended_ms INTEGER,
                code TEXT NOT NULL,
                reason TEXT NOT NULL,
                words TEXT NOT NULL,
                request_id TEXT,
                attempts INTEGER NOT NULL,
                in_doubt INTEGER NOT NULL,
                left_out INTEGER NOT NULL,
                word TEXT,
                word_ms INTEGER,
                PRIMARY KEY (task_number, position)
            ) WITHOUT ROWID
            """,
            """
            CREATE INDEX task_batches_unfinished ON task_batches (task_number)
            WHERE state = 'sending'
            """,
        ),
    ),
    Migration(
        4,
        (
            # NULL where it was never noted: such a call makes no country a known one.
            "ALTER TABLE calls ADD COLUMN region TEXT",
            """
            CREATE INDEX calls_by_region ON calls (account_id, region)
            WHERE state <> 'not_sent'
            """,
        ),
    ),
    Migration(
        5,
        (
            # folded repeats the text as it is looked through.
            """
            CREATE TABLE call_notes (
                call_number INTEGER PRIMARY KEY REFERENCES calls (number) ON DELETE CASCADE,
                disposition TEXT NOT NULL DEFAULT '',
                text TEXT NOT NULL DEFAULT '',
                folded TEXT NOT NULL DEFAULT '',
                call_back_ms INTEGER
            )
            """,
            "CREATE INDEX call_notes_by_disposition ON call_notes (disposition)",
            """
            CREATE INDEX call_notes_by_call_back ON call_notes (call_back_ms)
            WHERE call_back_ms IS NOT NULL
            """,
        ),
    ),
)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commits at the end of the block; undoes everything where the block raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # Some errors, a full disk among them, make SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def refuse_unreadable(path: Path, migrations: Sequence[Migration]) -> None:
    """Looks at an existing database before anything of it is changed.

    Raises:
        DatabaseTooNew: a newer Outdial wrote it.
        DatabaseUnusable: it belongs to another program, or is damaged.
        sqlite3.Error: it cannot be read, or is no database.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        version = get_version(connection)
        (application_id,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    # Nothing in it: the program was stopped before it made the first table.
    is_blank = (application_id, version, tables) == (0, 0, 0)
    if application_id != APPLICATION_ID and not is_blank:
        raise damaged(path)
    if version > migrations[-1].version:
        raise DatabaseTooNew(
            "This data folder was last used by a newer Outdial, and this version cannot read "
            f"{path}. Nothing in it was changed. Install the newer version, or choose "
            "another folder with --data-dir."
        )


def get_version(connection: sqlite3.Connection) -> int:
    """The schema's version; 0 for a blank database."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]) -> None:
    """Brings a database up to the last migration, after a copy where it holds data.

    Args:
        connection: in autocommit mode, with foreign keys not enforced: a step may
            have to make a table anew.
        path: the database file; the copy is made beside it.
        migrations: every step since version 0, in order.

    Raises:
        DatabaseUnusable: the content is damaged; a damaged file is never migrated.
        sqlite3.Error: a step failed; the database is as that step found it.
        OSError: the copy cannot be made.
    """
    version = get_version(connection)
    pending = [migration for migration in migrations if migration.version > version]
    if not pending:
        return
    if version > 0:
        _refuse_damaged(connection, path)
        _copy(connection, path, version)
    for migration in pending:
        with transaction(connection):
            for statement in migration.statements:
                connection.execute(statement)
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise sqlite3.IntegrityError(f"step {migration.version} left a row without parent")
            # A pragma takes no parameters; both values are integers of this module.
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
            connection.execute(f"PRAGMA user_version = {migration.version:d}")


def _refuse_damaged(connection: sqlite3.Connection, path: Path) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise damaged(path)


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> None:
    made_at = datetime.now(tz=UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = path.with_name(f"{path.stem}-v{version}-{made_at}.db")
    unfinished = copy.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    create_private_file(unfinished)
    try:
        with contextlib.closing(sqlite3.connect(unfinished)) as target:
            connection.backup(target)
            # The copy must be one file, whole without a -wal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.replace(copy)
    _forget_old_copies(path)


def _forget_old_copies(path: Path) -> None:
    copies = sorted(
        path.parent.glob(f"{path.stem}-v*-*Z.db"),
        key=lambda copy: copy.stem.rpartition("-")[2],
    )
    for copy in copies[:-COPIES_KEPT]:
        copy.unlink(missing_ok=True)
