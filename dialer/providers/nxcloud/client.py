"""NXCLOUD's endpoints, one method each, in NXCLOUD's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialer.domain.accounts import DigestAlgorithm, RoutingHeaders
from dialer.providers.nxcloud.signing import SignedFields, sign
from dialer.providers.transport import OutgoingRequest, Reply, Retry, Transport

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.ports import Clock

_DIAL_REPLY_WITHIN_S = 30.0
_READ_REPLY_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """A path and the routing headers its page calls fixed (not those of its example)."""

    path: str
    biz_type: str
    action: str


_DIALOUT = _Endpoint("/did/openapi/amazon/dialout", "9", "didaws")
_DID_RECORDS = _Endpoint("/api/did/cdr", "4", "cdr")


@dataclass(frozen=True, slots=True, kw_only=True)
class NxcloudCredentials:
    """What a client signs with. The secret never shows in a repr."""

    access_key: str
    access_secret: str = field(repr=False)
    algorithm: DigestAlgorithm = DigestAlgorithm.MD5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLimits:
    """How long to wait for whole replies, in seconds."""

    dial_s: float = _DIAL_REPLY_WITHIN_S
    read_s: float = _READ_REPLY_WITHIN_S


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingObserver:
    """Told how far a request has come; neither may block."""

    signed: Callable[[], None] = lambda: None
    sent: Callable[[int], None] = lambda _byte_count: None


class NxcloudClient:
    """Signs and sends.

    Args:
        transport: the way out.
        base_url: scheme, host and port without a trailing slash.
        credentials: what to sign with.
        clock: for the ``ts`` header, read at the moment of signing.
        limits: how long to wait.
    """

    def __init__(
        self,
        transport: Transport,
        base_url: str,
        *,
        credentials: NxcloudCredentials,
        clock: Clock,
        limits: ReplyLimits | None = None,
    ) -> None:
        self._transport = transport
        self._base_url = base_url.rstrip("/")
        self._credentials = credentials
        self._clock = clock
        self._limits = limits or ReplyLimits()

    async def dialout(
        self, body: bytes, *, routing: RoutingHeaders, observer: SendingObserver
    ) -> Reply:
        """Connects a Connect number and a callee. Rings phones: sent once, whatever happens."""
        endpoint = _Endpoint(
            _DIALOUT.path,
            routing.biz_type or _DIALOUT.biz_type,
            routing.action or _DIALOUT.action,
        )

        def build() -> OutgoingRequest:
            request = self._signed(endpoint, body)
            observer.signed()
            return request

        return await self._transport.send(
            build,
            retry=Retry.NEVER,
            reply_within_s=self._limits.dial_s,
            on_sent=lambda: observer.sent(len(body)),
        )

    async def did_records(self, body: bytes) -> Reply:
        """Call records of one day."""
        return await self._transport.send(
            lambda: self._signed(_DID_RECORDS, body),
            retry=Retry.READS,
            reply_within_s=self._limits.read_s,
        )

    def _signed(self, endpoint: _Endpoint, body: bytes) -> OutgoingRequest:
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
        return OutgoingRequest(url=self._base_url + endpoint.path, headers=headers, body=body)
