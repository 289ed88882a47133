"""Call records of the call centre, made up from the calls the sandbox accepted.

What the documents leave open is decided here: a dial-out is a call like any other and has
a record, without an order; the newest record comes first; a record is there as soon as
its call was accepted; customers whose number ends in 3 or 7 leave the queue of a task.
The document's own inconsistencies are kept: ``hangupBy`` that contradicts the words, and
a ``queueDuration`` that is now in seconds, now in ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.nxcloud.dialout import WRONG_FIELD
from dialer.sandbox.nxcloud.nxcc_gateway import NxccEndpoint, read_page, read_tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.messages import Answer
    from dialer.sandbox.nxcloud.dialout import AcceptedCall, AcceptedCalls
    from dialer.sandbox.nxcloud.fields import Fields
    from dialer.sandbox.nxcloud.tasks import TaskBook, TaskCall
    from dialer.sandbox.nxcloud.team import Team
    from dialer.sandbox.phrases import Phrasebook

_MAX_SIZE = 100
_MS_PER_S = 1000
_ALL, _UNANSWERED, _ANSWERED = 0, 1, 2
_ALL_DIRECTIONS, _LAST_DIRECTION = 0, 3
_OUTBOUND = 1
_AGENT, _USER = 0, 1
_AGENT_HUNG_UP, _USER_LEFT_QUEUE = 1001, 1103
_RING_MS = 6_000
_QUEUE_MS = 5_139
_SHORTEST_CALL_S = 3
_LEAVES_QUEUE = frozenset("37")
_CALLER_OF_TASKS = "12025550175"
_PRICE_PER_MINUTE = 0.031
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """What records tell of a call.

    Attributes:
        agent: user name and nick name of the agent; None where none was reached.
    """

    serial: int
    call_id: str
    caller: str
    callee: str
    starts_ms: int
    is_answered: bool
    agent: tuple[str, str] | None = None
    order_id: str = ""
    task_id: str = ""
    other: str = ""

    @property
    def duration_s(self) -> int:
        """How long it was talked; the same as in the records of DIDs."""
        return _SHORTEST_CALL_S + int(self.callee[-1:]) if self.is_answered else 0


class RecordedCalls:
    """Every call of one sandbox: those of tasks and the dial-outs."""

    def __init__(self, team: Team, dialouts: AcceptedCalls, tasks: TaskBook) -> None:
        self._team = team
        self._dialouts = dialouts
        self._tasks = tasks

    def newest_first(self) -> list[RecordedCall]:
        """The calls, the last one first."""
        return sorted(self._calls(), key=lambda call: call.starts_ms, reverse=True)

    def _calls(self) -> Iterator[RecordedCall]:
        yield from (self._of_task(call) for call in self._tasks.newest_first())
        yield from (_of_dialout(call) for call in self._dialouts.newest_first())

    def _of_task(self, call: TaskCall) -> RecordedCall:
        is_answered = call.number.user_phone[-1] not in _LEAVES_QUEUE
        members = [agent for agent in self._team.members(call.group_no) if agent.is_enabled]
        agent = members[call.serial % len(members)] if members and is_answered else None
        return RecordedCall(
            serial=call.serial,
            call_id=call.call_id,
            caller=_CALLER_OF_TASKS,
            callee=call.number.user_phone,
            starts_ms=call.starts_ms,
            is_answered=agent is not None,
            agent=(agent.user_name, agent.nick_name) if agent is not None else None,
            order_id=call.number.order_id,
            task_id=call.task_id,
            other=call.number.other,
        )


def _of_dialout(call: AcceptedCall) -> RecordedCall:
    return RecordedCall(
        serial=call.serial,
        call_id=call.call_id,
        caller=call.did,
        callee=call.callee,
        starts_ms=call.starts_ms,
        is_answered=True,
    )


class _RecordsEndpoint(NxccEndpoint):
    """Shows calls as the pages of call records do."""

    wrong_field: ClassVar[int] = WRONG_FIELD

    def __init__(
        self,
        credentials: SandboxCredentials,
        phrases: Phrasebook,
        *,
        team: Team,
        calls: RecordedCalls,
    ) -> None:
        super().__init__(credentials, phrases, team=team)
        self._calls = calls

    def _row(self, call: RecordedCall) -> dict[str, object]:
        agent_name, nick_name = call.agent or ("", None)
        minutes = -(-call.duration_s // _MINUTE_S)
        say = self._phrases.say
        is_answered = call.is_answered
        return {
            "agentName": agent_name,
            "agentNickName": nick_name,
            "answered": is_answered,
            "callDuration": call.duration_s,
            "callee": call.callee,
            "caller": call.caller,
            "callId": call.call_id,
            "direction": _OUTBOUND,
            "dtmfKeys": "1,2" if call.serial % 2 else "",
            "hangupBy": _USER if is_answered else _AGENT,
            "hangupCode": _AGENT_HUNG_UP if is_answered else _USER_LEFT_QUEUE,
            "callStatus": say("call_answered" if is_answered else "call_abandoned"),
            "hangupReason": say("agent_hung_up" if is_answered else "user_left_queue"),
            "leaveMsgUrl": "" if is_answered else _sound(call, "message"),
            "orderId": call.order_id,
            "other": call.other,
            "intent": say("intent_interested") if is_answered else "",
            "queueDuration": _QUEUE_MS if call.serial % 2 else _QUEUE_MS // _MS_PER_S,
            "recordUrl": _sound(call, "record") if is_answered else "",
            "taskId": call.task_id,
            "totalCustomerPrice": round(_PRICE_PER_MINUTE * minutes, 3),
            **_times(call),
        }


class RecordsPageEndpoint(_RecordsEndpoint):
    """Lists records of a span; takes no tenant id and shows no total."""

    path: ClassVar[str] = "/saas/cc/openapi/cdr/page"

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        start_s, end_s = fields.seconds("startTime"), fields.seconds("endTime")
        if end_s < start_s:
            fields.refuse("end_before_start", field="endTime")
        is_wanted = _read_filters(fields)
        wanted = read_page(fields, most=_MAX_SIZE)
        found = [
            call
            for call in self._calls.newest_first()
            if start_s <= call.starts_ms // _MS_PER_S <= end_s and is_wanted(call)
        ]
        return self._accept_page([self._row(call) for call in found[wanted]], total=len(found))


class RecordsByOrderEndpoint(_RecordsEndpoint):
    """The records of one order."""

    path: ClassVar[str] = "/saas/cc/openapi/cdr/queryByOrderId"

    def _answer_query(self, fields: Fields, *, now_ms: int) -> Answer:
        del now_ms
        read_tenant(fields)
        order_id = fields.text("orderId")
        found = [call for call in self._calls.newest_first() if call.order_id == order_id]
        return self._accept([self._row(call) for call in found])


def _read_filters(fields: Fields) -> Callable[[RecordedCall], bool]:
    """What the optional fields ask for; the query's directions are one above the reply's."""
    answered = fields.optional_whole("answered", most=_ANSWERED)
    direction = fields.optional_whole("direction", most=_LAST_DIRECTION)
    name, caller = fields.optional_text("name"), fields.optional_text("caller")
    callee, call_id = fields.optional_text("callee"), fields.optional_text("callId")
    order_id = fields.optional_text("orderId")

    def is_wanted(call: RecordedCall) -> bool:
        return (
            answered in {_ALL, _ANSWERED if call.is_answered else _UNANSWERED}
            and direction in {_ALL_DIRECTIONS, _OUTBOUND + 1}
            and name in {"", call.agent[0] if call.agent else ""}
            and caller in {"", call.caller}
            and callee in {"", call.callee}
            and call_id in {"", call.call_id}
            and order_id in {"", call.order_id}
        )

    return is_wanted


def _times(call: RecordedCall) -> dict[str, int]:
    """The course of a call in ms: it rings, waits in the queue, is talked, ends."""
    queued_ms = call.starts_ms + _RING_MS
    left_ms = queued_ms + _QUEUE_MS
    return {
        "startTime": call.starts_ms,
        "ringTime": call.starts_ms,
        "ringDuration": _RING_MS // _MS_PER_S,
        "inQueueTime": queued_ms,
        "outQueueTime": left_ms,
        "answerTime": left_ms if call.is_answered else 0,
        "endTime": left_ms + call.duration_s * _MS_PER_S,
    }


def _sound(call: RecordedCall, kind: str) -> str:
    return f"https://records.example.com/{kind}/{call.call_id}.mp3"
