"""Dial-out against the sandbox: every fault, and how many requests reached it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryAccountStore, InMemoryCallJournal, InMemorySecretStore

from dialer.clock import SystemClock
from dialer.domain.accounts import (
    Account,
    DigestAlgorithm,
    RoutingHeaders,
    sandbox_account,
)
from dialer.domain.calls import Call, CallEventKind, CallState, DialoutRequest, LegOrder
from dialer.domain.errors import NotSentReason, UnknownReason
from dialer.domain.phone_number import parse_phone_number
from dialer.providers.nxcloud.client import NxcloudClient, NxcloudCredentials
from dialer.providers.nxcloud.provider import NxcloudProvider
from dialer.providers.sending import ReplyLimits
from dialer.providers.transport import (
    MAX_REPLY_BYTES,
    Reach,
    Timeouts,
    Transport,
    build_http_client,
)
from dialer.sandbox import (
    SANDBOX_NUMBERS,
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Hold,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Point,
    Redirect,
    ResetConnection,
    Sandbox,
    SkewClock,
    SuccessShape,
    TooManyRequests,
    WrongContentType,
)
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.calls import CallService, PlaceCall
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    import httpx

    from dialer.domain.ports import Provider

DIALOUT_PATH = "/did/openapi/amazon/dialout"
QUICK = ReplyLimits(dial_s=0.4, read_s=0.4)
PATIENT = ReplyLimits(dial_s=20, read_s=20)


class Line:
    """A call service whose account leads to one address."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        *,
        credentials: NxcloudCredentials,
        limits: ReplyLimits,
        reach: Reach = Reach.HTTPS_OR_LOOPBACK,
        routing: RoutingHeaders | None = None,
    ) -> None:
        clock = SystemClock()
        provider = NxcloudProvider(
            NxcloudClient(
                Transport(client, clock, reach=reach),
                base_url,
                credentials=credentials,
                clock=clock,
                limits=limits,
            ),
            clock,
            dialout_headers=routing or RoutingHeaders(),
        )

        async def connect(_account: Account, _secret: str) -> Provider:
            return provider

        self.provider = provider
        self.journal = InMemoryCallJournal()
        pool = ProviderPool(
            InMemoryAccountStore(),
            InMemorySecretStore(),
            connect=connect,
            sandbox=sandbox_account(),
        )
        self.calls = CallService(
            self.journal,
            pool,
            clock,
            guard=CallGuard(
                self.journal,
                clock,
                sources=GuardSources(rang_nobody=lambda call: call.call_id is None),
            ),
        )

    async def call(
        self,
        callee: str = "+1 202-555-0111",
        *,
        order: LegOrder = LegOrder.AGENT_FIRST,
        delay_ms: int = 0,
    ) -> Call:
        request = DialoutRequest(
            caller_id=parse_phone_number("+12025550170", region=""),
            callee=parse_phone_number(callee, region=""),
            agent_number=parse_phone_number("+12025550180", region=""),
            leg_order=order,
            delay_ms=delay_ms,
        )
        return await self.calls.place(PlaceCall(account_id="sandbox", request=request))


def credentials_of(
    sandbox: Sandbox, algorithm: DigestAlgorithm = DigestAlgorithm.MD5
) -> NxcloudCredentials:
    return NxcloudCredentials(
        access_key=sandbox.credentials.access_key,
        access_secret=sandbox.credentials.access_secret,
        algorithm=algorithm,
    )


@contextlib.asynccontextmanager
async def a_line(limits: ReplyLimits = PATIENT) -> AsyncIterator[tuple[Sandbox, Line]]:
    async with Sandbox() as sandbox, build_http_client() as client:
        yield (
            sandbox,
            Line(client, sandbox.base_url, credentials=credentials_of(sandbox), limits=limits),
        )


def run(
    scenario: Callable[[Sandbox, Line], Awaitable[None]], limits: ReplyLimits = PATIENT
) -> None:
    async def main() -> None:
        async with a_line(limits) as (sandbox, line):
            await scenario(sandbox, line)

    asyncio.run(main())


def dials(sandbox: Sandbox) -> int:
    return len(sandbox.journal.for_path(DIALOUT_PATH))


def test_the_bytes_on_the_wire_are_the_documented_ones() -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        call = await line.call(order=LegOrder.CUSTOMER_FIRST, delay_ms=1500)
        (request,) = sandbox.journal.requests
        assert (request.method, request.path) == ("POST", DIALOUT_PATH)
        assert request.body == (
            b'{"did":"12025550170","callee":"12025550111",'
            b'"connectNumber":"12025550180","ringOrder":"1","delayTime":1500}'
        )
        assert request.header("bizType") == "9"
        assert request.header("action") == "didaws"
        assert request.header("Content-Type") == "application/json"
        assert request.header("algorithm") == ""
        assert len(request.header("ts")) == 13
        assert call.state is CallState.ACCEPTED
        assert call.call_id is not None
        sent = next(e for e in call.events if e.kind is CallEventKind.SENT)
        assert sent.byte_count == len(request.body)

    run(scenario)


def test_sha256_is_announced_and_accepted() -> None:
    async def main() -> None:
        async with Sandbox() as sandbox, build_http_client() as client:
            credentials = credentials_of(sandbox, DigestAlgorithm.SHA256)
            line = Line(client, sandbox.base_url, credentials=credentials, limits=PATIENT)
            assert (await line.call()).state is CallState.ACCEPTED
            assert sandbox.journal.requests[0].header("algorithm") == "sha256"

    asyncio.run(main())


def test_overridden_routing_headers_are_sent_and_refused_here() -> None:
    async def main() -> None:
        async with Sandbox() as sandbox, build_http_client() as client:
            line = Line(
                client,
                sandbox.base_url,
                credentials=credentials_of(sandbox),
                limits=PATIENT,
                routing=RoutingHeaders(biz_type="6", action="cc"),
            )
            call = await line.call()
            assert call.last_event.code == "1002"
            request = sandbox.journal.requests[0]
            assert (request.header("bizType"), request.header("action")) == ("6", "cc")

    asyncio.run(main())


def test_a_wrong_secret_is_1003() -> None:
    async def main() -> None:
        async with Sandbox() as sandbox, build_http_client() as client:
            credentials = NxcloudCredentials(
                access_key=sandbox.credentials.access_key, access_secret="wrong"
            )
            line = Line(client, sandbox.base_url, credentials=credentials, limits=PATIENT)
            call = await line.call()
            assert (call.state, call.last_event.code) == (CallState.REJECTED, "1003")

    asyncio.run(main())


@pytest.mark.parametrize(
    ("code", "status"),
    [
        *((code, 200) for code in (88, 99, 41000, *range(1000, 1010), -1, 4242)),
        *((code, 400) for code in (88, 1003, 4242)),
        *((code, 500) for code in (88, 99, 41000, *range(1000, 1010), -1)),
    ],
)
def test_a_business_code_is_a_rejection_whatever_the_status(code: int, status: int) -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(BusinessError(code, "原话", http_status=status))
        call = await line.call()
        assert (call.state, call.last_event.code) == (CallState.REJECTED, str(code))
        assert call.last_event.words == "原话"
        assert call.last_event.http_status == status
        assert dials(sandbox) == 1

    run(scenario)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_gateways_own_json_proves_nothing(status: int) -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(BusinessError(status, "Gateway Timeout", http_status=status))
        call = await line.call()
        assert call.last_event.reason == UnknownReason.REPLY_UNREADABLE
        assert dials(sandbox) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "state", "detail"),
    [
        (Delay(0.05), CallState.ACCEPTED, None),
        (WrongContentType(), CallState.ACCEPTED, None),
        (MisshapenSuccess(SuccessShape.TOP_LEVEL_CALL_ID), CallState.ACCEPTED, None),
        (HugeBody(MAX_REPLY_BYTES // 2), CallState.ACCEPTED, None),
        (TooManyRequests(), CallState.REJECTED, "HTTP 429"),
        (TooManyRequests(with_body=False), CallState.REJECTED, "HTTP 429"),
        (HtmlErrorPage(403), CallState.REJECTED, "HTTP 403"),
        (Redirect("http://127.0.0.1:9/elsewhere", 302), CallState.REJECTED, "HTTP 302"),
        (Redirect("http://127.0.0.1:9/elsewhere", 307), CallState.REJECTED, "HTTP 307"),
        (SkewClock(94_000), CallState.REJECTED, "1004"),
        (HtmlErrorPage(502), CallState.UNKNOWN, UnknownReason.REPLY_UNREADABLE),
        (CutReply(), CallState.UNKNOWN, UnknownReason.REPLY_CUT_SHORT),
        (HugeBody(), CallState.UNKNOWN, UnknownReason.REPLY_TOO_LARGE),
        (
            HugeBody(64 * 1024 * 1024, announces_length=True),
            CallState.UNKNOWN,
            UnknownReason.REPLY_TOO_LARGE,
        ),
        (ResetConnection(Point.BEFORE_BODY), CallState.UNKNOWN, UnknownReason.CONNECTION_LOST),
        (ResetConnection(Point.BEFORE_REPLY), CallState.UNKNOWN, UnknownReason.CONNECTION_LOST),
    ],
    ids=repr,
)
def test_every_fault_has_its_outcome_and_one_request(
    fault: Fault, state: CallState, detail: str | None
) -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(fault)
        call = await line.call()
        assert call.state is state
        assert (call.last_event.code or call.last_event.reason) == detail
        assert (call.call_id is not None) == (state is CallState.ACCEPTED)
        assert dials(sandbox) == 1
        assert list(line.journal.calls.values()) == [call]

    run(scenario)


@pytest.mark.parametrize("shape", [SuccessShape.NO_CALL_ID, SuccessShape.NULL_DATA])
def test_an_acceptance_without_a_call_id_is_still_one(shape: SuccessShape) -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(MisshapenSuccess(shape))
        call = await line.call()
        assert (call.state, call.call_id) == (CallState.ACCEPTED, None)
        assert dials(sandbox) == 1

    run(scenario)


@pytest.mark.parametrize("point", [Point.BEFORE_BODY, Point.BEFORE_REPLY])
def test_silence_is_unknown_and_nothing_is_sent_again(point: Point) -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(Hold(point))
        call = await line.call()
        assert call.last_event.reason == UnknownReason.NO_REPLY_IN_TIME
        assert dials(sandbox) == 1
        assert sandbox.faults.pending == 0

    run(scenario, QUICK)


def test_the_skewed_clock_is_measured() -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(SkewClock(94_000))
        offset_ms = (await line.call()).last_event.clock_offset_ms
        assert offset_ms is not None
        assert abs(offset_ms - 94_000) < 2000

    run(scenario)


@pytest.mark.parametrize("number", SANDBOX_NUMBERS, ids=lambda number: number.digits)
def test_no_sandbox_number_is_taken_for_a_success(number: object) -> None:
    digits = getattr(number, "digits", "")

    async def scenario(sandbox: Sandbox, line: Line) -> None:
        call = await line.call(f"+{digits}")
        assert call.state in {CallState.REJECTED, CallState.UNKNOWN}
        assert dials(sandbox) == 1

    run(scenario, QUICK)


def test_both_languages_of_the_provider_are_kept_verbatim() -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.language = "zh"
        words = (await line.call("+12025550103")).last_event.words
        assert any("\u4e00" <= c <= "\u9fff" for c in words)

    run(scenario)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("base_url", "reason"),
    [
        ("http://127.0.0.1:{port}", NotSentReason.CONNECTION_REFUSED),
        ("https://nowhere.invalid", NotSentReason.ADDRESS_NOT_FOUND),
        ("http://provider.example", NotSentReason.ADDRESS_NOT_ALLOWED),
    ],
)
def test_what_never_left_is_not_sent(base_url: str, reason: NotSentReason) -> None:
    async def main() -> None:
        async with build_http_client() as client:
            line = Line(
                client,
                base_url.format(port=unused_port()),
                credentials=NxcloudCredentials(access_key="k", access_secret="s"),
                limits=PATIENT,
            )
            call = await line.call()
            assert (call.state, call.last_event.reason) == (CallState.NOT_SENT, reason)

    asyncio.run(main())


def test_the_sandbox_line_reaches_no_other_host() -> None:
    async def main() -> None:
        async with build_http_client() as client:
            line = Line(
                client,
                "https://provider.example",
                credentials=NxcloudCredentials(access_key="k", access_secret="s"),
                limits=PATIENT,
                reach=Reach.LOOPBACK_ONLY,
            )
            assert (await line.call()).last_event.reason == NotSentReason.ADDRESS_NOT_ALLOWED

    asyncio.run(main())


def test_a_server_that_never_accepts_is_not_sent() -> None:
    async def main() -> None:
        with socket.socket() as deaf:
            # A full backlog leaves further connections without an answer.
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            fillers = [socket.socket() for _ in range(3)]
            for filler in fillers:
                filler.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    filler.connect(deaf.getsockname())
            async with build_http_client(Timeouts(connect_s=0.3)) as client:
                line = Line(
                    client,
                    f"http://127.0.0.1:{deaf.getsockname()[1]}",
                    credentials=NxcloudCredentials(access_key="k", access_secret="s"),
                    limits=QUICK,
                )
                call = await line.call()
            for filler in fillers:
                filler.close()
            assert call.last_event.reason == NotSentReason.CONNECT_TIMEOUT

    asyncio.run(main())


def test_a_server_without_tls_is_not_sent() -> None:
    async def main() -> None:
        async with Sandbox() as sandbox, build_http_client() as client:
            line = Line(
                client,
                sandbox.base_url.replace("http:", "https:"),
                credentials=credentials_of(sandbox),
                limits=PATIENT,
            )
            call = await line.call()
            assert call.last_event.reason == NotSentReason.TLS_FAILED
            assert sandbox.journal.requests == ()

    asyncio.run(main())


def test_the_clients_certificates_are_checked() -> None:
    async def main() -> None:
        async with build_http_client() as client:
            context = client._transport._pool._ssl_context  # type: ignore[attr-defined]
            assert context.verify_mode is ssl.CERT_REQUIRED
            assert context.check_hostname

    asyncio.run(main())


def test_the_proxy_of_the_environment_is_used_but_not_for_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{unused_port()}")
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")

    async def main() -> None:
        async with Sandbox() as sandbox, build_http_client() as client:
            here = Line(
                client, sandbox.base_url, credentials=credentials_of(sandbox), limits=PATIENT
            )
            assert (await here.call()).state is CallState.ACCEPTED
            there = Line(
                client,
                "https://provider.example",
                credentials=credentials_of(sandbox),
                limits=PATIENT,
            )
            assert (await there.call()).last_event.reason == NotSentReason.CONNECTION_REFUSED

    asyncio.run(main())


async def proxy_that_refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def test_a_proxy_that_refuses_the_tunnel_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        server = await asyncio.start_server(proxy_that_refuses, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        async with server, build_http_client() as client:
            line = Line(
                client,
                "https://provider.example",
                credentials=NxcloudCredentials(access_key="k", access_secret="s"),
                limits=PATIENT,
            )
            assert (await line.call()).last_event.reason == NotSentReason.PROXY_FAILED

    asyncio.run(main())


def test_the_connection_test_is_a_read_and_never_a_dial() -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        report = await line.provider.test_connection()
        assert report.round_trip_ms >= 0
        assert report.clock_offset_ms is not None
        assert abs(report.clock_offset_ms) < 2000
        (request,) = sandbox.journal.requests
        assert request.path == "/api/did/cdr"
        assert json.loads(request.body)["pageSize"] == 1
        assert (request.header("bizType"), request.header("action")) == ("4", "cdr")

    run(scenario)


def test_a_read_is_tried_again_and_signed_anew() -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY))
        sandbox.faults.once(HtmlErrorPage(503))
        await line.provider.test_connection()
        stamps = [request.header("ts") for request in sandbox.journal.requests]
        assert len(stamps) == len(set(stamps)) == 3

    run(scenario)


def test_ten_calls_at_once_are_ten_requests() -> None:
    async def scenario(sandbox: Sandbox, line: Line) -> None:
        callees = [f"+1202555011{n}" for n in range(10)]
        calls = await asyncio.gather(*(line.call(callee) for callee in callees))
        assert {call.state for call in calls} == {CallState.ACCEPTED}
        assert len({call.call_id for call in calls}) == dials(sandbox) == 10

    run(scenario)
