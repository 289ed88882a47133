"""Calls are kept for as long as the person said, and never less."""

from __future__ import annotations

import asyncio

import pytest
from fakes import (
    FixedClock,
    InMemoryCallForgetting,
    InMemoryCallJournal,
    InMemorySettingsStore,
)
from sample_calls import a_call

from dialer.domain.calls import CallEvent, CallEventKind, advance
from dialer.domain.errors import InputError
from dialer.services.retention import DAYS_MOST, RetentionService

DAY_MS = 86_400_000


class Shelf:
    """A journal with one call of each of the last days."""

    def __init__(self, days: int, stored: str | None = None) -> None:
        self.clock = FixedClock()
        self.journal = InMemoryCallJournal()
        settings = InMemorySettingsStore()
        self.service = RetentionService(InMemoryCallForgetting(self.journal), settings, self.clock)
        for day in range(days):
            at_ms = self.clock.now_ms() - day * DAY_MS
            event = CallEvent(kind=CallEventKind.ACCEPTED, at_ms=at_ms)
            self.journal.calls[str(day)] = advance(a_call(str(day), at_ms=at_ms), event)
        if stored is not None:
            asyncio.run(settings.save_setting("keep_calls_days", stored))


@pytest.mark.parametrize("stored", [None, "", "0", "-3", "soon", "²"])
def test_without_a_number_of_days_nothing_is_ever_removed(stored: str | None) -> None:
    shelf = Shelf(40, stored)
    assert asyncio.run(shelf.service.forget_old()) == 0
    assert len(shelf.journal.calls) == 40


def test_what_is_older_goes_in_as_many_steps_as_it_takes() -> None:
    shelf = Shelf(250)
    asyncio.run(shelf.service.save_days(7))
    assert asyncio.run(shelf.service.forget_old()) == 242
    assert sorted(shelf.journal.calls, key=int) == [str(day) for day in range(8)]
    shelf.clock.advance(2 * DAY_MS)
    assert asyncio.run(shelf.service.forget_old()) == 2


@pytest.mark.parametrize("days", [-1, DAYS_MOST + 1])
def test_odd_numbers_of_days_are_refused(days: int) -> None:
    shelf = Shelf(1)
    with pytest.raises(InputError):
        asyncio.run(shelf.service.save_days(days))
    assert asyncio.run(shelf.service.fetch_days()) == 0
