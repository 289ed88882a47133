"""What an outcome means for the person who asked for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class WasCalled(enum.StrEnum):
    """Was anyone called? The first thing an agent needs to know."""

    YES = "yes"
    NO = "no"
    PROBABLY_NOT = "probably_not"
    MAYBE = "maybe"


class Mender(enum.StrEnum):
    """Who can mend the cause."""

    NOBODY_NEEDED = "nobody_needed"
    YOU = "you"
    SUPERVISOR = "supervisor"
    IT = "it"
    PROVIDER = "provider"


class Purpose(enum.StrEnum):
    """What the request was for that came to this outcome."""

    CALL = "call"
    READ = "read"


class NextAction(enum.StrEnum):
    """A next step the program can take itself; shown as a button."""

    TEST_CONNECTION = "test_connection"
    EDIT_ACCOUNT = "edit_account"
    TRY_AGAIN = "try_again"
    CORRECT_NUMBER = "correct_number"
    CHECK_RECORDS = "check_records"
    USE_PROVIDER_TIME = "use_provider_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """An outcome in a person's words.

    Attributes:
        was_called: whether anyone was called.
        title: what happened, in a few words, without the code.
        cause: one or two sentences.
        mender: who can mend it.
        next_step: one sentence that says what to do.
        action: the next step as a button, where the program can take it.
        code: the provider's code, where it gave one.
        provider_words: the provider's own words, verbatim.
        request_id: the provider's id for the request, where it gave one.
    """

    was_called: WasCalled
    title: str
    cause: str
    mender: Mender
    next_step: str
    action: NextAction | None = None
    code: str | None = None
    provider_words: str = ""
    request_id: str | None = None
