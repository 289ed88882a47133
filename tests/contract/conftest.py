from __future__ import annotations

import itertools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryAccountStore, InMemoryCallJournal, InMemorySettingsStore

from dialer.store import Database, SqliteAccountStore, SqliteCallJournal, SqliteSettingsStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from dialer.domain.ports import AccountStore, CallJournal, SettingsStore


@pytest.fixture
def open_database(tmp_path: Path) -> Callable[[], AbstractAsyncContextManager[Database]]:
    """Opens a database of its own at each use."""
    numbers = itertools.count()

    @asynccontextmanager
    async def opening() -> AsyncIterator[Database]:
        database = Database(tmp_path / str(next(numbers)))
        await database.open()
        try:
            yield database
        finally:
            database.close()

    return opening


@pytest.fixture(params=["memory", "sqlite"])
def open_journal(
    request: pytest.FixtureRequest,
    open_database: Callable[[], AbstractAsyncContextManager[Database]],
) -> Callable[[], AbstractAsyncContextManager[CallJournal]]:
    @asynccontextmanager
    async def opening() -> AsyncIterator[CallJournal]:
        if request.param == "memory":
            yield InMemoryCallJournal()
            return
        async with open_database() as database:
            yield SqliteCallJournal(database)

    return opening


@pytest.fixture(params=["memory", "sqlite"])
def open_accounts(
    request: pytest.FixtureRequest,
    open_database: Callable[[], AbstractAsyncContextManager[Database]],
) -> Callable[[], AbstractAsyncContextManager[AccountStore]]:
    @asynccontextmanager
    async def opening() -> AsyncIterator[AccountStore]:
        if request.param == "memory":
            yield InMemoryAccountStore()
            return
        async with open_database() as database:
            yield SqliteAccountStore(database)

    return opening


@pytest.fixture(params=["memory", "sqlite"])
def open_settings(
    request: pytest.FixtureRequest,
    open_database: Callable[[], AbstractAsyncContextManager[Database]],
) -> Callable[[], AbstractAsyncContextManager[SettingsStore]]:
    @asynccontextmanager
    async def opening() -> AsyncIterator[SettingsStore]:
        if request.param == "memory":
            yield InMemorySettingsStore()
            return
        async with open_database() as database:
            yield SqliteSettingsStore(database)

    return opening
