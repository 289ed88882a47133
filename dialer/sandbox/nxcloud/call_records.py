"""Call records of DIDs, made up from the calls the sandbox accepted.

What the document leaves open is decided here: the text times are UTC+8, a record is
there as soon as its call was accepted, and every call is answered. A day that is not in
the calendar is the one query that fails (-1); other wrong parameters are 1002.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.nxcloud.gateway import (
    WRONG_PARAMETER,
    NxcloudEndpoint,
    Refusal,
    is_whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.messages import Answer
    from dialer.sandbox.nxcloud.dialout import AcceptedCall, AcceptedCalls
    from dialer.sandbox.phrases import Phrasebook

QUERY_FAILED = -1
_ZONE = dt.timezone(dt.timedelta(hours=8))
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAX_PAGE_SIZE = 999
_MAX_PAGE = 2**31 - 1
_INBOUND, _OUTBOUND = 0, 1
_MINUTE_S = 60
_SHORTEST_CALL_S = 3
_PRICE_UNIT_YUAN = 0.12


class CallRecordsEndpoint(NxcloudEndpoint):
    """Answers the calls of one day, the newest first."""

    path: ClassVar[str] = "/api/did/cdr"
    biz_type: ClassVar[str] = "4"
    action: ClassVar[str] = "cdr"

    def __init__(
        self, credentials: SandboxCredentials, phrases: Phrasebook, *, calls: AcceptedCalls
    ) -> None:
        super().__init__(credentials, phrases)
        self._calls = calls

    def _envelope(self, code: int, words: str, *, data: object) -> dict[str, object]:
        return {"code": code, "message": words, "data": data}

    def _answer_fields(self, fields: Mapping[str, object], *, now_ms: int) -> Answer:
        del now_ms  # the day asked for decides, not today
        day = self._read_day(fields)
        page_size = self._read_count(fields, "pageSize", most=_MAX_PAGE_SIZE)
        page = self._read_count(fields, "page", most=_MAX_PAGE)
        did = self._read_text(fields, "didNumber")
        callee = self._read_text(fields, "callNumber")
        is_wanted = self._read_type(fields) != _INBOUND
        found = [
            call
            for call in self._calls.newest_first()
            if is_wanted
            and _local(call.starts_ms).date() == day
            and did in {"", call.did}
            and callee in {"", call.callee}
        ]
        first = (page - 1) * page_size
        return self._accept(
            {
                "totalRow": len(found),
                "pageNumber": page,
                "totalPage": -(-len(found) // page_size),
                "pageSize": page_size,
                "list": [self._record_of(call) for call in found[first : first + page_size]],
            }
        )

    def _record_of(self, call: AcceptedCall) -> dict[str, object]:
        duration_s = _SHORTEST_CALL_S + int(call.callee[-1:])
        minutes = -(-duration_s // _MINUTE_S)
        start = _local(call.starts_ms)
        return {
            "id": call.serial,
            "number": call.did,
            "callNumber": call.callee,
            "callType": _OUTBOUND,
            "countryName": self._phrases.country_of(call.callee),
            "callDuration": duration_s,
            "feeType": 0,
            "feeDurationMinute": minutes,
            "callPriceUnit": _PRICE_UNIT_YUAN,
            "callPrice": round(_PRICE_UNIT_YUAN * minutes, 2),
            "endDirection": int(call.callee[-1]) % 2,
            "endReason": "0",
            "endReasonName": self._phrases.say("call_ended_normally"),
            "callerIp": "192.0.2.10",
            "calleeIp": "198.51.100.20",
            "startTime": _text_of(start),
            "endTime": _text_of(start + dt.timedelta(seconds=duration_s)),
        }

    def _read_day(self, fields: Mapping[str, object]) -> dt.date:
        value = self._read_text(fields, "date")
        if not value:
            self._refuse_field(WRONG_PARAMETER, "field_missing", field="date")
        if not _DAY.fullmatch(value):
            self._refuse_field(WRONG_PARAMETER, "field_not_date", field="date")
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise Refusal(QUERY_FAILED, self._phrases.say("no_such_day")) from None

    def _read_count(self, fields: Mapping[str, object], name: str, *, most: int) -> int:
        value = fields.get(name)
        if value is None:
            self._refuse_field(WRONG_PARAMETER, "field_missing", field=name)
        if not is_whole_number(value) or not 1 <= value <= most:
            bounds = {"least": 1, "most": most}
            self._refuse_field(WRONG_PARAMETER, "field_out_of_range", field=name, **bounds)
        return value

    def _read_text(self, fields: Mapping[str, object], name: str) -> str:
        value = fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._refuse_field(WRONG_PARAMETER, "field_not_text", field=name)
        return value

    def _read_type(self, fields: Mapping[str, object]) -> int | None:
        value = fields.get("type")
        if value is None:
            return None
        if not is_whole_number(value) or value not in {0, 1}:
            self._refuse_field(WRONG_PARAMETER, "field_not_choice", field="type")
        return value


def _local(when_ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(when_ms / 1000, tz=_ZONE)


def _text_of(when: dt.datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S")
