"""The steps on the Call page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.ui.theme import Tone
from guided.processes import StepFailed
from guided.window import Spot

if TYPE_CHECKING:
    from guided.program import Program
    from guided.settings import Provider

_MS_PER_S = 1000
_LOST = "+1 202-555-0161"


def place_accepted(program: Program) -> str:
    """Types a number and presses Enter."""
    number = "+1 202-555-0123"
    program.ask_for_call(number)
    attempt = program.wait_for_attempt(1, "accepted")
    program.wait_for_card(Tone.OK)
    program.save_picture("02-accepted")
    return f"Typed {number}, pressed Enter: accepted, call id {attempt.call_id}"


def place_with_wrong_signature(program: Program) -> str:
    """Calls the number that answers 1003, with the mouse."""
    number = "+1 202-555-0103"
    program.window.press("ctrl+l")
    program.window.type(number)
    button = program.call_button()
    program.window.click(Spot(button.x + 100, button.y + 20))
    attempt = program.wait_for_attempt(2, "rejected")
    _expect_code(attempt.code, "1003")
    program.wait_for_card(Tone.BAD)
    program.save_picture("03-rejected-1003")
    return f"Typed {number}, clicked Call: rejected, {attempt.code}, “{attempt.words}”"


def place_with_wrong_clock(program: Program) -> str:
    """Calls the number that answers 1004."""
    number = "+1 202-555-0104"
    program.ask_for_call(number)
    attempt = program.wait_for_attempt(3, "rejected")
    _expect_code(attempt.code, "1004")
    if attempt.clock_offset_ms is None:
        raise StepFailed("The answer's clock was not read.")
    program.wait_for_card(Tone.BAD)
    program.save_picture("04-rejected-1004")
    offset_s = attempt.clock_offset_ms / _MS_PER_S
    return (
        f"Called {number}: rejected, {attempt.code}, “{attempt.words}”;"
        f" the provider's clock is {offset_s:+.0f} s from this one's"
    )


def lose_the_answer(program: Program) -> str:
    """Calls the number whose answer never comes."""
    program.ask_for_call(_LOST)
    attempt = program.wait_for_attempt(4, "unknown")
    program.wait_for_card(Tone.WARN)
    program.wait_for_strip()
    program.save_picture("05-unknown")
    return f"Called {_LOST}: outcome unknown ({attempt.reason}), and a strip that says so"


def be_asked_first(program: Program) -> str:
    """Calls the same number again, and says no."""
    program.ask_for_call(_LOST)
    program.wait_for_card(Tone.ACCENT)
    program.save_picture("06-question")
    program.window.press("Escape")
    program.wait_for_no_card("Esc did not take the question away.")
    program.save_picture("06-question-cancelled")
    attempts = len(program.journal.attempts())
    if attempts != 4:  # noqa: PLR2004 - the four calls of the steps before
        raise StepFailed(f"Nothing should have been sent, but {attempts} attempts are recorded.")
    return f"Called {_LOST} again: asked first; Esc: nothing sent, still {attempts} attempts"


def press_twice(program: Program) -> str:
    """Presses Enter twice in haste."""
    number = "+44 20 7946 0958"
    program.ask_for_call(number, presses=2)
    program.wait_for_attempt(5, "accepted")
    program.save_picture("07-double-press")
    attempt = program.wait_for_attempt(5, "accepted")  # still no sixth, now that all is quiet
    program.window.press("Escape")
    return f"Typed {number}, pressed Enter twice: one attempt, call id {attempt.call_id}"


def use_provider_time(program: Program, provider: Provider) -> str:
    """Calls while the provider's clock is three minutes ahead of this computer's."""
    number, offset_s = "+61 491 570 110", 180
    controls = program.controls
    provider.skew_clock(offset_s)
    program.ask_for_call(number)
    program.wait_for_attempt(8, "rejected")
    controls.wait_for("frame.chip.clock")
    program.save_picture("13-clock")
    controls.press("call.result.action")
    attempt = program.wait_for_attempt(9, "accepted")
    program.save_picture("13-provider-time")
    provider.mend()
    controls.press("frame.chip.clock")
    controls.press("frame.clock.stop_provider_time")
    program.save_picture("13-own-time")
    return (
        f"Called {number} with the provider's clock {offset_s} s ahead: rejected, 1004; with the"
        f" provider's time: accepted, call id {attempt.call_id}"
    )


def place_through_own_account(program: Program, account_id: str) -> str:
    """Calls through the account that was added."""
    number = "+61 491 570 006"
    program.ask_for_call(number)
    program.wait_for_card(Tone.ACCENT)
    program.save_picture("12-first-call-to-a-country")
    program.controls.press("call.confirm")
    attempt = program.wait_for_attempt(7, "accepted")
    if attempt.account_id != account_id:
        raise StepFailed("The call did not go through the account that was added.")
    program.wait_for_card(Tone.OK)
    program.save_picture("12-own-account")
    return f"Called {number} through it: accepted, call id {attempt.call_id}"


def _expect_code(code: str | None, expected: str) -> None:
    if code != expected:
        raise StepFailed(f"The code should be {expected}, but it is {code}.")
