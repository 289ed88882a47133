"""A list with everything around it: filter, notice, progress, rows or what stands for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.shortcuts import Action
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, quiet
from dialer.ui.widgets.empty_state import EmptyState
from dialer.ui.widgets.loading_bar import LoadingBar
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from dialer.ui.theme import Tone
    from dialer.ui.widgets.list_table import ListTable
    from dialer.ui.widgets.listing_bar import ListingBar

_CARD_EDGE = 6
_ONE_LINE_FROM = 720


class ListingModel(Protocol):
    """What a list asks of its model."""

    @property
    def total(self) -> int:
        """How many rows there are, listed or not."""

    @property
    def shown_count(self) -> int:
        """How many rows are listed."""

    @property
    def shown_cells(self) -> list[tuple[str, ...]]:
        """The texts of the rows listed."""

    @property
    def titles(self) -> Sequence[str]:
        """What the columns are called."""

    def clear(self) -> None:
        """Takes the rows away."""


class ListingWords(NamedTuple):
    """What a list says of itself.

    Attributes:
        loading: accessible name of the progress bar.
        no_match: title where the filter lets nothing through.
        no_match_body: what would be listed then.
        note: a line below the rows that keeps them from being misread.
    """

    loading: str
    no_match: str
    no_match_body: str
    note: str = ""


class Listing(QWidget):
    """Filters, lists and exports rows.

    Args:
        name: object names start with it.
        words: what it says of itself.
        model: the rows.
        table: shows the model.
        bar: the line above the rows.

    Signals:
        opened: the list is to be seen.
        refresh_requested: the rows are to be loaded again.
        cancel_requested: loading is to be stopped.
        export_requested: the rows listed are to be written to a file.
    """

    opened = Signal()
    refresh_requested = Signal()
    cancel_requested = Signal()
    export_requested = Signal()

    def __init__(
        self,
        name: str,
        words: ListingWords,
        *,
        model: ListingModel,
        table: ListTable,
        bar: ListingBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._words = words
        self.rows = model
        self.table = table
        self.filter = bar
        self.notice = Notice(f"{name}.notice", self)
        self.progress = LoadingBar(name, words.loading, self)
        self.card = Card(parent=self)
        self._empty = EmptyState(f"{name}.empty", self)
        self._stack = QStackedWidget(self)
        self._footer = _Footer(name, words.note, self)
        self._summary = ""
        self._lay_out()
        self._connect()
        self.show_nothing("", "")

    def show_listed(self, summary: str) -> None:
        """Shows the rows of the model that pass the filter.

        Args:
            summary: one line: how many, from how many pages, when.
        """
        self._summary = summary
        self._show_rows()

    def show_nothing(
        self, title: str, body: str, *, action: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Takes the rows away, and says what belongs in their place."""
        self._summary = ""
        self.rows.clear()
        self._show_empty(title, body, action=action, act=act)

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
            button.setObjectName(f"{self._name}.notice.action")
            button.clicked.connect(lambda _checked=False: act())
            self.notice.show_buttons((button,))

    def set_loading(self, *, is_loading: bool) -> None:
        """Shows or hides the bar; meanwhile neither Refresh nor Export can be pressed."""
        self.progress.setVisible(is_loading)
        self.filter.refresh.setEnabled(not is_loading)
        self._allow_export()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that the list is to be seen."""
        super().showEvent(event)
        self.opened.emit()

    def _apply_filter(self) -> None:
        """Has the model list what passes the filter."""
        raise NotImplementedError

    def _place_choices(self, column: QVBoxLayout) -> None:
        """Puts what else may be chosen below the filter; most lists have nothing there."""

    def _place_card(self, column: QVBoxLayout) -> None:
        """Puts the card with the rows into the page."""
        column.addWidget(self.card, 1)

    def _connect(self) -> None:
        self.filter.changed.connect(self._filter)
        self.filter.export_requested.connect(self.export_requested)
        self.filter.refresh_requested.connect(self.refresh_requested)
        self.progress.cancelled.connect(self.cancel_requested)
        shortcuts.bind(Action.FILTER, self, self.filter.focus)
        shortcuts.bind(Action.REFRESH, self, self.filter.refresh.click)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self.filter)
        self._place_choices(column)
        column.addWidget(self.notice)
        column.addWidget(self.progress)
        self.card.column.setContentsMargins(_CARD_EDGE, _CARD_EDGE, _CARD_EDGE, _CARD_EDGE)
        self.card.column.addWidget(self._stack)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._place_card(column)
        column.addWidget(self._footer)

    def _filter(self) -> None:
        self._apply_filter()
        if self.rows.total:
            self._show_rows()

    def _show_rows(self) -> None:
        count = self.rows.shown_count
        if not count:
            self._show_empty(
                self._words.no_match,
                self._words.no_match_body,
                action=self.tr("Clear the filter"),
                act=self.filter.clear,
            )
            return
        self._stack.setCurrentWidget(self.table)
        self._write_footer(count)

    def _show_empty(
        self, title: str, body: str, *, action: str, act: Callable[[], None] | None
    ) -> None:
        self._empty.show_words(title, body, action=action, act=act)
        self._stack.setCurrentWidget(self._empty)
        self._write_footer(0)

    def _write_footer(self, count: int) -> None:
        words = self._summary
        if words and count != self.rows.total:
            shown = self.tr("{count} shown").format(count=QLocale().toString(count))
            words = f"{shown} · {words}"
        self._footer.show_words(words, shows_note=count > 0)
        self._allow_export()

    def _allow_export(self) -> None:
        may = self.rows.shown_count > 0 and self.filter.refresh.isEnabled()
        self.filter.export.setEnabled(may)


class _Footer(QWidget):
    """What is listed, and what keeps it from being misread; two lines where it is narrow."""

    def __init__(self, name: str, note: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = quiet("", self)
        self._words.setObjectName(f"{name}.footer")
        self._note = quiet(note, self)
        self._note.setObjectName(f"{name}.note")
        self._note.setWordWrap(True)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._words)
        self._line.addWidget(self._note, 1)
        self._turn()

    def show_words(self, words: str, *, shows_note: bool) -> None:
        self._words.setText(words)
        self._note.setVisible(shows_note and bool(self._note.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._turn()
        super().resizeEvent(event)

    def _turn(self) -> None:
        is_wide = self.width() >= _ONE_LINE_FROM
        directions, sides = QBoxLayout.Direction, Qt.AlignmentFlag
        self._line.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
        self._line.setSpacing(theme.STEP_L if is_wide else 2)
        self._words.setWordWrap(not is_wide)
        self._note.setAlignment(sides.AlignRight if is_wide else sides.AlignLeft)
