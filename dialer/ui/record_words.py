"""The words people see for a provider's records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from dialer.domain.records import AnsweredFilter, EndedBy, RecordDirection
from dialer.services.records import RecordSource
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.records import CallRecord

# Named as lupdate knows it.
translate = QCoreApplication.translate
_S_PER_MINUTE = 60


def source_words(source: RecordSource) -> str:
    """What a list is called."""
    return {
        RecordSource.CALL_CENTRE: translate("records", "Call centre (NXCC)"),
        RecordSource.DIDS: translate("records", "DID numbers"),
        RecordSource.TWO_WAY: translate("records", "Two-way calls (AICC)"),
    }[source]


def source_note(source: RecordSource) -> str:
    """What to know about a list while reading it."""
    return {
        RecordSource.CALL_CENTRE: "",
        RecordSource.DIDS: translate(
            "records",
            "Days and times are the provider's own. It does not state their zone; UTC+8 is likely.",
        ),
        RecordSource.TWO_WAY: translate("records", "At most 7 days at a time."),
    }[source]


def direction_words(direction: RecordDirection) -> str:
    """Who called whom; ``""`` where the record does not say."""
    return {
        RecordDirection.INBOUND: translate("records", "Inbound"),
        RecordDirection.OUTBOUND: translate("records", "Outbound"),
        RecordDirection.AICC: translate("records", "AICC"),
        RecordDirection.UNKNOWN: "",
    }[direction]


def answered_filter_words(answered: AnsweredFilter) -> str:
    """Which records, as a choice."""
    return {
        AnsweredFilter.ALL: translate("records", "Answered: All"),
        AnsweredFilter.ANSWERED: translate("records", "Answered"),
        AnsweredFilter.UNANSWERED: translate("records", "Not answered"),
    }[answered]


def answered_words(record: CallRecord) -> tuple[str, Tone]:
    """Whether it was answered, as the words and tone of a pill; no words where untold."""
    if record.is_answered is None:
        return "", Tone.NEUTRAL
    if record.is_answered:
        return translate("records", "Answered"), Tone.OK
    return translate("records", "Not answered"), Tone.NEUTRAL


def ended_by_words(ended_by: EndedBy) -> str:
    """Who hung up, as far as the provider says."""
    return {
        EndedBy.AGENT: translate("records", "Agent"),
        EndedBy.CUSTOMER: translate("records", "Customer"),
        EndedBy.CALLER: translate("records", "Caller"),
        EndedBy.CALLEE: translate("records", "Called party"),
        EndedBy.UNKNOWN: "",
    }[ended_by]


def start_words(record: CallRecord) -> str:
    """When it began: in local time, or as the provider's clock showed it."""
    if record.started_ms is not None:
        return instant_words(record.started_ms)
    if record.server_time:
        return translate("records", "{time} server time").format(time=record.server_time)
    return ""


def start_in_short(record: CallRecord) -> str:
    """The same for a column: local time without the year where it is this one."""
    if record.started_ms is None:
        return record.server_time
    at = QDateTime.fromMSecsSinceEpoch(record.started_ms)
    if at.date().year() != QDate.currentDate().year():
        return instant_words(record.started_ms)
    return f"{QLocale().toString(at.date(), 'd MMM')} {at.toString('HH:mm:ss')}"


def instant_words(at_ms: int | None) -> str:
    """A moment in local time, e.g. ``2026-11-21 10:37:12``; ``""`` where there is none."""
    if at_ms is None:
        return ""
    return QDateTime.fromMSecsSinceEpoch(at_ms).toString("yyyy-MM-dd HH:mm:ss")


def seconds_words(seconds: int | None) -> str:
    """How long something took: ``43 s``, ``2:05 min``; ``""`` where it is untold."""
    if seconds is None:
        return ""
    if seconds < _S_PER_MINUTE:
        return translate("records", "{seconds} s").format(seconds=seconds)
    minutes, rest = divmod(seconds, _S_PER_MINUTE)
    return translate("records", "{minutes}:{seconds} min").format(
        minutes=QLocale().toString(minutes), seconds=f"{rest:02d}"
    )


def cause_words(record: CallRecord) -> str:
    """Why it ended: the provider's code and words verbatim, then what they mean."""
    verbatim = " ".join(filter(None, (record.hang_up_code, record.hang_up_words)))
    meaning = record.hang_up_meaning
    if meaning and meaning.casefold() == record.hang_up_words.casefold():
        meaning = ""
    return " — ".join(filter(None, (verbatim, meaning)))


def fields_of(record: CallRecord) -> list[tuple[str, str]]:
    """Every field that holds something, name and value, ours before the provider's own."""
    answered, _tone = answered_words(record)
    named = [
        (translate("records", "Start"), start_words(record)),
        (translate("records", "Direction"), direction_words(record.direction)),
        (translate("records", "Caller"), record.caller),
        (translate("records", "Called"), record.callee),
        (translate("records", "Agent"), record.agent),
        (translate("records", "Answered"), answered),
        (translate("records", "Answered at"), instant_words(record.answered_ms)),
        (translate("records", "Ended at"), instant_words(record.ended_ms)),
        (translate("records", "Waited in the queue"), seconds_words(record.queue_s)),
        (translate("records", "Rang"), seconds_words(record.ring_s)),
        (translate("records", "Talked"), seconds_words(record.talk_s)),
        (translate("records", "Ended by (a hint)"), ended_by_words(record.ended_by)),
        (translate("records", "Cause, code"), record.hang_up_code),
        (translate("records", "Cause, words"), record.hang_up_words),
        (translate("records", "Cause, meaning"), record.hang_up_meaning),
        (translate("records", "Call ID"), record.call_id),
        (translate("records", "Order ID"), record.order_id),
        (translate("records", "Task ID"), record.task_id),
        (translate("records", "Note"), record.note),
        (translate("records", "Price"), record.price),
    ]
    return [(name, value) for name, value in (*named, *record.details) if value]


def table_of(records: Sequence[CallRecord]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Titles and rows for an exported table: a column for every field some record holds."""
    rows = []
    titles: dict[str, None] = {}
    for record in records:
        cells = dict(fields_of(record))
        if record.recording_url:
            cells[translate("records", "Recording")] = record.recording_url
        titles.update(dict.fromkeys(cells))
        rows.append(cells)
    header = tuple(titles)
    return header, [tuple(cells.get(title, "") for title in header) for cells in rows]
