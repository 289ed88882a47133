from __future__ import annotations

import itertools
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from fakes import (
    InMemoryAccountStore,
    InMemoryCallForgetting,
    InMemoryCallJournal,
    InMemoryCallNotes,
    InMemoryDoNotCallStore,
    InMemoryNumberListStore,
    InMemorySettingsStore,
    InMemoryTaskJournal,
)
from sample_lists import AddList, write_list

from dialer.domain.tasks import TaskNumber
from dialer.store import (
    Database,
    SqliteAccountStore,
    SqliteCallForgetting,
    SqliteCallJournal,
    SqliteCallNotes,
    SqliteDoNotCallStore,
    SqliteNumberListStore,
    SqliteSettingsStore,
    SqliteTaskJournal,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from dialer.domain.call_notes import CallForgetting, CallNotes
    from dialer.domain.number_lists import NumberList, RejectedRow
    from dialer.domain.ports import AccountStore, CallJournal, SettingsStore
    from dialer.domain.task_ports import DoNotCallStore, NumberListStore, TaskJournal


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
def open_notes(
    request: pytest.FixtureRequest,
    open_database: Callable[[], AbstractAsyncContextManager[Database]],
) -> Callable[[], AbstractAsyncContextManager[tuple[CallJournal, CallNotes]]]:
    """Opens a journal, and what keeps notes beside it."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[CallJournal, CallNotes]]:
        if request.param == "memory":
            yield (journal := InMemoryCallJournal()), InMemoryCallNotes(journal)
            return
        async with open_database() as database:
            yield SqliteCallJournal(database), SqliteCallNotes(database)

    return opening


@pytest.fixture(params=["memory", "sqlite"])
def open_forgetting(
    request: pytest.FixtureRequest,
    open_database: Callable[[], AbstractAsyncContextManager[Database]],
) -> Callable[[], AbstractAsyncContextManager[tuple[CallJournal, CallNotes, CallForgetting]]]:
    """Opens a journal with its notes, and what removes old calls from it."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[CallJournal, CallNotes, CallForgetting]]:
        if request.param == "memory":
            journal = InMemoryCallJournal()
            yield journal, InMemoryCallNotes(journal), InMemoryCallForgetting(journal)
            return
        async with open_database() as database:
            yield (
                SqliteCallJournal(database),
                SqliteCallNotes(database),
                SqliteCallForgetting(database),
            )

    return opening


@pytest.fixture(params=["memory", "sqlite"])
def open_task_journal(
    request: pytest.FixtureRequest,
    open_database: Callable[[], AbstractAsyncContextManager[Database]],
) -> Callable[[], AbstractAsyncContextManager[TaskJournal]]:
    @asynccontextmanager
    async def opening() -> AsyncIterator[TaskJournal]:
        if request.param == "memory":
            yield InMemoryTaskJournal()
            return
        async with open_database() as database:
            yield SqliteTaskJournal(database)

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


@pytest.fixture(params=["memory", "sqlite"])
def open_lists(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[], AbstractAsyncContextManager[tuple[NumberListStore, AddList]]]:
    """Opens a store of its own at each use, and what puts a checked list into it."""
    numbers = itertools.count()

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[NumberListStore, AddList]]:
        if request.param == "memory":
            yield (memory := InMemoryNumberListStore()), memory_adder(memory)
            return
        folder = tmp_path / str(next(numbers))
        store = SqliteNumberListStore(folder)
        await store.open()
        try:
            yield store, lambda *what: write_list(folder, *what)
        finally:
            await store.close()

    return opening


@pytest.fixture(params=["memory", "sqlite"])
def open_do_not_call(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[], AbstractAsyncContextManager[tuple[DoNotCallStore, NumberListStore]]]:
    """Opens a store of its own, and that of the lists whose file it shares."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[DoNotCallStore, NumberListStore]]:
        if request.param == "memory":
            yield InMemoryDoNotCallStore(memory := InMemoryNumberListStore()), memory
            return
        lists = SqliteNumberListStore(tmp_path)
        await lists.open()
        try:
            yield SqliteDoNotCallStore(lists.database), lists
        finally:
            await lists.close()

    return opening


def memory_adder(store: InMemoryNumberListStore) -> AddList:
    def add(
        number_list: NumberList, numbers: Sequence[tuple[str, str]], rejected: Sequence[RejectedRow]
    ) -> None:
        prefix = uuid.uuid4().hex[:20].upper()
        made = [
            TaskNumber(order_id=f"{prefix}{position:012X}", e164=e164, note=note)
            for position, (e164, note) in enumerate(numbers)
        ]
        store.add_list(number_list, made, rejected)

    return add
