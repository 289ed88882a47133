"""Things below each other on a ground that scrolls rather than clips."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from dialer.ui import theme

# A card within a card is laid out a turn of the loop later than what it stands on.
_SETTLED_MS = 20


class ScrollColumn(QScrollArea):
    """Scrolls up and down only; ``column`` takes what stands on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.column = QVBoxLayout(content)
        # The bar stands beside the cards, not on their edge.
        self.column.setContentsMargins(0, 0, theme.STEP_XS, 0)
        self.column.setSpacing(theme.STEP_M + 2)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def end(self) -> None:
        """Keeps what was added at the top."""
        self.column.addStretch(1)

    def bring_to_top(self, widget: QWidget) -> None:
        """Scrolls until a widget that was just shown begins at the top."""

        def scroll() -> None:
            at = widget.mapTo(self.viewport(), QPoint(0, 0)).y()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + at - theme.STEP_XS)

        QTimer.singleShot(_SETTLED_MS, widget, scroll)


def bring_into_view(widget: QWidget) -> None:
    """Scrolls whatever the widget lies on, once the layout has taken it in."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        ground = area

        def scroll() -> None:
            if widget.isVisible():
                ground.ensureWidgetVisible(widget, 0, theme.STEP_L)

        QTimer.singleShot(_SETTLED_MS, widget, scroll)
