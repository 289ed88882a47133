"""The History page: calls placed from here, and the provider's own records."""

from __future__ import annotations

import enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.segmented import Segmented

_SWITCH_WIDTH = 280


class HistoryView(enum.StrEnum):
    """What the page shows."""

    CALLS = "calls"
    RECORDS = "records"


class HistoryPage(QWidget):
    """Switches between two views.

    Args:
        calls: the calls placed from here.

    Signals:
        view_chosen: a HistoryView that is to be shown; ``add_view`` makes it known first.
    """

    view_chosen = Signal(str)

    def __init__(self, calls: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._switch = Segmented(
            [
                (HistoryView.CALLS, self.tr("Calls")),
                (HistoryView.RECORDS, self.tr("Provider records")),
            ],
            self.tr("History"),
            self,
        )
        self._switch.setObjectName("history.view")
        self._switch.setFixedWidth(_SWITCH_WIDTH)
        self._stack = QStackedWidget(self)
        self._views: dict[str, QWidget] = {}
        row = QHBoxLayout()
        row.addWidget(self._switch)
        row.addStretch(1)
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, theme.STEP_L, edge, theme.STEP_M)
        column.setSpacing(theme.STEP_M)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self.add_view(HistoryView.CALLS, calls)
        self._switch.chosen.connect(self._show)

    def add_view(self, view: HistoryView, widget: QWidget) -> None:
        """Makes a view known."""
        self._views[view] = widget
        self._stack.addWidget(widget)

    def show_view(self, view: HistoryView) -> None:
        """Shows one of the views."""
        self._switch.choose(view)

    def _show(self, view: str) -> None:
        self.view_chosen.emit(view)
        if view in self._views:
            self._stack.setCurrentWidget(self._views[view])
