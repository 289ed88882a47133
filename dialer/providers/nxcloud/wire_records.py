"""NXCLOUD's spellings for call records, of NXCC and of DIDs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import InputError
from dialer.domain.records import (
    AnsweredFilter,
    CallRecord,
    EndedBy,
    RecordDirection,
    RecordPage,
)
from dialer.providers.nxcloud import hangup_causes
from dialer.providers.nxcloud.reading import (
    details_of,
    flag_of,
    moment_of,
    object_of,
    rows_of,
    text_of,
    unreadable,
    url_of,
    whole_of,
)
from dialer.providers.nxcloud.server_time import server_day, span_seconds
from dialer.providers.nxcloud.wire import encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.domain.records import RecordQuery
    from dialer.providers.nxcloud.wire import Envelope

RECORDS_PAGE_SIZE = 100
DID_PAGE_SIZE = 500
_MS_PER_S = 1000
_ANSWERED = {AnsweredFilter.ALL: 0, AnsweredFilter.UNANSWERED: 1, AnsweredFilter.ANSWERED: 2}
# The query counts directions from 0 = all, the reply from 0 = inbound: two enums.
_DIRECTION_ASKED = {
    None: 0,
    RecordDirection.INBOUND: 1,
    RecordDirection.OUTBOUND: 2,
    RecordDirection.AICC: 3,
}
_DIRECTION_TOLD = {
    0: RecordDirection.INBOUND,
    1: RecordDirection.OUTBOUND,
    2: RecordDirection.AICC,
}
_ENDED_BY = {0: EndedBy.AGENT, 1: EndedBy.CUSTOMER}
_DID_DIRECTION = {0: RecordDirection.INBOUND, 1: RecordDirection.OUTBOUND}
_DID_TYPE = {direction: number for number, direction in _DID_DIRECTION.items()}
_DID_ENDED_BY = {0: EndedBy.CALLER, 1: EndedBy.CALLEE}
# Read into fields of their own; all else is kept among the details. queueDuration stays
# there: it is in seconds on the page and in ms in its sample.
_NAMED = frozenset(
    {
        "agentName",
        "answered",
        "answerTime",
        "callDuration",
        "callee",
        "caller",
        "callId",
        "direction",
        "endTime",
        "hangupBy",
        "hangupCode",
        "hangupReason",
        "inQueueTime",
        "orderId",
        "other",
        "outQueueTime",
        "recordUrl",
        "ringDuration",
        "startTime",
        "taskId",
        "totalCustomerPrice",
    }
)
_DID_NAMED = frozenset(
    {
        "number",
        "callNumber",
        "callType",
        "callDuration",
        "callPrice",
        "endDirection",
        "endReason",
        "endReasonName",
        "startTime",
    }
)


def records_page_body(query: RecordQuery, *, page: int) -> bytes:
    """Body of the NXCC records query; it takes no tenant id.

    Raises:
        InputError: the query asks for what the page cannot.
    """
    if query.direction not in _DIRECTION_ASKED:
        raise InputError("direction", "Choose inbound, outbound or all calls.")
    if query.start_ms > query.end_ms:
        raise InputError("end_ms", "The end lies before the start.")
    start, end = span_seconds(query.start_ms, query.end_ms)
    filters = {
        "name": query.agent,
        "caller": query.caller,
        "callee": query.callee,
        "callId": query.call_id,
        "orderId": query.order_id,
    }
    return encode(
        {
            "answered": _ANSWERED[query.answered],
            "direction": _DIRECTION_ASKED[query.direction],
            "startTime": start,
            "endTime": end,
            **{name: value for name, value in filters.items() if value},
            "size": RECORDS_PAGE_SIZE,
            "page": page,
        }
    )


def records_by_order_body(tenant_id: int, order_id: str) -> bytes:
    """Body of the records of one order."""
    return encode({"tenantId": tenant_id, "orderId": order_id})


def did_records_body(query: RecordQuery, *, page: int, page_size: int = DID_PAGE_SIZE) -> bytes:
    """Body of the DID records query: the day the span starts in, one page.

    The DID is the callee of an inbound call and the caller of any other.

    Raises:
        InputError: the query asks for what these records cannot tell.
    """
    is_inbound = query.direction is RecordDirection.INBOUND
    did, other = query.caller, query.callee
    if is_inbound:
        did, other = other, did
    fields: dict[str, object] = {
        "date": server_day(query.start_ms),
        "pageSize": page_size,
        "page": page,
    }
    if did:
        fields["didNumber"] = did
    if other:
        fields["callNumber"] = other
    if query.direction is not None:
        if query.direction not in _DID_TYPE:
            raise InputError("direction", "Choose inbound, outbound or all calls.")
        fields["type"] = _DID_TYPE[query.direction]
    return encode(fields)


def read_records_page(envelope: Envelope) -> RecordPage:
    """Reads one page of NXCC records; no total comes, so a short page is the last.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    records = read_records(envelope)
    return RecordPage(records, is_last=len(records) < RECORDS_PAGE_SIZE)


def read_records(envelope: Envelope) -> tuple[CallRecord, ...]:
    """Reads NXCC records: a list, or one of them alone.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    return tuple(_record(row) for row in rows_of(envelope))


def read_did_records(envelope: Envelope, *, page: int) -> RecordPage:
    """Reads one page of DID records.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    data = object_of(envelope)
    listed = data.get("list")
    if listed is None:
        listed = []
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        raise unreadable("data.list is not a list of records")
    total_pages = whole_of(data.get("totalPage"))
    is_last = len(listed) < DID_PAGE_SIZE if total_pages is None else page >= total_pages
    return RecordPage(tuple(_did_record(row) for row in listed), is_last=is_last or not listed)


def _record(row: Mapping[str, object]) -> CallRecord:
    code = text_of(row.get("hangupCode"))
    order_id = text_of(row.get("orderId"))
    note = text_of(row.get("other"))
    return CallRecord(
        call_id=text_of(row.get("callId")),
        order_id=order_id,
        task_id=text_of(row.get("taskId")),
        note="" if note == order_id else note,
        direction=_DIRECTION_TOLD.get(_choice(row.get("direction")), RecordDirection.UNKNOWN),
        caller=text_of(row.get("caller")),
        callee=text_of(row.get("callee")),
        agent=text_of(row.get("agentName")) or text_of(row.get("agentNickName")),
        is_answered=flag_of(row.get("answered")),
        started_ms=moment_of(row.get("startTime")),
        answered_ms=moment_of(row.get("answerTime")),
        ended_ms=moment_of(row.get("endTime")),
        queue_s=_queue_s(row),
        ring_s=whole_of(row.get("ringDuration")),
        talk_s=whole_of(row.get("callDuration")),
        hang_up_code=code,
        hang_up_words=text_of(row.get("hangupReason")),
        hang_up_meaning=_meaning(code, text_of(row.get("hangupCause"))),
        ended_by=_ENDED_BY.get(_choice(row.get("hangupBy")), EndedBy.UNKNOWN),
        recording_url=url_of(row.get("recordUrl")),
        price=text_of(row.get("totalCustomerPrice")),
        details=tuple(details_of(row, without=_NAMED)),
    )


def _did_record(row: Mapping[str, object]) -> CallRecord:
    direction = _DID_DIRECTION.get(_choice(row.get("callType")), RecordDirection.UNKNOWN)
    did, other = text_of(row.get("number")), text_of(row.get("callNumber"))
    is_inbound = direction is RecordDirection.INBOUND
    return CallRecord(
        direction=direction,
        caller=other if is_inbound else did,
        callee=did if is_inbound else other,
        server_time=text_of(row.get("startTime")),
        talk_s=whole_of(row.get("callDuration")),
        hang_up_code=text_of(row.get("endReason")),
        hang_up_words=text_of(row.get("endReasonName")),
        ended_by=_DID_ENDED_BY.get(_choice(row.get("endDirection")), EndedBy.UNKNOWN),
        price=text_of(row.get("callPrice")),
        details=tuple(details_of(row, without=_DID_NAMED)),
    )


def _choice(value: object) -> int:
    """A number of an enum; -1, which no enum has, where there is none."""
    number = whole_of(value)
    return -1 if number is None else number


def _queue_s(row: Mapping[str, object]) -> int | None:
    entered, left = moment_of(row.get("inQueueTime")), moment_of(row.get("outQueueTime"))
    if entered is None or left is None or left < entered:
        return None
    return round((left - entered) / _MS_PER_S)


def _meaning(code: str, signal: str) -> str:
    cause = hangup_causes.find_nxcc_cause(code) or hangup_causes.find_signal_cause(signal)
    return cause.words if cause is not None else ""
