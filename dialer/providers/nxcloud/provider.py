"""NXCLOUD in the product's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.accounts import ConnectionReport
from dialer.domain.calls import CallEvent, CallEventKind, DialoutRequest, Receipt
from dialer.domain.errors import InputError
from dialer.domain.records import RecordQuery
from dialer.providers.nxcloud import wire, wire_records
from dialer.providers.sending import SendingObserver

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import RoutingHeaders
    from dialer.domain.ports import Clock
    from dialer.domain.records import RecordPage
    from dialer.providers.nxcloud.client import NxcloudClient


class NxcloudProvider:
    """Implements Provider, SupportsDialout and SupportsDidRecords.

    Args:
        client: signs and sends.
        clock: for the times of events.
        dialout_headers: the account's overrides.
    """

    def __init__(
        self, client: NxcloudClient, clock: Clock, *, dialout_headers: RoutingHeaders
    ) -> None:
        self._client = client
        self._clock = clock
        self._dialout_headers = dialout_headers

    async def place_dialout(
        self, request: DialoutRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        """Places a DID dial-out to Amazon Connect. See SupportsDialout."""

        def report(kind: CallEventKind, byte_count: int | None = None) -> None:
            observe(CallEvent(kind=kind, at_ms=self._clock.now_ms(), byte_count=byte_count))

        reply = await self._client.dialout(
            wire.dialout_body(request),
            routing=self._dialout_headers,
            observer=SendingObserver(
                signed=lambda: report(CallEventKind.SIGNED),
                sent=lambda byte_count: report(CallEventKind.SENT, byte_count),
            ),
        )
        envelope = wire.accepted_envelope(reply)
        return Receipt(
            call_id=wire.find_call_id(envelope),
            request_id=envelope.request_id,
            words=envelope.words,
            http_status=reply.http_status,
            clock_offset_ms=reply.clock_offset_ms,
        )

    async def fetch_did_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of a day's DID records. See SupportsDidRecords."""
        require_page(page)
        reply = await self._client.did_records(wire_records.did_records_body(query, page=page))
        return wire_records.read_did_records(wire.accepted_envelope(reply), page=page)

    async def test_connection(self) -> ConnectionReport:
        """Asks for today's DID call records: signed like a call, and rings nobody."""
        now_ms = self._clock.now_ms()
        today = RecordQuery(start_ms=now_ms, end_ms=now_ms)
        body = wire_records.did_records_body(today, page=1, page_size=1)
        reply = await self._client.did_records(body)
        wire.accepted_envelope(reply)
        return ConnectionReport(
            round_trip_ms=reply.round_trip_ms, clock_offset_ms=reply.clock_offset_ms
        )


def require_page(page: int) -> None:
    """Refuses a page before the first.

    Raises:
        InputError: ``page`` is less than 1.
    """
    if page < 1:
        raise InputError("page", "Pages are counted from 1.")
