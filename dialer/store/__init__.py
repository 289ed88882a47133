"""What is kept between two runs, in three SQLite files. Loaded after the first paint."""

from dialer.store.accounts import SqliteAccountStore
from dialer.store.call_forgetting import SqliteCallForgetting
from dialer.store.call_notes import SqliteCallNotes
from dialer.store.calls import SqliteCallJournal
from dialer.store.contact_database import ContactDatabase
from dialer.store.contact_imports import SqliteContactImports
from dialer.store.contacts import SqliteContactStore
from dialer.store.database import Database
from dialer.store.do_not_call_lists import SqliteDoNotCallStore
from dialer.store.number_lists import SqliteNumberListStore
from dialer.store.settings import SqliteSettingsStore
from dialer.store.tasks import SqliteTaskJournal

__all__ = [
    "ContactDatabase",
    "Database",
    "SqliteAccountStore",
    "SqliteCallForgetting",
    "SqliteCallJournal",
    "SqliteCallNotes",
    "SqliteContactImports",
    "SqliteContactStore",
    "SqliteDoNotCallStore",
    "SqliteNumberListStore",
    "SqliteSettingsStore",
    "SqliteTaskJournal",
]
