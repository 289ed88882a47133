"""Figures of the contacts that only who writes them out needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.store.contact_database import ContactDatabase

_MOST_NUMBERS = "SELECT max(position) + 1 AS most FROM contact_numbers"


async def count_most_numbers(database: ContactDatabase) -> int:
    """How many numbers the contact with the most has.

    Raises:
        StoreError: the file cannot be read.
    """
    return await database.read(
        lambda connection: int(connection.execute(_MOST_NUMBERS).fetchone()["most"] or 0)
    )
