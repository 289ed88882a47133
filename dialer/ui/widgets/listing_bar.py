"""The line above a list: what to look for, and what to do with the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.fields import ComboBox

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_ONE_LINE_FROM = 720
_ONE_LINE_WITHOUT_MENUS_FROM = 440
_MENU_WIDTH = (72, 150)


class ListingBar(QWidget):
    """A filter, menus, Export and Refresh; two lines where the page is narrow.

    Args:
        name: object names start with it: ``.filter``, ``.export``, ``.refresh``.
        placeholder: what the empty filter shows.
        title: accessible name of the filter.
    """

    changed = Signal()
    export_requested = Signal()
    refresh_requested = Signal()

    def __init__(
        self, name: str, placeholder: str, title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._edit = QLineEdit(self)
        self._edit.setObjectName(f"{name}.filter")
        self._edit.setPlaceholderText(placeholder)
        self._edit.setAccessibleName(title)
        self._edit.setClearButtonEnabled(True)
        self._menus = QHBoxLayout()
        self._menus.setSpacing(theme.STEP_S)
        self.export = Button(self.tr("Export…"), parent=self)
        self.export.setObjectName(f"{name}.export")
        self.refresh = Button(self.tr("Refresh"), ButtonKind.PRIMARY, self)
        self.refresh.setObjectName(f"{name}.refresh")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lay_out()
        self._edit.textChanged.connect(lambda _text: self.changed.emit())
        self.export.clicked.connect(lambda _checked: self.export_requested.emit())
        self.refresh.clicked.connect(lambda _checked: self.refresh_requested.emit())

    def add_menu(self, object_name: str, name: str) -> ComboBox:
        """Adds an empty choice behind the filter and those added before."""
        combo = ComboBox(self)
        combo.setObjectName(object_name)
        combo.setAccessibleName(name)
        # On Linux a choice is named by its label; its value says the same to the eye.
        label = QLabel(name, self)
        label.setBuddy(combo)
        label.hide()
        least, most = _MENU_WIDTH
        combo.setMinimumWidth(least)
        combo.setMaximumWidth(most)
        combo.setMinimumContentsLength(12)
        combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._menus.addWidget(combo)
        before = self.export.previousInFocusChain()
        if before is not None:
            QWidget.setTabOrder(before, combo)
        return combo

    def clear(self) -> None:
        """Lets every row through."""
        self._edit.clear()

    def focus(self) -> None:
        """Takes the keyboard, with what was typed selected."""
        self._edit.setFocus()
        self._edit.selectAll()

    @property
    def text(self) -> str:
        """What was typed."""
        return self._edit.text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Breaks into two lines, or joins them again."""
        directions = QBoxLayout.Direction
        least = _ONE_LINE_FROM if self._menus.count() else _ONE_LINE_WITHOUT_MENUS_FROM
        is_wide = self.width() >= least
        self._line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.STEP_S)
        self._line.addWidget(self._edit, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addLayout(self._menus)
        row.addWidget(self.export)
        row.addWidget(self.refresh)
        row.addStretch(1)
        self._line.addLayout(row)
