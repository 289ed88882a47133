"""The line above the agents: what to look for, and what to do with the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.models.agents import StatusFilter
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.fields import ComboBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_ONE_LINE_FROM = 720
_MENU_WIDTH = (72, 150)


class AgentsFilter(QWidget):
    """Filter, Status, Group, Export and Refresh; two lines where the page is narrow."""

    changed = Signal()
    export_requested = Signal()
    refresh_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = QLineEdit(self)
        self._edit.setObjectName("agents.filter")
        self._edit.setPlaceholderText(self.tr("Filter by name, account, SIP number or group"))
        self._edit.setAccessibleName(self.tr("Filter agents"))
        self._edit.setClearButtonEnabled(True)
        self._status = self._menu("agents.status", self.tr("Status"))
        for status, words in (
            (StatusFilter.ALL, self.tr("Status: All")),
            (StatusFilter.ENABLED, self.tr("Status: Enabled")),
            (StatusFilter.DISABLED, self.tr("Status: Disabled")),
        ):
            self._status.addItem(words, status)
        self._group = self._menu("agents.group", self.tr("Group"))
        self.export = Button(self.tr("Export…"), parent=self)
        self.export.setObjectName("agents.export")
        self.refresh = Button(self.tr("Refresh"), ButtonKind.PRIMARY, self)
        self.refresh.setObjectName("agents.refresh")
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lay_out()
        self.show_groups(())
        self._edit.textChanged.connect(lambda _text: self.changed.emit())
        self._status.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._group.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.export.clicked.connect(lambda _checked: self.export_requested.emit())
        self.refresh.clicked.connect(lambda _checked: self.refresh_requested.emit())

    def show_groups(self, groups: Sequence[str]) -> None:
        """Replaces the groups there are to choose; the one chosen stays where it is there."""
        chosen = self.group
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItem(self.tr("Group: All"), "")
        for group in groups:
            self._group.addItem(self.tr("Group: {name}").format(name=group), group)
        self._group.setCurrentIndex(max(0, self._group.findData(chosen)))
        self._group.blockSignals(False)
        if self.group != chosen:
            self.changed.emit()

    def clear(self) -> None:
        """Lets every agent through."""
        self._edit.clear()
        self._status.setCurrentIndex(0)
        self._group.setCurrentIndex(0)

    def focus(self) -> None:
        """Takes the keyboard, with what was typed selected."""
        self._edit.setFocus()
        self._edit.selectAll()

    @property
    def text(self) -> str:
        """What was typed."""
        return self._edit.text()

    @property
    def status(self) -> StatusFilter:
        """The status chosen."""
        return StatusFilter(self._status.currentData() or StatusFilter.ALL)

    @property
    def group(self) -> str:
        """The group chosen; ``""`` is any."""
        return str(self._group.currentData() or "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Breaks into two lines, or joins them again."""
        directions = QBoxLayout.Direction
        is_wide = self.width() >= _ONE_LINE_FROM
        self._line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        super().resizeEvent(event)

    def _menu(self, object_name: str, name: str) -> ComboBox:
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
        return combo

    def _lay_out(self) -> None:
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.STEP_S)
        self._line.addWidget(self._edit, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        for widget in (self._status, self._group, self.export, self.refresh):
            row.addWidget(widget)
        row.addStretch(1)
        self._line.addLayout(row)
