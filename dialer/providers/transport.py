"""The one way requests leave this program: at the account's pace, to proven addresses.

What a failure proves is decided in ``failures``.
"""

from __future__ import annotations

import asyncio
import enum
import logging
import ssl
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx
import truststore

from dialer.domain.addresses import is_loopback
from dialer.domain.errors import NotSent, NotSentReason, OutcomeUnknown, SendError, UnknownReason
from dialer.providers.failures import Progress, failure_in_time, failure_of
from dialer.providers.pacing import Pacer, Precedence
from dialer.providers.reply_headers import clock_offset_ms, retry_after_s

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dialer.domain.ports import Clock

MAX_REPLY_BYTES = 4 * 1024 * 1024
_RETRIES = 2
_FIRST_BACK_OFF_S = 0.5
# A second try of these ends the same.
_FINAL = frozenset({NotSentReason.ADDRESS_NOT_ALLOWED, NotSentReason.CLOSED_BEFORE})
_log = logging.getLogger(__name__)


class Retry(enum.Enum):
    """Whether a request may be sent again. Spelled at every call site."""

    NEVER = "never"
    READS = "reads"


class Reach(enum.Enum):
    """Where a transport may send to."""

    HTTPS_OR_LOOPBACK = "https_or_loopback"
    LOOPBACK_ONLY = "loopback_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Limits of one exchange, in seconds.

    Attributes:
        connect_s: name look-up, TCP and TLS.
        write_s: each write of the request.
        pool_s: waiting for a free connection.
    """

    connect_s: float = 5.0
    write_s: float = 10.0
    pool_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingRequest:
    """A request, complete to the last byte. The body sent is the body signed.

    Headers and body stay out of the ``repr``: they hold signatures and phone numbers.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    method: str = "POST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole reply.

    Attributes:
        http_status: status code.
        body: at most MAX_REPLY_BYTES.
        round_trip_ms: from handing over the request to the last byte of the reply.
        clock_offset_ms: their clock minus ours by the Date header, about ±500 ms. Only ever
            from a server whose certificate was checked, or from this computer.
        retry_after_s: how long they ask to wait before the next request.
    """

    http_status: int
    body: bytes = field(repr=False)
    round_trip_ms: int
    clock_offset_ms: int | None
    retry_after_s: float | None = None


def _is_too_many(reply: Reply) -> bool:
    return reply.http_status == httpx.codes.TOO_MANY_REQUESTS


def _hear_nothing(_reply: Reply, _back_off_ms: int) -> None:
    """Where nobody wants to know."""


def build_http_client(timeouts: Timeouts | None = None) -> httpx.AsyncClient:
    """Builds the program's HTTP client. Costs up to 200 ms: call it off the window's thread.

    Certificates are checked against the operating system's store, and proxies are taken
    from the environment; requests to this computer never go through a proxy.

    Raises:
        NotSent: the environment names a proxy of a kind that cannot be used.
    """
    limits = timeouts or Timeouts()
    try:
        return _build(limits)
    except (ImportError, ValueError) as error:
        # httpx refuses proxies it has no code for (socks) as the client is made.
        raise NotSent(NotSentReason.PROXY_FAILED, str(error)[:200]) from error


def _build(limits: Timeouts) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        timeout=httpx.Timeout(
            None,
            connect=limits.connect_s,
            write=limits.write_s,
            pool=limits.pool_s,
        ),
        limits=httpx.Limits(max_connections=10, max_keepalive_connections=5, keepalive_expiry=30),
        follow_redirects=False,
        # One client serves every account: a cookie of one provider must not reach another.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # is_loopback knows no other names of this computer.
        mounts={f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")},
    )


class Transport:
    """Sends requests and proves what became of them.

    Args:
        client: from build_http_client; shared by all transports.
        clock: for round trips and clock offsets.
        reach: where this transport may send to.
        pacer: spaces requests; shared by all transports of an account. None: no spacing.
        on_reply: told of every reply, and for how many ms everything is held back now
            because of it; 0 where it is not.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        *,
        reach: Reach = Reach.HTTPS_OR_LOOPBACK,
        pacer: Pacer | None = None,
        on_reply: Callable[[Reply, int], None] = _hear_nothing,
    ) -> None:
        self._client = client
        self._clock = clock
        self._reach = reach
        self._pacer = pacer or Pacer()
        self._on_reply = on_reply

    async def send(
        self,
        build: Callable[[], OutgoingRequest],
        *,
        retry: Retry,
        precedence: Precedence,
        reply_within_s: float,
        on_sent: Callable[[], None] = lambda: None,
        says_too_many: Callable[[Reply], bool] = _is_too_many,
    ) -> Reply:
        """Sends a request and reads the whole reply.

        Args:
            build: makes the request; called anew for each attempt and after any wait for
                its turn, so that it is signed with a fresh time.
            retry: NEVER for anything that can ring a phone.
            precedence: CALL or AHEAD for anything that can ring a phone.
            reply_within_s: limit for the whole exchange once connected.
            on_sent: called when the last byte was handed to the network.
            says_too_many: tells of a reply whether the provider wants fewer requests.

        Raises:
            NotSent: nothing left this machine.
            OutcomeUnknown: bytes may have left and no whole reply came back.
        """
        last = _RETRIES if retry is Retry.READS else 0
        for attempt in range(last + 1):
            if not self._pacer.take():
                await self._pacer.wait(precedence)
            sent_in_round = self._pacer.round
            try:
                reply = await self._exchange(build(), reply_within_s, on_sent)
            except SendError as error:
                if attempt == last or (isinstance(error, NotSent) and error.reason in _FINAL):
                    raise
            else:
                is_held = self._note(reply, sent_in_round, is_too_many=says_too_many(reply))
                if attempt == last or not (is_held or _has_failed(reply)):
                    return reply
                if is_held:
                    continue
            await asyncio.sleep(_FIRST_BACK_OFF_S * 2**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _note(self, reply: Reply, sent_in_round: int, *, is_too_many: bool) -> bool:
        """Lets the pacer and the listener know; returns whether everything is held back."""
        back_off_s = 0.0
        if is_too_many:
            back_off_s = self._pacer.hold(sent_in_round, reply.retry_after_s)
        else:
            self._pacer.ease(sent_in_round)
        try:
            self._on_reply(reply, round(back_off_s * 1000))
        except Exception:  # noqa: BLE001 - see the next line
            # A listener that fails must not change what becomes of a call.
            _log.exception("A reply could not be reported")
        return is_too_many

    async def _exchange(
        self, request: OutgoingRequest, reply_within_s: float, on_sent: Callable[[], None]
    ) -> Reply:
        progress = Progress(on_sent)
        try:
            _refuse_unsafe(request.url, self._reach)
            async with asyncio.timeout(reply_within_s + self._connect_within_s):
                return await self._read_reply(request, reply_within_s, progress)
        except TimeoutError as error:
            raise failure_in_time(progress) from error
        except SendError:
            raise
        except Exception as error:
            # Whatever it was, the only question is whether anything had left by then.
            raise failure_of(error, progress) from error

    @property
    def _connect_within_s(self) -> float:
        timeout = self._client.timeout
        return (timeout.connect or 0) + (timeout.pool or 0)

    async def _read_reply(
        self, request: OutgoingRequest, reply_within_s: float, progress: Progress
    ) -> Reply:
        limits = self._client.timeout
        began_ms = self._clock.now_ms()
        began = self._clock.monotonic_ms()
        outgoing = self._client.build_request(
            request.method,
            request.url,
            content=request.body,
            # Compressed replies would let a small reply grow beyond the limit below.
            headers={**request.headers, "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(
                connect=limits.connect, write=limits.write, pool=limits.pool, read=reply_within_s
            ),
            extensions={"trace": progress.trace},
        )
        response = await self._client.send(outgoing, stream=True)
        try:
            date_seen_ms = self._clock.now_ms()
            body = bytearray()
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > MAX_REPLY_BYTES:
                    raise OutcomeUnknown(
                        UnknownReason.REPLY_TOO_LARGE, http_status=response.status_code
                    )
        finally:
            await response.aclose()
        return Reply(
            http_status=response.status_code,
            body=bytes(body),
            round_trip_ms=self._clock.monotonic_ms() - began,
            clock_offset_ms=clock_offset_ms(
                response.headers.get("Date", ""), (began_ms + date_seen_ms) // 2
            ),
            retry_after_s=retry_after_s(
                response.headers.get("Retry-After", ""), response.headers.get("Date", "")
            ),
        )


def _refuse_unsafe(url: str, reach: Reach) -> None:
    """Refuses what is neither https, whose certificates the client checks, nor this computer.

    Signatures rest on it, and so does the trust in the provider's time.
    """
    parsed = httpx.URL(url)
    if is_loopback(parsed.host):
        return
    if reach is Reach.LOOPBACK_ONLY or parsed.scheme != "https":
        raise NotSent(NotSentReason.ADDRESS_NOT_ALLOWED, parsed.host)


def _has_failed(reply: Reply) -> bool:
    return reply.http_status >= httpx.codes.INTERNAL_SERVER_ERROR
