"""Where asyncio meets Qt, and the only import of qasync."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import qasync
import shiboken6
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from PySide6.QtWidgets import QDialog

T = TypeVar("T")
_LOOKUP_THREADS = 2


def run(main: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine on the Qt loop of the existing QApplication until it ends."""
    # The default would end the loop with the last window, before the clean-up has run.
    QApplication.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        return runner.run(main)


class _Loop(qasync.QEventLoop):  # type: ignore[misc] # qasync has no types
    """Takes its timers along when it closes."""

    def close(self) -> None:
        """Ends the loop for good."""
        was_closed = self.is_closed()
        super().close()
        if not was_closed:
            # Cancelled timers still run, up to the longest time anybody waited for. Left to
            # the collector, which may run in another thread, they would outlive their object.
            shiboken6.delete(self._timer)


def _new_loop() -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = _Loop(QApplication.instance())
    # Name look-ups only; qasync's own default would start ten threads at once.
    loop.set_default_executor(
        ThreadPoolExecutor(max_workers=_LOOKUP_THREADS, thread_name_prefix="lookup")
    )
    return loop


class TaskOwner:
    """Starts coroutines by name, keeps them alive, and hears their errors.

    Args:
        on_error: told of every exception but cancellation.
    """

    def __init__(self, on_error: Callable[[BaseException], None]) -> None:
        self._on_error = on_error
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._alive: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def start(
        self,
        key: str,
        coroutine: Coroutine[Any, Any, None],
        *,
        on_end: Callable[[], None] = lambda: None,
    ) -> bool:
        """Starts a coroutine unless one with the same key still runs.

        Args:
            key: one coroutine at a time runs under it.
            coroutine: what to run.
            on_end: called however it ended, once another may be started.

        Returns:
            False where it was refused, as all is once everything was cancelled; the
            coroutine is then closed unrun.
        """
        if self._is_closed or self.is_running(key):
            coroutine.close()
            return False
        self._start(key, coroutine, on_end)
        return True

    def restart(self, key: str, coroutine: Coroutine[Any, Any, None]) -> None:
        """Starts a coroutine in place of the one with the same key."""
        if self._is_closed:
            coroutine.close()
            return
        running = self._tasks.pop(key, None)
        if running is not None:
            running.cancel()
        self._start(key, coroutine, lambda: None)

    def cancel(self, key: str) -> None:
        """Cancels the coroutine with the key, where one runs; it ends a moment later."""
        running = self._tasks.get(key)
        if running is not None:
            running.cancel()

    def is_running(self, key: str) -> bool:
        """Tells whether a coroutine with the key still runs."""
        return key in self._tasks

    async def cancel_all(self) -> None:
        """Cancels everything, for good, and waits until it has ended.

        A widget's timer may still ask for something now: on a loop about to end, it would
        never run.
        """
        self._is_closed = True
        for task in self._alive:
            task.cancel()
        await asyncio.gather(*self._alive, return_exceptions=True)

    def _start(
        self, key: str, coroutine: Coroutine[Any, Any, None], on_end: Callable[[], None]
    ) -> None:
        task = asyncio.get_running_loop().create_task(coroutine, name=key)
        self._tasks[key] = task
        self._alive.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, on_end))

    def _ended(self, task: asyncio.Task[None], on_end: Callable[[], None]) -> None:
        self._alive.discard(task)
        if self._tasks.get(task.get_name()) is task:
            del self._tasks[task.get_name()]
        on_end()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._on_error(error)


async def ask(dialog: QDialog) -> int:
    """Shows a dialog and waits for its result without blocking the loop.

    ``exec()`` inside a coroutine would freeze asyncio; ``open()`` does not.

    Returns:
        The dialog's result code.
    """
    answered: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finish(result: int) -> None:
        if not answered.done():
            answered.set_result(result)

    dialog.finished.connect(finish)
    dialog.open()
    try:
        return await answered
    finally:
        dialog.finished.disconnect(finish)
