"""What every TaskJournal promises."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_tasks import SETTINGS, a_task

from dialer.domain.task_ports import TaskJournal
from dialer.domain.task_rules import cancelled, with_batch
from dialer.domain.tasks import (
    Batch,
    BatchState,
    BatchWord,
    DispatchKind,
    OutboundTask,
    StartKind,
    TaskSettings,
    TaskState,
)

OpenJournal = Callable[[], AbstractAsyncContextManager[TaskJournal]]

# Each example opens a journal of its own, so what the fixture holds is never shared.
any_tasks = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
times = st.none() | st.integers(0, 2**45)
texts = st.text(max_size=30)
batch_fields = st.fixed_dictionaries(
    {
        "state": st.sampled_from(BatchState),
        "sent_ms": times,
        "ended_ms": times,
        "code": texts,
        "reason": texts,
        "words": texts,
        "request_id": st.none() | texts,
        "attempts": st.integers(0, 9),
        "in_doubt": st.booleans(),
        "left_out": st.integers(0, 10),
        "word": st.none() | st.sampled_from(BatchWord),
        "word_ms": times,
    }
)
task_settings = st.builds(
    TaskSettings,
    name=texts,
    country=st.sampled_from(["SG", "CN"]),
    strategy=texts,
    queue_id=texts,
    dispatch=st.sampled_from(DispatchKind),
    predictive_rate=st.decimals(0, 1000, places=2),
    proportional_rate=st.decimals(0, 1000, places=1),
    start_count=st.integers(0, 2**31 - 1),
    start=st.sampled_from(StartKind),
    description=texts,
)


def run(open_journal: OpenJournal, scenario: Callable[[TaskJournal], Awaitable[None]]) -> None:
    async def main() -> None:
        async with open_journal() as journal:
            await scenario(journal)

    asyncio.run(main())


@any_tasks
@given(task_settings, st.lists(batch_fields, max_size=4), st.sampled_from(TaskState))
def test_any_task_reads_back_as_it_was(
    open_task_journal: OpenJournal,
    made_with: TaskSettings,
    batches: list[dict[str, object]],
    state: TaskState,
) -> None:
    task = replace(
        a_task(settings=made_with, state=state),
        batches=tuple(
            replace(
                Batch(position=place, start=10 * place - 10, count=10),
                **fields,  # type: ignore[arg-type]  # the strategy names fields that exist
            )
            for place, fields in enumerate(batches, start=1)
        ),
    )

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(task)
        assert await journal.fetch_task(task.task_id) == task
        assert list(await journal.fetch_tasks(9)) == [task]

    run(open_task_journal, scenario)


@any_tasks
@given(batch_fields, st.sampled_from(TaskState), st.integers(1, 3))
def test_any_change_of_a_batch_reads_back_with_the_tasks_state(
    open_task_journal: OpenJournal,
    fields: dict[str, object],
    state: TaskState,
    position: int,
) -> None:
    task = a_task()
    changed = with_batch(
        task,
        replace(task.batch(position), **fields),  # type: ignore[arg-type]  # as above
        state,
    )

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(task)
        for _again in range(2):
            await journal.update_batch(changed, position)
            assert await journal.fetch_task(task.task_id) == changed

    run(open_task_journal, scenario)


def test_one_batch_is_stored_and_no_other(open_task_journal: OpenJournal) -> None:
    task = a_task()
    first = with_batch(task, replace(task.batch(1), state=BatchState.ACCEPTED))
    both = with_batch(first, replace(task.batch(2), state=BatchState.SENDING), TaskState.SENDING)

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(task)
        await journal.update_batch(both, 2)
        stored = await journal.fetch_task(task.task_id)
        assert stored is not None
        assert [batch.state for batch in stored.batches] == [
            BatchState.WAITING,
            BatchState.SENDING,
            BatchState.WAITING,
        ]
        assert stored.state is TaskState.SENDING

    run(open_task_journal, scenario)


def test_cancelling_stores_the_state_and_what_is_skipped(open_task_journal: OpenJournal) -> None:
    task = a_task()
    sent = with_batch(task, replace(task.batch(1), state=BatchState.ACCEPTED), TaskState.SENDING)
    ended = cancelled(sent, 7)

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(task)
        await journal.update_batch(sent, 1)
        await journal.update_state(ended)
        assert await journal.fetch_task(task.task_id) == ended
        assert ended.sums.skipped == 15

    run(open_task_journal, scenario)


def test_a_state_alone_changes_no_other_batch(open_task_journal: OpenJournal) -> None:
    task = a_task()
    ahead = with_batch(task, replace(task.batch(1), state=BatchState.ACCEPTED), TaskState.SENDING)

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(task)
        await journal.update_state(ahead)
        assert await journal.fetch_task(task.task_id) == replace(task, state=TaskState.SENDING)

    run(open_task_journal, scenario)


def test_the_newest_come_first_and_no_more_than_asked_for(open_task_journal: OpenJournal) -> None:
    async def scenario(journal: TaskJournal) -> None:
        for task_id, at_ms in [("b", 2), ("d", 3), ("a", 1), ("e", 3)]:
            await journal.record_task(a_task(task_id, at_ms=at_ms))
        assert ids(await journal.fetch_tasks(9)) == ["e", "d", "b", "a"]
        assert ids(await journal.fetch_tasks(2)) == ["e", "d"]
        assert ids(await journal.fetch_tasks(0)) == []

    run(open_task_journal, scenario)


def test_what_a_stopped_program_left_is_found_oldest_first(open_task_journal: OpenJournal) -> None:
    under_way = a_task("under way", at_ms=2, state=TaskState.CANCELLED)
    under_way = with_batch(
        under_way, replace(under_way.batch(2), state=BatchState.SENDING, attempts=1)
    )

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(a_task("late", at_ms=3, state=TaskState.SENDING))
        await journal.record_task(a_task("paused", at_ms=1))
        await journal.record_task(under_way)
        await journal.record_task(a_task("done", at_ms=4, state=TaskState.DONE))
        assert ids(await journal.fetch_unfinished()) == ["under way", "late"]

    run(open_task_journal, scenario)


def test_tasks_are_found_by_their_list_and_by_their_name(open_task_journal: OpenJournal) -> None:
    other_list = replace(a_task("other list", at_ms=1), list_id="list 2")
    other_name = a_task("other name", at_ms=2, settings=replace(SETTINGS, name="winter promo"))
    other_account = replace(a_task("other account", at_ms=3), account_id="b")

    async def scenario(journal: TaskJournal) -> None:
        for task in (other_list, other_name, other_account):
            await journal.record_task(task)
        found = await journal.fetch_tasks_with_list("list 1")
        assert ids(found) == ["other account", "other name"]
        assert ids(await journal.fetch_tasks_named("sandbox", "Winter promo")) == ["other list"]
        assert ids(await journal.fetch_tasks_named("b", "Winter promo")) == ["other account"]
        assert ids(await journal.fetch_tasks_with_list("list 3")) == []
        assert ids(await journal.fetch_tasks_named("b", "")) == []

    run(open_task_journal, scenario)


def test_strategies_are_remembered_the_last_used_first(open_task_journal: OpenJournal) -> None:
    async def scenario(journal: TaskJournal) -> None:
        for at_ms, strategy in enumerate(["一次", "One Ring", "默认策略", "One Ring"]):
            made_with = replace(SETTINGS, strategy=strategy)
            await journal.record_task(a_task(str(at_ms), at_ms=at_ms, settings=made_with))
        await journal.record_task(replace(a_task("other"), account_id="b"))
        assert list(await journal.fetch_strategies("sandbox")) == ["One Ring", "默认策略", "一次"]
        assert list(await journal.fetch_strategies("c")) == []

    run(open_task_journal, scenario)


def test_rates_keep_every_digit(open_task_journal: OpenJournal) -> None:
    made_with = replace(SETTINGS, predictive_rate=Decimal("1.10"), proportional_rate=Decimal("2.0"))

    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(a_task(settings=made_with))
        stored = await journal.fetch_task("task 1")
        assert stored is not None
        rates = (stored.settings.predictive_rate, stored.settings.proportional_rate)
        assert [str(rate) for rate in rates] == ["1.10", "2.0"]

    run(open_task_journal, scenario)


def test_an_id_is_recorded_once(open_task_journal: OpenJournal) -> None:
    async def scenario(journal: TaskJournal) -> None:
        await journal.record_task(a_task("same"))
        with pytest.raises(ValueError, match="already recorded"):
            await journal.record_task(a_task("same", at_ms=1))
        assert list(await journal.fetch_tasks(9)) == [a_task("same")]

    run(open_task_journal, scenario)


def test_what_was_never_recorded_is_not_changed(open_task_journal: OpenJournal) -> None:
    longer = a_task(count=45)

    async def scenario(journal: TaskJournal) -> None:
        with pytest.raises(LookupError):
            await journal.update_batch(a_task(), 1)
        with pytest.raises(LookupError):
            await journal.update_state(a_task())
        assert await journal.fetch_task("task 1") is None
        await journal.record_task(a_task())
        for position in (0, 4, 5):
            with pytest.raises(LookupError):
                await journal.update_batch(longer, position)
        assert list(await journal.fetch_tasks(9)) == [a_task()]

    run(open_task_journal, scenario)


def test_many_at_once_lose_nothing(open_task_journal: OpenJournal) -> None:
    tasks = [a_task(str(number), at_ms=number) for number in range(20)]

    async def send(journal: TaskJournal, task: OutboundTask) -> None:
        await journal.record_task(task)
        for position in (1, 2, 3):
            task = with_batch(task, replace(task.batch(position), state=BatchState.ACCEPTED))
            await journal.update_batch(task, position)

    async def scenario(journal: TaskJournal) -> None:
        await asyncio.gather(*(send(journal, task) for task in tasks))
        stored = await journal.fetch_tasks(99)
        assert ids(stored) == [task.task_id for task in reversed(tasks)]
        assert all(task.sums.accepted == 25 for task in stored)

    run(open_task_journal, scenario)


def ids(tasks: object) -> list[str]:
    assert isinstance(tasks, tuple | list)
    return [task.task_id for task in tasks]
