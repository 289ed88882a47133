"""What the window's process and the process that checks lists say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from dialer.domain.number_lists import (
        CheckProgress,
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


@dataclass(frozen=True, slots=True)
class Order:
    """A request, with a number to cancel it by."""

    number: int
    request: Request


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ends an order; answered by Cancelled, or by its result where that was quicker."""

    number: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was under way has ended; a list of it does not count."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The source cannot be read: field and problem of an InputError."""

    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something else went wrong.

    Attributes:
        sentence: for the person; ``""`` where the fault is the program's.
        fault: for the log: kind and place of the fault, without any of the list's content.
    """

    sentence: str = ""
    fault: str = ""


Request: TypeAlias = PreviewRequest | CheckRequest | DoNotCallRequest
Result: TypeAlias = "ListPreview | NumberList | DoNotCallImport"
Reply: TypeAlias = "Result | CheckProgress | Cancelled | Refused | Failed"
