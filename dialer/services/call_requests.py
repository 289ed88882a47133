"""What differs between the kinds of calls on their way out: their rows and their doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.calls import Call, CallKind, DialoutRequest, LegOrder, TwoWayRequest
from dialer.domain.errors import NotSent, NotSentReason
from dialer.domain.phone_number import region_of
from dialer.domain.ports import SupportsDialout, SupportsTwoWayCall
from dialer.domain.two_way_limits import check_two_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.calls import CallEvent, Receipt
    from dialer.domain.ports import Provider

CallRequest = DialoutRequest | TwoWayRequest


def check_request(request: CallRequest) -> None:
    """Refuses what no provider would take, before anything of it is recorded.

    Raises:
        InputError: names the field.
    """
    if isinstance(request, TwoWayRequest):
        check_two_way(request)


def draft(request: CallRequest, *, client_call_id: str, account_id: str) -> Call:
    """The call a request asks for, with no event yet."""
    if isinstance(request, TwoWayRequest):
        return Call(
            client_call_id=client_call_id,
            account_id=account_id,
            kind=CallKind.TWO_WAY,
            caller_id=request.customer_sees,
            callee=request.callee.e164,
            agent_number=request.agent_number,
            leg_order=LegOrder.AGENT_FIRST,
            region=region_of(request.callee),
            agent_id=request.agent_id,
            call_data=request.call_data,
            agent_sees=request.agent_sees,
            callback_url=request.callback_url,
        )
    return Call(
        client_call_id=client_call_id,
        account_id=account_id,
        kind=CallKind.DIAL_OUT,
        caller_id=request.caller_id.e164,
        callee=request.callee.e164,
        agent_number=request.agent_number.e164,
        leg_order=request.leg_order,
        delay_ms=request.delay_ms,
        region=region_of(request.callee),
    )


async def send(
    provider: Provider, request: CallRequest, *, observe: Callable[[CallEvent], None]
) -> Receipt:
    """Hands a request to the provider, once.

    Raises:
        SendError: which of its three kinds says what is proven.
    """
    if isinstance(request, TwoWayRequest):
        if isinstance(provider, SupportsTwoWayCall):
            return await provider.place_two_way_call(request, observe=observe)
        raise NotSent(NotSentReason.PROGRAM_FAULT, "the account places no two-way calls")
    if isinstance(provider, SupportsDialout):
        return await provider.place_dialout(request, observe=observe)
    raise NotSent(NotSentReason.PROGRAM_FAULT, "the account cannot dial out")
