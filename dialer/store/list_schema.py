"""The history of the schema of ``numbers.db``, where lists of numbers are kept.

A file of its own: a list of a million rows is written while calls are journalled, and
neither waits for the other.
"""

from __future__ import annotations

from dialer.store.migrations import Migration

FILE_NAME = "numbers.db"

# Numbers are kept as integers, the digits of their E.164 form: a third of the text's size.
MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        (
            # A list counts from when checked_ms is set; one without is half written, or
            # half deleted. Its number is never given out again, so that a writer that
            # outlives its list cannot write into another.
            """
            CREATE TABLE lists (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                list_id TEXT NOT NULL UNIQUE,
                order_prefix TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                region TEXT NOT NULL,
                read_count INTEGER NOT NULL DEFAULT 0,
                accepted_count INTEGER NOT NULL DEFAULT 0,
                empty_count INTEGER NOT NULL DEFAULT 0,
                invalid_count INTEGER NOT NULL DEFAULT 0,
                repeated_count INTEGER NOT NULL DEFAULT 0,
                in_earlier_task_count INTEGER NOT NULL DEFAULT 0,
                do_not_call_count INTEGER NOT NULL DEFAULT 0,
                checked_ms INTEGER
            )
            """,
            """
            CREATE TABLE accepted_rows (
                list_number INTEGER NOT NULL REFERENCES lists (number),
                position INTEGER NOT NULL,
                e164 INTEGER NOT NULL,
                note TEXT NOT NULL,
                PRIMARY KEY (list_number, position)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE rejected_rows (
                list_number INTEGER NOT NULL REFERENCES lists (number),
                line INTEGER NOT NULL,
                text TEXT NOT NULL,
                note TEXT NOT NULL,
                verdict TEXT NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (list_number, line)
            ) WITHOUT ROWID
            """,
            # A task's id once, not once a number.
            """
            CREATE TABLE tasks_with_numbers (
                number INTEGER PRIMARY KEY,
                task_id TEXT NOT NULL UNIQUE
            )
            """,
            """
            CREATE TABLE used_numbers (
                e164 INTEGER NOT NULL,
                task_number INTEGER NOT NULL REFERENCES tasks_with_numbers (number),
                at_ms INTEGER NOT NULL,
                times INTEGER NOT NULL,
                PRIMARY KEY (e164, task_number)
            ) WITHOUT ROWID
            """,
            """
            CREATE TABLE do_not_call (
                e164 INTEGER NOT NULL,
                source TEXT NOT NULL,
                reason TEXT NOT NULL,
                added_ms INTEGER NOT NULL,
                PRIMARY KEY (e164, source)
            ) WITHOUT ROWID
            """,
        ),
    ),
)
