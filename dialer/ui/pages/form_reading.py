"""Turns what stands in the call form into a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QLocale, Qt

from dialer.domain.calls import MAX_DELAY_MS, DialoutRequest, LegOrder, TwoWayRequest
from dialer.domain.errors import InputError
from dialer.domain.guard import NumberSource
from dialer.domain.phone_number import PhoneNumber, parse_phone_number
from dialer.domain.two_way_limits import (
    check_call_data,
    check_callback_url,
    read_agent_id,
    read_agent_number,
    read_shown_number,
)
from dialer.ui.intents import CallIntent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from dialer.ui.pages.call_form import CallForm
    from dialer.ui.pages.two_way_fields import TwoWayLine, TwoWayOptions
    from dialer.ui.widgets.fields import ComboField, Field, TextField

# Named as lupdate knows it.
translate = QCoreApplication.translate

_MS_PER_S = 1000
_UNREAD = PhoneNumber("")
T = TypeVar("T")


class _Reader:
    """Reads field after field, and tells each its own problem."""

    def __init__(self) -> None:
        self._wrong: list[tuple[Field, InputError]] = []

    def read(self, field: Field, take: Callable[[], T], unread: T) -> T:
        """What a field holds, or a stand-in where it cannot be used."""
        try:
            return take()
        except InputError as error:
            field.show_error(error.problem)
            self._wrong.append((field, error))
            return unread

    @property
    def wrong(self) -> tuple[Field, ...]:
        """The fields that cannot be used, in the order they were read."""
        return tuple(field for field, _error in self._wrong)

    def finish(self) -> None:
        """Ends the reading.

        Raises:
            InputError: of the first wrong field, which gets the keyboard.
        """
        if self._wrong:
            field, first = self._wrong[0]
            field.control.setFocus(Qt.FocusReason.OtherFocusReason)
            raise first


def read_form(form: CallForm) -> CallIntent:
    """Reads every field of the form that is asked for.

    Raises:
        InputError: the first field in reading order that cannot be used, after each was
            told its own problem; that field has the keyboard.
    """
    reader = _Reader()
    callee = reader.read(form.number, form.number.read, _UNREAD)
    request: DialoutRequest | TwoWayRequest
    part = form.two_way
    if form.kind == "two_way" and part is not None and part.line is not None:
        request = _read_two_way(form, part.line, part.options, callee, reader)
    else:
        request = _read_dialout(form, callee, reader)
    reader.finish()
    return CallIntent(request=request, source=NumberSource(form.source))


def _read_dialout(form: CallForm, callee: PhoneNumber, reader: _Reader) -> DialoutRequest:
    region = form.number.region
    caller_id = reader.read(form.did, lambda: _read_line(form.did, region), _UNREAD)
    agent_number = reader.read(
        form.connect_number, lambda: _read_line(form.connect_number, region), _UNREAD
    )
    delay, delay_ms = form.delay, 0
    if delay is not None:
        delay_ms = reader.read(delay, lambda: _read_delay_ms(delay), 0)
        if delay in reader.wrong:
            form.more.setChecked(True)
    return DialoutRequest(
        caller_id=caller_id,
        callee=callee,
        agent_number=agent_number,
        leg_order=LegOrder(form.ring_order.value),
        delay_ms=delay_ms,
    )


def _read_two_way(
    form: CallForm,
    line: TwoWayLine,
    options: TwoWayOptions | None,
    callee: PhoneNumber,
    reader: _Reader,
) -> TwoWayRequest:
    agent_number = reader.read(
        line.agent_number, lambda: read_agent_number(line.agent_number.value), ""
    )
    agent_id = reader.read(line.agent_id, lambda: read_agent_id(line.agent_id.text), "")
    if options is None:
        return TwoWayRequest(agent_number=agent_number, callee=callee, agent_id=agent_id)
    wrong_before = len(reader.wrong)
    request = TwoWayRequest(
        agent_number=agent_number,
        callee=callee,
        agent_id=agent_id,
        customer_sees=_read_shown(options.customer_sees, options.access_codes, reader),
        agent_sees=_read_shown(options.agent_sees, options.access_codes, reader),
        call_data=_read_checked(options.call_data, check_call_data, reader),
        callback_url=_read_checked(options.callback_url, check_callback_url, reader),
    )
    if len(reader.wrong) > wrong_before:
        form.more.setChecked(True)
    return request


def _read_line(field: ComboField, region: str) -> PhoneNumber:
    return parse_phone_number(field.value, region=region, field=_name_of(field))


def _read_shown(field: ComboField, access_codes: Collection[str], reader: _Reader) -> str:
    def take() -> str:
        return read_shown_number(field.value, field=_name_of(field), access_codes=access_codes)

    return reader.read(field, take, "")


def _read_checked(field: TextField, check: Callable[[str], None], reader: _Reader) -> str:
    def take() -> str:
        check(field.text)
        return field.text

    return reader.read(field, take, "")


def _name_of(field: Field) -> str:
    return field.control.objectName().rpartition(".")[2]


def _read_delay_ms(field: TextField) -> int:
    """The delay in ms; people write it in seconds, with their own decimal sign."""
    typed = field.text or "0"
    seconds, is_number = QLocale().toDouble(typed)
    if not is_number:
        seconds, is_number = QLocale.c().toDouble(typed)
    delay_ms = round(seconds * _MS_PER_S) if is_number else -1
    if 0 <= delay_ms <= MAX_DELAY_MS:
        return delay_ms
    problem = translate("form", "Type a number of seconds from 0 to {most}.").format(
        most=MAX_DELAY_MS // _MS_PER_S
    )
    raise InputError("delay", problem)
