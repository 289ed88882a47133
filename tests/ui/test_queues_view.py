"""Queues and their members, wired to the real services and the real Sandbox."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from call_centre import GROUP_MEMBERS, GROUP_PAGE, GROUP_UPDATE, QUEUE
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)
from ui.test_session import Desk, run, until

from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.ports import SupportsAgents
from dialer.sandbox import BusinessError, Hold, Point, ResetConnection
from dialer.ui.pages.queue_editor import QueueEditor
from dialer.ui.pages.queue_list import QueueList
from dialer.ui.widgets.pick_table import PickTable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dialer.sandbox import Sandbox

SALES = 42
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def table_of(desk: Desk, name: str) -> QTableView:
    found = desk.find(name)
    assert isinstance(found, QTableView)
    return found


def rows(desk: Desk, name: str) -> int:
    found = table_of(desk, name)
    return found.model().rowCount() if found.isVisible() else 0


def text_of(desk: Desk, name: str) -> str:
    label = desk.window.findChild(QLabel, name)
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


async def open_queues(desk: Desk) -> Sandbox:
    sandbox = await desk.backend.connector.fetch_sandbox()
    desk.click("frame.nav.agents")
    assert desk.window.findChild(QueueList) is None
    desk.click("agents.view.queues")
    await until(lambda: rows(desk, "agents.queues.members") == SALES)
    return sandbox


async def open_editor(desk: Desk) -> Sandbox:
    sandbox = await open_queues(desk)
    await until(
        lambda: rows(desk, "agents.table") or not table_of(desk, "agents.table").isVisible()
    )
    await desk.press("agents.queues.edit")
    await until(lambda: rows(desk, "agents.editor.members") == SALES)
    await until(lambda: rows(desk, "agents.editor.agents") == 214 - SALES)
    return sandbox


def pick(desk: Desk, name: str, sip_number: str) -> None:
    """Chooses the row of an agent and presses Enter on it."""
    table = table_of(desk, name)
    assert isinstance(table, PickTable)
    model = table.model()
    (row,) = (n for n in range(model.rowCount()) if model.index(n, 2).data() == sip_number)
    table.setFocus()
    table.selectRow(row)
    QTest.keyClick(table, Qt.Key.Key_Return)


async def review(desk: Desk) -> None:
    await desk.press("agents.editor.review")
    await until(lambda: desk.find("agents.review.save").isVisible())


def listed(desk: Desk, name: str) -> list[str]:
    model = table_of(desk, name).model()
    return [str(model.index(row, 2).data()) for row in range(model.rowCount())]


async def provider_of(desk: Desk) -> SupportsAgents:
    found = await desk.backend.queues._fetch_provider("sandbox")
    assert isinstance(found, SupportsAgents)
    return found


async def sales(desk: Desk) -> list[str]:
    provider = await provider_of(desk)
    return [member.sip_number for member in await provider.fetch_queue_members(QUEUE)]


def updates(sandbox: Sandbox) -> Sequence[dict[str, object]]:
    return [json.loads(request.body) for request in sandbox.journal.for_path(GROUP_UPDATE)]


def test_queues_are_listed_with_the_members_of_the_one_chosen(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_queues(desk)
        assert rows(desk, "agents.queues.table") == 6
        assert text_of(desk, "agents.queues.footer").startswith("6 queues · 1 page loaded")
        assert text_of(desk, "agents.queues.members.title") == "Sales"
        assert text_of(desk, "agents.queues.members.about") == "NX144G001 · 42 members"
        assert len(sandbox.journal.for_path(GROUP_PAGE)) == 1
        table = table_of(desk, "agents.queues.table")
        for _ in range(3):
            QTest.keyClick(table, Qt.Key.Key_Down)
        await until(lambda: text_of(desk, "agents.queues.members.title") == "Retention")
        await until(lambda: rows(desk, "agents.queues.members"))
        # The queues passed on the way were not asked for.
        assert len(sandbox.journal.for_path(GROUP_MEMBERS)) == 2

    run(tmp_path, scenario)


def test_the_filter_keeps_the_choice_and_the_refresh_reads_all_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_queues(desk)
        QTest.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: desk.find("agents.queues.filter").hasFocus())
        desk.type_into("agents.queues.filter", "sal")
        assert rows(desk, "agents.queues.table") == 1
        desk.type_into("agents.queues.filter", "weekdays")
        await until(lambda: text_of(desk, "agents.queues.members.title") == "Collections")
        desk.type_into("agents.queues.filter", "")
        assert rows(desk, "agents.queues.table") == 6
        QTest.keyClick(desk.window, Qt.Key.Key_F5)
        await until(lambda: len(sandbox.journal.for_path(GROUP_PAGE)) == 2)
        await until(lambda: len(sandbox.journal.for_path(GROUP_MEMBERS)) == 3)
        await until(lambda: rows(desk, "agents.queues.members"))
        assert text_of(desk, "agents.queues.members.title") == "Collections"

    run(tmp_path, scenario)


def test_a_provider_that_lists_no_queues_is_asked_for_one_by_its_number(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(BusinessError(1002, "queueName is empty"), path=GROUP_PAGE)
        desk.click("frame.nav.agents")
        desk.click("agents.view.queues")
        await until(lambda: "1002" in text_of(desk, "agents.queues.notice.title"))
        assert "queueName is empty" in text_of(desk, "agents.queues.notice.body")
        await until(lambda: desk.find("agents.queues.number").hasFocus())
        desk.click("agents.queues.find")
        assert "Type the number" in text_of(desk, "agents.queues.number.error")
        desk.type_into("agents.queues.number", "NX144G999")
        QTest.keyClick(desk.find("agents.queues.number"), Qt.Key.Key_Return)
        await until(lambda: "no queue" in text_of(desk, "agents.queues.number.error"))
        desk.type_into("agents.queues.number", "NX144G002")
        QTest.keyClick(desk.find("agents.queues.number"), Qt.Key.Key_Return)
        await until(lambda: text_of(desk, "agents.queues.members.title") == "Support")
        desk.type_into("agents.queues.number", QUEUE)
        desk.click("agents.queues.find")
        await until(lambda: text_of(desk, "agents.queues.members.title") == "Sales")
        assert rows(desk, "agents.queues.table") == 2

    run(tmp_path, scenario)


def test_members_that_cannot_be_read_say_why_and_are_read_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(BusinessError(1005), path=GROUP_MEMBERS)
        desk.click("frame.nav.agents")
        desk.click("agents.view.queues")
        await until(lambda: "1005" in text_of(desk, "agents.queues.members.empty.title"))
        assert not desk.find("agents.queues.edit").isEnabled()
        desk.click("agents.queues.members.empty.action")
        await until(lambda: rows(desk, "agents.queues.members") == SALES)

    run(tmp_path, scenario)


def test_a_change_is_reviewed_written_once_and_verified(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_editor(desk)
        before = await sales(desk)
        pick(desk, "agents.editor.agents", "NX00001")
        desk.type_into("agents.editor.search", "nx00003")
        QTest.keyClick(desk.find("agents.editor.search"), Qt.Key.Key_Return)
        pick(desk, "agents.editor.members", "NX00006")
        assert text_of(desk, "agents.editor.counts") == "2 join · 1 leave · 41 stay"
        await review(desk)
        assert text_of(desk, "agents.review.sentence") == (
            "2 join, 1 leave, 41 stay: 43 agents afterwards."
        )
        assert text_of(desk, "agents.review.notice.title") == "The whole list is replaced"
        assert listed(desk, "agents.review.first") == ["NX00001", "NX00003"]
        assert listed(desk, "agents.review.second") == ["NX00006"]
        save = desk.find("agents.review.save")
        assert isinstance(save, QAbstractButton)
        assert save.text() == "Save 3 changes"
        assert updates(sandbox) == []
        reads = len(sandbox.journal.for_path(GROUP_MEMBERS))
        QTest.mouseClick(save, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(save, Qt.MouseButton.LeftButton)
        await until(
            lambda: text_of(desk, "agents.queues.notice.title") == "Saved and verified: Sales"
        )
        intended = [*(sip for sip in before if sip != "NX00006"), "NX00001", "NX00003"]
        assert updates(sandbox) == [{"tenantId": 144, "queueNo": QUEUE, "members": intended}]
        assert len(sandbox.journal.for_path(GROUP_MEMBERS)) == reads + 2
        assert listed(desk, "agents.queues.members") == intended
        # The list of agents names the queues of each.
        desk.click("agents.view.agents")
        await until(lambda: rows(desk, "agents.table") == 214)
        await until(
            lambda: "Sales" in str(table_of(desk, "agents.table").model().index(0, 3).data())
        )

    run(tmp_path, scenario)


def test_a_change_somebody_made_meanwhile_is_shown_and_not_undone(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_editor(desk)
        pick(desk, "agents.editor.agents", "NX00001")
        pick(desk, "agents.editor.members", "NX00006")
        await review(desk)
        before = await sales(desk)
        others = [*before[2:], "NX00002"]
        await (await provider_of(desk)).replace_queue_members(QUEUE, others)
        await desk.press("agents.review.save")
        await until(
            lambda: text_of(desk, "agents.review.notice.title").startswith("Somebody else changed")
        )
        assert len(updates(sandbox)) == 1
        assert listed(desk, "agents.review.first") == ["NX00002"]
        assert listed(desk, "agents.review.second") == before[:2]
        desk.click("agents.review.again")
        assert text_of(desk, "agents.editor.counts") == "1 join · 0 leave · 41 stay"
        await review(desk)
        await desk.press("agents.review.save")
        await until(
            lambda: text_of(desk, "agents.queues.notice.title") == "Saved and verified: Sales"
        )
        assert await sales(desk) == [*others, "NX00001"]

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (ResetConnection(Point.BEFORE_REPLY), "Saved: the members are as intended"),
        (ResetConnection(Point.BEFORE_BODY), "Probably not saved: the members are as before"),
    ],
    ids=["acted", "not acted"],
)
def test_a_lost_answer_is_settled_by_reading(
    tmp_path: Path, fault: ResetConnection, title: str
) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_editor(desk)
        pick(desk, "agents.editor.agents", "NX00001")
        await review(desk)
        sandbox.faults.once(fault, path=GROUP_UPDATE)
        await desk.press("agents.review.save")
        await until(lambda: text_of(desk, "agents.review.notice.title") == title)
        assert len(sandbox.journal.for_path(GROUP_UPDATE)) == 1
        reads = len(sandbox.journal.for_path(GROUP_MEMBERS))
        await desk.press("agents.review.read")
        await until(lambda: len(sandbox.journal.for_path(GROUP_MEMBERS)) == reads + 1)
        await until(lambda: desk.find("agents.review.close").isVisible())
        desk.click("agents.review.close")
        await until(lambda: rows(desk, "agents.queues.members"))
        assert len(sandbox.journal.for_path(GROUP_UPDATE)) == 1

    run(tmp_path, scenario)


def test_a_refused_change_says_that_nothing_was_changed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_editor(desk)
        desk.type_into("agents.editor.search", "NX77777")
        desk.click("agents.editor.agents.empty.action")
        await review(desk)
        await desk.press("agents.review.save")
        await until(lambda: "1002" in text_of(desk, "agents.review.notice.title"))
        assert text_of(desk, "agents.review.notice.body").startswith("Nothing was changed.")
        assert len(sandbox.journal.for_path(GROUP_UPDATE)) == 1
        desk.click("agents.review.back")
        pick(desk, "agents.editor.members", "NX77777")
        assert text_of(desk, "agents.editor.counts") == "0 join · 0 leave · 42 stay"
        assert not desk.find("agents.editor.review").isEnabled()

    run(tmp_path, scenario)


def test_a_save_can_be_stopped_until_it_is_written(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_editor(desk)
        pick(desk, "agents.editor.agents", "NX00001")
        await review(desk)
        sandbox.faults.once(Hold(), path=GROUP_MEMBERS)
        await desk.press("agents.review.save")
        await sandbox.faults.wait_for_holds(1)
        desk.click("agents.review.stop")
        await until(lambda: desk.window.findChild(QWidget, "agents.review.save"))
        sandbox.faults.release()
        assert updates(sandbox) == []
        sandbox.faults.once(Hold(), path=GROUP_UPDATE)
        await desk.press("agents.review.save")
        await until(lambda: text_of(desk, "agents.review.progress") == "Saving…")
        await until(lambda: len(updates(sandbox)) == 1)
        stop = desk.window.findChild(QWidget, "agents.review.stop")
        assert stop is None or not stop.isVisible()
        sandbox.faults.release()
        await until(
            lambda: text_of(desk, "agents.queues.notice.title") == "Saved and verified: Sales"
        )
        assert len(updates(sandbox)) == 1

    run(tmp_path, scenario)


def test_a_queue_is_not_emptied(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await open_editor(desk)
        table_of(desk, "agents.editor.members").selectAll()
        desk.click("agents.editor.remove")
        assert text_of(desk, "agents.editor.members.title") == "Members afterwards: 0"
        await desk.press("agents.editor.review")
        await until(lambda: "at least one" in text_of(desk, "agents.editor.notice.body"))
        table_of(desk, "agents.editor.members").selectAll()
        desk.click("agents.editor.keep")
        assert text_of(desk, "agents.editor.counts") == "0 join · 0 leave · 42 stay"
        assert text_of(desk, "agents.editor.notice.title") == ""
        desk.click("agents.editor.cancel")
        await until(lambda: rows(desk, "agents.queues.table") == 6)
        assert updates(sandbox) == []

    run(tmp_path, scenario)


def test_a_number_can_be_typed_while_the_agents_are_not_loaded(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.always(BusinessError(1005), path="/saas/cc/openapi/agent/page")
        await open_queues(desk)
        await desk.press("agents.queues.edit")
        await until(
            lambda: text_of(desk, "agents.editor.agents.empty.title") == "Agents are not loaded"
        )
        search = desk.find("agents.editor.search")
        assert isinstance(search, QLineEdit)
        desk.type_into("agents.editor.search", "NX00006")
        assert text_of(desk, "agents.editor.agents.empty.title") == "This agent is in the queue"
        desk.type_into("agents.editor.search", "NX00001")
        QTest.keyClick(search, Qt.Key.Key_Return)
        assert text_of(desk, "agents.editor.counts") == "1 join · 0 leave · 42 stay"
        sandbox.faults.clear()
        desk.click("agents.editor.agents.empty.action")
        await until(lambda: rows(desk, "agents.editor.agents") == 214 - SALES - 1)

    run(tmp_path, scenario)


def test_another_account_drops_the_draft(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        account = Account(
            account_id="a1",
            name="Dial-out only",
            provider=ProviderKind.AICC,
            base_url="https://api.example.com",
            key_id="key",
        )
        await desk.backend.accounts.save(account, "secret")
        sandbox = await open_editor(desk)
        pick(desk, "agents.editor.agents", "NX00001")
        editor = desk.window.findChild(QueueEditor)
        assert isinstance(editor, QueueEditor)
        desk.window.account_chosen.emit("a1")
        await until(
            lambda: text_of(desk, "agents.queues.empty.title") == "Not available with this account"
        )
        assert editor.draft is None
        assert updates(sandbox) == []

    run(tmp_path, scenario)


def test_the_queues_listed_are_exported(tmp_path: Path) -> None:
    target = tmp_path / "queues.csv"

    async def scenario(desk: Desk) -> None:
        await open_queues(desk)
        desk.type_into("agents.queues.filter", "support")
        desk.click("agents.queues.export")
        await until(lambda: desk.window.findChild(QFileDialog, "agents.queues.export_dialog"))
        dialog = desk.find("agents.queues.export_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: text_of(desk, "agents.queues.notice.title") == "1 queue exported")

    run(tmp_path, scenario)
    text = target.read_bytes().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["Queue", "Number", "Agents ring", "Familiar first", "Remark"],
        ["Support", "NX144G002", "All at once", "Yes", ""],
    ]


def test_everything_in_the_view_and_the_editor_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_editor(desk)
        pick(desk, "agents.editor.agents", "NX00001")
        await review(desk)
        for name in (
            *("view", "queues.filter", "queues.export", "queues.refresh", "queues.table"),
            *("queues.members", "queues.edit", "queues.number", "queues.find"),
            *("editor.search", "editor.agents", "editor.add", "editor.members_filter"),
            *("editor.members", "editor.remove", "editor.keep", "editor.review"),
            *("editor.cancel", "review.first", "review.second", "review.save", "review.back"),
        ):
            widget = desk.find(f"agents.{name}")
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or words, name

    run(tmp_path, scenario)
