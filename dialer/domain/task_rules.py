"""The rules of outbound tasks: what may be made, how it is split, what may follow what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError
from dialer.domain.tasks import Batch, BatchState, BatchWord, TaskState

if TYPE_CHECKING:
    from dialer.domain.number_lists import NumberList
    from dialer.domain.tasks import OutboundTask, TaskSettings, TaskSums

DEFAULT_BATCH_SIZE = 500
MAX_BATCH_SIZE = 5_000
# Each batch becomes a task at the provider, which somebody has to look through there.
MAX_BATCHES = 10_000
MAX_NAME = 200
MAX_TEXT = 500
MAX_RATE = Decimal(1000)
MAX_START_COUNT = 2**31 - 1
PREDICTIVE_DECIMALS = 2
PROPORTIONAL_DECIMALS = 1

_COUNTRY = re.compile(r"[A-Z]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BATCH_NUMBER = re.compile(r"\(\s*\d+\s*/\s*\d+\s*\)\s*$")


class IllegalBatchStep(ValueError):
    """A batch cannot get from its state to the wanted one: a fault of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtOnceConsent:
    """The person's yes to a task that starts calling the moment it is sent.

    Attributes:
        number_count: how many people the question said will be called.
    """

    number_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchStep:
    """What happens to a batch.

    Attributes:
        state: what it becomes.
        at_ms: when, in ms since the epoch.
        code: the provider's code, where it refused.
        reason: a NotSentReason or UnknownReason.
        words: the provider's or the operating system's words, verbatim.
        request_id: the provider's id for the request, where it gave one.
        left_out: how many numbers the request goes without.
        proves_nothing: the outcome leaves open whether people are called.
        word: the person's, where it is the person who says so.
    """

    state: BatchState
    at_ms: int
    code: str = ""
    reason: str = ""
    words: str = ""
    request_id: str | None = None
    left_out: int = 0
    proves_nothing: bool = False
    word: BatchWord | None = None


# What a request, or the lack of one, makes of a batch. Where a batch is in doubt, only
# the person's word leads from an outcome to anything else.
_BY_SENDING: dict[BatchState, frozenset[BatchState]] = {
    BatchState.WAITING: frozenset({BatchState.SENDING, BatchState.NOT_SENT, BatchState.SKIPPED}),
    BatchState.SENDING: frozenset(
        {BatchState.ACCEPTED, BatchState.REJECTED, BatchState.NOT_SENT, BatchState.UNKNOWN}
    ),
    BatchState.REJECTED: frozenset({BatchState.SENDING, BatchState.NOT_SENT, BatchState.SKIPPED}),
    BatchState.NOT_SENT: frozenset({BatchState.SENDING, BatchState.NOT_SENT, BatchState.SKIPPED}),
}
_BY_WORD: dict[BatchWord, tuple[BatchState, frozenset[BatchState]]] = {
    BatchWord.SEND_AGAIN: (
        BatchState.WAITING,
        frozenset({BatchState.UNKNOWN, BatchState.REJECTED, BatchState.NOT_SENT}),
    ),
    BatchWord.COUNT_AS_SENT: (
        BatchState.ACCEPTED,
        frozenset({BatchState.UNKNOWN, BatchState.REJECTED, BatchState.NOT_SENT}),
    ),
    BatchWord.SKIP: (
        BatchState.SKIPPED,
        frozenset(
            {BatchState.WAITING, BatchState.UNKNOWN, BatchState.REJECTED, BatchState.NOT_SENT}
        ),
    ),
}


def may_say(batch: Batch, word: BatchWord) -> bool:
    """Tells whether the person's word can be taken about a batch as it stands."""
    if word is BatchWord.COUNT_AS_SENT and not batch.in_doubt:
        return False
    return batch.state in _BY_WORD[word][1]


def advance_batch(batch: Batch, step: BatchStep) -> Batch:
    """The batch after a step.

    Raises:
        IllegalBatchStep: the step cannot follow the batch's state.
    """
    if step.word is not None:
        if not may_say(batch, step.word) or step.state is not _BY_WORD[step.word][0]:
            raise IllegalBatchStep(f"{batch.state} does not become {step.state} by a word")
        return replace(batch, state=step.state, word=step.word, word_ms=step.at_ms)
    needs_word = batch.in_doubt and batch.state not in {BatchState.WAITING, BatchState.SENDING}
    if needs_word or step.state not in _BY_SENDING.get(batch.state, frozenset()):
        raise IllegalBatchStep(f"{batch.state} does not become {step.state}")
    if step.state is BatchState.SKIPPED:
        return replace(batch, state=step.state, left_out=step.left_out)
    is_request = step.state is BatchState.SENDING
    return replace(
        batch,
        state=step.state,
        sent_ms=step.at_ms if is_request else batch.sent_ms,
        ended_ms=None if is_request else step.at_ms,
        code=step.code,
        reason=step.reason,
        words=step.words,
        request_id=step.request_id,
        attempts=batch.attempts + is_request,
        left_out=step.left_out if is_request else batch.left_out,
        in_doubt=batch.in_doubt or step.proves_nothing or step.state is BatchState.UNKNOWN,
    )


def with_batch(task: OutboundTask, batch: Batch, state: TaskState | None = None) -> OutboundTask:
    """The task with one batch, and perhaps its own state, replaced."""
    at = batch.position - 1
    batches = (*task.batches[:at], batch, *task.batches[at + 1 :])
    return replace(task, batches=batches, state=state or task.state)


def resting_state(task: OutboundTask) -> TaskState:
    """What a task is while nobody sends it: CANCELLED for good, DONE once all is settled."""
    if task.state is TaskState.CANCELLED:
        return TaskState.CANCELLED
    is_done = all(batch.is_settled for batch in task.batches)
    return TaskState.DONE if is_done else TaskState.PAUSED


def cancelled(task: OutboundTask, at_ms: int) -> OutboundTask:
    """The task with all that nothing was sent of left out for good.

    Refused and unknown batches stay what they are: their outcome is worth keeping, and
    an unknown one still needs the person's word. Where nothing was left, it stays DONE.
    """
    if resting_state(task) is TaskState.DONE:
        return replace(task, state=TaskState.DONE)

    def without(batch: Batch) -> Batch:
        is_left = batch.is_sendable and batch.state is not BatchState.REJECTED
        if not is_left:
            return batch
        return advance_batch(batch, BatchStep(state=BatchState.SKIPPED, at_ms=at_ms))

    batches = tuple(without(batch) for batch in task.batches)
    return replace(task, batches=batches, state=TaskState.CANCELLED)


def plan_batches(count: int, batch_size: int) -> tuple[Batch, ...]:
    """A list's numbers in batches, all waiting, of one size but for the last."""
    return tuple(
        Batch(position=place, start=start, count=min(batch_size, count - start))
        for place, start in enumerate(range(0, count, batch_size), start=1)
    )


def settings_of(task: OutboundTask, batch: Batch) -> TaskSettings:
    """What the provider's task for one batch is made with.

    Of several batches each carries its number in the name: each is a task of its own there.
    """
    total = len(task.batches)
    if total == 1:
        return task.settings
    return replace(task.settings, name=f"{task.settings.name} ({batch.position}/{total})")


def find_setting_problems(settings: TaskSettings) -> tuple[InputError, ...]:
    """Everything that is wrong with a task's settings, at most one problem a field."""
    found = [
        _text_problem("name", settings.name, most=MAX_NAME),
        None if _COUNTRY.fullmatch(settings.country) else _problem("country", "Choose a country."),
        _text_problem("strategy", settings.strategy, most=MAX_NAME),
        _text_problem("queue_id", settings.queue_id, most=MAX_NAME, empty="Choose a queue."),
        _rate_problem("predictive_rate", settings.predictive_rate, PREDICTIVE_DECIMALS),
        _rate_problem("proportional_rate", settings.proportional_rate, PROPORTIONAL_DECIMALS),
        _count_problem("start_count", settings.start_count),
    ]
    if found[0] is None and _BATCH_NUMBER.search(settings.name):
        found[0] = _problem("name", "Leave out the number in brackets: each batch gets its own.")
    if settings.description:
        found.append(_text_problem("description", settings.description, most=MAX_TEXT))
    return tuple(problem for problem in found if problem is not None)


def find_size_problem(count: int, batch_size: int) -> InputError | None:
    """What is wrong with a batch size for so many numbers."""
    if not 1 <= batch_size <= MAX_BATCH_SIZE:
        return _problem("batch_size", f"Type a number from 1 to {MAX_BATCH_SIZE:,}.")
    batches = -(-count // batch_size)
    if batches > MAX_BATCHES:
        return _problem(
            "batch_size",
            f"This would be {batches:,} tasks at the provider. Type a larger number.",
        )
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSummary:
    """Where every row of a list went.

    Attributes:
        read: rows after the header.
        left_out: rows that checking left out, for whatever reason.
        sums: the numbers of the task by what is known of them.
    """

    read: int
    left_out: int
    sums: TaskSums

    @property
    def difference(self) -> int:
        """Rows that are not accounted for; 0 unless something is badly wrong."""
        return self.read - self.left_out - self.sums.total

    @property
    def adds_up(self) -> bool:
        """True where every row is accounted for, exactly once."""
        return self.difference == 0


def summarise(number_list: NumberList, task: OutboundTask) -> TaskSummary:
    """Adds up a list and the task made of it.

    Raises:
        ValueError: the task is not of this list, or its batches do not lie end to end.
    """
    if task.list_id != number_list.list_id:
        raise ValueError("the task is made of another list")
    start = 0
    for position, batch in enumerate(task.batches, start=1):
        if (batch.position, batch.start) != (position, start):
            raise ValueError(f"batch {batch.position} does not follow the one before it")
        start += batch.count
    return TaskSummary(read=number_list.read, left_out=rows_left_out(number_list), sums=task.sums)


def rows_left_out(number_list: NumberList) -> int:
    """How many rows checking left out."""
    return (
        number_list.empty
        + number_list.invalid
        + number_list.repeated
        + number_list.in_earlier_task
        + number_list.do_not_call
    )


def _problem(field: str, sentence: str) -> InputError:
    return InputError(field, sentence)


def _text_problem(
    field: str, value: str, *, most: int, empty: str = "Fill in this field."
) -> InputError | None:
    if not value.strip():
        return _problem(field, empty)
    if len(value) > most:
        return _problem(field, f"Use at most {most} characters.")
    try:
        value.encode()
    except UnicodeEncodeError:
        return _problem(field, "This text holds half a character. Type it again.")
    if _CONTROL.search(value):
        return _problem(field, "This text holds a character that cannot be seen. Type it again.")
    return None


def _rate_problem(field: str, value: Decimal, decimals: int) -> InputError | None:
    if not value.is_finite() or not 0 <= value <= MAX_RATE:
        return _problem(field, f"Type a rate from 0 to {MAX_RATE}.")
    if value != value.quantize(Decimal(1).scaleb(-decimals)):
        plural = "s" if decimals > 1 else ""
        return _problem(field, f"Use at most {decimals} decimal{plural}.")
    return None


def _count_problem(field: str, value: int) -> InputError | None:
    if not 0 <= value <= MAX_START_COUNT:
        return _problem(field, "Type a whole number that is not negative.")
    return None
