"""The table of agents: the model's rules, its filter, its order, its speed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import pytest
from PySide6.QtCore import QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from dialer.domain.agents import Agent
from dialer.ui.models.agents import (
    AgentColumn,
    AgentRole,
    AgentsModel,
    ReadyAgents,
    StatusFilter,
    fold,
)
from dialer.ui.pages.agent_list import AgentList

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.usefixtures("qapp")
ALL = StatusFilter.ALL


class QtMessage(Protocol):
    message: str


class QtLog(Protocol):
    records: list[QtMessage]


def an_agent(number: int, name: str, *queues: str, **fields: object) -> Agent:
    return Agent(
        sip_number=f"NX{number:05d}",
        name=name,
        account_name=f"{fold(name).replace(' ', '.')}@example.com",
        queues=queues,
        **fields,  # type: ignore[arg-type]  # tests name fields that exist
    )


AGENTS = (
    an_agent(3, "Chen Jing", "Sales HK", countries=("HK", "SG"), is_recorded=False),
    an_agent(1, "Björn Ek", "Care ID", is_recorded=True, recording_days=180),
    an_agent(2, "ayu Lestari", "Sales HK", "Care ID", is_recorded=True, recording_days=30),
    an_agent(4, "王小明", is_enabled=False),
)


def a_model() -> AgentsModel:
    model = AgentsModel()
    model.show_agents(AGENTS)
    return model


def column_of(model: AgentsModel, column: AgentColumn) -> list[object]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def names(model: AgentsModel) -> list[object]:
    return column_of(model, AgentColumn.NAME)


def many(count: int) -> list[Agent]:
    return [
        an_agent(number, f"Agent {number % 97}", f"Queue {number % 7}")
        for number in range(1, count + 1)
    ]


def test_agents_made_ready_are_listed_like_others() -> None:
    ready = ReadyAgents()
    ready.add(AGENTS[2:])
    ready.add(AGENTS[:1])
    model = AgentsModel()
    model.show_agents(AGENTS, ready)
    assert model.shown_cells == a_model().shown_cells


def test_the_model_keeps_qts_rules(qtlog: QtLog) -> None:
    model = AgentsModel()
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    model.show_agents(AGENTS)
    model.sort(AgentColumn.NAME, Qt.SortOrder.DescendingOrder)
    model.show_only("sales", StatusFilter.ENABLED, "")
    model.sort(-1)
    model.show_only("", ALL, "")
    model.show_agents(())
    assert model.rowCount() == 0
    assert model.columnCount() == 7
    assert tester.model() is model
    assert [record.message for record in qtlog.records] == []


@pytest.mark.parametrize(
    ("text", "status", "group", "expected"),
    [
        ("", ALL, "", [3, 1, 2, 4]),
        ("BJORN", ALL, "", [1]),
        ("小明", ALL, "", [4]),
        ("nx00002", ALL, "", [2]),
        ("ayu.lestari@", ALL, "", [2]),
        ("sales ayu", ALL, "", [2]),
        ("care", ALL, "", [1, 2]),
        ("", StatusFilter.DISABLED, "", [4]),
        ("", StatusFilter.ENABLED, "Sales HK", [3, 2]),
        ("nobody", ALL, "", []),
        ("jing chen.jing", ALL, "", [3]),
        ("ek bjorn.ek@example.comnx", ALL, "", []),
    ],
)
def test_the_filter_finds(text: str, status: StatusFilter, group: str, expected: list[int]) -> None:
    model = a_model()
    model.show_only(text, status, group)
    assert column_of(model, AgentColumn.SIP_NUMBER) == [f"NX{n:05d}" for n in expected]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (AgentColumn.NAME, [2, 1, 3, 4]),
        (AgentColumn.ACCOUNT, [2, 1, 3, 4]),
        (AgentColumn.SIP_NUMBER, [1, 2, 3, 4]),
        (AgentColumn.GROUPS, [4, 1, 3, 2]),
        (AgentColumn.COUNTRIES, [1, 2, 4, 3]),
        (AgentColumn.RECORDING, [4, 3, 2, 1]),
        (AgentColumn.STATUS, [3, 1, 2, 4]),
    ],
)
def test_every_column_sorts(column: AgentColumn, expected: list[int]) -> None:
    model = a_model()
    model.sort(column)
    assert column_of(model, AgentColumn.SIP_NUMBER) == [f"NX{n:05d}" for n in expected]
    model.sort(column, Qt.SortOrder.DescendingOrder)
    first = model.index(0, AgentColumn.SIP_NUMBER).data()
    assert first != f"NX{expected[0]:05d}"
    model.sort(-1)
    assert names(model) == [agent.name for agent in AGENTS]


def test_a_row_that_is_selected_stays_selected_when_sorted() -> None:
    model = a_model()
    kept = QPersistentModelIndex(model.index(0, AgentColumn.NAME))
    model.sort(AgentColumn.SIP_NUMBER)
    assert (kept.row(), kept.data()) == (2, "Chen Jing")


def test_a_title_sorts_turns_round_and_restores(qtbot: QtBot) -> None:
    page = AgentList()
    qtbot.addWidget(page)
    page.show()
    page.show_agents(AGENTS, "4 agents")
    header = page.table.horizontalHeader()
    at = QPoint(header.sectionPosition(AgentColumn.SIP_NUMBER) + 20, header.height() // 2)
    orders = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        orders.append([str(sip)[-1] for sip in column_of(page.model, AgentColumn.SIP_NUMBER)])
    assert orders == [list("1234"), list("4321"), list("3124")]


def test_cells_are_told_in_words() -> None:
    model = a_model()
    assert column_of(model, AgentColumn.RECORDING) == ["Off", "180 days", "30 days", ""]
    assert column_of(model, AgentColumn.STATUS) == ["Enabled"] * 3 + ["Disabled"]
    assert column_of(model, AgentColumn.COUNTRIES)[0] == "HK, SG"
    assert model.index(3, AgentColumn.STATUS).data(AgentRole.IS_ENABLED) is False
    told = model.index(3, AgentColumn.GROUPS).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Groups: not told"


def test_status_is_said_not_to_be_presence() -> None:
    header = a_model().headerData(
        AgentColumn.STATUS, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert "does not tell whether the agent is online" in str(header)


def test_ten_thousand_agents_are_filtered_and_sorted_while_one_types(qtbot: QtBot) -> None:
    page = AgentList()
    qtbot.addWidget(page)
    page.show()
    page.show_agents(many(10_000), "10,000 agents")
    edit = page.findChild(QLineEdit, "agents.filter")
    assert isinstance(edit, QLineEdit)
    started = time.perf_counter()
    for typed in ("q", "queue 3", "queue 3 agent 9", "nx0999", ""):
        edit.setText(typed)
    page.model.sort(AgentColumn.NAME)
    page.table.scrollToBottom()
    page.table.grab()
    assert time.perf_counter() - started < 2
    assert page.model.rowCount() == 10_000
