"""Lists, settings and tasks for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.number_lists import NumberList
from dialer.domain.task_rules import plan_batches
from dialer.domain.tasks import OutboundTask, TaskNumber, TaskSettings, TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence

NOON_MS = 1_790_000_000_000
SETTINGS = TaskSettings(
    name="Winter promo", country="SG", strategy="Default Strategy", queue_id="NX144G001"
)


def a_checked_list(accepted: int, list_id: str = "list 1") -> NumberList:
    """A list with a row of every other kind too."""
    return NumberList(
        list_id=list_id,
        name="customers.csv",
        region="SG",
        read=accepted + 15,
        accepted=accepted,
        empty=1,
        invalid=2,
        repeated=3,
        in_earlier_task=4,
        do_not_call=5,
        checked_ms=NOON_MS,
    )


def task_numbers(count: int, *, first: int = 6_590_000_000) -> Sequence[TaskNumber]:
    """Numbers that differ, with order ids that differ."""
    return tuple(
        TaskNumber(order_id=f"{first + place:032X}", e164=f"+{first + place}")
        for place in range(count)
    )


def a_task(
    task_id: str = "task 1",
    *,
    count: int = 25,
    batch_size: int = 10,
    at_ms: int = NOON_MS,
    settings: TaskSettings = SETTINGS,
    state: TaskState = TaskState.PAUSED,
) -> OutboundTask:
    return OutboundTask(
        task_id=task_id,
        account_id="sandbox",
        list_id="list 1",
        list_name="customers.csv",
        settings=replace(settings),
        batch_size=batch_size,
        count=count,
        created_ms=at_ms,
        state=state,
        batches=plan_batches(count, batch_size),
    )
