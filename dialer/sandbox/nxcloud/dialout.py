"""Dial-out from a DID: takes the numbers, answers a receipt, and rings nobody."""

from __future__ import annotations

import uuid
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from dialer.sandbox.faults import first_replacing
from dialer.sandbox.messages import Answer
from dialer.sandbox.nxcloud.gateway import NxcloudEndpoint, is_whole_number
from dialer.sandbox.sandbox_numbers import faults_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.phrases import Phrasebook

WRONG_FIELD = 41000
_MIN_DIGITS = 6
_MAX_DIGITS = 15
_MAX_DELAY_MS = 2**31 - 1
_MAX_CALLS = 10_000


@dataclass(frozen=True, slots=True)
class AcceptedCall:
    """A call the sandbox said yes to.

    Attributes:
        is_customer_first: the leg order; nothing rings either way.
        starts_ms: when it was accepted, plus the delay it asked for.
    """

    serial: int
    call_id: str
    did: str
    callee: str
    connect_number: str
    is_customer_first: bool
    starts_ms: int


class AcceptedCalls:
    """The calls of one sandbox, the oldest dropped beyond a bound."""

    def __init__(self) -> None:
        self._calls: deque[AcceptedCall] = deque(maxlen=_MAX_CALLS)
        self._next_serial = 1

    def add(self, order: DialoutOrder, *, call_id: str, now_ms: int) -> None:
        """Keeps a call that was accepted now."""
        call = AcceptedCall(
            serial=self._next_serial,
            call_id=call_id,
            did=order.did,
            callee=order.callee,
            connect_number=order.connect_number,
            is_customer_first=order.is_customer_first,
            starts_ms=now_ms + order.delay_ms,
        )
        self._next_serial += 1
        self._calls.append(call)

    def newest_first(self) -> tuple[AcceptedCall, ...]:
        """The kept calls, the last accepted first."""
        return tuple(reversed(self._calls))


@dataclass(frozen=True, slots=True)
class DialoutOrder:
    """The fields of a dial-out request that passed."""

    did: str
    callee: str
    connect_number: str
    is_customer_first: bool
    delay_ms: int


class DialoutEndpoint(NxcloudEndpoint):
    """Places a call between a Connect number and a customer."""

    path: ClassVar[str] = "/did/openapi/amazon/dialout"
    biz_type: ClassVar[str] = "9"
    action: ClassVar[str] = "didaws"

    def __init__(
        self, credentials: SandboxCredentials, phrases: Phrasebook, *, calls: AcceptedCalls
    ) -> None:
        super().__init__(credentials, phrases)
        self._calls = calls

    def _answer_fields(self, fields: Mapping[str, object], *, now_ms: int) -> Answer:
        order = self._read_order(fields)
        faults = faults_for(order.callee)
        if first_replacing(faults) is not None:
            return Answer({}, "replaced", faults=faults)
        call_id = uuid.uuid4().hex
        self._calls.add(order, call_id=call_id, now_ms=now_ms)
        return replace(self._accept({"callId": call_id}), faults=faults)

    def _read_order(self, fields: Mapping[str, object]) -> DialoutOrder:
        return DialoutOrder(
            did=self._read_number(fields, "did"),
            callee=self._read_number(fields, "callee"),
            connect_number=self._read_number(fields, "connectNumber"),
            is_customer_first=self._read_ring_order(fields),
            delay_ms=self._read_delay_ms(fields),
        )

    def _read_number(self, fields: Mapping[str, object], name: str) -> str:
        value = fields.get(name)
        if value is None or value == "":
            self._refuse_field(WRONG_FIELD, "field_missing", field=name)
        is_number = isinstance(value, str) and value.isascii() and value.isdigit()
        if not is_number or not _MIN_DIGITS <= len(str(value)) <= _MAX_DIGITS:
            bounds = {"least": _MIN_DIGITS, "most": _MAX_DIGITS}
            self._refuse_field(WRONG_FIELD, "field_not_digits", field=name, **bounds)
        return str(value)

    def _read_ring_order(self, fields: Mapping[str, object]) -> bool:
        value = fields.get("ringOrder")
        if value is None:
            return False
        # Documented as text; the document's own sample sends a number.
        is_choice = (isinstance(value, str) or is_whole_number(value)) and str(value) in {"0", "1"}
        if not is_choice:
            self._refuse_field(WRONG_FIELD, "field_not_choice", field="ringOrder")
        return str(value) == "1"

    def _read_delay_ms(self, fields: Mapping[str, object]) -> int:
        value = fields.get("delayTime")
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MAX_DELAY_MS:
            bounds = {"least": 0, "most": _MAX_DELAY_MS}
            self._refuse_field(WRONG_FIELD, "field_out_of_range", field="delayTime", **bounds)
        return value
