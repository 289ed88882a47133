"""Two panes beside each other; below each other, and scrolled, where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from dialer.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_LEAST_HEIGHT = 210


class FoldingRow(QScrollArea):
    """Shares the width among two panes.

    Args:
        first: at the left, or above.
        second: at the right, or below.
        shares: of the width, first and second.
        least_height: of each while they stand below each other.
    """

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        shares: tuple[int, int] = (1, 1),
        parent: QWidget | None = None,
        *,
        least_height: int = _LEAST_HEIGHT,
    ) -> None:
        super().__init__(parent)
        self._least_height = least_height
        self._panes = (first, second)
        content = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.STEP_M)
        for pane, share in zip(self._panes, shares, strict=True):
            self._row.addWidget(pane, share)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Folds or unfolds as the window's width asks."""
        fold = self.window().width() < theme.FOLD_BELOW
        directions = QBoxLayout.Direction
        if fold is not (self._row.direction() is directions.TopToBottom):
            self._row.setDirection(directions.TopToBottom if fold else directions.LeftToRight)
            for pane in self._panes:
                pane.setMinimumHeight(self._least_height if fold else 0)
        super().resizeEvent(event)
