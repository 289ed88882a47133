"""Outbound tasks: lists of numbers a provider calls and hands to agents."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal


class DispatchKind(enum.StrEnum):
    """How the provider paces the calls of a task."""

    NONE = "none"
    PROPORTIONAL = "proportional"
    PREDICTIVE = "predictive"


class StartKind(enum.StrEnum):
    """When a task starts. A start by the clock is not offered: the API has no time for it."""

    NOT_SET = "not_set"
    MANUAL = "manual"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSettings:
    """What a task is made with.

    Attributes:
        name: unique by our own care; the provider states no rule.
        country: ISO 3166-1 alpha-2 code the numbers are read in.
        strategy: name of a strategy that exists in the account, verbatim.
        queue_id: the queue the calls go to.
        dispatch: how calls are paced.
        predictive_rate: two decimals.
        proportional_rate: one decimal.
        start_count: start value of the pacing.
        start: MANUAL unless the person has agreed to start at once.
        description: free text.
    """

    name: str
    country: str
    strategy: str
    queue_id: str
    dispatch: DispatchKind = DispatchKind.NONE
    predictive_rate: Decimal = Decimal("1.00")
    proportional_rate: Decimal = Decimal("1.0")
    start_count: int = 1
    start: StartKind = StartKind.MANUAL
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNumber:
    """One number of a task.

    Attributes:
        order_id: ours, 32 hex digits in capitals, unique for ever.
        e164: the number.
        note: passed through to records, e.g. a customer reference.
    """

    order_id: str
    e164: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReceipt:
    """The provider's acceptance of one batch; it gives no task id.

    Attributes:
        request_id: the provider's id for the request, where it gave one.
        words: the provider's words, verbatim.
        http_status: status of the reply.
        clock_offset_ms: provider clock minus ours, where the reply told.
    """

    request_id: str | None = None
    words: str = ""
    http_status: int = 200
    clock_offset_ms: int | None = None


class BatchState(enum.StrEnum):
    """What is known of one batch. UNKNOWN is never sent again without the person's word."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class BatchWord(enum.StrEnum):
    """What the person said of a batch whose outcome alone does not say what to do."""

    SEND_AGAIN = "send_again"
    COUNT_AS_SENT = "count_as_sent"
    SKIP = "skip"


class TaskState(enum.StrEnum):
    """Where an outbound task stands on this computer; the provider tells nothing of it."""

    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One request's worth of a task's numbers.

    Attributes:
        position: from 1.
        start: position of its first number in the list, from 0.
        count: how many numbers.
        state: what is known of it.
        sent_ms: when its request was recorded, in ms since the epoch; None before.
        ended_ms: when its outcome was; None before.
        code: the provider's code, where it refused.
        reason: a NotSentReason or UnknownReason.
        words: the provider's or the operating system's words, verbatim.
        request_id: the provider's id for the request, where it gave one.
        attempts: how many requests were made of it: more than one only after the person's word.
        in_doubt: some request of it may have reached people, whatever became of a later one:
            without the person's word it is not sent again.
        left_out: how many of its numbers the last request went without, because since the
            check they came onto a do-not-call list or into another task.
        word: the person's last word on it.
        word_ms: when, in ms since the epoch.
    """

    position: int
    start: int
    count: int
    state: BatchState = BatchState.WAITING
    sent_ms: int | None = None
    ended_ms: int | None = None
    code: str = ""
    reason: str = ""
    words: str = ""
    request_id: str | None = None
    attempts: int = 0
    in_doubt: bool = False
    left_out: int = 0
    word: BatchWord | None = None
    word_ms: int | None = None

    @property
    def is_sendable(self) -> bool:
        """True where going on may send it: it called nobody, or the person said to."""
        if self.state is BatchState.WAITING:
            return True
        return self.state in {BatchState.REJECTED, BatchState.NOT_SENT} and not self.in_doubt

    @property
    def is_settled(self) -> bool:
        """True where nothing is left to do or to say about it."""
        return self.state in {BatchState.ACCEPTED, BatchState.SKIPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSums:
    """A task's numbers by what is known of them; they add up to the list's accepted ones.

    Numbers a batch went without count as skipped, whatever became of the batch.
    """

    waiting: int = 0
    sending: int = 0
    accepted: int = 0
    rejected: int = 0
    not_sent: int = 0
    unknown: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return (
            self.waiting
            + self.sending
            + self.accepted
            + self.rejected
            + self.not_sent
            + self.unknown
            + self.skipped
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundTask:
    """A checked list on its way to a provider, one request a batch.

    Attributes:
        task_id: ours, a UUID.
        account_id: the account it is sent through.
        list_id: the checked list.
        list_name: what the list is called.
        settings: what each batch's task is made with; batches after the first carry
            their number in the name.
        batch_size: numbers a request.
        count: numbers in all: the list's accepted ones.
        created_ms: ms since the epoch.
        state: where it stands.
        batches: in order.
    """

    task_id: str
    account_id: str
    list_id: str
    list_name: str
    settings: TaskSettings
    batch_size: int
    count: int
    created_ms: int
    state: TaskState
    batches: tuple[Batch, ...] = ()

    @property
    def may_have_called(self) -> bool:
        """True where a request for it was, or may have been, accepted."""
        calling = {BatchState.SENDING, BatchState.ACCEPTED, BatchState.UNKNOWN}
        return any(batch.state in calling or batch.in_doubt for batch in self.batches)

    def batch(self, position: int) -> Batch:
        """The batch at a position, from 1.

        Raises:
            LookupError: there is none.
        """
        if not 1 <= position <= len(self.batches):
            raise LookupError(f"there is no batch {position}")
        return self.batches[position - 1]

    @property
    def sums(self) -> TaskSums:
        """The numbers by what is known of them."""
        totals = dict.fromkeys(BatchState, 0)
        for batch in self.batches:
            totals[batch.state] += batch.count - batch.left_out
            totals[BatchState.SKIPPED] += batch.left_out
        return TaskSums(**{state.value: count for state, count in totals.items()})
