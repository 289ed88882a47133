"""Number lists checked in a process of their own, seen from the window's."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import threading
import uuid
from asyncio import FIRST_COMPLETED
from typing import TYPE_CHECKING, Any, TypeVar

from dialer.domain.errors import InputError, StoreError
from dialer.domain.number_lists import (
    CheckProgress,
    DoNotCallImport,
    ListPreview,
    NumberList,
)
from dialer.list_messages import (
    Cancel,
    Cancelled,
    CheckRequest,
    DoNotCallRequest,
    Failed,
    Order,
    PreviewRequest,
    Refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from dialer.domain.number_lists import ListFormat, ListSource
    from dialer.domain.ports import Clock
    from dialer.domain.task_ports import NumberListStore
    from dialer.list_messages import Reply, Request

_log = logging.getLogger(__name__)
# A process that is not needed gives its memory back after a while.
_IDLE_S = 60.0
# After a cancel it answers between two blocks of rows; a process that does not is ended.
_CANCEL_S = 5.0
_END_S = 2.0
_DIED = (
    "The list could not be read to its end: the part of Outdial that reads lists stopped. "
    "Nothing of it was stored. Try again."
)

_FAULT = (
    "Outdial made a mistake while it read this list, and stored nothing of it. "
    "The log says more: send it to your IT department."
)

_Result = TypeVar("_Result", ListPreview, NumberList, DoNotCallImport)


class _Worker:
    """The process, the pipe to it, and a thread that waits for what it says.

    Args:
        folder: the data folder.
        hear: called on the loop with each reply, and with None once the process has ended.
    """

    def __init__(self, folder: Path, hear: Callable[[_Worker, Reply | None], None]) -> None:
        self._folder = folder
        self._hear = hear
        self._loop = asyncio.get_running_loop()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._has_ended = threading.Event()

    async def start(self) -> None:
        """Starts the process; takes some 10 ms, on another thread.

        Raises:
            OSError: the system lets no process start.
        """
        await asyncio.to_thread(self._start)

    async def send(self, message: Order | Cancel) -> None:
        """Tells the process something; a long paste takes a moment.

        Raises:
            OSError: it has ended.
        """
        assert self._connection is not None  # noqa: S101 - for the type checker
        await asyncio.to_thread(self._connection.send, message)

    @property
    def pid(self) -> int | None:
        """The process's id."""
        return self._process.pid if self._process else None

    async def end(self) -> None:
        """Ends the process, gently at first."""
        await asyncio.to_thread(self._end)

    def _start(self) -> None:
        # It costs 20 ms, and most days no list is read.
        import multiprocessing  # noqa: PLC0415 - see above

        from dialer.list_worker import serve  # noqa: PLC0415 - the same

        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, self._folder), name="outdial-lists", daemon=True
        )
        try:
            self._process.start()
        finally:
            # Only the process may hold this end: then its end of life closes the pipe.
            theirs.close()
        threading.Thread(target=self._listen, name="lists", daemon=True).start()

    def _listen(self) -> None:
        assert self._connection is not None  # noqa: S101 - for the type checker
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._tell(self._connection.recv())
        assert self._process is not None  # noqa: S101 - the same
        self._connection.close()
        self._process.join()
        self._has_ended.set()
        self._tell(None)

    def _tell(self, reply: Reply | None) -> None:
        # The loop may be gone before the process is.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._hear, self, reply)

    def _end(self) -> None:
        if self._process is None or self._process.pid is None:
            return
        self._process.terminate()
        if not self._has_ended.wait(_END_S):
            self._process.kill()
            self._has_ended.wait(_END_S)


class _Exchange:
    """One request and what becomes of it."""

    def __init__(self, request: Request, on_progress: Callable[[CheckProgress], None]) -> None:
        self.request = request
        self.on_progress = on_progress
        self.has_begun = False
        self.cancelled = asyncio.Event()
        self.reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()


class ListChecker:
    """Reads and checks number lists in another process, started when it is first needed.

    One thing at a time; what is asked meanwhile waits. A process that dies is replaced at
    the next use, and leaves nothing half stored.

    Args:
        folder: the data folder.
        store: open; what the process stores is found there.
        clock: when lists are checked.
        idle_s: how long a process nobody needs is kept.
    """

    def __init__(
        self, folder: Path, store: NumberListStore, clock: Clock, *, idle_s: float = _IDLE_S
    ) -> None:
        self._folder = folder
        self._store = store
        self._clock = clock
        self._idle_s = idle_s
        self._turn = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._worker: _Worker | None = None
        self._current: _Exchange | None = None
        self._running: dict[asyncio.Future[Any], _Exchange | None] = {}
        self._retirement: asyncio.TimerHandle | None = None
        self._is_closed = False

    @property
    def worker_pid(self) -> int | None:
        """Id of the process, where there is one."""
        return self._worker.pid if self._worker else None

    async def preview(self, source: ListSource, *, wanted: ListFormat | None = None) -> ListPreview:
        """The first rows, read as guessed, or as ``wanted`` says.

        Raises:
            InputError: the source cannot be read, or holds no rows; its sentence says why.
            StoreError: the process that reads it stopped.
        """
        return _expect(ListPreview, await self._ask(PreviewRequest(source=source, wanted=wanted)))

    async def check(
        self,
        source: ListSource,
        list_format: ListFormat,
        *,
        region: str,
        on_progress: Callable[[CheckProgress], None],
    ) -> NumberList:
        """Checks every row and stores the list. Cancelling it leaves nothing behind."""
        request = CheckRequest(
            source=source,
            list_format=list_format,
            region=region,
            list_id=str(uuid.uuid4()),
            at_ms=self._clock.now_ms(),
        )
        return _expect(NumberList, await self._ask(request, on_progress))

    async def add_do_not_call_file(
        self, source: ListSource, list_format: ListFormat, *, region: str, reason: str
    ) -> DoNotCallImport:
        """Puts every number of a file on the do-not-call list, under the source's name."""
        request = DoNotCallRequest(
            source=source,
            list_format=list_format,
            region=region,
            reason=reason,
            at_ms=self._clock.now_ms(),
        )
        return _expect(DoNotCallImport, await self._ask(request))

    async def close(self) -> None:
        """Cancels what is under way and ends the process. May be called twice."""
        self._is_closed = True
        for exchange in filter(None, self._running.values()):
            exchange.cancelled.set()
        if self._running:
            await asyncio.wait(self._running)
        await self._retire()

    async def _ask(
        self,
        request: Request,
        on_progress: Callable[[CheckProgress], None] = lambda _progress: None,
    ) -> Reply:
        """Carries an exchange to its end, even where the asker is cancelled."""
        if self._is_closed:
            raise StoreError("Outdial is closing, and reads no more lists.")
        exchange = _Exchange(request, on_progress)
        running = asyncio.ensure_future(self._take_turn(exchange))
        self._running[running] = exchange
        running.add_done_callback(self._running.pop)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            exchange.cancelled.set()
            if exchange.has_begun:
                await asyncio.wait((running,))
            else:
                running.cancel()
            raise

    async def _take_turn(self, exchange: _Exchange) -> Reply:
        async with self._turn:
            exchange.has_begun = True
            if exchange.cancelled.is_set():
                return Cancelled()
            self._keep_worker()
            self._current = exchange
            try:
                reply = await self._converse(exchange)
            finally:
                self._current = None
                self._let_worker_go_later()
            if isinstance(exchange.request, CheckRequest) and (
                exchange.cancelled.is_set() or not isinstance(reply, NumberList)
            ):
                await self._forget(exchange.request.list_id)
            return reply

    async def _converse(self, exchange: _Exchange) -> Reply:
        """Sends a request, waits for its reply, and ends it where it is cancelled."""
        number = next(self._numbers)
        worker = await self._hand_over(Order(number, exchange.request))
        if worker is None:
            return Failed(sentence=_DIED)
        cancelling = asyncio.ensure_future(exchange.cancelled.wait())
        try:
            await asyncio.wait((exchange.reply, cancelling), return_when=FIRST_COMPLETED)
            if not exchange.reply.done():
                with contextlib.suppress(OSError):
                    await worker.send(Cancel(number))
                await asyncio.wait((exchange.reply,), timeout=_CANCEL_S)
        finally:
            cancelling.cancel()
        if not exchange.reply.done():
            await self._retire()
            return Cancelled()
        return exchange.reply.result()

    async def _hand_over(self, order: Order) -> _Worker | None:
        """The process that has the order; None where none can be started."""
        for _ in range(2):
            # One that has died since it was last used is replaced.
            worker = self._worker or _Worker(self._folder, self._hear)
            try:
                if self._worker is None:
                    self._worker = worker
                    await worker.start()
                await worker.send(order)
            except OSError as error:
                _log.warning("The process that reads lists cannot be used: %s", error.strerror)
                await self._retire()
            else:
                return worker
        return None

    def _hear(self, worker: _Worker, reply: Reply | None) -> None:
        if worker is not self._worker:
            return
        exchange = self._current
        if reply is None:
            self._worker = None
            _log.warning("The process that reads lists ended by itself")
            reply = Failed(sentence=_DIED)
        if exchange is None or exchange.reply.done():
            return
        if isinstance(reply, CheckProgress):
            exchange.on_progress(reply)
        else:
            exchange.reply.set_result(reply)

    async def _forget(self, list_id: str) -> None:
        try:
            await self._store.delete_list(list_id)
        except StoreError:
            # It does not count, and the next start sweeps it away.
            _log.exception("A list that was not checked to its end is still stored")

    def _keep_worker(self) -> None:
        if self._retirement is not None:
            self._retirement.cancel()
            self._retirement = None

    def _let_worker_go_later(self) -> None:
        self._keep_worker()
        loop = asyncio.get_running_loop()
        self._retirement = loop.call_later(self._idle_s, self._begin_retirement)

    def _begin_retirement(self) -> None:
        retiring = asyncio.ensure_future(self._retire())
        self._running[retiring] = None
        retiring.add_done_callback(self._running.pop)

    async def _retire(self) -> None:
        self._keep_worker()
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.end()


def _expect(kind: type[_Result], reply: Reply) -> _Result:
    """The result, or the error that came instead of it."""
    if isinstance(reply, kind):
        return reply
    if isinstance(reply, Refused):
        raise InputError(reply.field, reply.problem)
    if isinstance(reply, Failed) and reply.sentence:
        raise StoreError(reply.sentence)
    if isinstance(reply, Failed):
        _log.error("Fault while a list was read: %s", reply.fault)
        raise StoreError(_FAULT)
    raise StoreError("The list was not read to its end: Outdial is closing.")
