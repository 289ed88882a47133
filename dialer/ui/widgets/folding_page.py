"""A page of two panes; the right one folds below the left where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from dialer.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_FOLDED_HEIGHT = 340
_NO_FOCUS = 0  # Qt.FocusPolicy.NoFocus
_SCROLL_BAR_ALWAYS_OFF = 1  # Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_ANY_WIDTH = 16_777_215  # Qt's QWIDGETSIZE_MAX, which PySide6 does not export


class FoldingPage(QScrollArea):
    """Scrolls rather than clips.

    Args:
        left: the pane with the one obvious action; as wide as a form.
        right: the pane that takes the rest of the width.
    """

    def __init__(self, left: QWidget, right: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._right = right
        self._left_pane = QWidget()
        self.left_column = QVBoxLayout(self._left_pane)
        self.left_column.setContentsMargins(0, 0, 0, 0)
        self.left_column.setSpacing(theme.STEP_M)
        self.left_column.addWidget(left)
        self.left_column.addStretch(1)
        content = QWidget()
        self._panes = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        edge = theme.STEP_XL
        self._panes.setContentsMargins(edge, edge, edge, edge)
        self._panes.setSpacing(theme.STEP_L)
        self._panes.addWidget(self._left_pane)
        self._panes.addWidget(right, 1)
        self._left_pane.setFixedWidth(theme.FORM_WIDTH)
        self.setWidgetResizable(True)
        # By name and number: the enums themselves cost 14 ms before the first paint.
        self.setProperty("focusPolicy", _NO_FOCUS)
        self.setProperty("horizontalScrollBarPolicy", _SCROLL_BAR_ALWAYS_OFF)
        self.setWidget(content)

    @property
    def is_folded(self) -> bool:
        """True while the right pane stands below the left one."""
        return self._panes.direction() is QBoxLayout.Direction.TopToBottom

    def bring_into_view(self, widget: QWidget) -> None:
        """Scrolls to a widget that was just shown, once the layout has taken it in."""

        def scroll() -> None:
            if widget.isVisible():
                self.ensureWidgetVisible(widget, 0, theme.STEP_L)

        QTimer.singleShot(0, widget, scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Folds or unfolds as the window's width asks."""
        fold = self.window().width() < theme.FOLD_BELOW
        if fold is not self.is_folded:
            self._fold(fold=fold)
        super().resizeEvent(event)

    def _fold(self, *, fold: bool) -> None:
        directions = QBoxLayout.Direction
        self._panes.setDirection(directions.TopToBottom if fold else directions.LeftToRight)
        if fold:
            self._left_pane.setMinimumWidth(0)
            self._left_pane.setMaximumWidth(_ANY_WIDTH)
        else:
            self._left_pane.setFixedWidth(theme.FORM_WIDTH)
        self._right.setMinimumHeight(_FOLDED_HEIGHT if fold else 0)
