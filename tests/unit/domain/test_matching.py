"""Which records may be a call's: numbers, times, zones, midnights, duplicates."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_calls import a_call

from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, advance
from dialer.domain.matching import (
    FAR_AFTER_MS,
    FAR_BEFORE_MS,
    NEAR_AFTER_MS,
    NEAR_BEFORE_MS,
    Doubt,
    Fit,
    due_ms,
    find_candidates,
)
from dialer.domain.records import CallRecord, RecordDirection
from dialer.domain.server_time import (
    DAY_MS,
    SERVER_OFFSET_MS,
    find_server_clock_ms,
    server_days_of,
)

# 2025-10-09 15:59:30 UTC is half a minute before midnight at the provider.
NEAR_MIDNIGHT_MS = 1_760_025_570_000
DID, CALLEE = "622150000000", "6281234567890"


def a_dial_out(at_ms: int = NEAR_MIDNIGHT_MS, *, delay_ms: int = 0) -> Call:
    call = replace(a_call("ours", at_ms=at_ms - 40), delay_ms=delay_ms)
    sent = advance(call, CallEvent(kind=CallEventKind.SENT, at_ms=at_ms))
    event = CallEvent(kind=CallEventKind.OUTCOME_UNKNOWN, at_ms=at_ms + 9000, reason="x")
    return advance(sent, event)


def clock_text(at_ms: int, *, zone_h: float = 8) -> str:
    zone = dt.timezone(dt.timedelta(hours=zone_h))
    return dt.datetime.fromtimestamp(at_ms / 1000, tz=zone).strftime("%Y-%m-%d %H:%M:%S")


def a_did_record(at_ms: int, *, zone_h: float = 8, caller: str = DID) -> CallRecord:
    return CallRecord(
        direction=RecordDirection.OUTBOUND,
        caller=caller,
        callee=CALLEE,
        server_time=clock_text(at_ms, zone_h=zone_h),
        talk_s=43,
    )


def a_two_way_call(call_id: str | None = None) -> Call:
    call = replace(
        a_call("two", at_ms=NEAR_MIDNIGHT_MS), kind=CallKind.TWO_WAY, agent_number="13800000001"
    )
    event = CallEvent(kind=CallEventKind.ACCEPTED, at_ms=NEAR_MIDNIGHT_MS, call_id=call_id)
    return advance(call, event)


def an_aicc_record(call_id: str, after_ms: int = 300) -> CallRecord:
    return CallRecord(
        call_id=call_id,
        direction=RecordDirection.OUTBOUND,
        caller="13800000001",
        callee=CALLEE,
        started_ms=NEAR_MIDNIGHT_MS + after_ms,
    )


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 600_000), st.integers(-80, 170))
def test_a_record_near_in_time_fits_whatever_the_day(
    at_ms: int, delay_ms: int, after_s: int
) -> None:
    call = a_dial_out(at_ms, delay_ms=delay_ms)
    (found,) = find_candidates(call, [a_did_record(due_ms(call) + after_s * 1000)])
    assert (found.fit, found.doubts) == (Fit.LIKELY, ())
    assert found.offset_ms is not None
    assert 0 <= after_s * 1000 - found.offset_ms < 1000


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 150))
def test_the_day_of_a_record_is_among_those_asked_for(at_ms: int, after_s: int) -> None:
    begins_ms = at_ms + after_s * 1000
    days = server_days_of(at_ms, at_ms + 900_000)
    asked = {clock_text(day_ms)[:10] for day_ms in days}
    for zone_h in (0, 1, 5.5, 7, 8):
        assert clock_text(begins_ms, zone_h=zone_h)[:10] in asked
    assert len(days) <= 2


def test_days_are_asked_for_once_away_from_every_boundary() -> None:
    noon_ms = NEAR_MIDNIGHT_MS // DAY_MS * DAY_MS + DAY_MS // 2
    (day_ms,) = server_days_of(noon_ms, noon_ms + 1000)
    assert clock_text(day_ms)[:10] == clock_text(noon_ms)[:10]
    before, after = server_days_of(NEAR_MIDNIGHT_MS, NEAR_MIDNIGHT_MS + 60_000)
    assert (clock_text(before)[:10], clock_text(after)[:10]) == ("2025-10-09", "2025-10-10")


@pytest.mark.parametrize(
    ("after_ms", "doubts"),
    [
        (-NEAR_BEFORE_MS, ()),
        (-NEAR_BEFORE_MS - 1000, (Doubt.TIME_APART,)),
        (-FAR_BEFORE_MS, (Doubt.TIME_APART,)),
        (-FAR_BEFORE_MS - 1000, None),
        (NEAR_AFTER_MS, ()),
        (NEAR_AFTER_MS + 1000, (Doubt.TIME_APART,)),
        (FAR_AFTER_MS, (Doubt.TIME_APART,)),
        (FAR_AFTER_MS + 1000, None),
    ],
)
def test_a_record_further_away_fits_worse_and_then_not(
    after_ms: int, doubts: tuple[Doubt, ...] | None
) -> None:
    call = replace(a_two_way_call(), kind=CallKind.TWO_WAY)
    found = find_candidates(call, [an_aicc_record("1", after_ms)])
    assert [candidate.doubts for candidate in found] == ([] if doubts is None else [doubts])


@pytest.mark.parametrize("zone_h", [-8, -3.5, 0, 5.75, 7, 9, 14])
def test_a_clock_of_another_zone_is_possible_and_said(zone_h: float) -> None:
    record = a_did_record(NEAR_MIDNIGHT_MS + 20_000, zone_h=zone_h)
    (found,) = find_candidates(a_dial_out(), [record])
    assert (found.fit, found.doubts) == (Fit.POSSIBLE, (Doubt.OTHER_ZONE,))


@pytest.mark.parametrize("minutes", [-100, -50, -10, 20, 25, 50, 500])
def test_no_zone_explains_a_time_between_quarters(minutes: int) -> None:
    record = a_did_record(NEAR_MIDNIGHT_MS + minutes * 60_000)
    assert find_candidates(a_dial_out(), [record]) == ()


def test_a_time_in_ms_needs_no_zone() -> None:
    record = an_aicc_record("1", 3_600_000)
    assert find_candidates(a_two_way_call(), [record]) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"caller": "622150009999"},
        {"callee": "6281234567891"},
        {"callee": ""},
        {"direction": RecordDirection.INBOUND},
    ],
)
def test_another_did_number_or_direction_is_no_candidate(change: dict[str, str]) -> None:
    record = replace(a_did_record(NEAR_MIDNIGHT_MS), **change)  # type: ignore[arg-type]
    assert find_candidates(a_dial_out(), [record]) == ()


@pytest.mark.parametrize(
    ("change", "doubts"),
    [
        ({"caller": ""}, ()),
        ({"callee": "+62 812-3456-7890"}, ()),
        ({"callee": "006281234567890"}, ()),
        ({"callee": "081234567890"}, (Doubt.NUMBER_TAIL,)),
        ({"server_time": ""}, (Doubt.NO_TIME,)),
        ({"server_time": "09.10.2025 23:59"}, (Doubt.NO_TIME,)),
    ],
)
def test_what_a_record_leaves_open_is_a_doubt(
    change: dict[str, str], doubts: tuple[Doubt, ...]
) -> None:
    record = replace(a_did_record(NEAR_MIDNIGHT_MS), **change)  # type: ignore[arg-type]
    (found,) = find_candidates(a_dial_out(), [record])
    assert found.doubts == doubts
    assert found.fit is (Fit.POSSIBLE if doubts else Fit.LIKELY)


def test_a_record_listed_twice_counts_once() -> None:
    record = a_did_record(NEAR_MIDNIGHT_MS)
    assert len(find_candidates(a_dial_out(), [record, record])) == 1
    ringing = an_aicc_record("1")
    ended = replace(ringing, hang_up_code="0")
    (found,) = find_candidates(a_two_way_call(), [ringing, ended])
    assert found.record == ended
    both = [a_did_record(NEAR_MIDNIGHT_MS), replace(record, details=(("id", "2"),))]
    assert len(find_candidates(a_dial_out(), both)) == 2


def test_the_best_comes_first() -> None:
    records = [
        a_did_record(NEAR_MIDNIGHT_MS + 600_000),
        a_did_record(NEAR_MIDNIGHT_MS + 30_000),
        a_did_record(NEAR_MIDNIGHT_MS + 2_000),
    ]
    found = find_candidates(a_dial_out(), records)
    assert [candidate.record for candidate in found] == records[::-1]


def test_a_record_of_another_call_of_ours_is_left_out() -> None:
    records = [an_aicc_record("1"), an_aicc_record("2", 20_000)]
    (found,) = find_candidates(a_two_way_call(), records, taken_ids={"1"})
    assert found.record.call_id == "2"


def test_a_record_that_fits_another_call_better_is_doubtful() -> None:
    later = replace(a_dial_out(NEAR_MIDNIGHT_MS + 60_000), client_call_id="later")
    record = a_did_record(NEAR_MIDNIGHT_MS + 61_000)
    (found,) = find_candidates(a_dial_out(), [record], other_calls=[later])
    assert (found.fit, found.doubts) == (Fit.POSSIBLE, (Doubt.OTHER_CALL,))
    (found,) = find_candidates(later, [record], other_calls=[a_dial_out()])
    assert found.fit is Fit.LIKELY


def test_a_call_that_knows_its_id_takes_the_record_that_bears_it_and_no_other() -> None:
    records = [an_aicc_record("1"), replace(an_aicc_record("2", 9 * DAY_MS), callee="elsewhere")]
    (found,) = find_candidates(a_two_way_call("2"), records)
    assert (found.record.call_id, found.fit) == ("2", Fit.SURE)


@given(st.text())
def test_any_text_for_a_time_is_read_or_left(text: str) -> None:
    find_server_clock_ms(text)


def test_a_text_time_is_read_by_the_providers_clock() -> None:
    shown = find_server_clock_ms("2025-10-09 23:59:30")
    assert shown == NEAR_MIDNIGHT_MS + SERVER_OFFSET_MS
    assert find_server_clock_ms("2025-10-09T23:59:30+00:00") is None
