"""Widgets beside each other, in as many lines as the width asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from dialer.ui import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent


class ReflowGrid(QWidget):
    """Columns of one width; reading order stays whatever the width.

    Args:
        least_width: of a column, in px.
        most_columns: 0 sets no bound.
        to_top: keeps each widget's own height, at the top of its line.
    """

    def __init__(
        self,
        least_width: int,
        parent: QWidget | None = None,
        *,
        most_columns: int = 0,
        to_top: bool = False,
    ) -> None:
        super().__init__(parent)
        self._least_width = least_width
        self._most_columns = most_columns
        self._alignment = Qt.AlignmentFlag.AlignTop if to_top else Qt.AlignmentFlag(0)
        self._widgets: list[QWidget] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.STEP_M)

    def show_widgets(self, widgets: Sequence[QWidget]) -> None:
        """Replaces the widgets; those left out are hidden, and stay the caller's."""
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.setVisible(widget in widgets)
        self._widgets = list(widgets)
        for widget in widgets:
            widget.show()
        self._columns = 0
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One column: the columns of now must not keep it from becoming narrower."""
        least = max((one.minimumSizeHint().width() for one in self._widgets), default=0)
        return QSize(min(least, self._least_width), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Puts as many beside each other as there is room for."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = len(self._widgets)
        if not count:
            return
        fitting = max(1, (self.width() + theme.STEP_M) // (self._least_width + theme.STEP_M))
        fitting = min(fitting, self._most_columns or fitting, count)
        # Lines of equal length rather than one widget alone in the last.
        columns = -(-count // -(-count // fitting))
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
        for position, widget in enumerate(self._widgets):
            column = position % columns
            self._grid.addWidget(widget, position // columns, column, self._alignment)
            self._grid.setColumnStretch(column, 1)
