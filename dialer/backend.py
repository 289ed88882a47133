"""The half of the composition root behind the window: adapters and services.

Kept apart from ``dialer.app`` because its imports (HTTP, TLS, SQLite) cost more than the
window's first paint may wait for.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dialer.clock import SystemClock
from dialer.domain import sandbox_line
from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.keychain import Keychain
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.nxcloud.client import NxccRouting, NxcloudClient, NxcloudCredentials
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.providers.nxcloud.nxcc import NxccProvider
from dialer.providers.nxcloud.provider import NxcloudProvider
from dialer.providers.transport import Reach, Timeouts, Transport, build_http_client
from dialer.services.accounts import AccountService
from dialer.services.agent_figures import AgentFigureService
from dialer.services.agents import AgentService
from dialer.services.call_history import CallHistory
from dialer.services.calls import CallService
from dialer.services.explanations import Explainer
from dialer.services.following import Cadence, FollowingService
from dialer.services.provider_pool import ProviderPool
from dialer.services.queues import QueueService
from dialer.services.settling import LookTimes, SettlingService
from dialer.store import Database, SqliteAccountStore, SqliteCallJournal, SqliteSettingsStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx

    from dialer.domain.ports import Clock, CodeBook, Provider
    from dialer.providers.aicc.provider import AiccProvider
    from dialer.providers.sending import ReplyLimits
    from dialer.sandbox import Sandbox


class Connector:
    """Makes provider connections from accounts; starts the Sandbox when first needed.

    Args:
        clock: for signatures and events.
        stack: closes what is opened here, in reverse.
        limits: how long to wait for replies.
        timeouts: how long to wait for connections.
    """

    def __init__(
        self,
        clock: Clock,
        stack: AsyncExitStack,
        *,
        limits: ReplyLimits | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self._clock = clock
        self._stack = stack
        self._limits = limits
        self._timeouts = timeouts
        self._client: asyncio.Future[httpx.AsyncClient] | None = None
        self._sandbox: asyncio.Future[Sandbox] | None = None

    async def connect(self, account: Account, secret: str) -> Provider:
        """A connection for an account; the Sandbox brings its own credentials."""
        if account.is_sandbox:
            return await self._connect_sandbox(account)
        transport = await self._open_transport(Reach.HTTPS_OR_LOOPBACK)
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

        transport = await self._open_transport(Reach.LOOPBACK_ONLY)
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
            clock=self._clock,
            nxcc=NxccRouting(url=account.nxcc_url, headers=account.nxcc_headers),
            limits=self._limits,
        )

    async def _open_transport(self, reach: Reach) -> Transport:
        return Transport(await self._fetch_client(), self._clock, reach=reach)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """Everything behind the window, wired."""

    calls: CallService
    following: FollowingService
    accounts: AccountService
    agents: AgentService
    queues: QueueService
    figures: AgentFigureService
    history: CallHistory
    settling: SettlingService
    explainer: Explainer
    secrets: Keychain
    connector: Connector
    _stack: AsyncExitStack

    async def close(self) -> None:
        """Waits for requests under way, then closes everything in reverse."""
        try:
            await self.following.finish()
            await self.settling.finish()
            await self.calls.finish()
            await self.queues.finish()
        finally:
            await self._stack.aclose()


async def _open_database(data_dir: Path) -> tuple[Database, AsyncExitStack]:
    """The open database, and what closes it."""
    async with AsyncExitStack() as opening:
        database = Database(data_dir)
        opening.callback(database.close)
        await database.open()
        return database, opening.pop_all()


def _code_books() -> Mapping[ProviderKind, CodeBook]:
    return {ProviderKind.NXCLOUD: NxcloudCodeBook(), ProviderKind.AICC: AiccCodeBook()}


async def open_backend(
    data_dir: Path,
    *,
    clock: Clock | None = None,
    limits: ReplyLimits | None = None,
    timeouts: Timeouts | None = None,
    cadence: Cadence | None = None,
    look_times: LookTimes | None = None,
) -> Backend:
    """Opens the database in a folder and wires adapters to services.

    Raises:
        StoreError: the database cannot be used.
    """
    clock = clock or SystemClock()
    sandbox = sandbox_account()
    database, stack = await _open_database(data_dir)
    accounts, settings = SqliteAccountStore(database), SqliteSettingsStore(database)
    secrets = Keychain()
    stack.callback(secrets.close)
    connector = Connector(clock, stack, limits=limits, timeouts=timeouts)
    pool = ProviderPool(accounts, secrets, connect=connector.connect, sandbox=sandbox)
    explainer = Explainer(_code_books())
    journal = SqliteCallJournal(database)
    history = CallHistory(journal)
    calls = CallService(journal, pool, clock, rang_nobody=explainer.rang_nobody)
    return Backend(
        calls=calls,
        following=FollowingService(calls, pool, clock, cadence=cadence),
        history=history,
        settling=SettlingService(
            calls, history, pool, clock, rang_nobody=explainer.rang_nobody, times=look_times
        ),
        accounts=AccountService(
            accounts, secrets, settings, providers=pool, clock=clock, sandbox=sandbox
        ),
        agents=AgentService(pool),
        queues=QueueService(pool),
        figures=AgentFigureService(pool),
        explainer=explainer,
        secrets=secrets,
        connector=connector,
        _stack=stack,
    )
