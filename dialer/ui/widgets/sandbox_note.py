"""The line that says that the Sandbox is in use, and the numbers it answers in known ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.ui.widgets.popup_list import PopupList

_LIST_WIDTH = 398


class SandboxNote(QWidget):
    """Stands above the form.

    Signals:
        chosen: a number to call, in E.164.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[tuple[str, str]] = ()
        self._list: PopupList | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("Sandbox: no real call is placed"), self)
        label.setFont(theme.font_of(label, bold=True))
        theme.set_tone(label, Tone.ACCENT)
        label.setObjectName("call.sandbox_note")
        label.setWordWrap(True)
        numbers = Button(self.tr("Sandbox numbers"), ButtonKind.SMALL, self)
        numbers.setObjectName("call.sandbox_numbers")
        numbers.clicked.connect(lambda: self._open(numbers))
        row.addWidget(label, 1)
        row.addWidget(numbers)
        self.stops = (numbers,)

    def show_numbers(self, rows: Sequence[tuple[str, str]]) -> None:
        """Takes the numbers that may be chosen, and what a call to each teaches."""
        self._rows = tuple(rows)

    def _open(self, owner: QWidget) -> None:
        from dialer.ui.widgets.popup_list import PopupList, PopupRow  # noqa: PLC0415 - first use

        rows = [PopupRow(number, f"{number}  {words}") for number, words in self._rows]
        if self._list is not None:
            self._list.deleteLater()
        self._list = PopupList(owner, self.tr("Search Sandbox numbers"), rows)
        self._list.chosen.connect(self.chosen)
        self._list.pop_up(min(_LIST_WIDTH, self.width()))
