"""AICC in the product's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.accounts import ConnectionReport
from dialer.domain.agents import AgentPage
from dialer.domain.calls import CallEvent, CallEventKind, Receipt
from dialer.domain.errors import Rejected
from dialer.domain.records import RecordPage, RecordQuery
from dialer.providers.aicc import readings, wire
from dialer.providers.sending import SendingObserver

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.calls import CallProgress, TwoWayRequest
    from dialer.domain.ports import Clock
    from dialer.domain.records import CallRecord
    from dialer.providers.aicc.client import AiccClient

_RECORDS_A_PAGE = 100
_TEST_SPAN_MS = 60_000


class AiccProvider:
    """Implements Provider, SupportsTwoWayCall, SupportsCallState and both doors to its records.

    Args:
        client: signs in and sends.
        clock: for the times of events.
    """

    def __init__(self, client: AiccClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def place_two_way_call(
        self, request: TwoWayRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        """Places a two-way call. See SupportsTwoWayCall."""

        def report(kind: CallEventKind, byte_count: int | None = None) -> None:
            observe(CallEvent(kind=kind, at_ms=self._clock.now_ms(), byte_count=byte_count))

        reply = await self._client.create_call(
            wire.two_way_body(request),
            observer=SendingObserver(
                signed=lambda: report(CallEventKind.SIGNED),
                sent=lambda byte_count: report(CallEventKind.SENT, byte_count),
            ),
        )
        envelope = wire.accepted_envelope(reply)
        return Receipt(
            call_id=wire.find_call_id(envelope),
            words=envelope.words,
            http_status=reply.http_status,
            clock_offset_ms=reply.clock_offset_ms,
        )

    async def fetch_call_state(self, call_id: str) -> CallProgress:
        """Asks for the state of one call. See SupportsCallState."""
        reply = await self._client.query_call_state(wire.call_state_body(call_id))
        progress = readings.find_progress(wire.accepted_envelope(reply))
        if progress is None:
            raise wire.unreadable(reply)
        return progress

    async def fetch_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of two-way and ITA calls together. See SupportsRecords.

        AICC filters by time and caller alone; the rest of the query is applied here, so
        that a page may hold few records, or none, before the last.
        """
        calls = await self._fetch_page(query, page, task_type=wire.ALL_BUT_ITA)
        ita_calls = await self._fetch_ita_page(query, page)
        found = (*calls.records, *ita_calls.records)
        return RecordPage(
            tuple(record for record in found if readings.is_wanted(record, query)),
            is_last=calls.is_last and ita_calls.is_last,
        )

    async def fetch_two_way_records(self, query: RecordQuery, page: int) -> RecordPage:
        """The same records. See SupportsTwoWayRecords."""
        return await self.fetch_records(query, page)

    async def fetch_agents(self, page: int, page_size: int) -> AgentPage:
        """One page of the tenant's agents; AICC gives all at once."""
        reply = await self._client.query_agent_info()
        agents = readings.find_agents(wire.accepted_envelope(reply))
        if agents is None:
            raise wire.unreadable(reply)
        first = (page - 1) * page_size
        return AgentPage(agents[first : first + page_size], len(agents))

    async def test_connection(self) -> ConnectionReport:
        """Signs in and asks for the last minute's records: rings nobody."""
        now_ms = self._clock.now_ms()
        query = RecordQuery(start_ms=now_ms - _TEST_SPAN_MS, end_ms=now_ms)
        reply = await self._client.query_call_detail_record(
            wire.records_body(query, task_type=wire.ALL_BUT_ITA, offset=0, limit=1)
        )
        wire.accepted_envelope(reply)
        return ConnectionReport(
            round_trip_ms=reply.round_trip_ms, clock_offset_ms=reply.clock_offset_ms
        )

    async def _fetch_ita_page(self, query: RecordQuery, page: int) -> RecordPage:
        try:
            return await self._fetch_page(query, page, task_type=wire.ITA)
        except Rejected as error:
            # Which of the two a tenant uses is set at the provider, unseen from here: a
            # plain refusal of the ITA list must not hide the calls of those without ITA.
            if error.code.startswith(("HTTP ", "901")):
                raise
            return RecordPage((), is_last=True)

    async def _fetch_page(self, query: RecordQuery, page: int, *, task_type: str) -> RecordPage:
        offset = (page - 1) * _RECORDS_A_PAGE
        reply = await self._client.query_call_detail_record(
            wire.records_body(query, task_type=task_type, offset=offset, limit=_RECORDS_A_PAGE)
        )
        found = readings.find_records(wire.accepted_envelope(reply))
        if found is None:
            raise wire.unreadable(reply)
        records, total = found
        return RecordPage(records, is_last=_is_last(records, total, offset=offset))


def _is_last(records: tuple[CallRecord, ...], total: int | None, *, offset: int) -> bool:
    if total is None:
        return len(records) < _RECORDS_A_PAGE
    return not records or offset + len(records) >= total
