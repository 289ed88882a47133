"""One tenant at the sandbox: a provider over sockets, and what reached the other side."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from fakes import FixedClock

from dialer.domain.calls import TwoWayRequest
from dialer.domain.phone_number import PhoneNumber
from dialer.providers.aicc.client import AiccClient, AiccCredentials
from dialer.providers.aicc.provider import AiccProvider
from dialer.providers.sending import ReplyLimits
from dialer.providers.transport import Transport, build_http_client
from dialer.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    import httpx

    from dialer.domain.calls import CallEvent, Receipt

TOKEN = "/apigovernance/api/oauth/tokenByAkSk"
CREATE = "/apiaccess/CC-Management/v1/mobileAgent/createCall"
STATE = "/apiaccess/CC-Management/v1/mobileAgent/queryCallState"
RECORDS = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord"
AGENTS = "/apiaccess/CC-Management/v1/queryAgentInfo"
QUICK = ReplyLimits(dial_s=0.4, read_s=20)
PATIENT = ReplyLimits(dial_s=20, read_s=20)


def a_request(callee: str = "12025550111") -> TwoWayRequest:
    return TwoWayRequest(agent_number="13800000001", callee=PhoneNumber(f"+{callee}"))


class Tenant:
    """A provider whose clock is also the sandbox's."""

    def __init__(
        self,
        sandbox: Sandbox,
        client: httpx.AsyncClient,
        clock: FixedClock,
        *,
        limits: ReplyLimits = PATIENT,
        app_secret: str = "",
        extra_headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.events: list[CallEvent] = []
        credentials = sandbox.app_credentials
        self.client = AiccClient(
            Transport(client, clock),
            sandbox.base_url,
            credentials=AiccCredentials(
                app_key=credentials.app_key, app_secret=app_secret or credentials.app_secret
            ),
            clock=clock,
            limits=limits,
            extra_headers=extra_headers,
        )
        self.provider = AiccProvider(self.client, clock)

    async def call(self, callee: str = "12025550111") -> Receipt:
        return await self.place(a_request(callee))

    async def place(self, request: TwoWayRequest) -> Receipt:
        return await self.provider.place_two_way_call(request, observe=self.events.append)

    def count(self, path: str) -> int:
        return len(self.sandbox.journal.for_path(path))


@contextlib.asynccontextmanager
async def a_tenant(
    *,
    limits: ReplyLimits = PATIENT,
    app_secret: str = "",
    extra_headers: Sequence[tuple[str, str]] = (),
) -> AsyncIterator[Tenant]:
    clock = FixedClock()
    async with Sandbox(now_ms=clock.now_ms) as sandbox, build_http_client() as client:
        yield Tenant(
            sandbox,
            client,
            clock,
            limits=limits,
            app_secret=app_secret,
            extra_headers=extra_headers,
        )


def run(
    scenario: Callable[[Tenant], Awaitable[None]],
    *,
    limits: ReplyLimits = PATIENT,
    app_secret: str = "",
    extra_headers: Sequence[tuple[str, str]] = (),
) -> None:
    async def main() -> None:
        async with a_tenant(
            limits=limits, app_secret=app_secret, extra_headers=extra_headers
        ) as tenant:
            await scenario(tenant)

    asyncio.run(main())
