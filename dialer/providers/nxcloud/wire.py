"""NXCLOUD's spellings: bodies as they are sent, envelopes as they come back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from dialer.domain.calls import DialoutRequest, LegOrder
from dialer.domain.errors import OutcomeUnknown, Rejected, UnknownReason
from dialer.providers.reply_text import printable, speaks_of_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.providers.transport import Reply

SUCCESS = "0"
_MAX_WORDS = 500
_MAX_PAGE_WORDS = 200
_MAX_REFUSAL_BYTES = 4096
_WORDS_FIELDS = ("msg", "message", "retMsg", "info")
_RING_ORDER = {LegOrder.AGENT_FIRST: "0", LegOrder.CUSTOMER_FIRST: "1"}
# Statuses by which a server or gateway says that it did not process the request. Any
# other reply without a readable body leaves open what happened behind the gateway.
_REFUSING_STATUSES = frozenset({301, 302, 307, 308, 401, 403, 404, 405, 407, 411, 413, 415, 429})
_TOO_MANY_REQUESTS = 429
_GATEWAY_FAULTS = 500
_DOCUMENTED = frozenset({"-1", "88", "99", "41000", *(str(code) for code in range(1000, 1010))})
_MAX_ID = 100
_HUGE = 10**_MAX_ID


def encode(fields: Mapping[str, object]) -> bytes:
    """The one place a body becomes bytes: compact JSON in UTF-8.

    A Decimal at the top level is written digit by digit, so that a field documented with
    two decimals shows two: the json module would make 1.0 of 1.00.
    """
    members = (f"{_token(name)}:{_token(value)}" for name, value in fields.items())
    return ("{" + ",".join(members) + "}").encode()


def _token(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dialout_body(request: DialoutRequest) -> bytes:
    """Body of the DID dial-out to Amazon Connect."""
    fields: dict[str, object] = {
        "did": request.caller_id.provider_digits,
        "callee": request.callee.provider_digits,
        "connectNumber": request.agent_number.provider_digits,
        "ringOrder": _RING_ORDER[request.leg_order],
    }
    if request.delay_ms:
        fields["delayTime"] = request.delay_ms
    return encode(fields)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every NXCLOUD reply holds around its data.

    Attributes:
        code: the business code as text.
        words: the provider's words, verbatim, at most 500 characters.
        request_id: the provider's id for the request.
        data: the payload; object, list or None, whatever the code promised.
        fields: the whole reply, for fields some pages put at the top level.
    """

    code: str
    words: str
    request_id: str | None
    data: object
    fields: Mapping[str, object]


def accepted_envelope(reply: Reply) -> Envelope:
    """Reads a reply that says success.

    The body counts, whatever the HTTP status: the provider answers business errors
    with several statuses.

    Raises:
        Rejected: a business code other than 0, or a status that proves a refusal.
        OutcomeUnknown: the reply cannot be read and its status proves nothing.
    """
    envelope = _find_envelope(reply.body)
    if envelope is None:
        raise _without_envelope(reply)
    if envelope.code == SUCCESS:
        return envelope
    if reply.http_status >= _GATEWAY_FAULTS and envelope.code not in _DOCUMENTED:
        # A gateway speaks JSON too, and knows nothing of what happened behind it.
        raise OutcomeUnknown(
            UnknownReason.REPLY_UNREADABLE, envelope.words, http_status=reply.http_status
        )
    too_many = reply.http_status == _TOO_MANY_REQUESTS
    raise Rejected(
        f"HTTP {reply.http_status}" if too_many else envelope.code,
        envelope.words,
        http_status=reply.http_status,
        request_id=envelope.request_id,
        clock_offset_ms=reply.clock_offset_ms,
    )


def says_too_many(reply: Reply) -> bool:
    """Whether the provider wants fewer requests: by HTTP's own status, or in its words."""
    if reply.http_status == _TOO_MANY_REQUESTS:
        return True
    # Refusals are short; a page of agents need not be read twice.
    envelope = _find_envelope(reply.body) if len(reply.body) <= _MAX_REFUSAL_BYTES else None
    return envelope is not None and envelope.code != SUCCESS and speaks_of_rate(envelope.words)


def find_call_id(envelope: Envelope) -> str | None:
    """The call id: ``data.callId``, or at the top level as one page has it."""
    for holder in (envelope.data, envelope.fields):
        if isinstance(holder, dict):
            found = _text(holder.get("callId"))
            if found:
                return found
    return None


def _find_envelope(body: bytes) -> Envelope | None:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    code = _text(fields.get("code"))
    if code is None:
        return None
    words = next((str(fields[name]) for name in _WORDS_FIELDS if fields.get(name)), "")
    return Envelope(
        code=code,
        words=printable(words, _MAX_WORDS),
        request_id=_text(fields.get("reqId")),
        data=fields.get("data"),
        fields=fields,
    )


def _without_envelope(reply: Reply) -> Rejected | OutcomeUnknown:
    if reply.http_status in _REFUSING_STATUSES:
        words = printable(reply.body.decode("utf-8", "replace"), _MAX_PAGE_WORDS)
        return Rejected(
            f"HTTP {reply.http_status}",
            words,
            http_status=reply.http_status,
            clock_offset_ms=reply.clock_offset_ms,
        )
    return OutcomeUnknown(
        UnknownReason.REPLY_UNREADABLE,
        printable(reply.body.decode("utf-8", "replace"), _MAX_PAGE_WORDS),
        http_status=reply.http_status,
    )


def _text(value: object) -> str | None:
    """A code or an id as text: the pages disagree on number or string."""
    if isinstance(value, str):
        return printable(value, _MAX_ID) or None
    if isinstance(value, int) and not isinstance(value, bool):
        # A hostile integer would cost more to print than a call id is worth.
        return str(value) if abs(value) < _HUGE else None
    return None
