"""What a task is made of: the counts of its list, and its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialer.ui import task_words, theme
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.facts import Facts
from dialer.ui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import NumberList


class TaskSheet(QWidget):
    """Tiles over a card of facts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M + 2)
        self._tiles = Tiles(f"{name}.counts", self)
        column.addWidget(self._tiles)
        card = Card(parent=self)
        card.column.setSpacing(theme.STEP_S)
        self._title = heading("", card)
        self._title.setObjectName(f"{name}.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        card.column.addWidget(self._title)
        self._facts = Facts(f"{name}.facts", card)
        card.column.addWidget(self._facts)
        column.addWidget(card)

    def show_list(self, found: NumberList | None) -> None:
        """Shows what checking found; None where the list is no longer stored."""
        self._tiles.setVisible(found is not None)
        if found is not None:
            self._tiles.show_tiles(task_words.list_tiles(found))

    def show_facts(self, title: str, facts: Sequence[tuple[str, str, str]]) -> None:
        """Replaces the settings: key, name and value of each."""
        self._title.setText(title)
        self._facts.show_facts(facts)
