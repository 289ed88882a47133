"""What one answered request showed beside its answer: time, and whether to slow down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeReport:
    """One request of an account that was answered, whatever the answer.

    Attributes:
        account_id: whose request it was.
        http_status: status of the reply.
        round_trip_ms: from sending to the whole reply.
        clock_offset_ms: provider clock minus ours, about ±500 ms; None where the reply did
            not tell. Only from a server whose certificate was checked, or this computer.
        clock_limit_ms: how far the clocks may differ before this provider refuses requests;
            None where it does not look.
        back_off_ms: for how long all requests of the account are held back because of
            this reply; 0 where they are not.
    """

    account_id: str
    http_status: int
    round_trip_ms: int
    clock_offset_ms: int | None = None
    clock_limit_ms: int | None = None
    back_off_ms: int = 0
