"""NXCLOUD's endpoints, one method each, in NXCLOUD's words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dialer.domain.accounts import DigestAlgorithm, RoutingHeaders
from dialer.providers.nxcloud import endpoints
from dialer.providers.nxcloud.endpoints import Endpoint, Host
from dialer.providers.nxcloud.signing import SignedFields, sign
from dialer.providers.nxcloud.wire import says_too_many
from dialer.providers.pacing import Precedence
from dialer.providers.sending import ReplyLimits, SendingObserver
from dialer.providers.transport import OutgoingRequest, Reply, Retry, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.ports import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class NxcloudCredentials:
    """What a client signs with. The secret never shows in a repr."""

    access_key: str
    access_secret: str = field(repr=False)
    algorithm: DigestAlgorithm = DigestAlgorithm.MD5


@dataclass(frozen=True, slots=True, kw_only=True)
class NxccRouting:
    """How the endpoints for agents, tasks and records are reached.

    Attributes:
        url: scheme, host and port; ``""`` for the same as dial-out.
        headers: the account's overrides.
    """

    url: str = ""
    headers: RoutingHeaders = field(default_factory=RoutingHeaders)


class NxcloudClient:
    """Signs and sends.

    Args:
        transport: the way out.
        base_url: scheme, host and port without a trailing slash.
        credentials: what to sign with.
        clock: for the ``ts`` header, read at the moment of signing; the provider's time
            where the person chose that.
        nxcc: how the NXCC endpoints are reached.
        limits: how long to wait.
    """

    def __init__(
        self,
        transport: Transport,
        base_url: str,
        *,
        credentials: NxcloudCredentials,
        clock: Clock,
        nxcc: NxccRouting | None = None,
        limits: ReplyLimits | None = None,
    ) -> None:
        nxcc = nxcc or NxccRouting()
        self._transport = transport
        self._urls = {
            Host.DID: base_url.rstrip("/"),
            Host.NXCC: (nxcc.url or base_url).rstrip("/"),
        }
        self._nxcc_headers = nxcc.headers
        self._credentials = credentials
        self._clock = clock
        self._limits = limits or ReplyLimits()

    async def dialout(
        self, body: bytes, *, routing: RoutingHeaders, observer: SendingObserver
    ) -> Reply:
        """Connects a Connect number and a callee. Rings phones: sent once, whatever happens."""
        endpoint = _routed(endpoints.DIALOUT, routing)

        def build() -> OutgoingRequest:
            request = self._signed(endpoint, body)
            observer.signed()
            return request

        return await self._transport.send(
            build,
            retry=Retry.NEVER,
            precedence=Precedence.CALL,
            reply_within_s=self._limits.dial_s,
            on_sent=lambda: observer.sent(len(body)),
            says_too_many=says_too_many,
        )

    async def did_records(self, body: bytes) -> Reply:
        """Call records of DIDs on one day."""
        return await self._read(endpoints.DID_RECORDS, body)

    async def agent_page(self, body: bytes) -> Reply:
        """One page of agents."""
        return await self._read(endpoints.AGENT_PAGE, body)

    async def agent_status(self, body: bytes) -> Reply:
        """How long an agent was in each state over a span."""
        return await self._read(endpoints.AGENT_STATUS, body)

    async def agent_efficiency(self, body: bytes) -> Reply:
        """One page of figures of agents over a span."""
        return await self._read(endpoints.AGENT_EFFICIENCY, body)

    async def group_page(self, body: bytes) -> Reply:
        """One page of agent groups."""
        return await self._read(endpoints.GROUP_PAGE, body)

    async def group_members(self, body: bytes) -> Reply:
        """Everyone in an agent group."""
        return await self._read(endpoints.GROUP_MEMBERS, body)

    async def update_members(self, body: bytes) -> Reply:
        """Changes who is in an agent group: sent once."""
        return await self._write(endpoints.GROUP_UPDATE, body, within_s=self._limits.read_s)

    async def records_page(self, body: bytes) -> Reply:
        """One page of NXCC call records."""
        return await self._read(endpoints.RECORDS_PAGE, body)

    async def records_by_order(self, body: bytes) -> Reply:
        """The NXCC call records of one order."""
        return await self._read(endpoints.RECORDS_BY_ORDER, body)

    async def create_and_call(self, body: bytes, *, before_leaving: Callable[[], None]) -> Reply:
        """Makes a task with numbers. Rings phones: sent once, whatever happens."""
        return await self._write(
            endpoints.CREATE_AND_CALL,
            body,
            within_s=self._limits.dial_s,
            before_leaving=before_leaving,
        )

    async def _read(self, endpoint: Endpoint, body: bytes) -> Reply:
        routed = self._routed_nxcc(endpoint)
        return await self._transport.send(
            lambda: self._signed(routed, body),
            retry=Retry.READS,
            precedence=Precedence.READ,
            reply_within_s=self._limits.read_s,
            says_too_many=says_too_many,
        )

    async def _write(
        self,
        endpoint: Endpoint,
        body: bytes,
        *,
        within_s: float,
        before_leaving: Callable[[], None] = lambda: None,
    ) -> Reply:
        routed = self._routed_nxcc(endpoint)

        def build() -> OutgoingRequest:
            before_leaving()
            return self._signed(routed, body)

        return await self._transport.send(
            build,
            retry=Retry.NEVER,
            precedence=Precedence.AHEAD,
            reply_within_s=within_s,
            says_too_many=says_too_many,
        )

    def _routed_nxcc(self, endpoint: Endpoint) -> Endpoint:
        return _routed(endpoint, self._nxcc_headers) if endpoint.host is Host.NXCC else endpoint

    def _signed(self, endpoint: Endpoint, body: bytes) -> OutgoingRequest:
        credentials = self._credentials
        fields = SignedFields(
            access_key=credentials.access_key,
            action=endpoint.action,
            biz_type=endpoint.biz_type,
            ts=str(self._clock.now_ms()),
        )
        headers = {
            "Content-Type": "application/json",
            "accessKey": fields.access_key,
            "action": fields.action,
            "bizType": fields.biz_type,
            "ts": fields.ts,
            "sign": sign(
                fields, body, secret=credentials.access_secret, algorithm=credentials.algorithm
            ),
        }
        # The header is newer than MD5 accounts: some gateways may not know it.
        if credentials.algorithm is not DigestAlgorithm.MD5:
            headers["algorithm"] = credentials.algorithm.value
        url = self._urls[endpoint.host] + endpoint.path
        return OutgoingRequest(url=url, headers=headers, body=body)


def _routed(endpoint: Endpoint, overrides: RoutingHeaders) -> Endpoint:
    return replace(
        endpoint,
        biz_type=overrides.biz_type or endpoint.biz_type,
        action=overrides.action or endpoint.action,
    )
