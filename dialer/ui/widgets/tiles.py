"""Tiles: a count each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.reflow_grid import ReflowGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.ui.theme import Tone

_LEAST_WIDTH = 158
_COUNT_PX = 20
_EDGE = 14


class TileWords(NamedTuple):
    """What one tile says.

    Attributes:
        key: its object name ends with it.
        title: what is counted.
        number: the count, as shown.
        tone: of the number; None is the plain text colour.
        note: one more line, e.g. how the number is made up.
    """

    key: str
    title: str
    number: str
    tone: Tone | None = None
    note: str = ""


class Tiles(ReflowGrid):
    """Tiles side by side.

    Args:
        name: object names of the tiles start with it; the labels end in ``.count`` and
            ``.note``.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_WIDTH, parent)
        self._name = name
        self._tiles: list[_Tile] = []

    def show_tiles(self, tiles: Sequence[TileWords]) -> None:
        """Replaces what the tiles say."""
        while len(self._tiles) < len(tiles):
            self._tiles.append(_Tile(self))
        shown = self._tiles[: len(tiles)]
        for tile, words in zip(shown, tiles, strict=True):
            tile.show_words(self._name, words)
        self.show_widgets(shown)


class _Tile(Card):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.column.setContentsMargins(_EDGE, theme.STEP_M, _EDGE, theme.STEP_M + 2)
        self.column.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._title = quiet("", self, theme.BASE_PX)
        self._count = heading("", self, _COUNT_PX)
        self._note = quiet("", self)
        self._note.setWordWrap(True)
        for label in (self._title, self._count, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            self.column.addWidget(label)
        self.column.addStretch(1)

    def show_words(self, name: str, words: TileWords) -> None:
        self.setObjectName(f"{name}.{words.key}")
        self._count.setObjectName(f"{name}.{words.key}.count")
        self._note.setObjectName(f"{name}.{words.key}.note")
        self.setAccessibleName(f"{words.title}: {words.number}")
        self.setAccessibleDescription(words.note)
        self._title.setText(words.title)
        self._count.setText(words.number)
        theme.set_tone(self._count, words.tone)
        self._note.setText(words.note)
        self._note.setVisible(bool(words.note))
