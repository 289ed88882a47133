"""Sending outbound tasks: what is recorded when, what leaves, and what never leaves twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sample_tasks import SETTINGS, a_checked_list, task_numbers
from task_desk import ACCEPTED, DOUBTFUL, REFUSED, Desk, DialOnlyProvider, run

from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.errors import (
    DatabaseUnusable,
    InputError,
    InputErrors,
    KeyringLocked,
    NotSent,
    NotSentReason,
    NotSupported,
    OutcomeUnknown,
    TaskRefused,
    UnknownAccount,
    UnknownReason,
    UnknownTask,
)
from dialer.domain.task_rules import AtOnceConsent, summarise
from dialer.domain.tasks import BatchState, BatchWord, StartKind, TaskState

if TYPE_CHECKING:
    from dialer.domain.tasks import OutboundTask

W, S, A = BatchState.WAITING, BatchState.SENDING, BatchState.ACCEPTED
R, N = BatchState.REJECTED, BatchState.NOT_SENT
U, K = BatchState.UNKNOWN, BatchState.SKIPPED
LOST = OutcomeUnknown(UnknownReason.CONNECTION_LOST)
OFFLINE = NotSent(NotSentReason.NETWORK_UNREACHABLE, "no route")
BROKEN_DISK = DatabaseUnusable("The disk is full.")


def states(task: OutboundTask) -> list[BatchState]:
    return [batch.state for batch in task.batches]


def fields(caught: pytest.ExceptionInfo[InputErrors]) -> list[str]:
    return [problem.field for problem in caught.value.problems]


# Making one


def test_a_new_task_is_recorded_with_its_batches_and_sends_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(25, batch_size=10)
        assert (task.state, task.count, states(task)) == (TaskState.PAUSED, 25, [W, W, W])
        assert [(b.start, b.count) for b in task.batches] == [(0, 10), (10, 10), (20, 5)]
        assert desk.journal.tasks == {task.task_id: task}
        assert desk.told == [task]
        assert list(await desk.tasks.fetch_tasks(9)) == [task]
        assert desk.scripted.sent == []
        assert not desk.uses

    run(scenario)


def test_every_problem_is_told_at_once_by_field() -> None:
    async def scenario(desk: Desk) -> None:
        number_list = a_checked_list(0)
        settings = replace(
            SETTINGS,
            name=" ",
            strategy="",
            predictive_rate=Decimal("1.234"),
            start=StartKind.AT_ONCE,
        )
        with pytest.raises(InputErrors) as caught:
            await desk.tasks.create("sandbox", number_list, settings, batch_size=0)
        assert fields(caught) == [
            "name",
            "strategy",
            "predictive_rate",
            "batch_size",
            "list",
            "start",
        ]
        assert all(problem.problem.endswith(".") for problem in caught.value.problems)
        assert desk.journal.tasks == {}

    run(scenario)


def test_a_start_at_once_needs_a_yes_to_that_many_people() -> None:
    async def scenario(desk: Desk) -> None:
        for consent in (None, AtOnceConsent(number_count=24)):
            with pytest.raises(InputErrors) as caught:
                await desk.make(25, start=StartKind.AT_ONCE, consent=consent)
            assert fields(caught) == ["start"]
        task = await desk.make(25, start=StartKind.AT_ONCE, consent=AtOnceConsent(number_count=25))
        assert task.settings.start is StartKind.AT_ONCE

    run(scenario)


def test_a_list_makes_one_task_unless_nothing_of_that_can_be_sent_any_more() -> None:
    async def scenario(desk: Desk) -> None:
        first = await desk.make()
        with pytest.raises(InputErrors) as caught:
            await desk.make(name="Other")
        assert fields(caught) == ["list"]
        assert "Winter promo" in str(caught.value)
        await desk.tasks.cancel(first.task_id)
        second = await desk.make(name="Other")
        await desk.sent_to_its_end(second)
        with pytest.raises(InputErrors) as caught:
            await desk.make(name="Third")
        assert fields(caught) == ["list"]

    run(scenario)


def test_two_tasks_of_one_list_never_pass_together() -> None:
    async def scenario(desk: Desk) -> None:
        number_list = a_checked_list(25)
        desk.lists.add_list(number_list, task_numbers(25))
        made = await asyncio.gather(
            *(
                desk.tasks.create("sandbox", number_list, replace(SETTINGS, name=name))
                for name in ("One", "Two")
            ),
            return_exceptions=True,
        )
        assert [type(result).__name__ for result in made] == ["OutboundTask", "InputErrors"]

    run(scenario)


def test_names_are_unique_among_what_the_provider_may_know() -> None:
    async def scenario(desk: Desk) -> None:
        unsent = await desk.make(list_id="a")
        with pytest.raises(InputErrors) as caught:
            await desk.make(list_id="b")
        assert fields(caught) == ["name"]
        await desk.tasks.cancel(unsent.task_id)
        sent = await desk.make(list_id="c", first=6_591_000_000)
        await desk.sent_to_its_end(sent)
        with pytest.raises(InputErrors) as caught:
            await desk.make(list_id="d")
        assert fields(caught) == ["name"]

    run(scenario)


def test_a_list_that_is_not_stored_as_it_was_checked_is_refused() -> None:
    async def scenario(desk: Desk) -> None:
        number_list = a_checked_list(25)
        for stored in (None, replace(number_list, accepted=24, invalid=3)):
            if stored is not None:
                desk.lists.add_list(stored, task_numbers(24))
            with pytest.raises(InputErrors) as caught:
                await desk.tasks.create("sandbox", number_list, SETTINGS)
            assert fields(caught) == ["list"]

    run(scenario)


def test_an_account_that_takes_no_tasks_is_refused() -> None:
    without_team = Account(
        account_id="plain", name="P", provider=ProviderKind.NXCLOUD, base_url="", key_id="k"
    )

    async def scenario(desk: Desk) -> None:
        number_list = a_checked_list(25)
        with pytest.raises(NotSupported):
            await desk.tasks.create("plain", number_list, SETTINGS)
        with pytest.raises(UnknownAccount):
            await desk.tasks.create("gone", number_list, SETTINGS)

    run(scenario, without_team)


# Sending it


def test_every_batch_is_one_request_recorded_before_it_leaves() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        assert (task.state, states(task)) == (TaskState.DONE, [A, A, A])
        sent = desk.scripted.sent
        assert [batch.name for batch in sent] == [
            "Winter promo (1/3)",
            "Winter promo (2/3)",
            "Winter promo (3/3)",
        ]
        listed = [number.e164 for number in desk.lists.numbers["list 1"]]
        assert [e164 for batch in sent for e164 in batch.e164s] == listed
        # At the moment of each request, the journal and the notes of use held it.
        for position, batch in enumerate(sent, start=1):
            stored = batch.stored.batch(position)
            assert (stored.state, stored.attempts, stored.sent_ms is None) == (S, 1, False)
            assert batch.stored.state is TaskState.SENDING
            assert batch.used == len(batch.numbers)
        assert {(b.request_id, b.words) for b in task.batches} == {("r1", "Success")}
        assert all(b.ended_ms and b.sent_ms and b.ended_ms > b.sent_ms for b in task.batches)
        assert desk.journal.tasks[task.task_id] == task
        assert desk.told[-1] == task
        assert len(desk.uses) == 25
        assert summarise(desk.lists.lists["list 1"], task).adds_up

    run(scenario)


def test_a_single_batch_keeps_the_plain_name() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.sent_to_its_end(await desk.make(25, batch_size=500))
        assert [batch.settings for batch in desk.scripted.sent] == [SETTINGS]

    run(scenario)


@pytest.mark.parametrize(
    ("outcome", "state", "detail", "is_used"),
    [
        (REFUSED, R, "41000", False),
        (DOUBTFUL, R, "99", True),
        (OFFLINE, N, NotSentReason.NETWORK_UNREACHABLE, False),
        (LOST, U, UnknownReason.CONNECTION_LOST, True),
        (ValueError("bug"), U, UnknownReason.PROGRAM_FAULT, True),
        (InputError("numbers", "Bad number."), N, NotSentReason.FIELD_UNUSABLE, False),
    ],
    ids=["refused", "refused in doubt", "offline", "lost", "fault", "field"],
)
def test_sending_stops_at_the_first_batch_that_is_not_accepted(
    outcome: BaseException, state: BatchState, detail: str, *, is_used: bool
) -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [ACCEPTED, outcome]
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, state, W])
        assert detail in {task.batch(2).code, task.batch(2).reason}
        assert len(desk.scripted.sent) == 2
        assert len(desk.uses) == (20 if is_used else 10)
        assert task.batch(2).in_doubt is is_used
        assert desk.told[-1] == desk.journal.tasks[task.task_id] == task

    run(scenario)


@pytest.mark.parametrize("outcome", [REFUSED, OFFLINE], ids=["refused", "offline"])
def test_going_on_sends_again_what_certainly_called_nobody(outcome: BaseException) -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [outcome]
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.DONE, [A, A, A])
        assert [batch.attempts for batch in task.batches] == [2, 1, 1]
        assert task.batch(1).code == ""
        assert len(desk.scripted.sent) == 4
        assert set(desk.uses.values()) == {1}

    run(scenario)


@pytest.mark.parametrize("outcome", [LOST, DOUBTFUL], ids=["lost", "refused in doubt"])
def test_going_on_leaves_a_batch_in_doubt_alone(outcome: BaseException) -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [outcome]
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        doubtful = task.batch(1)
        task = await desk.sent_to_its_end(task)
        assert task.batch(1) == doubtful
        assert states(task)[1:] == [A, A]
        assert task.state is TaskState.PAUSED
        assert [batch.name[-5:] for batch in desk.scripted.sent] == ["(1/3)", "(2/3)", "(3/3)"]
        with pytest.raises(TaskRefused, match="Nothing of this task is left"):
            await desk.tasks.resume(task.task_id)
        assert len(desk.scripted.sent) == 3

    run(scenario)


# The person's word


def test_the_persons_word_sends_that_batch_again_and_no_other() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [LOST]
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        await desk.tasks.resend_batch(task.task_id, 1)
        task = await desk.rested(task)
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, W, W])
        batch = task.batch(1)
        assert (batch.word, batch.attempts, batch.in_doubt) == (BatchWord.SEND_AGAIN, 2, True)
        assert batch.word_ms is not None
        assert [sent.name[-5:] for sent in desk.scripted.sent] == ["(1/3)", "(1/3)"]
        assert desk.scripted.sent[0].numbers == desk.scripted.sent[1].numbers

    run(scenario)


def test_a_word_is_on_the_disk_before_anything_is_sent_by_it() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [LOST]
        task = await desk.sent_to_its_end(await desk.make(10))
        desk.journal.failure = BROKEN_DISK
        for word in (
            desk.tasks.resend_batch,
            desk.tasks.count_batch_as_sent,
            desk.tasks.skip_batch,
        ):
            with pytest.raises(DatabaseUnusable):
                await word(task.task_id, 1)
        assert (await desk.tasks.fetch_task(task.task_id)).batch(1).state is U
        assert len(desk.scripted.sent) == 1

    run(scenario)


def test_a_resend_that_is_refused_still_needs_a_word_to_be_sent_again() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [LOST, REFUSED]
        task = await desk.sent_to_its_end(await desk.make(10))
        await desk.tasks.resend_batch(task.task_id, 1)
        task = await desk.rested(task)
        assert (states(task), task.batch(1).in_doubt) == ([R], True)
        with pytest.raises(TaskRefused):
            await desk.tasks.resume(task.task_id)
        # The first request may have arrived: the numbers stay noted.
        assert len(desk.uses) == 10
        await desk.tasks.resend_batch(task.task_id, 1)
        assert (await desk.rested(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 3

    run(scenario)


def test_a_batch_that_was_received_is_counted_as_sent_by_word() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [ACCEPTED, LOST]
        task = await desk.sent_to_its_end(await desk.make(20, batch_size=10))
        task = await desk.tasks.count_batch_as_sent(task.task_id, 2)
        assert (task.state, states(task)) == (TaskState.DONE, [A, A])
        assert task.batch(2).word is BatchWord.COUNT_AS_SENT
        assert task.sums.accepted == 20
        assert len(desk.scripted.sent) == 2
        assert len(desk.uses) == 20

    run(scenario)


def test_a_batch_is_left_out_by_word() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [REFUSED, LOST]
        task = await desk.sent_to_its_end(await desk.make(30, batch_size=10))
        task = await desk.tasks.skip_batch(task.task_id, 1)
        assert (task.state, states(task)) == (TaskState.PAUSED, [K, W, W])
        await desk.sent_to_its_end(task)
        task = await desk.tasks.skip_batch(task.task_id, 2)
        assert states(task) == [K, K, W]
        # The second may have been taken: its numbers stay noted.
        assert len(desk.uses) == 10
        task = await desk.tasks.skip_batch(task.task_id, 3)
        assert (task.state, task.sums.skipped) == (TaskState.DONE, 30)

    run(scenario)


def test_words_that_do_not_fit_are_refused() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [ACCEPTED, REFUSED]
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        tasks = desk.tasks
        for word, position in (
            (tasks.resend_batch, 1),
            (tasks.resend_batch, 3),
            (tasks.resend_batch, 4),
            (tasks.resend_batch, 0),
            (tasks.count_batch_as_sent, 1),
            (tasks.count_batch_as_sent, 2),
            (tasks.skip_batch, 1),
            (tasks.skip_batch, -1),
        ):
            with pytest.raises(TaskRefused):
                await word(task.task_id, position)
        with pytest.raises(UnknownTask):
            await tasks.resend_batch("nobody's", 1)
        assert await tasks.fetch_task(task.task_id) == task
        assert len(desk.scripted.sent) == 2

    run(scenario)


# Pausing, cancelling, going on


def test_a_pause_waits_for_the_batch_under_way_and_sends_no_other() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.gate = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        desk.tasks.send(task.task_id)
        await desk.scripted.asked.wait()
        pausing = asyncio.ensure_future(desk.tasks.pause(task.task_id))
        await asyncio.sleep(0)
        assert not pausing.done()
        desk.scripted.gate.set()
        task = await pausing
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, W, W])
        assert desk.journal.tasks[task.task_id] == task
        assert (await desk.sent_to_its_end(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 3

    run(scenario)


def test_going_on_before_a_pause_came_into_effect_takes_it_back() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.gate = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        desk.tasks.send(task.task_id)
        await desk.scripted.asked.wait()
        pausing = asyncio.ensure_future(desk.tasks.pause(task.task_id))
        await asyncio.sleep(0)
        assert (await desk.tasks.resume(task.task_id)).state is TaskState.SENDING
        desk.scripted.gate.set()
        assert (await pausing).state is TaskState.DONE
        assert len(desk.scripted.sent) == 3

    run(scenario)


def test_going_on_twice_sends_once() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(25, batch_size=10)
        desk.scripted.gate = asyncio.Event()
        desk.tasks.send(task.task_id)
        desk.tasks.send(task.task_id)
        await asyncio.gather(*(desk.tasks.resume(task.task_id) for _ in range(3)))
        await desk.quiet()
        assert len(desk.scripted.sent) == 1
        desk.scripted.gate.set()
        assert (await desk.rested(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 3

    run(scenario)


def test_cancelling_keeps_the_outcome_under_way_and_skips_the_rest() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.gate = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        desk.tasks.send(task.task_id)
        await desk.scripted.asked.wait()
        cancelling = asyncio.ensure_future(desk.tasks.cancel(task.task_id))
        await asyncio.sleep(0)
        desk.scripted.gate.set()
        task = await cancelling
        assert (task.state, states(task)) == (TaskState.CANCELLED, [A, K, K])
        assert desk.journal.tasks[task.task_id] == task
        assert len(desk.uses) == 10
        with pytest.raises(TaskRefused, match="cancelled"):
            await desk.tasks.resume(task.task_id)
        assert (await desk.tasks.cancel(task.task_id)) == task
        assert len(desk.scripted.sent) == 1

    run(scenario)


def test_cancelling_keeps_what_was_refused_and_what_is_unknown() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [LOST, REFUSED]
        task = await desk.sent_to_its_end(await desk.make(40, batch_size=10))
        task = await desk.sent_to_its_end(task)
        task = await desk.tasks.cancel(task.task_id)
        assert (task.state, states(task)) == (TaskState.CANCELLED, [U, R, K, K])
        with pytest.raises(TaskRefused, match="cancelled"):
            await desk.tasks.resend_batch(task.task_id, 1)
        task = await desk.tasks.count_batch_as_sent(task.task_id, 1)
        assert (task.state, states(task)) == (TaskState.CANCELLED, [A, R, K, K])
        summary = summarise(desk.lists.lists["list 1"], task)
        assert summary.adds_up
        assert (summary.sums.accepted, summary.sums.rejected, summary.sums.skipped) == (10, 10, 20)

    run(scenario)


def test_what_was_sent_cannot_be_cancelled() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.sent_to_its_end(await desk.make(10))
        assert await desk.tasks.cancel(task.task_id) == task
        assert len(desk.uses) == 10

    run(scenario)


@pytest.mark.parametrize("end", ["pause", "cancel", "finish"])
def test_nothing_leaves_once_it_is_stopped_while_a_keyring_is_waited_for(end: str) -> None:
    async def scenario(desk: Desk) -> None:
        desk.unlocked.clear()
        task = await desk.make(20, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.connecting.wait()
        if end == "pause":
            expected = (TaskState.PAUSED, [W, W])
            await desk.tasks.pause(task.task_id)
        elif end == "cancel":
            expected = (TaskState.CANCELLED, [K, K])
            await desk.tasks.cancel(task.task_id)
        else:
            expected = (TaskState.SENDING, [W, W])
            await desk.tasks.finish()
        stored = desk.journal.tasks[task.task_id]
        assert (stored.state, states(stored)) == expected
        desk.unlocked.set()
        assert desk.scripted.sent == []
        assert not desk.uses

    run(scenario)


@pytest.mark.parametrize("is_skipped", [False, True], ids=["paused", "skipped"])
def test_nothing_leaves_once_it_is_stopped_while_its_use_is_noted(*, is_skipped: bool) -> None:
    async def scenario(desk: Desk) -> None:
        desk.lists.gate = asyncio.Event()
        task = await desk.make(20, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.lists.noting.wait()
        if is_skipped:
            await desk.tasks.skip_batch(task.task_id, 1)
        pausing = asyncio.ensure_future(desk.tasks.pause(task.task_id))
        await asyncio.sleep(0)
        desk.lists.gate.set()
        task = await pausing
        assert (task.state, states(task)) == (TaskState.PAUSED, [K if is_skipped else W, W])
        assert desk.scripted.sent == []
        assert not desk.uses

    run(scenario)


def test_a_batch_skipped_just_before_its_turn_is_passed_over() -> None:
    async def scenario(desk: Desk) -> None:
        desk.lists.gate = asyncio.Event()
        task = await desk.make(20, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.lists.noting.wait()
        await desk.tasks.skip_batch(task.task_id, 1)
        desk.lists.gate.set()
        task = await desk.rested(task)
        assert (task.state, states(task)) == (TaskState.DONE, [K, A])
        assert len(desk.scripted.sent) == 1
        assert len(desk.uses) == 10

    run(scenario)


def test_cancelling_who_asked_cancels_no_request() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [LOST]
        task = await desk.sent_to_its_end(await desk.make(10))
        desk.scripted.gate = asyncio.Event()
        desk.scripted.asked.clear()
        resending = asyncio.ensure_future(desk.tasks.resend_batch(task.task_id, 1))
        await desk.scripted.asked.wait()
        resending.cancel()
        pausing = asyncio.ensure_future(desk.tasks.pause(task.task_id))
        await asyncio.sleep(0)
        pausing.cancel()
        await asyncio.gather(resending, pausing, return_exceptions=True)
        desk.scripted.gate.set()
        assert (await desk.rested(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 2

    run(scenario)


# Faults


def test_what_cannot_be_recorded_is_not_sent() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(20, batch_size=10)
        desk.journal.failure = BROKEN_DISK
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.PAUSED, [N, W])
        assert task.batch(1).reason == NotSentReason.NOT_RECORDED
        assert task.batch(1).words == "The disk is full."
        assert desk.told[-1] == task
        assert desk.scripted.sent == []
        desk.journal.failure = None
        assert (await desk.sent_to_its_end(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 2

    run(scenario)


@pytest.mark.parametrize("failing", ["journal", "lists"])
def test_a_disk_that_fails_between_batches_stops_the_next_one(failing: str) -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(20, batch_size=10)
        desk.scripted.gate = asyncio.Event()
        await desk.tasks.resume(task.task_id)
        await desk.scripted.asked.wait()
        broken = desk.journal if failing == "journal" else desk.lists
        broken.failure = BROKEN_DISK
        desk.scripted.gate.set()
        task = await desk.rested(task)
        # The outcome is known whether or not the disk takes it.
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, N])
        assert list(await shown(desk)) == [task]
        assert len(desk.scripted.sent) == 1
        broken.failure = None
        assert (await desk.sent_to_its_end(task)).state is TaskState.DONE
        assert states(desk.journal.tasks[task.task_id]) == [A, A]
        assert len(desk.scripted.sent) == 2
        assert set(desk.uses.values()) == {1}

    run(scenario)


async def shown(desk: Desk) -> list[OutboundTask]:
    """What a list of tasks shows, read from a disk that can be read again."""
    failure, desk.journal.failure = desk.journal.failure, None
    try:
        return list(await desk.tasks.fetch_tasks(9))
    finally:
        desk.journal.failure = failure


def test_an_outcome_that_could_not_be_saved_is_saved_at_the_end() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(10)
        desk.scripted.gate = asyncio.Event()
        await desk.tasks.resume(task.task_id)
        await desk.scripted.asked.wait()
        desk.journal.failure = BROKEN_DISK
        desk.scripted.gate.set()
        task = await desk.rested(task)
        assert (task.state, states(task)) == (TaskState.DONE, [A])
        assert states(desk.journal.tasks[task.task_id]) == [S]
        desk.journal.failure = None
        await desk.tasks.finish()
        assert desk.journal.tasks[task.task_id] == task

    run(scenario)


def test_a_listener_that_fails_changes_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        def fail(_task: OutboundTask) -> None:
            raise RuntimeError("the window is gone")

        desk.tasks.listen(fail)
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        assert task.state is TaskState.DONE

    run(scenario)


def test_what_hinders_a_connection_is_said_with_the_batch() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(10)
        desk.provider = DialOnlyProvider()
        task = await desk.sent_to_its_end(task)
        assert (states(task), task.batch(1).reason) == ([N], NotSentReason.ACCOUNT_UNUSABLE)
        assert task.batch(1).attempts == 0

    run(scenario)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyringLocked("locked"), NotSentReason.SECRET_UNAVAILABLE),
        (UnknownAccount("sandbox"), NotSentReason.ACCOUNT_UNUSABLE),
        (NotSent(NotSentReason.PROXY_FAILED), NotSentReason.PROXY_FAILED),
        (OSError("odd"), NotSentReason.PROGRAM_FAULT),
    ],
    ids=["locked", "gone", "proxy", "fault"],
)
def test_a_connection_that_cannot_be_made_sends_nothing(
    error: Exception, reason: NotSentReason, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(desk: Desk) -> None:
        async def fail(*_: object) -> None:
            raise error

        task = await desk.make(10)
        monkeypatch.setattr(desk, "_connect", fail)
        desk.restart()
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task), task.batch(1).reason) == (TaskState.PAUSED, [N], reason)
        assert not desk.uses

    run(scenario)


def test_a_list_that_is_gone_sends_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(10)
        await desk.lists.delete_list("list 1")
        task = await desk.sent_to_its_end(task)
        assert (states(task), task.batch(1).reason) == ([N], NotSentReason.LIST_UNREADABLE)
        assert (await desk.tasks.cancel(task.task_id)).state is TaskState.CANCELLED
        assert desk.scripted.sent == []

    run(scenario)


def test_an_unknown_task_is_refused() -> None:
    async def scenario(desk: Desk) -> None:
        for wish in (desk.tasks.resume, desk.tasks.pause, desk.tasks.cancel, desk.tasks.fetch_task):
            with pytest.raises(UnknownTask):
                await wish("nobody's")
        desk.tasks.send("nobody's")

    run(scenario)


# Numbers that may no longer be sent


def test_a_number_that_may_not_be_called_any_more_is_left_out() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(20, batch_size=10)
        barred = [number.e164 for number in task_numbers(20)[3:5]]
        await desk.lists.add_do_not_call(barred, source="word", reason="asked", at_ms=1)
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.DONE, [A, A])
        sent = [e164 for batch in desk.scripted.sent for e164 in batch.e164s]
        assert sorted([*sent, *barred]) == [number.e164 for number in task_numbers(20)]
        assert (task.batch(1).left_out, task.sums.accepted, task.sums.skipped) == (2, 18, 2)
        assert len(desk.uses) == 18
        assert summarise(desk.lists.lists["list 1"], task).adds_up

    run(scenario)


def test_a_batch_none_of_which_may_be_called_makes_no_request() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(20, batch_size=10)
        barred = [number.e164 for number in task_numbers(10)]
        await desk.lists.add_do_not_call(barred, source="word", reason="asked", at_ms=1)
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.DONE, [K, A])
        assert [batch.name for batch in desk.scripted.sent] == ["Winter promo (2/2)"]
        assert task.sums.skipped == 10
        assert desk.journal.tasks[task.task_id] == task

    run(scenario)


def test_two_tasks_with_the_same_numbers_send_each_number_once() -> None:
    async def scenario(desk: Desk) -> None:
        made = [await desk.make(25, batch_size=10, list_id=name, name=name) for name in ("a", "b")]
        await asyncio.gather(*(desk.tasks.resume(task.task_id) for task in made))
        ended = [await desk.rested(task) for task in made]
        sent = [e164 for batch in desk.scripted.sent for e164 in batch.e164s]
        assert sorted(sent) == [number.e164 for number in task_numbers(25)]
        assert sum(task.sums.accepted for task in ended) == 25
        assert sum(task.sums.skipped for task in ended) == 25
        assert [task.state for task in ended] == [TaskState.DONE, TaskState.DONE]

    run(scenario)


# The next start


async def stopped_while_under_way(desk: Desk) -> OutboundTask:
    """A task whose second batch was under way when the program stopped."""
    gate = asyncio.Event()
    task = await desk.make(25, batch_size=10)
    desk.scripted.script = [ACCEPTED]
    desk.told.clear()

    def close(told: OutboundTask) -> None:
        if told.batch(2).state is S:
            desk.scripted.gate = gate

    desk.tasks.listen(close)
    await desk.tasks.resume(task.task_id)
    while len(desk.scripted.sent) < 2:  # noqa: ASYNC110 - the loop runs dry by itself
        await asyncio.sleep(0)
    lying = desk.journal.tasks[task.task_id]
    # The old program ends in its own way, without a disk: it is as good as dead.
    desk.journal.failure = BROKEN_DISK
    gate.set()
    await desk.rested(task)
    desk.journal.failure = None
    desk.journal.tasks[task.task_id] = lying
    desk.scripted.gate = None
    return lying


def test_a_batch_that_was_under_way_is_unknown_after_a_restart() -> None:
    async def scenario(desk: Desk) -> None:
        lying = await stopped_while_under_way(desk)
        assert (lying.state, states(lying)) == (TaskState.SENDING, [A, S, W])
        desk.restart()
        (task,) = await desk.tasks.settle_leftovers()
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, U, W])
        assert task.batch(2).reason == UnknownReason.PROGRAM_STOPPED
        assert desk.journal.tasks[task.task_id] == task
        assert list(await desk.tasks.settle_leftovers()) == []
        assert not desk.tasks.is_sending(task.task_id)
        assert len(desk.scripted.sent) == 2
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, U, A])

    run(scenario)


def left_between_batches(
    desk: Desk, task: OutboundTask, *batches: BatchState, in_doubt: bool = False
) -> None:
    """Makes the journal look as after a stop between two batches."""
    desk.journal.tasks[task.task_id] = replace(
        task,
        state=TaskState.SENDING,
        batches=tuple(
            replace(batch, state=state, in_doubt=in_doubt or state is U)
            for batch, state in zip(task.batches, batches, strict=True)
        ),
    )


def test_a_task_stopped_between_batches_goes_on_by_itself() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(25, batch_size=10)
        left_between_batches(desk, task, A, W, W)
        desk.restart()
        assert list(await desk.tasks.settle_leftovers()) == []
        task = await desk.rested(task)
        assert (task.state, states(task)) == (TaskState.DONE, [A, A, A])
        assert [batch.name[-5:] for batch in desk.scripted.sent] == ["(2/3)", "(3/3)"]

    run(scenario)


@pytest.mark.parametrize(
    ("start", "batches", "in_doubt"),
    [
        (StartKind.AT_ONCE, (A, W, W), False),
        (StartKind.NOT_SET, (A, W, W), False),
        (StartKind.MANUAL, (U, W, W), False),
        (StartKind.MANUAL, (A, W, W), True),
    ],
    ids=["starts at once", "starts who knows when", "unknown", "in doubt"],
)
def test_where_going_on_could_surprise_anybody_the_person_is_asked(
    start: StartKind, batches: tuple[BatchState, ...], *, in_doubt: bool
) -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(
            25, batch_size=10, start=start, consent=AtOnceConsent(number_count=25)
        )
        left_between_batches(desk, task, *batches, in_doubt=in_doubt)
        desk.restart()
        (settled,) = await desk.tasks.settle_leftovers()
        assert settled.state is TaskState.PAUSED
        assert desk.journal.tasks[task.task_id].state is TaskState.PAUSED
        assert not desk.tasks.is_sending(task.task_id)
        assert desk.scripted.sent == []
        await desk.sent_to_its_end(settled)
        assert len(desk.scripted.sent) == 2

    run(scenario)


def test_a_task_with_nothing_left_is_done_after_a_restart() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(20, batch_size=10)
        left_between_batches(desk, task, A, K)
        desk.restart()
        (settled,) = await desk.tasks.settle_leftovers()
        assert settled.state is TaskState.DONE

    run(scenario)


def test_a_lost_batch_of_a_cancelled_task_leaves_it_cancelled() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(20, batch_size=10)
        left_between_batches(desk, task, S, K)
        lying = replace(desk.journal.tasks[task.task_id], state=TaskState.CANCELLED)
        desk.journal.tasks[task.task_id] = lying
        desk.restart()
        (settled,) = await desk.tasks.settle_leftovers()
        assert (settled.state, states(settled)) == (TaskState.CANCELLED, [U, K])

    run(scenario)


def test_a_task_that_is_being_sent_is_no_leftover() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.gate = asyncio.Event()
        task = await desk.make(20, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.scripted.asked.wait()
        assert list(await desk.tasks.settle_leftovers()) == []
        desk.scripted.gate.set()
        assert (await desk.rested(task)).state is TaskState.DONE

    run(scenario)


def test_closing_waits_for_the_request_under_way_and_the_next_start_goes_on() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.gate = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.scripted.asked.wait()
        finishing = asyncio.ensure_future(desk.tasks.finish())
        await asyncio.sleep(0)
        assert not finishing.done()
        desk.scripted.gate.set()
        await finishing
        stored = desk.journal.tasks[task.task_id]
        assert (stored.state, states(stored)) == (TaskState.SENDING, [A, W, W])
        with pytest.raises(TaskRefused, match="closed"):
            await desk.tasks.resume(task.task_id)
        desk.restart()
        await desk.tasks.settle_leftovers()
        assert (await desk.rested(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 3

    run(scenario)


def test_a_batch_that_did_not_get_its_turn_before_the_end_goes_out_at_the_next_start() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.script = [ACCEPTED, NotSent(NotSentReason.CLOSED_BEFORE)]
        task = await desk.sent_to_its_end(await desk.make(25, batch_size=10))
        assert (task.state, states(task)) == (TaskState.SENDING, [A, N, W])
        assert len(desk.scripted.sent) == 2
        desk.restart()
        await desk.tasks.settle_leftovers()
        assert (await desk.rested(task)).state is TaskState.DONE
        assert len(desk.scripted.sent) == 4

    run(scenario)


def test_closing_while_a_pause_is_awaited_leaves_the_task_paused() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.gate = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.scripted.asked.wait()
        pausing = asyncio.ensure_future(desk.tasks.pause(task.task_id))
        await asyncio.sleep(0)
        finishing = asyncio.ensure_future(desk.tasks.finish())
        await asyncio.sleep(0)
        with pytest.raises(TaskRefused, match="closed"):
            await desk.tasks.resume(task.task_id)
        desk.scripted.gate.set()
        await finishing
        assert (await pausing).state is TaskState.PAUSED
        assert desk.journal.tasks[task.task_id].state is TaskState.PAUSED
        desk.restart()
        await desk.tasks.settle_leftovers()
        await desk.quiet()
        assert len(desk.scripted.sent) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("end", "rests"),
    [
        ("pause", (TaskState.PAUSED, [N, W, W])),
        ("cancel", (TaskState.CANCELLED, [K, K, K])),
        ("finish", (TaskState.SENDING, [N, W, W])),
    ],
)
def test_a_request_that_waits_for_its_turn_leaves_no_more_once_it_is_stopped(
    end: str, rests: tuple[TaskState, list[BatchState]]
) -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.turn = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.scripted.waiting.wait()
        stop = {"pause": desk.tasks.pause, "cancel": desk.tasks.cancel}.get(end)
        stopping = asyncio.ensure_future(stop(task.task_id) if stop else desk.tasks.finish())
        await desk.quiet()
        assert not stopping.done()
        desk.scripted.turn.set()
        await stopping
        stored = desk.journal.tasks[task.task_id]
        assert (stored.state, states(stored)) == rests
        assert not desk.scripted.sent
        assert not any(desk.uses.values())

    run(scenario)


def test_a_pause_taken_back_while_a_request_waits_lets_it_leave() -> None:
    async def scenario(desk: Desk) -> None:
        desk.scripted.turn = asyncio.Event()
        task = await desk.make(25, batch_size=10)
        await desk.tasks.resume(task.task_id)
        await desk.scripted.waiting.wait()
        pausing = asyncio.ensure_future(desk.tasks.pause(task.task_id))
        await asyncio.sleep(0)
        await desk.tasks.resume(task.task_id)
        desk.scripted.turn.set()
        assert (await pausing).state is TaskState.DONE
        assert len(desk.scripted.sent) == 3

    run(scenario)


# Pace


def test_the_time_left_follows_the_pace_of_this_run() -> None:
    async def scenario(desk: Desk) -> None:
        task = await desk.make(40, batch_size=10)
        left = []

        def note(told: OutboundTask) -> None:
            left.append((told.sums.accepted, desk.tasks.time_left_ms(told)))

        desk.tasks.listen(note)
        assert desk.tasks.time_left_ms(task) is None
        task = await desk.sent_to_its_end(task)
        assert desk.tasks.time_left_ms(task) is None
        # Each request takes a second.
        assert left[:2] == [(0, None), (0, None)]
        assert (10, 3000) in left
        assert (30, 1000) in left

    run(scenario)


def test_strategies_are_remembered() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.make(list_id="a", name="A", strategy="默认策略")
        await desk.make(list_id="b", name="B", strategy="One Ring")
        found = await desk.tasks.fetch_strategies("sandbox")
        assert sorted(found) == ["One Ring", "默认策略"]

    run(scenario)
