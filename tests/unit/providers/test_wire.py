"""Bodies as they are sent, envelopes as they come back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.calls import DialoutRequest, LegOrder
from dialer.domain.errors import OutcomeUnknown, Rejected, UnknownReason
from dialer.domain.phone_number import PhoneNumber
from dialer.providers.nxcloud import wire
from dialer.providers.reply_text import printable
from dialer.providers.transport import Reply

REQUEST = DialoutRequest(
    caller_id=PhoneNumber("+628900000001"),
    callee=PhoneNumber("+622600000001"),
    agent_number=PhoneNumber("+6590000001"),
)


def reply(body: object, *, status: int = 200) -> Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Reply(http_status=status, body=raw, round_trip_ms=1, clock_offset_ms=-7)


def test_dialout_body_is_the_documented_one_to_the_byte() -> None:
    assert wire.dialout_body(REQUEST) == (
        b'{"did":"628900000001","callee":"622600000001",'
        b'"connectNumber":"6590000001","ringOrder":"0"}'
    )


def test_customer_first_and_a_delay() -> None:
    request = DialoutRequest(
        caller_id=REQUEST.caller_id,
        callee=REQUEST.callee,
        agent_number=REQUEST.agent_number,
        leg_order=LegOrder.CUSTOMER_FIRST,
        delay_ms=1500,
    )
    fields = json.loads(wire.dialout_body(request))
    assert fields["ringOrder"] == "1"
    assert fields["delayTime"] == 1500


@pytest.mark.parametrize("status", [200, 201, 400, 500, 502])
def test_call_id_is_read_whatever_the_status(status: int) -> None:
    body = {"reqId": "r1", "code": 0, "msg": "ok", "data": {"callId": "abc"}}
    envelope = wire.accepted_envelope(reply(body, status=status))
    assert wire.find_call_id(envelope) == "abc"
    assert envelope.request_id == "r1"


@pytest.mark.parametrize(
    ("body", "call_id"),
    [
        ({"code": 0, "callId": "top"}, "top"),
        ({"code": "0", "data": {"callId": 1190000000000000001}}, "1190000000000000001"),
        ({"code": 0, "data": None}, None),
        ({"code": 0, "data": {}}, None),
        ({"code": 0, "data": []}, None),
        ({"code": 0, "data": {"callId": ""}, "callId": "top"}, "top"),
        ({"code": 0, "data": {"callId": True}}, None),
    ],
)
def test_call_id_is_found_where_the_pages_put_it(body: object, call_id: str | None) -> None:
    assert wire.find_call_id(wire.accepted_envelope(reply(body))) == call_id


@pytest.mark.parametrize("field", ["msg", "message", "retMsg", "info"])
def test_words_are_read_from_every_documented_field(field: str) -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply({"code": 41000, field: "被叫号码错误", "reqId": "r9"}))
    assert caught.value.code == "41000"
    assert caught.value.words == "被叫号码错误"
    assert caught.value.request_id == "r9"
    assert caught.value.clock_offset_ms == -7


def test_a_business_code_with_http_500_is_a_rejection() -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply({"code": 99, "msg": "system error"}, status=500))
    assert (caught.value.code, caught.value.http_status) == ("99", 500)


def test_too_many_requests_counts_more_than_its_business_code() -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply({"code": 88, "msg": "slow down"}, status=429))
    assert (caught.value.code, caught.value.words) == ("HTTP 429", "slow down")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 405, 407, 413, 429])
def test_statuses_that_prove_a_refusal(status: int) -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply(b"<html>no</html>", status=status))
    assert caught.value.code == f"HTTP {status}"


@pytest.mark.parametrize("status", [200, 204, 303, 400, 408, 409, 500, 502, 503, 504])
def test_statuses_that_prove_nothing(status: int) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        wire.accepted_envelope(reply(b"<html>bad gateway</html>", status=status))
    assert caught.value.reason is UnknownReason.REPLY_UNREADABLE
    assert caught.value.http_status == status


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"0", b'"ok"', b"{}", b'{"status":404}', b"{", b"\xff\xfe", b"[" * 99999],
)
def test_a_body_without_a_code_is_unknown(body: bytes) -> None:
    with pytest.raises(OutcomeUnknown):
        wire.accepted_envelope(reply(body))


@given(st.binary(max_size=200))
def test_any_bytes_end_in_one_of_the_three_answers(body: bytes) -> None:
    try:
        wire.accepted_envelope(reply(body))
    except (Rejected, OutcomeUnknown):
        pass
    else:
        assert json.loads(body)["code"] in (0, "0")


@given(st.text())
def test_words_from_the_network_are_one_safe_line(text: str) -> None:
    shown = printable(text, 50)
    assert len(shown) <= 50
    assert all(c.isprintable() or c == " " for c in shown if c != "\u200b")
    assert "\n" not in shown
