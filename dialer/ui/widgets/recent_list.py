"""The list of recent calls, painted row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QListView, QWidget

from dialer.domain.calls import CallState
from dialer.ui.models.recent_calls import RecentCallsModel, RecentRole
from dialer.ui.widgets.buttons import is_enter
from dialer.ui.widgets.call_rows import CallRowDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from dialer.domain.calls import Call

_TALK_STEP_MS = 500


class RecentList(QListView):
    """Recent calls; choosing one brings its number back."""

    recalled = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("call.recent")
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._model = RecentCallsModel(self)
        self.setModel(self._model)
        self.setItemDelegate(CallRowDelegate(self))
        self.doubleClicked.connect(self._recall)
        self._talk_clock = QTimer(self)
        self._talk_clock.setInterval(_TALK_STEP_MS)
        self._talk_clock.timeout.connect(self.viewport().update)

    def show_calls(self, calls: Sequence[Call]) -> None:
        """Replaces the rows."""
        self._model.show_calls(calls)
        self._run_clock(is_needed=any(call.state is CallState.TALKING for call in calls))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Counts on, where somebody talks."""
        super().showEvent(event)
        rows = (self._model.index(row) for row in range(self._model.rowCount()))
        talking = (index.data(RecentRole.CALL).state is CallState.TALKING for index in rows)
        self._run_clock(is_needed=any(talking))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Counts nothing nobody sees."""
        super().hideEvent(event)
        self._talk_clock.stop()

    def _run_clock(self, *, is_needed: bool) -> None:
        if is_needed and self.isVisible():
            self._talk_clock.start()
        else:
            self._talk_clock.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter, F or F2 brings the number of the current row back."""
        if is_enter(event) or event.key() in {Qt.Key.Key_F, Qt.Key.Key_F2}:
            if not event.isAutoRepeat():
                self._recall(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _recall(self, index: QModelIndex) -> None:
        if index.isValid():
            self.recalled.emit(index.data(RecentRole.CALL))
