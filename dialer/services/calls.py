"""Placing calls: guard, journal, send once, journal again."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    Receipt,
    advance,
)
from dialer.domain.errors import (
    CallRefused,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    SecretError,
    SendError,
    StoreError,
    UnknownAccount,
    UnknownReason,
)
from dialer.domain.guard import Concern, ConcernKind, NumberSource
from dialer.services.call_requests import check_request, draft, send

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.ports import CallJournal, Clock, Provider
    from dialer.services.call_guard import CallGuard
    from dialer.services.call_requests import CallRequest
    from dialer.services.provider_pool import ProviderPool

_log = logging.getLogger(__name__)
_EARLIER_CALLS = 50
_ANSWER_HOLDS_MS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCall:
    """An agent's wish to call.

    Attributes:
        account_id: the account to place it through.
        request: the numbers, and what else this kind of call takes.
        source: how the number came into the field.
        waved_through: concerns the agent has seen and answered with yes; kept with the call.
    """

    account_id: str
    request: CallRequest
    source: NumberSource = NumberSource.TYPED
    waved_through: frozenset[ConcernKind] = frozenset()


class CallService:
    """Places calls and keeps their history.

    A call belongs to the service, not to whoever asked for it: cancelling the asker
    neither stops a request under way nor loses its receipt.

    Args:
        journal: keeps every attempt.
        providers: where connections come from.
        clock: the time of events.
        guard: finds what speaks against a call.
        stop_sending: lets no further request out; what waits for its turn is not sent.
    """

    def __init__(
        self,
        journal: CallJournal,
        providers: ProviderPool,
        clock: Clock,
        *,
        guard: CallGuard,
        stop_sending: Callable[[], None] = lambda: None,
    ) -> None:
        self._journal = journal
        self._providers = providers
        self._clock = clock
        self._guard = guard
        self._stop_sending = stop_sending
        self._listeners: list[Callable[[Call], None]] = [guard.hear]
        self._placing: dict[str, asyncio.Future[Call]] = {}
        self._unsaved: dict[str, Call] = {}
        self._stopping = asyncio.Event()
        self._noting = asyncio.Lock()
        self._recording = asyncio.Lock()

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Has every change of a call told, the recording first."""
        self._listeners.append(listener)

    async def place(self, wish: PlaceCall) -> Call:
        """Places a call, sending its request at most once.

        Returns:
            The call with its outcome: ACCEPTED, REJECTED, NOT_SENT or UNKNOWN.

        Raises:
            InputError: a field of the request breaks a limit; nothing was recorded or sent.
            CallRefused: the guard has an open question, or forbids it.
            UnknownAccount: the account is not stored (any more).
            StoreError: the attempt could not be recorded, so nothing was sent.
        """
        check_request(wish.request)
        callee = wish.request.callee.e164
        if callee in self._placing:
            raise CallRefused((Concern(ConcernKind.IN_FLIGHT),))
        # Held here until it ends: the loop itself keeps only a weak reference.
        placing = asyncio.ensure_future(self._place(wish))
        self._placing[callee] = placing
        placing.add_done_callback(lambda _done: self._placing.pop(callee, None))
        return await asyncio.shield(placing)

    async def finish(self) -> None:
        """Lets no further request out, and waits for those that are.

        What still waits for something (a keyring's password, its turn at a slow
        provider) becomes NOT_SENT.
        """
        self._stopping.set()
        self._stop_sending()
        if self._placing:
            # Not gather: its cancellation would cancel the calls, and lose their receipts.
            await asyncio.wait(self._placing.values())
        await self._save_again()

    def is_unsaved(self, call: Call) -> bool:
        """Tells whether a call's outcome is only in memory, because it could not be saved."""
        return call.client_call_id in self._unsaved

    async def note(self, call: Call, event: CallEvent) -> Call:
        """Adds what was learnt of a concluded call to it, journalled and told like all else.

        Args:
            call: the call; it may be out of date.
            event: what was learnt.

        Raises:
            LookupError: the call was never recorded.
            IllegalTransitionError: the event cannot follow the call's state.
        """
        # One at a time: two events added to the same past would cost one of them.
        async with self._noting:
            try:
                known = await self.fetch_call(call.client_call_id)
            except StoreError:
                known = call  # what is learnt while the journal fails is kept in memory
            return await self._conclude(known, event)

    async def fetch_call(self, client_call_id: str) -> Call:
        """A call as it stands.

        Raises:
            LookupError: the call was never recorded.
            StoreError: the call cannot be read.
        """
        unsaved = self._unsaved.get(client_call_id)
        return unsaved or await self._journal.fetch_call(client_call_id)

    async def settle_leftovers(self) -> Sequence[Call]:
        """Makes UNKNOWN what a stopped program left REQUESTING; returns those calls."""
        settled = []
        for call in await self._journal.fetch_unfinished():
            if call.callee in self._placing:
                continue
            settled.append(
                await self._conclude(
                    call,
                    CallEvent(
                        kind=CallEventKind.OUTCOME_UNKNOWN,
                        at_ms=self._clock.now_ms(),
                        reason=UnknownReason.PROGRAM_STOPPED,
                    ),
                )
            )
        return settled

    async def fetch_recent(self, limit: int) -> Sequence[Call]:
        """The newest calls, newest first."""
        return await self._journal.fetch_recent(limit)

    async def _place(self, wish: PlaceCall) -> Call:
        await self._save_again()
        account = await self._providers.fetch_account(wish.account_id)
        waved, asked_ms = await self._ask_guard(wish), self._clock.monotonic_ms()
        try:
            provider = await self._fetch_provider(account.account_id)
        except SendError as error:
            call = await self._record(wish, waved)
            return await self._conclude(call, self._event_for(error))
        if self._clock.monotonic_ms() - asked_ms > _ANSWER_HOLDS_MS:
            # A keyring's password was waited for: by now something else may forbid the call.
            waved = await self._ask_guard(wish)
        # Counted and recorded in one: two calls must not both find the last place free.
        async with self._recording:
            over = await self._guard.find_about_caps(wish.account_id)
            if over:
                raise CallRefused(over)
            call = await self._record(wish, waved)
        return await self._send(call, provider, wish.request)

    async def _fetch_provider(self, account_id: str) -> Provider:
        """The connection, unless the program is closed while it is waited for."""
        fetching = asyncio.ensure_future(self._providers.fetch_provider(account_id))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not self._stopping.is_set():
                return fetching.result()
        except (SendError, UnknownAccount):
            raise
        except SecretError as error:
            reason = NotSentReason.SECRET_UNAVAILABLE
            raise NotSent(reason, type(error).__name__) from error
        except Exception as error:
            _log.exception("Fault while connecting account %s", account_id)
            raise NotSent(NotSentReason.PROGRAM_FAULT, type(error).__name__) from error
        finally:
            fetching.cancel()
            stopping.cancel()
        raise NotSent(NotSentReason.CLOSED_BEFORE)

    async def _ask_guard(self, wish: PlaceCall) -> frozenset[ConcernKind]:
        """Returns what speaks against the call and was waved through; raises for all else."""
        callee = wish.request.callee
        earlier = await self._journal.fetch_calls_to(callee.e164, _EARLIER_CALLS)
        concerns = await self._guard.find_concerns(
            wish.account_id,
            callee,
            earlier_calls=[self._unsaved.get(call.client_call_id, call) for call in earlier],
            source=wish.source,
        )
        unanswered = tuple(c for c in concerns if c.blocks or c.kind not in wish.waved_through)
        waved = frozenset(c.kind for c in concerns) & wish.waved_through
        if not unanswered:
            return waved
        forbidden = next((c for c in unanswered if c.is_about_number), None)
        if forbidden is not None:
            call = await self._record(wish, waved - {c.kind for c in unanswered})
            await self._conclude(
                call, self._event_for(NotSent(NotSentReason.BLOCKED, forbidden.kind))
            )
        raise CallRefused(unanswered)

    async def _record(self, wish: PlaceCall, waved: frozenset[ConcernKind]) -> Call:
        call = advance(
            draft(wish.request, client_call_id=str(uuid.uuid4()), account_id=wish.account_id),
            CallEvent(
                kind=CallEventKind.RECORDED,
                at_ms=self._clock.now_ms(),
                reason=",".join(sorted(waved)) or None,
            ),
        )
        await self._journal.record(call)
        self._tell(call)
        return call

    async def _send(self, call: Call, provider: Provider, request: CallRequest) -> Call:
        progress = [call]

        def observe(event: CallEvent) -> None:
            progress[0] = advance(progress[0], event)
            self._tell(progress[0])

        try:
            receipt = await send(provider, request, observe=observe)
        except SendError as error:
            outcome = self._event_for(error)
        except Exception:  # noqa: BLE001 - after the signing a phone may ring: journal it, whatever it was
            _log.exception("Fault while placing call %s", call.client_call_id)
            outcome = self._event_for(_fault(progress[0]))
        else:
            outcome = self._acceptance(receipt)
        return await self._conclude(progress[0], outcome)

    async def _conclude(self, call: Call, outcome: CallEvent) -> Call:
        concluded = advance(call, outcome)
        _log.info("Call %s: %s", call.client_call_id, _in_short(concluded))
        self._unsaved[concluded.client_call_id] = concluded
        await self._save_again()
        self._tell(concluded)
        return concluded

    async def _save_again(self) -> None:
        """Saves outcomes; one that cannot be is kept in memory and tried again later."""
        for client_call_id in list(self._unsaved):
            call = self._unsaved.get(client_call_id)
            if call is None:
                continue  # saved meanwhile, by another call's turn
            try:
                await self._journal.update(call)
            except StoreError:
                _log.exception("The outcome of call %s could not be saved", client_call_id)
            except (LookupError, ValueError):
                # The journal knows more of the call than this, or nothing: it will never take
                # this, and no other call may fail because of it.
                _log.exception("What was learnt of call %s does not fit", client_call_id)
                if self._unsaved.get(client_call_id) is call:
                    del self._unsaved[client_call_id]
            else:
                # More may have been learnt of the call while this was written.
                if self._unsaved.get(client_call_id) is call:
                    del self._unsaved[client_call_id]

    def _tell(self, call: Call) -> None:
        for listener in self._listeners:
            try:
                listener(call)
            except Exception:  # noqa: BLE001 - see the next line
                # A window that cannot show a call must not change what becomes of it.
                _log.exception("Call %s could not be shown", call.client_call_id)

    def _acceptance(self, receipt: Receipt) -> CallEvent:
        return CallEvent(
            kind=CallEventKind.ACCEPTED,
            at_ms=self._clock.now_ms(),
            call_id=receipt.call_id,
            request_id=receipt.request_id,
            words=receipt.words,
            http_status=receipt.http_status,
            clock_offset_ms=receipt.clock_offset_ms,
        )

    def _event_for(self, error: SendError) -> CallEvent:
        now_ms = self._clock.now_ms()
        if isinstance(error, Rejected):
            return CallEvent(
                kind=CallEventKind.REJECTED,
                at_ms=now_ms,
                code=error.code,
                words=error.words,
                request_id=error.request_id,
                http_status=error.http_status,
                clock_offset_ms=error.clock_offset_ms,
            )
        if isinstance(error, NotSent):
            return CallEvent(
                kind=CallEventKind.NOT_SENT, at_ms=now_ms, reason=error.reason, words=error.detail
            )
        unknown = error if isinstance(error, OutcomeUnknown) else _unexplained()
        return CallEvent(
            kind=CallEventKind.OUTCOME_UNKNOWN,
            at_ms=now_ms,
            reason=unknown.reason,
            words=unknown.detail,
            http_status=unknown.http_status,
        )


def _unexplained() -> OutcomeUnknown:
    return OutcomeUnknown(UnknownReason.PROGRAM_FAULT)


def _fault(call: Call) -> SendError:
    """Before the signing nothing can have left; after it, nobody can say."""
    if any(event.kind is CallEventKind.SIGNED for event in call.events):
        return OutcomeUnknown(UnknownReason.PROGRAM_FAULT)
    return NotSent(NotSentReason.PROGRAM_FAULT)


def _in_short(call: Call) -> str:
    event = call.last_event
    detail = event.code or event.reason or ""
    return f"{call.state} {detail}".strip()
