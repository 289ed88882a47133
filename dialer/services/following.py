"""Following a placed call to its end, by asking the provider how it goes."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.accounts import SANDBOX_ACCOUNT_ID
from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, CallState
from dialer.domain.errors import NotSupported, SecretError, SendError, UnknownAccount
from dialer.domain.ports import SupportsCallState
from dialer.domain.two_way_limits import FOLLOWED_FOR_MS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.calls import CallProgress
    from dialer.domain.ports import Clock
    from dialer.services.calls import CallService
    from dialer.services.provider_pool import ProviderPool

_log = logging.getLogger(__name__)

_LOOK_BACK = 200
# A call only goes forward; an answer that says less than is known says nothing.
_ORDER = (CallState.ACCEPTED, CallState.RINGING, CallState.TALKING, CallState.ENDED)
_KINDS = {
    CallState.RINGING: CallEventKind.RINGING,
    CallState.TALKING: CallEventKind.TALKING,
    CallState.ENDED: CallEventKind.ENDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """How often a provider is asked.

    Attributes:
        first_ms: before the first question, and after each change.
        slowest_ms: what questions without news slow down to.
        failing_ms: what questions without an answer slow down to.
        growth: by how much a pause exceeds the one before it.
        lasts_ms: how long after it was placed a call is asked about.
    """

    first_ms: int = 2_000
    slowest_ms: int = 5_000
    failing_ms: int = 30_000
    growth: float = 1.25
    lasts_ms: int = FOLLOWED_FOR_MS

    def after_news(self) -> int:
        """The pause after a change."""
        return self.first_ms

    def after_silence(self, pause_ms: int) -> int:
        """The pause after an answer that told nothing new."""
        return min(round(pause_ms * self.growth), self.slowest_ms)

    def after_failure(self, pause_ms: int) -> int:
        """The pause after a question without an answer."""
        return min(pause_ms * 2, self.failing_ms)


class _NobodyToAsk(Exception):
    """The account of a call is gone, or cannot tell how calls go."""


class FollowingService:
    """Asks how two-way calls go, and notes each change with the call.

    Whatever becomes of its questions, the outcome of the call stays what it was. It starts
    by itself with every accepted call that has a call id, also one that was found later.

    Args:
        calls: tells of calls, and takes what was learnt of them.
        providers: where connections come from.
        clock: the time of events, and how old a call is.
        cadence: how often to ask.
        pause: waits for a number of seconds.
    """

    def __init__(
        self,
        calls: CallService,
        providers: ProviderPool,
        clock: Clock,
        *,
        cadence: Cadence | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._providers = providers
        self._clock = clock
        self._cadence = cadence or Cadence()
        self._pause = pause
        self._followed: dict[str, Call] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._listeners: list[Callable[[Call], None]] = []
        self._is_finished = False
        calls.listen(self._hear)

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Has every call told that is given up before its end was heard of."""
        self._listeners.append(listener)

    def is_following(self, call: Call) -> bool:
        """Tells whether the provider is still asked how a call goes."""
        return call.client_call_id in self._tasks

    async def resume(self) -> None:
        """Follows the calls on that an earlier run left before their end."""
        for call in await self._calls.fetch_recent(_LOOK_BACK):
            # The Sandbox has forgotten them: its calls last as long as the program.
            if call.account_id != SANDBOX_ACCOUNT_ID:
                self._hear(call)

    async def finish(self) -> None:
        """Asks no more. Harmless when repeated."""
        self._is_finished = True
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _hear(self, call: Call) -> None:
        key = call.client_call_id
        if key in self._followed:
            self._followed[key] = call
        elif not self._is_finished and self._can_be_followed(call):
            self._followed[key] = call
            self._tasks[key] = asyncio.ensure_future(self._follow(key))

    def _can_be_followed(self, call: Call) -> bool:
        is_open = call.state in _ORDER and call.state is not CallState.ENDED
        is_asked_about = call.kind is CallKind.TWO_WAY and call.call_id is not None
        return is_open and is_asked_about and self._age_ms(call) < self._cadence.lasts_ms

    def _age_ms(self, call: Call) -> int:
        return max(self._clock.now_ms() - call.started_ms, 0)

    async def _follow(self, key: str) -> None:
        try:
            await self._ask_until_ended(key)
        except (_NobodyToAsk, UnknownAccount, NotSupported, SecretError) as error:
            _log.info("Call %s is followed no more: %s", key, type(error).__name__)
        except Exception:  # noqa: BLE001 - the call itself is safe; only its end stays unknown
            _log.exception("Fault while following call %s", key)
        finally:
            del self._tasks[key]
            call = self._followed.pop(key)
        if call.state is not CallState.ENDED:
            self._tell_given_up(call)

    async def _ask_until_ended(self, key: str) -> None:
        left_ms = self._cadence.lasts_ms - self._age_ms(self._followed[key])
        # Not the wall clock: somebody may set it while the call lasts.
        until_ms = self._clock.monotonic_ms() + left_ms
        pause_ms = self._cadence.after_news()
        while self._clock.monotonic_ms() < until_ms:
            await self._pause(pause_ms / 1000)
            try:
                progress = await self._ask(self._followed[key])
            except SendError as error:
                _log.info("No answer about call %s: %s", key, error)
                pause_ms = self._cadence.after_failure(pause_ms)
                continue
            call = self._followed[key]
            if _is_news(progress, call):
                await self._calls.note(call, self._event_for(progress, call))
                pause_ms = self._cadence.after_news()
            else:
                pause_ms = self._cadence.after_silence(pause_ms)
            if self._followed[key].state is CallState.ENDED:
                return

    async def _ask(self, call: Call) -> CallProgress:
        # Each time anew: the account's credentials may have been changed.
        provider = await self._providers.fetch_provider(call.account_id)
        if not isinstance(provider, SupportsCallState):
            raise _NobodyToAsk
        return await provider.fetch_call_state(call.call_id or "")

    def _event_for(self, progress: CallProgress, call: Call) -> CallEvent:
        now_ms = self._clock.now_ms()
        return CallEvent(
            kind=_KINDS[progress.state],
            at_ms=_end_ms(progress, call, now_ms=now_ms) if progress.ended_ms else now_ms,
            code=progress.raw_cause or None,
            reason=progress.end_cause,
        )

    def _tell_given_up(self, call: Call) -> None:
        for listener in self._listeners:
            listener(call)


def _is_news(progress: CallProgress, call: Call) -> bool:
    return _ORDER.index(progress.state) > _ORDER.index(call.state)


def _end_ms(progress: CallProgress, call: Call, *, now_ms: int) -> int:
    """The end by our clock; never before what is known of the call, nor in the future."""
    outcome = call.outcome_event
    offset_ms = (outcome.clock_offset_ms if outcome else None) or 0
    reported_ms = (progress.ended_ms or now_ms) - offset_ms
    return min(max(reported_ms, call.last_event.at_ms), now_ms)
