"""What runs in a process that works for the window's.

It works at low priority, ends when the window's process does, however that ends, and knows
no Qt. What it is told and what it answers is in ``dialer.work.messages``.
"""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import signal
import threading
import time
import traceback
from functools import partial
from typing import TYPE_CHECKING

from dialer.work.messages import Cancel, Cancelled, Done, Failed, Progressed, Refused, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from dialer.work.messages import Ending, Order

_NICENESS = 10
_PROGRESS_EVERY_S = 0.2
# Rows make no cycles; looking for some in between costs a tenth of the time.
_COLLECT_AFTER = 50_000


def serve(connection: Connection, folder: Path, work: Work) -> None:
    """Answers requests until the other end of the connection is closed.

    Args:
        connection: to the window's process.
        folder: the data folder; the files of the stores are there.
        work: what requests there are.
    """
    # Ctrl+C in a terminal reaches every process; the window decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    desk = _Desk(connection)
    threading.Thread(target=desk.listen, name="listen", daemon=True).start()
    with contextlib.suppress(OSError):
        while True:
            order = desk.orders.get()
            connection.send(_answer(order, folder, work=work, desk=desk))


class _CancelledError(Exception):
    """The window has asked to end what is under way."""


class _Desk:
    """Takes messages on one thread while another works."""

    def __init__(self, connection: Connection) -> None:
        self.orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.cancelled = 0
        self._connection = connection
        self._told_at = 0.0

    def listen(self) -> None:
        """Takes messages; ends the process with the window's."""
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                # At once: nobody waits for what is under way, and it is swept away later.
                os._exit(0)
            if isinstance(message, Cancel):
                self.cancelled = message.number
            else:
                self.orders.put(message)

    def step(self, number: int, progress: Callable[[], object]) -> None:
        """Between two blocks of rows: ends what is cancelled, and tells how far it has come."""
        if self.cancelled == number:
            raise _CancelledError
        if time.monotonic() - self._told_at >= _PROGRESS_EVERY_S:
            self._connection.send(Progressed(progress()))
            self._told_at = time.monotonic()


def _answer(order: Order, folder: Path, *, work: Work, desk: _Desk) -> Ending:
    from dialer.domain.errors import InputError, StoreError  # noqa: PLC0415 - in this process only

    try:
        carry_out = _find_work(work)
        return Done(carry_out(order.request, folder, partial(desk.step, order.number)))
    except _CancelledError:
        return Cancelled()
    except InputError as error:
        return Refused(error.field, error.problem)
    except StoreError as error:
        return Failed(sentence=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it was, the window must be told
        return Failed(fault=_describe(error))


def _find_work(work: Work) -> Callable[..., object]:
    """What carries requests out; each process loads its own only."""
    if work is Work.LISTS:
        from dialer.list_work import carry_out as check_lists  # noqa: PLC0415 - see above

        return check_lists
    from dialer.contact_work import carry_out as read_contacts  # noqa: PLC0415 - the same

    return read_contacts


def _describe(error: BaseException) -> str:
    """Kind and place of a fault; its words may hold a customer's number."""
    frames: Iterable[str] = traceback.format_tb(error.__traceback__)
    return f"{type(error).__name__}\n{''.join(frames)}"
