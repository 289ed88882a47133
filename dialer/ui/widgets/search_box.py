"""The one box that searches or dials, in the top bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.widgets.buttons import is_enter
from dialer.ui.widgets.drawing import CENTRE, draw_words, fill_rounded, smooth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QListWidget

_MOST_MATCHES = 8


class Match(NamedTuple):
    """One thing found.

    Attributes:
        number: what choosing it submits.
        words: how it reads.
    """

    number: str
    words: str


class SearchBox(QLineEdit):
    """Submits what was typed, or the number of the match that was chosen.

    Signals:
        edited: the text, as the person changes it; answered with ``show_matches``.
        submitted: a number, or text that is to be searched for.
    """

    edited = Signal(str)
    submitted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame.search")
        self.setProperty("role", "search")
        self.setFixedHeight(32)
        self.setMaximumWidth(460)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = self.tr("Search recent calls or type a number")
        self.setPlaceholderText(words)
        self.setAccessibleName(words)
        self._list: QListWidget | None = None
        self._keys = shortcuts.shown(shortcuts.Action.SEARCH)
        self._cap_width = (
            QFontMetrics(theme.font_of(self, theme.PILL_PX)).horizontalAdvance(self._keys) + 12
        )
        self.setTextMargins(0, 0, self._cap_width + theme.STEP_XS, 0)
        self.textEdited.connect(self.edited)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return QSize(140, self.height())

    def show_matches(self, matches: Sequence[Match]) -> None:
        """Lists what was found under the box; an empty list takes it away."""
        if self._list is None:
            if not matches:
                return
            self._list = self._make_list()
        found = self._list
        found.clear()
        for match in matches[:_MOST_MATCHES]:
            found.addItem(match.words)
            found.item(found.count() - 1).setData(QtCore.Qt.ItemDataRole.UserRole, match.number)
        found.ensurePolished()
        rows = found.count()
        corner = self.mapTo(self.window(), QPoint(0, self.height() + theme.STEP_XS))
        found.setGeometry(corner.x(), corner.y(), self.width(), rows * found.sizeHintForRow(0) + 10)
        found.setVisible(bool(rows) and self.hasFocus())
        found.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Moves in the matches, submits, or leaves."""
        keys = QtCore.Qt.Key
        is_open = self._list is not None and self._list.isVisible()
        if is_enter(event):
            if not event.isAutoRepeat():
                self._submit()
        elif event.key() == keys.Key_Escape:
            if is_open:
                self._hide_matches()
            else:
                self.clear()
        elif self._list is not None and is_open and event.key() in {keys.Key_Up, keys.Key_Down}:
            step = 1 if event.key() == keys.Key_Down else -1
            row = max(-1, min(self._list.currentRow() + step, self._list.count() - 1))
            self._list.setCurrentRow(row)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Takes the matches away with the keyboard."""
        super().focusOutEvent(event)
        self._hide_matches()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        super().paintEvent(event)
        tokens = theme.current()
        painter = smooth(QPainter(self))
        cap = QRectF(self.width() - self._cap_width - 10, 7, self._cap_width, self.height() - 14)
        fill_rounded(painter, cap, 4, ground=tokens.surface, edge=tokens.border)
        painter.setFont(theme.font_of(self, theme.PILL_PX))
        draw_words(painter, cap, self._keys, ink=tokens.muted, at=CENTRE)

    def _submit(self) -> None:
        item = self._list.currentItem() if self._list and self._list.isVisible() else None
        text = str(item.data(QtCore.Qt.ItemDataRole.UserRole)) if item else self.text().strip()
        self._hide_matches()
        if text:
            self.clear()
            self.submitted.emit(text)

    def _hide_matches(self) -> None:
        if self._list is not None:
            self._list.hide()

    def _make_list(self) -> QListWidget:
        from PySide6.QtWidgets import QListWidget  # noqa: PLC0415 - built on first use

        found = QListWidget(self.window())
        found.setObjectName("frame.search.matches")
        found.setAccessibleName(self.tr("Matches"))
        found.setProperty("role", "popup")
        # The keyboard stays in the box, so that typing goes on narrowing the list.
        found.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        found.itemClicked.connect(lambda _item: self._submit())
        return found
