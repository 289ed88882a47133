"""The history of the schema of ``contacts.db``, where contacts and their index are kept.

A file of its own: an import of a million contacts is written while calls are journalled,
and neither waits for the other.
"""

from __future__ import annotations

from dialer.store.migrations import Migration

FILE_NAME = "contacts.db"

MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        (
            # A contact's number is never given out again: undoing an import must not
            # take a later contact for one of its own. The revision counts its changes.
            """
            CREATE TABLE contacts (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                contact_id BLOB NOT NULL UNIQUE,
                name TEXT NOT NULL,
                company TEXT NOT NULL,
                notes TEXT NOT NULL,
                preferred_account_id TEXT NOT NULL,
                uid TEXT NOT NULL,
                changed_ms INTEGER NOT NULL,
                revision INTEGER NOT NULL
            )
            """,
            "CREATE INDEX contacts_by_uid ON contacts (uid) WHERE uid <> ''",
            # The key is the number's digits, country code first; of a number that cannot
            # be read it is below zero, a hash of what is written. The name's hash tells
            # the one who is meant from a thousand others at the same switchboard.
            """
            CREATE TABLE contact_numbers (
                contact_number INTEGER NOT NULL REFERENCES contacts (number) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                key INTEGER NOT NULL,
                name_hash INTEGER NOT NULL,
                raw TEXT NOT NULL,
                label TEXT NOT NULL,
                is_default INTEGER NOT NULL,
                do_not_call INTEGER NOT NULL,
                PRIMARY KEY (contact_number, position)
            ) WITHOUT ROWID
            """,
            "CREATE INDEX numbers_by_key ON contact_numbers (key, name_hash)",
            """
            CREATE TABLE lists (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                contact_count INTEGER NOT NULL DEFAULT 0
            )
            """,
            """
            CREATE TABLE list_members (
                list_number INTEGER NOT NULL REFERENCES lists (number),
                sort_key TEXT NOT NULL,
                contact_number INTEGER NOT NULL REFERENCES contacts (number) ON DELETE CASCADE,
                PRIMARY KEY (list_number, sort_key, contact_number)
            ) WITHOUT ROWID
            """,
            "CREATE INDEX list_members_by_contact ON list_members (contact_number)",
            # Apart from the contacts, so that looking through bodies reads little else.
            """
            CREATE TABLE bodies (
                number INTEGER PRIMARY KEY REFERENCES contacts (number) ON DELETE CASCADE,
                sort_key TEXT NOT NULL,
                body TEXT NOT NULL
            )
            """,
            "CREATE INDEX bodies_by_sort_key ON bodies (sort_key)",
            # Which bodies hold which three characters, and nothing more: a fifth of the
            # size it has with positions. What is longer is looked up in the bodies.
            """
            CREATE VIRTUAL TABLE body_index USING fts5 (
                body, content = '', columnsize = 0, detail = none,
                tokenize = 'trigram case_sensitive 1'
            )
            """,
            # Counting a million rows would take longer than a search may.
            "CREATE TABLE totals (contact_count INTEGER NOT NULL)",
            "INSERT INTO totals (contact_count) VALUES (0)",
            """
            CREATE TABLE imports (
                number INTEGER PRIMARY KEY,
                import_id TEXT NOT NULL UNIQUE,
                name TEXT NOT NULL,
                state TEXT NOT NULL,
                started_ms INTEGER NOT NULL,
                finished_ms INTEGER,
                added INTEGER NOT NULL DEFAULT 0,
                changed INTEGER NOT NULL DEFAULT 0,
                unchanged INTEGER NOT NULL DEFAULT 0
            )
            """,
            # Before is the contact as JSON, NULL where there was none; the revision is
            # the one the import left behind.
            """
            CREATE TABLE import_changes (
                import_number INTEGER NOT NULL REFERENCES imports (number),
                contact_number INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                before TEXT,
                PRIMARY KEY (import_number, contact_number)
            ) WITHOUT ROWID
            """,
        ),
    ),
)
