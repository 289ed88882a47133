"""What the window's process and a process that works for it say to each other."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Work(enum.StrEnum):
    """What a process is there for."""

    LISTS = "lists"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Order:
    """A request, with a number to cancel it by."""

    number: int
    request: object


@dataclass(frozen=True, slots=True)
class Cancel:
    """Ends an order; answered by Cancelled, or by its result where that was quicker."""

    number: int


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far an order has come."""

    progress: object


@dataclass(frozen=True, slots=True)
class Done:
    """What was asked for is done; what it has come to."""

    result: object


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was under way has ended; what it stored does not count."""


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
        fault: for the log: kind and place of the fault, without any content of a file.
    """

    sentence: str = ""
    fault: str = ""


Ending = Done | Cancelled | Refused | Failed
Reply = Ending | Progressed
