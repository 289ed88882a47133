"""The steps on the Agents page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guided.processes import StepFailed
from guided.settings import AGENT_COUNT

if TYPE_CHECKING:
    from guided.program import Program

_VIEWS = (("Queues", "queues"), ("Time in states", "states"), ("Efficiency", "efficiency"))


def page_agents(program: Program) -> str:
    """Pages through the whole team, filters it, and looks at the further views."""
    controls = program.controls
    controls.press("frame.nav.agents")
    shown = f"{AGENT_COUNT} agents"
    footer = controls.wait_for("agents.footer", says=shown).name
    program.save_picture("14-agents")
    controls.fill("agents.filter", "NX00999")
    filtered = controls.wait_for("agents.footer", says="1 shown").name
    controls.fill("agents.filter", "")
    controls.wait_for("agents.footer", says=shown)
    for option, name in _VIEWS:
        controls.choose("agents.view", option)
        program.save_picture(f"14-agents-{name}")
    controls.choose("agents.view", "Agents")
    if "1 shown" not in filtered:
        raise StepFailed(f"The filter shows “{filtered}”.")
    return f"Paged the team: {footer}; looked at its queues, times and figures"
