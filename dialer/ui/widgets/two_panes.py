"""A list and what is chosen in it, side by side; one at a time where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button, ButtonKind

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

DETAILS_WIDTH = 330


class TwoPanes(QWidget):
    """Shows both panes where there is room; else the details take the list's place when opened.

    Details that ``wait`` leave the list their room until something is chosen.

    Args:
        listing: the pane with the list.
        details: the pane with what is chosen.
        back: what the button says that leads from the details to the list.
        name: object names start with it: ``.back``.
        waits: the details are out of sight until something is chosen.

    Signals:
        arranged: which panes are in sight has changed.
    """

    arranged = Signal()

    def __init__(
        self,
        listing: QWidget,
        details: QWidget,
        *,
        back: str,
        name: str,
        waits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._listing = listing
        self._waits = waits
        self._has_choice = False
        self._is_folded = False
        self._is_open = False
        self.back = Button(f"‹ {back}", ButtonKind.SMALL, self)
        self.back.setAccessibleName(back)
        self.back.setObjectName(f"{name}.back")
        self.back.clicked.connect(lambda _checked: self.close_details())
        self._right = QWidget(self)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_S)
        column.addWidget(self.back)
        column.addWidget(details, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_L)
        row.addWidget(listing, 1)
        row.addWidget(self._right)
        self._arrange()

    @property
    def hides_list(self) -> bool:
        """True while the details stand in the list's place."""
        return self._is_folded and self._is_open

    @property
    def is_folded(self) -> bool:
        """True while there is room for one pane only."""
        return self._is_folded

    def open_details(self) -> None:
        """Brings the details into sight, where they are not."""
        self._is_open = True
        self._arrange()
        if self._is_folded:
            self.back.setFocus()

    def show_choice(self, *, has_choice: bool) -> None:
        """Makes room for details that wait, or gives it back to the list."""
        if has_choice is not self._has_choice:
            self._has_choice = has_choice
            self._arrange()

    def close_details(self) -> None:
        """Leads back to the list."""
        self._is_open = self._has_choice = False
        self._arrange()
        self._listing.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Folds or unfolds as the window's width asks."""
        fold = self.window().width() < theme.FOLD_BELOW
        if fold is not self._is_folded:
            self._is_folded = fold
            self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        shows_one = self._is_folded
        self._listing.setVisible(not self.hides_list)
        fits = not shows_one and (self._has_choice or not self._waits)
        self._right.setVisible(fits or (shows_one and self._is_open))
        self.back.setVisible(shows_one or self._waits)
        if shows_one:
            self._right.setMinimumWidth(0)
            self._right.setMaximumWidth(_ANY_WIDTH)
        else:
            self._right.setFixedWidth(DETAILS_WIDTH)
        self.arranged.emit()


_ANY_WIDTH = 16_777_215  # Qt's QWIDGETSIZE_MAX, which PySide6 does not export
