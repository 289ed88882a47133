from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from desktop import PATIENCE_S, ROOT, wait_for
from e2e.outdial import Attempt, wait_for_outcome
from guided.screen_reader import ScreenReader

from dialer import __version__

if TYPE_CHECKING:
    from desktop import Desktop
    from e2e.outdial import Outdial
    from e2e.window import Window
    from guided.screen_reader import Control

pytestmark = [pytest.mark.display, pytest.mark.keyring]

SHOWN = "+1 202-555-0123"


def run(desktop: Desktop, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "default", "-m", "dialer", *arguments],
        env=desktop.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_the_version_is_told_without_a_display() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "dialer", "--version"],
        env={},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == (f"outdial {__version__}\n", "", 0)


def test_the_self_check_finds_everything_in_order(desktop: Desktop) -> None:
    done = run(desktop, "--self-check")
    found = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    assert (done.stderr, done.returncode) == ("", 0)
    assert list(found) == ["database", "keyring", "resources", "TLS", "sandbox"]
    assert found["keyring"].startswith("working")


@pytest.fixture
def from_link(outdial: Outdial) -> Window:
    return outdial.start("tel:+1-202-555-0123;ext=7")


def test_a_link_fills_the_number_and_esc_leaves_it_uncalled(
    outdial: Outdial, from_link: Window
) -> None:
    assert from_link.text_of("call.callee") == "+1-202-555-0123"
    assert any("From a link" in control.name for control in from_link.reader.read())
    assert from_link.find("call.result") is None
    from_link.press("call.place")
    from_link.wait_for("call.result.title", says=f"Call {SHOWN}?")
    from_link.answer_by_key("Escape")
    from_link.wait_until_gone("call.confirm")
    assert from_link.quit() == 0
    assert outdial.attempts() == []


def test_a_number_from_a_link_is_called_once_enter_says_so(
    outdial: Outdial, from_link: Window
) -> None:
    from_link.press("call.place")
    from_link.wait_for("call.result.body", says="came from a link")
    from_link.answer_by_key("Return")
    wait_for_outcome(from_link, SHOWN, "Accepted")
    call_id = from_link.words_of("call.call_id")
    assert from_link.quit() == 0
    assert outdial.attempts() == [Attempt("+12025550123", "accepted", call_id, None)]


def test_a_second_start_hands_over_and_leaves_what_is_typed(
    desktop: Desktop, outdial: Outdial
) -> None:
    window = outdial.start()
    window.fill("call.callee", "+12025550124")
    second = desktop.start("--data-dir", str(outdial.data_folder))
    assert second.wait() == 0
    assert (second.stdout, second.stderr) == ("", "")
    assert window.text_of("call.callee") == "+12025550124"
    window.press("call.place")
    wait_for_outcome(window, "+1 202-555-0124", "Accepted")
    assert window.quit() == 0
    assert [attempt.state for attempt in outdial.attempts()] == ["accepted"]


def test_links_of_later_starts_reach_the_first_and_place_no_call(
    desktop: Desktop, outdial: Outdial
) -> None:
    window = outdial.start()
    folder = ("--data-dir", str(outdial.data_folder))
    assert desktop.start(*folder, "tel:+1-202-555-0125").wait() == 0
    window.wait_until(lambda: window.text_of("call.callee") == "+1-202-555-0125", "the number")
    flood = [desktop.start(*folder, f"tel:+1-202-555-01{tail:02}") for tail in range(20)]
    assert {program.wait() for program in flood} == {0}
    window.wait_for("call.result.title", says="Too many links")
    assert "18 were held back" in window.words_of("call.result.body")
    assert window.quit() == 0
    assert outdial.attempts() == []


def test_a_first_start_that_answers_nothing_is_told_of(desktop: Desktop, outdial: Outdial) -> None:
    window = outdial.start()
    window.program.process.send_signal(signal.SIGSTOP)
    try:
        second = desktop.start("--data-dir", str(outdial.data_folder))
        reader = ScreenReader(desktop.accessibility_bus, second.pid)
        try:
            wait_for(lambda: _control(reader, "label", "already open"), "a word about the first")
            reader.act(wait_for(lambda: _control(reader, "push button", "OK"), "a button"))
            assert second.wait() == 1
        finally:
            reader.close()
    finally:
        window.program.process.send_signal(signal.SIGCONT)
    assert "already open with this data folder" in second.stderr
    assert window.quit() == 0


def _control(reader: ScreenReader, role: str, words: str) -> Control | None:
    found = (c for c in reader.read() if c.role == role and words in c.name)
    return next(found, None)
