from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desktop import wait_for
from e2e.outdial import Attempt, add_account, open_call_page, place_call, wait_for_outcome

if TYPE_CHECKING:
    from desktop import Desktop
    from e2e.outdial import Outdial
    from e2e.provider import Provider

pytestmark = [pytest.mark.display, pytest.mark.keyring]

CALLEE = "+12025550121"
SHOWN = "+1 202-555-0121"


def test_a_call_cut_off_by_a_crash_is_shown_as_unknown_and_asked_about(
    outdial: Outdial, provider: Provider
) -> None:
    window = outdial.start()
    add_account(window, provider)
    open_call_page(window)
    provider.spoil_next_dialout("hold")
    place_call(window, CALLEE, is_first=True)
    provider.wait_for_dialouts(1)
    window.kill()
    provider.release()

    again = outdial.start()
    again.wait_for("frame.unresolved", says=f"{SHOWN} may have been called")
    wait_for_outcome(again, SHOWN, "Outcome unknown")
    place_call(again, CALLEE)
    again.wait_for("call.result.title", says=f"Call {SHOWN}?")
    again.wait_for("call.result.body", says="may have been placed")
    again.keys("Escape")
    again.wait_until_gone("call.confirm")

    assert len(provider.dialouts()) == 1
    assert again.quit() == 0
    assert len(provider.dialouts()) == 1
    assert outdial.attempts() == [Attempt(CALLEE, "unknown", None, None)]


def test_closing_the_window_waits_for_the_receipt(
    outdial: Outdial, provider: Provider, desktop: Desktop
) -> None:
    window = outdial.start()
    add_account(window, provider)
    open_call_page(window)
    provider.spoil_next_dialout("hold")
    place_call(window, CALLEE, is_first=True)
    provider.wait_for_dialouts(1)

    desktop.xdotool("key", "alt+F4")
    wait_for(lambda: not window.reader.read(), "the window to go")
    assert window.program.is_running
    (waiting,) = outdial.attempts()
    assert waiting == Attempt(CALLEE, "requesting", None, None)

    provider.release()
    assert window.program.wait() == 0
    (attempt,) = outdial.attempts()
    assert (attempt.callee, attempt.state) == (CALLEE, "accepted")
    assert attempt.call_id
    assert len(provider.dialouts()) == 1
