"""The words people see for a call of the past: its kind, its timeline, what was found of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from dialer.domain.calls import CallEventKind, CallKind, CallState, EndCause, Settlement
from dialer.domain.errors import UnknownReason
from dialer.domain.guard import ConcernKind
from dialer.domain.matching import Doubt, Fit
from dialer.ui import words
from dialer.ui.end_words import ended_title
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.domain.calls import Call, CallEvent
    from dialer.domain.matching import Candidate

# Named as lupdate knows it.
translate = QCoreApplication.translate

_MS_PER_S = 1000
_S_PER_MINUTE = 60


class TimelineLine(NamedTuple):
    """One line of a timeline.

    Attributes:
        when: time of day to the millisecond, with the day where it is another one.
        words: what happened.
    """

    when: str
    words: str


def kind_words(kind: CallKind) -> str:
    """Which of the product's calls it was."""
    return {
        CallKind.DIAL_OUT: translate("calls", "Dial-out"),
        CallKind.TWO_WAY: translate("calls", "Two-way call"),
    }[kind]


def account_words(call: Call, names: Mapping[str, str]) -> str:
    """The name of the account a call was placed through."""
    return names.get(call.account_id) or translate("calls", "Removed account")


def moment_words(at_ms: int, *, today: QDate | None = None) -> str:
    """Day and time to the second, e.g. ``today 10:37:12``."""
    at = QDateTime.fromMSecsSinceEpoch(at_ms)
    day = words.time_words(at_ms, today=today).rpartition(" ")[0]
    now = today or QDate.currentDate()
    if at.date().year() != now.year():
        day = QLocale().toString(at.date(), "d MMM yyyy")
    return f"{day} {at.toString('HH:mm:ss')}"


def row_time(call: Call, *, today: QDate | None = None) -> str:
    """When a call was placed, as short as the day allows."""
    at = QDateTime.fromMSecsSinceEpoch(call.started_ms)
    now = today or QDate.currentDate()
    if at.date() == now:
        return words.clock_time(call.started_ms)
    if at.date().year() != now.year():
        return QLocale().toString(at.date(), "d MMM yyyy")
    return words.time_words(call.started_ms, today=now)


def span_words(span_ms: int) -> str:
    """How long something took, as coarse as it may be: ``12 s``, ``3 min``, ``2 h 5 min``."""
    seconds = max(0, round(span_ms / _MS_PER_S))
    if seconds < 2 * _S_PER_MINUTE:
        return translate("calls", "{seconds} s").format(seconds=seconds)
    minutes = seconds // _S_PER_MINUTE
    if minutes < 2 * _S_PER_MINUTE:
        return translate("calls", "{minutes} min").format(minutes=minutes)
    hours = minutes // _S_PER_MINUTE
    if hours < 48:  # noqa: PLR2004 - two days
        return translate("calls", "{hours} h").format(hours=hours)
    return translate("calls", "{days} days").format(days=hours // 24)


def timeline(call: Call, meaning: str = "") -> list[TimelineLine]:
    """What happened to a call, oldest first.

    Args:
        call: the call.
        meaning: what its outcome means in a few words, where it was rejected or not sent.
    """
    first = QDateTime.fromMSecsSinceEpoch(call.started_ms).date()
    lines = []
    for event in call.events:
        at = QDateTime.fromMSecsSinceEpoch(event.at_ms)
        when = at.toString("HH:mm:ss.zzz")
        if at.date() != first:
            when = f"{QLocale().toString(at.date(), 'd MMM')} {when}"
        lines.append(TimelineLine(when, _event_words(call, event, meaning)))
    return lines


def _event_words(call: Call, event: CallEvent, meaning: str) -> str:
    plain = {
        CallEventKind.SIGNED: translate("calls", "signed"),
        CallEventKind.ACCEPTED: translate("calls", "accepted"),
        CallEventKind.FOUND: translate("calls", "found in the provider's records"),
        CallEventKind.RINGING: translate("calls", "ringing"),
        CallEventKind.TALKING: translate("calls", "talking"),
    }
    if event.kind in plain:
        return plain[event.kind]
    if event.kind is CallEventKind.OUTCOME_UNKNOWN:
        return _unknown(call, event)
    if event.kind is CallEventKind.REJECTED:
        reason = " ".join(filter(None, (event.code, meaning)))
        return translate("calls", "rejected: {reason}").format(reason=reason)
    if event.kind is CallEventKind.NOT_SENT:
        return translate("calls", "not sent: {reason}").format(reason=meaning or event.reason)
    return {
        CallEventKind.RECORDED: _recorded,
        CallEventKind.SENT: _sent,
        CallEventKind.ENDED: _ended,
        CallEventKind.SETTLED: _settled,
    }[event.kind](event)


def _recorded(event: CallEvent) -> str:
    answered = {
        ConcernKind.UNKNOWN_OUTCOME: translate("calls", "an earlier outcome is unknown"),
        ConcernKind.CALLED_RECENTLY: translate("calls", "called recently"),
        ConcernKind.IN_TASK: translate("calls", "in a running task"),
        ConcernKind.NEW_COUNTRY: translate("calls", "first call to the country"),
        ConcernKind.OUTSIDE_HOURS: translate("calls", "outside the permitted hours"),
        ConcernKind.FROM_OUTSIDE: translate(
            "calls", "the number came from a link or the clipboard"
        ),
        ConcernKind.CLOCK_OFF: translate("calls", "this computer's clock was off"),
    }
    asked = [answered[kind] for kind in answered if kind in (event.reason or "").split(",")]
    if not asked:
        return translate("calls", "recorded")
    return translate("calls", "recorded; asked first and called anyway: {reasons}").format(
        reasons=", ".join(asked)
    )


def _sent(event: CallEvent) -> str:
    if event.byte_count is None:
        return translate("calls", "sent")
    return translate("calls", "sent ({count} bytes)").format(count=event.byte_count)


def _settled(event: CallEvent) -> str:
    settled, _tone = words.settlement_words(Settlement(event.reason or ""))
    said = translate("calls", "settled: {words}").format(words=settled)
    return f"{said}\n{event.words}" if event.words else said


def _unknown(call: Call, event: CallEvent) -> str:
    if event.reason == UnknownReason.NO_REPLY_IN_TIME:
        began = next(
            (e.at_ms for e in call.events if e.kind is CallEventKind.SENT), call.started_ms
        )
        return translate("calls", "no answer in {time}").format(
            time=span_words(event.at_ms - began)
        )
    return {
        UnknownReason.CONNECTION_LOST: translate("calls", "connection lost, no answer"),
        UnknownReason.REPLY_CUT_SHORT: translate("calls", "the answer was cut short"),
        UnknownReason.REPLY_TOO_LARGE: translate("calls", "the answer was too large to read"),
        UnknownReason.REPLY_UNREADABLE: translate("calls", "the answer could not be read"),
        UnknownReason.PROGRAM_STOPPED: translate("calls", "Outdial had stopped before the answer"),
    }.get(UnknownReason(event.reason or ""), translate("calls", "a fault in Outdial"))


def _ended(event: CallEvent) -> str:
    cause = EndCause(event.reason) if event.reason else None
    title = ended_title(cause)
    words_of_end = title[:1].lower() + title[1:]
    return f"{words_of_end} ({event.code})" if event.code else words_of_end


def fit_words(candidate: Candidate) -> tuple[str, Tone]:
    """How well a record fits, as the words and tone of a pill."""
    return {
        Fit.SURE: (translate("calls", "This call"), Tone.OK),
        Fit.LIKELY: (translate("calls", "Fits"), Tone.OK),
        Fit.POSSIBLE: (translate("calls", "Possible"), Tone.WARN),
    }[candidate.fit]


def candidate_title(candidate: Candidate) -> str:
    """When the record says the call began, by the clock that says it."""
    record = candidate.record
    if record.started_ms is not None:
        return moment_words(record.started_ms)
    if record.server_time:
        return translate("calls", "{time} server time").format(time=record.server_time)
    return translate("calls", "No time told")


def candidate_details(candidate: Candidate) -> str:
    """How it went, how far it is from the call, and what speaks against it."""
    record = candidate.record
    parts = []
    if record.talk_s:
        parts.append(
            translate("calls", "talked {time}").format(time=span_words(record.talk_s * _MS_PER_S))
        )
    elif record.is_answered is False:
        parts.append(translate("calls", "not answered"))
    if candidate.offset_ms is not None and Doubt.OTHER_ZONE not in candidate.doubts:
        parts.append(_apart(candidate.offset_ms))
    parts += [_doubt_words(doubt) for doubt in candidate.doubts if doubt is not Doubt.TIME_APART]
    return " · ".join(parts)


def _apart(offset_ms: int) -> str:
    if abs(offset_ms) < 2 * _MS_PER_S:
        return translate("calls", "at the time of the call")
    template = (
        translate("calls", "{time} after the request")
        if offset_ms > 0
        else translate("calls", "{time} before the request")
    )
    return template.format(time=span_words(abs(offset_ms)))


def _doubt_words(doubt: Doubt) -> str:
    return {
        Doubt.TIME_APART: translate("calls", "not at the same time"),
        Doubt.OTHER_ZONE: translate("calls", "fits if their clock is in another time zone"),
        Doubt.NO_TIME: translate("calls", "tells no time"),
        Doubt.NUMBER_TAIL: translate("calls", "only the end of a number is the same"),
        Doubt.OTHER_CALL: translate("calls", "fits another call of yours better"),
    }[doubt]


def can_call_again(call: Call) -> bool:
    """Tells whether the number may be brought back: not while its request is under way."""
    return call.state is not CallState.REQUESTING
