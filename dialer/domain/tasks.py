"""Outbound tasks: lists of numbers a provider calls and hands to agents."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import Decimal


class DispatchKind(enum.StrEnum):
    """How the provider paces the calls of a task."""

    NONE = "none"
    PROPORTIONAL = "proportional"
    PREDICTIVE = "predictive"


class StartKind(enum.StrEnum):
    """When a task starts. A start by the clock is not offered: the API has no time for it."""

    NOT_SET = "not_set"
    MANUAL = "manual"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSettings:
    """What a task is made with.

    Attributes:
        name: unique by our own care; the provider states no rule.
        country: ISO 3166-1 alpha-2 code the numbers are read in.
        strategy: name of a strategy that exists in the account, verbatim.
        queue_id: the queue the calls go to.
        dispatch: how calls are paced.
        predictive_rate: two decimals.
        proportional_rate: one decimal.
        start_count: start value of the pacing.
        start: MANUAL unless the person has agreed to start at once.
        description: free text.
    """

    name: str
    country: str
    strategy: str
    queue_id: str
    dispatch: DispatchKind = DispatchKind.NONE
    predictive_rate: Decimal = Decimal("1.00")
    proportional_rate: Decimal = Decimal("1.0")
    start_count: int = 1
    start: StartKind = StartKind.MANUAL
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNumber:
    """One number of a task.

    Attributes:
        order_id: ours, 32 hex digits in capitals, unique for ever.
        e164: the number.
        note: passed through to records, e.g. a customer reference.
    """

    order_id: str
    e164: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskReceipt:
    """The provider's acceptance of one batch; it gives no task id.

    Attributes:
        request_id: the provider's id for the request, where it gave one.
        words: the provider's words, verbatim.
        http_status: status of the reply.
        clock_offset_ms: provider clock minus ours, where the reply told.
    """

    request_id: str | None = None
    words: str = ""
    http_status: int = 200
    clock_offset_ms: int | None = None
