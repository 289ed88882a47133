"""Which records of a provider may be the record of a call of ours."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.calls import CallEventKind, CallKind
from dialer.domain.records import RecordDirection
from dialer.domain.server_time import HOUR_MS, SERVER_OFFSET_MS, find_server_clock_ms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dialer.domain.calls import Call
    from dialer.domain.records import CallRecord

_MINUTE_MS = 60_000
# A clock may be a minute off before requests are refused, and text times count seconds.
NEAR_BEFORE_MS = 90_000
# The first phone may ring for a minute or two before the customer's record begins.
NEAR_AFTER_MS = 3 * _MINUTE_MS
FAR_BEFORE_MS = 5 * _MINUTE_MS
FAR_AFTER_MS = 15 * _MINUTE_MS
# Every zone there is lies a multiple of this from UTC.
_ZONE_STEP_MS = 15 * _MINUTE_MS
_WEST_MS, _EAST_MS = -12 * HOUR_MS, 14 * HOUR_MS
# Text times count seconds: less than this apart, two calls fit a record alike.
_ALIKE_MS = 2_000
# Shorter tails than this are shared by too many numbers.
_TAIL_DIGITS = 7


class Fit(enum.StrEnum):
    """How well a record fits a call."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Doubt(enum.StrEnum):
    """What speaks against a record that may be the call's."""

    TIME_APART = "time_apart"
    OTHER_ZONE = "other_zone"
    NO_TIME = "no_time"
    NUMBER_TAIL = "number_tail"
    OTHER_CALL = "other_call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be a call's.

    Attributes:
        record: what the provider keeps.
        fit: how well it fits.
        doubts: why it fits no better; empty where nothing speaks against it.
        offset_ms: its start minus the moment the call was due; None where it tells no time.
    """

    record: CallRecord
    fit: Fit
    doubts: tuple[Doubt, ...] = ()
    offset_ms: int | None = None


_RANKS = {Fit.SURE: 0, Fit.LIKELY: 1, Fit.POSSIBLE: 2}


def sent_ms(call: Call) -> int:
    """When a call's request left, or as near to it as its timeline tells."""
    times = {event.kind: event.at_ms for event in call.events}
    for kind in (CallEventKind.SENT, CallEventKind.SIGNED):
        if kind in times:
            return times[kind]
    return call.started_ms


def due_ms(call: Call) -> int:
    """When the provider was to begin to ring."""
    return sent_ms(call) + call.delay_ms


def look_span(call: Call) -> tuple[int, int]:
    """From and until when a record of a call may begin, in ms since the epoch."""
    return sent_ms(call) - FAR_BEFORE_MS, due_ms(call) + FAR_AFTER_MS


def find_candidates(
    call: Call,
    records: Iterable[CallRecord],
    *,
    other_calls: Sequence[Call] = (),
    taken_ids: Collection[str] = (),
) -> tuple[Candidate, ...]:
    """Sorts out which records may be a call's.

    Args:
        call: the call.
        records: of the same account; one that comes twice counts once.
        other_calls: calls of ours to the same number that may have rung somebody.
        taken_ids: call ids that other calls of ours bear.

    Returns:
        The best first; equal ones by how near in time they are.
    """
    unique: dict[str | CallRecord, CallRecord] = {
        record.call_id or record: record for record in records
    }
    found = (
        _judge(call, record, other_calls)
        for record in unique.values()
        if not record.call_id or record.call_id not in taken_ids
    )
    return tuple(
        sorted(
            (candidate for candidate in found if candidate is not None),
            key=lambda candidate: (_RANKS[candidate.fit], abs(candidate.offset_ms or 0)),
        )
    )


def _judge(call: Call, record: CallRecord, other_calls: Sequence[Call]) -> Candidate | None:
    offset_ms = _offset_ms(record, due_ms(call))
    if call.call_id and record.call_id:
        if call.call_id != record.call_id:
            return None
        return Candidate(record=record, fit=Fit.SURE, offset_ms=offset_ms)
    numbers = _doubts_of_numbers(call, record)
    times = _doubts_of_time(call, record, offset_ms)
    if numbers is None or times is None:
        return None
    doubts = (*times, *numbers)
    if any(_is_nearer(other, record, offset_ms) for other in other_calls):
        doubts = (*doubts, Doubt.OTHER_CALL)
    return Candidate(
        record=record,
        fit=Fit.POSSIBLE if doubts else Fit.LIKELY,
        doubts=doubts,
        offset_ms=offset_ms,
    )


def _doubts_of_numbers(call: Call, record: CallRecord) -> tuple[Doubt, ...] | None:
    if record.direction is RecordDirection.INBOUND:
        return None
    caller = call.caller_id if call.kind is CallKind.DIAL_OUT else call.agent_number
    # Some records leave the caller out; they were asked for by it.
    pairs = [(call.callee, record.callee), (caller, record.caller or caller)]
    ours_and_theirs = [(_digits(ours), _digits(theirs)) for ours, theirs in pairs]
    if all(ours == theirs for ours, theirs in ours_and_theirs):
        return ()
    if all(_share_tail(ours, theirs) for ours, theirs in ours_and_theirs):
        return (Doubt.NUMBER_TAIL,)
    return None


def _doubts_of_time(
    call: Call, record: CallRecord, offset_ms: int | None
) -> tuple[Doubt, ...] | None:
    if offset_ms is None:
        return (Doubt.NO_TIME,)
    # A record may begin when the request came, or only after the delay it asked for.
    if -NEAR_BEFORE_MS - call.delay_ms <= offset_ms <= NEAR_AFTER_MS:
        return ()
    if -FAR_BEFORE_MS - call.delay_ms <= offset_ms <= FAR_AFTER_MS:
        return (Doubt.TIME_APART,)
    if record.started_ms is None and _fits_other_zone(offset_ms, call.delay_ms):
        return (Doubt.OTHER_ZONE,)
    return None


def _fits_other_zone(offset_ms: int, delay_ms: int) -> bool:
    """Whether the time would be near if the provider's clock were in some other zone."""
    beyond_utc_ms = offset_ms + SERVER_OFFSET_MS
    nearest_ms = (beyond_utc_ms + NEAR_BEFORE_MS + delay_ms) // _ZONE_STEP_MS * _ZONE_STEP_MS
    left_ms = beyond_utc_ms - nearest_ms
    return _WEST_MS <= nearest_ms <= _EAST_MS and left_ms <= NEAR_AFTER_MS


def _is_nearer(other: Call, record: CallRecord, offset_ms: int | None) -> bool:
    """Whether a record fits another call of ours better."""
    if other.call_id and record.call_id:
        return False  # that one knows its record, and it is not this one
    other_offset_ms = _offset_ms(record, due_ms(other))
    if offset_ms is None or other_offset_ms is None:
        return False
    return abs(other_offset_ms) < abs(offset_ms) - _ALIKE_MS


def _offset_ms(record: CallRecord, due: int) -> int | None:
    if record.started_ms is not None:
        return record.started_ms - due
    clock_ms = find_server_clock_ms(record.server_time)
    return None if clock_ms is None else clock_ms - SERVER_OFFSET_MS - due


def _digits(number: str) -> str:
    digits = "".join(c for c in number if c.isdigit())
    return digits.removeprefix("00")


def _share_tail(one: str, other: str) -> bool:
    """Whether one is the other without its country or area code."""
    short, long = sorted((one.lstrip("0"), other.lstrip("0")), key=len)
    return len(short) >= _TAIL_DIGITS and long.endswith(short)
