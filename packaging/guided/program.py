"""The real program, in a process of its own, and what can be seen of it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from dialer.ui import theme
from guided.controls import Controls
from guided.journal import Attempt, Journal
from guided.processes import WAIT_S, StepFailed, running, wait_until
from guided.screen_reader import ScreenReader
from guided.window import Spot, Window, find_bar, open_window

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage

    from dialer.ui.theme import Tokens, Tone
    from guided.desktop import PrivateDesktop

_CARD_WIDTH = 300
_STRIP_WIDTH = 900
_CHIP_WIDTH = 30
_LAST_LINES = 12


class Program:
    """Starts Outdial, works it as a person would, and looks at what it shows.

    Args:
        folder: of the desktop; the program's data folder is made in it.
        desktop: where it runs.
        pictures: the folder for screenshots.
    """

    def __init__(self, folder: Path, desktop: PrivateDesktop, *, pictures: Path) -> None:
        self.environment = desktop.environment
        self.data_folder = folder / "data"
        self.journal = Journal(self.data_folder / "outdial.db")
        self.log = folder / "program.log"
        self.tokens: Tokens = theme.LIGHT
        self._pictures = pictures
        self._frame_buffer = folder / "Xvfb_screen0"
        self._accessibility_bus = desktop.accessibility_bus
        self._stack = ExitStack()
        self._controls: Controls | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._window: Window | None = None

    @property
    def window(self) -> Window:
        """Its window.

        Raises:
            StepFailed: it is not open.
        """
        if self._window is None:
            raise StepFailed("The program is not open.")
        return self._window

    @property
    def controls(self) -> Controls:
        """The controls of its window.

        Raises:
            StepFailed: it is not open.
        """
        if self._controls is None:
            raise StepFailed("The program is not open.")
        return self._controls

    def start(self, *options: str) -> None:
        """Starts it, and waits until it can place calls.

        Raises:
            StepFailed: its window, or its Call button, does not come.
        """
        before = self._times_ready()
        command = [sys.executable, "-m", "dialer", "--data-dir", str(self.data_folder), *options]
        self._process = self._stack.enter_context(running(command, self.environment, log=self.log))
        self._window = open_window(self._process, self.environment, frame_buffer=self._frame_buffer)
        wait_until(lambda: self._times_ready() > before, "The log does not say that it is ready.")
        reader = ScreenReader(self._accessibility_bus, self._process.pid)
        self._stack.callback(reader.close)
        self._controls = Controls(reader)

    def _times_ready(self) -> int:
        log = self.data_folder / "logs" / "outdial.log"
        return log.read_text().count(": Ready;") if log.exists() else 0

    def quit(self) -> int:
        """Presses Ctrl+Q; returns the exit code.

        Raises:
            StepFailed: the program does not end.
        """
        self.window.press("ctrl+q")
        if self._process is None:
            raise StepFailed("The program is not open.")
        try:
            code = self._process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            raise StepFailed("The program did not end on Ctrl+Q.") from None
        self._window = self._controls = None
        return code

    def close(self) -> None:
        """Ends it in whatever state it is."""
        self._stack.close()

    def last_words(self) -> str:
        """The end of what it wrote to its terminal; ``""`` where it wrote nothing."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-_LAST_LINES:])

    def save_picture(self, name: str) -> QImage:
        """Saves a screenshot of the window once it stands still, and returns it."""
        picture = self.window.picture()
        picture.save(str(self._pictures / f"{name}.png"))
        return picture

    def ask_for_call(self, number: str, *, presses: int = 1) -> None:
        """Types a number into the field and presses Enter."""
        self.window.press("ctrl+l")
        self.window.type(number)
        self.window.press(*["Return"] * presses)

    def wait_for_attempt(self, count: int, state: str) -> Attempt:
        """Waits for the outcome of an attempt.

        Args:
            count: how many attempts there are with this one.
            state: the outcome it should have.

        Raises:
            StepFailed: there are more or fewer attempts, or the outcome is another one.
        """

        def is_settled() -> bool:
            attempts = self.journal.attempts()
            return len(attempts) >= count and attempts[-1].state != "requesting"

        wait_until(is_settled, "The call did not come to an outcome.")
        attempts = self.journal.attempts()
        if len(attempts) != count:
            raise StepFailed(f"{count} attempts were expected, {len(attempts)} are recorded.")
        if attempts[-1].state != state:
            raise StepFailed(f"The call should be {state}, but it is {attempts[-1].state}.")
        return attempts[-1]

    def wait_for_card(self, tone: Tone) -> None:
        """Waits for a result card of a tone under the Call button.

        Raises:
            StepFailed: none comes.
        """
        problem = f"The window shows no result in the colour that means {tone.value!r}."
        wait_until(lambda: self._card_tones() == frozenset({tone}), problem)

    def wait_for_strip(self) -> None:
        """Waits for the strip that names calls whose outcome is unknown.

        Raises:
            StepFailed: it does not come.
        """
        wait_until(self._strip_is_shown, "The strip with the unknown outcome is missing.")

    def wait_for_chip(self, tone: Tone, problem: str) -> None:
        """Waits for a chip of a tone in the top bar.

        Raises:
            StepFailed: none comes; ``problem`` is its sentence.
        """

        def is_shown() -> bool:
            image = self.window.look()
            bar = QRect(image.width() // 2, 0, image.width() // 2, theme.TOP_BAR_HEIGHT)
            colour = self.tokens.tint(tone)
            return find_bar(image, colour, at_least=_CHIP_WIDTH, area=bar) is not None

        wait_until(is_shown, problem)

    def wait_for_no_card(self, problem: str) -> None:
        """Waits until neither a result nor a question lies under the Call button.

        Raises:
            StepFailed: one stays; ``problem`` is its sentence.
        """
        wait_until(lambda: self._card_tones() == frozenset(), problem)

    def call_button(self) -> Spot:
        """The upper left corner of the Call button.

        Raises:
            StepFailed: the Call page is not shown.
        """
        found = self._find_call_button(self.window.picture())
        if found is None:
            raise StepFailed("The Call button is not in sight.")
        return found

    def _find_call_button(self, image: QImage) -> Spot | None:
        for colour in (self.tokens.call, self.tokens.call_disabled):
            found = find_bar(image, colour, at_least=_CARD_WIDTH, area=image.rect())
            if found is not None:
                return found
        return None

    def _card_tones(self) -> frozenset[Tone] | None:
        """The tones under the Call button; None while the page is being painted."""
        image = self.window.look()
        button = self._find_call_button(image)
        if button is None:
            return None
        below = image.rect()
        below.setTop(button.y + theme.CALL_HEIGHT)
        return frozenset(
            tone
            for tone in theme.Tone
            if find_bar(image, self.tokens.tint(tone), at_least=_CARD_WIDTH, area=below)
        )

    def _strip_is_shown(self) -> bool:
        image = self.window.look()
        found = find_bar(image, self.tokens.warn_tint, at_least=_STRIP_WIDTH, area=image.rect())
        return found is not None
