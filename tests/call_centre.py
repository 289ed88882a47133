"""NXCLOUD's call centre in the sandbox, and a provider connected to it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from dialer.clock import SystemClock
from dialer.domain.accounts import RoutingHeaders
from dialer.domain.records import RecordQuery
from dialer.domain.tasks import TaskNumber, TaskSettings
from dialer.providers.nxcloud.client import (
    NxccRouting,
    NxcloudClient,
    NxcloudCredentials,
)
from dialer.providers.nxcloud.nxcc import NxccProvider
from dialer.providers.sending import ReplyLimits
from dialer.providers.transport import Transport, build_http_client
from dialer.sandbox import DEFAULT_AGENT_COUNT, TENANT_ID, Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

BASE = "/saas/cc/openapi/"
AGENT_PAGE = BASE + "agent/page"
AGENT_STATUS = BASE + "agent/status/info"
AGENT_EFFICIENCY = BASE + "agent/efficiencyStatistical/page"
GROUP_PAGE = BASE + "agentGroup/page"
GROUP_MEMBERS = BASE + "agentGroup/member/list"
GROUP_UPDATE = BASE + "agentGroup/updateMembers"
RECORDS_PAGE = BASE + "cdr/page"
RECORDS_BY_ORDER = BASE + "cdr/queryByOrderId"
CREATE_TASK = BASE + "ai/createandcall"
DID_RECORDS = "/api/did/cdr"

QUEUE = "NX144G001"
START_MS = 1_704_643_200_000
END_MS = START_MS + 3_600_000
QUICK = ReplyLimits(dial_s=0.4, read_s=0.4)
PATIENT = ReplyLimits(dial_s=20, read_s=20)
SETTINGS = TaskSettings(
    name="May offers", country="SG", strategy="Default Strategy", queue_id=QUEUE
)

# Each documented code, one from outside the documents, and one that is not even positive.
CODES = (88, 99, 41000, *range(1000, 1010), -1, 4242)


def numbers(*e164s: str) -> Sequence[TaskNumber]:
    """Numbers for a task, with order ids of their own."""
    return [
        TaskNumber(order_id=f"{place:032X}", e164=e164) for place, e164 in enumerate(e164s, start=1)
    ]


def around_now(**fields: object) -> RecordQuery:
    """A query for the hour before and after now."""
    now_ms = SystemClock().now_ms()
    span_ms = 3_600_000
    return RecordQuery(
        start_ms=now_ms - span_ms,
        end_ms=now_ms + span_ms,
        **fields,  # type: ignore[arg-type]  # tests name fields that exist
    )


@contextlib.asynccontextmanager
async def a_call_centre(
    limits: ReplyLimits = PATIENT,
    *,
    agent_count: int = DEFAULT_AGENT_COUNT,
    tenant_id: int = TENANT_ID,
    headers: RoutingHeaders | None = None,
    base_url: str = "",
) -> AsyncIterator[tuple[Sandbox, NxccProvider]]:
    """A sandbox and a provider; ``base_url`` makes dial-out lead elsewhere than NXCC."""
    async with Sandbox(agent_count=agent_count) as sandbox, build_http_client() as http:
        clock = SystemClock()
        client = NxcloudClient(
            Transport(http, clock),
            base_url or sandbox.base_url,
            credentials=NxcloudCredentials(
                access_key=sandbox.credentials.access_key,
                access_secret=sandbox.credentials.access_secret,
            ),
            clock=clock,
            nxcc=NxccRouting(
                url=sandbox.base_url if base_url else "", headers=headers or RoutingHeaders()
            ),
            limits=limits,
        )
        yield (
            sandbox,
            NxccProvider(client, clock, dialout_headers=RoutingHeaders(), tenant_id=tenant_id),
        )


def run(
    scenario: Callable[[Sandbox, NxccProvider], Awaitable[None]],
    limits: ReplyLimits = PATIENT,
    *,
    agent_count: int = DEFAULT_AGENT_COUNT,
) -> None:
    """Runs a scenario in a call centre of its own."""

    async def main() -> None:
        async with a_call_centre(limits, agent_count=agent_count) as (sandbox, provider):
            await scenario(sandbox, provider)

    asyncio.run(main())
