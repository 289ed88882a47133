"""What is kept between two runs, in two SQLite files. Loaded after the first paint."""

from dialer.store.accounts import SqliteAccountStore
from dialer.store.calls import SqliteCallJournal
from dialer.store.database import Database
from dialer.store.number_lists import SqliteNumberListStore
from dialer.store.settings import SqliteSettingsStore
from dialer.store.tasks import SqliteTaskJournal

__all__ = [
    "Database",
    "SqliteAccountStore",
    "SqliteCallJournal",
    "SqliteNumberListStore",
    "SqliteSettingsStore",
    "SqliteTaskJournal",
]
