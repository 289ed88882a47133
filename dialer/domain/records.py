"""Call records: a provider's own account of calls."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class RecordDirection(enum.StrEnum):
    """Who called whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    AICC = "aicc"
    UNKNOWN = "unknown"


class EndedBy(enum.StrEnum):
    """Who hung up, as far as the provider says; its own samples contradict its words."""

    AGENT = "agent"
    CUSTOMER = "customer"
    CALLER = "caller"
    CALLEE = "callee"
    UNKNOWN = "unknown"


class AnsweredFilter(enum.StrEnum):
    """Which records are wanted."""

    ALL = "all"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuery:
    """What records are wanted.

    Attributes:
        start_ms: from, ms since the epoch.
        end_ms: until, ms since the epoch.
        call_id: of one call, or ``""``.
        order_id: of one order, or ``""``.
        caller: digits of the calling party, or ``""``.
        callee: digits of the called party, or ``""``.
        agent: the agent's account, or ``""``.
        direction: None for all.
        answered: which ones.
    """

    start_ms: int
    end_ms: int
    call_id: str = ""
    order_id: str = ""
    caller: str = ""
    callee: str = ""
    agent: str = ""
    direction: RecordDirection | None = None
    answered: AnsweredFilter = AnsweredFilter.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One record, with the provider's oddities taken out.

    Attributes:
        call_id: the provider's id; ``""`` where its records hold none.
        order_id: ours, where the call belongs to a task.
        task_id: the provider's number of that task.
        note: what was passed through with the number.
        direction: who called whom.
        caller: digits of the calling party.
        callee: digits of the called party.
        agent: the agent's account or name.
        is_answered: None where the record does not say.
        started_ms: ms since the epoch; None where the provider gives text only.
        answered_ms: the same, of the answer.
        ended_ms: the same, of the end.
        server_time: the provider's own text for the start, whose zone it does not state.
        queue_s: how long it waited in a queue.
        ring_s: how long it rang.
        talk_s: how long it was talked.
        hang_up_code: the provider's code, verbatim.
        hang_up_words: the provider's words, verbatim.
        hang_up_meaning: plain English for a code that is known, or ``""``.
        ended_by: who hung up; a hint, not a fact.
        recording_url: where the recording is, or ``""``.
        price: the provider's figure, or ``""``.
        details: whatever else the record holds, the provider's names and values as text.
    """

    call_id: str = ""
    order_id: str = ""
    task_id: str = ""
    note: str = ""
    direction: RecordDirection = RecordDirection.UNKNOWN
    caller: str = ""
    callee: str = ""
    agent: str = ""
    is_answered: bool | None = None
    started_ms: int | None = None
    answered_ms: int | None = None
    ended_ms: int | None = None
    server_time: str = ""
    queue_s: int | None = None
    ring_s: int | None = None
    talk_s: int | None = None
    hang_up_code: str = ""
    hang_up_words: str = ""
    hang_up_meaning: str = ""
    ended_by: EndedBy = EndedBy.UNKNOWN
    recording_url: str = ""
    price: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of records.

    Attributes:
        records: in the provider's order.
        is_last: True where no further page follows.
    """

    records: tuple[CallRecord, ...]
    is_last: bool
