"""A provider's own records: what to ask for, the list, and every field of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import record_words, shortcuts, theme
from dialer.ui.models.records import RecordsModel
from dialer.ui.shortcuts import Action
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, quiet
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.list_table import ListTable
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.record_details import RecordDetails
from dialer.ui.widgets.records_query import RecordsQuery
from dialer.ui.widgets.two_panes import TwoPanes

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from dialer.services.records import RecordSource
    from dialer.ui.theme import Tone

_CARD_EDGE = 6
_LEAST_COLUMN, _MOST_COLUMN = 64, 260


class RecordsPane(QWidget):
    """Asks for records and lists them. Knows no service.

    Signals:
        opened: the pane is to be seen.
        search_requested: records are to be asked for, from the first page.
        more_requested: the next page is to be loaded.
        cancel_requested: loading is to be stopped.
        export_requested: the rows listed are to be written to a file.
    """

    opened = Signal()
    search_requested = Signal()
    more_requested = Signal()
    cancel_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = RecordsModel(self)
        self.query = RecordsQuery(self)
        self.notice = Notice("records.notice", self)
        self.progress = LoadingBar("records", self.tr("Loading records"), self)
        self.details = RecordDetails()
        self._filter = QLineEdit(self)
        self._export = Button(self.tr("Export CSV…"), parent=self)
        self._more = Button(self.tr("Load more"), ButtonKind.SMALL, self)
        self._table = ListTable(self.model, self.tr("Provider records"), "records.table")
        self._table.allow_sorting()
        self._empty = EmptyState("records.empty")
        self._stack = QStackedWidget()
        self._card = Card()
        self._panes = TwoPanes(
            self._card,
            self.details,
            back=self.tr("Records"),
            name="records",
            waits=True,
            parent=self,
        )
        self._footer = quiet("", self)
        self._note = quiet("", self)
        self._is_loading = False
        self._has_more = False
        self._name_parts()
        self._lay_out()
        self._connect()

    def begin(self, source: RecordSource) -> None:
        """Takes the rows away, and shows the columns of a list."""
        self._table.horizontalHeader().setSortIndicator(-1, self._table_order)
        self.model.begin(source)
        self.details.show_nothing()
        self._panes.show_choice(has_choice=False)
        self._note.setText(record_words.source_note(source))
        self.show_more(has_more=False, summary="")

    def show_rows(self) -> None:
        """Shows the table in place of what stood there."""
        if self._stack.currentWidget() is not self._table:
            self._stack.setCurrentWidget(self._table)
            self._table.fit_columns(_LEAST_COLUMN, _MOST_COLUMN)
        self._show_counts()

    def show_nothing(
        self, title: str, body: str, *, action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Says what belongs in the place of the rows."""
        self._empty.show_words(title, body, action=action, act=act)
        self._stack.setCurrentWidget(self._empty)
        self._show_counts()

    def show_more(self, *, has_more: bool, summary: str) -> None:
        """Says how far loading came, and whether there is more to load."""
        self._has_more = has_more
        self._summary = summary
        self._show_counts()

    def set_loading(self, *, is_loading: bool) -> None:
        """Shows or hides the bar; meanwhile nothing else can be loaded."""
        self._is_loading = is_loading
        self.progress.setVisible(is_loading)
        self.query.search.setEnabled(not is_loading)
        self._show_counts()

    def show_notice(
        self,
        tone: Tone,
        title: str,
        body: str = "",
        *,
        action: str = "",
        act: Callable[[], None] | None = None,
    ) -> None:
        """Says something above the rows, with a button for the next step where there is one."""
        self.notice.show_words(tone, title, body)
        if action and act is not None:
            button = Button(action, ButtonKind.SMALL)
            button.setObjectName("records.notice.action")
            button.clicked.connect(lambda _checked=False: act())
            self.notice.show_buttons((button,))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that the pane is to be seen."""
        super().showEvent(event)
        self.opened.emit()

    def _open(self, row: int) -> None:
        self._show(row)
        self._panes.open_details()

    def _show(self, row: int) -> None:
        records = self.model.shown_records
        if 0 <= row < len(records):
            self.details.show_record(records[row])

    def _filter_rows(self, text: str) -> None:
        self.model.show_only(text)
        self._show_counts()

    def _show_counts(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        words = self._summary
        if words and shown != total:
            words = self.tr("{count} shown").format(count=shown) + f" · {words}"
        self._footer.setText(words)
        self._export.setEnabled(shown > 0 and not self._is_loading)
        self._more.setVisible(self._has_more)
        self._more.setEnabled(not self._is_loading)

    def _scroll(self) -> None:
        """Loads on when the end of what is loaded comes into sight."""
        bar = self._table.verticalScrollBar()
        is_at_end = bar.maximum() > 0 and bar.value() >= bar.maximum()
        if is_at_end and self._has_more and not self._is_loading and not self._filter.text():
            self.more_requested.emit()

    def _make_room(self) -> None:
        """Where the details stand in the list's place, what is about the list goes too."""
        for widget in (self.query, self._filter, self._export, self._footer):
            widget.setVisible(not self._panes.hides_list)
        self._note.setVisible(not self._panes.is_folded)

    def _name_parts(self) -> None:
        self._summary = ""
        self._table_order = self._table.horizontalHeader().sortIndicatorOrder()
        self._filter.setObjectName("records.filter")
        self._filter.setPlaceholderText(self.tr("Filter what is listed"))
        self._filter.setAccessibleName(self.tr("Filter what is listed"))
        self._filter.setClearButtonEnabled(True)
        self._export.setObjectName("records.export")
        self._more.setObjectName("records.more")
        self._footer.setObjectName("records.footer")
        self._note.setObjectName("records.note")

    def _connect(self) -> None:
        self.query.submitted.connect(self.search_requested)
        self.query.source_chosen.connect(self.search_requested)
        self.progress.cancelled.connect(self.cancel_requested)
        self._more.clicked.connect(lambda _checked: self.more_requested.emit())
        self._export.clicked.connect(lambda _checked: self.export_requested.emit())
        self._filter.textChanged.connect(self._filter_rows)
        self._table.opened.connect(self._open)
        self._table.selectionModel().currentRowChanged.connect(
            lambda current, _previous: self._show(current.row())
        )
        # Not at a current row: a table that just gets the keyboard has one, and none is chosen.
        self._table.selectionModel().selectionChanged.connect(
            lambda chosen, _before: (
                None if chosen.isEmpty() else self._panes.show_choice(has_choice=True)
            )
        )
        self._table.verticalScrollBar().valueChanged.connect(lambda _value: self._scroll())
        self._panes.arranged.connect(self._make_room)
        # So that the record that was closed can be chosen again.
        self._panes.back.clicked.connect(lambda _checked: self._table.selectionModel().clear())
        shortcuts.bind(Action.FILTER, self, self._filter.setFocus)
        shortcuts.bind(Action.REFRESH, self, self.query.search.click)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self.query)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addWidget(self._filter, 1)
        row.addWidget(self._export)
        column.addLayout(row)
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        self._stack.addWidget(self._table)
        self._stack.addWidget(self._empty)
        self._card.column.setContentsMargins(_CARD_EDGE, _CARD_EDGE, _CARD_EDGE, _CARD_EDGE)
        self._card.column.addWidget(self._stack)
        self._card.setFocusProxy(self._table)
        column.addWidget(self._panes, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.STEP_M)
        foot.addWidget(self._footer)
        foot.addWidget(self._more)
        foot.addStretch(1)
        foot.addWidget(self._note)
        column.addLayout(foot)
