"""Looking after the lists of numbers that may not be called: several, each with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import InputError
from dialer.domain.phone_number import parse_phone_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import DoNotCallEntry, DoNotCallSource
    from dialer.domain.phone_number import PhoneNumber
    from dialer.domain.ports import Clock
    from dialer.domain.task_ports import DoNotCallStore

MAX_TEXT = 200


class DoNotCallLists:
    """Every method may raise StoreError.

    Args:
        store: keeps the lists.
        clock: when numbers are added.
    """

    def __init__(self, store: DoNotCallStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def fetch_sources(self) -> Sequence[DoNotCallSource]:
        """Every list, by name."""
        return await self._store.fetch_sources()

    async def find(self, text: str, *, limit: int) -> Sequence[DoNotCallEntry] | None:
        """Numbers that hold the digits of a text, with every list they are on.

        Returns:
            None where the text is empty: nothing is looked for.

        Raises:
            InputError: there are no digits in it.
        """
        if not text.strip():
            return None
        digits = "".join(c for c in text if c.isascii() and c.isdigit())
        if not digits:
            raise InputError("search", "Type some digits of the number.")
        # The zeros a number is dialled with at home stand in no number as it is listed.
        return await self._store.find_entries(digits.lstrip("0") or digits, limit=limit)

    async def add(self, text: str, *, region: str, source: str, reason: str) -> PhoneNumber:
        """Puts one number on a list, which need not be there yet.

        Args:
            text: the number, as typed.
            region: ISO 3166-1 alpha-2 code it is read in; ``""`` for none.
            source: what the list is called, or who asks for it.
            reason: why, in the person's words; may be empty.

        Raises:
            InputError: ``number``, ``list`` or ``reason`` cannot be used.
        """
        number = parse_phone_number(text, region=region, field="number")
        if not source.strip():
            raise InputError("list", "Name the list, or who asks for it.")
        for field, typed in (("list", source), ("reason", reason)):
            if len(typed) > MAX_TEXT:
                raise InputError(field, f"Use at most {MAX_TEXT} characters.")
        await self._store.add_entry(
            number.e164,
            source=source.strip(),
            reason=reason.strip(),
            at_ms=self._clock.now_ms(),
        )
        return number

    async def take_off(self, entry: DoNotCallEntry) -> None:
        """Takes a number off one list; other lists may still hold it."""
        await self._store.remove_entry(entry.e164, source=entry.source)

    async def remove(self, source: str) -> int:
        """Takes a whole list away; returns how many numbers were on it."""
        return await self._store.remove_source(source)
