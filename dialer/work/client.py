"""A process that works for the window's, seen from there."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import threading
from asyncio import FIRST_COMPLETED
from typing import TYPE_CHECKING, Any, TypeVar

from dialer.domain.errors import InputError, StoreError
from dialer.work.messages import Cancel, Cancelled, Done, Failed, Order, Progressed, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from dialer.work.messages import Ending, Reply, Work

_log = logging.getLogger(__name__)
# A process that is not needed gives its memory back after a while.
IDLE_S = 60.0
# After a cancel it answers between two blocks of rows; a process that does not is ended.
_CANCEL_S = 5.0
_END_S = 2.0
_CLOSING = "The file was not read to its end: Outdial is closing."

_Result = TypeVar("_Result")


class _Process:
    """The process, the pipe to it, and a thread that waits for what it says.

    Args:
        work: what it is there for.
        folder: the data folder.
        hear: called on the loop with each reply, and with None once the process has ended.
    """

    def __init__(
        self, work: Work, folder: Path, hear: Callable[[_Process, Reply | None], None]
    ) -> None:
        self._work = work
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
        # It costs 20 ms, and most days no file is read.
        import multiprocessing  # noqa: PLC0415 - see above

        from dialer.work.process import serve  # noqa: PLC0415 - the same

        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=serve,
            args=(theirs, self._folder, self._work),
            name=f"outdial-{self._work}",
            daemon=True,
        )
        try:
            self._process.start()
        finally:
            # Only the process may hold this end: then its end of life closes the pipe.
            theirs.close()
        threading.Thread(target=self._listen, name=str(self._work), daemon=True).start()

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

    def __init__(
        self,
        request: object,
        on_progress: Callable[[Any], None],
        clean_up: Callable[[], Awaitable[None]] | None,
    ) -> None:
        self.request = request
        self.on_progress = on_progress
        self.clean_up = clean_up
        self.has_begun = False
        self.cancelled = asyncio.Event()
        self.reply: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()


class WorkClient:
    """Has things done in another process, started when it is first needed.

    One thing at a time; what is asked meanwhile waits. A process that dies is replaced at
    the next use.

    Args:
        work: what the process is there for.
        folder: the data folder.
        died: a sentence for the person, where the process ends by itself.
        faulty: the same, where it meets a mistake of the program.
        idle_s: how long a process nobody needs is kept.
    """

    def __init__(
        self, work: Work, folder: Path, *, died: str, faulty: str, idle_s: float = IDLE_S
    ) -> None:
        self._work = work
        self._folder = folder
        self._died = died
        self._faulty = faulty
        self._idle_s = idle_s
        self._turn = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._process: _Process | None = None
        self._current: _Exchange | None = None
        self._running: dict[asyncio.Future[Any], _Exchange | None] = {}
        self._retirement: asyncio.TimerHandle | None = None
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """Id of the process, where there is one."""
        return self._process.pid if self._process else None

    async def ask(
        self,
        kind: type[_Result],
        request: object,
        *,
        on_progress: Callable[[Any], None] = lambda _progress: None,
        clean_up: Callable[[], Awaitable[None]] | None = None,
    ) -> _Result:
        """Has a request carried out.

        Args:
            kind: of the result.
            request: to be pickled.
            on_progress: told how far it has come; must not block.
            clean_up: awaited where there is no result, or nobody waits for it any longer.

        Raises:
            InputError: what is to be read cannot be; its sentence says why.
            StoreError: the process stopped, or could not store what it was asked to.
        """
        if self._is_closed:
            raise StoreError(_CLOSING)
        exchange = _Exchange(request, on_progress, clean_up)
        running = asyncio.ensure_future(self._take_turn(exchange))
        self._running[running] = exchange
        running.add_done_callback(self._running.pop)
        try:
            reply = await asyncio.shield(running)
        except asyncio.CancelledError:
            # It is carried to its end all the same: nothing may be left half done.
            exchange.cancelled.set()
            if exchange.has_begun:
                await asyncio.wait((running,))
            else:
                running.cancel()
            raise
        return self._expect(kind, reply)

    async def close(self) -> None:
        """Cancels what is under way and ends the process. May be called twice."""
        self._is_closed = True
        for exchange in filter(None, self._running.values()):
            exchange.cancelled.set()
        if self._running:
            await asyncio.wait(self._running)
        await self._retire()

    def _expect(self, kind: type[_Result], reply: Ending) -> _Result:
        """The result, or the error that came instead of it."""
        if isinstance(reply, Done) and isinstance(reply.result, kind):
            return reply.result
        if isinstance(reply, Refused):
            raise InputError(reply.field, reply.problem)
        if isinstance(reply, Failed) and reply.sentence:
            raise StoreError(reply.sentence)
        if isinstance(reply, Failed):
            _log.error("Fault in the process for %s: %s", self._work, reply.fault)
            raise StoreError(self._faulty)
        raise StoreError(_CLOSING)

    async def _take_turn(self, exchange: _Exchange) -> Ending:
        async with self._turn:
            exchange.has_begun = True
            reply: Ending = Cancelled()
            if not exchange.cancelled.is_set():
                self._keep_process()
                self._current = exchange
                try:
                    reply = await self._converse(exchange)
                finally:
                    self._current = None
                    self._let_process_go_later()
            is_done = isinstance(reply, Done) and not exchange.cancelled.is_set()
            if exchange.clean_up is not None and not is_done:
                await exchange.clean_up()
            return reply

    async def _converse(self, exchange: _Exchange) -> Ending:
        """Sends a request, waits for its reply, and ends it where it is cancelled."""
        number = next(self._numbers)
        process = await self._hand_over(Order(number, exchange.request))
        if process is None:
            return Failed(sentence=self._died)
        cancelling = asyncio.ensure_future(exchange.cancelled.wait())
        try:
            await asyncio.wait((exchange.reply, cancelling), return_when=FIRST_COMPLETED)
            if not exchange.reply.done():
                with contextlib.suppress(OSError):
                    await process.send(Cancel(number))
                await asyncio.wait((exchange.reply,), timeout=_CANCEL_S)
        finally:
            cancelling.cancel()
        if not exchange.reply.done():
            await self._retire()
            return Cancelled()
        return exchange.reply.result()

    async def _hand_over(self, order: Order) -> _Process | None:
        """The process that has the order; None where none can be started."""
        for _ in range(2):
            # One that has died since it was last used is replaced.
            process = self._process or _Process(self._work, self._folder, self._hear)
            try:
                if self._process is None:
                    self._process = process
                    await process.start()
                await process.send(order)
            except OSError as error:
                _log.warning("The process for %s cannot be used: %s", self._work, error.strerror)
                await self._retire()
            else:
                return process
        return None

    def _hear(self, process: _Process, reply: Reply | None) -> None:
        if process is not self._process:
            return
        exchange = self._current
        if reply is None:
            self._process = None
            _log.warning("The process for %s ended by itself", self._work)
            reply = Failed(sentence=self._died)
        if exchange is None or exchange.reply.done():
            return
        if isinstance(reply, Progressed):
            exchange.on_progress(reply.progress)
        else:
            exchange.reply.set_result(reply)

    def _keep_process(self) -> None:
        if self._retirement is not None:
            self._retirement.cancel()
            self._retirement = None

    def _let_process_go_later(self) -> None:
        self._keep_process()
        loop = asyncio.get_running_loop()
        self._retirement = loop.call_later(self._idle_s, self._begin_retirement)

    def _begin_retirement(self) -> None:
        retiring = asyncio.ensure_future(self._retire())
        self._running[retiring] = None
        retiring.add_done_callback(self._running.pop)

    async def _retire(self) -> None:
        self._keep_process()
        process, self._process = self._process, None
        if process is not None:
            await process.end()
