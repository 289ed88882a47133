"""Cards: the raised grounds that things stand on."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from dialer.ui import theme


class Card(QFrame):
    """A white ground with a border; ``column`` takes what stands on it.

    Args:
        title: shown at the top where it is not empty.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        edge = theme.STEP_L
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(theme.STEP_M)
        if title:
            self.column.addWidget(heading(title, self))


def heading(words: str, parent: QWidget | None = None, size_px: int = theme.BASE_PX) -> QLabel:
    """A bold line above what it names."""
    label = QLabel(words, parent)
    label.setFont(theme.font_of(label, size_px, bold=True))
    return label


def quiet(words: str, parent: QWidget | None = None, size_px: int = theme.SMALL_PX) -> QLabel:
    """A small line in the quiet colour."""
    label = QLabel(words, parent)
    label.setFont(theme.font_of(label, size_px))
    label.setProperty("tone", "muted")
    return label
