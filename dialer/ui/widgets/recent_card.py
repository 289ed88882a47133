"""The card of recent calls; its list is built with the first call there is to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from dialer.ui.widgets.cards import Card, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from dialer.domain.calls import Call
    from dialer.ui.widgets.recent_list import RecentList


class RecentCard(Card):
    """Recent calls, or a line that says there are none yet."""

    recalled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._list: RecentList | None = None
        super().__init__(parent=parent, title=self.tr("Recent calls"))
        self._empty = quiet("", self)
        self.column.addWidget(self._empty)
        self.column.addStretch(1)

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Lists calls, the newest first."""
        self._empty.setText("" if calls else self.tr("Calls you place are listed here."))
        self._empty.setVisible(not calls)
        if self._list is None:
            if not calls:
                return
            self._list = self._make_list()
        self._list.setVisible(bool(calls))
        self._list.show_calls(calls)

    def _make_list(self) -> RecentList:
        from dialer.ui.widgets.recent_list import RecentList  # noqa: PLC0415 - on first use

        recent = RecentList(self.tr("Recent calls"), self)
        recent.recalled.connect(self.recalled)
        self.column.insertWidget(self.column.count() - 1, recent, 1)
        self.column.setStretch(self.column.count() - 1, 0)
        return recent
