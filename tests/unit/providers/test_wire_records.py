"""Call records as they come, and as they are read."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.errors import OutcomeUnknown, SendError
from dialer.domain.records import CallRecord, EndedBy, RecordDirection, RecordQuery
from dialer.providers.nxcloud import hangup_causes, wire_records
from dialer.providers.nxcloud.server_time import server_day, server_text, span_seconds
from dialer.providers.nxcloud.wire import Envelope, accepted_envelope
from dialer.providers.transport import Reply

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = sorted(wire_records._NAMED | wire_records._DID_NAMED | {"hangupCause", "unknown"})
ROW = st.dictionaries(st.sampled_from(NAMES), JSON)
MIDNIGHT_MS = 1_704_643_200_000  # 2024-01-08 00:00:00 in UTC+8


def success(data: object) -> Envelope:
    body = json.dumps({"code": 0, "data": data}).encode()
    return accepted_envelope(
        Reply(http_status=200, body=body, round_trip_ms=1, clock_offset_ms=None)
    )


def record(**row: object) -> CallRecord:
    (found,) = wire_records.read_records(success([row]))
    return found


def did_record(**row: object) -> CallRecord:
    (found,) = wire_records.read_did_records(success({"list": [row]}), page=1).records
    return found


@pytest.mark.parametrize(
    ("told", "direction"),
    [
        (0, RecordDirection.INBOUND),
        (1, RecordDirection.OUTBOUND),
        (2, RecordDirection.AICC),
        ("1", RecordDirection.OUTBOUND),
        (3, RecordDirection.UNKNOWN),
        (None, RecordDirection.UNKNOWN),
        (True, RecordDirection.UNKNOWN),
    ],
)
def test_the_replys_directions_are_one_below_the_querys(
    told: object, direction: RecordDirection
) -> None:
    assert record(direction=told).direction is direction
    if direction is not RecordDirection.UNKNOWN:
        query = RecordQuery(start_ms=0, end_ms=0, direction=direction)
        asked = json.loads(wire_records.records_page_body(query, page=1))["direction"]
        assert asked == int(str(told)) + 1


def test_times_are_ms_and_zero_is_never() -> None:
    found = record(startTime=1_704_643_200_123, answerTime=0, endTime="1704643201000")
    assert (found.started_ms, found.answered_ms) == (1_704_643_200_123, None)
    assert found.ended_ms == 1_704_643_201_000


@pytest.mark.parametrize(
    ("times", "queue_s"),
    [
        ({"inQueueTime": 1000, "outQueueTime": 6139, "queueDuration": 5139}, 5),
        ({"inQueueTime": 0, "outQueueTime": 6139, "queueDuration": 5}, None),
        ({"inQueueTime": 7000, "outQueueTime": 6139}, None),
        ({"queueDuration": 5}, None),
    ],
)
def test_the_wait_is_taken_from_the_times(times: dict[str, object], queue_s: int | None) -> None:
    assert record(**times).queue_s == queue_s


def test_words_and_codes_stay_as_they_came() -> None:
    found = record(hangupCode=4711, hangupReason="用户挂断", hangupBy=1)
    assert (found.hang_up_code, found.hang_up_words) == ("4711", "用户挂断")
    assert (found.hang_up_meaning, found.ended_by) == ("", EndedBy.CUSTOMER)


@pytest.mark.parametrize(
    ("row", "meaning"),
    [
        ({"hangupCode": 1001}, "The agent hung up."),
        ({"hangupCode": 1103}, "The customer left the queue before an agent answered."),
        ({"hangupCode": 17}, ""),
        ({"hangupCode": 4711, "hangupCause": "USER_BUSY"}, "The line was busy."),
        ({"hangupCause": 17}, "The line was busy."),
    ],
)
def test_known_causes_are_explained(row: dict[str, object], meaning: str) -> None:
    assert record(**row).hang_up_meaning == meaning


def test_a_note_that_only_filled_the_field_is_none() -> None:
    assert record(orderId="A1", other="A1").note == ""
    assert record(orderId="A1", other="card 7").note == "card 7"


def test_what_has_no_field_is_kept_among_the_details() -> None:
    found = record(callId="c1", mos=4.2, lineIp="192.0.2.1", intent="", extra={"a": [1]}, flag=True)
    assert found.details == (
        ("mos", "4.2"),
        ("lineIp", "192.0.2.1"),
        ("extra", '{"a": [1]}'),
        ("flag", "true"),
    )


@pytest.mark.parametrize(("sent", "is_answered"), [(True, True), (0, False), ("x", None)])
def test_answered_is_a_flag_of_any_kind(sent: object, is_answered: object) -> None:
    assert record(answered=sent).is_answered is is_answered


@pytest.mark.parametrize(
    ("call_type", "parties"),
    [(0, ("cust", "did")), (1, ("did", "cust")), (9, ("did", "cust"))],
)
def test_a_dids_call_has_its_parties_by_direction(call_type: int, parties: tuple[str, str]) -> None:
    found = did_record(callType=call_type, number="did", callNumber="cust")
    assert (found.caller, found.callee) == parties


def test_a_dids_record_keeps_text_times_and_its_own_reason() -> None:
    found = did_record(startTime="2024-01-08 00:00:01", endReason="-7", endReasonName="对方拒接")
    assert found.server_time == "2024-01-08 00:00:01"
    assert (found.hang_up_code, found.hang_up_words) == ("-7", "对方拒接")
    assert (found.hang_up_meaning, found.started_ms, found.call_id) == ("", None, "")
    assert did_record(endDirection=0).ended_by is EndedBy.CALLER
    assert did_record(endDirection=5).ended_by is EndedBy.UNKNOWN


@pytest.mark.parametrize(
    ("data", "page", "is_last"),
    [
        ({"totalPage": 2, "list": [{}]}, 1, False),
        ({"totalPage": 2, "list": [{}]}, 2, True),
        ({"list": [{}] * 500}, 1, False),
        ({"list": [{}] * 499}, 1, True),
        ({"totalPage": 9, "list": []}, 1, True),
        ({"list": None}, 1, True),
        (None, 1, True),
        ([], 1, True),
    ],
)
def test_the_last_page_of_a_did(data: object, page: int, is_last: object) -> None:
    assert wire_records.read_did_records(success(data), page=page).is_last is is_last


@pytest.mark.parametrize("rows", [0, 99, 100])
def test_a_short_page_is_the_last(rows: int) -> None:
    page = wire_records.read_records_page(success([{"callId": "c"}] * rows))
    assert page.is_last is (rows < 100)


@pytest.mark.parametrize("data", [{"list": 7}, {"list": [1]}, {"list": {}}, "x", [{}]])
def test_did_data_of_another_kind_is_unreadable(data: object) -> None:
    with pytest.raises(OutcomeUnknown):
        wire_records.read_did_records(success(data), page=1)


def test_the_providers_day_and_text_times() -> None:
    assert server_day(MIDNIGHT_MS) == "2024-01-08"
    assert server_day(MIDNIGHT_MS - 1) == "2024-01-07"
    assert server_text(MIDNIGHT_MS + 1000) == "2024-01-08 00:00:01"
    assert span_seconds(1999, 2001) == (1, 3)
    assert span_seconds(2000, 2000) == (2, 2)


@given(data=JSON | ROW | st.lists(ROW, max_size=3))
def test_any_json_ends_in_values_or_a_send_error(data: object) -> None:
    for read in (
        lambda: wire_records.read_records_page(success(data)),
        lambda: wire_records.read_records(success(data)),
        lambda: wire_records.read_did_records(success(data), page=1),
        lambda: wire_records.read_did_records(success({"list": data, "totalPage": data}), page=1),
    ):
        with contextlib.suppress(SendError):
            hash(read())


def test_details_nested_beyond_reason_are_left_out() -> None:
    depth = 900
    body = b'{"code":0,"data":[{"x":' + b"[" * depth + b"]" * depth + b',"callId":"c1"}]}'
    envelope = accepted_envelope(
        Reply(http_status=200, body=body, round_trip_ms=1, clock_offset_ms=None)
    )
    (found,) = wire_records.read_records(envelope)
    assert found.call_id == "c1"


def test_every_listed_cause_has_a_name_and_a_sentence() -> None:
    assert len(hangup_causes.signal_codes()) == 43
    assert hangup_causes.nxcc_codes() == {"1001", "1103"}
    for code in hangup_causes.signal_codes():
        cause = hangup_causes.find_signal_cause(code)
        assert cause is not None
        assert hangup_causes.find_signal_cause(cause.name.lower()) == cause
        assert cause.words[0].isupper()
        assert cause.words.endswith(".")
        assert cause.sip_status is not None
        assert 400 <= cause.sip_status <= 699


@pytest.mark.parametrize(
    ("code", "name", "sip_status"),
    [
        ("16", "NORMAL_CLEARING", 480),
        ("17", "USER_BUSY", 486),
        ("21", "CALL_REJECTED", 603),
        ("600", "BLIND_TRANSFER", 480),
        ("609", "GATEWAY_DOWN", 480),
    ],
)
def test_causes_of_the_network(code: str, name: str, sip_status: int) -> None:
    cause = hangup_causes.find_signal_cause(code)
    assert cause is not None
    assert (cause.name, cause.sip_status) == (name, sip_status)


def test_the_two_spaces_do_not_mix() -> None:
    assert hangup_causes.find_nxcc_cause("17") is None
    assert hangup_causes.find_signal_cause("1001") is None
