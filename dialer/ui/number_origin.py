"""Which numbers came from outside the window, however they come back into the field."""

from __future__ import annotations

from typing import NamedTuple

TYPED = "typed"
_MOST_KEPT = 50


class NumberOrigin(NamedTuple):
    """How a number came into the field.

    Attributes:
        source: a NumberSource value.
        about: what came with it, e.g. a link's reference, or ``""``.
    """

    source: str
    about: str = ""


class OutsideNumbers:
    """Remembers the texts that came from outside.

    A link's number that was undone and redone with Ctrl+Z is still a link's number: the
    question before its call must not get lost on the way.
    """

    def __init__(self) -> None:
        self._origins: dict[str, NumberOrigin] = {}

    def note(self, text: str, origin: NumberOrigin) -> None:
        """Takes where a text came from; a typed one is trusted from now on."""
        self._origins.pop(text, None)
        if origin.source == TYPED:
            return
        self._origins[text] = origin
        while len(self._origins) > _MOST_KEPT:
            del self._origins[next(iter(self._origins))]

    def find(self, text: str) -> NumberOrigin:
        """Where a text came from."""
        return self._origins.get(text, NumberOrigin(TYPED))
