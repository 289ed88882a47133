"""createCall: takes the numbers, answers a serial number, and rings nobody.

Where the document names no code for a broken limit (agentWorkNo), the answer is the
status it gives for wrong parameters, 400.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.aicc.gateway import AiccEndpoint, BareStatus, Refusal, parse_object
from dialer.sandbox.aicc.two_way_calls import Order, TwoWayCalls
from dialer.sandbox.aicc.two_way_numbers import behaviour_of
from dialer.sandbox.faults import first_replacing
from dialer.sandbox.messages import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.aicc.sign_in import IssuedTokens
    from dialer.sandbox.aicc.words import AiccWords
    from dialer.sandbox.messages import ReceivedRequest

WRONG_CALL_DATA = "2"
WRONG_NUMBER = "5"
WRONG_CALLBACK = "9"
_MAX_NUMBER = 32
_MAX_CALL_DATA = 1024
_WORK_NO = re.compile(r"[0-9]{1,5}")
_CALLBACK = re.compile(r"https?://[A-Za-z0-9\-:./_#?&]+")


class CreateCallEndpoint(AiccEndpoint):
    """Places a call between an agent's phone and a customer's."""

    path: ClassVar[str] = "/apiaccess/CC-Management/v1/mobileAgent/createCall"

    def __init__(self, tokens: IssuedTokens, words: AiccWords, *, calls: TwoWayCalls) -> None:
        super().__init__(tokens, words)
        self._calls = calls

    def _answer_request(self, request: ReceivedRequest) -> Answer:
        order = _read_order(parse_object(request))
        behaviour = behaviour_of(order.called)
        if behaviour.refusal:
            raise Refusal(behaviour.refusal, http_status=behaviour.http_status)
        if first_replacing(behaviour.faults) is not None:
            return Answer({}, "replaced", faults=behaviour.faults)
        call = self._calls.add(
            order, behaviour.course, now_ms=request.now_ms, is_ita=behaviour.is_ita
        )
        # A number here and text elsewhere, as in the documents.
        result = {"callSerialNo": call.serial} if behaviour.has_result else None
        return replace(self._accept(result), faults=behaviour.faults)


def _read_order(fields: Mapping[str, object]) -> Order:
    caller = _read_number(fields, "caller")
    called = _read_number(fields, "called")
    if not caller or not called:
        raise Refusal(WRONG_NUMBER)
    _check_work_no(fields.get("agentWorkNo"))
    _check_callback(fields.get("callBackUrl"))
    return Order(
        caller=caller,
        called=called,
        call_data=_read_call_data(fields),
        caller_present=_read_number(fields, "callerPresent"),
        agent_present=_read_number(fields, "agentPresent"),
    )


def _check_work_no(value: object) -> None:
    if value is None or value == "":
        return
    if not isinstance(value, str) or not _WORK_NO.fullmatch(value):
        raise BareStatus(400, "agentWorkNo")


def _read_number(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None or value == "":
        return ""
    is_number = isinstance(value, str) and value.isascii() and value.isdigit()
    if not is_number or len(str(value)) > _MAX_NUMBER:
        raise Refusal(WRONG_NUMBER)
    return str(value)


def _read_call_data(fields: Mapping[str, object]) -> str:
    value = fields.get("callData")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _MAX_CALL_DATA:
        raise Refusal(WRONG_CALL_DATA)
    return value


def _check_callback(value: object) -> None:
    if value is None or value == "":
        return
    try:
        url = base64.b64decode(str(value), validate=True).decode("ascii")
    except ValueError:
        raise Refusal(WRONG_CALLBACK) from None
    if not isinstance(value, str) or not _CALLBACK.fullmatch(url):
        raise Refusal(WRONG_CALLBACK)
