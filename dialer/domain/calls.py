"""Calls: one attempt each, from the press of the button to what is known of its end."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.domain.phone_number import PhoneNumber

MAX_DELAY_MS = 600_000


class CallKind(enum.StrEnum):
    """Which of the product's calls this is."""

    DIAL_OUT = "dial_out"
    TWO_WAY = "two_way"


class LegOrder(enum.StrEnum):
    """Which leg of a two-leg call rings first."""

    AGENT_FIRST = "agent_first"
    CUSTOMER_FIRST = "customer_first"


class CallState(enum.StrEnum):
    """What is known of a call. The middle four are the outcomes of a request."""

    REQUESTING = "requesting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


class CallEventKind(enum.StrEnum):
    """What can happen to a call."""

    RECORDED = "recorded"
    SIGNED = "signed"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    OUTCOME_UNKNOWN = "outcome_unknown"
    FOUND = "found"
    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"
    SETTLED = "settled"


class Settlement(enum.StrEnum):
    """How it was found out what became of a call whose outcome was unknown."""

    IN_RECORDS = "in_records"
    PROBABLY_IN_RECORDS = "probably_in_records"
    AGENT_SAYS_CALLED = "agent_says_called"
    AGENT_SAYS_NOT_CALLED = "agent_says_not_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One line of a call's timeline.

    Attributes:
        kind: what happened.
        at_ms: when, in ms since the epoch by this computer's clock.
        call_id: the provider's id, on ACCEPTED, FOUND and SETTLED.
        request_id: the provider's id for the request, where it gave one.
        code: the provider's code, or ``HTTP nnn``, on REJECTED; its end cause on ENDED.
        reason: a NotSentReason on NOT_SENT, an UnknownReason on OUTCOME_UNKNOWN, an EndCause
            on ENDED, a Settlement on SETTLED.
        words: the provider's or the operating system's words, verbatim.
        http_status: status of the reply, where one came.
        byte_count: size of the body, on SENT.
        clock_offset_ms: provider clock minus ours, where the reply told.
    """

    kind: CallEventKind
    at_ms: int
    call_id: str | None = None
    request_id: str | None = None
    code: str | None = None
    reason: str | None = None
    words: str = ""
    http_status: int | None = None
    byte_count: int | None = None
    clock_offset_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialoutRequest:
    """What a provider needs to place a dial-out.

    Attributes:
        caller_id: the DID the customer sees.
        callee: the customer.
        agent_number: the Amazon Connect number that reaches the agent.
        leg_order: which leg rings first.
        delay_ms: how long the provider waits before it calls; 0 is at once.
    """

    caller_id: PhoneNumber
    callee: PhoneNumber
    agent_number: PhoneNumber
    leg_order: LegOrder = LegOrder.AGENT_FIRST
    delay_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWayRequest:
    """What a provider needs to place a two-way call: the agent's phone, then the customer's.

    ``dialer.domain.two_way_limits`` says what each field may hold.

    Attributes:
        agent_number: digits of the agent's mobile or softphone, at most 32.
        callee: the customer.
        agent_id: the agent's number at the provider, or ``""``.
        call_data: text that travels with the call, at most 1,024 characters.
        customer_sees: number shown to the customer, or ``""`` for the tenant's own.
        agent_sees: number shown to the agent, or ``""`` for the tenant's own.
        callback_url: told when the call ends, or ``""``.
    """

    agent_number: str
    callee: PhoneNumber
    agent_id: str = ""
    call_data: str = ""
    customer_sees: str = ""
    agent_sees: str = ""
    callback_url: str = ""


class EndCause(enum.StrEnum):
    """Why a two-way call ended, as far as the provider says."""

    CUSTOMER_HUNG_UP = "customer_hung_up"
    AGENT_HUNG_UP = "agent_hung_up"
    AGENT_LEG_FAILED = "agent_leg_failed"
    CUSTOMER_LEG_FAILED = "customer_leg_failed"
    AGENT_NO_ANSWER = "agent_no_answer"
    CUSTOMER_NO_ANSWER = "customer_no_answer"
    NOT_STARTED = "not_started"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallProgress:
    """What a state query says of a call.

    Attributes:
        state: ACCEPTED (not yet calling), RINGING, TALKING or ENDED.
        end_cause: why it ended; None before that.
        raw_cause: the provider's code for it, verbatim.
        started_ms: ms since the epoch, where told.
        ended_ms: the same, of the end.
    """

    state: CallState
    end_cause: EndCause | None = None
    raw_cause: str = ""
    started_ms: int | None = None
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A provider's acceptance. It says "accepted", not "connected".

    Attributes:
        call_id: the provider's id, or None where the reply held none.
        request_id: the provider's id for the request, where it gave one.
        words: the provider's words, verbatim.
        http_status: status of the reply.
        clock_offset_ms: provider clock minus ours from the Date header, where known.
    """

    call_id: str | None
    request_id: str | None = None
    words: str = ""
    http_status: int = 200
    clock_offset_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One attempt to place a call.

    Attributes:
        client_call_id: ours, a UUID made before anything is sent.
        account_id: the account it was placed through.
        kind: dial-out or two-way.
        caller_id: number the customer sees; E.164 for a dial-out, as in the request for a
            two-way call, where ``""`` is the tenant's own.
        callee: E.164 number of the customer.
        agent_number: number of the agent's leg; E.164 for a dial-out, digits of a phone or
            softphone for a two-way call.
        leg_order: which leg rings first.
        delay_ms: as in the request.
        region: ISO 3166-1 alpha-2 code of the customer's country; ``""`` where the number
            belongs to none.
        agent_id: the agent's number at the provider, of a two-way call.
        call_data: what travels with a two-way call.
        agent_sees: number shown to the agent, of a two-way call.
        callback_url: told when a two-way call ends.
        state: what is known now.
        events: the timeline, oldest first.
        call_id: the provider's id, always text.
    """

    client_call_id: str
    account_id: str
    kind: CallKind
    caller_id: str
    callee: str
    agent_number: str
    leg_order: LegOrder
    delay_ms: int = 0
    region: str = ""
    agent_id: str = ""
    call_data: str = ""
    agent_sees: str = ""
    callback_url: str = ""
    state: CallState = CallState.REQUESTING
    events: tuple[CallEvent, ...] = ()
    call_id: str | None = None

    @property
    def started_ms(self) -> int:
        """When the attempt was recorded, in ms since the epoch."""
        return self.events[0].at_ms

    @property
    def last_event(self) -> CallEvent:
        """The newest line of the timeline."""
        return self.events[-1]

    @property
    def duration_ms(self) -> int:
        """From the recording to the newest event."""
        return self.events[-1].at_ms - self.events[0].at_ms

    @property
    def outcome_event(self) -> CallEvent | None:
        """What concluded the request; None while it is under way."""
        return next((event for event in self.events if event.kind in _OUTCOMES), None)

    @property
    def end_event(self) -> CallEvent | None:
        """The end the provider reported; None where none was."""
        return next((event for event in self.events if event.kind is CallEventKind.ENDED), None)

    @property
    def end_cause(self) -> EndCause | None:
        """Why it ended; None before that, OTHER where that is no cause this program knows."""
        end = self.end_event
        if end is None:
            return None
        return EndCause(end.reason) if end.reason in set(EndCause) else EndCause.OTHER

    @property
    def talking_since_ms(self) -> int | None:
        """When the provider was first heard to say that they talk, in ms since the epoch."""
        talking = (event for event in self.events if event.kind is CallEventKind.TALKING)
        return next((event.at_ms for event in talking), None)

    @property
    def talked_ms(self) -> int | None:
        """How long they talked, as far as it was seen: to the second or so."""
        began_ms, end = self.talking_since_ms, self.end_event
        return None if began_ms is None or end is None else max(end.at_ms - began_ms, 0)

    @property
    def settlement(self) -> Settlement | None:
        """What was found out last of an unknown outcome; None where nothing was."""
        settled = [event for event in self.events if event.kind is CallEventKind.SETTLED]
        return Settlement(settled[-1].reason or "") if settled else None

    @property
    def is_unresolved(self) -> bool:
        """True while it is sending, or its outcome is unknown and not settled."""
        if self.state is CallState.UNKNOWN:
            return self.settlement is None
        return self.state is CallState.REQUESTING


_OUTCOMES = {
    CallEventKind.ACCEPTED: CallState.ACCEPTED,
    CallEventKind.REJECTED: CallState.REJECTED,
    CallEventKind.NOT_SENT: CallState.NOT_SENT,
    CallEventKind.OUTCOME_UNKNOWN: CallState.UNKNOWN,
}

# What may be learnt of a call after its outcome, by the state it is in, and what it becomes.
_LATER: dict[CallState, dict[CallEventKind, CallState]] = {
    CallState.ACCEPTED: {
        CallEventKind.FOUND: CallState.ACCEPTED,
        CallEventKind.RINGING: CallState.RINGING,
        CallEventKind.TALKING: CallState.TALKING,
        CallEventKind.ENDED: CallState.ENDED,
    },
    CallState.RINGING: {
        CallEventKind.TALKING: CallState.TALKING,
        CallEventKind.ENDED: CallState.ENDED,
    },
    CallState.TALKING: {CallEventKind.ENDED: CallState.ENDED},
    # Again and again: an agent's word may be corrected, by the agent or by the records.
    CallState.UNKNOWN: {CallEventKind.SETTLED: CallState.UNKNOWN},
}


class IllegalTransitionError(ValueError):
    """An event that cannot happen in the call's state: a fault of the program."""


def advance(call: Call, event: CallEvent) -> Call:
    """Returns the call as it stands after an event.

    Raises:
        IllegalTransitionError: the event cannot follow; an outcome is never
            overwritten, since it may be the only proof of a call.
    """
    if call.state is CallState.REQUESTING:
        state = _while_requesting(call, event)
    else:
        state = _LATER.get(call.state, {}).get(event.kind, CallState.REQUESTING)
        if state is CallState.REQUESTING:
            raise IllegalTransitionError(f"{event.kind} cannot follow {call.state}")
    return replace(
        call,
        events=(*call.events, event),
        state=state,
        call_id=event.call_id or call.call_id,
    )


def _while_requesting(call: Call, event: CallEvent) -> CallState:
    if (event.kind is CallEventKind.RECORDED) != (not call.events):
        raise IllegalTransitionError(f"{event.kind} cannot be event {len(call.events)}")
    if event.kind not in _OF_REQUEST:
        raise IllegalTransitionError(f"{event.kind} cannot follow {call.state}")
    return _OUTCOMES.get(event.kind, CallState.REQUESTING)


_OF_REQUEST = {
    CallEventKind.RECORDED,
    CallEventKind.SIGNED,
    CallEventKind.SENT,
    *_OUTCOMES,
}
