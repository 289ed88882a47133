"""Finding out what became of calls: in the provider's records, or from the agent."""

from __future__ import annotations

import asyncio
import enum
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, CallState, Settlement
from dialer.domain.errors import DialerError, InputError, NotSupported, UnknownReason
from dialer.domain.matching import Fit, find_candidates, look_span, sent_ms
from dialer.domain.ports import SupportsDidRecords, SupportsRecords, SupportsTwoWayRecords
from dialer.domain.records import RecordDirection, RecordQuery
from dialer.domain.server_time import server_days_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.matching import Candidate
    from dialer.domain.ports import Clock, Provider
    from dialer.domain.records import CallRecord, RecordPage
    from dialer.services.call_history import CallHistory
    from dialer.services.calls import CallService
    from dialer.services.provider_pool import ProviderPool

_log = logging.getLogger(__name__)
# A look-up that needs more than this is not one for a single call.
_MAX_PAGES = 10
_CLOCK_ROOM_MS = 5 * 60_000
_OTHER_CALLS = 100
_SAID = frozenset({Settlement.AGENT_SAYS_CALLED, Settlement.AGENT_SAYS_NOT_CALLED})


class Verdict(enum.StrEnum):
    """What a look-up led to."""

    SETTLED = "settled"
    CHOICE = "choice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """What the provider's records say of a call.

    Attributes:
        call: as it stands now.
        verdict: SETTLED where one record fits beyond doubt; a CHOICE is the person's.
        candidates: every record that may be the call's, the best first.
        looked_ms: when, in ms since the epoch.
        record_count: how many records were looked at.
        is_complete: False where there were more records than one look-up reads.
    """

    call: Call
    verdict: Verdict
    candidates: tuple[Candidate, ...]
    looked_ms: int
    record_count: int
    is_complete: bool

    @property
    def after_ms(self) -> int:
        """How long after the call the records were looked at: they may come late."""
        return self.looked_ms - sent_ms(self.call)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTimes:
    """When calls are looked for by themselves, in seconds after their outcome.

    Attributes:
        accepted_s: a two-way call that was accepted without an id, until it is found.
        unknown_s: a call whose outcome is not known, until it is settled.
    """

    accepted_s: tuple[float, ...] = (5.0, 15.0, 45.0)
    unknown_s: tuple[float, ...] = (30.0,)


def can_be_found(call: Call) -> bool:
    """Tells whether a look at the records could add to what is known of a call."""
    if call.state is CallState.UNKNOWN:
        return True
    is_two_way = call.kind is CallKind.TWO_WAY
    return is_two_way and call.state is CallState.ACCEPTED and not call.call_id


class SettlingService:
    """Looks calls up. Only reads at the provider; what is found is noted with the call.

    Args:
        calls: where what is found is noted.
        history: other calls of ours to the same number.
        providers: connections of accounts.
        clock: the time of events.
        rang_nobody: tells of a call whether its outcome proves that no phone rang.
        times: when calls are looked for by themselves.
    """

    def __init__(
        self,
        calls: CallService,
        history: CallHistory,
        providers: ProviderPool,
        clock: Clock,
        *,
        rang_nobody: Callable[[Call], bool],
        times: LookTimes | None = None,
    ) -> None:
        self._calls = calls
        self._history = history
        self._providers = providers
        self._clock = clock
        self._rang_nobody = rang_nobody
        self._times = times or LookTimes()
        self._following: dict[str, asyncio.Future[None]] = {}
        self._is_finished = False
        calls.listen(self._hear)

    async def look_up(self, call: Call) -> LookUp:
        """Looks for a call in its provider's records; notes what is beyond doubt.

        One record that fits without a doubt, and is the only one that may be the call's,
        settles it. Nothing found proves nothing: records may come late.

        Args:
            call: its outcome is unknown, or it was accepted without an id.

        Raises:
            InputError: there is nothing to find out about the call.
            NotSupported: its account keeps no records that could tell.
            UnknownAccount: its account is gone.
            SecretError: the account's secret cannot be had.
            SendError: the records were refused, or did not come.
            StoreError: the journal cannot be read.
        """
        return await self._look_up(call, must_be_open=False)

    async def pick(self, call: Call, candidate: Candidate) -> Call:
        """Takes the person's choice of the record that is the call's.

        Raises:
            InputError: the record belongs to another call by now, or nothing is to be found
                out about the call.
            StoreError: the journal cannot be read.
        """
        current = await self._fetch_findable(call)
        taken = await self._taken_ids(current)
        if candidate.record.call_id in taken:
            raise InputError("candidate", "This record belongs to another call of yours.")
        return await self._note_record(current, candidate.record)

    async def take_word(self, call: Call, word: Settlement) -> Call:
        """Takes the agent's word for what became of a call; it may be corrected later.

        Args:
            call: its outcome is unknown.
            word: AGENT_SAYS_CALLED or AGENT_SAYS_NOT_CALLED.

        Raises:
            InputError: the call's outcome is not unknown.
            StoreError: the journal cannot be read.
        """
        current = await self._calls.fetch_call(call.client_call_id)
        if current.state is not CallState.UNKNOWN or word not in _SAID:
            raise InputError("settlement", "Only a call whose outcome is unknown can be settled.")
        if current.settlement is word:
            return current
        return await self._calls.note(current, self._event(CallEventKind.SETTLED, reason=word))

    async def finish(self) -> None:
        """Stops looking for calls by itself. Harmless when repeated."""
        self._is_finished = True
        following = list(self._following.values())
        for one in following:
            one.cancel()
        await asyncio.gather(*following, return_exceptions=True)

    def _hear(self, call: Call) -> None:
        """Sees to calls whose outcome came just now."""
        event = call.last_event
        if event.kind is CallEventKind.ACCEPTED and can_be_found(call):
            pauses = self._times.accepted_s
        elif event.kind is CallEventKind.OUTCOME_UNKNOWN:
            # After a restart the keyring may ask for a password, and nobody pressed anything.
            is_of_earlier_run = event.reason == UnknownReason.PROGRAM_STOPPED
            pauses = () if is_of_earlier_run else self._times.unknown_s
        else:
            return
        is_new = not self._is_finished and call.client_call_id not in self._following
        if pauses and is_new:
            following = asyncio.ensure_future(self._follow(call, pauses))
            self._following[call.client_call_id] = following
            following.add_done_callback(
                lambda _done: self._following.pop(call.client_call_id, None)
            )

    async def _follow(self, call: Call, times_s: Sequence[float]) -> None:
        waited_s = 0.0
        for at_s in times_s:
            await asyncio.sleep(at_s - waited_s)
            waited_s = at_s
            try:
                found = await self._look_up(call, must_be_open=True)
            except InputError:
                return  # it is found or settled by now
            except DialerError as error:
                _log.info("Call %s: not looked up: %s", call.client_call_id, type(error).__name__)
            except Exception:  # noqa: BLE001 - nobody waits for it, so it is told here
                _log.exception("Fault while looking for call %s", call.client_call_id)
            else:
                _log.info("Call %s: looked up: %s", call.client_call_id, found.verdict)
                if found.verdict is Verdict.SETTLED:
                    return

    async def _look_up(self, call: Call, *, must_be_open: bool) -> LookUp:
        current = await self._fetch_findable(call, must_be_open=must_be_open)
        provider = await self._providers.fetch_provider(current.account_id)
        records, is_complete = await _Reading(current, self._clock.now_ms()).read(provider)
        looked_ms = self._clock.now_ms()
        candidates = find_candidates(
            current,
            records,
            other_calls=await self._rivals(current),
            taken_ids=await self._taken_ids(current),
        )
        verdict = _verdict_of(candidates, is_complete=is_complete)
        if verdict is Verdict.SETTLED:
            # It may have been settled while the records were on their way.
            current = await self._fetch_findable(call, must_be_open=must_be_open)
            current = await self._note_record(current, candidates[0].record)
        return LookUp(
            call=current,
            verdict=verdict,
            candidates=candidates,
            looked_ms=looked_ms,
            record_count=len(records),
            is_complete=is_complete,
        )

    async def _fetch_findable(self, call: Call, *, must_be_open: bool = False) -> Call:
        current = await self._calls.fetch_call(call.client_call_id)
        if not can_be_found(current) or (must_be_open and current.settlement is not None):
            raise InputError("call", "Nothing is left to be found out about this call.")
        return current

    async def _note_record(self, call: Call, record: CallRecord) -> Call:
        call_id, words = record.call_id or None, record_in_words(record)
        if call.state is not CallState.UNKNOWN:
            event = self._event(CallEventKind.FOUND, call_id=call_id, words=words)
            return await self._calls.note(call, event)
        reason = Settlement.IN_RECORDS if call_id else Settlement.PROBABLY_IN_RECORDS
        latest = call.last_event
        if (latest.reason, latest.call_id, latest.words) == (reason, call_id, words):
            return call
        event = self._event(CallEventKind.SETTLED, reason=reason, call_id=call_id, words=words)
        return await self._calls.note(call, event)

    async def _rivals(self, call: Call) -> list[Call]:
        """Other calls to the same number whose record a record may be."""
        return [
            other
            for other in await self._others(call)
            if (other.account_id, other.kind) == (call.account_id, call.kind)
            and not self._rang_nobody(other)
        ]

    async def _taken_ids(self, call: Call) -> set[str]:
        return {other.call_id for other in await self._others(call) if other.call_id}

    async def _others(self, call: Call) -> list[Call]:
        to_same = await self._history.fetch_calls_to(call.callee, _OTHER_CALLS)
        return [other for other in to_same if other.client_call_id != call.client_call_id]

    def _event(
        self,
        kind: CallEventKind,
        *,
        reason: Settlement | None = None,
        call_id: str | None = None,
        words: str = "",
    ) -> CallEvent:
        return CallEvent(
            kind=kind, at_ms=self._clock.now_ms(), reason=reason, call_id=call_id, words=words
        )


class _Reading:
    """One run through the records that could hold a call."""

    def __init__(self, call: Call, now_ms: int) -> None:
        self._call = call
        start_ms, end_ms = look_span(call)
        self._start_ms = start_ms
        # A call of the future needs no looking for; the provider's clock may be ahead.
        self._end_ms = max(start_ms, min(end_ms, now_ms + _CLOCK_ROOM_MS))

    async def read(self, provider: Provider) -> tuple[list[CallRecord], bool]:
        """The records, and whether those are all.

        Raises:
            NotSupported: the account keeps none that could tell.
        """
        call = self._call
        if call.kind is CallKind.TWO_WAY:
            if not isinstance(provider, SupportsTwoWayRecords):
                raise NotSupported("It keeps no records of two-way calls.")
            query = RecordQuery(
                start_ms=self._start_ms, end_ms=self._end_ms, caller=_digits(call.agent_number)
            )
            return await self._read_pages(provider.fetch_two_way_records, query)
        if call.call_id and isinstance(provider, SupportsRecords):
            query = RecordQuery(start_ms=self._start_ms, end_ms=self._end_ms, call_id=call.call_id)
            records, _ = await self._read_pages(provider.fetch_records, query)
            if any(record.call_id == call.call_id for record in records):
                return records, True
        if not isinstance(provider, SupportsDidRecords):
            raise NotSupported("It keeps no records of dial-outs.")
        return await self._read_days(provider)

    async def _read_days(self, provider: SupportsDidRecords) -> tuple[list[CallRecord], bool]:
        records: list[CallRecord] = []
        is_complete = True
        for day_ms in server_days_of(self._start_ms, self._end_ms):
            query = RecordQuery(
                start_ms=day_ms,
                end_ms=day_ms,
                caller=_digits(self._call.caller_id),
                callee=_digits(self._call.callee),
                direction=RecordDirection.OUTBOUND,
            )
            of_day, is_whole = await self._read_pages(provider.fetch_did_records, query)
            records += of_day
            is_complete = is_complete and is_whole
        return records, is_complete

    async def _read_pages(
        self, fetch: Callable[[RecordQuery, int], Awaitable[RecordPage]], query: RecordQuery
    ) -> tuple[list[CallRecord], bool]:
        records: list[CallRecord] = []
        for number in range(1, _MAX_PAGES + 1):
            page = await fetch(query, number)
            records += page.records
            if page.is_last:
                return records, True
        return records, False


def _verdict_of(candidates: Sequence[Candidate], *, is_complete: bool) -> Verdict:
    if not candidates:
        return Verdict.NOTHING
    if candidates[0].fit is Fit.SURE:
        return Verdict.SETTLED
    is_plain = len(candidates) == 1 and candidates[0].fit is Fit.LIKELY and is_complete
    return Verdict.SETTLED if is_plain else Verdict.CHOICE


def _digits(number: str) -> str:
    return "".join(c for c in number if c.isdigit())


def record_in_words(record: CallRecord) -> str:
    """What a record says, in a line to be kept with the call."""
    # Its zone is not told: beside times of this computer it must not pass for one of them.
    parts = [f"{record.server_time} server time" if record.server_time else ""]
    if record.talk_s is not None:
        parts.append(f"talked {record.talk_s} s")
    elif record.is_answered is False:
        parts.append("not answered")
    code = f"code {record.hang_up_code}" if record.hang_up_code else ""
    parts.append(record.hang_up_words or record.hang_up_meaning or code)
    return " · ".join(part for part in parts if part)
