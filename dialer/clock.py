"""This computer's clocks."""

from __future__ import annotations

import time

_NS_PER_MS = 1_000_000


class SystemClock:
    """Implements Clock."""

    def now_ms(self) -> int:
        """Wall clock, ms since the epoch."""
        return time.time_ns() // _NS_PER_MS

    def monotonic_ms(self) -> int:
        """A clock that never jumps, in ms from an arbitrary start."""
        return time.monotonic_ns() // _NS_PER_MS
