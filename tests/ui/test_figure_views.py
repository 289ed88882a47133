"""Time in states and efficiency, wired to the real services and the real Sandbox."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from call_centre import AGENT_EFFICIENCY, AGENT_PAGE, AGENT_STATUS
from PySide6.QtCore import QDateTime, Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateTimeEdit,
    QFileDialog,
    QLabel,
    QTableView,
)
from ui.test_session import Desk, run, until

from dialer.sandbox import BusinessError, Hold
from dialer.ui import states_controller
from dialer.ui.pages.efficiency_view import EfficiencyView
from dialer.ui.pages.states_view import StatesView

if TYPE_CHECKING:
    from pathlib import Path

    from dialer.sandbox import Sandbox

TEAM_SIZE = 214
STATES, EFFICIENCY = "agents.states", "agents.efficiency"
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def text_of(desk: Desk, name: str) -> str:
    label = desk.window.findChild(QLabel, name)
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def choose(desk: Desk, name: str, at: int) -> None:
    combo = desk.find(name)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(at)


def shown(desk: Desk, name: str) -> list[str]:
    """The first column of a table, while it can be seen."""
    table = desk.find(f"{name}.table")
    assert isinstance(table, QTableView)
    model = table.model()
    if not table.isVisible():
        return []
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def open_view(desk: Desk, view: str) -> Sandbox:
    sandbox = await desk.backend.connector.fetch_sandbox()
    desk.click("frame.nav.agents")
    desk.click(view.replace("agents.", "agents.view."))
    return sandbox


async def until_loaded(desk: Desk, name: str) -> None:
    await until(lambda: shown(desk, name) and desk.find(f"{name}.refresh").isEnabled())


def test_time_in_states_of_everyone_is_loaded_when_seen(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.click("frame.nav.agents")
        assert desk.window.findChild(StatesView) is None
        sandbox = await open_view(desk, STATES)
        await until_loaded(desk, STATES)
        assert len(sandbox.journal.for_path(AGENT_STATUS)) == TEAM_SIZE
        names = shown(desk, STATES)
        assert names[:2] == ["214 agents", "Björn Adeyemi"]
        assert len(names) == TEAM_SIZE + 1
        view = desk.window.findChild(StatesView)
        assert isinstance(view, StatesView)
        assert view.model.titles[:6] == (
            "Agent",
            "SIP number",
            "Busy",
            "Wrap-up",
            "Idle",
            "Calling",
        )
        assert view.model.titles[-3:] == ("Rest", "Other", "Total")
        assert "do not tell what agents are doing now" in text_of(desk, f"{STATES}.note")
        assert text_of(desk, f"{STATES}.footer").startswith("214 agents · Today until ")
        desk.type_into(f"{STATES}.filter", "nx00001")
        assert shown(desk, STATES) == ["Björn Adeyemi"]
        desk.window.show_page("call")
        desk.window.show_page("agents")
        assert len(sandbox.journal.for_path(AGENT_STATUS)) == TEAM_SIZE

    run(tmp_path, scenario)


def test_time_sorts_by_value_and_the_sum_stays_first(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_view(desk, STATES)
        await until_loaded(desk, STATES)
        view = desk.window.findChild(StatesView)
        assert isinstance(view, StatesView)
        view.table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
        assert shown(desk, STATES)[0] == "214 agents"
        items = [view.model.item(row) for row in range(1, TEAM_SIZE + 1)]
        seconds = [item.figures["calling"] for item in items if item is not None]
        assert len(seconds) == TEAM_SIZE
        assert seconds == sorted(seconds, reverse=True)

    run(tmp_path, scenario)


def test_what_came_before_it_was_stopped_stays(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        desk.click("frame.nav.agents")
        await until(lambda: shown(desk, "agents"))
        desk.click("agents.view.states")
        await until(lambda: len(sandbox.journal.for_path(AGENT_STATUS)) >= 20)
        for _ in range(4):
            sandbox.faults.once(Hold(), path=AGENT_STATUS)
        await sandbox.faults.wait_for_holds(4)
        desk.click(f"{STATES}.cancel")
        await until_loaded(desk, STATES)
        count = len(shown(desk, STATES)) - 1
        assert 15 < count < TEAM_SIZE
        assert text_of(desk, f"{STATES}.footer").startswith(f"{count} of 214 agents · ")
        sandbox.faults.release()

    run(tmp_path, scenario)


def test_a_failure_is_decoded_and_keeps_what_came(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.always(BusinessError(1003), path=AGENT_STATUS)
        await open_view(desk, STATES)
        await until(lambda: "1003" in text_of(desk, f"{STATES}.notice.title"))
        assert len(sandbox.journal.for_path(AGENT_STATUS)) < 8
        sandbox.faults.clear()
        desk.click(f"{STATES}.notice.action")
        await until_loaded(desk, STATES)
        sandbox.faults.once(BusinessError(1003), path=AGENT_STATUS)
        await desk.press(f"{STATES}.refresh")
        await until(
            lambda: text_of(desk, f"{STATES}.notice.title") == "The provider refused 1 agent"
        )
        assert len(shown(desk, STATES)) == TEAM_SIZE
        assert text_of(desk, f"{STATES}.footer").startswith("213 of 214 agents")

    run(tmp_path, scenario)


def test_one_agent_is_typed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_view(desk, STATES)
        await until_loaded(desk, STATES)
        asked = len(sandbox.journal.for_path(AGENT_STATUS))
        choose(desk, f"{STATES}.who", 1)
        desk.type_into(f"{STATES}.agent", "NX00012")
        QTest.keyClick(desk.find(f"{STATES}.agent"), Qt.Key.Key_Return)
        await until(lambda: shown(desk, STATES) == ["Mateo Adeyemi"])
        assert len(sandbox.journal.for_path(AGENT_STATUS)) == asked + 1
        desk.type_into(f"{STATES}.agent", "nobody")
        QTest.keyClick(desk.find(f"{STATES}.agent"), Qt.Key.Key_Return)
        await until(lambda: "1002" in text_of(desk, f"{STATES}.notice.title"))
        assert shown(desk, STATES) == []

    run(tmp_path, scenario)


def test_a_span_is_the_computers_day_in_seconds(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_view(desk, STATES)
        await until_loaded(desk, STATES)
        choose(desk, f"{STATES}.who", 1)
        desk.type_into(f"{STATES}.agent", "NX00012")
        choose(desk, f"{STATES}.span", 1)
        await until(lambda: shown(desk, STATES) == ["Mateo Adeyemi"])
        body = json.loads(sandbox.journal.for_path(AGENT_STATUS)[-1].body)
        midnight = QDateTime(QDateTime.currentDateTime().date(), QTime(0, 0))
        assert body["startDateTime"] == midnight.addDays(-1).toSecsSinceEpoch()
        assert body["endDateTime"] == midnight.toSecsSinceEpoch()
        asked = len(sandbox.journal.for_path(AGENT_STATUS))
        choose(desk, f"{STATES}.span", 3)
        start, end = desk.find(f"{STATES}.from"), desk.find(f"{STATES}.to")
        assert isinstance(start, QDateTimeEdit)
        assert isinstance(end, QDateTimeEdit)
        assert start.isVisible()
        start.setDateTime(midnight)
        end.setDateTime(midnight.addSecs(-60))
        assert len(sandbox.journal.for_path(AGENT_STATUS)) == asked
        await desk.press(f"{STATES}.refresh")
        await until(lambda: "later" in text_of(desk, f"{STATES}.notice.body"))
        end.setDateTime(midnight.addSecs(3600))
        await desk.press(f"{STATES}.refresh")
        await until(lambda: len(sandbox.journal.for_path(AGENT_STATUS)) == asked + 1)
        body = json.loads(sandbox.journal.for_path(AGENT_STATUS)[-1].body)
        assert body["endDateTime"] - body["startDateTime"] == 3600

    run(tmp_path, scenario)


def test_very_many_requests_are_asked_for_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states_controller, "_UNASKED_S", 2)

    async def scenario(desk: Desk) -> None:
        sandbox = await open_view(desk, STATES)
        await until(lambda: "once for each of 214" in text_of(desk, f"{STATES}.empty.body"))
        assert sandbox.journal.for_path(AGENT_STATUS) == ()
        desk.click(f"{STATES}.empty.action")
        await until_loaded(desk, STATES)
        assert len(sandbox.journal.for_path(AGENT_STATUS)) == TEAM_SIZE

    run(tmp_path, scenario)


def test_time_in_states_waits_for_the_list_of_agents(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(BusinessError(1005), path=AGENT_PAGE)
        desk.click("frame.nav.agents")
        await until(lambda: "1005" in text_of(desk, "agents.notice.title"))
        sandbox.faults.once(Hold(), path=AGENT_PAGE)
        desk.click("agents.view.states")
        await sandbox.faults.wait_for_holds(1)
        assert text_of(desk, f"{STATES}.empty.title") == "The list of agents is loaded first"
        sandbox.faults.release()
        await until_loaded(desk, STATES)

    run(tmp_path, scenario)


def test_figures_of_efficiency_are_paged_in_total_and_by_day(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_view(desk, EFFICIENCY)
        await until_loaded(desk, EFFICIENCY)
        view = desk.window.findChild(EfficiencyView)
        assert isinstance(view, EfficiencyView)
        assert len(shown(desk, EFFICIENCY)) == TEAM_SIZE
        assert len(sandbox.journal.for_path(AGENT_EFFICIENCY)) == 3
        assert view.model.titles[2:4] == ("Answer count in five", "Answer count in ten")
        assert "server time" in text_of(desk, f"{EFFICIENCY}.note")
        assert "3 pages loaded" in text_of(desk, f"{EFFICIENCY}.footer")
        choose(desk, f"{EFFICIENCY}.by", 1)
        await until(lambda: "Day" in view.model.titles)
        body = json.loads(sandbox.journal.for_path(AGENT_EFFICIENCY)[-1].body)
        assert (body["staticalType"], body["size"]) == (1, 100)
        desk.type_into(f"{EFFICIENCY}.filter", "zoe")
        assert shown(desk, EFFICIENCY)
        assert all(name.startswith("Zoë") for name in shown(desk, EFFICIENCY))

    run(tmp_path, scenario)


def test_a_refusal_of_figures_is_decoded_and_f5_tries_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(BusinessError(1005, "没有权限"), path=AGENT_EFFICIENCY)
        await open_view(desk, EFFICIENCY)
        await until(lambda: "1005" in text_of(desk, f"{EFFICIENCY}.notice.title"))
        assert "没有权限" in text_of(desk, f"{EFFICIENCY}.notice.body")
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
        await until_loaded(desk, EFFICIENCY)
        assert text_of(desk, f"{EFFICIENCY}.notice.title") == ""

    run(tmp_path, scenario)


def test_paging_of_figures_can_be_stopped(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(Hold(), path=AGENT_EFFICIENCY)
        await open_view(desk, EFFICIENCY)
        await sandbox.faults.wait_for_holds(1)
        desk.click(f"{EFFICIENCY}.cancel")
        await until(lambda: text_of(desk, f"{EFFICIENCY}.empty.title") == "Figures are not loaded")
        sandbox.faults.release()
        desk.click(f"{EFFICIENCY}.empty.action")
        await until_loaded(desk, EFFICIENCY)

    run(tmp_path, scenario)


def test_time_in_states_is_exported_without_its_sum(tmp_path: Path) -> None:
    target = tmp_path / "states.csv"

    async def scenario(desk: Desk) -> None:
        await open_view(desk, STATES)
        await until_loaded(desk, STATES)
        desk.type_into(f"{STATES}.filter", "adeyemi")
        desk.click(f"{STATES}.export")
        await until(lambda: desk.window.findChild(QFileDialog, f"{STATES}.export_dialog"))
        dialog = desk.find(f"{STATES}.export_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: text_of(desk, f"{STATES}.notice.title") == "25 agents exported")

    run(tmp_path, scenario)
    text = target.read_bytes().decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header[:3] == ["Agent", "SIP number", "Busy"]
    assert len(rows) == 25
    assert all(cell.count(":") == 2 for row in rows for cell in row[2:])


def test_everything_in_the_views_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_view(desk, STATES)
        desk.click("agents.view.efficiency")
        for view, names in (
            (STATES, ("who", "agent", "span", "from", "to")),
            (EFFICIENCY, ("by", "span", "from", "to")),
        ):
            for name in (*names, "filter", "export", "refresh", "table", "progress"):
                widget = desk.find(f"{view}.{name}")
                words = widget.text() if isinstance(widget, QAbstractButton) else ""
                assert widget.accessibleName() or words, name
        await until_loaded(desk, EFFICIENCY)

    run(tmp_path, scenario)
