"""Bodies as they are sent, envelopes as they come back."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.calls import TwoWayRequest
from dialer.domain.errors import (
    InputError,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownReason,
)
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.records import RecordQuery
from dialer.providers.aicc import wire
from dialer.providers.transport import Reply

REQUEST = TwoWayRequest(agent_number="13800000001", callee=PhoneNumber("+12025550111"))
SERIAL = 1190000000000000001


def reply(body: object, *, status: int = 200) -> Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Reply(http_status=status, body=raw, round_trip_ms=1, clock_offset_ms=-7)


def test_empty_optionals_are_left_out() -> None:
    assert wire.two_way_body(REQUEST) == b'{"caller":"13800000001","called":"12025550111"}'


def test_every_field_has_its_place() -> None:
    request = replace(
        REQUEST,
        agent_id="101",
        call_data="订单 7",
        customer_sees="95500",
        agent_sees="95501",
        callback_url="https://cb.example.com:8443/huawei/release",
    )
    assert wire.two_way_body(request).decode() == (
        '{"caller":"13800000001","called":"12025550111","agentWorkNo":"101",'
        '"callData":"订单 7","callerPresent":"95500","agentPresent":"95501",'
        '"callBackUrl":"aHR0cHM6Ly9jYi5leGFtcGxlLmNvbTo4NDQzL2h1YXdlaS9yZWxlYXNl"}'
    )


@pytest.mark.parametrize("tail", ["", "a", "ab", "abc"])
def test_base64_is_the_standard_one_with_padding(tail: str) -> None:
    url = f"https://cb.example.com/{tail}?&"
    sent = json.loads(wire.two_way_body(replace(REQUEST, callback_url=url)))["callBackUrl"]
    assert len(sent) % 4 == 0
    assert base64.b64decode(sent, validate=True).decode() == url


def test_a_broken_paste_in_the_call_data_can_still_be_sent() -> None:
    body = wire.two_way_body(replace(REQUEST, call_data="a\ud83d"))
    assert json.loads(body)["callData"] == "a?"


def test_records_are_asked_for_in_text() -> None:
    query = RecordQuery(start_ms=1_700_000_000_000, end_ms=1_700_000_060_000, caller="138")
    assert json.loads(wire.records_body(query, task_type="4", offset=100, limit=50)) == {
        "startTime": "1700000000000",
        "endTime": "1700000060000",
        "offset": "100",
        "limit": "50",
        "taskType": "4",
        "caller": "138",
    }


def test_a_span_of_more_than_a_week_is_never_asked_for() -> None:
    with pytest.raises(InputError):
        wire.records_body(
            RecordQuery(start_ms=0, end_ms=8 * 86_400_000), task_type="0", offset=0, limit=1
        )


@pytest.mark.parametrize("status", [200, 201, 400, 500, 502])
@pytest.mark.parametrize("code", ["0", 0])
def test_success_counts_whatever_the_status(status: int, code: object) -> None:
    body = {"retCode": code, "retMsg": "ok", "result": {"callSerialNo": SERIAL}}
    envelope = wire.accepted_envelope(reply(body, status=status))
    assert (wire.find_call_id(envelope), envelope.words) == (str(SERIAL), "ok")


@pytest.mark.parametrize(
    ("serial", "call_id"),
    [
        ("1190000000000000001", "1190000000000000001"),
        ("9223372036854775807", "9223372036854775807"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ('"1190000000000000001"', "1190000000000000001"),
        ("1190000000000000001.0", "1190000000000000001.0"),
        ("1.19E18", "1.19E18"),
        ("true", None),
        ("null", None),
        ('""', None),
        ("[]", None),
    ],
)
def test_no_digit_of_the_serial_number_is_lost(serial: str, call_id: str | None) -> None:
    body = b'{"retCode":"0","retMsg":"ok","result":{"callSerialNo":%b}}' % serial.encode()
    assert wire.find_call_id(wire.accepted_envelope(reply(body))) == call_id


@given(st.integers(min_value=0, max_value=10**50))
def test_any_serial_number_keeps_its_digits(serial: int) -> None:
    body = {"retCode": "0", "result": {"callSerialNo": serial}}
    assert wire.find_call_id(wire.accepted_envelope(reply(body))) == str(serial)


@pytest.mark.parametrize("rest", [{}, {"result": None}, {"result": {}}, {"result": []}])
def test_success_without_a_result_is_still_one(rest: dict[str, object]) -> None:
    assert wire.find_call_id(wire.accepted_envelope(reply({"retCode": "0", **rest}))) is None


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize("rest", [{}, {"result": {}}, {"result": None}])
def test_a_code_other_than_0_is_a_rejection(status: int, rest: dict[str, object]) -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply({"retCode": "8", "retMsg": "号码", **rest}, status=status))
    assert (caught.value.code, caught.value.words) == ("8", "号码")
    assert (caught.value.http_status, caught.value.clock_offset_ms) == (status, -7)


def test_too_many_requests_counts_more_than_its_code() -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply({"retCode": "1", "retMsg": "slow down"}, status=429))
    assert (caught.value.code, caught.value.words) == ("HTTP 429", "slow down")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 405, 413, 429, 500])
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'{"message":"no"}'])
def test_statuses_that_prove_a_refusal(status: int, body: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        wire.accepted_envelope(reply(body, status=status))
    assert caught.value.code == f"HTTP {status}"


@pytest.mark.parametrize("status", [200, 202, 303, 408, 502, 503, 504])
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"{", b"\xff\xfe", b"[" * 99999, b"9" * 5000]
)
def test_statuses_that_prove_nothing(status: int, body: bytes) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        wire.accepted_envelope(reply(body, status=status))
    assert caught.value.reason is UnknownReason.REPLY_UNREADABLE
    assert caught.value.http_status == status


@given(st.binary(max_size=200))
def test_any_bytes_end_in_one_of_the_three_answers(body: bytes) -> None:
    try:
        wire.accepted_envelope(reply(body))
    except (Rejected, OutcomeUnknown):
        pass
    else:
        assert json.loads(body)["retCode"] in (0, "0")


@pytest.mark.parametrize(
    ("body", "is_refused"),
    [
        (b"", True),
        (b"<html>401</html>", True),
        (b'{"retCode":"90100200","retMsg":"auth"}', True),
        (b'{"retCode":"0"}', False),
        (b'{"retCode":"7","result":{"callSerialNo":119}}', False),
        (b'{"result":{"callSerialNo":11', False),
    ],
)
def test_a_401_proves_a_refused_token_only_without_a_call(body: bytes, *, is_refused: bool) -> None:
    assert wire.is_token_refused(reply(body, status=401)) is is_refused
    assert not wire.is_token_refused(reply(body, status=403))


def test_passwords_are_gone_before_anything_is_made_of_a_reply() -> None:
    agent = {"workNo": 101, "sipPwd": "hush-1", "PASSWORD": "hush-2", "x": [{"password": "hush-3"}]}
    envelope = wire.accepted_envelope(reply({"retCode": "0", "result": {"agents": [agent]}}))
    assert envelope.result == {"agents": [{"workNo": 101, "x": [{}]}]}


@pytest.mark.parametrize(
    "body",
    [
        b'{"result":{"agents":[{"sipPwd":"hush-1"}]}}',
        b'{"result":{"agents":[{"sipPwd":"hush-1"',
        b'{"retCode":"1","retMsg":"no","password":"hush-1"}',
        b"AccessToken=hush-1",
    ],
)
@pytest.mark.parametrize("status", [200, 401, 500, 502])
def test_no_secret_of_a_broken_reply_reaches_an_error(body: bytes, status: int) -> None:
    with pytest.raises((Rejected, OutcomeUnknown)) as caught:
        wire.accepted_envelope(reply(body, status=status))
    assert "hush" not in repr(caught.value) + str(caught.value) + str(vars(caught.value))


def test_a_token_is_read_with_its_life_in_text() -> None:
    issued = wire.issued_token(reply({"AccessToken": "t-1", "Expires": "600"}))
    assert (issued.text, issued.life_s) == ("t-1", 600)
    assert "t-1" not in repr(issued)


@pytest.mark.parametrize(
    ("expires", "life_s"),
    [(600, 600), ("86400", 3600), ("9" * 5000, 3600), ("", 0), ("-5", 0), ("soon", 0), (None, 0)],
)
def test_a_life_nobody_documents_is_not_trusted(expires: object, life_s: int) -> None:
    issued = wire.issued_token(reply({"AccessToken": "t-1", "Expires": expires}))
    assert issued.life_s == life_s


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 429])
def test_refused_credentials_are_a_rejection(status: int) -> None:
    with pytest.raises(Rejected) as caught:
        wire.issued_token(reply({"message": "no such key"}, status=status))
    assert (caught.value.code, caught.value.words) == (f"HTTP {status}", "no such key")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>bad gateway</html>", 502),
        (b"", 500),
        (b"{}", 200),
        (b'{"AccessToken":""}', 200),
        (b'{"AccessToken":"a\\r\\nb"}', 200),
        (b'{"AccessToken":7}', 200),
    ],
)
def test_without_a_token_nothing_was_sent(body: bytes, status: int) -> None:
    with pytest.raises(NotSent) as caught:
        wire.issued_token(reply(body, status=status))
    assert caught.value.reason is NotSentReason.SIGN_IN_FAILED
