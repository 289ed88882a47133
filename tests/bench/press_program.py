"""The program that is pressed: the real window and services, with a stopwatch beside them.

Reads its orders as JSON from standard input, writes its times in ms as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

import dialer.backend
from dialer import app as composition
from dialer.backend import Backend, open_backend
from dialer.domain.accounts import Account, KeyringState, ProviderKind
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    CallState,
    DialoutRequest,
    LegOrder,
)
from dialer.domain.guard import NumberSource
from dialer.domain.phone_number import parse_phone_number
from dialer.providers.nxcloud.signing import SignedFields, sign
from dialer.providers.nxcloud.wire import dialout_body
from dialer.store import SqliteCallJournal
from dialer.ui import aio
from dialer.ui.early_intents import EarlyIntents
from dialer.ui.session import Session
from dialer.ui.theme import apply_theme
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

_ACCOUNT_ID = "bench"
_WARM_UP = 20
_PATH = "/did/openapi/amazon/dialout"
_LINE = ("+12025550170", "+12025550180")
_AREAS = (212, 213, 305, 312, 415, 503, 602, 617, 702, 713, 818, 917)
_NS_PER_MS = 1_000_000
_LOOK_S = 0.005

_STEPS = (
    ("sent", "press", CallEventKind.SENT),
    ("shown", "press", "shown"),
    ("painted", "press", "painted"),
    ("guard", "press", "record"),
    ("record", "record", "recorded"),
    ("signing", "recorded", CallEventKind.SIGNED),
    ("sending", CallEventKind.SIGNED, CallEventKind.SENT),
    ("reply", CallEventKind.SENT, "update"),
    ("update", "update", "updated"),
    ("showing", "updated", "shown"),
    ("painting", "shown", "painted"),
)

Orders = dict[str, Any]
Times = dict[str, list[float]]


class Stopwatch:
    """When each step of the press under way happened.

    Attributes:
        marks: step to ns, of the press under way.
        starts_ms: wall clock, of every request so far, pressed or bare.
    """

    def __init__(self) -> None:
        self.marks: dict[str, int] = {}
        self.starts_ms: list[float] = []

    def start(self) -> int:
        """A request is asked for now; in ns, as ``marks``."""
        self.starts_ms.append(time.time_ns() / _NS_PER_MS)
        return time.perf_counter_ns()

    def mark(self, step: str) -> None:
        self.marks[step] = time.perf_counter_ns()

    def ms_between(self, start: str, end: str) -> float:
        return (self.marks[end] - self.marks[start]) / _NS_PER_MS


WATCH = Stopwatch()


class TimedJournal(SqliteCallJournal):
    """Says when the journal was asked, and when it was done."""

    async def record(self, call: Call) -> None:
        WATCH.mark("record")
        await super().record(call)
        WATCH.mark("recorded")

    async def update(self, call: Call) -> None:
        WATCH.mark("update")
        await super().update(call)
        WATCH.mark("updated")


class PaintWatch(QObject):
    """Says when the window has drawn what was shown last."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._painted: asyncio.Future[None] | None = None

    def expect(self) -> asyncio.Future[None]:
        self._painted = asyncio.get_running_loop().create_future()
        self._window.installEventFilter(self)
        return self._painted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is not QEvent.Type.UpdateRequest or self._painted is None:
            return False
        # Delivered from here, so that what follows comes after the drawing.
        self._window.removeEventFilter(self)
        watched.event(event)
        WATCH.mark("painted")
        self._painted.set_result(None)
        self._painted = None
        return True


class Presses:
    """Presses Enter in the number field, one call after the other."""

    def __init__(self, page: CallPage, backend: Backend, paint: PaintWatch) -> None:
        self._page = page
        self._paint = paint
        self._painted: asyncio.Future[None] | None = None
        self._ended: asyncio.Future[Call] | None = None
        # After the session's own listener, so that the window already shows what is told.
        backend.calls.listen(self._hear)

    async def press(self, callee: str) -> Call:
        """Calls a number; returns once the result is painted."""
        edit = self._page.form.number.edit
        self._page.set_number(callee, NumberSource.TYPED)
        self._ended = asyncio.get_running_loop().create_future()
        await asyncio.sleep(_LOOK_S)  # what the last call left to the loop
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
        WATCH.marks = {"press": WATCH.start()}
        QApplication.sendEvent(edit, key)
        call = await self._ended
        if self._painted is not None:
            await self._painted
        return call

    def _hear(self, call: Call) -> None:
        WATCH.mark(call.last_event.kind)
        if call.state is CallState.REQUESTING or self._ended is None:
            return
        WATCH.mark("shown")
        self._painted = self._paint.expect()
        self._ended.set_result(call)


def main() -> int:
    """Runs the program under the orders from standard input."""
    orders: Orders = json.load(sys.stdin)
    vars(dialer.backend)["SqliteCallJournal"] = TimedJournal
    folder = Path(orders["folder"])
    folder.mkdir(mode=0o700)
    application = QApplication(sys.argv[:1])
    state = WindowState(folder)
    apply_theme(application, state.theme)
    window, page = composition._build_window(state)
    early = EarlyIntents(window, page, state=state, on_sandbox=False)
    window.show()
    times = aio.run(_serve(orders, folder, window=window, page=page, state=state, early=early))
    json.dump(times, sys.stdout)
    return 0


async def _serve(
    orders: Orders,
    folder: Path,
    *,
    window: MainWindow,
    page: CallPage,
    state: WindowState,
    early: EarlyIntents,
) -> Times:
    backend = await open_backend(folder)
    await _add_account(backend, orders)
    await _call_the_country(backend)
    services = composition._services(backend)
    session = Session(window, page, services=services, state=state, early=early)
    running = asyncio.ensure_future(session.run(on_sandbox=False))
    try:
        while session._keyring.state is KeyringState.UNCHECKED:  # noqa: ASYNC110 - tells nobody
            await asyncio.sleep(_LOOK_S)
        presses = Presses(page, backend, PaintWatch(window))
        return await _measure(orders, presses, backend)
    finally:
        window.close_requested.emit()
        await running
        await session.close()
        await backend.close()


async def _add_account(backend: Backend, orders: Orders) -> None:
    await backend.secrets.save_for_session(_ACCOUNT_ID, orders["access_secret"])
    await backend.accounts.save(
        Account(
            account_id=_ACCOUNT_ID,
            name="Bench",
            provider=ProviderKind.NXCLOUD,
            base_url=orders["base_url"],
            key_id=orders["access_key"],
            region="US",
            caller_ids=("+12025550170",),
            agent_numbers=("+12025550180",),
            # Presses follow faster here than a person's: none is to wait for its turn.
            requests_per_s=50,
        ),
        None,
    )
    await backend.accounts.choose(_ACCOUNT_ID)


async def _call_the_country(backend: Backend) -> None:
    """An earlier call, as every agent has made: the first to a country is asked about."""
    earlier = Call(
        client_call_id=str(uuid.uuid4()),
        account_id=_ACCOUNT_ID,
        kind=CallKind.DIAL_OUT,
        caller_id="+12025550170",
        callee="+12025550199",
        agent_number="+12025550180",
        leg_order=LegOrder.AGENT_FIRST,
        region="US",
        state=CallState.ACCEPTED,
        events=(CallEvent(kind=CallEventKind.RECORDED, at_ms=1),),
    )
    await backend.calls._journal.record(earlier)


async def _measure(orders: Orders, presses: Presses, backend: Backend) -> Times:
    numbers = _fictional_numbers()
    http = await backend.connector._fetch_client()
    times: Times = defaultdict(list)
    for turn in range(_WARM_UP + orders["count"]):
        call = await presses.press(next(numbers))
        if call.state is not CallState.ACCEPTED:
            raise RuntimeError(f"a call was {call.state}: {call.last_event}")
        await asyncio.sleep(_LOOK_S)
        bare = await _post_bare(http, orders, next(numbers))
        if turn >= _WARM_UP:
            _note(times, bare)
    await _note_received(times, http, orders)
    return times


def _note(times: Times, bare: tuple[float, float]) -> None:
    for name, start, end in _STEPS:
        times[name].append(WATCH.ms_between(start, end))
    for name, value in zip(("bare_sent", "bare_reply"), bare, strict=True):
        times[name].append(value)


async def _post_bare(http: httpx.AsyncClient, orders: Orders, callee: str) -> tuple[float, float]:
    """Sends what the program would send; ms until it is sent, and until it is answered."""
    body, headers = _signed(orders, callee)
    sent = 0

    async def trace(event: str, _info: object) -> None:
        nonlocal sent
        if event == "http11.send_request_body.complete":
            sent = time.perf_counter_ns()

    began = WATCH.start()
    response = await http.post(
        orders["base_url"] + _PATH, content=body, headers=headers, extensions={"trace": trace}
    )
    answered = time.perf_counter_ns()
    if response.json()["code"] not in {0, "0"}:
        raise RuntimeError(f"a bare request was refused: {response.text}")
    return (sent - began) / _NS_PER_MS, (answered - began) / _NS_PER_MS


async def _note_received(times: Times, http: httpx.AsyncClient, orders: Orders) -> None:
    """When the server had a request's headers, by its own journal, which counts whole ms."""
    journal = (await http.get(orders["base_url"] + "/_sandbox/journal")).json()
    received_ms = [entry["received_ms"] + 0.5 for entry in journal if entry["path"] == _PATH]
    took_ms = [there - here for there, here in zip(received_ms, WATCH.starts_ms, strict=True)]
    times["received"] = took_ms[2 * _WARM_UP :: 2]
    times["bare_received"] = took_ms[2 * _WARM_UP + 1 :: 2]


def _signed(orders: Orders, callee: str) -> tuple[bytes, dict[str, str]]:
    caller_id, agent_number = (parse_phone_number(n, region="") for n in _LINE)
    body = dialout_body(
        DialoutRequest(
            caller_id=caller_id,
            callee=parse_phone_number(callee, region=""),
            agent_number=agent_number,
        )
    )
    fields = SignedFields(
        access_key=orders["access_key"],
        action="didaws",
        biz_type="9",
        ts=str(time.time_ns() // _NS_PER_MS),
    )
    return body, {
        "Content-Type": "application/json",
        "accessKey": fields.access_key,
        "action": fields.action,
        "bizType": fields.biz_type,
        "ts": fields.ts,
        "sign": sign(fields, body, secret=orders["access_secret"]),
    }


def _fictional_numbers() -> Iterator[str]:
    """Numbers kept for fiction, each once, but for 202, where the Sandbox has lessons."""
    for area in _AREAS:
        yield from (f"+1{area}555{line:04}" for line in range(100, 200))


if __name__ == "__main__":
    sys.exit(main())
