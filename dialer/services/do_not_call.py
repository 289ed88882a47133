"""Who may not be called, whoever says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    FindDoNotCall = Callable[[str], Awaitable[tuple[str, str] | None]]


class DoNotCall:
    """Asks every place where a number may be barred.

    Args:
        places: each gives source and reason of a number (E.164) that may not be called.
    """

    def __init__(self, *places: FindDoNotCall) -> None:
        self._places = places

    async def find(self, e164: str) -> tuple[str, str] | None:
        """Source and reason of the first place that bars a number; None where none does.

        Raises:
            StoreError: a place cannot be read; then nobody can say that it is not barred.
        """
        for find in self._places:
            found = await find(e164)
            if found is not None:
                return found
        return None
