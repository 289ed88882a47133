"""Recent calls as a list model; what a row needs is worked out when it is painted."""

from __future__ import annotations

import enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dialer.domain.calls import CallState
from dialer.ui import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.calls import Call
    from dialer.ui.theme import Tone

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RecentRole(enum.IntEnum):
    """What the list view asks of a row beside its text."""

    CALL = Qt.ItemDataRole.UserRole
    ROW = Qt.ItemDataRole.UserRole + 1


class RecentRow(NamedTuple):
    """A call in the words of its row.

    Attributes:
        badge: two letters for the circle: the number's country, or ``?``.
        number: the customer's number, as shown.
        mark: a word that sets the call apart, e.g. ``Sandbox``, or ``""``.
        origin: the number it was called from.
        outcome: words of the pill.
        tone: tone of the pill.
        when: time, and how long the request took or they talked.
        talking_since_ms: in ms since the epoch while they talk, else None.
    """

    badge: str
    number: str
    mark: str
    origin: str
    outcome: str
    tone: Tone
    when: str
    talking_since_ms: int | None = None


class RecentCallsModel(QAbstractListModel):
    """The newest calls, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: tuple[Call, ...] = ()

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Replaces the rows; a call that only changed its state keeps its place."""
        fresh = tuple(calls)
        same_rows = [c.client_call_id for c in fresh] == [c.client_call_id for c in self._calls]
        if same_rows and fresh:
            self._calls = fresh
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._calls = fresh
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many calls there are."""
        return 0 if parent.isValid() else len(self._calls)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row as a sentence for screen readers, the call itself, or the row's parts."""
        if not index.isValid() or index.row() >= len(self._calls):
            return None
        call = self._calls[index.row()]
        if role == RecentRole.CALL:
            return call
        if role == RecentRole.ROW:
            return recent_row(call)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return row_sentence(recent_row(call))
        return None


def row_sentence(row: RecentRow) -> str:
    """A row for screen readers."""
    return ", ".join(filter(None, (row.number, row.mark, row.outcome, row.when)))


@lru_cache(maxsize=256)
def recent_row(call: Call) -> RecentRow:
    """The words of a call's row."""
    text, tone = words.outcome(call)
    when = words.clock_time(call.started_ms)
    outcome_event = call.outcome_event
    if call.state is CallState.ACCEPTED and outcome_event is not None:
        took_ms = outcome_event.at_ms - call.started_ms
        when = f"{when} · {words.duration_words(took_ms)}"
    elif call.talked_ms is not None:
        when = f"{when} · {words.talk_time(call.talked_ms)}"
    is_talking = call.state is CallState.TALKING
    return RecentRow(
        badge=words.region_of(call.callee) or "?",
        number=words.display_number(call.callee),
        mark=words.sandbox_mark(call.account_id),
        origin=words.origin(call),
        outcome=text,
        tone=tone,
        when=when,
        talking_since_ms=call.talking_since_ms if is_talking else None,
    )
