"""What is noted of calls in History, kept by the real store."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
)
from ui.test_history_page import ago, keep, lose_an_answer, open_history, row_texts, text_of
from ui.test_session import Desk, run, until

from dialer.clock import SystemClock
from dialer.domain.call_notes import CallNote
from dialer.domain.errors import DatabaseUnusable
from dialer.ui.leaving import Leaving
from dialer.ui.widgets.inline_question import InlineQuestion

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def notes_of(desk: Desk) -> QPlainTextEdit:
    edit = desk.find("history.notes")
    assert isinstance(edit, QPlainTextEdit)
    return edit


def menu_of(desk: Desk, name: str = "history.disposition") -> QComboBox:
    menu = desk.find(name)
    assert isinstance(menu, QComboBox)
    return menu


async def ready(desk: Desk) -> None:
    await until(lambda: menu_of(desk).isEnabled())


async def stored(desk: Desk, client_call_id: str) -> CallNote:
    return await desk.backend.notes.fetch_note(client_call_id)


async def until_stored(desk: Desk, client_call_id: str, note: CallNote) -> None:
    while await stored(desk, client_call_id) != note:
        pass


def test_notes_are_kept_by_themselves_and_stay_with_their_call(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one"), ago(2, "two"))
        pane = await open_history(desk, 2)
        await ready(desk)
        QTest.keyClicks(notes_of(desk), "Wants 3 of them")
        await until_stored(desk, "one", CallNote(text="Wants 3 of them"))
        QTest.keyClick(notes_of(desk), Qt.Key.Key_Return)
        QTest.keyClicks(notes_of(desk), "on Monday")
        pane.select("two")
        await ready(desk)
        assert notes_of(desk).toPlainText() == ""
        await until_stored(desk, "one", CallNote(text="Wants 3 of them\non Monday"))
        assert await stored(desk, "two") == CallNote()
        pane.select("one")
        await until(lambda: notes_of(desk).toPlainText().endswith("on Monday"))

    run(tmp_path, scenario)


def test_what_was_typed_last_survives_quitting(tmp_path: Path) -> None:
    async def typing(desk: Desk) -> None:
        await keep(desk, ago(1, "one"))
        await open_history(desk, 1)
        await ready(desk)
        QTest.keyClicks(notes_of(desk), "typed as the window closed")

    async def looking(desk: Desk) -> None:
        assert (await stored(desk, "one")).text == "typed as the window closed"

    run(tmp_path, typing)
    run(tmp_path, looking)


def test_a_digit_chooses_a_disposition_even_of_an_unknown_call(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await lose_an_answer(desk)
        pane = await open_history(desk, 1)
        await ready(desk)
        call_id = pane.model.call_at(0).client_call_id
        desk.find("history.copy_details").setFocus()
        QTest.keyClick(desk.find("history.copy_details"), Qt.Key.Key_4)
        await until_stored(desk, call_id, CallNote(disposition="No answer"))
        assert menu_of(desk).currentText() == "No answer"
        QTest.keyClick(notes_of(desk), Qt.Key.Key_7)
        assert notes_of(desk).toPlainText() == "7"
        assert menu_of(desk).currentText() == "No answer"
        await until_stored(desk, call_id, CallNote(disposition="No answer", text="7"))

    run(tmp_path, scenario)


def test_the_list_of_dispositions_is_the_persons_own(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one"))
        await desk.backend.notes.note_disposition("one", "Reached")
        await open_history(desk, 1)
        await ready(desk)
        await desk.press("history.dispositions.edit")
        lines = desk.find("history.dispositions.list")
        assert isinstance(lines, QPlainTextEdit)
        lines.setPlainText("Ordered\n\n  Ordered \nAsk again")
        await desk.press("history.dispositions.save")
        await until(lambda: menu_of(desk).findText("Ask again") >= 0)
        names = [menu_of(desk).itemText(at) for at in range(menu_of(desk).count())]
        assert names == ["Choose…", "Ordered", "Ask again", "Reached"]
        assert menu_of(desk).currentText() == "Reached"
        QTest.keyClick(menu_of(desk), Qt.Key.Key_2)
        await until_stored(desk, "one", CallNote(disposition="Ask again"))

    run(tmp_path, scenario)


def test_history_finds_notes_and_dispositions_and_exports_them(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one"), ago(2, "two"), ago(3, "three"))
        await desk.backend.notes.note_text("two", "Señor Gómez\nasked for a price")
        await desk.backend.notes.note_disposition("two", "Sold")
        await desk.backend.notes.note_disposition("three", "Other")
        await open_history(desk, 3)
        desk.type_into("history.search", "gomez")
        await until(lambda: len(row_texts(desk)) == 1)
        search = desk.find("history.search")
        assert isinstance(search, QLineEdit)
        search.clear()
        await until(lambda: len(row_texts(desk)) == 3)
        menu = menu_of(desk, "history.disposition_filter")
        menu.setCurrentIndex(menu.findText("Sold"))
        await until(lambda: len(row_texts(desk)) == 1)
        await desk.press("history.export")
        await until(lambda: desk.window.findChild(QFileDialog, "history.export_dialog"))
        dialog = desk.find("history.export_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: text_of(desk, "history.notice.title") == "1 call exported")

    run(tmp_path, scenario)
    header, row = csv.reader(io.StringIO(target.read_bytes().decode("utf-8-sig"), newline=""))
    assert row[header.index("Disposition")] == "Sold"
    assert row[header.index("Notes")].splitlines() == ["Señor Gómez", "asked for a price"]


def test_notes_that_cannot_be_stored_stay_and_are_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one"))
        await open_history(desk, 1)
        await ready(desk)

        async def fail(_client_call_id: str, _text: str) -> None:
            raise DatabaseUnusable("The disk is full.")

        with monkeypatch.context() as broken:
            broken.setattr(desk.backend.notes._notes, "save_text", fail)
            QTest.keyClicks(notes_of(desk), "kept")
            await until(lambda: "The disk is full." in text_of(desk, "history.notes.problem"))
        await until_stored(desk, "one", CallNote(text="kept"))
        await until(lambda: text_of(desk, "history.notes.problem") == "")

    run(tmp_path, scenario)


def title_of(desk: Desk, name: str) -> str:
    return text_of(desk, f"{name}.title")


def test_a_call_back_that_is_due_is_spoken_of_until_it_is_done(tmp_path: Path) -> None:
    now_ms = SystemClock().now_ms()

    async def setting(desk: Desk) -> None:
        await keep(desk, ago(1, "one", callee="+12025550111"), ago(2, "two"))
        await desk.backend.notes.call_back_at("one", now_ms - 1000)
        await until(lambda: title_of(desk, "frame.call_back").startswith("Call back +1 202"))

    async def answering(desk: Desk) -> None:
        await until(lambda: title_of(desk, "frame.call_back").startswith("Call back +1 202"))
        await desk.press("frame.call_back.open")
        await until(lambda: text_of(desk, "history.number") == "+1 202-555-0111")
        await until(lambda: text_of(desk, "history.call_back.words").startswith("Call back"))
        await desk.press("frame.call_back.later")
        await until(lambda: title_of(desk, "frame.call_back") == "")
        ((name, at_ms),) = await desk.backend.notes.fetch_call_backs()
        assert name == "one"
        assert 14 * 60_000 < at_ms - SystemClock().now_ms() <= 15 * 60_000
        await desk.backend.notes.call_back_at("one", now_ms - 1000)
        await until(lambda: title_of(desk, "frame.call_back") != "")
        await desk.press("frame.call_back.done")
        await until(lambda: title_of(desk, "frame.call_back") == "")
        assert await desk.backend.notes.fetch_call_backs() == []
        assert len(await desk.backend.calls.fetch_recent(9)) == 2

    run(tmp_path, setting)
    run(tmp_path, answering)


def test_a_call_back_is_set_where_the_call_is_shown_and_comes_by_itself(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await keep(desk, ago(1, "one", callee="+12025550111"))
        await open_history(desk, 1)
        await ready(desk)
        await desk.press("history.call_back.ask")
        moment = desk.find("history.call_back.moment")
        assert isinstance(moment, QDateTimeEdit)
        assert moment.dateTime() > QDateTime.currentDateTime().addSecs(50 * 60)
        await desk.press("history.call_back.set")
        await until(lambda: text_of(desk, "history.call_back.words").startswith("Call back"))
        while not await desk.backend.notes.fetch_call_backs():
            pass
        assert title_of(desk, "frame.call_back") == ""
        await desk.backend.notes.call_back_at("one", SystemClock().now_ms() + 300)
        await until(lambda: title_of(desk, "frame.call_back").startswith("Call back +1 202"))
        await desk.press("history.call_back.remove")
        await until(lambda: title_of(desk, "frame.call_back") == "")

    run(tmp_path, scenario)


def test_quitting_with_an_unknown_outcome_asks_once(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        assert desk.session is not None
        await lose_an_answer(desk)
        await until(desk.session._calls.find_unknown)
        desk.window.close()
        await until(lambda: "one call" in title_of(desk, "frame.quit"))
        assert not desk.session._closed.is_set()
        question = desk.find("frame.quit")
        assert isinstance(question, InlineQuestion)
        await until(lambda: question.takes_answers)
        desk.click("frame.quit.no")
        await until(lambda: text_of(desk, "history.pill") == "Outcome unknown")
        assert not desk.session._closed.is_set()
        desk.window.close()
        assert desk.session._closed.is_set()

    run(tmp_path, scenario)


def test_quit_anyway_quits_and_the_end_of_the_session_is_not_held_up(tmp_path: Path) -> None:
    async def answering(desk: Desk) -> None:
        assert desk.session is not None
        await lose_an_answer(desk)
        await until(desk.session._calls.find_unknown)
        desk.window.close()
        question = desk.find("frame.quit")
        assert isinstance(question, InlineQuestion)
        await until(lambda: question.takes_answers)
        desk.click("frame.quit.yes")
        assert desk.session._closed.is_set()

    async def logging_out(desk: Desk) -> None:
        assert desk.session is not None
        leaving = desk.window.findChild(Leaving)
        assert isinstance(leaving, Leaving)
        leaving.note_end_of_session()
        desk.window.close()
        assert desk.session._closed.is_set()

    run(tmp_path, answering)
    run(tmp_path, logging_out)


def test_old_calls_go_once_the_person_said_for_how_long_they_are_kept(tmp_path: Path) -> None:
    day = 24 * 60

    async def choosing(desk: Desk) -> None:
        await keep(desk, ago(1, "new"), ago(9 * day, "old"), ago(9 * day, "back"))
        await desk.backend.notes.call_back_at("back", SystemClock().now_ms() + day * 60_000)
        desk.click("frame.nav.settings")
        desk.click("settings.section.privacy")
        days = desk.find("settings.privacy.days")
        assert isinstance(days, QLineEdit)
        await until(days.isEnabled)
        assert days.text() == "0"
        days.clear()
        await desk.press("settings.privacy.save")
        assert not days.hasAcceptableInput()
        desk.type_into("settings.privacy.days", "7")
        await desk.press("settings.privacy.save")
        await until(lambda: "7 days" in title_of(desk, "settings.privacy.question"))
        assert len(await desk.backend.calls.fetch_recent(9)) == 3
        question = desk.find("settings.privacy.question")
        assert isinstance(question, InlineQuestion)
        await until(lambda: question.takes_answers)
        desk.click("settings.privacy.question.yes")
        said = "Saved. Old calls removed: 1"
        await until(lambda: text_of(desk, "settings.privacy.said") == said)
        left = await desk.backend.calls.fetch_recent(9)
        assert [call.client_call_id for call in left] == ["new", "back"]
        await keep(desk, ago(8 * day, "late"))

    async def starting(desk: Desk) -> None:
        while len(await desk.backend.calls.fetch_recent(9)) > 2:
            pass

    run(tmp_path, choosing)
    run(tmp_path, starting)
