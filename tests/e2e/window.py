"""Outdial's window as a person with a screen reader and a keyboard works it."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, TypeVar

from desktop import wait_for
from guided.screen_reader import ScreenReader, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop import Desktop, Program
    from guided.screen_reader import Control

# Enter does not answer a question that came into sight this short a time ago.
_READING_TIME_S = 0.4
# Rows of a list go by the object name of the list.
_ROW = "list item"

T = TypeVar("T")


class Window:
    """One running Outdial. Controls go by their object names.

    Args:
        desktop: where it runs.
        program: its process.
    """

    def __init__(self, desktop: Desktop, program: Program) -> None:
        self.program = program
        self._desktop = desktop
        self.reader = ScreenReader(desktop.accessibility_bus, program.pid)

    def wait_until_ready(self) -> None:
        """Waits until everything behind the window is loaded and it has the keyboard."""
        # Settings joins the rail when there is something to set.
        self.wait_for("frame.nav.settings")
        self.wait_until(self._has_keyboard, "the keyboard in the window")

    def find(self, name: str) -> Control | None:
        """A control in sight now.

        Raises:
            AssertionError: several have the name.
        """
        found = [
            control
            for control in self.reader.read()
            if control.is_called(name) and control.role != _ROW
        ]
        assert len(found) <= 1, f"{len(found)} controls are called {name}"
        return found[0] if found else None

    def wait_for(self, name: str, *, says: str = "") -> Control:
        """Waits until a control is in sight, and what is read out for it holds some words."""

        def look() -> Control | None:
            control = self.find(name)
            return control if control is not None and says in control.name else None

        what = f"{name} to say {says!r}" if says else name
        return self.wait_until(look, what)

    def wait_until(self, look: Callable[[], T | None], what: str) -> T:
        """Looks again and again until there is what is looked for.

        Raises:
            AssertionError: there is not, in time, or the program has ended.
        """

        def look_again() -> T | None:
            assert self.program.is_running, f"the program ended before there was {what}"
            return look()

        return wait_for(look_again, lambda: f"{what}; the window reads:\n{self.describe()}")

    def wait_until_gone(self, name: str) -> None:
        """Waits until a control is out of sight."""
        self.wait_until(lambda: self.find(name) is None, f"{name} to go")

    def wait_until_enabled(self, name: str) -> Control:
        """Waits until a control can be used."""

        def look() -> Control | None:
            control = self.find(name)
            return control if control is not None and control.has(State.ENABLED) else None

        return self.wait_until(look, f"{name} enabled")

    def words_of(self, name: str) -> str:
        """What is read out for a control."""
        return self.wait_for(name).name

    def text_of(self, name: str) -> str:
        """The text of a field."""
        return self.reader.text_of(self.wait_for(name))

    def fill(self, name: str, text: str) -> None:
        """Puts text into a field through AT-SPI."""
        self.reader.set_text(self.wait_for(name), text)

    def press(self, name: str) -> None:
        """Presses a button through AT-SPI."""
        self.reader.act(self.wait_until_enabled(name))

    def focus(self, name: str) -> None:
        """Gives the keyboard to a control, and waits until it has it."""
        self.reader.give_keyboard(self.wait_for(name))
        self.wait_until_focused(name)

    def wait_until_focused(self, name: str) -> None:
        """Waits until a control has the keyboard."""

        def look() -> bool:
            control = self.find(name)
            return control is not None and control.has(State.FOCUSED) and self._has_keyboard()

        self.wait_until(look, f"the keyboard in {name}")

    def type_into(self, name: str, text: str) -> None:
        """Types into a field with the keyboard, in place of what is there."""
        self.focus(name)
        self._desktop.xdotool("key", "ctrl+a")
        self._desktop.xdotool("type", text)
        self.wait_until(lambda: self.text_of(name) == text, f"{text!r} in {name}")

    def keys(self, *keys: str) -> None:
        """Presses keys, one right after the other."""
        self._desktop.xdotool("key", "--delay", "1", *keys)

    def answer_by_key(self, key: str) -> None:
        """Answers the open question, after the time the window grants for reading it."""
        self.wait_for("call.confirm")
        Event().wait(_READING_TIME_S)
        self.keys(key)

    def put_mouse_on(self, name: str) -> None:
        """Moves the mouse to the middle of a control."""
        x, y = self.reader.middle_of(self.wait_for(name))
        self._desktop.xdotool("mousemove", str(x), str(y))

    def mouse(self, *arguments: str) -> None:
        """Does something with the mouse where it is, and perhaps the keyboard."""
        self._desktop.xdotool(*arguments)

    def rows_of(self, name: str) -> list[str]:
        """What is read out for each row of a list."""
        return [
            control.name
            for control in self.reader.read()
            if control.is_called(name) and control.role == _ROW
        ]

    def quit(self) -> int:
        """Leaves with Ctrl+Q, whatever is left open; returns the exit code."""
        self.keys("ctrl+q")
        question = wait_for(
            lambda: not self.program.is_running or self.find("frame.quit.yes"),
            lambda: f"the program to end, or a question; the window reads:\n{self.describe()}",
        )
        if self.program.is_running and question:
            Event().wait(_READING_TIME_S)
            self.press("frame.quit.yes")
        return self.program.wait()

    def kill(self) -> None:
        """Ends the program as a crash would."""
        self.program.kill()

    def describe(self) -> str:
        """Everything that is read out, one control a line, with the end of its identifier."""
        return "\n".join(
            f"  {control.role} {'.'.join(control.identifier.split('.')[-3:])}: {control.name}"
            for control in self.reader.read()
            if control.name
        )

    def _has_keyboard(self) -> bool:
        return any(control.has(State.ACTIVE) for control in self.reader.read())
