"""Agents as a table model that filters and sorts ten thousand of them while one types."""

from __future__ import annotations

import enum
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.agents import Agent

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
# Named as lupdate knows it.
translate = QCoreApplication.translate


class AgentColumn(enum.IntEnum):
    """The columns, from the left."""

    NAME = 0
    ACCOUNT = 1
    SIP_NUMBER = 2
    GROUPS = 3
    COUNTRIES = 4
    RECORDING = 5
    STATUS = 6


class AgentRole(enum.IntEnum):
    """What the table asks of a cell beside its text."""

    IS_ENABLED = Qt.ItemDataRole.UserRole


class StatusFilter(enum.StrEnum):
    """Which agents are listed."""

    ALL = "all"
    ENABLED = "enabled"
    DISABLED = "disabled"


class _Row(NamedTuple):
    """An agent with everything that is asked for often, worked out once."""

    agent: Agent
    cells: tuple[str, ...]
    sought: str


class AgentsModel(QAbstractTableModel):
    """The agents that pass the filter, in the order of the chosen column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[_Row, ...] = ()
        self._shown: list[_Row] = []
        self._words: tuple[str, ...] = ()
        self._status = StatusFilter.ALL
        self._group = ""
        self._column = -1
        self._order = Qt.SortOrder.AscendingOrder

    def show_agents(self, agents: Sequence[Agent]) -> None:
        """Replaces the agents; filter and order stay."""
        self._rows = tuple(_row(agent) for agent in agents)
        self._show()

    def clear(self) -> None:
        """Takes the agents away."""
        self.show_agents(())

    def show_only(self, text: str, status: StatusFilter, group: str) -> None:
        """Filters.

        Args:
            text: every word of it must be in name, account, SIP number or a group, in any
                spelling of capitals and accents.
            status: which agents.
            group: name of the group they must be in; ``""`` for any.
        """
        wanted = (tuple(fold(text).split()), status, group)
        if wanted != (self._words, self._status, self._group):
            self._words, self._status, self._group = wanted
            self._show()

    @property
    def total(self) -> int:
        """How many agents there are, listed or not."""
        return len(self._rows)

    @property
    def shown_count(self) -> int:
        """How many agents are listed."""
        return len(self._shown)

    @property
    def titles(self) -> tuple[str, ...]:
        """What the columns are called, from the left."""
        return column_titles()

    @property
    def groups(self) -> list[str]:
        """The name of every group an agent is in, sorted."""
        return sorted({name for row in self._rows for name in row.agent.queues}, key=fold)

    @property
    def shown_cells(self) -> list[tuple[str, ...]]:
        """The texts of the rows listed now, in their order."""
        return [row.cells for row in self._shown]

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many agents are listed."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(AgentColumn)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text, the same for screen readers, or whether the agent is enabled."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._shown[index.row()]
        text = row.cells[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text or translate("agents", "{column}: not told").format(
                column=column_titles()[index.column()]
            )
        if role == AgentRole.IS_ENABLED:
            return row.agent.is_enabled
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title; what Status means as its tooltip."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(AgentColumn):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column_titles()[section]
        is_status = section == AgentColumn.STATUS
        if is_status and role in {
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleDescriptionRole,
        }:
            return status_meaning()
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorts by a column; -1 is the provider's own order. What is selected stays so."""
        self._column, self._order = column, order
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        agents = [self._shown[index.row()] for index in kept]
        self._shown = self._sorted(self._filtered())
        places = {id(row): place for place, row in enumerate(self._shown)}
        self.changePersistentIndexList(
            kept,
            [
                self.index(places[id(row)], index.column())
                for row, index in zip(agents, kept, strict=True)
            ],
        )
        self.layoutChanged.emit()

    def _show(self) -> None:
        self.beginResetModel()
        self._shown = self._sorted(self._filtered())
        self.endResetModel()

    def _filtered(self) -> list[_Row]:
        rows: Sequence[_Row] = self._rows
        for word in self._words:
            rows = [row for row in rows if word in row.sought]
        if self._status is not StatusFilter.ALL:
            enabled = self._status is StatusFilter.ENABLED
            rows = [row for row in rows if row.agent.is_enabled is enabled]
        if self._group:
            rows = [row for row in rows if self._group in row.agent.queues]
        return list(rows)

    def _sorted(self, rows: list[_Row]) -> list[_Row]:
        if self._column < 0:
            return rows
        descending = self._order is Qt.SortOrder.DescendingOrder
        return sorted(rows, key=_sort_key(AgentColumn(self._column)), reverse=descending)


def column_titles() -> tuple[str, ...]:
    """What the columns are called, from the left."""
    return (
        translate("agents", "Agent"),
        translate("agents", "Account"),
        translate("agents", "SIP number"),
        translate("agents", "Groups"),
        translate("agents", "Countries"),
        translate("agents", "Recording"),
        translate("agents", "Status"),
    )


def status_meaning() -> str:
    """Keeps Status from being taken for presence."""
    return translate(
        "agents",
        "Enabled means that the account may sign in. It does not tell whether the agent is online.",
    )


def status_note() -> str:
    """The same in one short line, to stand below the table."""
    return translate("agents", "Status says who may sign in, not who is online.")


def fold(text: str) -> str:
    """A text without capitals and accents, for comparing."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _row(agent: Agent) -> _Row:
    groups = ", ".join(agent.queues)
    status = translate("agents", "Enabled") if agent.is_enabled else translate("agents", "Disabled")
    cells = (
        agent.name,
        agent.account_name,
        agent.sip_number,
        groups,
        ", ".join(agent.countries),
        _recording_words(agent),
        status,
    )
    # The line break keeps a word from matching across two cells.
    sought = fold(f"{agent.name}\n{agent.account_name}\n{agent.sip_number}\n{groups}")
    return _Row(agent, cells, sought)


def _recording_words(agent: Agent) -> str:
    if agent.is_recorded is None:
        return ""
    if not agent.is_recorded:
        return translate("agents", "Off")
    if agent.recording_days is None:
        return translate("agents", "On")
    if agent.recording_days == 1:
        return translate("agents", "1 day")
    return translate("agents", "{days} days").format(days=agent.recording_days)


def _sort_key(column: AgentColumn) -> Callable[[_Row], tuple[int, str]]:
    if column is AgentColumn.STATUS:
        return lambda row: (not row.agent.is_enabled, "")
    if column is AgentColumn.RECORDING:
        return lambda row: (_recording_rank(row.agent), "")
    return lambda row: (0, fold(row.cells[column]))


def _recording_rank(agent: Agent) -> int:
    """Not told, off, on, then by how long recordings are kept."""
    if not agent.is_recorded:
        return -2 if agent.is_recorded is None else -1
    return agent.recording_days or 0
