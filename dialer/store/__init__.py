"""SQLite storage: calls, accounts, settings."""
