"""The program that lists ten thousand agents: the real window and services, with a stopwatch.

Reads its orders as JSON from standard input, writes its times in ms as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import math
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from dialer import app as composition
from dialer import connector
from dialer.backend import Backend, open_backend
from dialer.domain.accounts import Account, ProviderKind
from dialer.providers.nxcloud.signing import SignedFields, sign
from dialer.providers.nxcloud.wire_agents import agent_page_body
from dialer.providers.pacing import Pacer
from dialer.sandbox import TENANT_ID
from dialer.services.agents import MAX_REQUESTS, PAGE_SIZE
from dialer.ui import aio
from dialer.ui.early_intents import EarlyIntents
from dialer.ui.pages.agent_list import AgentList
from dialer.ui.session import Session
from dialer.ui.theme import apply_theme
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    import httpx

    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

_ACCOUNT_ID = "bench"
_PATH = "/saas/cc/openapi/agent/page"
# Each letter more leaves fewer, and never none: then there would be nothing to paint.
_TYPED = "zoe.ad"
_SORTED_BY = (0, 1, 2, 6)
_NS_PER_MS = 1_000_000
_LOOK_S = 0.005
_REST_S = 0.3

Orders = dict[str, Any]
Times = dict[str, list[float]]


class UnpacedPacer(Pacer):
    """Lets every request go at once: what is measured is the program, not its manners."""

    def set_rate(self, requests_per_s: float) -> None:
        """Takes no rate."""
        assert requests_per_s > 0
        super().set_rate(math.inf)


class Heartbeat(QObject):
    """Beats every millisecond on the window's thread, and notes the longest gaps.

    Attributes:
        longest_ms: by the clock on the wall, which runs on while others have the processor.
        busiest_ms: most processor time the thread itself used between two beats.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._last = self._used = 0
        self.longest_ms = self.busiest_ms = 0.0

    def start(self) -> None:
        self._last, self._used = time.perf_counter_ns(), time.thread_time_ns()
        self.longest_ms = self.busiest_ms = 0.0
        self._timer.start()

    def stop(self) -> tuple[float, float]:
        self._beat()
        self._timer.stop()
        return self.longest_ms, self.busiest_ms

    def _beat(self) -> None:
        now, used = time.perf_counter_ns(), time.thread_time_ns()
        self.longest_ms = max(self.longest_ms, (now - self._last) / _NS_PER_MS)
        self.busiest_ms = max(self.busiest_ms, (used - self._used) / _NS_PER_MS)
        self._last, self._used = now, used


class PaintWatch(QObject):
    """Says when the rows have been painted next."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._painted: asyncio.Future[int] | None = None
        viewport.installEventFilter(self)

    def expect(self) -> asyncio.Future[int]:
        self._painted = asyncio.get_running_loop().create_future()
        return self._painted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is not QEvent.Type.Paint or self._painted is None:
            return False
        # Delivered from here, so that what follows comes after the drawing.
        painted, self._painted = self._painted, None
        watched.event(event)
        painted.set_result(time.perf_counter_ns())
        return True


class Desk:
    """The window with its list of agents, and the bare client beside it."""

    def __init__(self, window: MainWindow, orders: Orders, http: httpx.AsyncClient) -> None:
        self._window = window
        self._orders = orders
        self._http = http
        found = window.findChild(AgentList)
        assert isinstance(found, AgentList)
        self._list = found
        self._paint = PaintWatch(found.table.viewport())
        self._heart = Heartbeat()

    async def load(self) -> tuple[float, tuple[float, float]]:
        """Refreshes the list; agents a second until they are painted, and the longest gaps."""
        while not self._list.filter.refresh.isEnabled():  # noqa: ASYNC110 - tells nobody
            await asyncio.sleep(_LOOK_S)
        await asyncio.sleep(_REST_S)
        painting: list[asyncio.Future[int]] = []
        # From the change on: by the time a coroutine hears of it, it may be painted.
        reset = self._list.model.modelReset
        connection = reset.connect(lambda: painting.append(self._paint.expect()))
        self._heart.start()
        began = time.perf_counter_ns()
        self._list.filter.refresh.click()
        while not painting:  # noqa: ASYNC110 - tells nobody
            await asyncio.sleep(_LOOK_S)
        painted = await painting[-1]
        reset.disconnect(connection)
        await asyncio.sleep(_LOOK_S)
        gaps_ms = self._heart.stop()
        assert self._list.model.rowCount() == self._orders["agents"]
        return self._orders["agents"] * 1e9 / (painted - began), gaps_ms

    async def load_bare(self) -> tuple[float, tuple[float, float]]:
        """Fetches and parses the same pages, as many at once."""
        await asyncio.sleep(_REST_S)
        self._heart.start()
        began = time.perf_counter_ns()
        pages = iter(range(2, self._orders["agents"] // PAGE_SIZE + 1))
        count = await self._fetch_page(1)

        async def read_on() -> int:
            return sum([await self._fetch_page(page) for page in pages])

        count += sum(await asyncio.gather(*(read_on() for _ in range(MAX_REQUESTS))))
        took = time.perf_counter_ns() - began
        assert count == self._orders["agents"]
        return count * 1e9 / took, self._heart.stop()

    async def type_filter(self) -> list[float]:
        """Types letter by letter, then takes them away again; ms of each until it shows."""
        edit = self._window.findChild(QLineEdit, "agents.filter")
        assert isinstance(edit, QLineEdit)
        edit.setFocus()
        presses = [(Qt.Key.Key_unknown, letter) for letter in _TYPED]
        presses += [(Qt.Key.Key_Backspace, "")] * len(_TYPED)
        times = []
        for key, letter in presses:
            await asyncio.sleep(_LOOK_S)
            painted = self._paint.expect()
            began = time.perf_counter_ns()
            press = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(edit, press)
            times.append((await painted - began) / _NS_PER_MS)
        return times

    async def sort(self) -> list[float]:
        """Clicks on titles; ms of each until the rows show it."""
        header = self._list.table.horizontalHeader()
        times = []
        for column in _SORTED_BY:
            at = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
            for _ in range(3):
                await asyncio.sleep(_LOOK_S)
                painted = self._paint.expect()
                began = time.perf_counter_ns()
                QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
                times.append((await painted - began) / _NS_PER_MS)
        return times

    async def _fetch_page(self, page: int) -> int:
        body = agent_page_body(TENANT_ID, page=page, page_size=PAGE_SIZE)
        fields = SignedFields(
            access_key=self._orders["access_key"],
            action="cc",
            biz_type="8",
            ts=str(time.time_ns() // _NS_PER_MS),
        )
        response = await self._http.post(
            self._orders["base_url"] + _PATH,
            content=body,
            headers={
                "Content-Type": "application/json",
                "accessKey": fields.access_key,
                "action": fields.action,
                "bizType": fields.biz_type,
                "ts": fields.ts,
                "sign": sign(fields, body, secret=self._orders["access_secret"]),
            },
        )
        return len(json.loads(response.content)["data"])


def main() -> int:
    """Runs the program under the orders from standard input."""
    orders: Orders = json.load(sys.stdin)
    vars(connector)["Pacer"] = UnpacedPacer
    folder = Path(orders["folder"])
    folder.mkdir(mode=0o700)
    application = QApplication(sys.argv[:1])
    state = WindowState(folder)
    apply_theme(application, state.theme)
    window, page = composition._build_window(state)
    early = EarlyIntents(window, page, state=state, on_sandbox=False)
    window.show()
    # As the program does once it is loaded.
    gc.freeze()
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
    services = composition._services(backend)
    session = Session(window, page, services=services, state=state, early=early)
    running = asyncio.ensure_future(session.run(on_sandbox=False))
    try:
        await session.ready.wait()
        window.show_page("agents")
        desk = Desk(window, orders, await backend.connector._fetch_client())
        return await _measure(desk, orders["rounds"])
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
            tenant_id=TENANT_ID,
            region="US",
        ),
        None,
    )
    await backend.accounts.choose(_ACCOUNT_ID)


async def _measure(desk: Desk, rounds: int) -> Times:
    times: Times = defaultdict(list)
    for number in range(rounds + 1):
        shown_per_s, gaps_ms = await desk.load()
        bare_per_s, bare_gaps_ms = await desk.load_bare()
        typed, sorted_ms = await desk.type_filter(), await desk.sort()
        if not number:
            continue  # the first round only warms up
        times["shown_per_s"].append(shown_per_s)
        for name, gap_ms in zip(("stall", "busy"), gaps_ms, strict=True):
            times[name].append(gap_ms)
        times["bare_per_s"].append(bare_per_s)
        for name, gap_ms in zip(("bare_stall", "bare_busy"), bare_gaps_ms, strict=True):
            times[name].append(gap_ms)
        times["filter"] += typed
        times["sort"] += sorted_ms
    return times


if __name__ == "__main__":
    sys.exit(main())
