"""The History page wired to the real services and the real Sandbox."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDateTimeEdit,
    QFileDialog,
    QLabel,
    QListView,
    QWidget,
)
from sample_calls import a_call
from ui.test_session import DIALOUT_PATH, Desk, run, until

from dialer.clock import SystemClock
from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.calls import Call, CallEvent, CallEventKind, CallKind, CallState, advance
from dialer.sandbox import BusinessError, Hold, Point, ResetConnection
from dialer.services.call_history import PAGE_SIZE
from dialer.ui.pages.calls_pane import CallsPane

if TYPE_CHECKING:
    from pathlib import Path

DID_RECORDS = "/api/did/cdr"
NUMBER = "+1 202-555-0111"
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def text_of(desk: Desk, name: str) -> str:
    labels = [one for one in desk.window.findChildren(QLabel, name) if one.isVisible()]
    return labels[0].text() if labels else ""


def is_there(desk: Desk, name: str) -> bool:
    return any(widget.isVisible() for widget in desk.window.findChildren(QWidget, name))


async def press(desk: Desk, name: str) -> None:
    """Clicks the button that stands there now: a card builds new ones as it changes."""

    def ready() -> list[QAbstractButton]:
        buttons = desk.window.findChildren(QAbstractButton, name)
        return [button for button in buttons if button.isVisible() and button.isEnabled()]

    await until(ready)
    QTest.mouseClick(ready()[-1], Qt.MouseButton.LeftButton)


def pane_of(desk: Desk) -> CallsPane:
    pane = desk.window.findChild(CallsPane)
    assert isinstance(pane, CallsPane)
    return pane


def row_texts(desk: Desk) -> list[str]:
    listed = desk.find("history.list")
    assert isinstance(listed, QListView)
    if not listed.isVisible():
        return []
    model = listed.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


async def call_number(desk: Desk, number: str = NUMBER) -> None:
    before = len(await desk.backend.calls.fetch_recent(99))
    desk.type_into("call.callee", number)
    QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
    while True:
        calls = await desk.backend.calls.fetch_recent(99)
        if len(calls) > before and calls[0].state is not CallState.REQUESTING:
            return


async def lose_an_answer(desk: Desk, *, point: Point = Point.BEFORE_REPLY) -> None:
    sandbox = await desk.backend.connector.fetch_sandbox()
    sandbox.faults.once(ResetConnection(point), path=DIALOUT_PATH)
    await call_number(desk)


def ago(minutes: int, client_call_id: str, **change: object) -> Call:
    at_ms = SystemClock().now_ms() - minutes * 60_000
    call = replace(a_call(client_call_id, at_ms=at_ms), account_id="a1")
    event = CallEvent(
        kind=CallEventKind.ACCEPTED, at_ms=at_ms + 310, call_id=f"id-{client_call_id}"
    )
    return replace(advance(call, event), **change)  # type: ignore[arg-type]  # fields that exist


async def keep(desk: Desk, *calls: Call) -> None:
    for call in calls:
        await desk.backend.history._journal.record(call)


async def open_history(desk: Desk, count: int) -> CallsPane:
    desk.click("frame.nav.history")
    await until(lambda: len(row_texts(desk)) == count)
    return pane_of(desk)


def test_every_attempt_is_listed_with_its_account_and_sandbox_calls_are_marked(
    tmp_path: Path,
) -> None:
    async def scenario(desk: Desk) -> None:
        account = Account(
            account_id="a1",
            name="Sales",
            provider=ProviderKind.NXCLOUD,
            base_url="https://api.example.com",
            key_id="key",
        )
        await desk.backend.accounts.save(account, "secret")
        await keep(desk, ago(3, "mine"), ago(4, "gone", account_id="deleted"))
        await call_number(desk)
        pane = await open_history(desk, 3)
        first, second, _third = row_texts(desk)
        assert first.startswith("+1 202-555-0111, Sandbox, Accepted")
        assert "Sandbox" not in second
        assert text_of(desk, "history.number") == "+1 202-555-0111"
        assert text_of(desk, "history.mark") == "Sandbox"
        pane.select("mine")
        assert text_of(desk, "history.account_name") == "Sales"
        assert text_of(desk, "history.mark") == ""
        pane.select("gone")
        assert text_of(desk, "history.account_name") == "Removed account"
        assert text_of(desk, "history.footer") == "3 calls"

    run(tmp_path, scenario)


def test_recent_calls_of_the_sandbox_are_marked_too(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await call_number(desk)
        recent = desk.find("call.recent")
        assert isinstance(recent, QListView)
        await until(lambda: "Accepted" in str(recent.model().index(0, 0).data()))
        assert "Sandbox" in str(recent.model().index(0, 0).data())

    run(tmp_path, scenario)


def test_a_lost_answer_is_settled_from_the_strip_by_the_records(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await lose_an_answer(desk)
        await until(lambda: is_there(desk, "frame.unresolved"))
        desk.click("frame.unresolved")
        await until(lambda: text_of(desk, "history.pill") == "Outcome unknown")
        await until(lambda: "may have placed" in text_of(desk, "history.settling.body"))
        lost = "connection lost, no answer"
        await until(lambda: text_of(desk, "history.timeline.3.words") == lost)
        await press(desk, "history.check_records")
        await until(lambda: text_of(desk, "history.pill") == "Called (probable)")
        assert not is_there(desk, "frame.unresolved")
        assert row_texts(desk)[0].startswith("+1 202-555-0111, Sandbox, Called (probable)")
        assert 1 <= len(sandbox.journal.for_path(DID_RECORDS)) <= 2
        assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
        await press(desk, "history.nobody_called")
        await until(lambda: text_of(desk, "history.pill") == "Not called (your word)")

    run(tmp_path, scenario)


def test_the_result_of_an_unknown_outcome_leads_to_the_records(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await lose_an_answer(desk, point=Point.BEFORE_BODY)
        await until(lambda: is_there(desk, "call.result.action"))
        desk.click("call.result.action")
        await until(lambda: "No such call" in text_of(desk, "history.settling.body"))
        assert "proves nothing" in text_of(desk, "history.settling.body")
        assert text_of(desk, "history.pill") == "Outcome unknown"
        looks = len(sandbox.journal.for_path(DID_RECORDS))
        await press(desk, "history.check_records")
        await until(lambda: len(sandbox.journal.for_path(DID_RECORDS)) == 2 * looks)
        await press(desk, "history.nobody_called")
        await until(lambda: text_of(desk, "history.pill") == "Not called (your word)")
        desk.window.show_page("call")
        assert text_of(desk, "call.result.title") == "Not called"
        assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1

    run(tmp_path, scenario)


def test_of_several_records_the_person_picks_one(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await lose_an_answer(desk)
        await desk.backend.calls.fetch_recent(1)
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=DIALOUT_PATH)
        desk.type_into("call.callee", NUMBER)
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await until(lambda: is_there(desk, "call.confirm"))
        desk.click("call.confirm")
        await until(lambda: "1 more" in _strip(desk))
        pane = await open_history(desk, 2)
        pane.select(pane.model.call_at(1).client_call_id)
        await press(desk, "history.check_records")
        await until(lambda: is_there(desk, "history.candidate.1.pick"))
        assert "2 records may be this call" in text_of(desk, "history.settling.body")
        assert "server time" in text_of(desk, "history.candidate.0.title")
        await press(desk, "history.candidate.0.pick")
        await until(lambda: text_of(desk, "history.pill") == "Called (probable)")
        assert not is_there(desk, "history.candidate.0.pick")

    run(tmp_path, scenario)


def _strip(desk: Desk) -> str:
    strip = desk.window.findChild(QAbstractButton, "frame.unresolved")
    return strip.text() if isinstance(strip, QAbstractButton) else ""


def test_a_refusal_of_the_records_is_decoded_in_the_card(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await lose_an_answer(desk)
        await open_history(desk, 1)
        sandbox.faults.once(BusinessError(1003), path=DID_RECORDS)
        await press(desk, "history.check_records")
        await until(lambda: "1003" in text_of(desk, "history.settling.body"))
        assert text_of(desk, "history.pill") == "Outcome unknown"
        await press(desk, "history.check_records")
        await until(lambda: text_of(desk, "history.pill") == "Called (probable)")

    run(tmp_path, scenario)


def test_only_one_look_at_a_time(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await lose_an_answer(desk)
        await open_history(desk, 1)
        sandbox.faults.once(Hold(), path=DID_RECORDS)
        await press(desk, "history.check_records")
        await sandbox.faults.wait_for_holds(1)
        button = desk.window.findChildren(QAbstractButton, "history.check_records")[-1]
        assert not button.isEnabled()
        assert "Looking through" in text_of(desk, "history.settling.body")
        sandbox.faults.release()
        await until(lambda: text_of(desk, "history.pill") == "Called (probable)")

    run(tmp_path, scenario)


def test_an_accepted_two_way_call_without_an_id_offers_to_look_for_it(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        call = ago(1, "two", kind=CallKind.TWO_WAY, call_id=None, account_id="sandbox")
        events = tuple(replace(event, call_id=None) for event in call.events)
        await keep(desk, replace(call, events=events))
        await open_history(desk, 1)
        assert text_of(desk, "history.settling.title") == "No call ID came back"
        await press(desk, "history.check_records")
        await until(lambda: "No such call" in text_of(desk, "history.settling.body"))
        assert not is_there(desk, "history.it_rang")

    run(tmp_path, scenario)


def test_typing_and_choosing_narrow_the_list(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(
            desk,
            ago(1, "one", callee="+6590314431"),
            ago(2, "two", callee="+6281234567890", call_id="ABC-7"),
            ago(60 * 24 * 20, "old"),
        )
        await open_history(desk, 2)
        QTest.keyClick(desk.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: desk.find("history.search").hasFocus())
        desk.type_into("history.search", "9031-4431")
        await until(lambda: len(row_texts(desk)) == 1)
        desk.type_into("history.search", "abc-7")
        await until(lambda: text_of(desk, "history.number").startswith("+62"))
        desk.type_into("history.search", "nothing such")
        await until(lambda: text_of(desk, "history.empty.title") == "No call matches")
        desk.click("history.empty.action")
        await until(lambda: len(row_texts(desk)) == 3)
        outcome = desk.find("history.outcome")
        assert isinstance(outcome, QComboBox)
        outcome.setCurrentIndex(outcome.findText("Rejected"))
        await until(lambda: text_of(desk, "history.empty.title") == "No call matches")

    run(tmp_path, scenario)


def test_any_two_days_can_be_chosen(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one"), ago(60 * 24 * 3, "three"), ago(60 * 24 * 9, "nine"))
        await open_history(desk, 2)
        span, first = desk.find("history.span"), desk.find("history.span.from")
        assert isinstance(span, QComboBox)
        assert isinstance(first, QDateTimeEdit)
        assert not first.isVisible()
        span.setCurrentIndex(span.findText("Custom…"))
        assert first.isVisible()
        await until(lambda: len(row_texts(desk)) == 1)
        first.setDate(first.date().addDays(-12))
        await until(lambda: len(row_texts(desk)) == 3)
        span.setCurrentIndex(span.findText("Yesterday"))
        assert not first.isVisible()
        await until(lambda: text_of(desk, "history.empty.title") == "No call matches")

    run(tmp_path, scenario)


def test_a_long_history_is_loaded_as_it_is_scrolled(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, *(ago(minute, f"c{minute}") for minute in range(250)))
        pane = await open_history(desk, PAGE_SIZE)
        assert text_of(desk, "history.footer") == "250 calls"
        listed = desk.find("history.list")
        assert isinstance(listed, QListView)
        while pane.model.rowCount() < 250:
            before = pane.model.rowCount()
            listed.scrollToBottom()
            await until(lambda: pane.model.rowCount() > before)  # noqa: B023 - awaited at once
        ids = [pane.model.call_at(row).client_call_id for row in range(250)]
        assert ids == [f"c{minute}" for minute in range(250)]

    run(tmp_path, scenario)


def test_call_again_brings_number_and_account_back_and_dials_nothing(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        account = Account(
            account_id="a1",
            name="Sales",
            provider=ProviderKind.NXCLOUD,
            base_url="https://api.example.com",
            key_id="key",
            caller_ids=("+12025550170", "+12025550171"),
            agent_numbers=("+12025550180", "+12025550181"),
        )
        await desk.backend.accounts.save(account, "secret")
        line = {"caller_id": "+12025550171", "agent_number": "+12025550181"}
        await keep(desk, ago(1, "mine", **line))
        await open_history(desk, 1)
        desk.click("history.call_again")
        await until(lambda: desk.window.page_key == "call")
        await until(lambda: desk.page.form.number.text.strip() != "")
        assert desk.session is not None
        assert desk.session._account.account_id == "a1"
        form = desk.page.form
        assert (form.did.value, form.connect_number.value) == tuple(line.values())
        assert len(await desk.backend.calls.fetch_recent(9)) == 1

    run(tmp_path, scenario)


def test_call_again_says_where_the_account_is_gone(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "mine", account_id="gone"))
        await open_history(desk, 1)
        desk.click("history.call_again")
        await until(lambda: "was removed" in text_of(desk, "call.result.title"))
        assert "Sandbox" in text_of(desk, "call.result.body")
        assert desk.page.form.number.text.strip() != ""
        assert len(await desk.backend.calls.fetch_recent(9)) == 1

    run(tmp_path, scenario)


def test_the_calls_listed_are_exported_beyond_what_is_loaded(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    async def scenario(desk: Desk) -> None:
        calls = [ago(minute, f"c{minute}") for minute in range(130)]
        calls[5] = replace(calls[5], call_id="=1+1")
        await keep(desk, *calls)
        await open_history(desk, PAGE_SIZE)
        desk.click("history.export")
        await until(lambda: desk.window.findChild(QFileDialog, "history.export_dialog"))
        dialog = desk.find("history.export_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: text_of(desk, "history.notice.title") == "130 calls exported")

    run(tmp_path, scenario)
    text = target.read_bytes().decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(rows) == 130
    assert rows[5][header.index("Call ID")] == "'=1+1"
    assert rows[0][header.index("Number")] == "'+6281234567890"


def test_a_narrow_window_shows_one_pane_at_a_time(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.window.resize(640, 480)
        await keep(desk, ago(1, "one"), ago(2, "two"))
        await open_history(desk, 2)
        assert not desk.find("history.details").isVisible()
        listed = desk.find("history.list")
        listed.setFocus()
        QTest.keyClick(listed, Qt.Key.Key_Down)
        QTest.keyClick(listed, Qt.Key.Key_Return)
        assert desk.find("history.details").isVisible()
        assert not listed.isVisible()
        desk.click("history.back")
        assert listed.isVisible()

    run(tmp_path, scenario)


def test_ids_and_details_can_be_copied(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one"))
        await open_history(desk, 1)
        desk.click("history.copy_call_id")
        assert QGuiApplication.clipboard().text() == "id-one"
        desk.click("history.copy_details")
        copied = QGuiApplication.clipboard().text()
        assert "ID one" in copied
        assert "accepted" in copied

    run(tmp_path, scenario)


def test_everything_on_the_page_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await lose_an_answer(desk)
        pane = await open_history(desk, 1)
        for name in ("search", "outcome", "account", "span", "span.from", "export", "list"):
            widget = pane.findChild(QWidget, f"history.{name}")
            assert isinstance(widget, QWidget), name
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or words, name

    run(tmp_path, scenario)
