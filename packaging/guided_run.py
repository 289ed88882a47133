"""Walks through the real program on a display of its own, with real keys and clicks.

Needs Xvfb, openbox, dbus-daemon, gnome-keyring and xdotool; touches nothing of the desktop
it is started from. Ends with 0 when every step came out as it should.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from guided import calling, past, sending, settings, team, two_way
from guided.desktop import private_desktop
from guided.processes import StepFailed, Stopped, heed_signals
from guided.program import Program
from guided.screen_reader import ControlRefused
from PySide6.QtCore import QRect

from dialer.ui.theme import FORM_WIDTH, RAIL_WIDTH, STEP_XL, TOP_BAR_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QImage

_ROOT = Path(__file__).resolve().parents[1]
_PICTURES = _ROOT / "build" / "screenshots"
_README_PICTURES = _ROOT / "docs" / "images"
# The name in the README, and the step's picture it is a copy of.
_IN_README = {
    "call": "12-own-account",
    "question": "06-question",
}


def main() -> int:
    """Runs the walk.

    Returns:
        0, or 1 at the first step that did not come out as expected; 128 and the
        signal's number where one ended it.
    """
    options = _parse()
    heed_signals()
    shutil.rmtree(_PICTURES, ignore_errors=True)
    _PICTURES.mkdir(parents=True)
    try:
        _run()
    except StepFailed as failure:
        print(f"guided run: FAILED. {failure}", file=sys.stderr)
        return 1
    except Stopped as stopped:
        print(f"guided run: stopped by {stopped}", file=sys.stderr)
        return stopped.exit_code
    if options.readme_images:
        _README_PICTURES.mkdir(parents=True, exist_ok=True)
        for name, source in _IN_README.items():
            shutil.copyfile(_PICTURES / f"{source}.png", _README_PICTURES / f"{name}.png")
        print(f"The README's pictures are in {_README_PICTURES.relative_to(_ROOT)}/")
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Walk through Outdial and take pictures.")
    parser.add_argument(
        "--readme-images", action="store_true", help="renew the pictures in docs/images too"
    )
    return parser.parse_args()


def _run() -> None:
    """Every step in order, and a summary.

    Raises:
        StepFailed: at the first step that does not come out as expected.
    """
    started_s = monotonic()
    # Sockets go there, whose paths may have a hundred characters at most.
    with tempfile.TemporaryDirectory(prefix="outdial-walk-") as name:
        folder = Path(name)
        with (
            private_desktop(folder) as desktop,
            closing(Program(folder, desktop, pictures=_PICTURES)) as program,
            settings.provider(desktop.environment, folder) as provider,
        ):
            done = 0
            for done, sentence in enumerate(_walk(program, provider, folder), start=1):
                print(f"{done:2}  {sentence}", flush=True)
            _sum_up(program, steps=done, seconds=monotonic() - started_s)


def _walk(program: Program, provider: settings.Provider, folder: Path) -> Iterator[str]:
    """Takes the steps; gives for each a sentence that says what came of it."""
    steps: tuple[Callable[[], str], ...] = (
        lambda: _open(program),
        lambda: calling.place_accepted(program),
        lambda: calling.place_with_wrong_signature(program),
        lambda: calling.place_with_wrong_clock(program),
        lambda: calling.lose_the_answer(program),
        lambda: calling.be_asked_first(program),
        lambda: calling.press_twice(program),
        lambda: two_way.follow_call(program),
        lambda: past.settle_unknown(program),
        lambda: sending.send_task(program, folder),
        lambda: settings.add_account(program, provider),
        lambda: _call_through_own_account(program),
        lambda: calling.use_provider_time(program, provider),
        lambda: team.page_agents(program),
        lambda: settings.turn_dark(program),
        lambda: _restart(program),
        lambda: _quit(program),
    )
    for number, step in enumerate(steps, start=1):
        try:
            yield step()
        except (StepFailed, ControlRefused) as failure:
            raise StepFailed(f"Step {number}: {failure}{_evidence(program)}") from failure


def _evidence(program: Program) -> str:
    """A picture of what went wrong, where there is a window, and what the program wrote."""
    told = ""
    with suppress(StepFailed):
        program.save_picture("failed")
        told = f" See {_PICTURES.relative_to(_ROOT)}/failed.png."
    words = program.last_words()
    return f"{told}\nThe program wrote:\n{words}" if words else told


def _open(program: Program) -> str:
    program.start("--sandbox")
    program.save_picture("01-open")
    return "Opened the window on the Sandbox"


def _call_through_own_account(program: Program) -> str:
    account_id = program.journal.account_id(settings.ACCOUNT_NAME)
    return calling.place_through_own_account(program, account_id)


def _restart(program: Program) -> str:
    before = _recent_calls(program.window.picture())
    code = program.quit()
    if code != 0:
        raise StepFailed(f"The program ended with {code}.")
    program.start()
    if _recent_calls(program.save_picture("19-restarted")) != before:
        raise StepFailed("After a restart, recent calls look different.")
    count = len(program.journal.attempts())
    return f"Quit and started again: the same {count} recent calls, pixel by pixel, and still dark"


def _recent_calls(picture: QImage) -> QImage:
    """The right side of the Call page."""
    left = RAIL_WIDTH + FORM_WIDTH + 2 * STEP_XL
    size = (picture.width() - left, picture.height() - TOP_BAR_HEIGHT)
    return picture.copy(QRect(left, TOP_BAR_HEIGHT, *size))


def _quit(program: Program) -> str:
    code = program.quit()
    if code != 0:
        raise StepFailed(f"The program ended with {code}.")
    return "Pressed Ctrl+Q: the program ended with 0"


def _sum_up(program: Program, *, steps: int, seconds: float) -> None:
    outcomes = Counter(attempt.state for attempt in program.journal.attempts())
    told = ", ".join(f"{count} {state}" for state, count in outcomes.items())
    pictures = len(list(_PICTURES.glob("*.png")))
    print(
        f"{steps} steps as expected in {seconds:.0f} s; {outcomes.total()} calls: {told};"
        f" {pictures} screenshots in {_PICTURES.relative_to(_ROOT)}/"
    )


if __name__ == "__main__":
    sys.exit(main())
