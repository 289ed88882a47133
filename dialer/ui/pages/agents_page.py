"""The Agents page: everyone the account's call centre lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.models.agents import AgentsModel, status_note
from dialer.ui.shortcuts import Action
from dialer.ui.widgets.agents_filter import AgentsFilter
from dialer.ui.widgets.agents_table import AgentsTable
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, quiet
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from dialer.domain.agents import Agent
    from dialer.ui.theme import Tone

_CARD_EDGE = 6


class AgentsPage(QWidget):
    """Filters, lists and exports agents.

    Signals:
        opened: the page is to be seen.
        refresh_requested: the agents are to be loaded again.
        cancel_requested: loading is to be stopped.
        export_requested: the rows listed are to be written to a file.
    """

    opened = Signal()
    refresh_requested = Signal()
    cancel_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AgentsModel(self)
        self.filter = AgentsFilter(self)
        self.notice = Notice("agents.notice", self)
        self.table = AgentsTable(self.model, self.tr("Agents"), self)
        self.progress = LoadingBar("agents", self.tr("Loading agents"), self)
        self._empty = EmptyState("agents.empty", self)
        self._stack = QStackedWidget(self)
        self._footer = quiet("", self)
        self._footer.setObjectName("agents.footer")
        self._summary = ""
        self._lay_out()
        self._connect()
        self.show_nothing("", "")

    def show_agents(self, agents: Sequence[Agent], summary: str) -> None:
        """Replaces the rows; filter and order stay.

        Args:
            agents: whom to list.
            summary: one line: how many, from how many pages, when.
        """
        self._summary = summary
        self.model.show_agents(agents)
        self.filter.show_groups(self.model.groups)
        self._show_rows()

    def show_nothing(
        self, title: str, body: str, *, action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Takes the rows away, and says what belongs in their place."""
        self._summary = ""
        self.model.show_agents(())
        self._show_empty(title, body, action=action, act=act)

    def show_notice(
        self,
        tone: Tone,
        title: str,
        body: str = "",
        *,
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Says something above the rows, with a button for the next step where there is one."""
        self.notice.show_words(tone, title, body)
        if action and act is not None:
            button = Button(action, ButtonKind.SMALL)
            button.setObjectName("agents.notice.action")
            button.clicked.connect(lambda _checked=False: act())
            self.notice.show_buttons((button,))

    def set_loading(self, *, is_loading: bool) -> None:
        """Shows or hides the bar; meanwhile neither Refresh nor Export can be pressed."""
        self.progress.setVisible(is_loading)
        self.filter.refresh.setEnabled(not is_loading)
        self._allow_export()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that the page is to be seen."""
        super().showEvent(event)
        self.opened.emit()

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter)
        self.filter.export_requested.connect(self.export_requested)
        self.filter.refresh_requested.connect(self.refresh_requested)
        self.progress.cancelled.connect(self.cancel_requested)
        shortcuts.bind(Action.FILTER, self, self.filter.focus)
        shortcuts.bind(Action.REFRESH, self, self.filter.refresh.click)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, edge, edge, theme.STEP_M)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self.filter)
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        card = Card(parent=self)
        card.column.setContentsMargins(_CARD_EDGE, _CARD_EDGE, _CARD_EDGE, _CARD_EDGE)
        card.column.addWidget(self._stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        column.addWidget(card, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_L)
        row.addWidget(self._footer)
        self._meaning = quiet(status_note(), self)
        self._meaning.setObjectName("agents.status_note")
        self._meaning.setWordWrap(True)
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(self._meaning, 1)
        column.addLayout(row)

    def _filter(self) -> None:
        self.model.show_only(self.filter.text, self.filter.status, self.filter.group)
        if self.model.total:
            self._show_rows()

    def _show_rows(self) -> None:
        count = self.model.rowCount()
        if not count:
            self._show_empty(
                self.tr("No agent matches"),
                self.tr("Agents that pass the filter above are listed here."),
                action=self.tr("Clear the filter"),
                act=self.filter.clear,
            )
            return
        self._stack.setCurrentWidget(self.table)
        self._write_footer(count)

    def _show_empty(
        self, title: str, body: str, *, action: str, act: Callable[[], None] | None
    ) -> None:
        self._empty.show_words(title, body, action=action, act=act)
        self._stack.setCurrentWidget(self._empty)
        self._write_footer(0)

    def _write_footer(self, count: int) -> None:
        words = self._summary
        if words and count != self.model.total:
            shown = self.tr("{count} shown").format(count=QLocale().toString(count))
            words = f"{shown} · {words}"
        self._footer.setText(words)
        self._meaning.setVisible(count > 0)
        self._allow_export()

    def _allow_export(self) -> None:
        may = self.model.rowCount() > 0 and self.filter.refresh.isEnabled()
        self.filter.export.setEnabled(may)
