"""What an outcome means: provider codes through their book, everything else from here."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.accounts import ProviderKind
from dialer.domain.calls import Call, CallKind, CallState, Settlement
from dialer.domain.diagnosis import Diagnosis, Mender, NextAction, Purpose, WasCalled
from dialer.domain.errors import (
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    SendError,
    UnknownReason,
)
from dialer.domain.tasks import BatchState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dialer.domain.calls import CallEvent
    from dialer.domain.ports import CodeBook
    from dialer.domain.tasks import Batch


def _not_sent(
    title: str, cause: str, mender: Mender, next_step: str, action: NextAction | None = None
) -> Diagnosis:
    return Diagnosis(
        was_called=WasCalled.NO,
        title=title,
        cause=cause,
        mender=mender,
        next_step=next_step,
        action=action,
    )


def _unknown(title: str, cause: str) -> Diagnosis:
    return Diagnosis(
        was_called=WasCalled.MAYBE,
        title=title,
        cause=cause,
        mender=Mender.NOBODY_NEEDED,
        next_step="Check before you call again: wait for the phones to ring, ask the customer, "
        "or look at the provider's records.",
    )


NOT_SENT: Mapping[NotSentReason, Diagnosis] = {
    NotSentReason.ADDRESS_NOT_FOUND: _not_sent(
        "the provider's address was not found",
        "This computer could not look up the provider's name. It may be offline.",
        Mender.IT,
        "Check the network connection, then try again.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.CONNECTION_REFUSED: _not_sent(
        "the provider's address refused the connection",
        "Nothing answers at the address and port of this account.",
        Mender.IT,
        "Check the address of the account. If it is right, try again in a minute.",
        NextAction.TEST_CONNECTION,
    ),
    NotSentReason.CONNECT_TIMEOUT: _not_sent(
        "the provider could not be reached in time",
        "No connection came about within the time allowed.",
        Mender.IT,
        "Check the network connection, then try again.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.POOL_TIMEOUT: _not_sent(
        "too many requests are waiting",
        "All connections were busy, or the provider asked for a pause, and this call would have "
        "come too late.",
        Mender.YOU,
        "Wait a few seconds, then try again.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.TLS_FAILED: _not_sent(
        "no secure connection",
        "The provider's certificate could not be checked. A company proxy may replace it.",
        Mender.IT,
        "Ask IT to add the proxy's certificate to this computer's trusted ones.",
    ),
    NotSentReason.PROXY_FAILED: _not_sent(
        "the proxy refused the connection",
        "A proxy between this computer and the provider did not let the request through.",
        Mender.IT,
        "Ask IT for the proxy settings of this network.",
    ),
    NotSentReason.NETWORK_UNREACHABLE: _not_sent(
        "no network",
        "This computer has no way to the provider. It may be offline.",
        Mender.IT,
        "Check the network connection, then try again.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.ADDRESS_NOT_ALLOWED: _not_sent(
        "the address is not allowed",
        "Keys travel only over https, and the Sandbox only to this computer.",
        Mender.SUPERVISOR,
        "Choose an address that starts with https:// for this account.",
        NextAction.EDIT_ACCOUNT,
    ),
    NotSentReason.REQUEST_UNUSABLE: _not_sent(
        "the account's settings hold characters that cannot be sent",
        "A key, a bizType, an action or a header holds something other than plain letters and "
        "digits.",
        Mender.SUPERVISOR,
        "Type these settings of the account again.",
        NextAction.EDIT_ACCOUNT,
    ),
    NotSentReason.CLOSED_BEFORE: _not_sent(
        "Outdial was closed first",
        "The program was closed before the request was made.",
        Mender.YOU,
        "Try again.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.STOPPED_BEFORE: _not_sent(
        "sending was stopped first",
        "It was paused or cancelled while the request waited for its turn.",
        Mender.YOU,
        "Go on whenever you like.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.SECRET_UNAVAILABLE: _not_sent(
        "the secret is not available",
        "It is not stored on this computer, or the keyring is locked.",
        Mender.YOU,
        "Unlock the keyring, or type the secret of this account again.",
        NextAction.EDIT_ACCOUNT,
    ),
    NotSentReason.SIGN_IN_FAILED: _not_sent(
        "no sign-in at the provider",
        "The provider's sign-in service gave no usable answer, so the request itself was never "
        "sent.",
        Mender.PROVIDER,
        "Try again in a minute. If it fails again, test the connection of this account.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.BLOCKED: _not_sent(
        "this number may not be called",
        "It is on a do-not-call list, in a country that may not be called, or an emergency, "
        "short or premium-rate number.",
        Mender.SUPERVISOR,
        "Call another number.",
        NextAction.CORRECT_NUMBER,
    ),
    NotSentReason.OUTSIDE_HOURS: _not_sent(
        "some of these people may not be called at this hour",
        "A task that may start by itself is sent only when it is a permitted hour for everybody in "
        "the batch. The hours are in Settings, Calling.",
        Mender.YOU,
        "Go on when the hours permit it, or make a task that is started by hand.",
    ),
    NotSentReason.NOT_RECORDED: _not_sent(
        "it could not be recorded first",
        "Nothing is sent before it is written to this computer's disk, and that failed.",
        Mender.IT,
        "Check that the disk is connected and has room, then go on.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.LIST_UNREADABLE: _not_sent(
        "the list's numbers could not be read",
        "The checked list is not stored on this computer as it was, or the disk failed.",
        Mender.IT,
        "Try again. If it fails again, check the list once more and make a new task of it.",
        NextAction.TRY_AGAIN,
    ),
    NotSentReason.ACCOUNT_UNUSABLE: _not_sent(
        "the account takes no tasks",
        "It was removed, or its team number was taken away.",
        Mender.SUPERVISOR,
        "Put the account back as it was, then go on.",
        NextAction.EDIT_ACCOUNT,
    ),
    NotSentReason.FIELD_UNUSABLE: _not_sent(
        "a setting or a number breaks a rule of the provider",
        "The provider's interface has no way to send it.",
        Mender.YOU,
        "Cancel this task, and make a new one with the value put right.",
    ),
    NotSentReason.PROGRAM_FAULT: _not_sent(
        "a fault in Outdial",
        "The program failed before anything was sent.",
        Mender.IT,
        "Try again. If it fails again, send the log to support.",
        NextAction.TRY_AGAIN,
    ),
}

UNKNOWN: Mapping[UnknownReason, Diagnosis] = {
    UnknownReason.NO_REPLY_IN_TIME: _unknown(
        "No answer came back in time", "The request had been sent."
    ),
    UnknownReason.CONNECTION_LOST: _unknown(
        "The connection dropped after the request was sent",
        "No reply came back.",
    ),
    UnknownReason.REPLY_CUT_SHORT: _unknown(
        "The reply was cut short", "The part that came back cannot be read."
    ),
    UnknownReason.REPLY_TOO_LARGE: _unknown(
        "The reply was too large to be a receipt", "Something other than the provider answered."
    ),
    UnknownReason.REPLY_UNREADABLE: _unknown(
        "The reply could not be read",
        "Something between this computer and the provider answered in its place.",
    ),
    UnknownReason.PROGRAM_STOPPED: _unknown(
        "Outdial stopped before the answer came",
        "The program or the computer stopped while the request was under way.",
    ),
    UnknownReason.PROGRAM_FAULT: _unknown(
        "A fault in Outdial after the request was made",
        "The program failed while the request was under way.",
    ),
}


_FAMILIES: Mapping[CallKind, ProviderKind] = {
    CallKind.DIAL_OUT: ProviderKind.NXCLOUD,
    CallKind.TWO_WAY: ProviderKind.AICC,
}


def _without_provider_time(diagnosis: Diagnosis) -> Diagnosis:
    if diagnosis.action is not NextAction.USE_PROVIDER_TIME:
        return diagnosis
    return replace(diagnosis, action=NextAction.TRY_AGAIN)


class Explainer:
    """Turns outcomes into diagnoses.

    Args:
        code_books: what each provider's codes mean.
        wait_left_ms: for how much longer an account's requests are held back.
        may_use_provider_time: tells of an account whether its requests may be signed with
            the provider's time, and are not yet.
    """

    def __init__(
        self,
        code_books: Mapping[ProviderKind, CodeBook],
        *,
        wait_left_ms: Callable[[str], int] = lambda _account_id: 0,
        may_use_provider_time: Callable[[str], bool] = lambda _account_id: False,
    ) -> None:
        self._code_books = code_books
        self._wait_left_ms = wait_left_ms
        self._may_use_provider_time = may_use_provider_time

    def explain_call(self, call: Call) -> Diagnosis | None:
        """The diagnosis of a call's outcome; None while there is nothing to explain.

        Each kind of call belongs to one family of interfaces, whose codes it ends with.
        """
        event = call.outcome_event
        if event is None:
            return None
        if call.state is CallState.REJECTED:
            diagnosis = self._explain_refusal(call, event)
            if self._may_use_provider_time(call.account_id):
                return diagnosis
            return _without_provider_time(diagnosis)
        if call.state is CallState.NOT_SENT:
            return NOT_SENT[NotSentReason(event.reason or NotSentReason.PROGRAM_FAULT)]
        if call.state is CallState.UNKNOWN:
            diagnosis = UNKNOWN[UnknownReason(event.reason or UnknownReason.PROGRAM_FAULT)]
            return replace(diagnosis, action=NextAction.CHECK_RECORDS)
        return None

    def blames_clock(self, call: Call) -> bool:
        """Tells whether a call was refused because of the time its request was signed with."""
        event = call.outcome_event
        if event is None or call.state is not CallState.REJECTED:
            return False
        return self._explain_refusal(call, event).action is NextAction.USE_PROVIDER_TIME

    def _explain_refusal(self, call: Call, event: CallEvent) -> Diagnosis:
        return self._code_books[_FAMILIES[call.kind]].explain(
            event.code or "",
            words=event.words,
            request_id=event.request_id,
            clock_offset_ms=event.clock_offset_ms,
            wait_s=math.ceil(self._wait_left_ms(call.account_id) / 1000),
        )

    def explain_batch(self, batch: Batch, provider: ProviderKind) -> Diagnosis | None:
        """The diagnosis of a task's batch as it is stored; None where it has none."""
        diagnosis = self._explain_last_request(batch, provider)
        if diagnosis is None or not batch.in_doubt or diagnosis.was_called is not WasCalled.NO:
            return diagnosis
        # That its last request called nobody says nothing of the one before it.
        step = "An earlier request for it may have arrived: look in the provider's portal first."
        return replace(diagnosis, was_called=WasCalled.MAYBE, next_step=step, action=None)

    def _explain_last_request(self, batch: Batch, provider: ProviderKind) -> Diagnosis | None:
        if batch.state is BatchState.REJECTED:
            diagnosis = self._code_books[provider].explain(
                batch.code, words=batch.words, request_id=batch.request_id
            )
            if diagnosis.action is not NextAction.CORRECT_NUMBER:
                return diagnosis
            step = (
                "If a setting is at fault, cancel this task and make a new one; else send the "
                "batch again, or skip it."
            )
            return replace(diagnosis, next_step=step)
        if batch.state is BatchState.NOT_SENT:
            diagnosis = NOT_SENT[NotSentReason(batch.reason or NotSentReason.PROGRAM_FAULT)]
            if diagnosis.action is not NextAction.TRY_AGAIN:
                return diagnosis
            return replace(diagnosis, next_step="Nobody was called: the batch may be sent again.")
        if batch.state is BatchState.UNKNOWN:
            diagnosis = UNKNOWN[UnknownReason(batch.reason or UnknownReason.PROGRAM_FAULT)]
            step = "Look in the provider's portal before any of these numbers is sent again."
            return replace(diagnosis, next_step=step)
        return None

    def rang_nobody(self, call: Call) -> bool:
        """Tells whether what is known of a call proves that no phone rang."""
        if call.settlement is not None:
            return call.settlement is Settlement.AGENT_SAYS_NOT_CALLED
        diagnosis = self.explain_call(call)
        return diagnosis is not None and diagnosis.was_called is WasCalled.NO

    def proves_nobody_called(self, error: SendError, provider: ProviderKind) -> bool:
        """Tells whether a request that failed with this has called nobody, for certain."""
        return self.explain_error(error, provider).was_called is WasCalled.NO

    def explain_error(
        self, error: SendError, provider: ProviderKind, *, purpose: Purpose = Purpose.CALL
    ) -> Diagnosis:
        """The diagnosis of a request that is in no journal of calls.

        Args:
            error: how the request ended.
            provider: whose codes it may have ended with.
            purpose: READ where nothing could ring: then nobody was called, and no word is
                about calling again.
        """
        if isinstance(error, Rejected):
            diagnosis = self._code_books[provider].explain(
                error.code,
                words=error.words,
                request_id=error.request_id,
                clock_offset_ms=error.clock_offset_ms,
                purpose=purpose,
            )
            # That step belongs to calls; the chip of the clock offers it for all else.
            return _without_provider_time(diagnosis)
        if isinstance(error, NotSent):
            diagnosis = NOT_SENT[error.reason]
        elif isinstance(error, OutcomeUnknown):
            diagnosis = UNKNOWN[error.reason]
        else:
            diagnosis = UNKNOWN[UnknownReason.PROGRAM_FAULT]
        return _of_read(diagnosis) if purpose is Purpose.READ else diagnosis


def _of_read(diagnosis: Diagnosis) -> Diagnosis:
    """The same where nothing could ring, so that it may simply be tried again."""
    if diagnosis.was_called is WasCalled.NO:
        return diagnosis
    return replace(
        diagnosis,
        was_called=WasCalled.NO,
        mender=Mender.IT,
        next_step="Try again in a minute. If it fails again, show IT these words.",
        action=NextAction.TRY_AGAIN,
    )
