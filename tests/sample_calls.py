"""Calls for tests: one of a kind, and any at all."""

from __future__ import annotations

import uuid

from hypothesis import strategies as st

from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    CallState,
    LegOrder,
)

NOON_MS = 1_760_000_000_000


def a_call(
    client_call_id: str = "",
    *,
    at_ms: int = NOON_MS,
    callee: str = "+6281234567890",
    state: CallState = CallState.REQUESTING,
    region: str = "ID",
    account_id: str = "account-1",
) -> Call:
    """A call that was just recorded."""
    return Call(
        client_call_id=client_call_id or str(uuid.uuid4()),
        account_id=account_id,
        kind=CallKind.DIAL_OUT,
        caller_id="+622150000000",
        callee=callee,
        agent_number="+14155550100",
        leg_order=LegOrder.AGENT_FIRST,
        region=region,
        state=state,
        events=(CallEvent(kind=CallEventKind.RECORDED, at_ms=at_ms),),
    )


# Any text a UTF-8 file can hold; SQLite keeps NUL and astral characters alike.
_texts = st.text(max_size=40)
_optional_texts = st.none() | _texts
_milliseconds = st.integers(min_value=0, max_value=2**53)

events = st.builds(
    CallEvent,
    kind=st.sampled_from(CallEventKind),
    at_ms=_milliseconds,
    call_id=_optional_texts,
    request_id=_optional_texts,
    code=_optional_texts,
    reason=_optional_texts,
    words=_texts,
    http_status=st.none() | st.integers(min_value=100, max_value=599),
    byte_count=st.none() | st.integers(min_value=0, max_value=2**31),
    clock_offset_ms=st.none() | st.integers(min_value=-(2**53), max_value=2**53),
)

calls = st.builds(
    Call,
    client_call_id=st.uuids().map(str),
    account_id=_texts,
    kind=st.sampled_from(CallKind),
    caller_id=_texts,
    callee=_texts,
    agent_number=_texts,
    leg_order=st.sampled_from(LegOrder),
    delay_ms=st.integers(min_value=0, max_value=600_000),
    region=st.sampled_from(["", "ID", "US"]),
    agent_id=_texts,
    call_data=_texts,
    agent_sees=_texts,
    callback_url=_texts,
    state=st.sampled_from(CallState),
    events=st.lists(events, min_size=1, max_size=6).map(tuple),
    call_id=_optional_texts,
)
