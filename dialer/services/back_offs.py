"""Providers that asked for fewer requests: for how much longer theirs are held back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.guard import Concern, ConcernKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.exchanges import ExchangeReport
    from dialer.domain.ports import Clock

# A shorter wait is taken together with the call; after a longer one its phone would ring
# somebody who has moved on.
CALL_WAITS_MS = 5_000


class BackOffs:
    """Keeps until when each account's requests are held back.

    Args:
        clock: whose monotonic half says how much time has passed.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_ms: dict[str, int] = {}
        self._listeners: list[Callable[[str], None]] = []

    def listen(self, listener: Callable[[str], None]) -> None:
        """Has the id of an account told each time its requests begin to be held back."""
        self._listeners.append(listener)

    def hear(self, report: ExchangeReport) -> None:
        """Takes note of an exchange."""
        if report.back_off_ms <= 0:
            return
        self._until_ms[report.account_id] = self._clock.monotonic_ms() + report.back_off_ms
        for listener in self._listeners:
            listener(report.account_id)

    def left_ms(self, account_id: str) -> int:
        """For how much longer an account's requests are held back; 0 where they are not."""
        return max(self._until_ms.get(account_id, 0) - self._clock.monotonic_ms(), 0)

    def find_concerns(self, account_id: str) -> tuple[Concern, ...]:
        """What speaks against a call through the account now."""
        left_ms = self.left_ms(account_id)
        if left_ms <= CALL_WAITS_MS:
            return ()
        return (Concern(ConcernKind.PROVIDER_BUSY, amount_ms=left_ms),)
