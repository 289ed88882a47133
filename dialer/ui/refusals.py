"""What kept something from being read at a provider, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.diagnosis import Purpose
from dialer.domain.errors import SendError
from dialer.ui.error_text import ErrorText, describe, translate

if TYPE_CHECKING:
    from dialer.domain.accounts import ProviderKind
    from dialer.domain.diagnosis import Diagnosis
    from dialer.services.explanations import Explainer


def read_failure(error: BaseException, explainer: Explainer, provider: ProviderKind) -> ErrorText:
    """Title and sentences of an error that a read ended with.

    Args:
        error: the error.
        explainer: knows codes.
        provider: whose codes they are.
    """
    if not isinstance(error, SendError):
        return describe(error)
    return _decoded(explainer.explain_error(error, provider, purpose=Purpose.READ))


def _decoded(diagnosis: Diagnosis) -> ErrorText:
    """Nobody can have been called, so it says what happened and what to do."""
    title = diagnosis.title[:1].upper() + diagnosis.title[1:]
    if diagnosis.code:
        title = f"{title} ({diagnosis.code})"
    said = f"“{diagnosis.provider_words}”" if diagnosis.provider_words else ""
    request_id = (
        translate("errors", "Request ID {request_id}").format(request_id=diagnosis.request_id)
        if diagnosis.request_id
        else ""
    )
    sentences = f"{diagnosis.cause} {diagnosis.next_step}"
    return ErrorText(title, "\n".join(filter(None, (sentences, said, request_id))))
