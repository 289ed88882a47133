"""Two-way calls with everything around the service in memory; time passes when told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fakes import FixedClock, InMemoryAccountStore, InMemoryCallJournal, InMemorySecretStore

from dialer.domain.accounts import Account, ConnectionReport, ProviderKind, sandbox_account
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallProgress,
    CallState,
    EndCause,
    Receipt,
    TwoWayRequest,
)
from dialer.domain.guard import ConcernKind
from dialer.domain.phone_number import parse_phone_number
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.calls import CallService, PlaceCall
from dialer.services.following import Cadence, FollowingService
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.ports import Provider

CALLEE = "+1 202-555-0111"
TENANT = Account(
    account_id="tenant",
    name="Tenant",
    provider=ProviderKind.AICC,
    base_url="https://tenant.example.com",
    key_id="k",
)
RINGING = CallProgress(state=CallState.RINGING)
TALKING = CallProgress(state=CallState.TALKING)
ENDED = CallProgress(state=CallState.ENDED, end_cause=EndCause.CUSTOMER_HUNG_UP, raw_cause="0")


def request_to(callee: str = CALLEE) -> TwoWayRequest:
    return TwoWayRequest(
        agent_number="6001",
        callee=parse_phone_number(callee, region=""),
        agent_id="1042",
        call_data="order-4417",
        customer_sees="640060",
        agent_sees="640061",
        callback_url="https://cb.example.com/hook",
    )


def wish(callee: str = CALLEE) -> PlaceCall:
    return PlaceCall(
        account_id="tenant",
        request=request_to(callee),
        waved_through=frozenset({ConcernKind.NEW_COUNTRY}),
    )


class TwoWayProvider:
    """Places two-way calls and tells how they go, as the test says.

    Attributes:
        outcome: of the placing.
        answers: to questions about the state; the last is given again and again.
        asked: the call ids that were asked about.
    """

    def __init__(self) -> None:
        self.requests: list[TwoWayRequest] = []
        self.outcome: Receipt | Exception = Receipt(call_id="1190000000000000001")
        self.answers: list[CallProgress | Exception] = [ENDED]
        self.asked: list[str] = []

    async def place_two_way_call(
        self, request: TwoWayRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        self.requests.append(request)
        observe(CallEvent(kind=CallEventKind.SIGNED, at_ms=1))
        observe(CallEvent(kind=CallEventKind.SENT, at_ms=1))
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    async def fetch_call_state(self, call_id: str) -> CallProgress:
        self.asked.append(call_id)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class TwoWayDesk:
    """The service that places calls and the one that follows them.

    Attributes:
        pauses: how long it was waited before each question, in seconds.
        gate: while it is clear, no pause ends.
    """

    def __init__(self, *, provider: Provider | None = None, cadence: Cadence | None = None) -> None:
        self.clock = FixedClock()
        self.journal = InMemoryCallJournal()
        self.secrets = InMemorySecretStore()
        self.secrets.keyring["tenant"] = "secret"
        self.accounts = InMemoryAccountStore(TENANT)
        self.provider = TwoWayProvider()
        self.told: list[Call] = []
        self.given_up: list[Call] = []
        self.pauses: list[float] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._connected = provider or self.provider
        pool = ProviderPool(
            self.accounts, self.secrets, connect=self._connect, sandbox=sandbox_account()
        )
        guard = CallGuard(
            self.journal, self.clock, sources=GuardSources(rang_nobody=lambda _call: True)
        )
        self.calls = CallService(self.journal, pool, self.clock, guard=guard)
        self.following = FollowingService(
            self.calls, pool, self.clock, cadence=cadence, pause=self._pause
        )
        self.calls.listen(self.told.append)
        self.following.listen(self.given_up.append)

    async def _connect(self, _account: Account, _secret: str) -> Provider:
        return self._connected

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await self.gate.wait()
        self.clock.advance(round(seconds * 1000))
        await asyncio.sleep(0)

    async def until_left_alone(self, call: Call) -> Call:
        """Waits until a call is followed no more; returns it as it is kept."""
        async with asyncio.timeout(20):
            while self.following.is_following(call):  # noqa: ASYNC110 - it tells nobody of its end
                await asyncio.sleep(0)
        return self.journal.calls[call.client_call_id]


def run(
    scenario: Callable[[TwoWayDesk], Awaitable[None]],
    *,
    provider: Provider | None = None,
    cadence: Cadence | None = None,
) -> None:
    async def main() -> None:
        desk = TwoWayDesk(provider=provider, cadence=cadence)
        await scenario(desk)
        await desk.following.finish()
        await desk.calls.finish()

    asyncio.run(main())
