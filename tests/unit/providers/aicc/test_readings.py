"""States, records and agents as AICC writes them, in the product's words."""

from __future__ import annotations

import pytest

from dialer.domain.calls import CallState, EndCause
from dialer.domain.records import AnsweredFilter, CallRecord, EndedBy, RecordDirection, RecordQuery
from dialer.providers.aicc import readings
from dialer.providers.aicc.wire import Envelope

ANSWERED = {
    "callSerialNo": "1190000000000000001",
    "caller": "13800000001",
    "called": "12025550111",
    "startTime": "1700000000000",
    "alertingTime": 1700000002000,
    "talkingTime": "1700000006000",
    "releaseTime": "1700000126000",
    "endTime": "1700000126500",
    "talkDuration": "120",
    "state": "3",
    "reasonCode": 0,
}


def envelope(result: object) -> Envelope:
    return Envelope("0", "", result)


@pytest.mark.parametrize(
    ("state", "expected"),
    [(0, CallState.ACCEPTED), ("1", CallState.RINGING), (2, CallState.TALKING)],
)
def test_a_call_under_way_has_no_cause(state: object, expected: CallState) -> None:
    fields = {"state": state, "reasonCode": 0, "startTime": "1700000000000", "endTime": "0"}
    progress = readings.find_progress(envelope(fields))
    assert progress is not None
    assert (progress.state, progress.end_cause, progress.raw_cause) == (expected, None, "")
    assert (progress.started_ms, progress.ended_ms) == (1_700_000_000_000, None)


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        (0, EndCause.CUSTOMER_HUNG_UP),
        ("1", EndCause.AGENT_HUNG_UP),
        (2, EndCause.AGENT_LEG_FAILED),
        (3, EndCause.CUSTOMER_LEG_FAILED),
        (4, EndCause.AGENT_NO_ANSWER),
        (5, EndCause.CUSTOMER_NO_ANSWER),
        ("6", EndCause.NOT_STARTED),
        (7, EndCause.OTHER),
        (65535, EndCause.OTHER),
        (None, EndCause.OTHER),
    ],
)
def test_every_cause_of_an_end(reason: object, cause: EndCause) -> None:
    progress = readings.find_progress(
        envelope({"state": 3, "reasonCode": reason, "endTime": "1700000009000"})
    )
    assert progress is not None
    assert (progress.state, progress.end_cause) == (CallState.ENDED, cause)
    assert progress.raw_cause == ("" if reason is None else str(reason))
    assert progress.ended_ms == 1_700_000_009_000


@pytest.mark.parametrize("result", [None, {}, [], {"state": 4}, {"state": True}, {"state": ""}])
def test_a_state_nobody_documents_is_none(result: object) -> None:
    assert readings.find_progress(envelope(result)) is None


def test_a_record_is_read_by_its_times() -> None:
    found = readings.find_records(envelope({"total": "7", "callInfo": [ANSWERED]}))
    assert found is not None
    (record,), total = found
    assert total == 7
    assert record == CallRecord(
        call_id="1190000000000000001",
        direction=RecordDirection.OUTBOUND,
        caller="13800000001",
        callee="12025550111",
        is_answered=True,
        started_ms=1_700_000_000_000,
        answered_ms=1_700_000_006_000,
        ended_ms=1_700_000_126_500,
        ring_s=4,
        talk_s=120,
        hang_up_code="0",
        hang_up_meaning="the customer hung up",
        ended_by=EndedBy.CUSTOMER,
        details=(("talkDuration", "120"),),
    )


def test_a_record_of_a_call_nobody_took() -> None:
    fields = {**ANSWERED, "talkingTime": "", "talkDuration": "0", "reasonCode": "5"}
    found = readings.find_records(envelope({"callInfo": [fields]}))
    assert found is not None
    (record,), total = found
    assert (record.is_answered, record.talk_s, record.hang_up_code) == (False, None, "5")
    assert total is None


def test_a_record_of_a_call_under_way_and_a_time_in_text() -> None:
    fields = {"callSerialNo": 119, "startTime": "2022/02/22,10:04:29:004", "state": 1}
    found = readings.find_records(envelope({"callInfo": [fields, "odd"]}))
    assert found is not None
    ((record,), _) = found
    assert (record.call_id, record.is_answered, record.started_ms) == ("119", None, None)
    assert record.server_time == "2022/02/22,10:04:29:004"


@pytest.mark.parametrize("result", [None, [], {"callInfo": "x"}, {"callInfo": {"a": 1}}])
def test_a_result_that_holds_no_records_is_none(result: object) -> None:
    assert readings.find_records(envelope(result)) is None


def test_an_empty_list_is_a_list() -> None:
    assert readings.find_records(envelope({"total": "9" * 5000, "callInfo": None})) == ((), None)


@pytest.mark.parametrize(
    ("query", "is_wanted"),
    [
        (RecordQuery(start_ms=0, end_ms=1), True),
        (RecordQuery(start_ms=0, end_ms=1, callee="12025550111"), True),
        (RecordQuery(start_ms=0, end_ms=1, callee="12025550112"), False),
        (RecordQuery(start_ms=0, end_ms=1, call_id="2"), False),
        (RecordQuery(start_ms=0, end_ms=1, order_id="o"), False),
        (RecordQuery(start_ms=0, end_ms=1, direction=RecordDirection.OUTBOUND), True),
        (RecordQuery(start_ms=0, end_ms=1, direction=RecordDirection.INBOUND), False),
        (RecordQuery(start_ms=0, end_ms=1, answered=AnsweredFilter.ANSWERED), True),
        (RecordQuery(start_ms=0, end_ms=1, answered=AnsweredFilter.UNANSWERED), False),
    ],
)
def test_the_rest_of_a_query_is_applied_here(query: RecordQuery, *, is_wanted: bool) -> None:
    record = CallRecord(
        call_id="1", direction=RecordDirection.OUTBOUND, callee="12025550111", is_answered=True
    )
    assert readings.is_wanted(record, query) is is_wanted


def test_agents_carry_no_password() -> None:
    agents = readings.find_agents(
        envelope({"agents": [{"workNo": 101, "sipAccount": "88801", "accountCode": "ann"}]})
    )
    assert agents is not None
    assert (agents[0].sip_number, agents[0].name, agents[0].account_name) == ("88801", "101", "ann")
    assert readings.find_agents(envelope({})) is None
