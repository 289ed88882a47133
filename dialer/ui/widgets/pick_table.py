"""A table whose rows are picked: by a double click, or by Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from dialer.ui.widgets.buttons import is_enter
from dialer.ui.widgets.list_table import ListTable

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent


class PickTable(ListTable):
    """Shows a model whose rows may be picked.

    Signals:
        picked: the rows selected are meant.
    """

    picked = Signal()

    @property
    def selected_rows(self) -> list[int]:
        """The rows selected, from the top."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter picks what is selected, once a press."""
        if is_enter(event) and self.selected_rows:
            if not event.isAutoRepeat():
                self.picked.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Picks the row."""
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self.picked.emit()
