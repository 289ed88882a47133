"""The steps on the History page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guided.processes import StepFailed

if TYPE_CHECKING:
    from guided.program import Program

_LOST = "202-555-0161"


def settle_unknown(program: Program) -> str:
    """Has the lost call looked up in the provider's records."""
    controls = program.controls
    controls.press("frame.unresolved")
    controls.wait_for("history.check_records")
    program.save_picture("09-unknown")
    controls.press("history.check_records")
    controls.wait_for_gone("frame.unresolved")
    program.save_picture("09-settled")
    settled = [call for call in program.journal.attempts() if call.settlement]
    if len(settled) != 1 or _LOST.replace("-", "") not in settled[0].callee:
        raise StepFailed("The call whose outcome was unknown is not settled.")
    controls.choose("history.view", "Provider records")
    controls.wait_for("records.footer", says="record")
    program.save_picture("09-records")
    controls.choose("history.view", "Calls")
    return f"Looked the lost call up in the provider's records: {settled[0].settlement}"
