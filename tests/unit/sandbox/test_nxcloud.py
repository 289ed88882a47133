"""The endpoints asked directly: every check, in order, and every field."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.sandbox import SANDBOX_NUMBERS, SandboxCredentials, nxcloud
from dialer.sandbox.messages import Answer, Endpoint, ReceivedRequest, RequestHead
from dialer.sandbox.phrases import Phrasebook
from dialer.sandbox.signature import SignedHeaders, signature_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.phrases import Language

NOW_MS = 1_700_000_000_000  # 2023-11-15 06:13:20 in UTC+8
TODAY = "2023-11-15"
KEY = SandboxCredentials("key", "secret")
ORDER = {"did": "12025550170", "callee": "622600000001", "connectNumber": "12025550180"}
QUERY = {"date": TODAY, "pageSize": 100, "page": 1}
DIALOUT, RECORDS = "9/didaws", "4/cdr"


class Desk:
    """Both endpoints, and requests that are right unless told otherwise."""

    def __init__(self, language: Language = "en") -> None:
        phrases = Phrasebook(language)
        self.dialout, self.records, *_ = nxcloud.endpoints(KEY, phrases)

    def dial(self, changes: Mapping[str, object] | None = None) -> Answer:
        return self.ask(self.dialout, DIALOUT, {**ORDER, **(changes or {})})

    def query(self, changes: Mapping[str, object] | None = None) -> Answer:
        return self.ask(self.records, RECORDS, {**QUERY, **(changes or {})})

    def ask(
        self,
        endpoint: Endpoint,
        kind: str,
        body: Mapping[str, object] | bytes,
        *,
        changes: Mapping[str, str | None] | None = None,
        now_ms: int = NOW_MS,
    ) -> Answer:
        """``changes`` are made before signing, but for ``sign``; None leaves a header out."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        biz_type, _, action = kind.partition("/")
        headers: dict[str, str | None] = {
            "Content-Type": "application/json",
            "accessKey": KEY.access_key,
            "ts": str(NOW_MS),
            "bizType": biz_type,
            "action": action,
            **(changes or {}),
        }
        signed = SignedHeaders(
            access_key=headers["accessKey"] or "",
            action=headers["action"] or "",
            biz_type=headers["bizType"] or "",
            ts=headers["ts"] or "",
        )
        algorithm = "sha256" if headers.get("algorithm") == "sha256" else "md5"
        sign = signature_of(signed, raw, secret=KEY.access_secret, algorithm=algorithm)
        headers = {"sign": sign, **headers}
        sent = tuple((name, value) for name, value in headers.items() if value is not None)
        head = RequestHead("POST", endpoint.path, sent)
        return endpoint.answer(ReceivedRequest(head, raw, now_ms))


def code_of(answer: Answer) -> object:
    return answer.payload["code"]


def words_of(answer: Answer) -> str:
    return str(answer.payload.get("msg", answer.payload.get("message")))


def records_of(answer: Answer) -> list[dict[str, object]]:
    data = answer.payload["data"]
    assert isinstance(data, dict)
    listed = data["list"]
    assert isinstance(listed, list)
    return listed


def test_a_call_is_accepted_with_ids_of_its_own() -> None:
    desk = Desk()
    first, second = desk.dial(), desk.dial()
    seen = set()
    for answer in (first, second):
        assert list(answer.payload) == ["reqId", "code", "msg", "data"]
        assert (answer.payload["code"], answer.payload["msg"]) == (0, "Success")
        data = answer.payload["data"]
        assert isinstance(data, dict)
        assert list(data) == ["callId"]
        seen |= {answer.payload["reqId"], data["callId"]}
    assert len(seen) == 4
    assert all(re.fullmatch(r"[0-9a-f]{32}", str(identifier)) for identifier in seen)


@pytest.mark.parametrize("name", ["accessKey", "ts", "bizType", "action", "sign"])
@pytest.mark.parametrize("value", [None, ""])
def test_1001_names_the_missing_header(name: str, value: str | None) -> None:
    desk = Desk()
    answer = desk.ask(desk.dialout, DIALOUT, ORDER, changes={name: value})
    assert code_of(answer) == 1001
    assert name in words_of(answer)
    assert answer.payload["data"] == {}
    assert answer.http_status == 200


@pytest.mark.parametrize(
    "changes",
    [{"bizType": "6"}, {"action": "cc"}, {"action": "DIDAWS"}, {"bizType": "09"}],
)
def test_1002_for_another_biz_type_or_action(changes: dict[str, str | None]) -> None:
    desk = Desk()
    answer = desk.ask(desk.dialout, DIALOUT, ORDER, changes=changes)
    assert code_of(answer) == 1002
    assert next(iter(changes)) in words_of(answer)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"a"',
        b"{",
        b"\xff",
        b"{'did':1}",
        b"[" * 100_000,
        b"9" * 5_000,
        '{"did":"1"}'.encode("utf-16"),
    ],
)
def test_1002_for_a_body_that_is_no_object(body: bytes) -> None:
    desk = Desk()
    assert code_of(desk.ask(desk.dialout, DIALOUT, body)) == 1002
    assert code_of(desk.ask(desk.records, RECORDS, body)) == 1002


@pytest.mark.parametrize(
    "changes",
    [
        {"sign": "0" * 32},
        {"sign": "6e9506557d1f289501d333ee2c365826"},
        {"algorithm": "sha1"},
        {"algorithm": ""},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": None},
    ],
)
def test_1003_for_a_wrong_signature_or_content_type(changes: dict[str, str | None]) -> None:
    desk = Desk()
    assert code_of(desk.ask(desk.dialout, DIALOUT, ORDER, changes=changes)) == 1003


@pytest.mark.parametrize(
    "changes",
    [
        {"algorithm": "md5"},
        {"algorithm": "sha256"},
        {"Content-Type": "Application/JSON; charset=utf-8"},
    ],
)
def test_documented_variants_pass(changes: dict[str, str | None]) -> None:
    desk = Desk()
    assert code_of(desk.ask(desk.dialout, DIALOUT, ORDER, changes=changes)) == 0


@pytest.mark.parametrize(
    "ts",
    [
        "1700000000",
        "17000000000000",
        "170000000000a",
        "+170000000000",
        "１７０００００００００００",
    ],
)
def test_1004_for_a_ts_that_is_not_13_digits(ts: str) -> None:
    desk = Desk()
    changes = {"ts": ts, "sign": "unreachable"}
    # Python decodes header bytes as Latin-1, so wide digits cannot arrive: sign is not computed.
    request = RequestHead(
        "POST",
        desk.dialout.path,
        (("accessKey", "key"), ("bizType", "9"), ("action", "didaws"), *changes.items()),
    )
    assert code_of(desk.dialout.answer(ReceivedRequest(request, b"{}", NOW_MS))) == 1004


@pytest.mark.parametrize(
    ("off_ms", "code"), [(60_000, 0), (-60_000, 0), (60_001, 1004), (-60_001, 1004)]
)
def test_the_window_is_a_minute_each_way(off_ms: int, code: int) -> None:
    desk = Desk()
    assert code_of(desk.ask(desk.dialout, DIALOUT, ORDER, now_ms=NOW_MS + off_ms)) == code


def test_1005_for_an_unknown_access_key() -> None:
    desk = Desk()
    for key in ("other", "KEY", "k\xe9y"):
        answer = desk.ask(desk.dialout, DIALOUT, ORDER, changes={"accessKey": key})
        assert code_of(answer) == 1005


def test_the_checks_go_from_the_outside_in() -> None:
    desk = Desk()
    wrong: dict[str, str | None] = {
        "action": "cc",
        "sign": "bad",
        "accessKey": "other",
        "ts": "1",
        "bizType": None,
    }
    seen = []
    for mended in ("bizType", "ts", "accessKey", "sign", "action", ""):
        seen.append(code_of(desk.ask(desk.dialout, DIALOUT, b"[]", changes=wrong)))
        wrong.pop(mended, None)
    assert seen == [1001, 1004, 1005, 1003, 1002, 1002]
    assert code_of(desk.dial({"did": ""})) == 41000


@pytest.mark.parametrize("name", ["did", "callee", "connectNumber"])
@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "12345",
        "1234567890123456",
        "+6590000001",
        "65 900000",
        6590000001,
        True,
        "６５９００００００１",
        [],
    ],
)
def test_41000_names_the_number_that_is_wrong(name: str, value: object) -> None:
    answer = Desk().dial({name: value})
    assert code_of(answer) == 41000
    assert words_of(answer).startswith(name + " ")
    assert answer.payload["data"] == {}


def test_41000_speaks_chinese_too() -> None:
    assert words_of(Desk("zh").dial({"callee": ""})) == "callee 不能为空"


@pytest.mark.parametrize("digits", ["123456", "123456789012345"])
def test_the_shortest_and_the_longest_number_pass(digits: str) -> None:
    assert code_of(Desk().dial({"callee": digits})) == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ringOrder": "0"}, 0),
        ({"ringOrder": "1"}, 0),
        ({"ringOrder": 0}, 0),
        ({"ringOrder": 1}, 0),
        ({"ringOrder": None}, 0),
        ({"ringOrder": "2"}, 41000),
        ({"ringOrder": 2}, 41000),
        ({"ringOrder": True}, 41000),
        ({"ringOrder": 1.0}, 41000),
        ({"ringOrder": ""}, 41000),
        ({"ringOrder": []}, 41000),
        ({"delayTime": 0}, 0),
        ({"delayTime": 5_000}, 0),
        ({"delayTime": None}, 0),
        ({"delayTime": -1}, 41000),
        ({"delayTime": "5000"}, 41000),
        ({"delayTime": False}, 41000),
        ({"delayTime": 1.5}, 41000),
        ({"delayTime": 10**30}, 41000),
        ({"unknown": {}}, 0),
    ],
)
def test_optional_fields(changes: dict[str, object], code: int) -> None:
    answer = Desk().dial(changes)
    assert code_of(answer) == code
    if code:
        assert words_of(answer).startswith(next(iter(changes)))


def test_a_sandbox_number_brings_its_faults() -> None:
    for number in SANDBOX_NUMBERS:
        assert Desk().dial({"callee": number.digits}).faults == number.faults


def test_calls_that_were_refused_leave_no_record() -> None:
    desk = Desk()
    for number in SANDBOX_NUMBERS:
        desk.dial({"callee": number.digits})
    desk.dial({"callee": "1"})
    recorded = [record["callNumber"] for record in records_of(desk.query())]
    # No answer, a reset and a cut reply: the provider had said yes.
    assert recorded == ["12025550162", "12025550161", "12025550160"]


def test_a_record_has_the_documented_fields() -> None:
    desk = Desk()
    desk.dial({"delayTime": 5_000})
    answer = desk.query()
    assert list(answer.payload) == ["code", "message", "data"]
    (record,) = records_of(answer)
    assert record == {
        "id": 1,
        "number": "12025550170",
        "callNumber": "622600000001",
        "callType": 1,
        "countryName": "Indonesia",
        "callDuration": 4,
        "feeType": 0,
        "feeDurationMinute": 1,
        "callPriceUnit": 0.12,
        "callPrice": 0.12,
        "endDirection": 1,
        "endReason": "0",
        "endReasonName": "Normal call clearing",
        "callerIp": "192.0.2.10",
        "calleeIp": "198.51.100.20",
        "startTime": "2023-11-15 06:13:25",
        "endTime": "2023-11-15 06:13:29",
    }


def test_pages_are_cut_from_the_newest_on() -> None:
    desk = Desk()
    for last in range(5):
        desk.dial({"callee": f"62260000000{last}"})
    answer = desk.query({"pageSize": 2, "page": 3})
    data = answer.payload["data"]
    assert isinstance(data, dict)
    counts = {name: value for name, value in data.items() if name != "list"}
    assert counts == {"totalRow": 5, "pageNumber": 3, "totalPage": 3, "pageSize": 2}
    assert [record["callNumber"] for record in records_of(answer)] == ["622600000000"]
    assert records_of(desk.query({"pageSize": 2, "page": 4})) == []


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 2),
        ({"didNumber": "12025550170"}, 1),
        ({"didNumber": "12025550171"}, 1),
        ({"didNumber": "12025550172"}, 0),
        ({"callNumber": "622600000001"}, 2),
        ({"callNumber": "6226"}, 0),
        ({"didNumber": "", "callNumber": None}, 2),
        ({"type": 1}, 2),
        ({"type": 0}, 0),
        ({"date": "2023-11-14"}, 0),
    ],
)
def test_filters(changes: dict[str, object], count: int) -> None:
    desk = Desk()
    desk.dial()
    desk.dial({"did": "12025550171"})
    answer = desk.query(changes)
    assert code_of(answer) == 0
    assert len(records_of(answer)) == count


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"date": None}, 1002),
        ({"date": ""}, 1002),
        ({"date": "20231115"}, 1002),
        ({"date": "2023-11-15 00:00:00"}, 1002),
        ({"date": 20231115}, 1002),
        ({"date": "2023-02-30"}, -1),
        ({"date": "0000-01-01"}, -1),
        ({"pageSize": None}, 1002),
        ({"pageSize": 0}, 1002),
        ({"pageSize": 1000}, 1002),
        ({"pageSize": "100"}, 1002),
        ({"pageSize": True}, 1002),
        ({"pageSize": 999}, 0),
        ({"page": None}, 1002),
        ({"page": 0}, 1002),
        ({"page": 1.0}, 1002),
        ({"page": 10**30}, 1002),
        ({"didNumber": 1}, 1002),
        ({"callNumber": []}, 1002),
        ({"type": 2}, 1002),
        ({"type": "1"}, 1002),
        ({"type": True}, 1002),
    ],
)
def test_a_query_is_judged_field_by_field(changes: dict[str, object], code: int) -> None:
    answer = Desk().query(changes)
    assert code_of(answer) == code
    assert "reqId" not in answer.payload
    assert "msg" not in answer.payload


def test_a_call_near_midnight_belongs_to_the_providers_day() -> None:
    desk = Desk()
    midnight = dt.datetime(2023, 11, 16, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    until_midnight_ms = int(midnight.timestamp() * 1000) - NOW_MS
    desk.dial({"delayTime": until_midnight_ms - 1})
    desk.dial({"delayTime": until_midnight_ms})
    assert len(records_of(desk.query({"date": "2023-11-15"}))) == 1
    assert len(records_of(desk.query({"date": "2023-11-16"}))) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["did", "callee", "connectNumber", "ringOrder", "delayTime"]), JSON
    )
)
def test_any_json_is_answered_with_a_documented_code(changes: dict[str, object]) -> None:
    assert code_of(Desk().dial(changes)) in {0, 41000}


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["date", "pageSize", "page", "didNumber", "callNumber", "type"]), JSON
    )
)
def test_any_query_is_answered_with_a_documented_code(changes: dict[str, object]) -> None:
    assert code_of(Desk().query(changes)) in {0, -1, 1002}


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_answered(body: bytes) -> None:
    desk = Desk()
    assert code_of(desk.ask(desk.dialout, DIALOUT, body)) in {1002, 41000}
