"""Connections to providers: one client for all, one pacer an account, one Sandbox."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dialer.domain import sandbox_line
from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.exchanges import ExchangeReport
from dialer.providers.nxcloud.client import NxccRouting, NxcloudClient, NxcloudCredentials
from dialer.providers.nxcloud.codes import CLOCK_LIMIT_MS
from dialer.providers.nxcloud.nxcc import NxccProvider
from dialer.providers.nxcloud.provider import NxcloudProvider
from dialer.providers.pacing import Pacer
from dialer.providers.transport import Reach, Timeouts, Transport, build_http_client
from dialer.services.clock_doctor import ClockDoctor, SigningClock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AsyncExitStack

    import httpx

    from dialer.domain.ports import Clock, ExchangeObserver, Provider
    from dialer.providers.aicc.provider import AiccProvider
    from dialer.providers.sending import ReplyLimits
    from dialer.providers.transport import Reply
    from dialer.sandbox import Sandbox


class Connector:
    """Makes provider connections from accounts; starts the Sandbox when first needed.

    Args:
        clock: for signatures and events.
        stack: closes what is opened here, in reverse.
        doctor: tells what time to sign with; this computer's where None.
        observers: told of every answered request.
        limits: how long to wait for replies.
        timeouts: how long to wait for connections.
    """

    def __init__(
        self,
        clock: Clock,
        stack: AsyncExitStack,
        *,
        doctor: ClockDoctor | None = None,
        observers: Sequence[ExchangeObserver] = (),
        limits: ReplyLimits | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._clock = clock
        self._stack = stack
        self._doctor = doctor
        self._observers = observers
        self._pacers: dict[str, Pacer] = {}
        self._is_stopped = False
        self._limits = limits
        self._timeouts = timeouts
        self._client: asyncio.Future[httpx.AsyncClient] | None = None
        self._sandbox: asyncio.Future[Sandbox] | None = None

    async def connect(self, account: Account, secret: str) -> Provider:
        """A connection for an account; the Sandbox brings its own credentials."""
        if account.is_sandbox:
            return await self._connect_sandbox(account)
        transport = await self._open_transport(account, Reach.HTTPS_OR_LOOPBACK)
        if account.provider is ProviderKind.AICC:
            return self._connect_aicc(transport, account, secret)
        client = self._make_client(transport, account, secret)
        headers = account.dialout_headers
        if account.tenant_id is None:
            return NxcloudProvider(client, self._clock, dialout_headers=headers)
        return NxccProvider(
            client, self._clock, dialout_headers=headers, tenant_id=account.tenant_id
        )

    async def _connect_sandbox(self, account: Account) -> Provider:
        """Everything both families offer, so that it can all be tried without a provider."""
        from dialer.providers.both_families import BothFamiliesProvider  # noqa: PLC0415 - as AICC

        transport = await self._open_transport(account, Reach.LOOPBACK_ONLY)
        sandbox = await self.fetch_sandbox()
        keys, app_keys = sandbox.credentials, sandbox.app_credentials
        dial_out = replace(account, base_url=sandbox.base_url, key_id=keys.access_key)
        two_way = replace(account, base_url=sandbox.base_url, key_id=app_keys.app_key)
        return BothFamiliesProvider(
            self._make_client(transport, dial_out, keys.access_secret),
            self._clock,
            dialout_headers=account.dialout_headers,
            tenant_id=account.tenant_id or sandbox_line.TENANT_ID,
            two_way=self._connect_aicc(transport, two_way, app_keys.app_secret),
        )

    def _make_client(self, transport: Transport, account: Account, secret: str) -> NxcloudClient:
        return NxcloudClient(
            transport,
            account.base_url,
            credentials=NxcloudCredentials(
                access_key=account.key_id, access_secret=secret, algorithm=account.algorithm
            ),
            clock=self._signing_clock(account),
            nxcc=NxccRouting(url=account.nxcc_url, headers=account.nxcc_headers),
            limits=self._limits,
        )

    async def _open_transport(self, account: Account, reach: Reach) -> Transport:
        return Transport(
            await self._fetch_client(),
            self._clock,
            reach=reach,
            pacer=self._pacer_of(account),
            on_reply=lambda reply, back_off_ms: self._report(account, reply, back_off_ms),
        )

    def _connect_aicc(self, transport: Transport, account: Account, secret: str) -> AiccProvider:
        # Most desks use one provider only: the other's code need not be in memory.
        from dialer.providers.aicc.client import AiccClient, AiccCredentials  # noqa: PLC0415
        from dialer.providers.aicc.provider import AiccProvider  # noqa: PLC0415

        client = AiccClient(
            transport,
            account.base_url,
            credentials=AiccCredentials(app_key=account.key_id, app_secret=secret),
            clock=self._clock,
            limits=self._limits,
            extra_headers=account.extra_headers,
        )
        return AiccProvider(client, self._clock)

    def stop_sending(self) -> None:
        """Lets no further request out, of any account; what waits for its turn is not sent."""
        self._is_stopped = True
        for pacer in self._pacers.values():
            pacer.close()

    def _signing_clock(self, account: Account) -> Clock:
        if self._doctor is None:
            return self._clock
        return SigningClock(self._clock, self._doctor, account_id=account.account_id)

    def _pacer_of(self, account: Account) -> Pacer:
        """The account's one pacer, whatever connections are made for it."""
        pacer = self._pacers.setdefault(account.account_id, Pacer())
        pacer.set_rate(account.requests_per_s)
        if self._is_stopped:
            pacer.close()
        return pacer

    def _report(self, account: Account, reply: Reply, back_off_ms: int) -> None:
        # The Sandbox's clock is this computer's; where it shows another, that is a lesson.
        looks_at_clock = account.provider is ProviderKind.NXCLOUD and not account.is_sandbox
        report = ExchangeReport(
            account_id=account.account_id,
            http_status=reply.http_status,
            round_trip_ms=reply.round_trip_ms,
            clock_offset_ms=reply.clock_offset_ms,
            clock_limit_ms=CLOCK_LIMIT_MS if looks_at_clock else None,
            back_off_ms=back_off_ms,
        )
        for observer in self._observers:
            observer.hear(report)

    async def fetch_sandbox(self) -> Sandbox:
        """The running Sandbox."""
        if self._sandbox is None or _has_failed(self._sandbox):
            self._sandbox = asyncio.ensure_future(self._start_sandbox())
        return await asyncio.shield(self._sandbox)

    async def _start_sandbox(self) -> Sandbox:
        from dialer.sandbox import Sandbox  # noqa: PLC0415 - most accounts never need it

        return await self._stack.enter_async_context(Sandbox())

    async def _fetch_client(self) -> httpx.AsyncClient:
        if self._client is None or _has_failed(self._client):
            self._client = asyncio.ensure_future(self._build_client())
        return await asyncio.shield(self._client)

    async def _build_client(self) -> httpx.AsyncClient:
        client = await asyncio.to_thread(build_http_client, self._timeouts)
        return await self._stack.enter_async_context(client)


def _has_failed(made: asyncio.Future[Any]) -> bool:
    """A failure is not kept: what caused it may be mended by the next try."""
    return made.done() and (made.cancelled() or made.exception() is not None)
