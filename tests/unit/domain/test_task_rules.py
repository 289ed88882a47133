"""Rules of outbound tasks: settings, batches, what may follow what, sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_tasks import SETTINGS, a_checked_list, a_task

from dialer.domain.task_rules import (
    MAX_BATCH_SIZE,
    MAX_BATCHES,
    BatchStep,
    IllegalBatchStep,
    advance_batch,
    cancelled,
    find_setting_problems,
    find_size_problem,
    may_say,
    plan_batches,
    resting_state,
    settings_of,
    summarise,
    with_batch,
)
from dialer.domain.tasks import Batch, BatchState, BatchWord, TaskState

AT_MS = 1_790_000_000_000


def fields_of(**changes: object) -> list[str]:
    settings = replace(SETTINGS, **changes)  # type: ignore[arg-type]  # tests name fields that exist
    return [problem.field for problem in find_setting_problems(settings)]


def test_good_settings_have_no_problem() -> None:
    assert fields_of() == []
    assert fields_of(strategy="默认策略", description="two\nlines", name="Idées　2026") == []
    assert fields_of(predictive_rate=Decimal("1.50"), proportional_rate=Decimal(1000)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "x" * 201),
        ("name", "half \ud800"),
        ("name", "bell \x07"),
        ("name", "May offers (2/97)"),
        ("name", "May offers ( 2 / 97 ) "),
        ("country", ""),
        ("country", "sg"),
        ("country", "SGP"),
        ("country", "ＳＧ"),
        ("strategy", ""),
        ("queue_id", " "),
        ("predictive_rate", Decimal("1.005")),
        ("predictive_rate", Decimal("-0.01")),
        ("predictive_rate", Decimal("NaN")),
        ("predictive_rate", Decimal("sNaN")),
        ("predictive_rate", Decimal("Infinity")),
        ("predictive_rate", Decimal("1000.01")),
        ("proportional_rate", Decimal("1.05")),
        ("proportional_rate", Decimal("1E-40")),
        ("start_count", -1),
        ("start_count", 2**31),
        ("description", "\x00"),
        ("description", "x" * 501),
    ],
)
def test_each_wrong_setting_is_named(field: str, value: object) -> None:
    assert fields_of(**{field: value}) == [field]


def test_every_problem_is_told_at_once() -> None:
    found = fields_of(name="", country="", strategy="", queue_id="", start_count=-1)
    assert found == ["name", "country", "strategy", "queue_id", "start_count"]


@pytest.mark.parametrize(
    ("count", "size", "is_good"),
    [
        (10, 1, True),
        (10, 0, False),
        (10, -5, False),
        (10, MAX_BATCH_SIZE, True),
        (10, MAX_BATCH_SIZE + 1, False),
        (MAX_BATCHES, 1, True),
        (MAX_BATCHES + 1, 1, False),
        (MAX_BATCHES + 1, 2, True),
    ],
)
def test_the_size_of_batches_has_bounds(count: int, size: int, is_good: bool) -> None:  # noqa: FBT001 - a table
    problem = find_size_problem(count, size)
    assert (problem is None) is is_good
    assert problem is None or problem.field == "batch_size"


@given(st.integers(0, 5000), st.integers(1, MAX_BATCH_SIZE))
def test_batches_cover_every_number_once(count: int, size: int) -> None:
    batches = plan_batches(count, size)
    covered = [at for batch in batches for at in range(batch.start, batch.start + batch.count)]
    assert covered == list(range(count))
    assert [batch.position for batch in batches] == list(range(1, len(batches) + 1))
    assert all(batch.count == size for batch in batches[:-1])


def test_of_several_batches_each_has_its_number_in_the_name() -> None:
    task = a_task(count=25, batch_size=10)
    names = [settings_of(task, batch).name for batch in task.batches]
    assert names == ["Winter promo (1/3)", "Winter promo (2/3)", "Winter promo (3/3)"]
    alone = a_task(count=10, batch_size=10)
    assert settings_of(alone, alone.batches[0]) == alone.settings


def a_batch(state: BatchState, *, in_doubt: bool = False) -> Batch:
    return Batch(position=1, start=0, count=10, state=state, in_doubt=in_doubt)


SENDS = {
    (BatchState.WAITING, BatchState.SENDING),
    (BatchState.WAITING, BatchState.NOT_SENT),
    (BatchState.WAITING, BatchState.SKIPPED),
    (BatchState.SENDING, BatchState.ACCEPTED),
    (BatchState.SENDING, BatchState.REJECTED),
    (BatchState.SENDING, BatchState.NOT_SENT),
    (BatchState.SENDING, BatchState.UNKNOWN),
    (BatchState.REJECTED, BatchState.SENDING),
    (BatchState.REJECTED, BatchState.NOT_SENT),
    (BatchState.REJECTED, BatchState.SKIPPED),
    (BatchState.NOT_SENT, BatchState.SENDING),
    (BatchState.NOT_SENT, BatchState.NOT_SENT),
    (BatchState.NOT_SENT, BatchState.SKIPPED),
}


@pytest.mark.parametrize("before", BatchState)
@pytest.mark.parametrize("after", BatchState)
def test_only_these_steps_need_no_word(before: BatchState, after: BatchState) -> None:
    step = BatchStep(state=after, at_ms=AT_MS)
    if (before, after) in SENDS:
        assert advance_batch(a_batch(before), step).state is after
    else:
        with pytest.raises(IllegalBatchStep):
            advance_batch(a_batch(before), step)


@pytest.mark.parametrize("after", BatchState)
@pytest.mark.parametrize("before", [BatchState.UNKNOWN, BatchState.REJECTED, BatchState.NOT_SENT])
def test_a_batch_in_doubt_goes_nowhere_without_a_word(
    before: BatchState, after: BatchState
) -> None:
    with pytest.raises(IllegalBatchStep):
        advance_batch(a_batch(before, in_doubt=True), BatchStep(state=after, at_ms=AT_MS))


@pytest.mark.parametrize(
    ("word", "state"),
    [
        (BatchWord.SEND_AGAIN, BatchState.WAITING),
        (BatchWord.COUNT_AS_SENT, BatchState.ACCEPTED),
        (BatchWord.SKIP, BatchState.SKIPPED),
    ],
)
def test_the_persons_word_is_kept_with_the_batch(word: BatchWord, state: BatchState) -> None:
    unknown = a_batch(BatchState.UNKNOWN, in_doubt=True)
    told = advance_batch(unknown, BatchStep(state=state, at_ms=AT_MS, word=word))
    assert (told.state, told.word, told.word_ms) == (state, word, AT_MS)
    assert told.in_doubt


@pytest.mark.parametrize("word", BatchWord)
@pytest.mark.parametrize("state", [BatchState.SENDING, BatchState.ACCEPTED, BatchState.SKIPPED])
def test_no_word_is_taken_on_what_is_settled_or_under_way(
    word: BatchWord, state: BatchState
) -> None:
    assert not may_say(a_batch(state, in_doubt=True), word)


def test_what_certainly_was_not_sent_cannot_be_counted_as_sent() -> None:
    for state in (BatchState.REJECTED, BatchState.NOT_SENT, BatchState.WAITING):
        assert not may_say(a_batch(state), BatchWord.COUNT_AS_SENT)
    assert may_say(a_batch(BatchState.REJECTED, in_doubt=True), BatchWord.COUNT_AS_SENT)


def test_a_word_leads_to_its_own_state_only() -> None:
    with pytest.raises(IllegalBatchStep):
        advance_batch(
            a_batch(BatchState.UNKNOWN, in_doubt=True),
            BatchStep(state=BatchState.ACCEPTED, at_ms=AT_MS, word=BatchWord.SEND_AGAIN),
        )


def test_doubt_outlives_a_later_refusal() -> None:
    batch = advance_batch(a_batch(BatchState.SENDING), BatchStep(state=BatchState.UNKNOWN, at_ms=1))
    for step in (
        BatchStep(state=BatchState.WAITING, at_ms=2, word=BatchWord.SEND_AGAIN),
        BatchStep(state=BatchState.SENDING, at_ms=3),
        BatchStep(state=BatchState.REJECTED, at_ms=4, code="41000", words="no", request_id="r"),
    ):
        batch = advance_batch(batch, step)
    assert (batch.state, batch.in_doubt, batch.is_sendable) == (BatchState.REJECTED, True, False)
    assert (batch.sent_ms, batch.ended_ms, batch.attempts) == (3, 4, 1)
    assert (batch.code, batch.words, batch.request_id) == ("41000", "no", "r")


def test_a_refusal_that_proves_nothing_leaves_a_doubt() -> None:
    step = BatchStep(state=BatchState.REJECTED, at_ms=1, code="99", proves_nothing=True)
    batch = advance_batch(a_batch(BatchState.SENDING), step)
    assert batch.in_doubt
    assert not batch.is_sendable


def test_cancelling_leaves_out_what_was_not_sent_and_keeps_outcomes() -> None:
    states = list(BatchState)
    batches = tuple(
        replace(batch, state=state, in_doubt=state is BatchState.UNKNOWN)
        for batch, state in zip(plan_batches(70, 10), states, strict=True)
    )
    task = cancelled(replace(a_task(count=70), batches=batches), AT_MS)
    assert task.state is TaskState.CANCELLED
    after = dict(zip(states, (batch.state for batch in task.batches), strict=True))
    assert after.pop(BatchState.WAITING) is BatchState.SKIPPED
    assert after.pop(BatchState.NOT_SENT) is BatchState.SKIPPED
    assert all(before is kept for before, kept in after.items())


def test_what_is_done_cannot_be_cancelled() -> None:
    batches = tuple(replace(b, state=BatchState.ACCEPTED) for b in plan_batches(20, 10))
    done = replace(a_task(count=20), batches=batches)
    assert resting_state(done) is TaskState.DONE
    assert cancelled(done, AT_MS).state is TaskState.DONE


@given(
    st.lists(st.sampled_from(BatchState), min_size=1, max_size=12),
    st.integers(2, 500),
    st.integers(0, 2),
)
def test_sums_add_up_whatever_became_of_the_batches(
    states: list[BatchState], size: int, left_out: int
) -> None:
    number_list = a_checked_list(len(states) * size)
    task = a_task(count=len(states) * size, batch_size=size)
    for batch, state in zip(task.batches, states, strict=True):
        task = with_batch(task, replace(batch, state=state, left_out=left_out))
    summary = summarise(number_list, task)
    assert summary.adds_up
    assert summary.difference == 0
    assert summary.sums.accepted == states.count(BatchState.ACCEPTED) * (size - left_out)
    assert summary.read == summary.left_out + summary.sums.total


def test_a_row_that_went_nowhere_is_flagged() -> None:
    number_list = a_checked_list(25)
    assert summarise(replace(number_list, read=number_list.read + 1), a_task()).difference == 1
    assert not summarise(replace(number_list, accepted=24, empty=0), a_task()).adds_up


def test_sums_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="another list"):
        summarise(a_checked_list(25, "list 2"), a_task())
    torn = replace(a_task(), batches=a_task().batches[1:])
    with pytest.raises(ValueError, match="does not follow"):
        summarise(a_checked_list(25), torn)
