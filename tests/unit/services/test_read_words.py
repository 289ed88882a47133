"""What is said of a request that rang nobody: never that somebody may have been called."""

from __future__ import annotations

import pytest

from dialer.domain.accounts import ProviderKind
from dialer.domain.diagnosis import NextAction, Purpose, WasCalled
from dialer.domain.errors import (
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    SendError,
    UnknownReason,
)
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.services.explanations import Explainer

BOOKS: dict[ProviderKind, NxcloudCodeBook | AiccCodeBook] = {
    ProviderKind.NXCLOUD: NxcloudCodeBook(),
    ProviderKind.AICC: AiccCodeBook(),
}
EXPLAINER = Explainer(BOOKS)
UNREAD = [NotSentReason.BLOCKED]  # the guard's alone: no read meets it
FAILURES: list[tuple[SendError, ProviderKind]] = [
    *((NotSent(reason), ProviderKind.NXCLOUD) for reason in NotSentReason if reason not in UNREAD),
    *((OutcomeUnknown(reason), ProviderKind.AICC) for reason in UnknownReason),
    *(
        (Rejected(code, "words", http_status=200), kind)
        for kind, book in BOOKS.items()
        for code in sorted(book.documented_codes | {"4242", "HTTP 418"})
        if code != "0"  # a success is not refused
    ),
]


@pytest.mark.parametrize(("error", "provider"), FAILURES, ids=str)
def test_a_read_that_failed_speaks_of_no_call(error: SendError, provider: ProviderKind) -> None:
    diagnosis = EXPLAINER.explain_error(error, provider, purpose=Purpose.READ)
    assert diagnosis.was_called is WasCalled.NO
    step = diagnosis.next_step.casefold()
    for words in ("call again", "you call", "phone", "customer", "number"):
        assert words not in step
    assert diagnosis.action is not NextAction.CORRECT_NUMBER
    assert "dial-out" not in diagnosis.cause
    assert diagnosis.next_step.endswith(".")


def test_an_unknown_outcome_of_something_else_keeps_its_doubt() -> None:
    error = OutcomeUnknown(UnknownReason.CONNECTION_LOST)
    diagnosis = EXPLAINER.explain_error(error, ProviderKind.NXCLOUD)
    assert diagnosis.was_called is WasCalled.MAYBE
    assert "Check before you call again" in diagnosis.next_step
