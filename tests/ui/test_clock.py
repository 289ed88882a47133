"""The chips about time, what they open, and calls a wrong clock would lose."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from ui.test_session import DIALOUT_PATH, Desk, run, until, visible_title

from dialer.clock import SystemClock
from dialer.domain.accounts import Account, ProviderKind, SecretPlace
from dialer.domain.calling_rules import CallingRules
from dialer.domain.calls import CallState
from dialer.domain.guard import Concern, ConcernKind
from dialer.sandbox import Sandbox, SkewClock, TooManyRequests
from dialer.services.clock_doctor import ClockState
from dialer.ui import clock_words
from dialer.ui.theme import Tone
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SLOW_MS = 180_000
LIMIT_MS = 60_000
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


@contextlib.asynccontextmanager
async def a_provider(desk: Desk, *, ahead_ms: int = 0) -> AsyncIterator[Sandbox]:
    """A provider whose clock is ahead of this computer's, and an account there in use."""
    clock = SystemClock()
    async with Sandbox(now_ms=lambda: clock.now_ms() + ahead_ms) as sandbox:
        account = Account(
            account_id="a1",
            name="Sales",
            provider=ProviderKind.NXCLOUD,
            base_url=sandbox.base_url,
            key_id=sandbox.credentials.access_key,
            region="US",
            caller_ids=("+12025550170",),
            agent_numbers=("+12025550180",),
            requests_per_s=50,
        )
        secret = sandbox.credentials.access_secret
        await desk.backend.accounts.save(account, secret, place=SecretPlace.SESSION)
        # What these tests ask and refuse is about the clock alone.
        await desk.backend.rules.save(CallingRules(asks_new_country=False))
        await use(desk, "a1")
        yield sandbox


async def use(desk: Desk, account_id: str) -> None:
    desk.window.account_chosen.emit(account_id)
    title = "Outdial — Sandbox" if account_id == "sandbox" else "Outdial"
    await until(lambda: desk.window.windowTitle() == title)


async def call(desk: Desk, number: str = "+1 202-555-0111") -> None:
    await until(desk.find("call.place").isEnabled)
    desk.type_into("call.callee", number)
    QTest.keyClick(desk.find("call.callee"), Qt.Key.Key_Return)


async def test_connection(desk: Desk) -> None:
    """The form's own test: a refusal for the clock teaches the offset."""
    account = next(
        one for one in await desk.backend.accounts.fetch_accounts() if one.account_id == "a1"
    )
    with contextlib.suppress(Exception):
        await desk.backend.accounts.test(account, None)


test_connection.__test__ = False  # type: ignore[attr-defined]  # a step, not a test


def chip(desk: Desk, name: str) -> str:
    found = desk.window.findChild(QPushButton, f"frame.chip.{name}")
    return found.text() if isinstance(found, QPushButton) and found.isVisible() else ""


def notice(desk: Desk) -> str:
    found = desk.window.findChild(Notice, "frame.clock")
    return found.words if isinstance(found, Notice) and found.isVisible() else ""


def has(desk: Desk, name: str) -> bool:
    found = desk.window.findChild(QWidget, name)
    return isinstance(found, QWidget) and found.isVisible()


def test_a_refused_call_offers_provider_time_and_takes_it_when_pressed(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS) as sandbox:
            await call(desk)
            await until(lambda: "(1004)" in visible_title(desk))
            assert chip(desk, "clock") == "Clock 3 min slow"
            step = desk.find("call.result.action")
            assert isinstance(step, QPushButton)
            assert step.text() == "Use provider time and call again"
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
            await until(desk.find("call.place").isEnabled)
            await desk.press("call.result.action")
            await until(lambda: visible_title(desk) == "Call accepted")
            assert chip(desk, "clock") == "Provider time in use"
            assert await desk.calls() == [CallState.ACCEPTED, CallState.REJECTED]

    run(tmp_path, scenario)


def test_a_call_the_clock_would_lose_is_asked_about_and_not_sent(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS) as sandbox:
            await test_connection(desk)
            await call(desk)
            await until(lambda: has(desk, "call.confirm"))
            assert "3 min slow" in desk.text_of("call.result.body")
            assert "would refuse" in desk.text_of("call.result.body")
            confirm = desk.find("call.confirm")
            assert isinstance(confirm, QPushButton)
            assert confirm.text() == "Use provider time and call"
            assert sandbox.journal.for_path(DIALOUT_PATH) == ()
            desk.click("call.cancel")
            await until(lambda: not has(desk, "call.confirm"))
            assert not desk.backend.clock_doctor.get_state("a1").uses_provider_time
            assert await desk.calls() == []
            await call(desk)
            await until(lambda: has(desk, "call.confirm"))
            await desk.press("call.confirm")
            await until(lambda: visible_title(desk) == "Call accepted")
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
            assert await desk.calls() == [CallState.ACCEPTED]

    run(tmp_path, scenario)


def test_other_questions_are_asked_in_the_same_breath(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk) as sandbox:
            await call(desk)
            await until(lambda: visible_title(desk) == "Call accepted")
            sandbox.faults.always(SkewClock(SLOW_MS))
            for _ in range(20):
                await test_connection(desk)
            await call(desk)
            await until(lambda: has(desk, "call.confirm"))
            body = desk.text_of("call.result.body")
            assert "You called this number" in body
            assert "3 min slow" in body

    run(tmp_path, scenario)


def test_where_the_organisation_forbids_it_the_call_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[clock]\nallow_provider_time = maybe\n", encoding="utf-8")
    monkeypatch.setattr("dialer.backend.machine_policy_path", lambda: policy)

    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS) as sandbox:
            await call(desk)
            await until(lambda: "(1004)" in visible_title(desk))
            step = desk.find("call.result.action")
            assert isinstance(step, QPushButton)
            assert step.text() == "Try again"
            await call(desk, "+1 202-555-0121")
            await until(lambda: visible_title(desk) == "Not called: +1 202-555-0121")
            body = desk.text_of("call.result.body")
            assert "Your organisation does not allow it: set the computer's clock." in body
            assert not has(desk, "call.confirm")
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
            desk.click("frame.chip.clock")
            assert "does not allow it" in notice(desk)
            assert f"{policy}, line 2" in notice(desk)
            assert not has(desk, "frame.clock.use_provider_time")

    run(tmp_path, scenario)


def test_the_chip_opens_an_explanation_where_provider_time_is_started_and_stopped(
    tmp_path: Path,
) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS):
            await test_connection(desk)
            desk.window.show_page("settings")
            desk.click("frame.chip.clock")
            assert notice(desk).startswith("This computer's clock is 3 min slow\n")
            assert "more than 60 s off" in notice(desk)
            assert "To set it: " in notice(desk)
            use_it = desk.find("frame.clock.use_provider_time")
            # A further reply does not replace the button under the mouse.
            await test_connection(desk)
            assert use_it.isVisible()
            desk.click("frame.clock.use_provider_time")
            await until(lambda: has(desk, "frame.clock.stop_provider_time"))
            assert chip(desk, "clock") == "Provider time in use"
            assert "until Outdial is closed" in notice(desk)
            desk.click("frame.clock.stop_provider_time")
            await until(lambda: has(desk, "frame.clock.use_provider_time"))
            desk.click("frame.clock.close")
            assert notice(desk) == ""
            desk.click("frame.chip.clock")
            assert notice(desk) != ""
            desk.click("frame.chip.clock")
            assert notice(desk) == ""

    run(tmp_path, scenario)


def test_the_explanation_is_worked_by_the_keyboard(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS):
            await test_connection(desk)
            chip_button = desk.find("frame.chip.clock")
            chip_button.setFocus()
            QTest.keyClick(chip_button, Qt.Key.Key_Space)
            QTest.keyClick(chip_button, Qt.Key.Key_Tab)
            use_it = desk.find("frame.clock.use_provider_time")
            assert use_it.hasFocus()
            QTest.keyClick(use_it, Qt.Key.Key_Return)
            await until(lambda: has(desk, "frame.clock.stop_provider_time"))
            close = QApplication.focusWidget()
            assert close is not None
            assert close.objectName() == "frame.clock.close"
            QTest.keyClick(close, Qt.Key.Key_Return)
            assert notice(desk) == ""
            assert chip_button.hasFocus()

    run(tmp_path, scenario)


def test_a_narrow_bar_keeps_the_pause_and_lets_go_of_what_was_chosen(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS) as sandbox:
            await test_connection(desk)
            desk.backend.clock_doctor.use_provider_time("a1")
            sandbox.faults.once(TooManyRequests(retry_after_s=30), path=DIALOUT_PATH)
            await call(desk)
            await until(lambda: chip(desk, "busy") != "")
            assert chip(desk, "clock") == "Provider time in use"
            desk.window.resize(640, 480)
            await until(lambda: chip(desk, "clock") == "")
            busy = desk.find("frame.chip.busy")
            await until(lambda: busy.width() >= busy.sizeHint().width())

    run(tmp_path, scenario)


def test_another_account_takes_the_explanation_and_the_chip_away(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk, ahead_ms=SLOW_MS):
            await test_connection(desk)
            desk.click("frame.chip.clock")
            await use(desk, "sandbox")
            await until(lambda: chip(desk, "clock") == "")
            assert notice(desk) == ""
            await use(desk, "a1")
            await until(lambda: chip(desk, "clock") == "Clock 3 min slow")

    run(tmp_path, scenario)


def test_a_busy_provider_shows_how_long_it_wants_to_be_left_alone(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk) as sandbox:
            sandbox.faults.once(TooManyRequests(retry_after_s=2), path=DIALOUT_PATH)
            await call(desk)
            await until(lambda: "(HTTP 429)" in visible_title(desk))
            assert "Wait 2 s, then call again." in desk.text_of("call.result.body")
            assert chip(desk, "busy") == "Provider busy: waiting 2 s"
            desk.click("frame.chip.busy")
            assert notice(desk).startswith("The provider asked Outdial to slow down\n")
            await until(lambda: chip(desk, "busy") == "Provider busy: waiting 1 s")
            await until(lambda: chip(desk, "busy") == "")
            assert notice(desk) == ""
            await until(desk.find("call.place").isEnabled)
            await desk.press("call.result.action")
            await until(lambda: visible_title(desk) == "Call accepted")
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 2

    run(tmp_path, scenario)


def test_during_a_long_pause_a_call_is_refused_with_the_seconds_left(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with a_provider(desk) as sandbox:
            sandbox.faults.once(TooManyRequests(retry_after_s=30), path=DIALOUT_PATH)
            await call(desk)
            await until(lambda: "(HTTP 429)" in visible_title(desk))
            await call(desk, "+1 202-555-0121")
            await until(lambda: visible_title(desk) == "Not called: +1 202-555-0121")
            assert "Call again in 30 s." in desk.text_of("call.result.body")
            assert len(sandbox.journal.for_path(DIALOUT_PATH)) == 1
            await use(desk, "sandbox")
            await until(lambda: chip(desk, "busy") == "")

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("offset_ms", "shown"),
    [
        (None, ""),
        (0, ""),
        (29_999, ""),
        (-29_999, ""),
        (30_000, "Clock 30 s slow"),
        (94_000, "Clock 94 s slow"),
        (-180_000, "Clock 3 min fast"),
        (3 * 3_600_000, "Clock 3 h slow"),
        (-72 * 3_600_000, "Clock 3 days fast"),
    ],
)
def test_the_clock_is_spoken_of_only_where_it_can_hurt(offset_ms: int | None, shown: str) -> None:
    text, tone = clock_words.clock_chip(ClockState(offset_ms=offset_ms))
    assert text == shown
    assert tone is (Tone.WARN if shown else Tone.NEUTRAL)


def test_the_seconds_of_a_pause_are_never_told_too_few() -> None:
    assert clock_words.busy_chip(7_001) == ("Provider busy: waiting 8 s", Tone.WARN)
    assert clock_words.busy_chip(0) == ("", Tone.NEUTRAL)


def test_each_system_is_told_where_its_clock_is_set() -> None:
    told = {clock_words.how_to_set_clock(one) for one in ("linux", "darwin", "win32")}
    assert len(told) == 3
    assert all(sentence.startswith("To set it: ") for sentence in told)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ClockState(), "was not compared yet"),
        (ClockState(offset_ms=200, limit_ms=LIMIT_MS), "is right"),
        (ClockState(offset_ms=45_000, limit_ms=LIMIT_MS), "Beyond 60 s"),
        (ClockState(offset_ms=SLOW_MS, limit_ms=None), "does not mind"),
        (ClockState(offset_ms=SLOW_MS, limit_ms=LIMIT_MS), "refuses calls"),
        (
            ClockState(offset_ms=SLOW_MS, limit_ms=LIMIT_MS, uses_provider_time=True),
            "Without it",
        ),
    ],
)
def test_the_explanation_fits_what_is_known(state: ClockState, words: str) -> None:
    title, body = clock_words.explain_clock(state)
    assert words in f"{title}\n{body}"
    assert "{" not in title + body


def test_each_concern_about_time_has_its_sentence() -> None:
    told = {
        clock_words.concern_sentence(Concern(kind, amount_ms=SLOW_MS))
        for kind in clock_words.CONCERNS
    }
    assert len(told) == len(clock_words.CONCERNS) == 3
    assert ConcernKind.CLOCK_OFF in clock_words.CONCERNS
