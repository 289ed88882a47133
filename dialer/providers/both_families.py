"""Both families behind one account, as the Sandbox offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.providers.nxcloud.nxcc import NxccProvider

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import RoutingHeaders
    from dialer.domain.calls import CallEvent, CallProgress, Receipt, TwoWayRequest
    from dialer.domain.ports import Clock
    from dialer.domain.records import RecordPage, RecordQuery
    from dialer.providers.aicc.provider import AiccProvider
    from dialer.providers.nxcloud.client import NxcloudClient


class BothFamiliesProvider(NxccProvider):
    """NXCC, with SupportsTwoWayCall, SupportsCallState and SupportsTwoWayRecords beside it.

    ``fetch_records`` stays NXCC's: a two-way call is looked for in its own records.

    Args:
        client: signs and sends to NXCLOUD.
        clock: for the times of events.
        dialout_headers: the account's overrides for dial-out.
        tenant_id: the account's team.
        two_way: the other family.
    """

    def __init__(
        self,
        client: NxcloudClient,
        clock: Clock,
        *,
        dialout_headers: RoutingHeaders,
        tenant_id: int,
        two_way: AiccProvider,
    ) -> None:
        super().__init__(client, clock, dialout_headers=dialout_headers, tenant_id=tenant_id)
        self._two_way = two_way

    async def place_two_way_call(
        self, request: TwoWayRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        """Places a two-way call. See SupportsTwoWayCall."""
        return await self._two_way.place_two_way_call(request, observe=observe)

    async def fetch_call_state(self, call_id: str) -> CallProgress:
        """Asks for the state of one two-way call. See SupportsCallState."""
        return await self._two_way.fetch_call_state(call_id)

    async def fetch_two_way_records(self, query: RecordQuery, page: int) -> RecordPage:
        """One page of two-way calls. See SupportsTwoWayRecords."""
        return await self._two_way.fetch_two_way_records(query, page)
