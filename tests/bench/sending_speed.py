"""Batches a task sends per second over loopback, beside bare posts of like bodies.

The provider is the sandbox in a process of its own: what holds up the loop is Outdial's.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from bench.figures import Aim, Figure, Sample, at_most
from fakes import InMemoryAccountStore, InMemorySecretStore
from sample_lists import a_list, some_numbers, write_list

from dialer.clock import SystemClock
from dialer.connector import Connector
from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.domain.tasks import TaskNumber, TaskSettings, TaskState
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.providers.nxcloud.signing import SignedFields, sign
from dialer.providers.nxcloud.wire_tasks import create_task_body
from dialer.services.explanations import Explainer
from dialer.services.provider_pool import ProviderPool
from dialer.services.tasks import TaskService
from dialer.store import Database, SqliteNumberListStore, SqliteTaskJournal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

    from dialer.domain.tasks import OutboundTask

_ROUNDS = 5
_BATCHES, _BATCH_SIZE = 40, 500
_COUNT = _BATCHES * _BATCH_SIZE
_PATH = "/saas/cc/openapi/ai/createandcall"
_ACCOUNT_ID = "bench"
_FIRST_NUMBER = 6_281_200_000_000
_LOOK_S = 0.001
_MS_PER_S = 1000
_FRAME_MS = 16  # at 60 pictures a second
_SETTINGS = TaskSettings(
    name="Bench", country="ID", strategy="Default Strategy", queue_id="NX144G001"
)


def measure_sending(folder: Path) -> list[Figure]:
    """Sends tasks and bare posts in turn."""
    return asyncio.run(_measure(folder))


@dataclass(frozen=True, slots=True)
class _Provider:
    """Where the sandbox listens, and what it wants to be signed with."""

    url: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class _Round:
    """What one round showed."""

    batches_per_s: float
    stall_ms: float

    @classmethod
    def of(cls, began: float, watch: _Watch) -> _Round:
        return cls(_BATCHES / (time.perf_counter() - began), watch.longest_s * _MS_PER_S)


class _Watch:
    """Looks how long the loop leaves anybody waiting: what a window would feel."""

    def __init__(self) -> None:
        self.longest_s = 0.0

    async def look(self) -> None:
        before = time.perf_counter()
        while True:
            await asyncio.sleep(_LOOK_S)
            now = time.perf_counter()
            self.longest_s = max(self.longest_s, now - before - _LOOK_S)
            before = now

    @contextlib.asynccontextmanager
    async def looking(self) -> AsyncIterator[None]:
        task = asyncio.ensure_future(self.look())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _measure(folder: Path) -> list[Figure]:
    ours, bare = [], []
    data_dir = folder / "sending"
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(_sandbox())
        tasks, lists = await _open_service(stack, data_dir, provider)
        client = await stack.enter_async_context(httpx.AsyncClient())
        for number in range(_ROUNDS + 1):
            through_service = await _send(tasks, lists, data_dir, number)
            plain = await _post(client, provider, number)
            if number:  # the first round makes files grow and connections
                ours.append(through_service)
                bare.append(plain)
    return [
        _figure(
            f"Task sending, batches of {_BATCH_SIZE}/s",
            [one.batches_per_s for one in ours],
            [one.batches_per_s for one in bare],
        ),
        _figure(
            "Task sending, numbers/s",
            [one.batches_per_s * _BATCH_SIZE for one in ours],
            [one.batches_per_s * _BATCH_SIZE for one in bare],
        ),
        _figure(
            "Task sending, longest stall of the loop (ms)",
            [one.stall_ms for one in ours],
            [one.stall_ms for one in bare],
            at_most(_FRAME_MS, "ms"),
        ),
    ]


def _figure(
    name: str, ours: Sequence[float], bare: Sequence[float], aim: Aim | None = None
) -> Figure:
    return Figure(
        name=name,
        ours=Sample(tuple(ours)),
        floor_name="bare httpx",
        floor=Sample(tuple(bare)),
        aim=aim,
    )


@contextlib.asynccontextmanager
async def _sandbox() -> AsyncIterator[_Provider]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dialer.sandbox", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        words = (await process.stdout.readline()).decode().split()
        fields = dict(word.split("=", 1) for word in words if "=" in word)
        yield _Provider(words[2], fields["access_key"], fields["access_secret"])
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def _open_service(
    stack: AsyncExitStack, data_dir: Path, provider: _Provider
) -> tuple[TaskService, SqliteNumberListStore]:
    account = Account(
        account_id=_ACCOUNT_ID,
        name="Bench",
        provider=ProviderKind.NXCLOUD,
        base_url=provider.url,
        key_id=provider.key,
        tenant_id=144,
        requests_per_s=1_000_000,
    )
    secrets = InMemorySecretStore()
    await secrets.save_for_session(_ACCOUNT_ID, provider.secret)
    database = Database(data_dir)
    stack.callback(database.close)
    await database.open()
    lists = SqliteNumberListStore(data_dir)
    stack.push_async_callback(lists.close)
    await lists.open()
    clock = SystemClock()
    pool = ProviderPool(
        InMemoryAccountStore(account),
        secrets,
        connect=Connector(clock, stack).connect,
        sandbox=sandbox_account(),
    )
    explainer = Explainer({ProviderKind.NXCLOUD: NxcloudCodeBook()})
    tasks = TaskService(
        SqliteTaskJournal(database),
        lists,
        pool,
        clock,
        proves_nobody_called=explainer.proves_nobody_called,
    )
    stack.push_async_callback(tasks.finish)
    return tasks, lists


async def _send(
    tasks: TaskService, lists: SqliteNumberListStore, data_dir: Path, number: int
) -> _Round:
    """One task, from the wish to send it to its last receipt."""
    list_id = f"list {number}"
    numbers = some_numbers(_COUNT, first=_FIRST_NUMBER + number * _COUNT)
    write_list(data_dir, a_list(list_id, accepted=_COUNT), numbers, ())
    number_list = await lists.fetch_list(list_id)
    assert number_list is not None
    settings = TaskSettings(
        name=f"Bench {number}", country="ID", strategy="Default Strategy", queue_id="NX144G001"
    )
    task = await tasks.create(_ACCOUNT_ID, number_list, settings, batch_size=_BATCH_SIZE)
    ended = asyncio.Event()

    def hear(told: OutboundTask) -> None:
        if told.task_id == task.task_id and told.state in {TaskState.DONE, TaskState.PAUSED}:
            ended.set()

    tasks.listen(hear)
    watch = _Watch()
    async with watch.looking():
        began = time.perf_counter()
        await tasks.resume(task.task_id)
        await ended.wait()
        measured = _Round.of(began, watch)
    assert (await tasks.fetch_task(task.task_id)).state is TaskState.DONE
    return measured


async def _post(client: httpx.AsyncClient, provider: _Provider, number: int) -> _Round:
    """The same number of bodies of the same size, built and signed before the clock runs."""
    requests = list(_signed(provider, number))
    watch = _Watch()
    async with watch.looking():
        began = time.perf_counter()
        for headers, body in requests:
            reply = await client.post(provider.url + _PATH, headers=headers, content=body)
            assert reply.json()["code"] == 0
        return _Round.of(began, watch)


def _signed(provider: _Provider, number: int) -> Iterator[tuple[dict[str, str], bytes]]:
    for place in range(_BATCHES):
        first = (number * _BATCHES + place) * _BATCH_SIZE
        body = create_task_body(
            _SETTINGS,
            [
                TaskNumber(
                    order_id=f"{first + at:032X}",
                    e164=f"+{_FIRST_NUMBER + first + at}",
                    note=f"customer {at}",
                )
                for at in range(_BATCH_SIZE)
            ],
        )
        fields = SignedFields(
            access_key=provider.key, action="cc", biz_type="8", ts=str(SystemClock().now_ms())
        )
        yield (
            {
                "Content-Type": "application/json",
                "accessKey": fields.access_key,
                "action": fields.action,
                "bizType": fields.biz_type,
                "ts": fields.ts,
                "sign": sign(fields, body, secret=provider.secret),
            },
            body,
        )
