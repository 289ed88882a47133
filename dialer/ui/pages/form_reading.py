"""Turns what stands in the call form into a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt

from dialer.domain.calls import MAX_DELAY_MS, DialoutRequest, LegOrder
from dialer.domain.errors import InputError
from dialer.domain.guard import NumberSource
from dialer.domain.phone_number import PhoneNumber, parse_phone_number
from dialer.ui.intents import CallIntent

if TYPE_CHECKING:
    from dialer.ui.pages.call_form import CallForm
    from dialer.ui.widgets.fields import ComboField, Field, TextField

# Named as lupdate knows it.
translate = QCoreApplication.translate

_MS_PER_S = 1000


def read_form(form: CallForm) -> CallIntent:
    """Reads every field of the form.

    Raises:
        InputError: the first field in reading order that cannot be used, after each was
            told its own problem; that field has the keyboard.
    """
    wrong: list[tuple[Field, InputError]] = []
    numbers: list[PhoneNumber] = []
    delay_ms = 0
    try:
        numbers.append(form.number.read())
    except InputError as error:
        wrong.append((form.number, error))
    for line in (form.did, form.connect_number):
        try:
            numbers.append(_read_line(line, form.number.region))
        except InputError as error:
            wrong.append((line, error))
    if form.delay is not None:
        try:
            delay_ms = _read_delay_ms(form.delay)
        except InputError as error:
            form.more.setChecked(True)
            wrong.append((form.delay, error))
    if wrong:
        field, first = wrong[0]
        field.control.setFocus(Qt.FocusReason.OtherFocusReason)
        raise first
    callee, caller_id, agent_number = numbers
    request = DialoutRequest(
        caller_id=caller_id,
        callee=callee,
        agent_number=agent_number,
        leg_order=LegOrder(form.ring_order.value),
        delay_ms=delay_ms,
    )
    return CallIntent(request=request, source=NumberSource(form.source))


def _read_line(field: ComboField, region: str) -> PhoneNumber:
    name = field.control.objectName().rpartition(".")[2]
    try:
        return parse_phone_number(field.value, region=region, field=name)
    except InputError as error:
        field.show_error(error.problem)
        raise


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
    field.show_error(problem)
    raise InputError("delay", problem)
