"""The Agents page with its views and what stands between them and the services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QStackedWidget

from dialer.ui.agents_controller import AgentsController
from dialer.ui.loaded_agents import LoadedAgents
from dialer.ui.pages.agent_list import AgentList
from dialer.ui.pages.agents_page import AgentsPage, AgentsView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from dialer.domain.accounts import Account
    from dialer.domain.agents import Queue, QueueMember
    from dialer.services.queues import ChangeReport
    from dialer.ui.membership_controller import MembershipController
    from dialer.ui.queues_controller import QueuesController
    from dialer.ui.sections import SectionContext


class _TakesAccount(Protocol):
    def show_account(self, account: Account) -> None:
        """Takes the account in use."""


class AgentsSection:
    """Makes each view when it is first opened, and tells it of the account in use.

    Args:
        context: services, tasks and the way to the accounts.
    """

    def __init__(self, context: SectionContext) -> None:
        self._context = context
        self._account: Account | None = None
        self._loaded = LoadedAgents()
        self._controllers: list[_TakesAccount] = []
        self._list = AgentList()
        self._agents = AgentsController(self._list, self._loaded, context)
        self._controllers.append(self._agents)
        self._page = AgentsPage(
            {
                AgentsView.AGENTS: lambda: self._list,
                AgentsView.QUEUES: self._make_queues,
                AgentsView.STATES: self._make_states,
                AgentsView.EFFICIENCY: self._make_efficiency,
            }
        )

    @property
    def page(self) -> AgentsPage:
        """What the window shows."""
        return self._page

    def show_account(self, account: Account) -> None:
        """Takes the account in use; it may be the one it already has."""
        self._account = account
        for controller in self._controllers:
            controller.show_account(account)

    def _make_queues(self) -> QWidget:
        area = _QueuesArea(self._context, self._loaded, self._agents)
        self._keep(area)
        return area

    def _make_states(self) -> QWidget:
        from dialer.ui.pages.states_view import StatesView  # noqa: PLC0415 - when opened
        from dialer.ui.states_controller import StatesController  # noqa: PLC0415 - the same

        view = StatesView()
        self._keep(
            StatesController(
                view, self._loaded, self._context, load_agents=self._agents.load_if_needed
            )
        )
        return view

    def _make_efficiency(self) -> QWidget:
        from dialer.ui.efficiency_controller import (  # noqa: PLC0415 - when opened
            EfficiencyController,
        )
        from dialer.ui.pages.efficiency_view import EfficiencyView  # noqa: PLC0415 - the same

        view = EfficiencyView()
        self._keep(EfficiencyController(view, self._context))
        return view

    def _keep(self, controller: _TakesAccount) -> None:
        self._controllers.append(controller)
        if self._account is not None:
            controller.show_account(self._account)


class _QueuesArea(QStackedWidget):
    """The queues, or in their place the editor of one's members."""

    def __init__(
        self, context: SectionContext, loaded: LoadedAgents, agents: AgentsController
    ) -> None:
        from dialer.ui.membership_controller import (  # noqa: PLC0415 - when opened
            MembershipController,
        )
        from dialer.ui.pages.queue_editor import QueueEditor  # noqa: PLC0415 - the same
        from dialer.ui.pages.queue_list import QueueList  # noqa: PLC0415 - the same
        from dialer.ui.queues_controller import QueuesController  # noqa: PLC0415 - the same

        super().__init__()
        self._agents = agents
        self._list = QueueList()
        self._editor = QueueEditor()
        self.addWidget(self._list)
        self.addWidget(self._editor)
        self._queues: QueuesController = QueuesController(self._list, context, self._edit)
        self._members: MembershipController = MembershipController(
            self._editor,
            loaded,
            context,
            load_agents=agents.load_if_needed,
            close=self._close_editor,
        )

    def show_account(self, account: Account) -> None:
        self._members.show_account(account)
        self._queues.show_account(account)

    def _edit(self, queue: Queue, members: Sequence[QueueMember]) -> None:
        self._members.edit(queue, members)
        self.setCurrentWidget(self._editor)
        self._agents.load_if_needed()

    def _close_editor(self, queue: Queue, report: ChangeReport | None) -> None:
        self.setCurrentWidget(self._list)
        self._queues.show_change(queue, report)
        self._list.table.setFocus()
        if report is not None:
            # The list of agents names the queues of each.
            self._agents.forget_rows()
