"""Agents as a table model that filters and sorts ten thousand of them while one types."""

from __future__ import annotations

import enum
import unicodedata
from typing import TYPE_CHECKING, Final, TypeAlias

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


# What is asked for often of an agent, worked out once: its cells, what the filter looks into,
# whether it is enabled, its queues, and the rank of its recording. A plain tuple of plain
# values: the garbage collector takes those off its list, and does not stop the window to
# look through ten thousand of them.
_Row: TypeAlias = tuple[tuple[str, ...], str, bool, tuple[str, ...], int]
_CELLS: Final = 0
_SOUGHT: Final = 1
_ENABLED: Final = 2
_QUEUES: Final = 3
_RANK: Final = 4


class ReadyAgents:
    """Agents made ready to be listed, page by page: ten thousand at once would take 90 ms."""

    def __init__(self) -> None:
        # By identity, so the agents are kept alive beside them.
        self._rows: dict[int, _Row] = {}
        self._agents: list[Agent] = []

    def add(self, agents: Sequence[Agent]) -> None:
        """Makes a few more ready."""
        self._agents += agents
        self._rows.update((id(agent), _row(agent)) for agent in agents)

    def row_of(self, agent: Agent) -> _Row:
        """What was worked out, or is now."""
        return self._rows.get(id(agent)) or _row(agent)


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

    def show_agents(self, agents: Sequence[Agent], ready: ReadyAgents | None = None) -> None:
        """Replaces the agents; filter and order stay.

        Args:
            agents: whom to list.
            ready: what was worked out of them before.
        """
        row_of = ready.row_of if ready is not None else _row
        self._rows = tuple(map(row_of, agents))
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
        return sorted({name for row in self._rows for name in row[_QUEUES]}, key=fold)

    @property
    def shown_cells(self) -> list[tuple[str, ...]]:
        """The texts of the rows listed now, in their order."""
        return [row[_CELLS] for row in self._shown]

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
        text = row[_CELLS][index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text or translate("agents", "{column}: not told").format(
                column=column_titles()[index.column()]
            )
        if role == AgentRole.IS_ENABLED:
            return row[_ENABLED]
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
            rows = [row for row in rows if word in row[_SOUGHT]]
        if self._status is not StatusFilter.ALL:
            enabled = self._status is StatusFilter.ENABLED
            rows = [row for row in rows if row[_ENABLED] is enabled]
        if self._group:
            rows = [row for row in rows if self._group in row[_QUEUES]]
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
    return cells, sought, agent.is_enabled, agent.queues, _recording_rank(agent)


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
        return lambda row: (not row[_ENABLED], "")
    if column is AgentColumn.RECORDING:
        return lambda row: (row[_RANK], "")
    return lambda row: (0, fold(row[_CELLS][column]))


def _recording_rank(agent: Agent) -> int:
    """Not told, off, on, then by how long recordings are kept."""
    if not agent.is_recorded:
        return -2 if agent.is_recorded is None else -1
    return agent.recording_days or 0
