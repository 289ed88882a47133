"""Settings, Calling: what a person sets there, and what the next call makes of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from ui.test_session import Desk, run, until, visible_title

from dialer.domain.calling_rules import CallingHours, CallingRules
from dialer.domain.errors import InputErrors
from dialer.ui.pages.calling_panel import CallingPanel
from dialer.ui.rules_draft import EVERYWHERE, HoursDraft, RulesDraft, draft_of, hours_summary
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.list_table import ListTable
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from pathlib import Path

P = "settings.calling"
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


async def open_calling(desk: Desk) -> None:
    desk.window.show_page("settings")
    row = desk.find("settings.section.calling")
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    await until(desk.find(f"{P}.save").isVisible)
    await asyncio.sleep(0)
    await until(lambda: words(desk, f"{P}.barred"))


def words(desk: Desk, name: str) -> str:
    found = desk.find(name)
    if isinstance(found, Notice):
        return found.words
    assert isinstance(found, QLabel)
    return found.text()


def choose(desk: Desk, name: str, value: str) -> None:
    combo = desk.find(name)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def tick(desk: Desk, name: str) -> None:
    box = desk.find(name)
    assert isinstance(box, QCheckBox)
    box.click()


async def save(desk: Desk) -> None:
    await desk.press(f"{P}.save")
    await until(lambda: words(desk, f"{P}.notice"))


async def answer(desk: Desk, name: str) -> None:
    question = desk.find(name)
    assert isinstance(question, InlineQuestion)
    await until(lambda: question.takes_answers)
    await desk.press(f"{name}.yes")


async def call(desk: Desk, number: str) -> None:
    desk.window.show_page("call")
    await until(desk.find("call.place").isEnabled)
    desk.type_into("call.callee", number)
    QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)


def rows(desk: Desk, name: str) -> list[list[str]]:
    table = desk.find(name)
    assert isinstance(table, ListTable)
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_country_that_is_not_listed_is_refused_from_the_next_call(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_calling(desk)
        assert "Every country" in words(desk, f"{P}.countries")
        choose(desk, f"{P}.country", "ID")
        await desk.press(f"{P}.add_country")
        await save(desk)
        assert words(desk, f"{P}.notice") == "Saved. The next call goes by these rules."
        await call(desk, "+1 202-555-0111")
        await until(lambda: visible_title(desk) == "Not called: +1 202-555-0111")
        assert desk.text_of("call.result.body").startswith("Calls to United States are not allowed")
        await open_calling(desk)
        await desk.press(f"{P}.remove_country.ID")
        await save(desk)
        await call(desk, "+1 202-555-0111")
        await until(lambda: visible_title(desk) == "Call accepted")

    run(tmp_path, scenario)


def test_what_was_set_is_shown_again_and_outlives_the_program(tmp_path: Path) -> None:
    async def set_all(desk: Desk) -> None:
        await open_calling(desk)
        desk.type_into(f"{P}.recent", "25")
        desk.type_into(f"{P}.hourly_cap", "60")
        desk.type_into(f"{P}.daily_cap", "300")
        tick(desk, f"{P}.new_country")
        desk.click(f"{P}.hours_kind.within")
        desk.type_into(f"{P}.hours_start", "8.30")
        desk.type_into(f"{P}.hours_end", "24:00")
        tick(desk, f"{P}.day.5")
        choose(desk, f"{P}.hours_country", "ID")
        await desk.press(f"{P}.add_hours")
        desk.type_into(f"{P}.hours_end", "21")
        choose(desk, f"{P}.hours_country", "SG")
        await desk.press(f"{P}.add_hours")
        desk.click(f"{P}.hours_kind.any")
        tick(desk, f"{P}.may_call_outside")
        assert words(desk, f"{P}.hours").splitlines() == [
            "Indonesia: 08:30 to 21:00, Mon to Sat",
            "Singapore: any time",
            "All other countries: 08:30 to 24:00, Mon to Sat",
        ]
        await save(desk)

    week = frozenset(range(6))
    expected = CallingRules(
        recent_minutes=25,
        asks_new_country=False,
        hours=CallingHours(start_minute=510, end_minute=1440, weekdays=week),
        hours_by_region=(
            ("ID", CallingHours(start_minute=510, end_minute=1260, weekdays=week)),
            ("SG", None),
        ),
        may_call_outside_hours=True,
        hourly_cap=60,
        daily_cap=300,
    )

    async def look(desk: Desk) -> None:
        assert await desk.backend.rules.fetch() == expected
        await open_calling(desk)
        edit = desk.find(f"{P}.daily_cap")
        assert isinstance(edit, QLineEdit)
        await until(lambda: edit.text() == "300")
        button = desk.find(f"{P}.save")
        assert not button.isEnabled()
        choose(desk, f"{P}.hours_of", "SG")
        await desk.press(f"{P}.remove_hours")
        desk.type_into(f"{P}.recent", "26")
        assert button.isEnabled()
        # Another page does not cost what was typed.
        desk.window.show_page("call")
        await open_calling(desk)
        assert button.isEnabled()
        await desk.press(f"{P}.discard")
        assert not button.isEnabled()
        assert "Singapore: any time" in words(desk, f"{P}.hours")

    run(tmp_path, set_all)
    run(tmp_path, look)


def test_what_cannot_be_used_is_said_beside_its_field(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_calling(desk)
        desk.type_into(f"{P}.recent", "-1")
        choose(desk, f"{P}.hours_country", "ID")
        await desk.press(f"{P}.add_hours")
        desk.type_into(f"{P}.hours_end", "7:00")
        choose(desk, f"{P}.hours_of", EVERYWHERE)
        await save(desk)
        assert "Type a number from 0" in words(desk, f"{P}.recent.error")
        # The hours with the problem are shown, whichever were before.
        combo = desk.find(f"{P}.hours_of")
        assert isinstance(combo, QComboBox)
        assert combo.currentData() == "ID"
        assert "must come after" in words(desk, f"{P}.hours_end.error")
        assert await desk.backend.rules.fetch() == CallingRules()

    run(tmp_path, scenario)


def test_rules_that_cannot_be_read_are_said_and_saved_anew(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.backend.rules._settings.save_setting("calling_rules", "{")
        await call(desk, "+1 202-555-0111")
        await until(lambda: visible_title(desk))
        assert "cannot be read" in desk.text_of("call.result.body")
        assert await desk.calls() == []
        await open_calling(desk)
        await until(lambda: "cannot be read" in words(desk, f"{P}.notice"))
        await desk.press(f"{P}.save")
        await until(lambda: words(desk, f"{P}.notice").startswith("Saved."))
        assert await desk.backend.rules.fetch() == CallingRules()
        await call(desk, "+1 202-555-0111")
        await until(lambda: visible_title(desk) == "Call accepted")

    run(tmp_path, scenario)


def test_a_number_added_by_hand_is_barred_found_and_taken_off(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_calling(desk)
        assert words(desk, f"{P}.barred").startswith("No number is listed")
        await desk.press(f"{P}.add_number")
        await until(lambda: desk.window.findChild(QLabel, f"{P}.barred_number.error") is not None)
        desk.type_into(f"{P}.barred_number", "+1 202-555-0111")
        desk.type_into(f"{P}.barred_list", "Siti, floor 2")
        desk.type_into(f"{P}.barred_reason", "asked by phone")
        await desk.press(f"{P}.add_number")
        await until(lambda: "cannot be called" in words(desk, f"{P}.barred_notice"))
        assert [row[:2] for row in rows(desk, f"{P}.sources")] == [["Siti, floor 2", "1"]]
        await call(desk, "+1 202-555-0111")
        await until(lambda: visible_title(desk) == "Not called: +1 202-555-0111")
        body = desk.text_of("call.result.body")
        assert "“Siti, floor 2” says “asked by phone”" in body
        await open_calling(desk)
        desk.type_into(f"{P}.barred_search", "555-0111")
        await desk.press(f"{P}.search")
        await until(lambda: rows(desk, f"{P}.entries"))
        assert rows(desk, f"{P}.entries")[0][:3] == [
            "+1 202-555-0111",
            "Siti, floor 2",
            "asked by phone",
        ]
        await desk.press(f"{P}.remove_entry")
        await answer(desk, f"{P}.remove_entry.question")
        await until(lambda: "taken off" in words(desk, f"{P}.barred_notice"))
        assert desk.find(f"{P}.none_found").isVisible()
        await call(desk, "+1 202-555-0111")
        await until(lambda: visible_title(desk) == "Call accepted")

    run(tmp_path, scenario)


def test_a_list_is_removed_after_a_question(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        numbers = [f"+120255501{n:02}" for n in range(20)]
        store = desk.backend.number_lists
        await store.add_do_not_call(numbers, source="register.csv", reason="", at_ms=1)
        await store.add_do_not_call(numbers[:1], source="ours", reason="", at_ms=2)
        await open_calling(desk)
        await until(lambda: len(rows(desk, f"{P}.sources")) == 2)
        assert not desk.find(f"{P}.remove_source").isEnabled()
        table = desk.find(f"{P}.sources")
        assert isinstance(table, ListTable)
        table.selectRow(1)
        await desk.press(f"{P}.remove_source")
        title = desk.find(f"{P}.remove_source.question.title")
        assert isinstance(title, QLabel)
        assert title.text() == "Remove “register.csv”?"
        await answer(desk, f"{P}.remove_source.question")
        await until(lambda: "was removed" in words(desk, f"{P}.barred_notice"))
        assert [row[:2] for row in rows(desk, f"{P}.sources")] == [["ours", "1"]]
        assert await store.find_do_not_call(numbers[5]) is None
        assert await store.find_do_not_call(numbers[0]) == ("ours", "")

    run(tmp_path, scenario)


def test_every_control_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await open_calling(desk)
        controls = (QLineEdit, QComboBox, QCheckBox, QPushButton)
        for widget in desk.window.findChildren(CallingPanel)[0].findChildren(QWidget):
            if isinstance(widget, controls) and widget.isVisible():
                name = widget.accessibleName() or getattr(widget, "text", str)()
                assert name, widget
                assert widget.objectName().startswith(P), widget

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("9", 540), ("09:05", 545), ("9.30", 570), ("24:00", 1440)]
)
def test_a_time_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    hours = {EVERYWHERE: HoursDraft(is_set=True, start="00:00", end=typed)}
    draft = RulesDraft(recent="0", hourly_cap="0", daily_cap="0", hours=hours)
    read = draft.read().hours
    assert read is not None
    assert read.end_minute == minutes


@pytest.mark.parametrize("typed", ["", "9:60", "25:00", "24:01", "nine", "9:5", "-1"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    hours = {EVERYWHERE: HoursDraft(is_set=True, end=typed)}
    with pytest.raises(InputErrors) as caught:
        RulesDraft(recent="0", hourly_cap="0", daily_cap="0", hours=hours).read()
    assert [problem.field for problem in caught.value.problems] == ["hours_end:"]
    assert hours_summary(hours[EVERYWHERE]) == "…"


def test_a_draft_of_rules_reads_back_as_the_rules() -> None:
    rules = CallingRules(
        recent_minutes=0,
        allowed_regions=frozenset({"ID"}),
        hours=CallingHours(start_minute=5, end_minute=1440),
        hours_by_region=(("MY", None), ("SG", CallingHours(weekdays=frozenset({6})))),
        hourly_cap=1,
    )
    assert draft_of(rules).read() == rules
