"""The step that sends a task from a messy file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guided import messy_list
from guided.processes import StepFailed
from guided.screen_reader import State

if TYPE_CHECKING:
    from pathlib import Path

    from guided.program import Program

_NAME = "Winter promo"
_SENDING_LASTS_S = 60.0
_MOST_STOPS = 8


def send_task(program: Program, folder: Path) -> str:
    """Checks a list of numbers with known faults, and sends it batch by batch."""
    controls = program.controls
    path = folder / "customers.csv"
    expected = messy_list.write(path)
    controls.press("frame.nav.tasks")
    program.save_picture("10-no-tasks")
    controls.press("tasks.empty.action")
    controls.press("tasks.file")
    controls.fill("fileNameEdit", str(path))
    controls.choose("tasks.file_dialog", "Open")
    controls.wait_for("tasks.check")
    program.save_picture("10-numbers")
    controls.press("tasks.check")
    found = {
        name: _count(program, f"tasks.found.{name}.count")
        for name in ("accepted", "invalid", "duplicates", "empty")
    }
    program.save_picture("10-checked")
    if list(found.values()) != [
        expected.accepted,
        expected.invalid,
        expected.repeated,
        expected.empty,
    ]:
        raise StepFailed(f"The list should be {expected}, but checking found {found}.")
    _fill_in_settings(program)
    controls.press("tasks.send")
    controls.wait_for("tasks.sending.title", says="Done", timeout_s=_SENDING_LASTS_S)
    controls.wait_for("tasks.sum.check", says="Adds up")
    program.save_picture("10-sent")
    sent = _count(program, "tasks.sum.accepted")
    batches = program.journal.batches()
    if sent != expected.accepted or sum(count for count, _ in batches) != sent:
        raise StepFailed(f"{sent} numbers are shown as sent; the journal says {batches}.")
    return (
        f"Sent “{_NAME}”: {expected.read} rows read = {sent} accepted in {len(batches)} batches"
        f" + {found['invalid']} invalid + {found['duplicates']} duplicates + {found['empty']} empty"
    )


def _fill_in_settings(program: Program) -> None:
    controls = program.controls
    controls.press("tasks.next")
    controls.fill("tasks.name", _NAME)
    controls.fill("tasks.strategy.edit", "Default Strategy")
    _choose_queue(program)
    program.save_picture("10-settings")
    controls.press("tasks.next")
    controls.wait_for("tasks.send")
    program.save_picture("10-review")


def _choose_queue(program: Program) -> None:
    """The first of the account's queues, once they are loaded."""
    program.controls.wait_for("tasks.queue")
    program.controls.focus("tasks.strategy.edit")
    for _stop in range(_MOST_STOPS):
        if program.controls.wait_for("tasks.queue").has(State.FOCUSED):
            program.window.press("Down")
            return
        program.window.press("Tab")
        program.window.picture()
    raise StepFailed("Tab does not come to the queue.")


def _count(program: Program, name: str) -> int:
    digits = [one for one in program.controls.words_of(name) if one.isdigit()]
    return int("".join(digits) or 0)
