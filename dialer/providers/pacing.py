"""How fast one account's requests follow each other, and who goes first.

A token bucket in the form of one number: the moment at which the bucket will be full
again. Whoever finds nobody waiting and a token left goes on without touching the loop.
"""

from __future__ import annotations

import asyncio
import enum
import math
import time
from collections import deque
from typing import TYPE_CHECKING, Protocol

from dialer.domain.errors import NotSent, NotSentReason

if TYPE_CHECKING:
    from collections.abc import Callable

BURST = 2
SHORTEST_HOLD_S = 2.0
LONGEST_HOLD_S = 60.0
# A phone that rings long after Call was pressed rings somebody who has moved on.
CALL_PATIENCE_S = 10.0


class Precedence(enum.Enum):
    """Who goes first of those who wait. Spelled at every call site.

    CALL goes before all others, and is given up where its turn comes too late; AHEAD goes
    before reads and waits as long as it takes: what rings phones without a person waiting
    at this one, and what a call may be waiting for.
    """

    CALL = 0
    AHEAD = 1
    READ = 2


class _Turn(enum.Enum):
    """What a wait ends with."""

    GO = "go"
    CLOSED = "closed"
    TOO_LATE = "too_late"


class Cancellable(Protocol):
    """What an alarm was set with."""

    def cancel(self) -> None:
        """Keeps it from ringing; harmless afterwards."""


class Alarm(Protocol):
    """Time for a pacer: it must only ever go forward."""

    def now_s(self) -> float:
        """Seconds from an arbitrary start."""

    def call_after(self, delay_s: float, callback: Callable[[], object]) -> Cancellable:
        """Calls back once, unless the handle is cancelled first."""


class LoopAlarm:
    """Implements Alarm with the running loop."""

    def now_s(self) -> float:
        """Seconds from an arbitrary start."""
        return time.monotonic()

    def call_after(self, delay_s: float, callback: Callable[[], object]) -> Cancellable:
        """Calls back once, unless the handle is cancelled first."""
        return asyncio.get_running_loop().call_later(delay_s, callback)


class Pacer:
    """Spaces the requests of one account, and holds them back when the provider says so.

    Args:
        requests_per_s: how fast requests may follow each other after a burst of two.
        alarm: its time; the running loop's where None.
    """

    def __init__(self, requests_per_s: float = math.inf, *, alarm: Alarm | None = None) -> None:
        self._alarm = alarm or LoopAlarm()
        self._interval_s = 1 / requests_per_s
        self._full_at_s = 0.0
        self._held_until_s = 0.0
        self._hold_s = 0.0
        self._round = 0
        self._waiting: tuple[deque[asyncio.Future[_Turn]], ...] = tuple(deque() for _ in Precedence)
        self._wake: Cancellable | None = None
        self._is_closed = False

    @property
    def round(self) -> int:
        """Names the time since the last holding back; kept beside a request, see ``hold``."""
        return self._round

    def set_rate(self, requests_per_s: float) -> None:
        """Takes another rate, also for those who wait."""
        interval_s = 1 / requests_per_s
        if interval_s == self._interval_s:
            return
        if self._interval_s:
            # What was taken from the bucket stays taken, and flows back at the new rate.
            now_s = self._alarm.now_s()
            taken = max(self._full_at_s - now_s, 0.0) / self._interval_s
            self._full_at_s = now_s + taken * interval_s
        self._interval_s = interval_s
        if self._wake is not None:
            self._wake_up()

    def take(self) -> bool:
        """Takes a turn at once; False where it has to be waited for.

        Raises:
            NotSent: the program is being closed.
        """
        if self._is_closed:
            raise NotSent(NotSentReason.CLOSED_BEFORE)
        if self._wake is not None:
            return False
        return self._take_token()

    async def wait(self, precedence: Precedence) -> None:
        """Waits for a turn: in the order of coming among those of one precedence.

        Raises:
            NotSent: the program is being closed, or a call's turn would come too late.
        """
        turn: asyncio.Future[_Turn] = asyncio.get_running_loop().create_future()
        self._waiting[precedence.value].append(turn)
        limit = None
        if precedence is Precedence.CALL:
            limit = self._alarm.call_after(CALL_PATIENCE_S, lambda: _give_up(turn))
        try:
            self._serve()
            outcome = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result() is _Turn.GO:
                # Given in the very moment of the cancellation: the next may have it.
                self._full_at_s -= self._interval_s
            raise
        finally:
            if limit is not None:
                limit.cancel()
            turn.cancel()  # a line passes over who no longer waits
            self._wake_up()
        if outcome is _Turn.CLOSED:
            raise NotSent(NotSentReason.CLOSED_BEFORE)
        if outcome is _Turn.TOO_LATE:
            raise NotSent(NotSentReason.POOL_TIMEOUT)

    def hold(self, sent_in_round: int, retry_after_s: float | None) -> float:
        """Holds everything back: the provider wants fewer requests.

        Args:
            sent_in_round: ``round`` as it was when the request was sent that was told so.
                Requests on their way together are told together: that is one warning.
            retry_after_s: how long the provider says to wait, where it does.

        Returns:
            For how many seconds from now.
        """
        now_s = self._alarm.now_s()
        hold_s = min(max(retry_after_s or 0, SHORTEST_HOLD_S), LONGEST_HOLD_S)
        if sent_in_round == self._round:
            hold_s = min(max(hold_s, 2 * self._hold_s), LONGEST_HOLD_S)
            self._hold_s = hold_s
            self._round += 1
        self._held_until_s = max(self._held_until_s, now_s + hold_s)
        # One request at the end of it, not a burst: it may be told the same again.
        self._full_at_s = max(self._full_at_s, self._held_until_s + self._interval_s * (BURST - 1))
        return self._held_until_s - now_s

    def ease(self, sent_in_round: int) -> None:
        """Takes note of a request that was served: the next warning is a first one again."""
        if sent_in_round == self._round:
            self._hold_s = 0.0

    def close(self) -> None:
        """Lets no further request out, also none of those that wait."""
        self._is_closed = True
        for line in self._waiting:
            for turn in line:
                if not turn.done():
                    turn.set_result(_Turn.CLOSED)
            line.clear()
        self._wake_up()

    def _take_token(self) -> bool:
        now_s = self._alarm.now_s()
        if self._wait_s(now_s) > 0:
            return False
        self._full_at_s = max(self._full_at_s, now_s) + self._interval_s
        return True

    def _wait_s(self, now_s: float) -> float:
        next_at_s = self._full_at_s - self._interval_s * (BURST - 1)
        return max(next_at_s, self._held_until_s) - now_s

    def _serve(self) -> None:
        """Gives turns to whom they are due, and sets the alarm for the next."""
        if self._wake is not None:
            return
        while (turn := self._next()) is not None:
            if not self._take_token():
                delay_s = max(self._wait_s(self._alarm.now_s()), 0.0)
                self._wake = self._alarm.call_after(delay_s, self._wake_up)
                return
            turn.set_result(_Turn.GO)

    def _next(self) -> asyncio.Future[_Turn] | None:
        """Who is next; those who no longer wait are passed over."""
        for line in self._waiting:
            while line:
                if not line[0].done():
                    return line[0]
                line.popleft()
        return None

    def _wake_up(self) -> None:
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        self._serve()


def _give_up(turn: asyncio.Future[_Turn]) -> None:
    if not turn.done():
        turn.set_result(_Turn.TOO_LATE)
