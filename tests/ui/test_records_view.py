"""The view of a provider's records, wired to the real services and the real Sandbox."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QTableView, QWidget
from ui.test_history_page import press, text_of
from ui.test_session import Desk, run, until

from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.calls import DialoutRequest, TwoWayRequest
from dialer.domain.guard import ConcernKind
from dialer.domain.phone_number import parse_phone_number
from dialer.domain.records import CallRecord, EndedBy, RecordDirection
from dialer.sandbox import BusinessError, Hold
from dialer.services.calls import PlaceCall
from dialer.services.records import RecordSource
from dialer.ui import record_words
from dialer.ui.models.records import RecordsModel
from dialer.ui.pages.history_page import HistoryPage, HistoryView
from dialer.ui.pages.records_pane import RecordsPane

if TYPE_CHECKING:
    from pathlib import Path

NXCC, DIDS = "/saas/cc/openapi/cdr/page", "/api/did/cdr"
AICC = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord"
ANYWAY = frozenset(ConcernKind)
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


async def dial(desk: Desk, *tails: int) -> None:
    for tail in tails:
        request = DialoutRequest(
            caller_id=parse_phone_number("+12025550170", region=""),
            callee=parse_phone_number(f"+628123456{tail:04d}", region=""),
            agent_number=parse_phone_number("+12025550180", region=""),
        )
        wish = PlaceCall(account_id="sandbox", request=request, waved_through=ANYWAY)
        await desk.backend.calls.place(wish)


async def dial_two_way(desk: Desk) -> None:
    callee = parse_phone_number("+6281234567890", region="")
    request = TwoWayRequest(agent_number="13800000001", callee=callee)
    wish = PlaceCall(account_id="sandbox", request=request, waved_through=ANYWAY)
    await desk.backend.calls.place(wish)


def table_of(desk: Desk) -> QTableView:
    table = desk.find("records.table")
    assert isinstance(table, QTableView)
    return table


def cells(desk: Desk) -> list[list[str]]:
    table = table_of(desk)
    if not table.isVisible():
        return []
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


async def open_records(desk: Desk) -> RecordsPane:
    desk.click("frame.nav.history")
    page = desk.window.findChild(HistoryPage)
    assert isinstance(page, HistoryPage)
    page.show_view(HistoryView.RECORDS)
    await until(lambda: desk.window.findChild(RecordsPane))
    pane = desk.window.findChild(RecordsPane)
    assert isinstance(pane, RecordsPane)
    await until(pane.query.search.isEnabled)
    return pane


async def choose(desk: Desk, source: RecordSource) -> None:
    menu = desk.find("records.source")
    assert isinstance(menu, QComboBox)
    menu.setCurrentIndex(menu.findData(source))
    await until(desk.find("records.search").isEnabled)


def test_the_sandbox_offers_three_lists_that_match_the_calls_placed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await dial(desk, 11, 12)
        await dial_two_way(desk)
        await open_records(desk)
        await until(lambda: len(cells(desk)) == 2)
        assert {row[3] for row in cells(desk)} == {"6281234560011", "6281234560012"}
        assert text_of(desk, "records.footer").startswith("2 records · 1 page loaded")
        await choose(desk, RecordSource.DIDS)
        await until(lambda: len(cells(desk)) == 2)
        title = table_of(desk).model().headerData(0, Qt.Orientation.Horizontal)
        assert title == "Start (server time)"
        assert "UTC+8" in text_of(desk, "records.note")
        await choose(desk, RecordSource.TWO_WAY)
        await until(lambda: len(cells(desk)) == 1)
        assert cells(desk)[0][1:3] == ["13800000001", "6281234567890"]
        assert len(sandbox.journal.for_path(NXCC)) == 1
        assert len(sandbox.journal.for_path(DIDS)) == 1
        assert len(sandbox.journal.for_path(AICC)) == 2

    run(tmp_path, scenario)


def test_conditions_reach_the_provider_as_digits(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await dial(desk, 11, 12)
        await open_records(desk)
        await until(lambda: len(cells(desk)) == 2)
        desk.click("records.conditions")
        desk.type_into("records.callee", "+62 812-345-60012")
        QTest.keyClick(desk.find("records.callee"), Qt.Key.Key_Return)
        await until(lambda: len(cells(desk)) == 1)
        body = json.loads(sandbox.journal.for_path(NXCC)[-1].body)
        assert body["callee"] == "6281234560012"
        assert body["endTime"] - body["startTime"] <= 86_400
        desk.type_into("records.callee", "999999")
        await press(desk, "records.search")
        await until(lambda: text_of(desk, "records.empty.title") == "No records")

    run(tmp_path, scenario)


def test_pages_are_loaded_on_until_the_last(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await dial(desk, *range(120))
        await open_records(desk)
        await until(lambda: len(cells(desk)) == 100)
        await press(desk, "records.more")
        await until(lambda: len(cells(desk)) == 120)
        assert not desk.find("records.more").isVisible()
        assert text_of(desk, "records.footer").startswith("120 records · 2 pages loaded")
        assert len(sandbox.journal.for_path(NXCC)) == 2

    run(tmp_path, scenario)


def test_scrolling_to_the_end_loads_on(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await dial(desk, *range(101))
        await open_records(desk)
        await until(lambda: len(cells(desk)) == 100)
        table_of(desk).scrollToBottom()
        await until(lambda: len(cells(desk)) == 101)

    run(tmp_path, scenario)


def test_what_is_listed_is_filtered_sorted_and_shown_in_full(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await dial(desk, 11, 33, 22)
        pane = await open_records(desk)
        await until(lambda: len(cells(desk)) == 3)
        desk.type_into("records.filter", "0033")
        assert [row[3] for row in cells(desk)] == ["6281234560033"]
        assert text_of(desk, "records.footer").startswith("1 shown · 3 records")
        desk.type_into("records.filter", "")
        pane.model.sort(3, Qt.SortOrder.AscendingOrder)
        assert [row[3][-2:] for row in cells(desk)] == ["11", "22", "33"]
        table = table_of(desk)
        table.setCurrentIndex(table.model().index(1, 0))
        await until(lambda: text_of(desk, "records.recording").startswith("https://"))
        await press(desk, "records.copy_recording")
        assert QGuiApplication.clipboard().text().endswith(".mp3")
        await press(desk, "records.copy")
        copied = QGuiApplication.clipboard().text()
        assert "Called: 6281234560022" in copied
        assert "dtmfKeys" in copied or "callStatus" in copied

    run(tmp_path, scenario)


def test_the_details_take_room_from_the_list_once_a_record_is_chosen(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await dial(desk, 0, 1)
        pane = await open_records(desk)
        table = table_of(desk)
        await until(lambda: table.model().rowCount() == 2)
        table.setFocus()
        assert not pane.details.isVisible()
        table.selectRow(1)
        assert pane.details.isVisible()
        desk.click("records.back")
        assert not pane.details.isVisible()
        table.selectRow(1)
        assert pane.details.isVisible()
        desk.click("records.search")
        await until(lambda: not pane.details.isVisible())

    run(tmp_path, scenario)


def test_a_refusal_is_decoded_and_tried_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await dial(desk, 11)
        sandbox.faults.once(BusinessError(1003), path=NXCC)
        await open_records(desk)
        await until(lambda: "1003" in text_of(desk, "records.notice.title"))
        assert text_of(desk, "records.empty.title") == "Records are not loaded"
        await press(desk, "records.notice.action")
        await until(lambda: len(cells(desk)) == 1)
        assert text_of(desk, "records.notice.title") == ""

    run(tmp_path, scenario)


def test_loading_can_be_stopped(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await dial(desk, 11)
        sandbox.faults.once(Hold(), path=NXCC)
        desk.click("frame.nav.history")
        page = desk.window.findChild(HistoryPage)
        assert isinstance(page, HistoryPage)
        page.show_view(HistoryView.RECORDS)
        await sandbox.faults.wait_for_holds(1)
        assert not desk.find("records.search").isEnabled()
        await press(desk, "records.cancel")
        await until(lambda: text_of(desk, "records.empty.title") == "Records are not loaded")
        sandbox.faults.release()
        await press(desk, "records.empty.action")
        await until(lambda: len(cells(desk)) == 1)

    run(tmp_path, scenario)


def test_another_account_takes_the_rows_away_and_offers_its_own_lists(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        account = Account(
            account_id="a1",
            name="AICC",
            provider=ProviderKind.AICC,
            base_url="https://api.example.com",
            key_id="key",
        )
        await desk.backend.accounts.save(account, "secret")
        await dial(desk, 11)
        pane = await open_records(desk)
        await until(lambda: len(cells(desk)) == 1)
        desk.window.show_page("call")
        desk.window.account_chosen.emit("a1")
        await until(lambda: pane.query.source is RecordSource.TWO_WAY)
        assert pane.model.total == 0
        assert text_of(desk, "records.footer") == ""

    run(tmp_path, scenario)


def test_the_rows_listed_are_exported_with_every_field(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    async def scenario(desk: Desk) -> None:
        pane = await open_records(desk)
        pane.model.add_records(
            [CallRecord(caller="=1+1", callee="62", details=(("mos", "4.1"),)), CallRecord()]
        )
        pane.show_rows()
        desk.type_into("records.filter", "=1")
        await press(desk, "records.export")
        await until(lambda: desk.window.findChild(QFileDialog, "records.export_dialog"))
        dialog = desk.find("records.export_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: text_of(desk, "records.notice.title") == "1 record exported")

    run(tmp_path, scenario)
    text = target.read_bytes().decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text, newline=""))
    assert header == ["Caller", "Called", "mos"]
    assert row == ["'=1+1", "62", "4.1"]


def test_everything_in_the_view_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        pane = await open_records(desk)
        names = ("source", "span", "day", "search", "direction", "answered", "call_id", "order_id")
        for name in (*names, "caller", "callee", "agent", "did", "number", "filter", "export"):
            widget = pane.findChild(QWidget, f"records.{name}")
            assert isinstance(widget, QWidget), name
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or words, name

    run(tmp_path, scenario)


def test_the_model_keeps_the_rules_of_models() -> None:
    model = RecordsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    long = CallRecord(caller="1", talk_s=70, direction=RecordDirection.INBOUND)
    short = CallRecord(caller="2", talk_s=9, ended_by=EndedBy.AGENT, is_answered=True)
    for source in RecordSource:
        model.begin(source)
        model.add_records([long, short, CallRecord(caller="3")])
        assert model.rowCount() == 3
    model.begin(RecordSource.CALL_CENTRE)
    model.add_records([long, short])
    model.sort(7, Qt.SortOrder.AscendingOrder)
    model.add_records([CallRecord(caller="3")])
    assert [record.caller for record in model.shown_records] == ["3", "2", "1"]
    model.show_only("inbound")
    assert model.shown_records == [long]
    model.sort(-1)
    model.show_only("")
    assert [record.caller for record in model.shown_records] == ["1", "2", "3"]
    del tester


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (CallRecord(hang_up_code="1001", hang_up_words="坐席挂断"), "1001 坐席挂断"),
        (CallRecord(hang_up_code="0", hang_up_meaning="Customer hung up"), "0 — Customer hung up"),
        (CallRecord(hang_up_words="Busy", hang_up_meaning="busy"), "Busy"),
        (CallRecord(), ""),
    ],
)
def test_a_cause_is_verbatim_then_decoded(record: CallRecord, words: str) -> None:
    assert record_words.cause_words(record) == words


def test_a_time_without_a_zone_is_labelled() -> None:
    record = CallRecord(server_time="2026-01-02 03:04:05")
    assert record_words.start_words(record) == "2026-01-02 03:04:05 server time"
