"""Facts: a name and a value each, on lines, two beside each other where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dialer.ui import theme
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.drawing import fill_rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

_TWO_BESIDE_FROM = 620
_LINE_HEIGHT = 36
_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class Facts(QWidget):
    """Shows names and values.

    Args:
        name: object names of the values start with it, and end with the fact's key.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 0, 10, 0)
        self._grid.setHorizontalSpacing(theme.STEP_L)
        self._grid.setVerticalSpacing(0)
        self._pairs = 0

    def show_facts(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """Replaces the facts: key, name and value of each, in reading order."""
        for name, value in self._rows:
            name.deleteLater()
            value.deleteLater()
        self._rows = []
        for key, name_words, value_words in facts:
            name = quiet(name_words, self, theme.BASE_PX)
            value = QLabel(value_words, self)
            value.setObjectName(f"{self._name}.{key}")
            value.setAccessibleName(f"{name_words}: {value_words}")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(_SELECTABLE)
            # Reading, not pressing: Tab goes on to what can be done.
            value.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            for label in (name, value):
                label.setWordWrap(True)
                label.setMinimumHeight(_LINE_HEIGHT)
                label.show()
            self._rows.append((name, value))
        self._pairs = 0
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Two beside each other, or one below the other."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draws a hairline below each line of facts."""
        ground = theme.current().border
        painter = QPainter(self)
        # Not the layout's cells: it does not tell those of labels that may wrap.
        for name, _value in self._rows[:: self._pairs or 1]:
            line = QRectF(0, name.geometry().bottom(), self.width(), 1)
            fill_rounded(painter, line, 0, ground=ground)

    def _place(self) -> None:
        pairs = 2 if self.width() >= _TWO_BESIDE_FROM else 1
        if pairs == self._pairs:
            return
        self._pairs = pairs
        for position, (name, value) in enumerate(self._rows):
            column = position % pairs * 2
            self._grid.addWidget(name, position // pairs, column)
            self._grid.addWidget(value, position // pairs, column + 1)
        for pair in range(2):
            used = pair < pairs
            self._grid.setColumnStretch(2 * pair, 10 if used else 0)
            self._grid.setColumnStretch(2 * pair + 1, 20 if used else 0)
