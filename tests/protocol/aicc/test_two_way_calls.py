"""Two-way calls against the sandbox: every fault, and how many requests reached it."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fakes import FixedClock
from protocol.aicc.tenant import CREATE, PATIENT, QUICK, TOKEN, Tenant, a_request, run

from dialer.domain.calls import CallEventKind
from dialer.domain.errors import (
    InputError,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownReason,
)
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.ports import (
    Provider,
    SupportsCallState,
    SupportsDialout,
    SupportsRecords,
    SupportsTwoWayCall,
    SupportsTwoWayRecords,
)
from dialer.providers.aicc.client import AiccClient, AiccCredentials
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.aicc.provider import AiccProvider
from dialer.providers.transport import MAX_REPLY_BYTES, Transport, build_http_client
from dialer.sandbox import (
    TWO_WAY_NUMBERS,
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Hold,
    HtmlErrorPage,
    HugeBody,
    Point,
    Redirect,
    ResetConnection,
    TooManyRequests,
    TwoWayNumber,
    WrongContentType,
)

if TYPE_CHECKING:
    from dialer.domain.calls import Receipt
    from dialer.domain.errors import SendError

CODES = sorted(int(code) for code in AiccCodeBook().documented_codes if code.isdigit())


async def outcome_of(tenant: Tenant, callee: str = "12025550111") -> Receipt | SendError:
    try:
        return await tenant.call(callee)
    except (NotSent, Rejected, OutcomeUnknown) as error:
        return error


def test_the_bytes_on_the_wire_are_the_documented_ones() -> None:
    async def scenario(tenant: Tenant) -> None:
        request = replace(
            a_request(),
            agent_id="101",
            call_data="订单 7",
            customer_sees="95500",
            agent_sees="95501",
            callback_url="https://cb.example.com:8443/huawei/release",
        )
        receipt = await tenant.place(request)
        sign_in, sent = tenant.sandbox.journal.requests
        assert (sign_in.method, sign_in.path) == ("POST", TOKEN)
        keys = tenant.sandbox.app_credentials
        assert json.loads(sign_in.body) == {
            "app_key": keys.app_key,
            "app_secret": keys.app_secret,
        }
        assert sign_in.header("Content-Type") == "application/json"
        assert sign_in.header("X-Token-Expire") == "600"
        assert sign_in.header("Authorization") == ""
        assert (sent.method, sent.path) == ("POST", CREATE)
        assert sent.body.decode() == (
            '{"caller":"13800000001","called":"12025550111","agentWorkNo":"101",'
            '"callData":"订单 7","callerPresent":"95500","agentPresent":"95501",'
            '"callBackUrl":"aHR0cHM6Ly9jYi5leGFtcGxlLmNvbTo4NDQzL2h1YXdlaS9yZWxlYXNl"}'
        )
        assert sent.header("X-APP-Key") == keys.app_key
        assert sent.header("Content-Type") == "application/json"
        assert re.fullmatch(r"Bearer [0-9a-f]{48}", sent.header("Authorization"))
        assert receipt.call_id is not None
        assert re.fullmatch(r"119[0-9]{16}", receipt.call_id)
        assert [event.kind for event in tenant.events] == [
            CallEventKind.SIGNED,
            CallEventKind.SENT,
        ]
        assert tenant.events[1].byte_count == len(sent.body)

    run(scenario)


def test_empty_optionals_are_not_sent() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        (sent,) = tenant.sandbox.journal.for_path(CREATE)
        assert sent.body == b'{"caller":"13800000001","called":"12025550111"}'

    run(scenario)


def test_further_headers_are_sent_and_replace_none_of_ours() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        for request in tenant.sandbox.journal.requests:
            assert request.header("X-TenantSpaceID") == "t-7"
        (sent,) = tenant.sandbox.journal.for_path(CREATE)
        names = [name.lower() for name, _ in sent.headers]
        assert names.count("authorization") == 1
        assert sent.header("Authorization").startswith("Bearer ")

    run(scenario, extra_headers=[("X-TenantSpaceID", "t-7"), ("authorization", "Basic eA==")])


@pytest.mark.parametrize(
    ("app_key", "header"), [("ä", ("X-A", "b")), ("a\r\nb", ("X-A", "b")), ("a", ("X-A", "b\r\n"))]
)
def test_what_cannot_be_in_a_header_never_becomes_a_request(
    app_key: str, header: tuple[str, str]
) -> None:
    with pytest.raises(InputError):
        AiccClient(
            Transport(httpx.AsyncClient(), FixedClock()),
            "https://provider.example",
            credentials=AiccCredentials(app_key=app_key, app_secret="s"),
            clock=FixedClock(),
            extra_headers=[header],
        )


def test_it_can_do_what_the_ports_ask_and_no_dial_out() -> None:
    async def scenario(tenant: Tenant) -> None:
        provider: Provider = tenant.provider
        assert isinstance(provider, SupportsTwoWayCall)
        assert isinstance(provider, SupportsCallState)
        assert isinstance(provider, SupportsRecords)
        assert isinstance(provider, SupportsTwoWayRecords)
        assert not isinstance(provider, SupportsDialout)

    run(scenario)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agent_number": "9" * 33}, "agent_number"),
        ({"callee": PhoneNumber("+" + "9" * 33)}, "callee"),
        ({"agent_id": "123456"}, "agent_id"),
        ({"call_data": "x" * 1025}, "call_data"),
        ({"customer_sees": "x"}, "customer_sees"),
        ({"agent_sees": "x"}, "agent_sees"),
        ({"callback_url": "https://a/?b=c"}, "callback_url"),
    ],
)
def test_a_broken_limit_sends_nothing_at_all(changes: dict[str, Any], field: str) -> None:
    async def scenario(tenant: Tenant) -> None:
        with pytest.raises(InputError) as caught:
            await tenant.place(replace(a_request(), **changes))
        assert caught.value.field == field
        assert tenant.sandbox.journal.requests == ()
        assert tenant.events == []

    run(scenario)


@pytest.mark.parametrize("code", [code for code in CODES if code])
@pytest.mark.parametrize("status", [200, 500])
def test_every_ret_code_is_a_rejection_whatever_the_status(code: int, status: int) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(BusinessError(code, "原话", http_status=status), path=CREATE)
        found = await outcome_of(tenant)
        assert isinstance(found, Rejected)
        assert (found.code, found.words, found.http_status) == (str(code), "原话", status)
        assert tenant.count(CREATE) == 1

    run(scenario)


def test_every_documented_code_was_asked_for() -> None:
    assert set(range(22)) < set(CODES)
    assert len([code for code in CODES if code > 90_000_000]) == 21


@pytest.mark.parametrize(
    "fault",
    [Delay(0.05), WrongContentType(), HugeBody(MAX_REPLY_BYTES // 2)],
    ids=repr,
)
def test_odd_but_whole_acceptances(fault: Fault) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(fault, path=CREATE)
        assert (await tenant.call()).call_id
        assert tenant.count(CREATE) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (TooManyRequests(), "HTTP 429"),
        (TooManyRequests(with_body=False), "HTTP 429"),
        *((HtmlErrorPage(status), f"HTTP {status}") for status in (400, 403, 404, 500)),
        *((Redirect("/elsewhere", status), f"HTTP {status}") for status in (301, 302, 307, 308)),
    ],
    ids=repr,
)
def test_refusals_without_a_ret_code(fault: Fault, code: str) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(fault, path=CREATE)
        found = await outcome_of(tenant)
        assert isinstance(found, Rejected)
        assert found.code == code
        assert tenant.count(CREATE) == 1
        assert tenant.count("/elsewhere") == 0

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        *((HtmlErrorPage(status), UnknownReason.REPLY_UNREADABLE) for status in (502, 503, 504)),
        (CutReply(), UnknownReason.REPLY_CUT_SHORT),
        (HugeBody(), UnknownReason.REPLY_TOO_LARGE),
        (HugeBody(64 * 1024 * 1024, announces_length=True), UnknownReason.REPLY_TOO_LARGE),
        (ResetConnection(Point.BEFORE_BODY), UnknownReason.CONNECTION_LOST),
        (ResetConnection(Point.BEFORE_REPLY), UnknownReason.CONNECTION_LOST),
        (Hold(Point.BEFORE_BODY), UnknownReason.NO_REPLY_IN_TIME),
        (Hold(Point.BEFORE_REPLY), UnknownReason.NO_REPLY_IN_TIME),
    ],
    ids=repr,
)
def test_every_lost_reply_is_unknown_and_nothing_is_sent_again(
    fault: Fault, reason: UnknownReason
) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(fault, path=CREATE)
        found = await outcome_of(tenant)
        assert isinstance(found, OutcomeUnknown)
        assert found.reason is reason
        assert tenant.count(CREATE) == 1
        assert tenant.sandbox.faults.pending == 0

    run(scenario, limits=QUICK if isinstance(fault, Hold) else PATIENT)


@pytest.mark.parametrize("number", TWO_WAY_NUMBERS, ids=lambda number: number.digits)
def test_every_sandbox_number_is_asked_once(number: TwoWayNumber) -> None:
    async def scenario(tenant: Tenant) -> None:
        found = await outcome_of(tenant, number.digits)
        assert tenant.count(CREATE) == 1
        if number.refusal:
            assert isinstance(found, Rejected)
            assert (found.code, found.http_status) == (number.refusal, number.http_status)
        elif number.faults:
            assert isinstance(found, (Rejected, OutcomeUnknown))
        else:
            assert not isinstance(found, Exception)
            assert (found.call_id is not None) == number.has_result

    is_silent = any(isinstance(fault, Delay) for fault in number.faults)
    run(scenario, limits=QUICK if is_silent else PATIENT)


def test_the_words_of_the_provider_are_kept_in_both_languages() -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.language = "zh"
        assert (await tenant.call()).words == "成功"
        found = await outcome_of(tenant, "12025550126")
        assert isinstance(found, Rejected)
        assert found.words == "主叫不在租户软电话号段内"

    run(scenario)


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("base_url", "reason"),
    [
        ("http://127.0.0.1:{port}", NotSentReason.CONNECTION_REFUSED),
        ("http://provider.example", NotSentReason.ADDRESS_NOT_ALLOWED),
    ],
)
def test_what_never_left_is_not_sent(base_url: str, reason: NotSentReason) -> None:
    async def main() -> None:
        async with build_http_client() as client:
            clock = FixedClock()
            aicc = AiccClient(
                Transport(client, clock),
                base_url.format(port=unused_port()),
                credentials=AiccCredentials(app_key="k", app_secret="s"),
                clock=clock,
                limits=PATIENT,
            )
            with pytest.raises(NotSent) as caught:
                await AiccProvider(aicc, clock).place_two_way_call(
                    a_request(), observe=lambda _event: None
                )
            assert caught.value.reason is reason

    asyncio.run(main())
