"""Filling in the form as a call was placed; dials nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.calls import CallKind

if TYPE_CHECKING:
    from dialer.domain.calls import Call
    from dialer.ui.pages.call_form import CallForm


def fill_line(form: CallForm, call: Call) -> None:
    """Chooses the kind of call and the line a call left from, as far as the account has them.

    Args:
        form: shows the call's account.
        call: the call.
    """
    form.choose_kind(call.kind)
    if form.kind != call.kind:
        return
    if call.kind is CallKind.DIAL_OUT:
        form.did.choose(call.caller_id)
        form.connect_number.choose(call.agent_number)
        form.ring_order.choose(call.leg_order)
        return
    part = form.two_way
    if part is None or part.line is None:
        return
    part.line.agent_number.choose(call.agent_number)
    part.line.agent_id.edit.setText(call.agent_id)
    if call.caller_id or call.agent_sees:
        # What goes out with the call is to be seen.
        form.more.setChecked(True)
    if part.options is not None:
        part.options.customer_sees.choose(call.caller_id)
        part.options.agent_sees.choose(call.agent_sees)
