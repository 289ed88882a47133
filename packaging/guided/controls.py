"""The controls of a window by their object names, as a screen reader finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guided.processes import WAIT_S, wait_until
from guided.screen_reader import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from guided.screen_reader import Control, ScreenReader

# Rows of a list go by the object name of the list.
_ROW = "list item"


class Controls:
    """Finds and works controls.

    Args:
        reader: reads the window.
    """

    def __init__(self, reader: ScreenReader) -> None:
        self._reader = reader

    def find(self, name: str) -> Control | None:
        """The first control in sight now with an object name."""
        return next(
            (one for one in self._reader.read() if one.is_called(name) and one.role != _ROW), None
        )

    def wait_for(self, name: str, *, says: str = "", timeout_s: float = WAIT_S) -> Control:
        """Waits until a control is in sight and its words hold some others.

        Raises:
            StepFailed: it does not come.
        """
        return self._wait(
            name, lambda one: says in one.name, f"{name} with “{says}”", timeout_s=timeout_s
        )

    def wait_for_gone(self, name: str, *, timeout_s: float = WAIT_S) -> None:
        """Waits until a control is out of sight.

        Raises:
            StepFailed: it stays.
        """
        wait_until(lambda: self.find(name) is None, f"{name} stays in sight.", timeout_s=timeout_s)

    def press(self, name: str, *, timeout_s: float = WAIT_S) -> None:
        """Presses a button once it can be used.

        Raises:
            StepFailed: it does not come, or stays disabled.
        """
        what = f"{name}, enabled"
        self._reader.act(
            self._wait(name, lambda one: one.has(State.ENABLED), what, timeout_s=timeout_s)
        )

    def fill(self, name: str, text: str) -> None:
        """Replaces the text of a field.

        Raises:
            StepFailed: it does not come.
        """
        self._reader.set_text(self.wait_for(name), text)

    def choose(self, name: str, option: str) -> None:
        """Chooses one of the options beside each other.

        Raises:
            StepFailed: it does not come.
        """
        inside = f".{name}."
        found: list[Control] = []

        def look() -> bool:
            found.extend(
                one
                for one in self._reader.read()
                if inside in f"{one.identifier}." and one.name.rpartition(": ")[2] == option
            )
            return bool(found)

        wait_until(look, f"The window offers no “{option}” in {name}.")
        self._reader.act(found[0])

    def focus(self, name: str) -> None:
        """Gives the keyboard to a control.

        Raises:
            StepFailed: it does not come, or does not take the keyboard.
        """
        self._reader.give_keyboard(self.wait_for(name))
        self._wait(name, lambda one: one.has(State.FOCUSED), f"the keyboard in {name}")

    def words_of(self, name: str) -> str:
        """What is read out for a control.

        Raises:
            StepFailed: it does not come.
        """
        return self.wait_for(name).name

    def words_below(self, name: str) -> list[str]:
        """What is read out for everything in sight inside a control, in reading order."""
        inside = f".{name}."
        return [
            one.name
            for one in self._reader.read()
            if inside in f"{one.identifier}." and one.name and not one.is_called(name)
        ]

    def _wait(
        self,
        name: str,
        is_wanted: Callable[[Control], bool],
        what: str,
        *,
        timeout_s: float = WAIT_S,
    ) -> Control:
        found: list[Control] = []

        def look() -> bool:
            one = self.find(name)
            if one is None or not is_wanted(one):
                return False
            found.append(one)
            return True

        wait_until(look, f"The window does not show {what}.", timeout_s=timeout_s)
        return found[0]
