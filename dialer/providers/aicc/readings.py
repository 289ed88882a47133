"""What AICC's results mean: states, records and agents in the product's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.agents import Agent
from dialer.domain.calls import CallProgress, CallState, EndCause
from dialer.domain.records import AnsweredFilter, CallRecord, EndedBy, RecordDirection
from dialer.providers.aicc.wire import find_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.domain.records import RecordQuery
    from dialer.providers.aicc.wire import Envelope

_STATES = {
    "0": CallState.ACCEPTED,
    "1": CallState.RINGING,
    "2": CallState.TALKING,
    "3": CallState.ENDED,
}
# AICC calls the agent "caller" and the customer "callee".
_END_CAUSES = {
    "0": EndCause.CUSTOMER_HUNG_UP,
    "1": EndCause.AGENT_HUNG_UP,
    "2": EndCause.AGENT_LEG_FAILED,
    "3": EndCause.CUSTOMER_LEG_FAILED,
    "4": EndCause.AGENT_NO_ANSWER,
    "5": EndCause.CUSTOMER_NO_ANSWER,
    "6": EndCause.NOT_STARTED,
}
_CAUSE_WORDS = {
    "0": "the customer hung up",
    "1": "the agent hung up",
    "2": "the agent's phone could not be reached",
    "3": "the customer's phone could not be reached",
    "4": "the agent did not answer",
    "5": "the customer did not answer",
    "6": "the call was not started",
}
_ENDED_BY = {"0": EndedBy.CUSTOMER, "1": EndedBy.AGENT}
# Kept as they came: the unit of the durations is stated nowhere.
_DETAILS = (
    "callerPresent",
    "agentPresent",
    "agentAlertingTime",
    "agentTalkingTime",
    "agentReleaseTime",
    "agentTalkDuration",
    "talkDuration",
)
_MAX_DIGITS = 15
_MS_PER_S = 1000


def find_progress(envelope: Envelope) -> CallProgress | None:
    """What a queryCallState result says; None where its state is none of the four."""
    fields = envelope.result if isinstance(envelope.result, dict) else {}
    state = _STATES.get(find_text(fields.get("state")) or "")
    if state is None:
        return None
    has_ended = state is CallState.ENDED
    cause = (find_text(fields.get("reasonCode")) or "") if has_ended else ""
    return CallProgress(
        state=state,
        end_cause=_END_CAUSES.get(cause, EndCause.OTHER) if has_ended else None,
        raw_cause=cause,
        started_ms=_find_ms(fields.get("startTime")),
        ended_ms=_find_ms(fields.get("endTime")) if has_ended else None,
    )


def find_records(envelope: Envelope) -> tuple[tuple[CallRecord, ...], int | None] | None:
    """The records of a page, and how many there are in all where the page says.

    Returns:
        None where the result is not what the document promises.
    """
    result = envelope.result
    if not isinstance(result, dict):
        return None
    listed = result.get("callInfo") or []
    if not isinstance(listed, list):
        return None
    records = tuple(_record_of(fields) for fields in listed if isinstance(fields, dict))
    return records, _find_whole(result.get("total"))


def find_agents(envelope: Envelope) -> tuple[Agent, ...] | None:
    """The agents of a queryAgentInfo result; None where it lists none at all."""
    listed = envelope.result.get("agents") if isinstance(envelope.result, dict) else None
    if not isinstance(listed, list):
        return None
    return tuple(
        Agent(
            sip_number=find_text(fields.get("sipAccount")) or "",
            name=find_text(fields.get("workNo")) or "",
            account_name=find_text(fields.get("accountCode")) or "",
        )
        for fields in listed
        if isinstance(fields, dict)
    )


def is_wanted(record: CallRecord, query: RecordQuery) -> bool:
    """Whether a record is asked for: AICC itself filters by time and caller alone."""
    asked = (
        (query.call_id, record.call_id),
        (query.order_id, record.order_id),
        (query.caller, record.caller),
        (query.callee, record.callee),
        (query.agent, record.agent),
        (query.direction, record.direction),
    )
    if any(wanted and wanted != found for wanted, found in asked):
        return False
    if query.answered is AnsweredFilter.ALL:
        return True
    return record.is_answered is (query.answered is AnsweredFilter.ANSWERED)


def _record_of(fields: Mapping[str, object]) -> CallRecord:
    started = find_text(fields.get("startTime")) or ""
    started_ms = _find_ms(started)
    alerting_ms = _find_ms(fields.get("alertingTime"))
    answered_ms = _find_ms(fields.get("talkingTime"))
    released_ms = _find_ms(fields.get("releaseTime"))
    has_ended = find_text(fields.get("state")) == "3"
    cause = (find_text(fields.get("reasonCode")) or "") if has_ended else ""
    details = ((name, find_text(fields.get(name))) for name in _DETAILS)
    return CallRecord(
        call_id=find_text(fields.get("callSerialNo")) or "",
        direction=RecordDirection.OUTBOUND,
        caller=find_text(fields.get("caller")) or "",
        callee=find_text(fields.get("called")) or "",
        is_answered=_is_answered(answered_ms, has_ended=has_ended),
        started_ms=started_ms,
        answered_ms=answered_ms,
        ended_ms=_find_ms(fields.get("endTime")) or released_ms,
        server_time="" if started_ms is not None else started,
        # The unit of talkDuration is stated nowhere, so the times themselves are used.
        ring_s=_span_s(alerting_ms, answered_ms or released_ms),
        talk_s=_span_s(answered_ms, released_ms),
        hang_up_code=cause,
        hang_up_meaning=_CAUSE_WORDS.get(cause, ""),
        ended_by=_ENDED_BY.get(cause, EndedBy.UNKNOWN),
        details=tuple((name, text) for name, text in details if text),
    )


def _is_answered(answered_ms: int | None, *, has_ended: bool) -> bool | None:
    if answered_ms is not None:
        return True
    return False if has_ended else None


def _find_ms(value: object) -> int | None:
    """Reads ms since the epoch; 0 stands for a time that has not come."""
    return _find_whole(value) or None


def _find_whole(value: object) -> int | None:
    text = find_text(value) or ""
    if not (text.isascii() and text.isdigit()) or len(text) > _MAX_DIGITS:
        return None
    return int(text)


def _span_s(start_ms: int | None, end_ms: int | None) -> int | None:
    if start_ms is None or end_ms is None or end_ms < start_ms:
        return None
    return round((end_ms - start_ms) / _MS_PER_S)
