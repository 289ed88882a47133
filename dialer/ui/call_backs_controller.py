"""Reminds of calls somebody wants to follow with another; never dials by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QTimer

from dialer.ui.call_words import moment_words
from dialer.ui.error_text import translate
from dialer.ui.widgets.call_back_strip import CallBackStrip
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.calls import Call
    from dialer.ui.aio import TaskOwner
    from dialer.ui.main_window import MainWindow
    from dialer.ui.services import Services

_LOAD, _CHANGE = "call_backs", "call_back_change"
# A computer that slept, or whose clock was set, is noticed within that time.
_LOOK_AGAIN_MS = 30_000
_LATER_MS = 15 * 60_000


class CallBacksController:
    """Says in the window when it is time to call back, until the person answers.

    Args:
        window: takes the reminder.
        services: keep the times, and know the calls.
        tasks: keeps one thing at a time under way.
        open_call: shows a call in History.
    """

    def __init__(
        self,
        window: MainWindow,
        *,
        services: Services,
        tasks: TaskOwner,
        open_call: Callable[[Call], None],
    ) -> None:
        self._window = window
        self._services = services
        self._tasks = tasks
        self._open_call = open_call
        self._times: Sequence[tuple[str, int]] = ()
        self._said: tuple[str, int, int] | None = None
        self._call: Call | None = None
        self._strip: CallBackStrip | None = None
        self._timer = QTimer(window)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        services.notes.listen(self._look)

    def start(self) -> None:
        """Begins to remind: of what is due, and of what will be."""
        self._look()

    def _look(self) -> None:
        self._tasks.restart(_LOAD, self._load())

    async def _load(self) -> None:
        self._times = await self._services.notes.fetch_call_backs()
        now_ms = _now_ms()
        due = [one for one in self._times if one[1] <= now_ms]
        coming = [at_ms for _name, at_ms in self._times if at_ms > now_ms]
        if coming:
            self._timer.start(min(coming[0] - now_ms, _LOOK_AGAIN_MS))
        else:
            self._timer.stop()
        if not due:
            self._hide()
            return
        said = (*due[0], len(due))
        if said != self._said:
            call = await self._services.calls.fetch_call(due[0][0])
            self._said = said
            self._show(call, due[0][1], len(due) - 1)

    def _show(self, call: Call, at_ms: int, more: int) -> None:
        self._call = call
        words = translate("frame", "Call back {number} now").format(
            number=display_number(call.callee)
        )
        if more:
            words = f"{words} · " + translate("frame", "{count} more").format(count=more)
        tip = translate("frame", "Planned for {when}").format(when=moment_words(at_ms))
        strip = self._strip or self._make_strip()
        strip.show_words(words, tip)

    def _open(self) -> None:
        if self._call is not None:
            self._open_call(self._call)

    def _change(self, at_ms: int | None) -> None:
        if self._call is not None:
            client_call_id = self._call.client_call_id
            self._tasks.start(_CHANGE, self._services.notes.call_back_at(client_call_id, at_ms))

    def _hide(self) -> None:
        self._said = self._call = None
        if self._strip is not None:
            self._strip.clear()

    def _make_strip(self) -> CallBackStrip:
        self._strip = strip = CallBackStrip(self._window)
        strip.opened.connect(self._open)
        strip.postponed.connect(lambda: self._change(_now_ms() + _LATER_MS))
        strip.done.connect(lambda: self._change(None))
        self._window.add_notice(strip)
        return strip


def _now_ms() -> int:
    return int(QDateTime.currentMSecsSinceEpoch())
