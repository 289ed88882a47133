"""What clients of every API family take beside a request: limits, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DIAL_REPLY_WITHIN_S = 30.0
_READ_REPLY_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLimits:
    """How long to wait for whole replies, in seconds."""

    dial_s: float = _DIAL_REPLY_WITHIN_S
    read_s: float = _READ_REPLY_WITHIN_S


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingObserver:
    """Told how far a request has come; neither may block."""

    signed: Callable[[], None] = lambda: None
    sent: Callable[[int], None] = lambda _byte_count: None
