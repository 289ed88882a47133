"""What AICC's adapter and sandbox were seen to do, field by field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coverage_tables import FamilyProbe, Probe, changed, flatten

from dialer.domain.calls import TwoWayRequest
from dialer.domain.errors import NotSent, OutcomeUnknown, Rejected
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.records import RecordQuery
from dialer.providers.aicc import client, readings, wire
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.transport import Reply
from dialer.sandbox import SandboxAppCredentials, aicc, phrases
from dialer.sandbox.aicc import words
from dialer.sandbox.aicc.two_way_numbers import ORDINARY, TWO_WAY_NUMBERS
from dialer.sandbox.messages import ReceivedRequest, RequestHead, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dialer.sandbox.messages import Answer, Endpoint

NOW_MS = 1_700_000_000_000
# By then the call of the desk has ended, and its records hold every time there is.
LATER_MS = NOW_MS + 60_000
KEY = SandboxAppCredentials("key", "secret")
CALLBACK = "aHR0cHM6Ly9jYi5leGFtcGxlLmNvbTo4NDQzL2h1YXdlaS9yZWxlYXNl"
QUERY = RecordQuery(start_ms=NOW_MS, end_ms=LATER_MS, caller="12025550180")
TWO_WAY = TwoWayRequest(
    agent_number="12025550180",
    callee=PhoneNumber("+12025550175"),
    agent_id="101",
    call_data="order-4417",
    customer_sees="640060",
    agent_sees="640060",
    callback_url="https://cb.example.com:8443/huawei/release",
)

# Bodies of the adapter with every field it can send.
ADAPTER_BODIES: Mapping[str, bytes] = {
    client._TOKEN: wire.token_body("key", "secret"),
    client._CREATE_CALL: wire.two_way_body(TWO_WAY),
    client._CALL_STATE: wire.call_state_body("1"),
    client._RECORDS: wire.records_body(QUERY, task_type=wire.ALL_BUT_ITA, offset=0, limit=100),
    client._AGENTS: b"{}",
}
CREATE_CALL_BODY: dict[str, object] = {
    "caller": "12025550180",
    "called": "12025550175",
    "agentWorkNo": "101",
    "callData": "order-4417",
    "callerPresent": "640060",
    "agentPresent": "640060",
    "callBackUrl": CALLBACK,
}
READERS: Mapping[str, Callable[[Reply], object]] = {
    client._TOKEN: lambda reply: (wire.issued_token(reply).text, wire.issued_token(reply).life_s),
    client._CREATE_CALL: lambda reply: wire.find_call_id(wire.accepted_envelope(reply)),
    client._CALL_STATE: lambda reply: readings.find_progress(wire.accepted_envelope(reply)),
    client._RECORDS: lambda reply: readings.find_records(wire.accepted_envelope(reply)),
    client._AGENTS: lambda reply: readings.find_agents(wire.accepted_envelope(reply)),
}
_OTHER_VALUES: tuple[object, ...] = (7, "other", True, 0, 2, "1700000000007", [], None)


class _Desk:
    """Every endpoint of the sandbox around one call that has ended."""

    def __init__(self) -> None:
        made = aicc.endpoints(KEY, phrases.Phrasebook("en"))
        self.by_path: Mapping[str, Endpoint] = {endpoint.path: endpoint for endpoint in made}
        self._token = ""
        signing = self.ask(client._TOKEN, {"app_key": "key", "app_secret": "secret"})
        self._token = str(signing.payload["AccessToken"])
        self.placed = self.ask(client._CREATE_CALL, CREATE_CALL_BODY)
        result = self.placed.payload["result"]
        assert isinstance(result, dict)
        self.bodies: Mapping[str, Mapping[str, object]] = {
            client._TOKEN: {"app_key": "key", "app_secret": "secret"},
            client._CREATE_CALL: CREATE_CALL_BODY,
            client._CALL_STATE: {"callSerialNo": str(result["callSerialNo"])},
            client._RECORDS: {
                "startTime": str(NOW_MS),
                "endTime": str(LATER_MS),
                "offset": "0",
                "limit": "100",
                "taskType": "0",
                "caller": "12025550180",
            },
            client._AGENTS: {},
        }

    def ask(self, path: str, body: object, *, now_ms: int = NOW_MS) -> Answer:
        headers = (
            ("Content-Type", "application/json"),
            ("X-APP-Key", "key"),
            ("Authorization", f"Bearer {self._token}"),
        )
        head = RequestHead("POST", path, headers)
        return self.by_path[path].answer(ReceivedRequest(head, json.dumps(body).encode(), now_ms))


def probe() -> FamilyProbe:
    """Asks the adapter and the sandbox."""
    desk = _Desk()
    paths = set(READERS) | set(desk.by_path)
    return FamilyProbe(
        endpoints={path: _probe_endpoint(desk, path) for path in sorted(paths)},
        codes_read=frozenset({wire.SUCCESS, *AiccCodeBook().documented_codes}),
        codes_answered=frozenset(words._CODES),
        causes_read=frozenset(readings._END_CAUSES),
        causes_answered=frozenset(
            str(number.course.reason) for number in TWO_WAY_NUMBERS if not number.refusal
        )
        & frozenset(readings._END_CAUSES)
        | {str(ORDINARY.reason)},
    )


def _probe_endpoint(desk: _Desk, path: str) -> Probe:
    payload = desk.ask(path, desk.bodies[path], now_ms=LATER_MS).payload
    refusal = desk.by_path[path].refuse(1).payload
    # Sign-in is answered outside the family's envelope.
    refusals = () if path == client._TOKEN else (refusal,)
    answered = frozenset(flatten(payload)).union(*(flatten(reply) for reply in refusals))
    return Probe(
        sent=frozenset(flatten(json.loads(ADAPTER_BODIES[path]))) - {""},
        judged=frozenset(name for name in desk.bodies[path] if _is_judged(desk, path, name)),
        answered=answered,
        read=frozenset(_read(path, (payload, *refusals), answered)),
    )


def _is_judged(desk: _Desk, path: str, name: str) -> bool:
    wrong = desk.ask(path, changed(desk.bodies[path], name, {"wrong": 1}), now_ms=LATER_MS)
    return wrong.http_status != 200 or wrong.payload.get("retCode") != wire.SUCCESS


def _read(path: str, replies: tuple[Mapping[str, object], ...], names: Iterable[str]) -> set[str]:
    """The names whose value makes a difference, in a success or in a refusal."""
    before = [_outcome(path, reply) for reply in replies]
    return {
        name
        for name in names
        for other in _OTHER_VALUES
        if [_outcome(path, changed(reply, name, other)) for reply in replies] != before
    }


def _outcome(path: str, payload: object) -> object:
    reply = Reply(http_status=200, body=to_json(payload), round_trip_ms=1, clock_offset_ms=None)
    try:
        return READERS[path](reply), _words(reply)
    except Rejected as refusal:
        return refusal.code, refusal.words
    except OutcomeUnknown as unknown:
        return unknown.reason, unknown.detail
    except NotSent as not_sent:
        return not_sent.reason, not_sent.detail


def _words(reply: Reply) -> str:
    """The words of an envelope; the answer to a sign-in has none."""
    try:
        return wire.accepted_envelope(reply).words
    except (Rejected, OutcomeUnknown):
        return ""
