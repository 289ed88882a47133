"""The call centre's endpoints asked directly: every field, and the oddities they keep."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialer.sandbox import TENANT_ID, SandboxCredentials, nxcloud
from dialer.sandbox.messages import Answer, Endpoint, ReceivedRequest, RequestHead
from dialer.sandbox.nxcloud.team import Team
from dialer.sandbox.phrases import Phrasebook
from dialer.sandbox.signature import SignedHeaders, signature_of

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW_MS = 1_700_000_000_000
NOW_S = NOW_MS // 1000
KEY = SandboxCredentials("key", "secret")
QUEUE = "NX144G001"
CALL = {"orderID": "A1", "userPhone": "6590000001", "other": "card 7"}
BODIES: dict[str, dict[str, object]] = {
    "agent/page": {"tenantId": TENANT_ID, "size": 200, "page": 1},
    "agent/status/info": {
        "tenantId": TENANT_ID,
        "userName": "NX00001",
        "startDateTime": NOW_S - 3600,
        "endDateTime": NOW_S,
    },
    "agent/efficiencyStatistical/page": {
        "staticalType": 0,
        "startDateTime": "2024-01-08 00:00:00",
        "endDateTime": "2024-01-09 00:00:00",
        "size": 100,
        "page": 1,
    },
    "agentGroup/page": {"tenantId": TENANT_ID, "queueName": "", "size": 200, "page": 1},
    "agentGroup/member/list": {"tenantId": TENANT_ID, "queueNo": QUEUE},
    "agentGroup/updateMembers": {
        "tenantId": TENANT_ID,
        "queueNo": QUEUE,
        "members": ["NX00001"],
    },
    "ai/createandcall": {
        "country": "SG",
        "taskName": "n",
        "strategyName": "默认策略",
        "dispatchType": 1,
        "agentGroupNo": QUEUE,
        "predictCallRate": 1.25,
        "ratioCallRate": 1.5,
        "startCount": 1,
        "callList": [CALL],
        "startupType": 3,
    },
    "cdr/page": {"startTime": NOW_S - 60, "endTime": NOW_S + 60, "size": 100, "page": 1},
    "cdr/queryByOrderId": {"tenantId": TENANT_ID, "orderId": "A1"},
}
WRONG = {path: 41000 if path.startswith(("ai/", "cdr/")) else 1002 for path in BODIES}


class Desk:
    """Every endpoint by the end of its path, and bodies that are right unless changed."""

    def __init__(self, *, agent_count: int = 214) -> None:
        self.tasks = nxcloud.TaskBook()
        made = nxcloud.endpoints(KEY, Phrasebook("en"), tasks=self.tasks, agent_count=agent_count)
        self.by_path: Mapping[str, Endpoint] = {
            endpoint.path.removeprefix("/saas/cc/openapi/"): endpoint for endpoint in made
        }

    def ask(self, path: str, changes: Mapping[str, object] | None = None) -> Answer:
        body = {**BODIES[path], **(changes or {})}
        raw = json.dumps(body).encode()
        signed = SignedHeaders(access_key=KEY.access_key, action="cc", biz_type="8", ts=str(NOW_MS))
        headers = (
            ("Content-Type", "application/json"),
            ("accessKey", KEY.access_key),
            ("action", "cc"),
            ("bizType", "8"),
            ("ts", str(NOW_MS)),
            ("sign", signature_of(signed, raw, secret=KEY.access_secret, algorithm="md5")),
        )
        head = RequestHead("POST", self.by_path[path].path, headers)
        return self.by_path[path].answer(ReceivedRequest(head, raw, NOW_MS))

    def rows(
        self, path: str, changes: Mapping[str, object] | None = None
    ) -> list[dict[str, object]]:
        answer = self.ask(path, changes)
        assert answer.payload["code"] == 0, answer.payload
        data = answer.payload["data"]
        assert isinstance(data, list)
        return data


@pytest.mark.parametrize("path", BODIES)
def test_the_documented_body_is_accepted(path: str) -> None:
    assert Desk().ask(path).payload["code"] == 0


@pytest.mark.parametrize("path", ["agent/page", "agent/efficiencyStatistical/page"])
def test_a_refusal_holds_an_empty_object_and_no_total(path: str) -> None:
    answer = Desk().by_path[path].refuse(1001)
    assert answer.payload["data"] == {}
    assert answer.payload["total"] == 0
    assert "total" not in Desk().by_path["cdr/page"].refuse(1001).payload


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("value", [None, "", [], {}, True, -1, 10**30, 1.005, "\u0661"])
def test_each_required_field_is_judged(path: str, value: object) -> None:
    may_be = {
        ("agentGroup/page", "queueName"): ("", "\u0661"),
        ("agent/efficiencyStatistical/page", "tenantId"): (None,),
        ("ai/createandcall", "startupType"): (None,),
        ("ai/createandcall", "taskName"): ("\u0661",),
        ("ai/createandcall", "strategyName"): ("\u0661",),
        ("cdr/queryByOrderId", "orderId"): ("\u0661",),
    }
    for name in BODIES[path]:
        answer = Desk().ask(path, {name: value})
        if value in may_be.get((path, name), ()):
            assert answer.payload["code"] == 0
        else:
            assert answer.payload["code"] == WRONG[path], (name, value)
            assert name in str(answer.payload["msg"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"predictCallRate": 1}, 0),
        ({"predictCallRate": 1.0}, 0),
        ({"predictCallRate": 1.125}, 41000),
        ({"predictCallRate": "1.25"}, 41000),
        ({"ratioCallRate": 1.25}, 41000),
        ({"ratioCallRate": float("nan")}, 41000),
        ({"dispatchType": 3}, 41000),
        ({"dispatchType": 1.0}, 41000),
        ({"startupType": 2}, 0),
        ({"startupType": 4}, 41000),
        ({"taskDesc": None}, 0),
        ({"taskDesc": 7}, 41000),
        ({"country": "sg"}, 41000),
        ({"agentGroupNo": "NX144G999"}, 41000),
        ({"callList": [7]}, 41000),
        ({"callList": [{**CALL, "orderID": ""}]}, 41000),
        ({"callList": [{**CALL, "orderId": "A1", "orderID": None}]}, 41000),
        ({"callList": [{**CALL, "userPhone": "+6590000001"}]}, 41000),
        ({"callList": [{**CALL, "userPhone": 6590000001}]}, 41000),
        ({"callList": [{**CALL, "other": None}]}, 41000),
        ({"callList": [CALL, CALL]}, 41000),
    ],
)
def test_a_task_is_judged_by_type_and_value(changes: dict[str, object], code: int) -> None:
    desk = Desk()
    assert desk.ask("ai/createandcall", changes).payload["code"] == code
    if code:
        assert desk.rows("cdr/page") == []


def test_an_order_id_is_taken_for_ever_and_a_refused_task_takes_none() -> None:
    desk = Desk()
    assert desk.ask("ai/createandcall", {"country": ""}).payload["code"] == 41000
    assert desk.ask("ai/createandcall").payload["data"] is None
    answer = desk.ask("ai/createandcall", {"callList": [{**CALL, "orderID": "B1"}, CALL]})
    assert (answer.payload["code"], answer.payload["msg"]) == (
        41000,
        "orderID A1 was used before",
    )
    other = desk.ask("ai/createandcall", {"callList": [{**CALL, "orderID": "B1"}]})
    assert other.payload["code"] == 0
    assert [row["taskId"] for row in desk.rows("cdr/page")] == ["100002", "100001"]


@pytest.mark.parametrize("startup_type", [None, 0, 1, 2])
def test_only_a_task_that_starts_at_once_calls(startup_type: object) -> None:
    desk = Desk()
    desk.ask("ai/createandcall", {"startupType": startup_type})
    assert desk.rows("cdr/page") == []
    assert desk.rows("cdr/queryByOrderId") == []


def test_a_task_is_kept_with_its_numbers_and_called_once_when_it_is_started() -> None:
    desk = Desk()
    calls = [{**CALL, "orderID": f"A{n}", "userPhone": f"659000000{n}"} for n in range(10)]
    desk.ask("ai/createandcall", {"startupType": 1, "callList": calls})
    (task,) = desk.tasks.tasks
    assert [number.order_id for number in task.numbers] == [call["orderID"] for call in calls]
    assert not desk.tasks.start("100002", now_ms=NOW_MS)
    assert desk.tasks.start(task.task_id, now_ms=NOW_MS)
    assert not desk.tasks.start(task.task_id, now_ms=NOW_MS)
    rows = desk.rows("cdr/page")
    assert {row["orderId"]: row["answered"] for row in rows} == {
        f"A{n}": n not in {3, 7} for n in range(10)
    }


def test_records_keep_the_documents_inconsistencies() -> None:
    desk = Desk()
    calls = [{**CALL, "orderID": f"A{n}", "userPhone": f"659000000{n}"} for n in range(1, 5)]
    desk.ask("ai/createandcall", {"callList": calls})
    rows = desk.rows("cdr/page")
    assert {row["queueDuration"] for row in rows} == {5, 5139}
    assert {(row["hangupReason"], row["hangupBy"]) for row in rows} == {
        ("Agent hung up", 1),
        ("User abandoned the queue", 0),
    }
    assert {row["agentNickName"] is None for row in rows} == {True, False}
    assert {row["direction"] for row in rows} == {1}


def test_a_span_counts_in_seconds_both_ends_included() -> None:
    desk = Desk()
    desk.ask("ai/createandcall")
    assert len(desk.rows("cdr/page", {"startTime": NOW_S, "endTime": NOW_S})) == 1
    assert desk.rows("cdr/page", {"startTime": NOW_S + 1}) == []
    assert desk.rows("cdr/page", {"endTime": NOW_S - 1}) == []
    assert desk.ask("cdr/page", {"startTime": NOW_MS}).payload["code"] == 41000


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("agent/page", 200),
        ("agentGroup/page", 200),
        ("agent/efficiencyStatistical/page", 100),
        ("cdr/page", 100),
    ],
)
def test_pages_have_their_documented_bounds(path: str, most: int) -> None:
    assert Desk().ask(path, {"size": most}).payload["code"] == 0
    assert Desk().ask(path, {"size": most + 1}).payload["code"] == WRONG[path]


def test_one_agent_is_found_by_mail_or_number() -> None:
    desk = Desk()
    (by_number,) = desk.rows("agent/page", {"userName": "NX00041"})
    assert by_number["nickName"] == "李娜"
    (by_mail,) = desk.rows("agent/page", {"userName": by_number["userName"]})
    assert by_mail == by_number
    assert desk.rows("agent/page", {"userName": "nobody"}) == []


def test_the_list_keeps_its_oddities() -> None:
    rows = Desk().rows("agent/page")
    assert ["US, SG"] in [row["allowCountry"] for row in rows]
    assert {type(row["recording"]) for row in rows} == {bool, int}
    assert {row["status"] for row in rows} == {0, 1}


def test_times_of_a_status_may_be_texts() -> None:
    desk = Desk()
    texts = {"startDateTime": str(NOW_S - 3600), "endDateTime": str(NOW_S)}
    as_text = desk.ask("agent/status/info", texts).payload["data"]
    assert as_text == desk.ask("agent/status/info").payload["data"]
    backwards = desk.ask("agent/status/info", {"startDateTime": NOW_S + 1})
    assert backwards.payload["code"] == 1002


def test_efficiency_by_group_and_by_day() -> None:
    desk = Desk(agent_count=12)
    path = "agent/efficiencyStatistical/page"
    assert len(desk.rows(path, {"groupName": "Support"})) == 2
    by_day = desk.ask(path, {"staticalType": 1, "userName": "NX00001"})
    assert by_day.payload["total"] == 2
    too_long = desk.ask(path, {"endDateTime": "2026-01-09 00:00:00"})
    assert too_long.payload["code"] == 1002
    assert desk.ask(path, {"endDateTime": "2024-02-30 00:00:00"}).payload["code"] == 1002


def test_a_group_is_found_by_number_or_name() -> None:
    desk = Desk()
    assert [row["groupName"] for row in desk.rows("agentGroup/page", {"queueName": QUEUE})] == [
        "Sales"
    ]
    assert len(desk.rows("agentGroup/page", {"queueName": "华语客服"})) == 1
    assert desk.rows("agentGroup/page", {"queueName": "none"}) == []


@pytest.mark.parametrize("members", [["NX00001", "NX99999"], ["NX00001", 7], "NX00001"])
def test_members_nobody_knows_change_nothing(members: object) -> None:
    desk = Desk()
    before = desk.rows("agentGroup/member/list")
    assert desk.ask("agentGroup/updateMembers", {"members": members}).payload["code"] == 1002
    assert desk.rows("agentGroup/member/list") == before


@pytest.mark.parametrize("count", [1, 1_000, 10_000])
def test_a_team_has_as_many_agents_as_asked_for(count: int) -> None:
    team = Team(count)
    assert len(team.agents) == len({agent.user_name for agent in team.agents.values()}) == count
    assert sum(len(team.members(group_no)) for group_no in team.queues) >= count


@pytest.mark.parametrize("count", [0, -1, 100_000])
def test_a_team_out_of_bounds_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="agent_count"):
        Team(count)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(deadline=None)
@pytest.mark.parametrize("path", BODIES)
@given(data=st.data())
def test_any_json_is_answered_with_a_documented_code(path: str, data: st.DataObject) -> None:
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(BODIES[path])), JSON))
    assert Desk(agent_count=3).ask(path, changes).payload["code"] in {0, WRONG[path]}
