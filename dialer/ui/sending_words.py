"""The words people see while a task is sent: where it stands, what a pause or a close means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.tasks import BatchState, StartKind, TaskState
from dialer.ui.task_words import count_words, numbers_words

if TYPE_CHECKING:
    from dialer.domain.tasks import OutboundTask

# Named as lupdate knows it.
translate = QCoreApplication.translate

_STOPPING = frozenset({BatchState.REJECTED, BatchState.NOT_SENT, BatchState.UNKNOWN})


def sending_title(task: OutboundTask) -> str:
    """Where a task stands, in a few words."""
    if task.state is TaskState.SENDING:
        return _sending(task)
    if task.state is TaskState.PAUSED:
        return _paused(task)
    sums = task.sums
    if task.state is TaskState.CANCELLED:
        return translate("tasks", "Cancelled: {numbers} were not accepted").format(
            numbers=numbers_words(task.count - sums.accepted)
        )
    if sums.skipped:
        return translate("tasks", "Done: all that was not skipped is accepted")
    return translate("tasks", "Done: every number is accepted")


def promise_sentence(task: OutboundTask) -> str:
    """What a pause, a close or a power cut does to a task that is not at its end."""
    first = translate(
        "tasks", "Each batch is written down before it leaves, and none leaves twice."
    )
    if task.settings.start is StartKind.MANUAL:
        then = translate(
            "tasks",
            "You may pause or close Outdial, and a power cut does no harm:"
            " at the next start sending goes on where it stopped.",
        )
    else:
        then = translate(
            "tasks",
            "You may pause or close Outdial, and a power cut does no harm:"
            " the next start shows what is left, and waits for you to resume.",
        )
    return f"{first} {then}"


def _sending(task: OutboundTask) -> str:
    under_way = [batch for batch in task.batches if batch.state is BatchState.SENDING]
    waiting = [batch for batch in task.batches if batch.is_sendable]
    current = next(iter(under_way + waiting), None)
    if current is None:
        return translate("tasks", "Sending")
    return translate("tasks", "Sending batch {position} of {total}").format(
        position=count_words(current.position), total=count_words(len(task.batches))
    )


def _paused(task: OutboundTask) -> str:
    total = count_words(len(task.batches))
    stopped = next((batch for batch in task.batches if batch.state in _STOPPING), None)
    if stopped is not None:
        return translate("tasks", "Stopped at batch {position} of {total}").format(
            position=count_words(stopped.position), total=total
        )
    if not any(batch.attempts for batch in task.batches):
        return translate("tasks", "Nothing is sent yet")
    return translate("tasks", "Paused: {done} of {total} batches are done").format(
        done=count_words(sum(batch.is_settled for batch in task.batches)), total=total
    )
