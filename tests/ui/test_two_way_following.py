"""Two-way calls in the window, against the real services and the real Sandbox."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView, QRadioButton
from ui.test_session import Desk, run, until, visible_title

from dialer.domain.calls import CallState, EndCause
from dialer.sandbox import Hold, HtmlErrorPage, SkewClock
from dialer.services.following import Cadence
from dialer.ui.window_state import WindowState

if TYPE_CHECKING:
    from pathlib import Path

    from dialer.sandbox import Sandbox

CREATE = "/apiaccess/CC-Management/v1/mobileAgent/createCall"
STATE = "/apiaccess/CC-Management/v1/mobileAgent/queryCallState"
DIALOUT = "/did/openapi/amazon/dialout"
QUICK = Cadence(first_ms=10, slowest_ms=20, failing_ms=20)
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


def choose_two_way(desk: Desk) -> None:
    options = desk.find("call.kind").findChildren(QRadioButton)
    QTest.mouseClick(options[1], Qt.MouseButton.LeftButton)


async def call(desk: Desk, number: str = "+1 202-555-0111") -> Sandbox:
    choose_two_way(desk)
    desk.type_into("call.callee", number)
    QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
    return await desk.backend.connector.fetch_sandbox()


def text_of(desk: Desk, name: str) -> str:
    labels = [one for one in desk.window.findChildren(QLabel, name) if one.isVisible()]
    return labels[-1].text() if labels else ""


def pass_time(sandbox: Sandbox, ms: int) -> None:
    """Moves the Sandbox's clock, and with it every call it has."""
    sandbox.faults.always(SkewClock(ms))


def test_a_call_is_shown_from_its_acceptance_to_its_end(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await call(desk)
        await until(lambda: visible_title(desk) == "Call accepted")
        assert "Your phone rings first" in text_of(desk, "call.result.body")
        pass_time(sandbox, 1_500)
        await until(lambda: visible_title(desk) == "Ringing")
        pass_time(sandbox, 3_500)
        await until(lambda: visible_title(desk) == "Talking")
        assert re.fullmatch(r"00:0\d", text_of(desk, "call.talk_time"))
        pass_time(sandbox, 8_000)
        await until(lambda: visible_title(desk) == "Ended: the customer hung up")
        assert "End code 0" in text_of(desk, "call.result.details")
        (placed,) = await desk.backend.calls.fetch_recent(5)
        assert placed.state is CallState.ENDED
        assert text_of(desk, "call.call_id") == placed.call_id
        assert len(sandbox.journal.for_path(CREATE)) == 1
        assert sandbox.journal.for_path(DIALOUT) == ()

    run(tmp_path, scenario, cadence=QUICK)


def test_a_phone_that_is_not_answered_is_named(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await call(desk, "+1 202-555-0120")
        await until(lambda: visible_title(desk) == "Call accepted")
        pass_time(sandbox, 20_000)
        await until(lambda: visible_title(desk) == "Ended: your phone did not answer")
        (placed,) = await desk.backend.calls.fetch_recent(5)
        assert placed.end_cause is EndCause.AGENT_NO_ANSWER

    run(tmp_path, scenario, cadence=QUICK)


def test_questions_that_fail_leave_the_acceptance_in_sight(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.always(HtmlErrorPage(403), path=STATE)
        await call(desk)
        await until(lambda: visible_title(desk) == "Call accepted")
        await until(lambda: len(sandbox.journal.for_path(STATE)) >= 3)
        assert visible_title(desk) == "Call accepted"
        assert await desk.calls() == [CallState.ACCEPTED]
        sandbox.faults.clear()
        pass_time(sandbox, 20_000)
        await until(lambda: visible_title(desk).startswith("Ended"))

    run(tmp_path, scenario, cadence=QUICK)


def test_a_refusal_is_decoded_from_the_book_of_its_kind(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await call(desk, "+1 202-555-0126")
        await until(lambda: "(8)" in visible_title(desk))
        assert len(sandbox.journal.for_path(CREATE)) == 1
        assert sandbox.journal.for_path(STATE) == ()
        assert await desk.calls() == [CallState.REJECTED]

    run(tmp_path, scenario, cadence=QUICK)


def test_pressing_twice_places_one_call(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await desk.backend.connector.fetch_sandbox()
        sandbox.faults.once(Hold(), path=CREATE)
        await call(desk)
        field = desk.find("call.callee")
        QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await sandbox.faults.wait_for_holds(1)
        QTest.mouseClick(desk.find("call.place"), Qt.MouseButton.LeftButton)
        sandbox.faults.release()
        await until(lambda: visible_title(desk) == "Call accepted")
        assert len(sandbox.journal.for_path(CREATE)) == 1

    run(tmp_path, scenario)


def test_try_again_calls_in_the_kind_that_failed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await call(desk, "+1 202-555-0129")
        await until(lambda: visible_title(desk).startswith("Not called"))
        assert desk.session is not None
        desk.page.form.choose_kind("dial_out")
        await until(desk.find("call.place").isEnabled)
        desk.session._calls.try_again()
        assert desk.page.form.kind == "two_way"
        await until(lambda: len(sandbox.journal.for_path(CREATE)) == 2)
        assert sandbox.journal.for_path(DIALOUT) == ()

    run(tmp_path, scenario)


def test_a_question_for_another_kind_is_dropped(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await call(desk)
        await until(lambda: visible_title(desk) == "Call accepted")
        await until(desk.find("call.place").isEnabled)
        QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)
        await until(lambda: visible_title(desk).startswith("Call +1"))
        desk.page.form.choose_kind("dial_out")
        await until(lambda: visible_title(desk) == "")
        assert len(await desk.calls()) == 1

    run(tmp_path, scenario)


def test_the_line_of_an_accepted_call_is_remembered(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        choose_two_way(desk)
        desk.type_into("call.agent_id", "1042")
        await call(desk)
        await until(lambda: visible_title(desk) == "Call accepted")
        assert WindowState(tmp_path).two_way_line("sandbox") == ("12025550180", "1042")

    run(tmp_path, scenario)


def test_news_of_an_earlier_call_leave_the_later_one_in_sight_and_on_top(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        sandbox = await call(desk)
        await until(lambda: visible_title(desk) == "Call accepted")
        await until(desk.find("call.place").isEnabled)
        await call(desk, "+1 202-555-0126")
        await until(lambda: "(8)" in visible_title(desk))
        pass_time(sandbox, 20_000)
        rows = desk.find("call.recent")
        assert isinstance(rows, QListView)

        def shown() -> list[str]:
            model = rows.model()
            return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

        await until(lambda: any(", Ended, " in row for row in shown()))
        assert [row.split(", ")[2] for row in shown()] == ["Rejected 8", "Ended"]
        assert "(8)" in visible_title(desk)

    run(tmp_path, scenario, cadence=QUICK)


def test_closing_the_window_ends_the_following(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        await call(desk)
        await until(lambda: visible_title(desk) == "Call accepted")
        (placed,) = await desk.backend.calls.fetch_recent(5)
        assert desk.backend.following.is_following(placed)

    run(tmp_path, scenario)
