"""AICC's endpoints, one method each, in AICC's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialer.domain.errors import SendError
from dialer.domain.request_headers import check_headers
from dialer.providers.aicc import wire
from dialer.providers.aicc.token import TokenSource
from dialer.providers.pacing import Precedence
from dialer.providers.sending import ReplyLimits, SendingObserver
from dialer.providers.transport import OutgoingRequest, Reply, Retry, Transport

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dialer.domain.ports import Clock
    from dialer.providers.aicc.token import Token

_TOKEN = "/apigovernance/api/oauth/tokenByAkSk"  # noqa: S105 - a path
_MANAGEMENT = "/apiaccess/CC-Management"
_CREATE_CALL = f"{_MANAGEMENT}/v1/mobileAgent/createCall"
_CALL_STATE = f"{_MANAGEMENT}/v1/mobileAgent/queryCallState"
_RECORDS = f"{_MANAGEMENT}/v1/mobileAgent/queryCallDetailRecord"
_AGENTS = f"{_MANAGEMENT}/v1/queryAgentInfo"
_JSON = "application/json"
_TOKEN_LIFE_S = "600"  # noqa: S105 - seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class AiccCredentials:
    """What a client signs in with. The secret never shows in a repr."""

    app_key: str
    app_secret: str = field(repr=False)


class AiccClient:
    """Signs in and sends.

    Args:
        transport: the way out.
        base_url: scheme, host and port of the tenant, without a trailing slash.
        credentials: what to sign in with.
        clock: for the token's age.
        limits: how long to wait.
        extra_headers: further headers the tenant needs; they never replace ours.

    Raises:
        InputError: the app key or a further header cannot be part of a request.
    """

    def __init__(
        self,
        transport: Transport,
        base_url: str,
        *,
        credentials: AiccCredentials,
        clock: Clock,
        limits: ReplyLimits | None = None,
        extra_headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        check_headers([("X-APP-Key", credentials.app_key)], field="key_id")
        self._transport = transport
        self._base_url = base_url.rstrip("/")
        self._credentials = credentials
        self._limits = limits or ReplyLimits()
        self._extra_headers = check_headers(extra_headers, field="extra_headers")
        self._tokens = TokenSource(self.token_by_ak_sk, clock)

    async def token_by_ak_sk(self) -> Reply:
        """Asks for a token. Rings nobody, so it may be sent again."""
        credentials = self._credentials
        headers = self._headers({"Content-Type": _JSON, "X-Token-Expire": _TOKEN_LIFE_S})
        body = wire.token_body(credentials.app_key, credentials.app_secret)
        return await self._transport.send(
            lambda: OutgoingRequest(url=self._base_url + _TOKEN, headers=headers, body=body),
            retry=Retry.READS,
            # A call may be waiting for it.
            precedence=Precedence.AHEAD,
            reply_within_s=self._limits.read_s,
            says_too_many=wire.says_too_many,
        )

    async def create_call(self, body: bytes, *, observer: SendingObserver) -> Reply:
        """Rings the agent, then the customer. Sent once.

        A refused token is the one exception: a definite HTTP 401 proves that no call was
        placed, so a new token is fetched and the request sent a second and last time.
        """

        def build(token: Token) -> OutgoingRequest:
            request = self._authorised(token, _CREATE_CALL, body)
            observer.signed()
            return request

        return await self._with_token(
            lambda token: self._transport.send(
                lambda: build(token),
                retry=Retry.NEVER,
                precedence=Precedence.CALL,
                reply_within_s=self._limits.dial_s,
                on_sent=lambda: observer.sent(len(body)),
                says_too_many=wire.says_too_many,
            )
        )

    async def query_call_state(self, body: bytes) -> Reply:
        """State of one call."""
        return await self._read(_CALL_STATE, body)

    async def query_call_detail_record(self, body: bytes) -> Reply:
        """Records of calls over at most 7 days."""
        return await self._read(_RECORDS, body)

    async def query_agent_info(self) -> Reply:
        """The tenant's agents. The raw reply holds SIP passwords: only wire may read it."""
        return await self._read(_AGENTS, b"", method="GET")

    async def _read(self, path: str, body: bytes, *, method: str = "POST") -> Reply:
        return await self._with_token(
            lambda token: self._transport.send(
                lambda: self._authorised(token, path, body, method=method),
                retry=Retry.READS,
                precedence=Precedence.READ,
                reply_within_s=self._limits.read_s,
                says_too_many=wire.says_too_many,
            )
        )

    async def _with_token(self, send: Callable[[Token], Awaitable[Reply]]) -> Reply:
        """Sends with a token, and once more with a new one where the first was refused."""
        token = await self._tokens.fetch()
        reply = await send(token)
        if not wire.is_token_refused(reply):
            return reply
        self._tokens.drop(token)
        try:
            renewed = await self._tokens.fetch()
        except SendError:
            # The refusal at hand is proven and says more than a failed renewal.
            return reply
        return await send(renewed)

    def _authorised(
        self, token: Token, path: str, body: bytes, *, method: str = "POST"
    ) -> OutgoingRequest:
        ours = {
            "X-APP-Key": self._credentials.app_key,
            "Authorization": f"Bearer {token.text}",
            "Content-Type": _JSON,
        }
        return OutgoingRequest(
            url=self._base_url + path, headers=self._headers(ours), body=body, method=method
        )

    def _headers(self, ours: dict[str, str]) -> dict[str, str]:
        taken = {name.lower() for name in ours}
        further = self._extra_headers.items()
        return {**ours, **{name: value for name, value in further if name.lower() not in taken}}
