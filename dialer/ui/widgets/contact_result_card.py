"""Importing contacts: the button, how far it has come, and what it has come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.contact_import_words import reading_tiles, sum_words, undo_words
from dialer.ui.models.text_table import TextTableModel
from dialer.ui.task_words import count_words
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ColumnWidth, ListTable
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from dialer.domain.contact_files import FileReading

_SHOWN_ROWS = 6
_BAR_ROOM = 12
# Line, text, why.
_WIDTHS = (ColumnWidth(70, 64), ColumnWidth(300, 150), ColumnWidth(420, 220))


class ContactResultCard(Card):
    """Imports, and says what became of every card or row.

    Signals:
        start_requested: the contacts are to be imported.
        cancel_requested: the import is to be stopped.
        save_requested: what was skipped is to be written to a file.
        undo_requested: the import is to be undone; the person has said yes.
        leave_requested: the person wants to see the contacts.
    """

    start_requested = Signal()
    cancel_requested = Signal()
    save_requested = Signal()
    undo_requested = Signal()
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        self.start = Button(self.tr("Import contacts"), ButtonKind.PRIMARY, self)
        self.start.setObjectName("contacts.import.start")
        self.start.clicked.connect(lambda _checked: self.start_requested.emit())
        self._sentence = quiet("", self, theme.BASE_PX)
        self._sentence.setObjectName("contacts.import.sum")
        self._sentence.setWordWrap(True)
        row.addWidget(self.start)
        row.addWidget(self._sentence, 1)
        self.column.addLayout(row)
        self.progress = LoadingBar("contacts.importing", self.tr("Importing contacts"), self)
        self.progress.cancelled.connect(self.cancel_requested)
        self.column.addWidget(self.progress)
        self._result = QWidget(self)
        self.tiles = Tiles("contacts.imported", self._result)
        self.undo = Button(self.tr("Undo this import…"), parent=self._result)
        self.save = Button(self.tr("Save skipped lines…"), parent=self._result)
        self.leave = Button(self.tr("Show contacts"), parent=self._result)
        self.question = InlineQuestion("contacts.import.undo_question", self._result)
        self._skipped = QWidget(self._result)
        self.model = TextTableModel(self)
        self.table = ListTable(
            self.model, self.tr("Skipped lines"), "contacts.import.skipped", widths=_WIDTHS
        )
        self._lay_out_result()
        self.column.addWidget(self._result)
        self.question.answered.connect(self._hear)
        self.show_unread()

    def show_unread(self) -> None:
        """Nothing was imported of this file yet."""
        self.progress.hide()
        self._result.hide()
        self.question.clear()
        self.start.setEnabled(True)
        self.start.show()
        self._sentence.setText(
            self.tr("Who is there already gets what is new. An import can be undone as one.")
        )

    def set_busy(self, *, is_busy: bool) -> None:
        """Shows or hides the bar; meanwhile nothing else can be pressed."""
        self.progress.setVisible(is_busy)
        for button in (self.start, self.undo, self.save, self.leave):
            button.setEnabled(not is_busy)

    def show_reading(self, reading: FileReading) -> None:
        """Says what an import has come to."""
        self.set_busy(is_busy=False)
        self.start.hide()
        self._sentence.setText(sum_words(reading))
        self.tiles.show_tiles(reading_tiles(reading))
        titles = (self.tr("Line"), self.tr("What stands there"), self.tr("Why it is skipped"))
        rows = [(count_words(one.line), one.text, one.reason) for one in reading.reasons]
        self.model.show_rows(titles, rows, quiet={0})
        shown = min(max(1, len(rows)), _SHOWN_ROWS)
        self.table.setFixedHeight(HEADER_HEIGHT + shown * ROW_HEIGHT + _BAR_ROOM)
        self._skipped.setVisible(bool(rows))
        self.save.setVisible(bool(rows))
        self.undo.setVisible(bool(reading.added or reading.merged))
        self._result.show()

    def ask_undo(self, reading: FileReading) -> None:
        """Asks before contacts are removed."""
        self.question.pose(
            Tone.WARN,
            self.tr("Undo this import?"),
            undo_words(reading),
            yes=self.tr("Undo this import"),
            no=self.tr("Keep it"),
        )

    def _lay_out_result(self) -> None:
        column = QVBoxLayout(self._result)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self.tiles)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        for button, part in (
            (self.leave, "done"),
            (self.save, "save_skipped"),
            (self.undo, "undo"),
        ):
            button.setObjectName(f"contacts.import.{part}")
            row.addWidget(button)
        row.addStretch(1)
        self.leave.clicked.connect(lambda _checked: self.leave_requested.emit())
        self.save.clicked.connect(lambda _checked: self.save_requested.emit())
        column.addLayout(row)
        column.addWidget(self.question)
        inner = QVBoxLayout(self._skipped)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.STEP_S)
        inner.addWidget(heading(self.tr("Skipped lines"), self._skipped))
        inner.addWidget(self.table)
        column.addWidget(self._skipped)

    def _hear(self, yes: bool) -> None:  # noqa: FBT001 - a slot, as the signal gives it
        if yes:
            self.undo_requested.emit()
        else:
            self.undo.setFocus()
