"""The Agents page: who there is, in which queues, how they spend their time, what came of it."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SWITCH_WIDTH = 520


class AgentsView(enum.StrEnum):
    """What the page may show."""

    AGENTS = "agents"
    QUEUES = "queues"
    STATES = "states"
    EFFICIENCY = "efficiency"


class AgentsPage(QWidget):
    """Shows one view at a time; each is made when it is first opened.

    Args:
        factories: what makes each view.

    Signals:
        view_changed: the AgentsView now shown.
    """

    view_changed = Signal(object)

    def __init__(
        self,
        factories: Mapping[AgentsView, Callable[[], QWidget]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._factories = factories
        self._views: dict[AgentsView, QWidget] = {}
        self._switch = Segmented(
            (
                (AgentsView.AGENTS, self.tr("Agents")),
                (AgentsView.QUEUES, self.tr("Queues")),
                (AgentsView.STATES, self.tr("Time in states")),
                (AgentsView.EFFICIENCY, self.tr("Efficiency")),
            ),
            self.tr("View"),
            self,
            object_name="agents.view",
        )
        self._switch.setMaximumWidth(_SWITCH_WIDTH)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._show_view(AgentsView.AGENTS)
        self._switch.chosen.connect(lambda value: self._show_view(AgentsView(value)))

    def open_view(self, view: AgentsView) -> None:
        """Shows a view, as if it had been chosen."""
        self._switch.choose(view)

    @property
    def view(self) -> AgentsView:
        """The view that is shown."""
        return AgentsView(self._switch.value)

    def _show_view(self, view: AgentsView) -> None:
        shown = self._views.get(view)
        if shown is None:
            shown = self._views[view] = self._factories[view]()
            self._stack.addWidget(shown)
        self._stack.setCurrentWidget(shown)
        self.view_changed.emit(view)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, edge, edge, theme.STEP_M)
        column.setSpacing(theme.STEP_M)
        row = QHBoxLayout()
        row.addWidget(self._switch, 1)
        row.addStretch(0)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
