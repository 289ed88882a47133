"""The first view of the Agents page: everyone the account's call centre lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.ui.models.agents import AgentsModel, status_note
from dialer.ui.pages.listing import Listing, ListingWords
from dialer.ui.widgets.agents_filter import AgentsFilter
from dialer.ui.widgets.agents_table import AgentsTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from dialer.domain.agents import Agent
    from dialer.ui.models.agents import ReadyAgents

# Named as lupdate knows it.
translate = QCoreApplication.translate


class AgentList(Listing):
    """Filters, lists and exports agents."""

    filter: AgentsFilter

    def __init__(self, parent: QWidget | None = None) -> None:
        self.model = AgentsModel()
        super().__init__(
            "agents",
            ListingWords(
                loading=translate("agents", "Loading agents"),
                no_match=translate("agents", "No agent matches"),
                no_match_body=translate(
                    "agents", "Agents that pass the filter above are listed here."
                ),
                note=status_note(),
            ),
            model=self.model,
            table=AgentsTable(self.model, translate("agents", "Agents")),
            bar=AgentsFilter(),
            parent=parent,
        )
        self.model.setParent(self)

    def show_agents(
        self, agents: Sequence[Agent], summary: str, ready: ReadyAgents | None = None
    ) -> None:
        """Replaces the rows; filter and order stay.

        Args:
            agents: whom to list.
            summary: one line: how many, from how many pages, when.
            ready: what was worked out of them before.
        """
        self.model.show_agents(agents, ready)
        self.filter.show_groups(self.model.groups)
        self.show_listed(summary)

    def _apply_filter(self) -> None:
        self.model.show_only(self.filter.text, self.filter.status, self.filter.group)
