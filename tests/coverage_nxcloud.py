"""What NXCLOUD's adapter and sandbox were seen to do, field by field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coverage_tables import FamilyProbe, Probe, changed, flatten

from dialer.domain.calls import DialoutRequest
from dialer.domain.errors import OutcomeUnknown, Rejected
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.records import RecordDirection, RecordQuery
from dialer.domain.tasks import TaskNumber, TaskSettings
from dialer.providers.nxcloud import (
    endpoints,
    hangup_causes,
    wire,
    wire_agents,
    wire_records,
    wire_tasks,
)
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.providers.transport import Reply
from dialer.sandbox import TENANT_ID, SandboxCredentials, nxcloud, phrases
from dialer.sandbox.messages import ReceivedRequest, RequestHead, to_json
from dialer.sandbox.signature import SignedHeaders, signature_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dialer.providers.nxcloud.wire import Envelope
    from dialer.sandbox.messages import Endpoint
    from dialer.sandbox.nxcloud.gateway import NxcloudEndpoint

NOW_MS = 1_700_000_000_000
NOW_S = NOW_MS // 1000
KEY = SandboxCredentials("key", "secret")
QUEUE = "NX144G001"
QUERY = RecordQuery(
    start_ms=NOW_MS,
    end_ms=NOW_MS,
    call_id="c",
    order_id="o",
    caller="1",
    callee="2",
    agent="a",
    direction=RecordDirection.OUTBOUND,
)
DIALOUT = DialoutRequest(
    caller_id=PhoneNumber("+12025550170"),
    callee=PhoneNumber("+622600000001"),
    agent_number=PhoneNumber("+12025550180"),
    delay_ms=1,
)

# Bodies of the adapter with every field it can send.
ADAPTER_BODIES: Mapping[str, bytes] = {
    endpoints.DIALOUT.path: wire.dialout_body(DIALOUT),
    endpoints.DID_RECORDS.path: wire_records.did_records_body(QUERY, page=1),
    endpoints.AGENT_PAGE.path: wire_agents.agent_page_body(TENANT_ID, page=1, page_size=1),
    endpoints.AGENT_STATUS.path: wire_agents.agent_status_body(
        TENANT_ID, "a", NOW_MS, NOW_MS, as_text=False
    ),
    endpoints.AGENT_EFFICIENCY.path: wire_agents.agent_efficiency_body(
        TENANT_ID, NOW_MS, NOW_MS, page=1, by_day=True
    ),
    endpoints.GROUP_PAGE.path: wire_agents.group_page_body(TENANT_ID, page=1, page_size=1),
    endpoints.GROUP_MEMBERS.path: wire_agents.group_members_body(TENANT_ID, QUEUE),
    endpoints.GROUP_UPDATE.path: wire_agents.update_members_body(TENANT_ID, QUEUE, ["NX00001"]),
    endpoints.RECORDS_PAGE.path: wire_records.records_page_body(QUERY, page=1),
    endpoints.RECORDS_BY_ORDER.path: wire_records.records_by_order_body(TENANT_ID, "o"),
    endpoints.CREATE_AND_CALL.path: wire_tasks.create_task_body(
        TaskSettings(name="n", country="SG", strategy="s", queue_id=QUEUE, description="d"),
        [TaskNumber(order_id="A", e164="+6590000001")],
    ),
}

# Bodies the sandbox accepts, with every documented field.
SANDBOX_BODIES: Mapping[str, dict[str, object]] = {
    endpoints.DIALOUT.path: {
        "did": "12025550170",
        "callee": "622600000001",
        "connectNumber": "12025550180",
        "ringOrder": "0",
        "delayTime": 0,
    },
    endpoints.DID_RECORDS.path: {
        "date": "2023-11-15",
        "pageSize": 10,
        "page": 1,
        "didNumber": "12025550170",
        "callNumber": "622600000001",
        "type": 1,
    },
    endpoints.AGENT_PAGE.path: {
        "tenantId": TENANT_ID,
        "userName": "NX00001",
        "size": 10,
        "page": 1,
    },
    endpoints.AGENT_STATUS.path: {
        "tenantId": TENANT_ID,
        "userName": "NX00001",
        "startDateTime": NOW_S,
        "endDateTime": NOW_S,
    },
    endpoints.AGENT_EFFICIENCY.path: {
        "userName": "NX00001",
        "groupName": "Support",
        "tenantId": TENANT_ID,
        "staticalType": 1,
        "startDateTime": "2024-01-08 00:00:00",
        "endDateTime": "2024-01-08 00:00:00",
        "size": 10,
        "page": 1,
    },
    endpoints.GROUP_PAGE.path: {"tenantId": TENANT_ID, "queueName": QUEUE, "size": 10, "page": 1},
    endpoints.GROUP_MEMBERS.path: {"tenantId": TENANT_ID, "queueNo": QUEUE},
    endpoints.GROUP_UPDATE.path: {"tenantId": TENANT_ID, "queueNo": QUEUE, "members": ["NX00001"]},
    endpoints.CREATE_AND_CALL.path: {
        "country": "SG",
        "taskName": "n",
        "taskDesc": "d",
        "strategyName": "s",
        "dispatchType": 1,
        "agentGroupNo": QUEUE,
        "predictCallRate": 1.25,
        "ratioCallRate": 1.5,
        "startCount": 1,
        "callList": [{"orderID": "A", "userPhone": "6590000001", "other": "x"}],
        "startupType": 3,
    },
    endpoints.RECORDS_PAGE.path: {
        "answered": 0,
        "direction": 0,
        "startTime": NOW_S,
        "endTime": NOW_S,
        "name": "",
        "caller": "",
        "callee": "",
        "callId": "",
        "orderId": "A",
        "size": 10,
        "page": 1,
    },
    endpoints.RECORDS_BY_ORDER.path: {"tenantId": TENANT_ID, "orderId": "A"},
}
# What the adapter makes of a success.
READERS: Mapping[str, Callable[[Envelope], object]] = {
    endpoints.DIALOUT.path: wire.find_call_id,
    endpoints.DID_RECORDS.path: lambda found: wire_records.read_did_records(found, page=1),
    endpoints.AGENT_PAGE.path: lambda found: wire_agents.read_agents(found, page=1, page_size=10),
    endpoints.AGENT_STATUS.path: wire_agents.read_durations,
    endpoints.AGENT_EFFICIENCY.path: wire_agents.read_efficiency,
    endpoints.GROUP_PAGE.path: wire_agents.read_queues,
    endpoints.GROUP_MEMBERS.path: wire_agents.read_members,
    endpoints.GROUP_UPDATE.path: lambda _found: None,
    endpoints.CREATE_AND_CALL.path: lambda _found: None,
    endpoints.RECORDS_PAGE.path: wire_records.read_records_page,
    endpoints.RECORDS_BY_ORDER.path: wire_records.read_records,
}
# Fields of calls that others have seen and no page lists.
_SEEN_ELSEWHERE = ("lineIp", "mediaIp", "termSipCode", "hangupCause", "mos")
UNLISTED = {
    path: frozenset(f"data[].{name}" for name in _SEEN_ELSEWHERE)
    for path in (endpoints.RECORDS_PAGE.path, endpoints.RECORDS_BY_ORDER.path)
}
_OTHER_VALUES: tuple[object, ...] = (7, "other", True, False, 0, 2, ["XX"], None)


class _Desk:
    """Every endpoint of the sandbox around one state, in which calls were placed."""

    def __init__(self) -> None:
        made = nxcloud.endpoints(KEY, phrases.Phrasebook("en"), agent_count=12)
        self.by_path: Mapping[str, Endpoint] = {endpoint.path: endpoint for endpoint in made}
        for path in (endpoints.DIALOUT.path, endpoints.CREATE_AND_CALL.path):
            self.first = {**getattr(self, "first", {}), path: self.ask(path, SANDBOX_BODIES[path])}

    def ask(self, path: str, body: object) -> Mapping[str, object]:
        endpoint = self.by_path[path]
        routed: NxcloudEndpoint = endpoint  # type: ignore[assignment]  # all of this family are
        raw = json.dumps(body).encode()
        signed = SignedHeaders(
            access_key=KEY.access_key,
            action=routed.action,
            biz_type=routed.biz_type,
            ts=str(NOW_MS),
        )
        headers = (
            ("Content-Type", "application/json"),
            ("accessKey", KEY.access_key),
            ("action", routed.action),
            ("bizType", routed.biz_type),
            ("ts", str(NOW_MS)),
            ("sign", signature_of(signed, raw, secret=KEY.access_secret, algorithm="md5")),
        )
        head = RequestHead("POST", path, headers)
        return endpoint.answer(ReceivedRequest(head, raw, NOW_MS)).payload


def probe() -> FamilyProbe:
    """Asks the adapter and the sandbox."""
    desk = _Desk()
    paths = {endpoint.path for endpoint in endpoints.ENDPOINTS} | set(desk.by_path)
    cause_codes = _cause_codes(desk)
    return FamilyProbe(
        endpoints={path: _probe_endpoint(desk, path) for path in sorted(paths)},
        codes_read=_codes_read(),
        codes_answered=frozenset(map(str, phrases._CODES)),
        causes_read=hangup_causes.nxcc_codes() | hangup_causes.signal_codes(),
        causes_answered=cause_codes,
    )


def _probe_endpoint(desk: _Desk, path: str) -> Probe:
    body = SANDBOX_BODIES[path]
    # A task or a call may be placed once: its answer was kept.
    payload = desk.first.get(path) or desk.ask(path, body)
    assert payload["code"] == 0, (path, payload)
    refusal = json.loads(to_json(desk.by_path[path].refuse(41000).payload))
    answered = frozenset(flatten(payload)) | frozenset(flatten(refusal)) - {"data"}
    return Probe(
        sent=frozenset(flatten(json.loads(ADAPTER_BODIES[path]))),
        judged=frozenset(name for name in flatten(body) if _is_judged(desk, path, name)),
        answered=answered,
        read=frozenset(_read(path, payload, refusal, answered | UNLISTED.get(path, frozenset()))),
    )


def _is_judged(desk: _Desk, path: str, name: str) -> bool:
    wrong = desk.ask(path, changed(SANDBOX_BODIES[path], name, {"wrong": 1}))
    words = str(wrong.get("msg", wrong.get("message")))
    return wrong["code"] != 0 and name.rpartition(".")[2] in words


def _read(
    path: str, payload: Mapping[str, object], refusal: object, names: Iterable[str]
) -> set[str]:
    """The names whose value makes a difference, in a success or in a refusal."""
    before = [_outcome(path, reply) for reply in (payload, refusal)]
    return {
        name
        for name in names
        for other in _OTHER_VALUES
        if [_outcome(path, changed(reply, name, other)) for reply in (payload, refusal)] != before
    }


def _outcome(path: str, payload: object) -> object:
    reply = Reply(http_status=200, body=to_json(payload), round_trip_ms=1, clock_offset_ms=None)
    try:
        envelope = wire.accepted_envelope(reply)
        return READERS[path](envelope), envelope.request_id, envelope.words
    except Rejected as refusal:
        return refusal.code, refusal.words, refusal.request_id
    except OutcomeUnknown as unknown:
        return unknown.reason, unknown.detail


def _codes_read() -> frozenset[str]:
    """0 is read as a success; every other has an entry of its own."""
    book = NxcloudCodeBook()
    return frozenset({wire.SUCCESS, *book.documented_codes})


def _cause_codes(desk: _Desk) -> frozenset[str]:
    """The hang-up codes of an answered and an abandoned call."""
    path = endpoints.CREATE_AND_CALL.path
    left = {"orderID": "B", "userPhone": "6590000003", "other": "x"}
    desk.ask(path, {**SANDBOX_BODIES[path], "callList": [left]})
    span = {**SANDBOX_BODIES[endpoints.RECORDS_PAGE.path], "orderId": ""}
    rows = desk.ask(endpoints.RECORDS_PAGE.path, span)["data"]
    assert isinstance(rows, list)
    return frozenset(str(row["hangupCode"]) for row in rows)
