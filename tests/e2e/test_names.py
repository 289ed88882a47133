from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from e2e.outdial import place_call, wait_for_outcome
from guided.screen_reader import State

if TYPE_CHECKING:
    from e2e.outdial import Outdial
    from e2e.window import Window

pytestmark = [pytest.mark.display, pytest.mark.keyring]

# What has no role of its own is read out as one of these.
NO_ROLE = {"", "filler", "unknown", "invalid", "redundant object"}


def nameless(window: Window) -> set[str]:
    """Controls that take the keyboard and are read out without a name, or without a role."""
    controls = [c for c in window.reader.read() if c.has(State.FOCUSABLE)]
    assert controls
    return {
        f"{control.role} {control.identifier}"
        for control in controls
        if control.role in NO_ROLE
        # On Linux the name of a choice is its value; a screen reader reads its label first.
        or not any(name.strip() for name in (*window.reader.labels_of(control), control.name))
        or (control.role == "combo box" and not window.reader.labels_of(control))
    }


def test_every_control_that_takes_the_keyboard_says_what_it_is(outdial: Outdial) -> None:
    window = outdial.start()
    seen = nameless(window)
    window.fill("call.callee", "tel:+12025550125")
    window.press("call.reading")
    window.press("call.more")
    window.wait_for("call.delay")
    place_call(window, "+12025550125")
    wait_for_outcome(window, "+1 202-555-0125", "Accepted")
    seen |= nameless(window)
    place_call(window, "+12025550125")
    window.wait_for("call.confirm")
    seen |= nameless(window)
    window.keys("Escape")
    place_call(window, "+12025550162")
    window.wait_for("frame.unresolved")
    window.wait_for("call.copy_details")
    seen |= nameless(window)

    window.press("frame.nav.settings")
    window.wait_for("settings.account.test")
    seen |= nameless(window)
    window.press("settings.account.add")
    window.press("settings.account.advanced")
    window.wait_for("settings.account.biz_type")
    window.focus("settings.account.name")
    window.keys("Tab", "End")
    window.wait_for("settings.account.base_url")
    seen |= nameless(window)
    window.press("settings.section.links")
    window.wait_for("settings.links.hotkey")
    seen |= nameless(window)
    window.press("settings.section.appearance")
    window.wait_for("settings.appearance.theme")
    seen |= nameless(window)

    window.press("frame.nav.agents")
    window.wait_for("agents.footer", says="agents")
    seen |= nameless(window)
    for view in ("queues", "states", "efficiency"):
        window.press(f"agents.view.{view}")
        window.wait_for(f"agents.{view}.filter")
        seen |= nameless(window)

    window.press("frame.nav.history")
    window.wait_for("history.search")
    seen |= nameless(window)

    window.press("frame.nav.tasks")
    window.press("tasks.empty.action")
    window.wait_for("tasks.file")
    seen |= nameless(window)

    window.press("frame.nav.call")
    window.wait_for("call.callee")
    assert window.quit() == 0
    assert seen == set()
