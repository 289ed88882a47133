"""Agents to choose from: searched by name, account or SIP number, or typed as a SIP number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from dialer.domain.agents import QueueMember
from dialer.ui import theme
from dialer.ui.models.agents import fold
from dialer.ui.models.queues import MEMBER_WIDTHS, make_members_model, member_columns
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.pick_table import PickTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dialer.ui.models.cells import PreparedRow

_EDGE = 6
_LONGEST_SIP_NUMBER = 64
_NAME = "agents.editor"
# Named as lupdate knows it.
translate = QCoreApplication.translate


class AgentPicker(Card):
    """Lists agents who are not in the queue.

    Signals:
        added: the QueueMembers that are to join.
        load_requested: the agents are to be loaded.
    """

    added = Signal(object)
    load_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.model = make_members_model(self)
        self.search = QLineEdit(self)
        self.search.setObjectName(f"{_NAME}.search")
        self.search.setPlaceholderText(
            translate("queues", "Search by name or account, or type a SIP number")
        )
        self.search.setAccessibleName(translate("queues", "Search agents to add"))
        self.search.setClearButtonEnabled(True)
        self.table = PickTable(
            self.model,
            translate("queues", "Agents to add"),
            f"{_NAME}.agents",
            widths=MEMBER_WIDTHS,
            parent=self,
        )
        self.table.allow_sorting()
        self._add = Button(translate("queues", "Add to queue"), parent=self)
        self._add.setObjectName(f"{_NAME}.add")
        self._empty = EmptyState(f"{_NAME}.agents.empty", self)
        self._stack = QStackedWidget(self)
        self._is_loaded = False
        self._everyone: list[PreparedRow[QueueMember]] = []
        self._is_member: Callable[[str], bool] = lambda _sip_number: False
        self._lay_out()
        self._connect()

    def take_agents(self, agents: Iterable[QueueMember], *, is_loaded: bool) -> None:
        """Takes everyone there is; ``is_loaded`` is False while they are not known yet."""
        self._is_loaded = is_loaded
        self._everyone = [self.model.prepare(agent) for agent in agents if agent.sip_number]

    def show_others(self, is_member: Callable[[str], bool]) -> None:
        """Lists those who are not in the queue; what is in view stays so.

        Args:
            is_member: tells who is in the queue already, by SIP number.
        """
        self._is_member = is_member
        scrolled = self.table.verticalScrollBar().value()
        others = [row for row in self._everyone if not is_member(row[1].sip_number)]
        self.model.show_prepared(member_columns(), others)
        self.table.verticalScrollBar().setValue(scrolled)
        self._show()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._filter())
        self.search.returnPressed.connect(self._add_found)
        self.table.picked.connect(self._add_selected)
        self._add.clicked.connect(lambda _checked: self._add_selected())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())

    def _filter(self) -> None:
        self.model.show_only(self.search.text())
        self._show()

    def _show(self) -> None:
        if self.model.shown_count:
            self._stack.setCurrentWidget(self.table)
        else:
            self._show_empty()
        self._allow()

    def _allow(self) -> None:
        self._add.setEnabled(bool(self.table.selected_rows) and self.model.shown_count > 0)

    def _show_empty(self) -> None:
        typed = self._typed
        self._stack.setCurrentWidget(self._empty)
        if typed and self._is_member(typed):
            self._empty.show_words(translate("queues", "This agent is in the queue"), "")
        elif typed:
            self._empty.show_words(
                translate("queues", "No other agent matches"),
                translate("queues", "What was typed may be a SIP number the list does not hold."),
                action=translate("queues", "Add SIP number {number}").format(number=typed),
                act=self._add_typed,
            )
        elif not self._is_loaded:
            self._empty.show_words(
                translate("queues", "Agents are not loaded"),
                translate("queues", "A SIP number can be typed above all the same."),
                action=translate("agents", "Load agents"),
                act=self.load_requested.emit,
            )
        else:
            self._empty.show_words(translate("queues", "No other agent to add"), "")

    @property
    def _typed(self) -> str:
        """What was typed, where it may be a SIP number."""
        text = self.search.text().strip()
        fits = len(text) <= _LONGEST_SIP_NUMBER and len(text.split()) == 1 and text.isprintable()
        return text if fits else ""

    def _add_found(self) -> None:
        """Enter in the search: the one agent found, the one whose number was typed, or that."""
        wanted = fold(self._typed)
        at = self.model.row_of(lambda agent: fold(agent.sip_number) == wanted)
        found = self.model.item(0 if self.model.shown_count == 1 else at)
        if found is not None:
            self._emit((found,))
        elif not self.model.shown_count:
            self._add_typed()
        else:
            self.table.setFocus()
            self.table.selectRow(0)

    def _add_selected(self) -> None:
        chosen = [self.model.item(row) for row in self.table.selected_rows]
        self._emit(tuple(agent for agent in chosen if agent is not None))

    def _add_typed(self) -> None:
        typed = self._typed
        if typed and not self._is_member(typed):
            self._emit((QueueMember(sip_number=typed, account_name=""),))

    def _emit(self, agents: tuple[QueueMember, ...]) -> None:
        if agents:
            self.search.clear()
            self.added.emit(agents)

    def _lay_out(self) -> None:
        self.column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self.column.setSpacing(theme.STEP_S)
        title = QHBoxLayout()
        title.setContentsMargins(_EDGE + 4, _EDGE, _EDGE, 0)
        title.addWidget(heading(translate("queues", "Agents"), self), 1)
        title.addWidget(self._add)
        self.column.addLayout(title)
        row = QHBoxLayout()
        row.setContentsMargins(_EDGE, 0, _EDGE, 0)
        row.addWidget(self.search)
        self.column.addLayout(row)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.column.addWidget(self._stack, 1)
        QWidget.setTabOrder(self.search, self.table)
        QWidget.setTabOrder(self.table, self._add)
