"""AICC's endpoints asked directly: every check and every field."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from dialer.sandbox import TWO_WAY_NUMBERS, SandboxAppCredentials, aicc
from dialer.sandbox.messages import Answer, Endpoint, ReceivedRequest, RequestHead
from dialer.sandbox.phrases import Phrasebook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.phrases import Language

NOW_MS = 1_700_000_000_000
KEY = SandboxAppCredentials("app", "hush")
ORDER = {"caller": "13800000001", "called": "622600000001"}
WEEK_MS = 7 * 24 * 3600 * 1000
JSON = {"Content-Type": "application/json"}


class Desk:
    """All endpoints, and requests that are right unless told otherwise."""

    def __init__(self, language: Language = "en") -> None:
        found = aicc.endpoints(KEY, Phrasebook(language))
        self.sign_in, self.create, self.state, self.records, self.agents = found
        self.now_ms = NOW_MS

    def token(self, life: str | None = "600") -> str:
        headers = {} if life is None else {"X-Token-Expire": life}
        answer = self.bare(self.sign_in, {"app_key": "app", "app_secret": "hush"}, headers)
        return str(answer.payload["AccessToken"])

    def call(self, changes: Mapping[str, object] | None = None) -> Answer:
        return self.ask(self.create, {**ORDER, **(changes or {})})

    def serial(self, changes: Mapping[str, object] | None = None) -> str:
        return str(result_of(self.call(changes))["callSerialNo"])

    def state_of(self, serial: object) -> Answer:
        return self.ask(self.state, {"callSerialNo": serial})

    def query(self, changes: Mapping[str, object] | None = None) -> Answer:
        span = {"startTime": str(NOW_MS), "endTime": str(NOW_MS + 60_000)}
        return self.ask(self.records, {**span, **(changes or {})})

    def ask(self, endpoint: Endpoint, body: object) -> Answer:
        return self.bare(endpoint, body, {"Authorization": f"Bearer {self.token()}"})

    def bare(self, endpoint: Endpoint, body: object, headers: Mapping[str, str]) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = tuple({**JSON, **headers}.items())
        head = RequestHead(endpoint.method, endpoint.path, sent)
        return endpoint.answer(ReceivedRequest(head, raw, self.now_ms))


def code_of(answer: Answer) -> object:
    return answer.payload.get("retCode", answer.http_status)


def result_of(answer: Answer) -> dict[str, Any]:
    assert code_of(answer) == "0"
    result = answer.payload["result"]
    assert isinstance(result, dict)
    return result


def test_a_token_looks_like_the_documented_one() -> None:
    body = {"app_key": "app", "app_secret": "hush"}
    desk = Desk()
    answer = desk.bare(desk.sign_in, body, {"X-Token-Expire": "900"})
    token = answer.payload["AccessToken"]
    assert answer.payload == {
        "AccessToken": token,
        "ApplyType": "Bearer",
        "CreateTime": "1700000000",
        "Expires": "900",
        "Scope": None,
        "AppKey": "app",
        "UserID": "Anonymous",
    }
    assert desk.token() != token


@pytest.mark.parametrize(
    ("asked", "given"),
    [(None, "600"), ("60", "60"), ("3600", "3600"), ("3601", "3600"), ("999999999", "3600")],
)
def test_the_life_asked_for_is_given_up_to_an_hour(asked: str | None, given: str) -> None:
    desk = Desk()
    headers = {} if asked is None else {"X-Token-Expire": asked}
    answer = desk.bare(desk.sign_in, {"app_key": "app", "app_secret": "hush"}, headers)
    assert answer.payload["Expires"] == given


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"app_key": "app", "app_secret": "wrong"}, {}, 401),
        ({"app_key": "other", "app_secret": "hush"}, {}, 401),
        ({"app_key": "ä", "app_secret": "\ud83d"}, {}, 401),
        ({"app_key": "app"}, {}, 400),
        ({"app_key": 1, "app_secret": "hush"}, {}, 400),
        (b"[]", {}, 400),
        (b"{", {}, 400),
        ({"app_key": "app", "app_secret": "hush"}, {"X-Token-Expire": "0"}, 400),
        ({"app_key": "app", "app_secret": "hush"}, {"X-Token-Expire": "soon"}, 400),
        ({"app_key": "app", "app_secret": "hush"}, {"Content-Type": "text/plain"}, 400),
    ],
)
def test_sign_ins_that_are_refused(body: object, headers: dict[str, str], status: int) -> None:
    desk = Desk()
    answer = desk.bare(desk.sign_in, body, headers)
    assert answer.http_status == status
    assert list(answer.payload) == ["retMsg"]


@pytest.mark.parametrize("form", ["", "{}", "bearer {}", "Bearer  {}", "Basic {}", "Bearer x{}"])
def test_only_a_bearer_with_one_space_is_let_in(form: str) -> None:
    desk = Desk()
    answer = desk.bare(desk.create, ORDER, {"Authorization": form.format(desk.token())})
    assert answer.http_status == 401


def test_another_app_key_is_not_let_in() -> None:
    desk = Desk()
    headers = {"Authorization": f"Bearer {desk.token()}", "X-APP-Key": "app"}
    assert code_of(desk.bare(desk.create, ORDER, headers)) == "0"
    assert code_of(desk.bare(desk.create, ORDER, {**headers, "X-APP-Key": "b"})) == 401


def test_a_token_dies_to_the_millisecond() -> None:
    desk = Desk()
    headers = {"Authorization": f"Bearer {desk.token('60')}"}
    desk.now_ms += 59_999
    assert code_of(desk.bare(desk.create, ORDER, headers)) == "0"
    desk.now_ms += 1
    assert code_of(desk.bare(desk.create, ORDER, headers)) == 401


def test_a_call_is_accepted_with_a_serial_number_of_19_digits() -> None:
    desk = Desk()
    first, second = result_of(desk.call()), result_of(desk.call())
    assert list(first) == ["callSerialNo"]
    assert isinstance(first["callSerialNo"], int)
    assert re.fullmatch(r"119[0-9]{16}", str(first["callSerialNo"]))
    assert first != second


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"caller": ""}, "5"),
        ({"caller": None}, "5"),
        ({"caller": "9" * 32}, "0"),
        ({"caller": "9" * 33}, "5"),
        ({"caller": 13800000001}, "5"),
        ({"called": "+622600000001"}, "5"),
        ({"called": "9" * 33}, "5"),
        ({"agentWorkNo": ""}, "0"),
        ({"agentWorkNo": "59999"}, "0"),
        ({"agentWorkNo": "123456"}, 400),
        ({"agentWorkNo": 101}, 400),
        ({"callData": "数" * 1024}, "0"),
        ({"callData": "数" * 1025}, "2"),
        ({"callData": 7}, "2"),
        ({"callerPresent": "95500", "agentPresent": "95501"}, "0"),
        ({"callerPresent": "a"}, "5"),
        ({"agentPresent": "9" * 33}, "5"),
        ({"callBackUrl": "aHR0cHM6Ly9jYi5leGFtcGxlLmNvbTo4NDQzL2h1YXdlaS9yZWxlYXNl"}, "0"),
        ({"callBackUrl": "https://cb.example.com"}, "9"),
        ({"callBackUrl": "aHR0cHM6Ly9jYi5leGFtcGxlLmNvbS8_YQ"}, "9"),
        ({"callBackUrl": "ZnRwOi8vY2IuZXhhbXBsZS5jb20="}, "9"),
        ({"callBackUrl": "aHR0cHM6Ly9jYi5leGFtcGxlLmNvbS8/YT0x"}, "9"),
        ({"callBackUrl": 7}, "9"),
    ],
)
def test_every_documented_limit(changes: dict[str, object], code: object) -> None:
    assert code_of(Desk().call(changes)) == code


def test_a_call_goes_its_way_by_the_sandbox_clock() -> None:
    desk = Desk()
    serial = desk.serial({"callData": "订单 7", "callerPresent": "95500"})
    seen = []
    for passed_ms in (0, 999, 1_000, 3_999, 4_000, 11_999, 12_000, 10**9):
        desk.now_ms = NOW_MS + passed_ms
        result = result_of(desk.state_of(serial))
        seen.append(result["state"])
        assert (result["callSerialNo"], result["callData"]) == (serial, "订单 7")
        assert (result["caller"], result["called"]) == ("13800000001", "622600000001")
        assert result["callerPresent"] == "95500"
        assert result["startTime"] == str(NOW_MS)
        assert ("reasonCode" in result) == (result["state"] == 3)
        assert result["endTime"] == (str(NOW_MS + 12_000) if result["state"] == 3 else "")
    assert seen == [0, 0, 1, 1, 2, 2, 3, 3]
    assert result["reasonCode"] == 0


@pytest.mark.parametrize(
    ("tail", "reason", "states"),
    [
        ("0120", 4, [0, 1, 3]),
        ("0121", 5, [0, 1, 3]),
        ("0122", 3, [0, 1, 3]),
        ("0123", 2, [0, 1, 3]),
        ("0124", 6, [0, 3, 3]),
        ("0134", 1, [0, 1, 2]),
        ("0135", 99, [0, 1, 2]),
    ],
)
def test_the_sandbox_numbers_end_as_told(tail: str, reason: int, states: list[int]) -> None:
    desk = Desk()
    serial = desk.serial({"called": f"1202555{tail}"})
    seen = []
    for passed_ms in (0, 1_000, 4_000):
        desk.now_ms = NOW_MS + passed_ms
        seen.append(result_of(desk.state_of(serial))["state"])
    assert seen == states
    desk.now_ms = NOW_MS + 12_000
    assert result_of(desk.state_of(serial))["reasonCode"] == reason


@pytest.mark.parametrize(
    ("tail", "code", "status"),
    [
        ("0125", "1", 200),
        ("0126", "8", 200),
        ("0127", "9", 200),
        ("0128", "16", 200),
        ("0130", "21", 200),
        ("0131", "90106011", 200),
        ("0132", "6", 500),
        ("0142", "4242", 200),
    ],
)
def test_the_sandbox_numbers_that_are_refused(tail: str, code: str, status: int) -> None:
    desk = Desk()
    answer = desk.call({"called": f"1202555{tail}"})
    assert (code_of(answer), answer.http_status) == (code, status)
    assert "result" not in answer.payload
    assert result_of(desk.query())["total"] == 0


def test_a_success_without_a_result_is_placed_all_the_same() -> None:
    desk = Desk()
    answer = desk.call({"called": "12025550133"})
    assert answer.payload == {"retCode": "0", "retMsg": "success"}
    assert result_of(desk.query())["total"] == 1


def test_each_number_is_fictional_and_teaches_one_thing() -> None:
    assert len({number.digits for number in TWO_WAY_NUMBERS}) == len(TWO_WAY_NUMBERS)
    for number in TWO_WAY_NUMBERS:
        assert re.fullmatch(r"120255501[0-9]{2}", number.digits)
        assert re.fullmatch(r"[A-Z][^.]{10,70}\.", number.lesson), number.lesson


@pytest.mark.parametrize(
    ("serial", "code"),
    [("1", "1"), ("9" * 50, "1"), ("9" * 51, "3"), ("", "3"), ("1a", "3"), (119, "3"), (None, "3")],
)
def test_states_nobody_can_tell(serial: object, code: str) -> None:
    assert code_of(Desk().state_of(serial)) == code


def test_a_record_follows_its_call() -> None:
    desk = Desk()
    serial = desk.serial({"agentPresent": "95501"})
    (early,) = result_of(desk.query())["callInfo"]
    assert (early["state"], early["talkingTime"], early["talkDuration"]) == (0, "", 0)
    desk.now_ms += 12_000
    (record,) = result_of(desk.query())["callInfo"]
    assert record == {
        "callSerialNo": serial,
        "caller": "13800000001",
        "called": "622600000001",
        "callerPresent": "",
        "agentPresent": "95501",
        "startTime": str(NOW_MS),
        "agentAlertingTime": str(NOW_MS + 1_000),
        "agentTalkingTime": str(NOW_MS + 2_000),
        "agentReleaseTime": str(NOW_MS + 12_000),
        "alertingTime": str(NOW_MS + 2_500),
        "talkingTime": str(NOW_MS + 4_000),
        "releaseTime": str(NOW_MS + 12_000),
        "endTime": str(NOW_MS + 12_000),
        "agentTalkDuration": 10,
        "talkDuration": 8,
        "state": 3,
        "reasonCode": 0,
    }


def test_records_are_paged_the_newest_first() -> None:
    desk = Desk()
    serials = [desk.serial() for _ in range(5)][::-1]
    pages = [
        result_of(desk.query({"offset": offset, "limit": "2"})) for offset in ("0", "2", "4", "6")
    ]
    assert [page["total"] for page in pages] == [5] * 4
    listed = [[record["callSerialNo"] for record in page["callInfo"]] for page in pages]
    assert listed == [serials[0:2], serials[2:4], serials[4:], []]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"taskType": "0"}, 1),
        ({"taskType": 1}, 1),
        ({"taskType": "2"}, 0),
        ({"taskType": "3"}, 0),
        ({"taskType": "4"}, 2),
        ({"caller": "13800000001"}, 1),
        ({"caller": "13800000002"}, 0),
        ({"startTime": str(NOW_MS + 1)}, 0),
        ({"startTime": str(NOW_MS - 9), "endTime": str(NOW_MS - 1)}, 0),
        ({"startTime": str(NOW_MS - WEEK_MS), "endTime": str(NOW_MS)}, 1),
    ],
)
def test_records_are_chosen_by_what_is_asked(changes: dict[str, object], count: int) -> None:
    desk = Desk()
    desk.call()
    for _ in range(2):
        desk.call({"called": "12025550136"})
    assert result_of(desk.query(changes))["total"] == count


@pytest.mark.parametrize(
    "changes",
    [
        {"startTime": NOW_MS},
        {"startTime": ""},
        {"endTime": "soon"},
        {"endTime": str(NOW_MS - 1)},
        {"endTime": str(NOW_MS + WEEK_MS + 1)},
        {"offset": 0},
        {"offset": "-1"},
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "9" * 5000},
        {"taskType": "5"},
        {"taskType": True},
        {"caller": 7},
    ],
)
def test_queries_that_make_no_sense(changes: dict[str, object]) -> None:
    answer = Desk().query(changes)
    assert answer.http_status == 400
    assert next(iter(changes)) in str(answer.payload["retMsg"]) or "startTime" in changes


def test_agents_come_with_their_passwords_in_clear() -> None:
    desk = Desk()
    result = result_of(desk.ask(desk.agents, b""))
    assert (desk.agents.method, result["sipServicePort"]) == ("GET", 5060)
    first = result["agents"][0]
    assert list(first) == ["workNo", "sipAccount", "sipPwd", "accountCode"]
    assert re.fullmatch(r"[0-9a-f]{16}", first["sipPwd"])


def test_both_languages() -> None:
    desk = Desk("zh")
    assert desk.call().payload["retMsg"] == "成功"
    assert desk.bare(desk.create, ORDER, {}).payload["retMsg"] == "未授权"
    assert desk.create.refuse(8).payload["retMsg"] == "主叫不在租户软电话号段内"
    assert desk.create.refuse(4242, "原话").payload == {"retCode": "4242", "retMsg": "原话"}


def test_the_secret_is_not_in_a_repr() -> None:
    assert "hush" not in repr(KEY)
