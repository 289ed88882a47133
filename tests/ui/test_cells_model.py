"""The table model of any rows: its rules, its filter, its order, its sum, and words for figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest
from PySide6.QtCore import QLocale, QPersistentModelIndex, Qt, QTime
from PySide6.QtTest import QAbstractItemModelTester

from dialer.domain.agents import AgentDurations, AgentEfficiency
from dialer.ui import figure_words
from dialer.ui.models.cells import CellsModel, Column, ColumnKind
from dialer.ui.models.figures import (
    efficiency_columns,
    make_figures_model,
    row_of_durations,
    row_of_efficiency,
    state_columns,
)
from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("qapp")
DESCENDING = Qt.SortOrder.DescendingOrder


class QtMessage(Protocol):
    message: str


class QtLog(Protocol):
    records: list[QtMessage]


class Fruit(NamedTuple):
    name: str
    weight: float | None


COLUMNS = (
    Column("Name", lambda fruit: fruit.name, total=lambda fruits: f"{len(fruits)} kinds"),
    Column(
        "Weight",
        lambda fruit: fruit.weight,
        ColumnKind.FIGURE,
        figure_words.number_words,
        total=lambda fruits: sum(fruit.weight or 0 for fruit in fruits),
        tip="In grams",
    ),
)
FRUITS = (Fruit("Pear", 10), Fruit("äpple", 9), Fruit("Fig", None), Fruit("Plum", 2.5))


@pytest.fixture(autouse=True)
def _c_locale() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(before)


def a_model(*, sums_up: bool = False) -> CellsModel[Fruit]:
    model: CellsModel[Fruit] = CellsModel(lambda fruit: (fruit.name,), sums_up=sums_up)
    model.show_rows(COLUMNS, FRUITS)
    return model


def names(model: CellsModel[Fruit]) -> list[str]:
    return [cells[0] for cells in model.shown_cells]


@pytest.mark.parametrize("sums_up", [True, False])
def test_the_model_keeps_qts_rules(qtlog: QtLog, sums_up: bool) -> None:  # noqa: FBT001 - pytest's
    model: CellsModel[Fruit] = CellsModel(lambda fruit: (fruit.name,), sums_up=sums_up)
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    model.show_rows(COLUMNS, FRUITS)
    model.sort(1, DESCENDING)
    model.show_only("p")
    model.sort(-1)
    model.show_only("")
    model.show_rows(COLUMNS[:1], FRUITS)
    model.clear()
    assert tester.model() is model
    assert model.rowCount() == 0
    assert [record.message for record in qtlog.records] == []


def test_figures_sort_by_value_and_names_without_accents() -> None:
    model = a_model()
    model.sort(1)
    assert names(model) == ["Fig", "Plum", "äpple", "Pear"]
    model.sort(1, DESCENDING)
    assert names(model) == ["Pear", "äpple", "Plum", "Fig"]
    model.sort(0)
    assert names(model) == ["äpple", "Fig", "Pear", "Plum"]
    model.sort(-1)
    assert names(model) == [fruit.name for fruit in FRUITS]


def test_the_filter_ignores_capitals_and_accents() -> None:
    model = a_model()
    model.show_only("APP")
    assert names(model) == ["äpple"]
    assert (model.shown_count, model.total) == (1, 4)


def test_the_sum_stands_first_and_follows_the_filter() -> None:
    model = a_model(sums_up=True)
    first = [model.index(0, column).data() for column in (0, 1)]
    assert first == ["4 kinds", "21.5"]
    assert model.index(0, 0).data(CellRole.SUM) is True
    assert model.item(0) is None
    assert model.item(1) == FRUITS[0]
    assert model.row_of(lambda fruit: fruit.name == "Fig") == 3
    model.show_only("p")
    assert model.index(0, 1).data() == "21.5"
    model.show_only("pear")
    assert (model.rowCount(), model.item(0)) == (1, FRUITS[0])
    assert len(model.shown_cells) == 1


def test_a_selected_row_and_the_sum_keep_their_selection_when_sorted() -> None:
    model = a_model(sums_up=True)
    row, total = QPersistentModelIndex(model.index(1, 0)), QPersistentModelIndex(model.index(0, 0))
    model.sort(0, DESCENDING)
    assert (row.data(), total.row()) == ("Pear", 0)


def test_cells_say_how_they_are_drawn_and_read() -> None:
    model = a_model()
    assert model.index(0, 1).data(CellRole.FIGURE) is True
    assert model.index(0, 0).data(CellRole.FIGURE) is False
    told = model.index(2, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Weight: not told"
    tip = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "In grams"


def test_a_pill_has_the_tone_of_its_row() -> None:
    model: CellsModel[Fruit] = CellsModel(lambda fruit: (fruit.name,))
    pill = Column("Kind", lambda fruit: fruit.name, pill=lambda _fruit: Tone.OK)
    model.show_rows((pill,), FRUITS)
    assert model.index(0, 0).data(CellRole.PILL) == Tone.OK


def test_other_columns_end_the_order_and_the_same_ones_keep_it() -> None:
    model = a_model()
    model.sort(1)
    model.show_rows(COLUMNS, FRUITS[::-1])
    assert names(model) == ["Fig", "Plum", "äpple", "Pear"]
    model.show_rows(COLUMNS[:1], FRUITS)
    assert names(model) == [fruit.name for fruit in FRUITS]


def test_states_are_columns_in_the_providers_order_with_a_sum() -> None:
    rows = [
        row_of_durations(
            AgentDurations(sip_number=f"NX{n}", account_name=f"a{n}", name="", seconds_by_state=s)
        )
        for n, s in ((1, (("busy", 61), ("wc", 5))), (2, (("busy", 3600), ("siesta", 59))))
    ]
    model = make_figures_model(sums_up=True)
    model.show_rows(state_columns(rows), rows)
    assert model.titles == ("Agent", "SIP number", "Busy", "siesta", "Restroom", "Total")
    assert [model.index(0, column).data() for column in range(6)] == [
        "2 agents",
        "",
        "1:01:01",
        "0:00:59",
        "0:00:05",
        "1:02:05",
    ]
    assert model.shown_cells == [
        ("a1", "NX1", "0:01:01", "", "0:00:05", "0:01:06"),
        ("a2", "NX2", "1:00:00", "0:00:59", "", "1:00:59"),
    ]


def test_figures_are_columns_by_the_providers_names() -> None:
    rows = [
        row_of_efficiency(
            AgentEfficiency(
                account_name="a1",
                name="Ayu",
                figures=(("answerCountInFive", 1200), ("averageTalk", 1.25)),
                labels=(("day", "2024-01-08"),),
            )
        )
    ]
    model = make_figures_model()
    model.show_rows(efficiency_columns(rows), rows)
    assert model.titles == ("Agent", "Account", "Day", "Answer count in five", "Average talk")
    assert model.shown_cells == [("Ayu", "a1", "2024-01-08", "1200", "1.25")]
    tip = model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert tip == "The provider calls it answerCountInFive."


@pytest.mark.parametrize(
    ("language", "number", "duration", "time"),
    [
        (QLocale.Language.C, "1234567.5", "1234:05:09", "17:04:05"),
        (QLocale.Language.German, "1.234.567,5", "1.234:05:09", "17:04:05"),
        (QLocale.Language.Persian, "۱٬۲۳۴٬۵۶۷٫۵", "۱٬۲۳۴:۰۵:۰۹", "۱۷:۰۴:۰۵"),
    ],
)
def test_figures_are_written_as_the_locale_does(
    language: QLocale.Language, number: str, duration: str, time: str
) -> None:
    QLocale.setDefault(QLocale(language))
    assert figure_words.number_words(1_234_567.5) == number
    assert figure_words.duration_words(1234 * 3600 + 309) == duration
    assert figure_words.time_words(QTime(17, 4, 5)) == time


@pytest.mark.parametrize(
    ("number", "words"),
    [(3.0, "3"), (2.50, "2.5"), (0.126, "0.13"), (100.0, "100"), (-1.5, "-1.5")],
)
def test_numbers_have_the_decimals_they_need(number: float, words: str) -> None:
    assert figure_words.number_words(number) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("answerCountInFive", "Answer count in five"),
        ("day", "Day"),
        ("SLARate", "SLA rate"),
        ("wait_time", "Wait time"),
        ("", ""),
    ],
)
def test_the_providers_names_are_spelled_out(name: str, words: str) -> None:
    assert figure_words.spelled_out(name) == words
