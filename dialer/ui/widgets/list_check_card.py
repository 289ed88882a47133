"""Checking a list: how far it has come, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import task_words, theme
from dialer.ui.models.list_rows import RejectedModel
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ColumnWidth, ListTable
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import NumberList, RejectedRow

_SHOWN_ROWS = 7
_BAR_ROOM = 12
# Line, number, why, what is wrong, note.
_WIDTHS = (
    ColumnWidth(70, 64),
    ColumnWidth(170, 140),
    ColumnWidth(150, 130),
    ColumnWidth(360, 220),
    ColumnWidth(140, 80),
)


class ListCheckCard(Card):
    """Checks a list, and lists the rows that are left out.

    ``check`` is the button that starts it. It stands where the steps are gone through, for
    below the first rows of a list it would be out of sight.

    Signals:
        check_requested: the list is to be checked.
        cancel_requested: checking is to be stopped.
        save_requested: the rows that are left out are to be written to a file.
    """

    check_requested = Signal()
    cancel_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.check = Button(self.tr("Check numbers"), ButtonKind.PRIMARY, self)
        self.check.setObjectName("tasks.check")
        self.check.clicked.connect(lambda _checked: self.check_requested.emit())
        self._sentence = quiet("", self, theme.BASE_PX)
        self._sentence.setObjectName("tasks.check_words")
        self._sentence.setWordWrap(True)
        self.column.addWidget(self._sentence)
        self.progress = LoadingBar("tasks.checking", self.tr("Checking numbers"), self)
        self.progress.cancelled.connect(self.cancel_requested)
        self.column.addWidget(self.progress)
        self.tiles = Tiles("tasks.found", self)
        self.tiles.hide()
        self.column.addWidget(self.tiles)
        self._rejected = QWidget(self)
        self.model = RejectedModel(self)
        self._lay_out_rejected()
        self._rejected.hide()
        self.column.addWidget(self._rejected)
        self.show_unchecked()

    def show_unchecked(self) -> None:
        """Nothing is known of the list yet."""
        self._sentence.setText(
            self.tr(
                "Finds numbers that cannot be called, stand there twice, or must not be called."
            )
        )
        self.tiles.hide()
        self._rejected.hide()
        self._weigh(ButtonKind.PRIMARY, self.tr("Check numbers"))
        self.set_checking(is_checking=False)

    def set_checking(self, *, is_checking: bool) -> None:
        """Shows or hides the bar; meanwhile the button cannot be pressed.

        The keyboard stays with what can be pressed: it would go anywhere from a button that
        cannot.
        """
        before, behind = self.check, self.progress.cancel
        if not is_checking:
            before, behind = behind, before
        holds_focus = before.hasFocus()
        self.progress.setVisible(is_checking or holds_focus)
        self.check.setEnabled(not is_checking or holds_focus)
        self._sentence.setVisible(not is_checking)
        if holds_focus:
            behind.setFocus()
            self.progress.setVisible(is_checking)
            self.check.setEnabled(not is_checking)

    def show_found(self, found: NumberList, rejected: Sequence[RejectedRow]) -> None:
        """Shows what checking found.

        Args:
            found: the counts.
            rejected: the first rows that are left out.
        """
        self._sentence.setText(task_words.check_sentence(found))
        self._weigh(ButtonKind.PLAIN, self.tr("Check again"))
        self.tiles.show_tiles(task_words.list_tiles(found))
        self.tiles.show()
        self.model.show_rows(rejected)
        left_out = found.read - found.accepted
        self._rejected.setVisible(left_out > 0)
        shown = min(len(rejected), left_out)
        self._rejected_words.setText(
            self.tr("{rows}, all of them below").format(rows=task_words.rows_words(left_out))
            if shown == left_out
            else self.tr("{rows}, the first {shown} of them below").format(
                rows=task_words.rows_words(left_out), shown=task_words.count_words(shown)
            )
        )
        rows = min(max(1, shown), _SHOWN_ROWS)
        self.table.setFixedHeight(HEADER_HEIGHT + rows * ROW_HEIGHT + _BAR_ROOM)

    def _weigh(self, kind: ButtonKind, words: str) -> None:
        """The next step has the weight: checking before, going on after it."""
        self.check.setText(words)
        theme.set_property(self.check, "kind", kind.value)

    def _lay_out_rejected(self) -> None:
        column = QVBoxLayout(self._rejected)
        column.setContentsMargins(0, theme.STEP_XS, 0, 0)
        column.setSpacing(theme.STEP_S)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        row.addWidget(heading(self.tr("Not sent"), self._rejected))
        self._rejected_words = quiet("", self._rejected)
        self._rejected_words.setObjectName("tasks.rejected_words")
        row.addWidget(self._rejected_words, 1)
        column.addLayout(row)
        self.table = ListTable(
            self.model,
            self.tr("Rows that are not sent"),
            "tasks.rejected",
            widths=_WIDTHS,
            parent=self._rejected,
        )
        column.addWidget(self.table)
        save = Button(self.tr("Save rejected numbers…"), parent=self._rejected)
        save.setObjectName("tasks.save_rejected")
        save.clicked.connect(lambda _checked: self.save_requested.emit())
        column.addWidget(save)
