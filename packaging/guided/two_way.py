"""The step that places a two-way call and stays with it to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guided.processes import StepFailed, wait_until

if TYPE_CHECKING:
    from guided.program import Program

NUMBER = "+1 202-555-0175"
# The Sandbox's call takes twelve seconds, and is asked for every two to five.
_CALL_LASTS_S = 40.0


def follow_call(program: Program) -> str:
    """Places a two-way call on the Sandbox; it rings, is talked and ends."""
    controls = program.controls
    controls.choose("call.kind", "Two-way call · AICC")
    controls.fill("call.callee", NUMBER)
    controls.fill("call.agent_id", "101")
    controls.press("call.more")
    controls.fill("call.call_data", "order-4417")
    program.save_picture("08-two-way-form")
    controls.press("call.more")
    controls.press("call.place")
    seen: list[str] = []
    for state in ("accepted", "ringing", "talking", "ended"):
        wait_until(
            lambda state=state: _state(program) == state,  # type: ignore[misc]  # its default is a str
            f"The two-way call is not {state}.",
            timeout_s=_CALL_LASTS_S,
        )
        seen.append(state)
        if state != "accepted":
            controls.wait_for("call.result.title", says=state.capitalize())
            program.save_picture(f"08-two-way-{state}")
    ended = program.journal.attempts()[-1]
    if ended.call_id is None or ended.reason != "customer_hung_up":
        raise StepFailed(f"The call should have been ended by the customer, not {ended.reason}.")
    controls.choose("call.kind", "Dial-out · Amazon Connect")
    return f"Called {NUMBER} two-way, call id {ended.call_id}: {', '.join(seen)} ({ended.reason})"


def _state(program: Program) -> str:
    attempts = program.journal.attempts()
    is_it = bool(attempts) and attempts[-1].callee == NUMBER.replace(" ", "").replace("-", "")
    return attempts[-1].state if is_it else ""
