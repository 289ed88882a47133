"""Calls as the rows of an exported table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime

from dialer.domain.call_notes import NO_NOTE
from dialer.ui import call_words, words
from dialer.ui.error_text import translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.domain.call_notes import CallNote
    from dialer.domain.calls import Call


def column_titles() -> tuple[str, ...]:
    """What the columns are called, from the left."""
    return (
        translate("history", "Placed at"),
        translate("history", "Account"),
        translate("history", "Kind"),
        translate("history", "Number"),
        translate("history", "Caller ID"),
        translate("history", "Agent number"),
        translate("history", "Outcome"),
        translate("history", "Code"),
        translate("history", "Provider's words"),
        translate("history", "Call ID"),
        translate("history", "Request ID"),
        translate("history", "Outdial's ID"),
        translate("history", "Disposition"),
        translate("history", "Notes"),
        translate("history", "Call back at"),
    )


def call_row(call: Call, names: Mapping[str, str], note: CallNote = NO_NOTE) -> tuple[str, ...]:
    """A call's cells, in the order of the titles; times are local, the numbers are E.164."""
    outcome, _tone = words.outcome(call)
    event = call.outcome_event
    return (
        _moment(call.started_ms),
        call_words.account_words(call, names),
        call_words.kind_words(call.kind),
        call.callee,
        call.caller_id,
        call.agent_number,
        outcome,
        (event.code if event else None) or "",
        event.words if event else "",
        call.call_id or "",
        (event.request_id if event else None) or "",
        call.client_call_id,
        note.disposition,
        note.text,
        "" if note.call_back_ms is None else _moment(note.call_back_ms),
    )


def _moment(at_ms: int) -> str:
    return QDateTime.fromMSecsSinceEpoch(at_ms).toString("yyyy-MM-dd HH:mm:ss")
