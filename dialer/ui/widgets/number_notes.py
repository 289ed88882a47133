"""What stands below a number that did not come as it is called: its origin, and its reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Disclosure
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.pill import Pill

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class OriginLine(QWidget):
    """Where a number came from, and what came with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_S)
        self._from = Pill("", Tone.ACCENT, self)
        self._from.setObjectName("call.origin")
        row.addWidget(self._from, 0, Qt.AlignmentFlag.AlignTop)
        self._about = QLabel(self)
        self._about.setObjectName("call.about")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about.setWordWrap(True)
        row.addWidget(self._about, 1)

    def show_words(self, origin: str, about: str) -> None:
        """Says where it came from, e.g. ``From a link``, and what it is about."""
        self._from.show_words(origin, Tone.ACCENT)
        self._about.setText(about)
        self.setVisible(bool(origin))


class ReadingPart(QWidget):
    """Tells, when asked, how a number was read.

    Args:
        read: gives one line for each step.
    """

    def __init__(self, read: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read = read
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_XS)
        self.question = Disclosure(self.tr("How was this read?"), self)
        self.question.setObjectName("call.reading")
        self.question.toggled.connect(lambda _is_open: self.refresh())
        self._steps = quiet("", self)
        self._steps.setObjectName("call.reading.steps")
        self._steps.setTextFormat(Qt.TextFormat.PlainText)
        self._steps.setWordWrap(True)
        column.addWidget(self.question)
        column.addWidget(self._steps)
        self._steps.hide()

    def refresh(self) -> None:
        """Tells of what stands in the field now, while it is unfolded."""
        is_open = self.question.isChecked()
        lines = self._read() if is_open else ()
        numbered = (f"{place}. {line}" for place, line in enumerate(lines, start=1))
        self._steps.setText("\n".join(numbered))
        self._steps.setVisible(is_open)
