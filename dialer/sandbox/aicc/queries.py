"""What can be asked: the state of a call, records of calls, and the agents.

What the documents leave open is decided here: a query they give no code for is refused
with status 400, a call is in the records as soon as it was accepted, ``offset`` counts
records, durations are seconds, and a time that has not come is ``""``.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.aicc.gateway import AiccEndpoint, BareStatus, Refusal, parse_object
from dialer.sandbox.aicc.two_way_calls import ENDED, Moment, TwoWayCall, TwoWayCalls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.aicc.sign_in import IssuedTokens
    from dialer.sandbox.aicc.words import AiccWords
    from dialer.sandbox.messages import Answer, ReceivedRequest

QUERY_FAILED = "1"
WRONG_SERIAL = "3"
_MAX_SERIAL = 50
_MAX_DIGITS = 15
_MAX_LIMIT = 1000
_MAX_SPAN_MS = 7 * 24 * 3600 * 1000
_TASK_TYPES = frozenset({"0", "1", "2", "3", "4"})
_HOLDS_TWO_WAY = frozenset({"0", "1"})
_ITA = "4"
_TIMES = (
    "startTime",
    "agentAlertingTime",
    "agentTalkingTime",
    "agentReleaseTime",
    "alertingTime",
    "talkingTime",
    "releaseTime",
    "endTime",
)
_AGENTS = ((101, "ann"), (102, "ben"), (103, "chen"))


class CallStateEndpoint(AiccEndpoint):
    """Says where one call stands."""

    path: ClassVar[str] = "/apiaccess/CC-Management/v1/mobileAgent/queryCallState"

    def __init__(self, tokens: IssuedTokens, words: AiccWords, *, calls: TwoWayCalls) -> None:
        super().__init__(tokens, words)
        self._calls = calls

    def _answer_request(self, request: ReceivedRequest) -> Answer:
        serial = parse_object(request).get("callSerialNo")
        if not isinstance(serial, str) or not _is_digits(serial, _MAX_SERIAL):
            raise Refusal(WRONG_SERIAL)
        call = self._calls.find(serial)
        if call is None:
            raise Refusal(QUERY_FAILED)
        moment = call.at(request.now_ms)
        return self._accept(
            {
                **_parties_of(call),
                **_end_of(call, moment),
                "callData": call.order.call_data,
                "startTime": _text_of(moment, "startTime"),
                "endTime": _text_of(moment, "endTime"),
            }
        )


class RecordsEndpoint(AiccEndpoint):
    """Lists the calls placed in a span, the newest first."""

    path: ClassVar[str] = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord"

    def __init__(self, tokens: IssuedTokens, words: AiccWords, *, calls: TwoWayCalls) -> None:
        super().__init__(tokens, words)
        self._calls = calls

    def _answer_request(self, request: ReceivedRequest) -> Answer:
        fields = parse_object(request)
        start_ms = _read_whole(fields, "startTime")
        end_ms = _read_whole(fields, "endTime")
        if not 0 <= end_ms - start_ms <= _MAX_SPAN_MS:
            raise BareStatus(400, "endTime")
        first = _read_whole(fields, "offset", default="0")
        limit = _read_whole(fields, "limit", default="100")
        if not 1 <= limit <= _MAX_LIMIT:
            raise BareStatus(400, "limit")
        task_type = _read_task_type(fields)
        caller = _read_caller(fields)
        found = [
            call
            for call in self._calls.newest_first()
            if start_ms <= call.placed_ms <= end_ms
            and caller in {"", call.order.caller}
            and (task_type == _ITA if call.is_ita else task_type in _HOLDS_TWO_WAY)
        ]
        listed = found[first : first + limit]
        records = [_record_of(call, call.at(request.now_ms)) for call in listed]
        return self._accept({"total": len(found), "callInfo": records})


class AgentsEndpoint(AiccEndpoint):
    """Lists the agents, their SIP passwords in clear as the document shows."""

    path: ClassVar[str] = "/apiaccess/CC-Management/v1/queryAgentInfo"
    method: ClassVar[str] = "GET"

    def __init__(self, tokens: IssuedTokens, words: AiccWords) -> None:
        super().__init__(tokens, words)
        self._passwords = [secrets.token_hex(8) for _ in _AGENTS]

    def _answer_request(self, request: ReceivedRequest) -> Answer:
        del request  # there is nothing to ask but all
        agents = [
            {
                "workNo": work_no,
                "sipAccount": f"8880{work_no}",
                "sipPwd": password,
                "accountCode": name,
            }
            for (work_no, name), password in zip(_AGENTS, self._passwords, strict=True)
        ]
        return self._accept(
            {"sipServiceIp": "192.0.2.20", "sipServicePort": 5060, "agents": agents}
        )


def _record_of(call: TwoWayCall, moment: Moment) -> dict[str, object]:
    return {
        **_parties_of(call),
        "agentPresent": call.order.agent_present,
        **{name: _text_of(moment, name) for name in _TIMES},
        "agentTalkDuration": _span_s(moment, "agentTalkingTime", "agentReleaseTime"),
        "talkDuration": _span_s(moment, "talkingTime", "releaseTime"),
        **_end_of(call, moment),
    }


def _parties_of(call: TwoWayCall) -> dict[str, object]:
    return {
        "callSerialNo": str(call.serial),
        "caller": call.order.caller,
        "called": call.order.called,
        "callerPresent": call.order.caller_present,
    }


def _end_of(call: TwoWayCall, moment: Moment) -> dict[str, object]:
    if moment.state != ENDED:
        return {"state": moment.state}
    return {"state": moment.state, "reasonCode": call.course.reason}


def _text_of(moment: Moment, name: str) -> str:
    return str(moment.times.get(name, ""))


def _span_s(moment: Moment, start: str, end: str) -> int:
    if start not in moment.times or end not in moment.times:
        return 0
    return (moment.times[end] - moment.times[start]) // 1000


def _read_whole(fields: Mapping[str, object], name: str, *, default: str = "") -> int:
    value = fields.get(name, default)
    if not isinstance(value, str) or not _is_digits(value, _MAX_DIGITS):
        raise BareStatus(400, name)
    return int(value)


def _read_task_type(fields: Mapping[str, object]) -> str:
    # The documents leave open whether it is sent as text or as a number.
    value = fields.get("taskType", "0")
    if isinstance(value, bool) or str(value) not in _TASK_TYPES:
        raise BareStatus(400, "taskType")
    return str(value)


def _read_caller(fields: Mapping[str, object]) -> str:
    value = fields.get("caller", "")
    if not isinstance(value, str):
        raise BareStatus(400, "caller")
    return value


def _is_digits(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most
