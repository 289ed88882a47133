"""A list that pops up beside a control, with a line to search it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from dialer.ui import theme
from dialer.ui.widgets.buttons import is_enter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

_VISIBLE_ROWS = 9
_MOST_WIDTH = 560
_BESIDE_ROWS = 48
_STEPS: dict[int, int] = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -_VISIBLE_ROWS,
    Qt.Key.Key_PageDown: _VISIBLE_ROWS,
}


class PopupRow(NamedTuple):
    """One row: what choosing it means, and how it reads."""

    value: str
    words: str


class PopupList(QFrame):
    """Shows rows under a control until one is chosen or the popup is left.

    Its owner keeps it for the next time: a popup that deletes itself on closing is still
    needed by the key that closed it.

    Args:
        owner: the control it belongs to.
        name: accessible name, and the placeholder of the search line.
        rows: what may be chosen.
    """

    chosen = Signal(str)

    def __init__(self, owner: QWidget, name: str, rows: Sequence[PopupRow]) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAccessibleName(name)
        self._owner = owner
        self.search = _SearchLine(self)
        self.search.setPlaceholderText(name)
        self.search.setAccessibleName(name)
        self.search.textChanged.connect(self._filter)
        self.search.moved.connect(self._move)
        self.search.entered.connect(self._choose_current)
        self.list = QListWidget(self)
        self.list.setAccessibleName(name)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        for row in rows:
            item = QListWidgetItem(row.words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, row.value)
        column = QVBoxLayout(self)
        edge = theme.STEP_S
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(edge)
        column.addWidget(self.search)
        column.addWidget(self.list)

    def pop_up(self, width: int, current: str = "") -> None:
        """Shows the list under its owner's right edge, within the screen.

        Args:
            width: the least; longer rows make it wider, up to a bound.
            current: the value that is in use: its row is chosen and in sight; where no
                row has it, the first one is.
        """
        self.list.ensurePolished()
        room = self.list.sizeHintForColumn(0) + _BESIDE_ROWS
        width = max(width, min(room, _MOST_WIDTH))
        rows = min(self.list.count(), _VISIBLE_ROWS) * self.list.sizeHintForRow(0)
        self.search.clear()
        self.resize(width, rows + theme.CONTROL_HEIGHT + 4 * theme.STEP_S)
        corner = self._owner.mapToGlobal(QPoint(self._owner.width() - width, 0))
        below = corner.y() + self._owner.height() + theme.STEP_XS
        screen = self._owner.screen().availableGeometry()
        top = min(below, screen.bottom() - self.height())
        left = max(screen.left(), min(corner.x(), screen.right() - width))
        self.move(left, top)
        self.show()
        self._show_current(current)
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_current(self, value: str) -> None:
        # Once it has its size: before that the list cannot tell what is in sight.
        role = Qt.ItemDataRole.UserRole
        rows = (row for row in range(self.list.count()) if self.list.item(row).data(role) == value)
        self.list.setCurrentRow(next(rows, 0))
        if self.list.currentItem() is not None:
            self.list.scrollToItem(self.list.currentItem(), QListWidget.ScrollHint.PositionAtCenter)

    def _choose_current(self) -> None:
        if self.list.currentRow() >= 0:
            self._choose(self.list.currentItem())

    def _move(self, step: int) -> None:
        """Moves the current row among those the search left."""
        count = self.list.count()
        found = [row for row in range(count) if not self.list.item(row).isHidden()]
        if not found:
            return
        current = self.list.currentRow()
        at = found.index(current) if current in found else -1
        self.list.setCurrentRow(found[max(0, min(at + step, len(found) - 1))])

    def _filter(self, typed: str) -> None:
        words = typed.casefold().split()
        first: QListWidgetItem | None = None
        for index in range(self.list.count()):
            item = self.list.item(index)
            text = item.text().casefold()
            is_match = all(word in text for word in words)
            item.setHidden(not is_match)
            first = first or (item if is_match else None)
        if first is None:
            self.list.setCurrentRow(-1)
        else:
            self.list.setCurrentItem(first)

    def _choose(self, item: QListWidgetItem) -> None:
        value = str(item.data(Qt.ItemDataRole.UserRole))
        self.close()
        self.chosen.emit(value)


class _SearchLine(QLineEdit):
    """Lets the arrow keys move in the list below, and Enter choose, while typing."""

    moved = Signal(int)
    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Sorts the keys: the list's, or the text's."""
        step = _STEPS.get(event.key())
        if step is not None:
            self.moved.emit(step)
        elif is_enter(event):
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            super().keyPressEvent(event)
