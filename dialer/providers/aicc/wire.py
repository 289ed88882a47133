"""AICC's spellings: bodies as they are sent, envelopes as they come back."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialer.domain.errors import NotSent, NotSentReason, OutcomeUnknown, Rejected, UnknownReason
from dialer.domain.two_way_limits import check_two_way
from dialer.providers.aicc.limits import check_records_span
from dialer.providers.reply_text import printable, speaks_of_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.domain.calls import TwoWayRequest
    from dialer.domain.records import RecordQuery
    from dialer.providers.transport import Reply

SUCCESS = "0"
UNAUTHORISED = 401
# Two-way calls, anonymous calls and notices; ITA's calls are a list of their own.
ALL_BUT_ITA = "0"
ITA = "4"
_CALL_ID = "callSerialNo"
_MAX_WORDS = 500
_MAX_PAGE_WORDS = 200
_MAX_REFUSAL_BYTES = 4096
_TOO_MANY_CODE = "90104029"
_MAX_TOKEN_LIFE_S = 3600
_WORDS_FIELDS = ("retMsg", "message", "msg", "error_description", "error")
# Statuses by which the document, or a gateway, says that nothing was done. The document
# counts 500 among them: a business failure, to be met by checking the parameters.
_REFUSING_STATUSES = frozenset(
    {301, 302, 307, 308, 400, 401, 403, 404, 405, 407, 411, 413, 415, 429, 500}
)
_FIRST_REFUSING, _FIRST_FAILING = 300, 500
_TOO_MANY_REQUESTS = 429
_SECRET_NAMES = ("pwd", "password")
_SECRET_WORDS = ("pwd", "password", "token", "secret")


def encode(fields: Mapping[str, object]) -> bytes:
    """The one place a body becomes bytes: compact JSON in UTF-8."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair, as a broken paste leaves it, has no UTF-8.
    return text.encode("utf-8", "replace")


def token_body(app_key: str, app_secret: str) -> bytes:
    """Body of the token request."""
    return encode({"app_key": app_key, "app_secret": app_secret})


def two_way_body(request: TwoWayRequest) -> bytes:
    """Body of createCall; what is empty is left out.

    Raises:
        InputError: a field breaks a documented limit.
    """
    check_two_way(request)
    optional = {
        "agentWorkNo": request.agent_id,
        "callData": request.call_data,
        "callerPresent": request.customer_sees,
        "agentPresent": request.agent_sees,
        "callBackUrl": base64.b64encode(request.callback_url.encode()).decode(),
    }
    return encode(
        {
            "caller": request.agent_number,
            "called": request.callee.provider_digits,
            **{name: value for name, value in optional.items() if value},
        }
    )


def call_state_body(call_id: str) -> bytes:
    """Body of queryCallState."""
    return encode({_CALL_ID: call_id})


def records_body(query: RecordQuery, *, task_type: str, offset: int, limit: int) -> bytes:
    """Body of queryCallDetailRecord, where every value is text.

    Raises:
        InputError: the span is longer than the provider takes.
    """
    check_records_span(query.start_ms, query.end_ms)
    fields = {
        "startTime": str(query.start_ms),
        "endTime": str(query.end_ms),
        "offset": str(offset),
        "limit": str(limit),
        "taskType": task_type,
    }
    return encode({**fields, "caller": query.caller} if query.caller else fields)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every AICC reply holds around its result.

    Attributes:
        code: the ``retCode`` as text.
        words: the provider's words, verbatim, at most 500 characters.
        result: the payload without any password; None where the reply has none.
    """

    code: str
    words: str
    result: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as it came back. The text never shows in a repr."""

    text: str = field(repr=False)
    life_s: int


def accepted_envelope(reply: Reply) -> Envelope:
    """Reads a reply that says success.

    The body counts, whatever the HTTP status.

    Raises:
        Rejected: a business code other than 0, or a status that proves a refusal.
        OutcomeUnknown: the reply cannot be read and its status proves nothing.
    """
    fields = _find_object(reply.body)
    envelope = _envelope_of(fields)
    if envelope is None:
        raise _without_envelope(reply, fields)
    if envelope.code == SUCCESS:
        return envelope
    too_many = reply.http_status == _TOO_MANY_REQUESTS
    raise Rejected(
        f"HTTP {reply.http_status}" if too_many else envelope.code,
        envelope.words,
        http_status=reply.http_status,
        clock_offset_ms=reply.clock_offset_ms,
    )


def says_too_many(reply: Reply) -> bool:
    """Whether the provider wants fewer requests: by HTTP's status, its code or its words."""
    if reply.http_status == _TOO_MANY_REQUESTS:
        return True
    # Refusals are short; a page of records need not be read twice.
    is_short = len(reply.body) <= _MAX_REFUSAL_BYTES
    envelope = _envelope_of(_find_object(reply.body)) if is_short else None
    if envelope is None or envelope.code == SUCCESS:
        return False
    return envelope.code == _TOO_MANY_CODE or speaks_of_rate(envelope.words)


def unreadable(reply: Reply) -> OutcomeUnknown:
    """An acceptance whose result is not what the document promises."""
    return OutcomeUnknown(UnknownReason.REPLY_UNREADABLE, http_status=reply.http_status)


def is_token_refused(reply: Reply) -> bool:
    """Whether a reply proves that the token was refused and no call was placed."""
    if reply.http_status != UNAUTHORISED or _CALL_ID.encode() in reply.body:
        return False
    envelope = _envelope_of(_find_object(reply.body))
    return envelope is None or envelope.code != SUCCESS


def issued_token(reply: Reply) -> IssuedToken:
    """Reads the answer to a token request.

    Raises:
        Rejected: the status says that the credentials or the request were refused.
        NotSent: the sign-in service failed; what the token was for was never sent.
    """
    fields = _find_object(reply.body)
    if reply.http_status < _FIRST_REFUSING:
        token = (fields or {}).get("AccessToken")
        if isinstance(token, str) and token and token.isascii() and token.isprintable():
            return IssuedToken(token, _life_s((fields or {}).get("Expires")))
    words = _words_of(reply, fields)
    if _FIRST_REFUSING <= reply.http_status < _FIRST_FAILING:
        raise Rejected(
            f"HTTP {reply.http_status}",
            words,
            http_status=reply.http_status,
            clock_offset_ms=reply.clock_offset_ms,
        )
    raise NotSent(NotSentReason.SIGN_IN_FAILED, words)


def find_call_id(envelope: Envelope) -> str | None:
    """The serial number to the last digit; the document's own sample has none."""
    if isinstance(envelope.result, dict):
        return find_text(envelope.result.get(_CALL_ID))
    return None


def find_text(value: object) -> str | None:
    """A code, a number or an id as text: the pages disagree on number or string."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _find_object(body: bytes) -> Mapping[str, object] | None:
    try:
        # Whole numbers stay exact; a fraction or an exponent stays as it was written.
        fields = json.loads(body, object_pairs_hook=_without_passwords, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _without_passwords(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of a reply; some pages send SIP and sign-in passwords in clear."""
    return {name: value for name, value in pairs if not name.lower().endswith(_SECRET_NAMES)}


def _envelope_of(fields: Mapping[str, object] | None) -> Envelope | None:
    code = find_text((fields or {}).get("retCode"))
    if fields is None or code is None:
        return None
    return Envelope(code, _words_in(fields), fields.get("result"))


def _words_in(fields: Mapping[str, object]) -> str:
    found = (fields.get(name) for name in _WORDS_FIELDS)
    return printable(next((words for words in found if isinstance(words, str)), ""), _MAX_WORDS)


def _without_envelope(
    reply: Reply, fields: Mapping[str, object] | None
) -> Rejected | OutcomeUnknown:
    words = _words_of(reply, fields)
    if reply.http_status in _REFUSING_STATUSES:
        return Rejected(
            f"HTTP {reply.http_status}",
            words,
            http_status=reply.http_status,
            clock_offset_ms=reply.clock_offset_ms,
        )
    return OutcomeUnknown(UnknownReason.REPLY_UNREADABLE, words, http_status=reply.http_status)


def _words_of(reply: Reply, fields: Mapping[str, object] | None) -> str:
    """Words of a reply that is no envelope; never a text that may hold a secret."""
    if fields is not None:
        return _words_in(fields)
    text = reply.body.decode("utf-8", "replace")
    lowered = text.lower()
    if any(word in lowered for word in _SECRET_WORDS):
        return ""
    return printable(text, _MAX_PAGE_WORDS)


def _life_s(value: object) -> int:
    """How long a token lives; 0, which is never kept, where the reply does not say."""
    text = find_text(value) or ""
    if not (text.isascii() and text.isdigit()):
        return 0
    # A figure beyond the documented most would keep a dead token; 9 digits is beyond it.
    return _MAX_TOKEN_LIFE_S if len(text) > len("999999999") else min(int(text), _MAX_TOKEN_LIFE_S)
