"""The Tasks page wired to the real services and the real Sandbox."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from ui.test_session import Desk, run, until

from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.tasks import BatchState, BatchWord, TaskState
from dialer.sandbox import BusinessError, Delay, Hold, ResetConnection
from dialer.ui.leaving import Leaving
from dialer.ui.pages.tasks_page import TasksPage
from dialer.ui.widgets.inline_question import InlineQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dialer.domain.tasks import OutboundTask
    from dialer.sandbox import Sandbox

CREATE = "/saas/cc/openapi/ai/createandcall"
FIRST_NUMBER = 6_281_234_500_000
NAMED = (
    "file",
    "paste",
    "region",
    "encoding",
    "delimiter",
    "header",
    "number_column",
    "note_column",
    "preview",
    "do_not_call",
    "check",
    "rejected",
    "name",
    "description",
    "country",
    "strategy",
    "queue",
    "predictive_rate",
    "proportional_rate",
    "start_count",
    "batch_size",
    "send",
    "next",
    "previous",
    "back",
    "discard",
    "step.0",
    "step.1",
    "step.2",
)
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


def good_numbers(count: int) -> list[str]:
    return [f"+{FIRST_NUMBER + place}" for place in range(count)]


def messy_file(folder: Path, count: int) -> Path:
    """A list with every kind of row, in a spreadsheet's own encoding and delimiter."""
    good = good_numbers(count)
    rows = [("customer", "phone"), ("Søren", ""), ("José", "12"), ("Ayu", "call me")]
    rows += [(f"Customer {place}", number) for place, number in enumerate(good)]
    rows += [("again", good[0]), ("again", good[1].replace("+62", "+62 ")), ("barred", "+6281299")]
    rows[-1] = ("barred", f"+{FIRST_NUMBER + count}")
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    path = folder / "winter promo.csv"
    path.write_bytes(text.getvalue().encode("cp1252"))
    return path


def shown(desk: Desk, name: str) -> str:
    """The text of a label or button that can be seen, or ``""``."""
    widget = desk.window.findChild(QWidget, name)
    if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible():
        return widget.text()
    return ""


def is_shown(desk: Desk, name: str) -> bool:
    widget = desk.window.findChild(QWidget, name)
    return isinstance(widget, QWidget) and widget.isVisible()


def is_enabled(desk: Desk, name: str) -> bool:
    return is_shown(desk, name) and desk.find(name).isEnabled()


def press(desk: Desk, name: str) -> None:
    """Presses a button wherever it is scrolled to."""
    button = desk.find(name)
    assert isinstance(button, QAbstractButton)
    assert button.isVisible(), name
    assert button.isEnabled(), name
    button.click()


def page_of(desk: Desk) -> TasksPage:
    page = desk.window.findChild(TasksPage)
    assert isinstance(page, TasksPage)
    return page


async def answer_yes(desk: Desk, name: str) -> None:
    """Answers a question once it could be read."""
    question = desk.find(name)
    assert isinstance(question, InlineQuestion)
    await until(lambda: question.takes_answers)
    press(desk, f"{name}.yes")


async def begin(desk: Desk) -> None:
    desk.click("frame.nav.tasks")
    await until(lambda: is_shown(desk, "tasks.empty.action") or is_shown(desk, "tasks.new"))
    press(desk, "tasks.empty.action" if is_shown(desk, "tasks.empty.action") else "tasks.new")
    await until(lambda: is_shown(desk, "tasks.file"))


async def read_file(desk: Desk, path: Path) -> None:
    page_of(desk).file_dropped.emit(str(path))
    await until(lambda: is_shown(desk, "tasks.check"))


async def paste(desk: Desk, numbers: Sequence[str]) -> None:
    press_segment(desk, "tasks.source", 1)
    box = desk.find("tasks.paste")
    assert isinstance(box, QPlainTextEdit)
    box.setPlainText("\n".join(numbers))
    await until(lambda: is_shown(desk, "tasks.check"))


def press_segment(desk: Desk, name: str, place: int) -> None:
    segments = desk.find(name).findChildren(QAbstractButton)
    segments[place].click()


async def check(desk: Desk) -> None:
    press(desk, "tasks.check")
    await until(lambda: is_shown(desk, "tasks.found.accepted"))


async def fill(desk: Desk, *, name: str = "Winter promo", batch_size: str = "500") -> None:
    """From the checked numbers to the review."""
    press(desk, "tasks.next")
    desk.type_into("tasks.name", name)
    desk.type_into("tasks.strategy.edit", "Default Strategy")
    queue = desk.find("tasks.queue")
    assert isinstance(queue, QComboBox)
    await until(lambda: queue.count() > 1)
    queue.setCurrentIndex(1)
    desk.type_into("tasks.batch_size", batch_size)
    press(desk, "tasks.next")
    await until(lambda: is_shown(desk, "tasks.send"))


async def review_paste(desk: Desk, count: int, *, batch_size: str = "10") -> Sandbox:
    """A pasted list, as far as the button that sends it."""
    sandbox = await desk.backend.connector.fetch_sandbox()
    await begin(desk)
    await paste(desk, good_numbers(count))
    await check(desk)
    await fill(desk, batch_size=batch_size)
    return sandbox


def bodies(sandbox: Sandbox) -> list[dict[str, object]]:
    return [json.loads(request.body) for request in sandbox.journal.for_path(CREATE)]


def badge(desk: Desk) -> str:
    """What the mark in the rail says."""
    return desk.find("frame.nav.tasks").accessibleDescription()


async def newest(desk: Desk) -> OutboundTask:
    (task, *_older) = await desk.backend.tasks.fetch_tasks(5)
    return task


def test_a_messy_file_is_checked_sent_and_adds_up(tmp_path: Path) -> None:
    path = messy_file(tmp_path, 2000)

    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await desk.backend.number_lists.add_do_not_call(
            [f"+{FIRST_NUMBER + 2000}"], source="test", reason="asked", at_ms=1
        )
        await begin(desk)
        await read_file(desk, path)
        encoding, delimiter = desk.find("tasks.encoding"), desk.find("tasks.delimiter")
        assert isinstance(encoding, QComboBox)
        assert isinstance(delimiter, QComboBox)
        assert encoding.currentData() == "cp1252"
        assert delimiter.currentData() == ";"
        await check(desk)
        found = {
            key: shown(desk, f"tasks.found.{key}.count")
            for key in ("accepted", "invalid", "duplicates", "do_not_call", "empty")
        }
        assert found == {
            "accepted": "2,000",
            "invalid": "2",
            "duplicates": "2",
            "do_not_call": "1",
            "empty": "1",
        }
        rejected = desk.find("tasks.rejected")
        assert isinstance(rejected, QTableView)
        assert rejected.model().rowCount() == 6
        await fill(desk)
        assert "“Winter promo (1/4)”" in shown(desk, "tasks.review.plan")
        assert shown(desk, "tasks.send") == "Send 2,000 numbers"
        assert len(sandbox.journal.for_path(CREATE)) == 0
        press(desk, "tasks.send")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        sent = bodies(sandbox)
        assert [body["taskName"] for body in sent] == [
            f"Winter promo ({place}/4)" for place in range(1, 5)
        ]
        numbers = [row["userPhone"] for body in sent for row in body["callList"]]  # type: ignore[attr-defined]  # JSON
        assert [f"+{number}" for number in numbers] == good_numbers(2000)
        assert {body["startupType"] for body in sent} == {1}
        await until(lambda: is_shown(desk, "tasks.sum.check"))
        sums = {
            key: shown(desk, f"tasks.sum.{key}")
            for key in ("read", "accepted", "left_out", "skipped", "unknown")
        }
        assert sums == {
            "read": "2,006",
            "accepted": "2,000",
            "left_out": "6",
            "skipped": "0",
            "unknown": "0",
        }
        assert shown(desk, "tasks.sum.check") == "✓ Adds up"
        press(desk, "tasks.task.back")
        page = page_of(desk)
        assert page.model.rowCount() == 1
        assert shown(desk, "tasks.notice.title") == ""

    run(tmp_path, scenario)


def test_pause_lets_no_further_batch_out_and_resume_goes_on(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await review_paste(desk, 30)
        sandbox.faults.once(Hold(), path=CREATE)
        press(desk, "tasks.send")
        await sandbox.faults.wait_for_holds(1)
        await until(lambda: shown(desk, "tasks.sending.title") == "Sending batch 1 of 3")
        await until(lambda: "Sending" in badge(desk))
        press(desk, "tasks.pause")
        assert not desk.find("tasks.pause").isEnabled()
        sandbox.faults.release()
        await until(lambda: is_shown(desk, "tasks.resume"))
        assert shown(desk, "tasks.sending.words") == "10 of 30 accepted"
        assert len(sandbox.journal.for_path(CREATE)) == 1
        await until(lambda: "not finished" in badge(desk))
        press(desk, "tasks.resume")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        assert len(sandbox.journal.for_path(CREATE)) == 3
        await until(lambda: not badge(desk))

    run(tmp_path, scenario)


def test_cancel_asks_and_leaves_the_rest_out_for_good(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await review_paste(desk, 30)
        sandbox.faults.once(Hold(), path=CREATE)
        press(desk, "tasks.send")
        await sandbox.faults.wait_for_holds(1)
        await until(lambda: shown(desk, "tasks.sending.title") == "Sending batch 1 of 3")
        press(desk, "tasks.cancel")
        assert "20 numbers will not be sent" in shown(desk, "tasks.cancel.question.body")
        press(desk, "tasks.cancel.question.yes")
        assert is_shown(desk, "tasks.cancel.question"), "answered before it could be read"
        await answer_yes(desk, "tasks.cancel.question")
        sandbox.faults.release()
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Cancelled"))
        task = await newest(desk)
        assert task.state is TaskState.CANCELLED
        assert (task.sums.accepted, task.sums.skipped) == (10, 20)
        assert len(sandbox.journal.for_path(CREATE)) == 1
        assert shown(desk, "tasks.sum.skipped") == "20"
        assert shown(desk, "tasks.sum.check") == "✓ Adds up"

    run(tmp_path, scenario)


def test_a_refused_batch_is_decoded_and_sent_again_or_skipped(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await review_paste(desk, 30)
        sandbox.faults.once(BusinessError(1003), path=CREATE)
        press(desk, "tasks.send")
        await until(lambda: "1003" in shown(desk, "tasks.batch.title"))
        assert shown(desk, "tasks.sending.title") == "Stopped at batch 1 of 3"
        assert len(shown(desk, "tasks.batch.body").splitlines()[0]) > 40
        sandbox.faults.once(BusinessError(1003), path=CREATE)
        press(desk, "tasks.batch.send_again")
        await until(lambda: len(sandbox.journal.for_path(CREATE)) == 2)
        await until(lambda: is_shown(desk, "tasks.batch.skip") and is_shown(desk, "tasks.resume"))
        press(desk, "tasks.batch.skip")
        await until(lambda: not is_shown(desk, "tasks.batch.title"))
        press(desk, "tasks.resume")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        assert len(sandbox.journal.for_path(CREATE)) == 4
        task = await newest(desk)
        assert (task.sums.accepted, task.sums.skipped) == (20, 10)
        assert shown(desk, "tasks.sum.skipped") == "10"

    run(tmp_path, scenario)


@pytest.mark.parametrize("arrived", [True, False])
def test_an_unknown_batch_waits_for_the_persons_word(tmp_path: Path, *, arrived: bool) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await review_paste(desk, 20)
        sandbox.faults.once(ResetConnection(), path=CREATE)
        press(desk, "tasks.send")
        await until(lambda: "Outcome unknown" in shown(desk, "tasks.batch.title"))
        assert "“Winter promo (1/2)”" in shown(desk, "tasks.batch.body")
        press(desk, "tasks.resume")
        await until(lambda: len(sandbox.journal.for_path(CREATE)) == 2)
        await until(lambda: is_shown(desk, "tasks.sum.check"))
        assert shown(desk, "tasks.sum.unknown") == "10"
        assert shown(desk, "tasks.sum.check") == "✓ Adds up"
        await until(lambda: is_shown(desk, "tasks.batch.send_again"))
        if arrived:
            press(desk, "tasks.batch.arrived")
        else:
            press(desk, "tasks.batch.send_again")
            assert len(sandbox.journal.for_path(CREATE)) == 2
            await answer_yes(desk, "tasks.batch.question")
        if arrived:
            await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        else:
            # It did arrive after all: the Sandbox refuses order ids it has seen.
            await until(lambda: len(sandbox.journal.for_path(CREATE)) == 3)
        task = await newest(desk)
        assert task.batch(2).state is BatchState.ACCEPTED
        assert len(sandbox.journal.for_path(CREATE)) == (2 if arrived else 3)

    run(tmp_path, scenario)


def test_a_word_on_what_a_batch_was_sends_nothing_that_may_have_arrived_since(
    tmp_path: Path,
) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await review_paste(desk, 10)
        sandbox.faults.once(BusinessError(1003), path=CREATE)
        press(desk, "tasks.send")
        await until(lambda: "1003" in shown(desk, "tasks.batch.title"))
        batches = page_of(desk).task.batches
        pressed: list[str] = []

        def press_too_late(task: OutboundTask) -> None:
            # The window has not been painted since: the button is the one from before.
            if task.batch(1).state is BatchState.UNKNOWN and not pressed:
                pressed.append(task.task_id)
                batches.word_given.emit(1, BatchWord.SEND_AGAIN)

        desk.backend.tasks.listen(press_too_late)
        sandbox.faults.once(ResetConnection(), path=CREATE)
        press(desk, "tasks.resume")
        await until(lambda: "Outcome unknown" in shown(desk, "tasks.batch.title"))
        await until(lambda: is_shown(desk, "tasks.batch.send_again"))
        assert pressed
        task = await newest(desk)
        assert task.batch(1).state is BatchState.UNKNOWN
        assert len(sandbox.journal.for_path(CREATE)) == 2

    run(tmp_path, scenario)


def test_wrong_settings_are_all_told_beside_their_fields(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, good_numbers(3))
        await check(desk)
        press(desk, "tasks.next")
        desk.type_into("tasks.name", " ")
        desk.type_into("tasks.start_count", "-1")
        desk.type_into("tasks.batch_size", "0")
        press_segment(desk, "tasks.dispatch", 2)
        desk.type_into("tasks.predictive_rate", "1.234")
        press(desk, "tasks.next")
        for field in ("name", "strategy", "queue", "predictive_rate", "start_count", "batch_size"):
            assert shown(desk, f"tasks.{field}.error"), field
        assert not is_shown(desk, "tasks.send")
        assert desk.find("tasks.name").hasFocus()

    run(tmp_path, scenario)


def test_a_name_in_use_is_told_beside_the_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await review_paste(desk, 10)
        press(desk, "tasks.send")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        press(desk, "tasks.task.back")
        await begin(desk)
        await paste(desk, [f"+{FIRST_NUMBER + 500}", good_numbers(1)[0]])
        await check(desk)
        assert shown(desk, "tasks.found.duplicates.note") == "0 in this list · 1 in an earlier task"
        await fill(desk, batch_size="10")
        press(desk, "tasks.send")
        await until(lambda: "earlier task" in shown(desk, "tasks.name.error"))
        assert len(sandbox.journal.for_path(CREATE)) == 1
        desk.type_into("tasks.name", "Second wave")
        press(desk, "tasks.next")
        await until(lambda: is_shown(desk, "tasks.send"))
        press(desk, "tasks.send")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        assert bodies(sandbox)[-1]["taskName"] == "Second wave"

    run(tmp_path, scenario)


def test_calling_at_once_asks_with_the_count_and_no_hurried_key_answers(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await begin(desk)
        await paste(desk, good_numbers(7))
        await check(desk)
        await fill(desk)
        press(desk, "tasks.previous")
        press_segment(desk, "tasks.start", 1)
        press(desk, "tasks.next")
        assert shown(desk, "tasks.send") == "Start calling 7 numbers now"
        press(desk, "tasks.send")
        yes = desk.find("tasks.send.question.yes")
        assert shown(desk, "tasks.send.question.yes") == "Start calling 7 numbers now"
        assert desk.find("tasks.send.question.no").hasFocus()
        QTest.keyClick(yes, Qt.Key.Key_Return)
        QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
        assert is_shown(desk, "tasks.send.question")
        assert len(sandbox.journal.for_path(CREATE)) == 0
        await answer_yes(desk, "tasks.send.question")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        (body,) = bodies(sandbox)
        assert body["startupType"] == 3

    run(tmp_path, scenario)


def test_a_draft_survives_other_pages_and_steps_until_it_is_thrown_away(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, good_numbers(3))
        await check(desk)
        press(desk, "tasks.next")
        desk.type_into("tasks.name", "Kept")
        desk.window.show_page("call")
        desk.window.show_page("tasks")
        name = desk.find("tasks.name")
        assert isinstance(name, QLineEdit)
        assert (name.isVisible(), name.text()) == (True, "Kept")
        press(desk, "tasks.step.0")
        assert shown(desk, "tasks.found.accepted.count") == "3"
        press(desk, "tasks.back")
        assert shown(desk, "tasks.new") == "Go on with the new task"
        press(desk, "tasks.new")
        press(desk, "tasks.step.1")
        assert name.text() == "Kept"
        press(desk, "tasks.discard")
        await answer_yes(desk, "tasks.discard.question")
        assert is_shown(desk, "tasks.empty.action")
        assert name.text() == ""

    run(tmp_path, scenario)


def test_another_country_makes_the_check_hold_no_longer(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, ["0812 3450 0000"])
        await check(desk)
        first = shown(desk, "tasks.found.accepted.count")
        region = desk.find("tasks.region")
        assert isinstance(region, QComboBox)
        region.setCurrentIndex(region.findData("ID"))
        region.activated.emit(region.currentIndex())
        assert not is_shown(desk, "tasks.found.accepted")
        assert not desk.find("tasks.next").isEnabled()
        await check(desk)
        assert (first, shown(desk, "tasks.found.accepted.count")) == ("0", "1")

    run(tmp_path, scenario)


def test_a_file_that_is_no_list_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")

    async def scenario(desk: Desk) -> None:
        await begin(desk)
        page_of(desk).file_dropped.emit(str(path))
        await until(lambda: shown(desk, "tasks.numbers.notice.title"))
        assert shown(desk, "tasks.numbers.notice.title") == "This list cannot be read"
        assert not is_shown(desk, "tasks.check")
        await paste(desk, good_numbers(2))
        assert shown(desk, "tasks.numbers.notice.title") == ""

    run(tmp_path, scenario)


def test_rejected_rows_are_saved_with_line_and_reason(tmp_path: Path) -> None:
    path, target = messy_file(tmp_path, 20), tmp_path / "rejected.csv"

    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await read_file(desk, path)
        await check(desk)
        press(desk, "tasks.save_rejected")
        await until(lambda: desk.window.findChild(QFileDialog, "tasks.save_dialog"))
        dialog = desk.find("tasks.save_dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(target))
        dialog.accept()
        await until(lambda: shown(desk, "tasks.numbers.notice.title") == "5 rows saved")

    run(tmp_path, scenario)
    rows = list(csv.reader(io.StringIO(target.read_bytes().decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + 5


def test_numbers_of_a_file_come_onto_the_do_not_call_list(tmp_path: Path) -> None:
    barred = tmp_path / "dnc.csv"
    barred.write_text("phone\n" + "\n".join(good_numbers(2)) + "\nrubbish\n")

    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, good_numbers(3))
        await check(desk)
        assert shown(desk, "tasks.found.accepted.count") == "3"
        press(desk, "tasks.do_not_call")
        await until(lambda: shown(desk, "tasks.do_not_call.count").startswith("No number"))
        press(desk, "tasks.do_not_call.import")
        await until(lambda: desk.window.findChild(QFileDialog, "tasks.do_not_call.dialog"))
        dialog = desk.find("tasks.do_not_call.dialog")
        assert isinstance(dialog, QFileDialog)
        await until(dialog.isVisible)
        desk.type_into("fileNameEdit", str(barred))
        dialog.accept()
        await until(lambda: shown(desk, "tasks.do_not_call.notice.title").startswith("2 numbers"))
        assert shown(desk, "tasks.do_not_call.count").startswith("2 numbers")
        assert "can still be called: line 4 “rubbish”." in shown(
            desk, "tasks.do_not_call.notice.body"
        )
        assert not is_shown(desk, "tasks.found.accepted")
        await check(desk)
        assert shown(desk, "tasks.found.do_not_call.count") == "2"

    run(tmp_path, scenario)


def test_an_account_without_tasks_says_what_it_lacks(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        account = Account(
            account_id="a1",
            name="Dial-out only",
            provider=ProviderKind.NXCLOUD,
            base_url="https://api.example.com",
            key_id="key",
        )
        await desk.backend.accounts.save(account, "secret")
        await begin(desk)
        await paste(desk, good_numbers(2))
        desk.window.account_chosen.emit("a1")
        await until(lambda: "no outbound tasks" in shown(desk, "tasks.empty.title"))
        assert "tenant ID" in shown(desk, "tasks.empty.body")
        press(desk, "tasks.empty.action")
        assert desk.window.page_key == "settings"
        desk.window.show_page("tasks")
        desk.window.account_chosen.emit("sandbox")
        await until(lambda: is_shown(desk, "tasks.new"))
        press(desk, "tasks.new")
        box = desk.find("tasks.paste")
        assert isinstance(box, QPlainTextEdit)
        assert box.toPlainText().splitlines() == good_numbers(2)

    run(tmp_path, scenario)


def test_what_an_earlier_run_left_is_told_and_taken_up(tmp_path: Path) -> None:
    async def first(desk: Desk) -> None:
        sandbox = await review_paste(desk, 30)
        sandbox.faults.once(Hold(), path=CREATE)
        press(desk, "tasks.send")
        await sandbox.faults.wait_for_holds(1)
        press(desk, "tasks.pause")
        sandbox.faults.release()
        await until(lambda: is_shown(desk, "tasks.resume"))

    async def second(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        await until(lambda: "not finished" in badge(desk))
        desk.click("frame.nav.tasks")
        await until(lambda: "not finished" in shown(desk, "tasks.notice.title"))
        assert shown(desk, "tasks.notice.body").startswith("20 of 30 numbers")
        assert len(sandbox.journal.for_path(CREATE)) == 0
        press(desk, "tasks.notice.action")
        await until(lambda: shown(desk, "tasks.sending.title").startswith("Done"))
        assert len(sandbox.journal.for_path(CREATE)) == 2
        assert (await newest(desk)).sums.accepted == 30

    run(tmp_path, first)
    run(tmp_path, second)


def test_queues_that_cannot_be_loaded_let_a_number_be_typed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.always(BusinessError(1003), path="/saas/cc/openapi/agentGroup/page")
        await begin(desk)
        await paste(desk, good_numbers(2))
        await check(desk)
        press(desk, "tasks.next")
        await until(lambda: is_shown(desk, "tasks.queue.again"))
        desk.type_into("tasks.queue.edit", "NX144G001")
        desk.type_into("tasks.strategy.edit", "Default Strategy")
        press(desk, "tasks.next")
        assert shown(desk, "tasks.review.facts.queue") == "NX144G001"

    run(tmp_path, scenario)


def test_everything_in_the_steps_has_a_name(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await review_paste(desk, 3)
        for part in NAMED:
            widget = page_of(desk).findChild(QWidget, f"tasks.{part}")
            assert isinstance(widget, QWidget), part
            words = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or words, part

    run(tmp_path, scenario)


def test_closing_while_a_batch_is_under_way_loses_nothing(tmp_path: Path) -> None:
    async def first(desk: Desk) -> None:
        sandbox = await review_paste(desk, 30)
        sandbox.faults.once(Delay(0.3), path=CREATE)
        press(desk, "tasks.send")
        await sandbox.journal.wait_for_requests(1, CREATE)
        assert "at the next start sending goes on" in shown(desk, "tasks.sending.promise")

    async def second(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        desk.click("frame.nav.tasks")
        await until(lambda: page_of(desk).model.rowCount() == 1)
        await until(lambda: page_of(desk).model.task_at(0).state is TaskState.DONE)
        names = [body["taskName"] for body in bodies(sandbox)]
        assert names == ["Winter promo (2/3)", "Winter promo (3/3)"]

    run(tmp_path, first)
    run(tmp_path, second)


def test_a_file_dropped_anywhere_on_the_page_is_read(tmp_path: Path) -> None:
    path = messy_file(tmp_path, 5)

    async def scenario(desk: Desk) -> None:
        QTest.keyClick(desk.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: is_shown(desk, "tasks.empty.action"))
        page = page_of(desk)
        dropped = QMimeData()
        dropped.setUrls([QUrl.fromLocalFile(str(path))])
        place, buttons = QPointF(page.rect().center()), Qt.MouseButton.LeftButton
        drop = QDropEvent(
            place, Qt.DropAction.CopyAction, dropped, buttons, Qt.KeyboardModifier.NoModifier
        )
        page.dropEvent(drop)
        await until(lambda: is_shown(desk, "tasks.preview"))
        assert shown(desk, "tasks.file_name") == "winter promo.csv"
        preview = desk.find("tasks.preview")
        assert isinstance(preview, QTableView)
        assert preview.model().index(0, 0).data() == "Søren"
        note = desk.find("tasks.note_column")
        assert isinstance(note, QComboBox)
        note.setCurrentIndex(note.count() - 1)
        note.activated.emit(note.currentIndex())
        titles = [
            preview.model().headerData(at, Qt.Orientation.Horizontal)
            for at in range(preview.model().columnCount())
        ]
        await until(lambda: is_enabled(desk, "tasks.check"))
        assert titles[1].startswith("phone")

    run(tmp_path, scenario)


def test_a_fault_nobody_expected_is_told_where_the_person_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_list_id: str, **_range: int) -> None:
        raise RuntimeError("broken")

    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, good_numbers(2))
        monkeypatch.setattr(desk.backend.number_lists, "fetch_rejected", fail)
        press(desk, "tasks.check")
        await until(lambda: shown(desk, "tasks.numbers.notice.title") == "A fault in Outdial")
        await until(lambda: is_enabled(desk, "tasks.check"))

    run(tmp_path, scenario)


def focus_name() -> str:
    focused = QApplication.focusWidget()
    return focused.objectName() if focused is not None else ""


def test_enter_alone_leads_from_checking_to_the_review_and_no_further(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        assert focus_name() == "tasks.file"
        await paste(desk, good_numbers(3))
        desk.find("tasks.check").setFocus()
        QTest.keyClick(desk.find("tasks.check"), Qt.Key.Key_Return)
        assert focus_name() == "tasks.checking.cancel"
        await until(lambda: focus_name() == "tasks.next")
        QTest.keyClick(desk.find("tasks.next"), Qt.Key.Key_Return)
        assert focus_name() == "tasks.name"
        press(desk, "tasks.previous")
        assert focus_name() == "tasks.paste"
        await fill(desk)
        focused = QApplication.focusWidget()
        assert focused is page_of(desk).new_task.review
        QTest.keyClick(focused, Qt.Key.Key_Return)
        assert is_enabled(desk, "tasks.send")
        press(desk, "tasks.send")
        await until(lambda: focus_name() == "tasks.task.back")
        await until(lambda: shown(desk, "tasks.task.state") == "Sent")

    run(tmp_path, scenario)


def test_a_new_task_is_not_lost_to_a_closed_window(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, good_numbers(3))
        await check(desk)
        desk.click("frame.nav.call")
        desk.window.close()
        assert not desk.is_leaving
        assert is_shown(desk, "tasks.leave.question.yes")
        assert focus_name() == "tasks.leave.question.no"
        question = desk.find("tasks.leave.question")
        assert isinstance(question, InlineQuestion)
        await until(lambda: question.takes_answers)
        press(desk, "tasks.leave.question.no")
        assert not desk.is_leaving
        assert shown(desk, "tasks.found.accepted.count") == "3"
        desk.window.close()
        await answer_yes(desk, "tasks.leave.question")
        assert desk.is_leaving

    run(tmp_path, scenario)


def test_a_new_task_does_not_hold_up_the_end_of_the_session(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, good_numbers(3))
        leaving = desk.window.findChild(Leaving)
        assert isinstance(leaving, Leaving)
        leaving.note_end_of_session()
        desk.window.close()
        assert desk.is_leaving

    run(tmp_path, scenario)


def test_a_window_with_nothing_to_lose_closes_unasked(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        desk.window.close()
        assert desk.is_leaving

    run(tmp_path, scenario)


def test_a_task_is_for_the_country_of_its_numbers(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, [f"+4420718387{tail}" for tail in range(50, 54)])
        await check(desk)
        await fill(desk)
        country = desk.find("tasks.country")
        assert isinstance(country, QComboBox)
        assert country.currentData() == "GB"
        assert not is_shown(desk, "tasks.review.notice")
        press(desk, "tasks.previous")
        country.setCurrentIndex(country.findData("SD"))
        press(desk, "tasks.next")
        words = "The task says Sudan; the first numbers of the list are of United Kingdom."
        assert shown(desk, "tasks.review.notice.body") == words

    run(tmp_path, scenario)


def test_the_way_on_says_what_it_waits_for(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        assert shown(desk, "tasks.hint") == "Choose a list first."
        assert not is_shown(desk, "tasks.check")
        await paste(desk, ["12", "13"])
        assert shown(desk, "tasks.hint") == ""
        assert is_enabled(desk, "tasks.check")
        await check(desk)
        assert shown(desk, "tasks.hint") == "No number is left to send."
        assert not is_enabled(desk, "tasks.next")

    run(tmp_path, scenario)


def test_tab_reads_the_numbers_step_from_the_top(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await begin(desk)
        await paste(desk, [*good_numbers(3), "12"])
        await check(desk)
        desk.find("tasks.back").setFocus()
        seen = []
        for _ in range(18):
            focused = QApplication.focusWidget()
            assert focused is not None
            seen.append(focused.objectName())
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        named = [name for name in seen if name.startswith("tasks.")]
        order = "back discard step.0 step.1 region paste do_not_call encoding delimiter header"
        rest = "number_column note_column preview rejected save_rejected check next"
        assert named == [f"tasks.{part}" for part in f"{order} {rest}".split()]

    run(tmp_path, scenario)
