"""From an endpoint's answer, or a fault in its place, to the reply that is sent."""

from __future__ import annotations

import http.client
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Fault,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Redirect,
    ReplacingFault,
    SuccessShape,
    TooManyRequests,
    WrongContentType,
)
from dialer.sandbox.messages import Answer, Reply, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dialer.sandbox.phrases import Phrasebook

JSON_TYPE = "application/json;charset=UTF-8"
_HTML_PAGE = (
    "<html>\r\n<head><title>{status} {words}</title></head>\r\n<body>\r\n"
    "<center><h1>{status} {words}</h1></center>\r\n</body>\r\n</html>\r\n"
)


def plain_reply(status: int, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """A reply that is nothing but its status."""
    return Reply(status, f"HTTP {status}", headers=headers)


def reply_of(answer: Answer) -> Reply:
    """The reply as documented."""
    return Reply(answer.http_status, answer.outcome, to_json(answer.payload), JSON_TYPE)


def reply_in_place(
    fault: ReplacingFault,
    refuse: Callable[[int, str | None], Answer],
    phrases: Phrasebook,
) -> Reply:
    """The reply of a fault that keeps the endpoint from answering.

    Args:
        fault: which.
        refuse: makes a refusal in the endpoint's envelope from a code and words.
        phrases: for the words that no envelope carries.
    """
    match fault:
        case BusinessError():
            answer = refuse(fault.code, fault.words)
            return reply_of(replace(answer, http_status=fault.http_status))
        case HtmlErrorPage():
            words = http.client.responses.get(fault.status, "Error")
            page = _HTML_PAGE.format(status=fault.status, words=words).encode()
            return Reply(fault.status, f"HTTP {fault.status} page", page, "text/html")
        case TooManyRequests():
            return _too_many_requests(fault, phrases)
        case Redirect():
            return plain_reply(fault.status, headers=(("Location", fault.location),))
        case _:
            assert_never(fault)


def misshape(answer: Answer, faults: tuple[Fault, ...]) -> Answer:
    """Gives a success another shape, where a fault asks for it."""
    for fault in faults:
        if isinstance(fault, MisshapenSuccess):
            payload = _misshapen(answer.payload, fault.shape)
            if payload is not None:
                return replace(answer, payload=payload, outcome=f"{answer.outcome}, {fault.shape}")
    return answer


def spoil(reply: Reply, faults: tuple[Fault, ...]) -> Reply:
    """Applies the faults that act on the bytes of a reply, the later inside the earlier."""
    for fault in reversed(faults):
        match fault:
            case WrongContentType():
                reply = replace(
                    reply,
                    content_type=fault.content_type,
                    outcome=f"{reply.outcome} as {fault.content_type}",
                )
            case HugeBody():
                reply = replace(
                    reply,
                    filler_bytes=max(fault.size_bytes - len(reply.body), 0),
                    announces_length=fault.announces_length,
                    outcome=f"{reply.outcome}, {fault.size_bytes} bytes",
                )
            case CutReply():
                reply = replace(reply, is_cut=True, outcome=f"{reply.outcome}, cut")
            case _:
                pass
    return reply


def _misshapen(payload: Mapping[str, object], shape: SuccessShape) -> dict[str, object] | None:
    """The payload in that shape; None where it holds nothing the shape acts on."""
    data = payload.get("data")
    if shape is SuccessShape.LONE_ROW:
        return {**payload, "data": data[0]} if isinstance(data, list) and data else None
    if not isinstance(data, dict) or "callId" not in data:
        return None
    match shape:
        case SuccessShape.TOP_LEVEL_CALL_ID:
            without_data = {name: value for name, value in payload.items() if name != "data"}
            return {**without_data, "callId": data["callId"]}
        case SuccessShape.NO_CALL_ID:
            return {**payload, "data": {}}
        case SuccessShape.NULL_DATA:
            return {**payload, "data": None}


def _too_many_requests(fault: TooManyRequests, phrases: Phrasebook) -> Reply:
    status = 429
    headers = () if fault.retry_after_s is None else (("Retry-After", str(fault.retry_after_s)),)
    reply = plain_reply(status, headers=headers)
    if not fault.with_body:
        return reply
    body = to_json({"message": phrases.say("too_many_requests")})
    return replace(reply, body=body, content_type=JSON_TYPE)
