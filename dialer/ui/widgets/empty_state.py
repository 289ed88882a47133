"""What stands where there is nothing yet: what belongs here, and the one thing that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import heading, quiet

if TYPE_CHECKING:
    from collections.abc import Callable


class EmptyState(QWidget):
    """Two lines and at most one button, in the middle.

    Args:
        name: its object name; the parts are ``.title``, ``.body`` and ``.action`` below it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = heading("", self, theme.HEADING_PX)
        self._body = quiet("", self, theme.BASE_PX)
        self._action = Button("", parent=self)
        self._act: Callable[[], None] | None = None
        column = QVBoxLayout(self)
        column.setSpacing(theme.STEP_S)
        column.addStretch(1)
        for label, part in ((self._title, "title"), (self._body, "body")):
            label.setObjectName(f"{name}.{part}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        self._action.setObjectName(f"{name}.action")
        self._action.clicked.connect(self._press)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._action)
        row.addStretch(1)
        column.addSpacing(theme.STEP_XS)
        column.addLayout(row)
        column.addStretch(2)

    def show_words(
        self, title: str, body: str, *, action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Replaces everything.

        Args:
            title: what is not there.
            body: what belongs here.
            action: what the button says; ``""`` is no button.
            act: what the button does.
        """
        self._act = act
        _write(self._title, title)
        _write(self._body, body)
        self._action.setText(action)
        self._action.setVisible(bool(action))

    def _press(self) -> None:
        if self._act is not None:
            self._act()


def _write(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
