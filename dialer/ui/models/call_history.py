"""Calls of the past as a list model that grows page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dialer.ui import call_words, words
from dialer.ui.models.recent_calls import RecentRole, RecentRow, recent_row, row_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dialer.domain.calls import Call

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CallHistoryModel(QAbstractListModel):
    """The calls loaded so far, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: list[Call] = []
        self._names: Mapping[str, str] = {}

    def name_accounts(self, names: Mapping[str, str]) -> None:
        """Takes the names of accounts by their ids."""
        self._names = names
        if self._calls:
            self.dataChanged.emit(self.index(0), self.index(len(self._calls) - 1))

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Replaces the rows."""
        self.beginResetModel()
        self._calls = list(calls)
        self.endResetModel()

    def add_calls(self, calls: Sequence[Call]) -> None:
        """Adds older calls at the end; one that is there already is left out."""
        known = {call.client_call_id for call in self._calls}
        fresh = [call for call in calls if call.client_call_id not in known]
        if fresh:
            first = len(self._calls)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._calls += fresh
            self.endInsertRows()

    def put(self, call: Call) -> None:
        """Shows a change of a call in its row, or a new call at the top."""
        row = self.row_of(call.client_call_id)
        if row is not None:
            self._calls[row] = call
            self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._calls.insert(0, call)
        self.endInsertRows()

    def remove(self, client_call_id: str) -> None:
        """Takes a call's row away, where there is one."""
        row = self.row_of(client_call_id)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._calls[row]
            self.endRemoveRows()

    def row_of(self, client_call_id: str) -> int | None:
        """Where a call is; None where it is not listed."""
        rows = (row for row, c in enumerate(self._calls) if c.client_call_id == client_call_id)
        return next(rows, None)

    def call_at(self, row: int) -> Call:
        """The call of a row.

        Raises:
            IndexError: there is no such row.
        """
        return self._calls[row]

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many calls are loaded."""
        return 0 if parent.isValid() else len(self._calls)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row as a sentence for screen readers, the call itself, or the row's parts."""
        if not index.isValid() or index.row() >= len(self._calls):
            return None
        call = self._calls[index.row()]
        if role == RecentRole.CALL:
            return call
        if role == RecentRole.ROW:
            return self._row(call)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return row_sentence(self._row(call))
        return None

    def _row(self, call: Call) -> RecentRow:
        account = call_words.account_words(call, self._names)
        kind = call_words.kind_words(call.kind)
        # The mark says already that it was the Sandbox.
        row = recent_row(call)
        origin = kind if row.mark else f"{account} · {kind}"
        took = row.when.removeprefix(words.clock_time(call.started_ms))
        when = f"{call_words.row_time(call)}{took}"
        return row._replace(origin=origin, when=when, talking_since_ms=None)
