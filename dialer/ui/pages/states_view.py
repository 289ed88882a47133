"""The view of time in states: how long agents were busy, calling, at lunch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLineEdit

from dialer.ui.models.figures import make_figures_model
from dialer.ui.pages.figure_list import FigureList
from dialer.ui.pages.listing import ListingWords

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from dialer.ui.widgets.listing_bar import ListingBar

_NAME = "agents.states"
_EVERYONE, _ONE = "everyone", "one"
_AGENT_WIDTH = 320
# Named as lupdate knows it.
translate = QCoreApplication.translate


class StatesView(FigureList):
    """Time in states of everyone in the list of agents, or of one agent.

    Signals:
        choice_changed: other agents or another span are chosen.
    """

    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._agent = QLineEdit()
        super().__init__(
            _NAME,
            ListingWords(
                loading=translate("agents", "Loading time in states"),
                no_match=translate("agents", "No agent matches"),
                no_match_body=translate(
                    "agents", "Agents that pass the filter above are listed here."
                ),
                note=translate(
                    "agents", "Totals over the span. They do not tell what agents are doing now."
                ),
            ),
            model=make_figures_model(sums_up=True),
            title=translate("agents", "Time in states"),
            parent=parent,
        )
        self.span.chosen.connect(self.choice_changed)
        self._who.currentIndexChanged.connect(lambda _at: self._choose())
        self._agent.returnPressed.connect(self.filter.refresh.click)

    @property
    def agent_name(self) -> str | None:
        """The account or SIP number typed; None where everyone is meant."""
        return self._agent.text().strip() if self._who.currentData() == _ONE else None

    def focus_agent(self) -> None:
        """Takes the keyboard to where the agent is typed."""
        self._agent.setFocus()

    def _add_menus(self, name: str, bar: ListingBar) -> None:
        self._who = bar.add_menu(f"{name}.who", translate("agents", "Agents"))
        self._who.addItem(translate("agents", "All agents"), _EVERYONE)
        self._who.addItem(translate("agents", "One agent"), _ONE)

    def _choose(self) -> None:
        is_one = self.agent_name is not None
        self._agent.setVisible(is_one)
        if is_one:
            self._agent.setFocus()
        else:
            self.choice_changed.emit()

    def _place_choices(self, column: QVBoxLayout) -> None:
        self._agent.setObjectName(f"{_NAME}.agent")
        self._agent.setPlaceholderText(translate("agents", "Account or SIP number of the agent"))
        self._agent.setAccessibleName(translate("agents", "Agent"))
        self._agent.setMaximumWidth(_AGENT_WIDTH)
        column.addWidget(self._agent)
        self._agent.hide()
        super()._place_choices(column)
