"""The list of calls on the History page; it asks for more when its end comes near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView, QWidget

from dialer.ui.models.recent_calls import RecentRole
from dialer.ui.widgets.buttons import is_enter
from dialer.ui.widgets.call_rows import ROW_HEIGHT, CallRowDelegate

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from dialer.ui.models.call_history import CallHistoryModel

_ROWS_LEFT = 20


class CallList(QListView):
    """One call a row.

    Signals:
        chosen: the Call that became the current one.
        opened: the Call that was clicked, or entered with the keyboard.
        more_wanted: the last rows are near.
    """

    chosen = Signal(object)
    opened = Signal(object)
    more_wanted = Signal()

    def __init__(self, model: CallHistoryModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history.list")
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setModel(model)
        self.setItemDelegate(CallRowDelegate(self))
        self.clicked.connect(self._open)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._ask_for_more)
        bar.rangeChanged.connect(self._ask_for_more)

    def currentChanged(  # noqa: N802 - Qt's name
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Tells of the call that became the current one."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.data(RecentRole.CALL))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens the current call, once a press."""
        if is_enter(event):
            if not event.isAutoRepeat():
                self._open(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.data(RecentRole.CALL))

    def _ask_for_more(self) -> None:
        bar = self.verticalScrollBar()
        if self.isVisible() and bar.maximum() - bar.value() < _ROWS_LEFT * ROW_HEIGHT:
            self.more_wanted.emit()
