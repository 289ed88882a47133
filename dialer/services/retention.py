"""Keeping calls no longer than the person wants."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError, StoreError

if TYPE_CHECKING:
    from dialer.domain.call_notes import CallForgetting
    from dialer.domain.ports import Clock, SettingsStore

DAYS_MOST = 3650
_SETTING = "keep_calls_days"
_DAY_MS = 86_400_000
# The store's one thread is needed for calls: between two steps they have their turn.
_STEP = 100
_PAUSE_S = 0.02
# More than once a day: a computer that sleeps counts no hours.
_AGAIN_S = 6 * 3600

_log = logging.getLogger(__name__)


class RetentionService:
    """Removes calls that are too old, a few at a time.

    Args:
        forgetting: removes them.
        settings: keeps for how many days calls are kept.
        clock: tells how old they are.
    """

    def __init__(self, forgetting: CallForgetting, settings: SettingsStore, clock: Clock) -> None:
        self._forgetting = forgetting
        self._settings = settings
        self._clock = clock

    async def fetch_days(self) -> int:
        """For how many days calls are kept; 0 is for ever.

        Raises:
            StoreError: it cannot be read.
        """
        stored = await self._settings.fetch_setting(_SETTING) or "0"
        # Whatever is not a number of days must not cost a single call.
        return int(stored) if stored.isascii() and stored.isdigit() else 0

    async def save_days(self, days: int) -> None:
        """Keeps calls for a number of days from now on; nothing is removed by this.

        Raises:
            InputError: no such number of days.
            StoreError: it was not stored.
        """
        if not 0 <= days <= DAYS_MOST:
            raise InputError("days", f"Calls are kept for 0 to {DAYS_MOST} days.")
        await self._settings.save_setting(_SETTING, str(days))

    def cutoff_ms(self, days: int) -> int:
        """Calls recorded before this, ms since the epoch, are older than some days."""
        return self._clock.now_ms() - days * _DAY_MS

    async def forget_old(self) -> int:
        """Removes what is too old now.

        Returns:
            How many calls were removed.

        Raises:
            StoreError: some may have been removed, the others are left.
        """
        days = await self.fetch_days()
        if not days:
            return 0
        before_ms, removed = self.cutoff_ms(days), 0
        while True:
            count = await self._forgetting.forget_before(before_ms, limit=_STEP)
            removed += count
            if count < _STEP:
                return removed
            await asyncio.sleep(_PAUSE_S)

    async def keep_forgetting(self) -> None:
        """Removes what is too old now and, several times a day, what became it; never ends."""
        while True:
            try:
                removed = await self.forget_old()
            except StoreError:
                _log.exception("Old calls could not be removed")
            else:
                if removed:
                    _log.info("Removed %d calls that were too old to keep", removed)
            await asyncio.sleep(_AGAIN_S)
