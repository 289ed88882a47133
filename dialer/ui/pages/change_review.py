"""A change of members to be confirmed, and what became of it: two lists side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.figure_words import count_words
from dialer.ui.models.queues import MEMBER_WIDTHS, make_members_model, member_columns
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.folding_row import FoldingRow
from dialer.ui.widgets.list_table import ListTable
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.agents import QueueMember
    from dialer.ui.theme import Tone

_EDGE = 6
_LEAST_HEIGHT = 180
_NAME = "agents.review"
# Named as lupdate knows it.
translate = QCoreApplication.translate


class ChangeReview(QWidget):
    """Says in two lists who is concerned, and offers what may be done.

    Signals:
        chosen: the key of the button that was pressed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = heading("", self, theme.HEADING_PX)
        self._title.setObjectName(f"{_NAME}.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence = QLabel(self)
        self._sentence.setObjectName(f"{_NAME}.sentence")
        self._sentence.setWordWrap(True)
        self.notice = Notice(f"{_NAME}.notice", self)
        self._first = _Members(f"{_NAME}.first", self)
        self._second = _Members(f"{_NAME}.second", self)
        self._lists = FoldingRow(self._first, self._second, parent=self, least_height=_LEAST_HEIGHT)
        self._progress = quiet("", self)
        self._progress.setObjectName(f"{_NAME}.progress")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.STEP_S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        for widget in (self._title, self._sentence, self.notice):
            column.addWidget(widget)
        column.addWidget(self._lists, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        row.addWidget(self._progress, 1)
        row.addLayout(self._buttons)
        column.addLayout(row)

    def show_words(self, title: str, sentence: str) -> None:
        """Says what the lists are about."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def show_lists(
        self,
        first: tuple[str, Sequence[QueueMember]],
        second: tuple[str, Sequence[QueueMember]],
    ) -> None:
        """Shows two lists of members, each below its title; one that is empty says so."""
        self._first.show_members(*first)
        self._second.show_members(*second)
        self._lists.setVisible(bool(first[1] or second[1]))

    def show_notice(self, tone: Tone, title: str, body: str) -> None:
        """Says what must be known before a button is pressed."""
        self.notice.show_words(tone, title, body)

    def show_buttons(self, buttons: Sequence[tuple[str, str, ButtonKind]]) -> None:
        """Replaces the buttons.

        Args:
            buttons: key, words and kind of each; the first gets the keyboard.
        """
        while (item := self._buttons.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                # Until it is deleted it would still be found by its name.
                old.setObjectName("")
                old.hide()
                old.deleteLater()
        for key, words, kind in buttons:
            button = Button(words, kind, self)
            button.setObjectName(f"{_NAME}.{key}")
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._buttons.addWidget(button)
        self._progress.setText("")

    def show_progress(self, words: str) -> None:
        """Says beside the buttons what is being done."""
        self._progress.setText(words)

    def focus(self, key: str) -> None:
        """Gives a button the keyboard."""
        button = self.findChild(Button, f"{_NAME}.{key}")
        if button is not None:
            button.setFocus()


class _Members(Card):
    """Some members below a title that counts them."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._model = make_members_model(self)
        self._title = heading("", self)
        self._title.setObjectName(f"{name}.title")
        self._title.setContentsMargins(_EDGE + 4, _EDGE, _EDGE, 0)
        self._table = ListTable(self._model, "", name, widths=MEMBER_WIDTHS, parent=self)
        self._table.allow_sorting()
        self.column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self.column.setSpacing(theme.STEP_XS)
        self.column.addWidget(self._title)
        self.column.addWidget(self._table, 1)

    def show_members(self, title: str, members: Sequence[QueueMember]) -> None:
        count = count_words(len(members))
        self._title.setText(
            translate("queues", "{title}: {count}").format(title=title, count=count)
        )
        self._table.setAccessibleName(title)
        self._model.show_rows(member_columns(), members)
        self._table.setVisible(bool(members))
        # An empty list must not push its title into the middle of the card.
        alignment = Qt.AlignmentFlag(0) if members else Qt.AlignmentFlag.AlignTop
        self.column.setAlignment(self._title, alignment)
