"""NXCLOUD's spellings for a task with its numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError
from dialer.domain.tasks import DispatchKind, StartKind, TaskReceipt
from dialer.providers.nxcloud.wire import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.tasks import TaskNumber, TaskSettings
    from dialer.providers.nxcloud.wire import Envelope
    from dialer.providers.transport import Reply

_PREDICTIVE_DECIMALS = 2
_PROPORTIONAL_DECIMALS = 1
_MAX_RATE = Decimal(1000)
_MAX_COUNT = 2**31 - 1
_COUNTRY = re.compile(r"[A-Z]{2}")
_E164 = re.compile(r"\+[0-9]{6,15}")
_DISPATCH = {
    DispatchKind.NONE: 0,
    DispatchKind.PROPORTIONAL: 1,
    DispatchKind.PREDICTIVE: 2,
}
# 2 means a start by the clock, for which the request has no field.
_START = {StartKind.NOT_SET: 0, StartKind.MANUAL: 1, StartKind.AT_ONCE: 3}


def create_task_body(settings: TaskSettings, numbers: Sequence[TaskNumber]) -> bytes:
    """Body of the task with its numbers.

    Raises:
        InputError: a value breaks a rule of the page.
    """
    fields: dict[str, object] = {
        "country": _country(settings.country),
        "taskName": _text("name", settings.name),
        "strategyName": _text("strategy", settings.strategy),
        "dispatchType": _DISPATCH[settings.dispatch],
        "agentGroupNo": _text("queue_id", settings.queue_id),
        "predictCallRate": _rate(
            "predictive_rate", settings.predictive_rate, decimals=_PREDICTIVE_DECIMALS
        ),
        "ratioCallRate": _rate(
            "proportional_rate", settings.proportional_rate, decimals=_PROPORTIONAL_DECIMALS
        ),
        "startCount": _count(settings.start_count),
        "startupType": _START[settings.start],
        "callList": _call_list(numbers),
    }
    if settings.description:
        fields["taskDesc"] = _text("description", settings.description)
    return encode(fields)


def read_task_receipt(envelope: Envelope, reply: Reply) -> TaskReceipt:
    """Reads an acceptance; its data is null, so there is no task id in it."""
    return TaskReceipt(
        request_id=envelope.request_id,
        words=envelope.words,
        http_status=reply.http_status,
        clock_offset_ms=reply.clock_offset_ms,
    )


def _call_list(numbers: Sequence[TaskNumber]) -> list[dict[str, str]]:
    if not numbers:
        raise InputError("numbers", "Add at least one number to the task.")
    order_ids = {number.order_id for number in numbers}
    if len(order_ids) < len(numbers):
        raise InputError("numbers", "Two numbers of the task have the same order id.")
    return [_call(number) for number in numbers]


def _call(number: TaskNumber) -> dict[str, str]:
    if not _E164.fullmatch(number.e164):
        raise InputError("numbers", "A number of the task is not in international form.")
    order_id = _text("numbers", number.order_id)
    return {
        "orderID": order_id,
        "userPhone": number.e164.removeprefix("+"),
        # The page requires the field and does not say that it may be empty.
        "other": _text("numbers", number.note or order_id),
    }


def _country(code: str) -> str:
    if not _COUNTRY.fullmatch(code):
        raise InputError("country", "Choose the country of the numbers.")
    return code


def _text(field: str, value: str) -> str:
    if not value.strip():
        raise InputError(field, "Fill in this field.")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(field, "This text holds half a character. Type it again.") from None
    return value


def _rate(field: str, value: Decimal, *, decimals: int) -> Decimal:
    """The rate with exactly the documented decimals; nothing is rounded away."""
    if not value.is_finite() or not 0 <= value <= _MAX_RATE:
        raise InputError(field, f"Type a rate from 0 to {_MAX_RATE}.")
    exact = value.quantize(Decimal(1).scaleb(-decimals))
    if exact != value:
        plural = "s" if decimals > 1 else ""
        raise InputError(field, f"The rate has at most {decimals} decimal{plural}.")
    return abs(exact)


def _count(value: int) -> int:
    if not 0 <= value <= _MAX_COUNT:
        raise InputError("start_count", "Type a whole number that is not negative.")
    return value
