"""Models, words and the settings form of outbound tasks, without a window."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester
from sample_tasks import NOON_MS, a_checked_list, a_task

from dialer.domain.errors import InputErrors
from dialer.domain.number_lists import ListFormat, ListPreview, RejectedRow, RowVerdict
from dialer.domain.tasks import Batch, BatchState, DispatchKind, OutboundTask, StartKind, TaskState
from dialer.ui import sending_words, task_words
from dialer.ui.models.batches import BatchColumn, BatchesModel
from dialer.ui.models.list_rows import PreviewModel, RejectedColumn, RejectedModel
from dialer.ui.models.tasks import TaskColumn, TasksModel
from dialer.ui.settings_draft import SettingsDraft, read_draft
from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("qapp")
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
DRAFT = SettingsDraft(name="Winter", country="HK", strategy="Default Strategy", queue_id="NX1G1")


@pytest.fixture(autouse=True)
def _american() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


def with_states(task: OutboundTask, *states: BatchState, **fields: object) -> OutboundTask:
    """The task whose first batches are in these states."""
    batches = list(task.batches)
    for place, state in enumerate(states):
        batches[place] = replace(batches[place], state=state, **fields)  # type: ignore[arg-type]  # tests name fields that exist
    return replace(task, batches=tuple(batches))


def shown(model: TasksModel, row: int, column: TaskColumn) -> object:
    return model.index(row, column).data()


def test_tasks_are_listed_and_a_change_stays_in_its_row() -> None:
    model = TasksModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_accounts({"sandbox": "Sandbox"})
    older, newer = a_task("older"), a_task("newer")
    model.show_tasks((newer, older))
    sent = with_states(older, BatchState.ACCEPTED, BatchState.UNKNOWN)
    model.update_task(replace(sent, state=TaskState.SENDING))
    assert model.task_at(1).task_id == "older"
    assert shown(model, 1, TaskColumn.PROGRESS) == "10 of 25 accepted"
    assert shown(model, 1, TaskColumn.UNKNOWN) == "10"
    assert shown(model, 1, TaskColumn.STATE) == "Sending"
    assert shown(model, 1, TaskColumn.ACCOUNT) == "Sandbox"
    assert model.index(1, TaskColumn.UNKNOWN).data(CellRole.TONE) == Tone.WARN
    model.update_task(a_task("newest"))
    assert [task.task_id for task in model.tasks] == ["newest", "newer", "older"]
    del tester


@pytest.mark.parametrize(
    ("states", "state", "words"),
    [
        ((), TaskState.PAUSED, "Paused"),
        ((BatchState.SENDING,), TaskState.SENDING, "Sending"),
        ((BatchState.UNKNOWN,), TaskState.PAUSED, "Needs you"),
        ((BatchState.REJECTED,), TaskState.PAUSED, "Needs you"),
        ((BatchState.NOT_SENT,), TaskState.PAUSED, "Needs you"),
        ((BatchState.UNKNOWN,), TaskState.CANCELLED, "Needs you"),
        ((BatchState.ACCEPTED,) * 3, TaskState.DONE, "Sent"),
        ((BatchState.SKIPPED,) * 3, TaskState.CANCELLED, "Cancelled"),
    ],
)
def test_a_pill_says_where_a_task_stands(
    states: tuple[BatchState, ...], state: TaskState, words: str
) -> None:
    task = replace(with_states(a_task(), *states), state=state)
    assert task_words.task_pill(task)[0] == words


def test_titles_say_which_batch_is_under_way_or_in_the_way() -> None:
    task = a_task()
    assert sending_words.sending_title(task) == "Nothing is sent yet"
    sending = with_states(task, BatchState.ACCEPTED, BatchState.SENDING, attempts=1)
    under_way = replace(sending, state=TaskState.SENDING)
    assert sending_words.sending_title(under_way) == "Sending batch 2 of 3"
    between = replace(with_states(task, BatchState.ACCEPTED, attempts=1), state=TaskState.SENDING)
    assert sending_words.sending_title(between) == "Sending batch 2 of 3"
    paused = with_states(task, BatchState.ACCEPTED, attempts=1)
    assert sending_words.sending_title(paused) == "Paused: 1 of 3 batches are done"
    stopped = with_states(task, BatchState.ACCEPTED, BatchState.UNKNOWN, attempts=1)
    assert sending_words.sending_title(stopped) == "Stopped at batch 2 of 3"
    done = replace(with_states(task, *[BatchState.ACCEPTED] * 3), state=TaskState.DONE)
    assert sending_words.sending_title(done) == "Done: every number is accepted"


def test_what_happens_at_the_next_start_is_promised_as_it_will_be() -> None:
    manual = a_task()
    at_once = replace(manual, settings=replace(manual.settings, start=StartKind.AT_ONCE))
    assert "sending goes on where it stopped" in sending_words.promise_sentence(manual)
    assert "waits for you to resume" in sending_words.promise_sentence(at_once)


def test_only_batches_that_need_a_word_are_listed() -> None:
    model = BatchesModel()
    tester = QAbstractItemModelTester(model, FATAL)
    task = with_states(
        a_task(), BatchState.ACCEPTED, BatchState.REJECTED, code="41000", sent_ms=NOON_MS
    )
    model.show_task(task)
    assert [batch.position for batch in model.batches] == [2]
    assert model.index(0, BatchColumn.BATCH).data() == "2 of 3"
    assert model.index(0, BatchColumn.STATE).data() == "Refused 41000"
    assert model.index(0, BatchColumn.STATE).data(CellRole.PILL) == Tone.BAD
    model.show_task(a_task())
    assert model.rowCount() == 0
    del tester


def test_the_preview_marks_the_columns_in_use() -> None:
    model = PreviewModel()
    tester = QAbstractItemModelTester(model, FATAL)
    model.show_preview(
        ListPreview(
            format=ListFormat(kind="csv", number_column=1, note_column=0),
            columns=("customer", "phone", "city"),
            rows=(("Ayu", "+62 812", "Solo"), ("Budi", "+62 813", "Bogor")),
        )
    )
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(3)]
    assert titles == ["customer · note", "phone · number", "city"]
    assert model.index(0, 2).data(CellRole.TONE) == Tone.NEUTRAL
    assert model.index(0, 1).data(CellRole.TONE) is None
    model.show_preview(None)
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    del tester


def test_rejected_rows_say_line_and_reason() -> None:
    model = RejectedModel()
    tester = QAbstractItemModelTester(model, FATAL)
    row = RejectedRow(
        line=1204, text="12", note="Chan", verdict=RowVerdict.INVALID, reason="Too short."
    )
    model.show_rows((row,))
    cells = [model.index(0, column).data() for column in RejectedColumn]
    assert cells == ["1,204", "12", "Invalid", "Too short.", "Chan"]
    del tester


def test_tiles_leave_no_row_out() -> None:
    found = a_checked_list(48_212)
    tiles = task_words.list_tiles(found)
    counted = sum(int(tile.number.replace(",", "")) for tile in tiles)
    assert counted == found.read
    duplicates = next(tile for tile in tiles if tile.key == "duplicates")
    assert duplicates.note == "3 in this list · 4 in an earlier task"


@pytest.mark.parametrize(
    ("left_ms", "words"),
    [
        (None, ""),
        (0, "about 1 s left"),
        (20_000, "about 20 s left"),
        (240_000, "about 4 min left"),
        (3 * 3_600_000, "about 3 h left"),
    ],
)
def test_time_left_is_told_in_one_unit(left_ms: int | None, words: str) -> None:
    assert task_words.time_left_words(left_ms) == words


def test_a_list_in_several_batches_says_what_its_tasks_are_called() -> None:
    words = task_words.batch_plan_sentence(48_212, 1000, "Winter")
    assert "49 tasks" in words
    assert "“Winter (1/49)” to “Winter (49/49)”" in words
    assert task_words.batch_plan_sentence(500, 500, "Winter") == (
        "500 numbers make one task at the provider."
    )


def problems_of(draft: SettingsDraft, count: int = 100) -> dict[str, str]:
    with pytest.raises(InputErrors) as caught:
        read_draft(draft, count)
    return {problem.field: problem.problem for problem in caught.value.problems}


def test_every_field_that_is_wrong_is_named_at_once_in_reading_order() -> None:
    draft = SettingsDraft(
        dispatch=DispatchKind.PREDICTIVE.value,
        predictive_rate="fast",
        start_count="many",
        batch_size="0",
    )
    assert list(problems_of(draft)) == [
        "name",
        "country",
        "strategy",
        "queue_id",
        "predictive_rate",
        "start_count",
        "batch_size",
    ]


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("", "1.00"), ("1.25", "1.25"), ("1,25", "1.25"), (" 2 ", "2"), (".5", "0.5"), ("3,", "3")],
)
def test_a_rate_may_be_typed_with_either_sign(typed: str, rate: str) -> None:
    draft = replace(DRAFT, dispatch="predictive", predictive_rate=typed)
    settings, _size = read_draft(draft, 100)
    assert settings.predictive_rate == Decimal(rate)
    assert settings.proportional_rate == Decimal("1.0")


@pytest.mark.parametrize("typed", ["1,000", "1.005", "-1", "1001", "1.2.3", "one", "1e3", "NaN"])
def test_a_rate_that_can_be_misread_is_refused(typed: str) -> None:
    draft = replace(DRAFT, dispatch="predictive", predictive_rate=typed)
    assert list(problems_of(draft)) == ["predictive_rate"]


def test_a_german_thousand_is_no_rate_of_one() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert list(problems_of(replace(DRAFT, dispatch="predictive", predictive_rate="1.000"))) == [
        "predictive_rate"
    ]
    settings, _size = read_draft(
        replace(DRAFT, dispatch="proportional", proportional_rate="1,5"), 100
    )
    assert settings.proportional_rate == Decimal("1.5")


def test_a_rate_that_is_not_in_use_is_sent_as_its_plain_value() -> None:
    draft = replace(DRAFT, predictive_rate="7.77", proportional_rate="rubbish")
    settings, size = read_draft(draft, 100)
    assert (settings.predictive_rate, settings.proportional_rate) == (Decimal(1), Decimal(1))
    assert size == 500


def test_a_batch_in_doubt_is_open_whatever_its_state() -> None:
    batch = Batch(position=1, start=0, count=10, state=BatchState.REJECTED, in_doubt=True)
    assert task_words.is_unfinished(replace(a_task(count=10), batches=(batch,)))
    settled = replace(batch, state=BatchState.ACCEPTED)
    assert not task_words.is_unfinished(replace(a_task(count=10), batches=(settled,)))
