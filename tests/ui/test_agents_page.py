"""The Agents page wired to the real services and the real Sandbox."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLabel, QTableView, QWidget
from ui.test_session import Desk, run, until

from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.agents import Agent
from dialer.sandbox import BusinessError, Hold
from dialer.ui.models.agents import AgentColumn
from dialer.ui.pages.agent_list import AgentList

if TYPE_CHECKING:
    from pathlib import Path

AGENT_PAGE = "/saas/cc/openapi/agent/page"
TEAM_SIZE = 214
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def rows(desk: Desk) -> int:
    table = desk.find("agents.table")
    assert isinstance(table, QTableView)
    return table.model().rowCount() if table.isVisible() else 0


async def open_agents(desk: Desk) -> AgentList:
    desk.click("frame.nav.agents")
    await until(lambda: rows(desk) == TEAM_SIZE)
    page = desk.window.findChild(AgentList)
    assert isinstance(page, AgentList)
    return page


def text_of(desk: Desk, name: str) -> str:
    label = desk.window.findChild(QLabel, name)
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def test_the_sandbox_team_is_listed_when_the_page_is_first_opened(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        assert len(sandbox.journal.for_path(AGENT_PAGE)) == 0
        await open_agents(desk)
        assert text_of(desk, "agents.footer").startswith("214 agents · 2 pages loaded · updated ")
        assert "not who is online" in text_of(desk, "agents.note")
        desk.window.show_page("call")
        desk.window.show_page("agents")
        assert len(sandbox.journal.for_path(AGENT_PAGE)) == 2
        await desk.press("agents.refresh")
        await until(lambda: len(sandbox.journal.for_path(AGENT_PAGE)) == 4)

    run(tmp_path, scenario)


def test_typing_and_choosing_narrow_the_list(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        page = await open_agents(desk)
        QTest.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: desk.find("agents.filter").hasFocus())
        desk.type_into("agents.filter", "bjorn")
        assert 0 < page.model.rowCount() < TEAM_SIZE
        names = [cells[AgentColumn.NAME] for cells in page.model.shown_cells]
        assert all(name.startswith("Björn") for name in names)
        assert text_of(desk, "agents.footer").startswith(f"{len(names)} shown · 214 agents")
        desk.type_into("agents.filter", "nobody at all")
        assert text_of(desk, "agents.empty.title") == "No agent matches"
        desk.click("agents.empty.action")
        assert rows(desk) == TEAM_SIZE
        status, group = desk.find("agents.status"), desk.find("agents.group")
        assert isinstance(status, QComboBox)
        assert isinstance(group, QComboBox)
        status.setCurrentIndex(2)
        assert {cells[AgentColumn.STATUS] for cells in page.model.shown_cells} == {"Disabled"}
        status.setCurrentIndex(0)
        group.setCurrentIndex(group.findData("Sales"))
        assert all("Sales" in cells[AgentColumn.GROUPS] for cells in page.model.shown_cells)

    run(tmp_path, scenario)


def test_a_refusal_is_decoded_beside_the_list_and_tried_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(BusinessError(1003), path=AGENT_PAGE)
        desk.click("frame.nav.agents")
        await until(lambda: "1003" in text_of(desk, "agents.notice.title"))
        assert text_of(desk, "agents.empty.title") == "Agents are not loaded"
        desk.click("agents.notice.action")
        await until(lambda: rows(desk) == TEAM_SIZE)
        assert text_of(desk, "agents.notice.title") == ""
        sandbox.faults.once(BusinessError(1003), path=AGENT_PAGE)
        await desk.press("agents.refresh")
        await until(lambda: "1003" in text_of(desk, "agents.notice.title"))
        assert rows(desk) == TEAM_SIZE

    run(tmp_path, scenario)


def test_loading_can_be_stopped_and_taken_up_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(Hold(), path=AGENT_PAGE)
        desk.click("frame.nav.agents")
        await sandbox.faults.wait_for_holds(1)
        assert not desk.find("agents.refresh").isEnabled()
        desk.click("agents.cancel")
        await until(lambda: text_of(desk, "agents.empty.title") == "Agents are not loaded")
        assert not desk.find("agents.cancel").isVisible()
        sandbox.faults.release()
        desk.click("agents.empty.action")
        await until(lambda: rows(desk) == TEAM_SIZE)

    run(tmp_path, scenario)


def test_another_account_takes_the_rows_away_and_says_what_it_lacks(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        account = Account(
            account_id="a1",
            name="Dial-out only",
            provider=ProviderKind.AICC,
            base_url="https://api.example.com",
            key_id="key",
        )
        await desk.backend.accounts.save(account, "secret")
        page = await open_agents(desk)
        desk.window.account_chosen.emit("a1")
        await until(
            lambda: text_of(desk, "agents.empty.title") == "Not available with this account"
        )
        assert page.model.total == 0
        assert text_of(desk, "agents.footer") == ""
        desk.window.account_chosen.emit("sandbox")
        await until(lambda: rows(desk) == TEAM_SIZE)

    run(tmp_path, scenario)


def test_the_rows_listed_are_exported_and_none_runs(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    async def scenario(desk: Desk) -> None:
        page = await open_agents(desk)
        bad = Agent(sip_number="NX9", name="=1+1", account_name="a@example.com", queues=("A", "B"))
        page.show_agents((bad, Agent(sip_number="NX8", name="Ayu", account_name="b")), "2 agents")
        desk.type_into("agents.filter", "nx9")
        desk.click("agents.export")
        await until(lambda: desk.window.findChild(QFileDialog, "agents.export_dialog"))
        dialog = desk.find("agents.export_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: text_of(desk, "agents.notice.title") == "1 agent exported")

    run(tmp_path, scenario)
    text = target.read_bytes().decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text, newline=""))
    assert header[:3] == ["Agent", "Account", "SIP number"]
    assert row == ["'=1+1", "a@example.com", "NX9", "A, B", "", "", "Enabled"]


def test_everything_on_the_page_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        page = await open_agents(desk)
        for name in ("filter", "status", "group", "export", "refresh", "table", "progress"):
            widget = page.findChild(QWidget, f"agents.{name}")
            assert isinstance(widget, QWidget), name
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or words, name

    run(tmp_path, scenario)
