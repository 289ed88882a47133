"""Every error the product raises on purpose, on one page.

DialerError
├── InputError              something typed cannot be used; names the field
├── InputErrors             several of them at once, one for each field
├── SendError               a request to a provider did not end in an acceptance
│   ├── NotSent             proven: nothing left this machine
│   ├── Rejected            proven: the provider refused, with its code and words
│   │   └── QueueNumberNeeded  it does not list every queue, and may tell of one by its number
│   └── OutcomeUnknown      bytes may have left and no readable answer came back
├── SecretError             the OS keyring did not do what was asked
│   ├── SecretMissing       no secret is stored for the account
│   ├── KeyringLocked       a keyring exists; the person has not unlocked it
│   ├── NoKeyring           this machine has no usable keyring
│   └── KeyringRefused      the keyring answered with an error
├── StoreError              the database cannot be used
│   ├── DatabaseTooNew      written by a newer Outdial
│   └── DatabaseUnusable    damaged, not writable, or no room left
├── CallRefused             the guard stopped a call before anything was sent
├── UnknownAccount          an account id that is not (or no longer) stored
├── UnknownTask             an outbound task's id that is not stored
├── TaskRefused             an outbound task is past what was asked of it
├── DesktopRefused          the desktop did not do what was asked of it
└── NotSupported            the account does not offer what was asked of it
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.domain.guard import Concern


class NotSentReason(enum.StrEnum):
    """What kept a request on this machine."""

    ADDRESS_NOT_FOUND = "address_not_found"
    CONNECTION_REFUSED = "connection_refused"
    CONNECT_TIMEOUT = "connect_timeout"
    POOL_TIMEOUT = "pool_timeout"
    TLS_FAILED = "tls_failed"
    PROXY_FAILED = "proxy_failed"
    NETWORK_UNREACHABLE = "network_unreachable"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"
    REQUEST_UNUSABLE = "request_unusable"
    SECRET_UNAVAILABLE = "secret_unavailable"  # noqa: S105 - names a reason, holds no secret
    SIGN_IN_FAILED = "sign_in_failed"
    BLOCKED = "blocked"
    OUTSIDE_HOURS = "outside_hours"
    CLOSED_BEFORE = "closed_before"
    STOPPED_BEFORE = "stopped_before"
    NOT_RECORDED = "not_recorded"
    LIST_UNREADABLE = "list_unreadable"
    ACCOUNT_UNUSABLE = "account_unusable"
    FIELD_UNUSABLE = "field_unusable"
    PROGRAM_FAULT = "program_fault"


class UnknownReason(enum.StrEnum):
    """Why nobody can say whether the provider acted on a request."""

    NO_REPLY_IN_TIME = "no_reply_in_time"
    CONNECTION_LOST = "connection_lost"
    REPLY_CUT_SHORT = "reply_cut_short"
    REPLY_TOO_LARGE = "reply_too_large"
    REPLY_UNREADABLE = "reply_unreadable"
    PROGRAM_STOPPED = "program_stopped"
    PROGRAM_FAULT = "program_fault"


class DialerError(Exception):
    """Base of every error raised on purpose."""


class InputError(DialerError):
    """Something typed cannot be used.

    Attributes:
        field: the field's name as in object names, e.g. ``callee``.
        problem: one sentence that says what to do.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field
        self.problem = problem


class InputErrors(DialerError):
    """Fields of one form cannot be used: all of them, so that all can be shown at once.

    Attributes:
        problems: at least one, in reading order.
    """

    def __init__(self, problems: tuple[InputError, ...]) -> None:
        super().__init__(" ".join(problem.problem for problem in problems))
        self.problems = problems


class SendError(DialerError):
    """A request to a provider did not end in an acceptance."""


class NotSent(SendError):
    """Proven: no byte of the request left this machine."""

    def __init__(self, reason: NotSentReason, detail: str = "") -> None:
        super().__init__(f"not sent: {reason}")
        self.reason = reason
        self.detail = detail


class Rejected(SendError):
    """The provider answered, and the answer is a refusal.

    Attributes:
        code: the provider's code as text, or ``HTTP 403`` where only a status came.
        words: the provider's own words, verbatim, at most 500 characters.
        request_id: the provider's id for the request, where it gave one.
        http_status: status of the reply.
        clock_offset_ms: provider clock minus ours from the Date header, where known.
    """

    def __init__(
        self,
        code: str,
        words: str,
        *,
        http_status: int,
        request_id: str | None = None,
        clock_offset_ms: int | None = None,
    ) -> None:
        super().__init__(f"rejected: {code}")
        self.code = code
        self.words = words
        self.http_status = http_status
        self.request_id = request_id
        self.clock_offset_ms = clock_offset_ms


class QueueNumberNeeded(Rejected):
    """The provider refused to list every queue; it may tell of one by its number."""


class OutcomeUnknown(SendError):
    """Bytes may have left, and no readable answer came back."""

    def __init__(
        self,
        reason: UnknownReason,
        detail: str = "",
        *,
        http_status: int | None = None,
    ) -> None:
        super().__init__(f"outcome unknown: {reason}")
        self.reason = reason
        self.detail = detail
        self.http_status = http_status


class SecretError(DialerError):
    """The OS keyring did not do what was asked."""


class SecretMissing(SecretError):
    """No secret is stored for the account."""


class KeyringLocked(SecretError):
    """A keyring exists, and the person has not unlocked it."""


class NoKeyring(SecretError):
    """This machine has no usable keyring."""


class KeyringRefused(SecretError):
    """The keyring answered with an error; ``str()`` holds its words."""


class StoreError(DialerError):
    """The database cannot be used; ``str()`` is a sentence for the person."""


class DatabaseTooNew(StoreError):
    """The database was written by a newer Outdial."""


class DatabaseUnusable(StoreError):
    """The database is damaged, not writable, or the disk is full."""


class CallRefused(DialerError):
    """The guard stopped a call before anything was recorded as sent.

    Attributes:
        concerns: what the guard found, the gravest first.
    """

    def __init__(self, concerns: tuple[Concern, ...]) -> None:
        super().__init__(", ".join(concern.kind for concern in concerns))
        self.concerns = concerns


class UnknownAccount(DialerError):
    """An account id that is not (or no longer) stored."""


class UnknownTask(DialerError):
    """An outbound task's id that is not stored."""


class TaskRefused(DialerError):
    """An outbound task is past what was asked of it; ``str()`` is a sentence for the person."""


class DesktopRefused(DialerError):
    """The desktop did not do what was asked of it; ``str()`` is a sentence for the person."""


class NotSupported(DialerError):
    """The account does not offer what was asked; ``str()`` is a sentence for the person."""
