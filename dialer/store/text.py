"""Text from elsewhere, in a form every database file can hold."""

from __future__ import annotations

from typing import overload


@overload
def storable(text: str) -> str: ...


@overload
def storable(text: None) -> None: ...


def storable(text: str | None) -> str | None:
    """The text, with half characters written out."""
    # A reply may hold half a surrogate pair, which no UTF-8 file can. The outcome of a
    # call must not be lost for the sake of a provider's broken character.
    return None if text is None else text.encode("utf-8", "backslashreplace").decode("utf-8")
