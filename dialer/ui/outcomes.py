"""What the result card says about a call, a question or a problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.calls import CallEventKind, CallKind, CallState, Settlement
from dialer.domain.diagnosis import WasCalled
from dialer.domain.guard import ConcernKind
from dialer.ui import words
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QDate

    from dialer.domain.calls import Call
    from dialer.domain.diagnosis import Diagnosis, NextAction
    from dialer.domain.guard import Concern

# Named as lupdate knows it.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything one state of the result card shows.

    Attributes:
        tone: its colour.
        icon: name of the icon before the title.
        title: a few bold words.
        body: sentences; a line break starts a new paragraph.
        call_id: the provider's id, shown with a button that copies it.
        fine_print: code, request id and the provider's own words.
        details: what "Copy details" copies; ``""`` shows no such button.
        action: the next step as a button.
        is_question: shows "Call" and "Cancel".
        yes_words: on the button that says yes, in place of "Call".
        is_moving: something is under way.
        talking_since_ms: shows how long they have talked since then, in ms since the epoch.
    """

    tone: Tone
    icon: str
    title: str
    body: str = ""
    call_id: str = ""
    fine_print: str = ""
    details: str = ""
    action: NextAction | None = None
    is_question: bool = False
    yes_words: str = ""
    is_moving: bool = False
    talking_since_ms: int | None = None


def sending(call: Call) -> Outcome:
    """The request is on its way."""
    number = words.display_number(call.callee)
    return Outcome(
        tone=Tone.ACCENT,
        icon="phone",
        title=translate("outcomes", "Sending request"),
        body=translate("outcomes", "Asking the provider to call {number}.").format(number=number),
        is_moving=True,
    )


def of_call(call: Call, diagnosis: Diagnosis | None, *, is_followed: bool = False) -> Outcome:
    """What is known of a call now.

    Args:
        call: the call.
        diagnosis: what its outcome means; None where it was accepted.
        is_followed: whether the provider is still asked how it goes.
    """
    if call.state is CallState.REQUESTING:
        return sending(call)
    if call.settlement is not None:
        return _settled(call, call.settlement)
    if call.state in {CallState.REJECTED, CallState.NOT_SENT, CallState.UNKNOWN}:
        return _failed(call, diagnosis)
    if call.kind is CallKind.TWO_WAY:
        from dialer.ui.two_way_outcomes import of_two_way  # noqa: PLC0415 - it builds on this one

        return of_two_way(call, is_followed=is_followed)
    if call.state is CallState.ACCEPTED:
        return _accepted(call)
    text, tone = words.outcome(call)
    return Outcome(tone=tone, icon="phone", title=text, call_id=call.call_id or "")


def _accepted(call: Call) -> Outcome:
    sentences = [words.ring_sentence(call.leg_order), words.delay_sentence(call.delay_ms)]
    if not call.call_id:
        sentences.append(translate("outcomes", "The provider gave no call ID."))
    return Outcome(
        tone=Tone.OK,
        icon="check",
        title=translate("outcomes", "Call accepted"),
        body=" ".join(sentence for sentence in sentences if sentence),
        call_id=call.call_id or "",
        fine_print=called_number(call),
    )


def _settled(call: Call, settlement: Settlement) -> Outcome:
    """What was found out after no answer had come."""
    title, body = {
        Settlement.IN_RECORDS: (
            translate("outcomes", "Called"),
            translate("outcomes", "The call is in the provider's records."),
        ),
        Settlement.PROBABLY_IN_RECORDS: (
            translate("outcomes", "Called, as far as records tell"),
            translate(
                "outcomes",
                "The provider's records hold a call between these numbers at that time."
                " They name no call ID, so it is probable and not certain.",
            ),
        ),
        Settlement.AGENT_SAYS_CALLED: (
            translate("outcomes", "Called"),
            translate("outcomes", "You said that it rang."),
        ),
        Settlement.AGENT_SAYS_NOT_CALLED: (
            translate("outcomes", "Not called"),
            translate("outcomes", "You said that nobody was called."),
        ),
    }[settlement]
    _words, tone = words.settlement_words(settlement)
    said = next(e.words for e in reversed(call.events) if e.kind is CallEventKind.SETTLED)
    return Outcome(
        tone=tone,
        icon="check" if tone is Tone.OK else "info",
        title=title,
        body=body,
        call_id=call.call_id or "",
        fine_print="\n".join(filter(None, (called_number(call), said))),
    )


def called_number(call: Call) -> str:
    """Whom a result is about: the field above it may hold another number by now."""
    number = words.display_number(call.callee)
    return f"{number} · {words.time_words(call.started_ms)}"


def _failed(call: Call, diagnosis: Diagnosis | None) -> Outcome:
    tone, icon = {
        CallState.REJECTED: (Tone.BAD, "x"),
        CallState.NOT_SENT: (Tone.NEUTRAL, "info"),
        CallState.UNKNOWN: (Tone.WARN, "warning"),
    }[call.state]
    title, body = _failure_words(call, diagnosis)
    fine_print = _fine_print(call, diagnosis)
    about = called_number(call)
    details = "\n".join(
        (f"{title}", body, "", about, f"ID {call.client_call_id}", fine_print)
    ).strip()
    return Outcome(
        tone=tone,
        icon=icon,
        title=title,
        body=body,
        call_id=call.call_id or "",
        fine_print="\n".join(filter(None, (about, fine_print))),
        details=details,
        action=diagnosis.action if diagnosis else None,
    )


def _failure_words(call: Call, diagnosis: Diagnosis | None) -> tuple[str, str]:
    """Title and body, in the order an agent asks: called? what? who mends it? what next?"""
    known = diagnosis.title if diagnosis else ""
    event = call.outcome_event or call.last_event
    code = (diagnosis.code if diagnosis else None) or event.code
    if call.state is CallState.REJECTED:
        is_certain = diagnosis is None or diagnosis.was_called is WasCalled.NO
        words_of_title = (
            translate("outcomes", "Not called: {reason}")
            if is_certain
            else translate("outcomes", "Rejected: {reason}")
        )
        title = words_of_title.format(reason=known or translate("outcomes", "the provider refused"))
        title = f"{title} ({code})" if code else title
    elif call.state is CallState.NOT_SENT:
        title = translate("outcomes", "Not sent: {reason}").format(
            reason=known or translate("outcomes", "the provider was not reached")
        )
    else:
        title = translate("outcomes", "May have been called")
    if diagnosis is None:
        called = {CallState.UNKNOWN: WasCalled.MAYBE}.get(call.state, WasCalled.NO)
        return title, words.was_called_sentence(called)
    first = [words.was_called_sentence(diagnosis.was_called), diagnosis.cause]
    if call.state is CallState.UNKNOWN and known:
        first.insert(1, f"{known}.")
    then = [words.mender_sentence(diagnosis.mender), diagnosis.next_step]
    lines = (" ".join(filter(None, first)), " ".join(filter(None, then)))
    return title, "\n".join(filter(None, lines))


def _fine_print(call: Call, diagnosis: Diagnosis | None) -> str:
    event = call.outcome_event or call.last_event
    request_id = (diagnosis.request_id if diagnosis else None) or event.request_id
    said = (diagnosis.provider_words if diagnosis else "") or event.words
    lines = []
    if said and call.state is CallState.REJECTED:
        lines.append(translate("outcomes", "Provider: “{words}”").format(words=said))
    elif said:
        lines.append(f"“{said}”")
    if request_id:
        lines.append(f"reqId {request_id}")
    return "\n".join(lines)


def of_concerns(concerns: Sequence[Concern], number: str, *, today: QDate | None = None) -> Outcome:
    """The question before a call, or the refusal of one.

    Args:
        concerns: what speaks against it, the gravest first.
        number: the number, as shown.
        today: the current day, in local time.
    """
    blocking = [concern for concern in concerns if concern.blocks]
    told = blocking or concerns
    body = "\n".join(words.concern_sentence(concern, today=today) for concern in told)
    if blocking:
        title = translate("outcomes", "Not called: {number}").format(number=number)
        return Outcome(tone=Tone.BAD, icon="x", title=title, body=body)
    title = translate("outcomes", "Call {number}?").format(number=number)
    needs_time = any(concern.kind is ConcernKind.CLOCK_OFF for concern in concerns)
    return Outcome(
        tone=Tone.ACCENT,
        icon="question",
        title=title,
        body=body,
        is_question=True,
        yes_words=translate("outcomes", "Use provider time and call") if needs_time else "",
    )


def of_problem(title: str, sentence: str, action: NextAction | None) -> Outcome:
    """Something else went wrong before a call could be tried."""
    details = f"{title}\n{sentence}".strip()
    return Outcome(
        tone=Tone.BAD, icon="warning", title=title, body=sentence, action=action, details=details
    )
