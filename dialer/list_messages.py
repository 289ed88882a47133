"""What the process that checks lists is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from dialer.domain.number_lists import (
        DoNotCallImport,
        ListFormat,
        ListPreview,
        ListSource,
        NumberList,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """Asks for the first rows; answered by a ListPreview."""

    source: ListSource
    wanted: ListFormat | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """Asks for a list to be checked and stored; answered by a NumberList.

    Attributes:
        list_id: the id it gets.
        at_ms: ms since the epoch.
    """

    source: ListSource
    list_format: ListFormat
    region: str
    list_id: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotCallRequest:
    """Asks for a file's numbers to be barred; answered by a DoNotCallImport."""

    source: ListSource
    list_format: ListFormat
    region: str
    reason: str
    at_ms: int


Request: TypeAlias = PreviewRequest | CheckRequest | DoNotCallRequest
Result: TypeAlias = "ListPreview | NumberList | DoNotCallImport"
