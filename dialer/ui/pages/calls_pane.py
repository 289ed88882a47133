"""The calls placed from this computer: filter, list, and what is known of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QLocale, QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.models.call_history import CallHistoryModel
from dialer.ui.shortcuts import Action
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.call_details import CallDetails
from dialer.ui.widgets.call_list import CallList
from dialer.ui.widgets.cards import Card, quiet
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.history_filter import HistoryFilter
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.two_panes import TwoPanes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QShowEvent

    from dialer.domain.calls import Call
    from dialer.ui.theme import Tone


class CallsPane(QWidget):
    """Lists calls and shows one. Knows no service.

    Signals:
        opened: the pane is to be seen.
        search_changed: other calls are wanted.
        chosen: a Call whose details are to be shown.
        more_wanted: the calls after the last one are to be loaded.
        export_requested: the calls that are wanted are to be written to a file.
        export_cancelled: writing them is to be stopped.
    """

    opened = Signal()
    search_changed = Signal()
    chosen = Signal(object)
    more_wanted = Signal()
    export_requested = Signal()
    export_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CallHistoryModel(self)
        self.filter = HistoryFilter(self)
        self.details = CallDetails()
        self.notice = Notice("history.notice", self)
        self.progress = LoadingBar("history", self.tr("Writing calls"), self)
        self._list = CallList(self.model, self.tr("Calls"))
        self._empty = EmptyState("history.empty")
        self._stack = QStackedWidget()
        self._card = Card()
        self._panes = TwoPanes(
            self._card, self.details, back=self.tr("Calls"), name="history", parent=self
        )
        self._footer = quiet("", self)
        self._footer.setObjectName("history.footer")
        self._lay_out()
        self._connect()

    def show_calls(self, calls: Sequence[Call], total: int) -> None:
        """Replaces the rows.

        Args:
            calls: the first page of what is wanted.
            total: how many are wanted.
        """
        self.model.show_calls(calls)
        if calls:
            self._stack.setCurrentWidget(self._list)
        elif self.filter.is_plain:
            self._empty.show_words(
                self.tr("No calls yet"), self.tr("Every call you place is kept here.")
            )
            self._stack.setCurrentWidget(self._empty)
        else:
            self._empty.show_words(
                self.tr("No call matches"),
                self.tr("Calls that pass the filter above are listed here."),
                action=self.tr("Show all calls"),
                act=self.filter.clear,
            )
            self._stack.setCurrentWidget(self._empty)
        self.show_total(total)

    def show_total(self, total: int) -> None:
        """Says how many calls are wanted, loaded or not."""
        count = QLocale().toString(total)
        words = self.tr("1 call") if total == 1 else self.tr("{count} calls").format(count=count)
        self._footer.setText(words if total else "")
        self.filter.export.setEnabled(total > 0)

    def show_rows(self) -> None:
        """Brings the list in place of what stood there while there was none."""
        self._stack.setCurrentWidget(self._list)

    def select(self, client_call_id: str) -> bool:
        """Marks a call in the list; False where it is not among the loaded ones."""
        row = self.model.row_of(client_call_id)
        selection = self._list.selectionModel()
        if row is None:
            selection.clearSelection()
            selection.setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)
            return False
        self._list.setCurrentIndex(self.model.index(row))
        return True

    def open_details(self) -> None:
        """Brings the details into sight where only one pane has room."""
        self._panes.open_details()

    @property
    def is_folded(self) -> bool:
        """True while only one pane has room."""
        return self._panes.is_folded

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
            button.setObjectName("history.notice.action")
            button.clicked.connect(lambda _checked=False: act())
            self.notice.show_buttons((button,))

    def set_exporting(self, *, is_exporting: bool) -> None:
        """Shows or hides the bar; meanwhile Export cannot be pressed."""
        self.progress.setVisible(is_exporting)
        self.filter.export.setEnabled(not is_exporting and self.model.rowCount() > 0)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that the pane is to be seen."""
        super().showEvent(event)
        self.opened.emit()

    def _connect(self) -> None:
        self.filter.changed.connect(self.search_changed)
        self.filter.export_requested.connect(self.export_requested)
        self.progress.cancelled.connect(self.export_cancelled)
        self._list.chosen.connect(self.chosen)
        self._list.more_wanted.connect(self.more_wanted)
        self._list.opened.connect(self._open)
        self._panes.arranged.connect(self._make_room)
        shortcuts.bind(Action.FILTER, self, self.filter.focus)

    def _open(self, call: Call) -> None:
        self.chosen.emit(call)
        self._panes.open_details()

    def _make_room(self) -> None:
        """Where the details stand in the list's place, what is about the list goes too."""
        for widget in (self.filter, self._footer):
            widget.setVisible(not self._panes.hides_list)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self.filter)
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        self._card.column.addWidget(self._stack)
        self._card.setFocusProxy(self._list)
        column.addWidget(self._panes, 1)
        column.addWidget(self._footer)
