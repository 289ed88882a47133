"""What a page asks for, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.domain.calls import DialoutRequest, TwoWayRequest
    from dialer.domain.guard import NumberSource


@dataclass(frozen=True, slots=True, kw_only=True)
class CallIntent:
    """The person pressed Call, and every field could be read.

    Attributes:
        request: what to place.
        source: how the number came into the field.
    """

    request: DialoutRequest | TwoWayRequest
    source: NumberSource
