"""The do-not-call lists as tables: the lists there are, and numbers looked up in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.models.cells import CellsModel, Column, ColumnKind
from dialer.ui.task_words import count_words, numbers_words
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import TextField
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ColumnWidth, ListTable
from dialer.ui.words import display_number, time_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import DoNotCallEntry, DoNotCallSource

# Named as lupdate knows it.
translate = QCoreApplication.translate

_SHOWN_ROWS = 6
_SOURCE_WIDTHS = (ColumnWidth(320, 100), ColumnWidth(110, 76), ColumnWidth(140, 90))
_ENTRY_WIDTHS = (
    ColumnWidth(180, 110),
    ColumnWidth(170, 64),
    ColumnWidth(220, 60),
    ColumnWidth(120, 64),
)


class BarredSources(QWidget):
    """The lists, and a way to remove the one that is selected.

    Signals:
        removal_confirmed: the name of a list; the person has said yes.
    """

    removal_confirmed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = ""
        self.model: CellsModel[DoNotCallSource] = CellsModel(
            lambda source: (source.name,), self, columns=source_columns()
        )
        self.table = ListTable(
            self.model,
            self.tr("Do-not-call lists"),
            "settings.calling.sources",
            widths=_SOURCE_WIDTHS,
        )
        self.remove = Button(self.tr("Remove the list…"), parent=self)
        self.remove.setObjectName("settings.calling.remove_source")
        self.question = InlineQuestion("settings.calling.remove_source.question", self)
        column = _column_of(self)
        for widget in (self.table, self.remove, self.question):
            column.addWidget(widget)
        self.remove.clicked.connect(lambda _checked: self._ask())
        self.question.answered.connect(self._hear)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self.show_selection())

    def show_sources(self, sources: Sequence[DoNotCallSource]) -> None:
        """Replaces the lists; an open question about one is gone."""
        self.question.clear()
        self.model.show_rows(source_columns(), sources)
        fit_table(self.table, len(sources))
        self.setVisible(bool(sources))
        self.show_selection()

    def show_selection(self) -> None:
        """What can be removed is what is selected."""
        self.remove.setEnabled(self._current() is not None)

    def _current(self) -> DoNotCallSource | None:
        return self.model.item(self.table.currentIndex().row())

    def _ask(self) -> None:
        source = self._current()
        if source is None:
            return
        self._asked = source.name
        self.question.pose(
            theme.Tone.BAD,
            self.tr("Remove “{name}”?").format(name=source.name),
            self.tr("{numbers} may then be called, unless another list holds them.").format(
                numbers=numbers_words(source.count)
            ),
            yes=self.tr("Remove the list"),
            no=self.tr("Keep it"),
        )

    def _hear(self, yes: bool) -> None:  # noqa: FBT001 - a signal's
        if yes:
            self.removal_confirmed.emit(self._asked)
        else:
            self.remove.setFocus()


class BarredSearch(QWidget):
    """Looks numbers up, and takes the one that is selected off its list.

    Signals:
        search_wanted: what was typed.
        removal_confirmed: a DoNotCallEntry; the person has said yes.
    """

    search_wanted = Signal(str)
    removal_confirmed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: DoNotCallEntry | None = None
        self.field = TextField(
            self.tr("Look a number up, by any of its digits"),
            "settings.calling.barred_search",
            self,
        )
        self.look_up = Button(self.tr("Look up"), parent=self)
        self.look_up.setObjectName("settings.calling.search")
        self._none = quiet(self.tr("No list holds such a number."), self)
        self._none.setObjectName("settings.calling.none_found")
        self.model: CellsModel[DoNotCallEntry] = CellsModel(
            lambda entry: (entry.e164,), self, columns=entry_columns()
        )
        self.table = ListTable(
            self.model, self.tr("Numbers found"), "settings.calling.entries", widths=_ENTRY_WIDTHS
        )
        self.remove = Button(self.tr("Take the number off the list…"), parent=self)
        self.remove.setObjectName("settings.calling.remove_entry")
        self.question = InlineQuestion("settings.calling.remove_entry.question", self)
        column = _column_of(self)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        row.addWidget(self.field, 1)
        row.addWidget(self.look_up, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        for widget in (self._none, self.table, self.remove, self.question):
            column.addWidget(widget)
        self._connect()
        self.show_entries(None)

    def show_entries(self, entries: Sequence[DoNotCallEntry] | None) -> None:
        """Shows what was found; None where nothing is looked up."""
        self.question.clear()
        self.model.show_rows(entry_columns(), entries or ())
        fit_table(self.table, len(entries or ()))
        for widget in (self.table, self.remove):
            widget.setVisible(bool(entries))
        self._none.setVisible(entries is not None and not entries)
        if entries:
            self.table.selectRow(0)
        self.show_selection()

    def show_selection(self) -> None:
        """What can be taken off is what is selected."""
        self.remove.setEnabled(self._current() is not None)

    def _connect(self) -> None:
        self.look_up.clicked.connect(lambda _checked: self.search_wanted.emit(self.field.text))
        self.field.edit.returnPressed.connect(lambda: self.search_wanted.emit(self.field.text))
        self.remove.clicked.connect(lambda _checked: self._ask())
        self.question.answered.connect(self._hear)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self.show_selection())

    def _current(self) -> DoNotCallEntry | None:
        return self.model.item(self.table.currentIndex().row())

    def _ask(self) -> None:
        entry = self._asked = self._current()
        if entry is None:
            return
        self.question.pose(
            theme.Tone.BAD,
            self.tr("Take {number} off “{list}”?").format(
                number=display_number(entry.e164), list=entry.source
            ),
            self.tr("It may then be called, unless another list holds it."),
            yes=self.tr("Take it off"),
            no=self.tr("Keep it"),
        )

    def _hear(self, yes: bool) -> None:  # noqa: FBT001 - a signal's
        if yes and self._asked is not None:
            self.removal_confirmed.emit(self._asked)
        else:
            self.remove.setFocus()


def source_columns() -> tuple[Column, ...]:
    """The columns of a table of lists."""
    return (
        Column(translate("rules", "List"), lambda source: source.name),
        Column(
            translate("rules", "Numbers"),
            lambda source: source.count,
            kind=ColumnKind.FIGURE,
            words=count_words,
        ),
        Column(
            translate("rules", "Added"),
            lambda source: source.added_ms,
            ColumnKind.QUIET,
            time_words,
        ),
    )


def entry_columns() -> tuple[Column, ...]:
    """The columns of a table of numbers."""
    return (
        Column(translate("rules", "Number"), lambda entry: display_number(entry.e164)),
        Column(translate("rules", "List"), lambda entry: entry.source),
        Column(translate("rules", "Reason"), lambda entry: entry.reason),
        Column(
            translate("rules", "Added"), lambda entry: entry.added_ms, ColumnKind.QUIET, time_words
        ),
    )


def fit_table(table: ListTable, count: int) -> None:
    """Makes a table as high as its rows, up to a few."""
    table.setFixedHeight(HEADER_HEIGHT + min(max(count, 1), _SHOWN_ROWS) * ROW_HEIGHT + 2)


def _column_of(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.STEP_M)
    return column
