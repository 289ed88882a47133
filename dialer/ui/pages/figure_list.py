"""A list of figures of agents, with the span they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontMetrics

from dialer.ui import theme
from dialer.ui.pages.listing import Listing, ListingWords
from dialer.ui.widgets.list_table import ListTable
from dialer.ui.widgets.listing_bar import ListingBar
from dialer.ui.widgets.moments_choice import MomentsChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from dialer.ui.models.cells import CellsModel, Column, PreparedRow
    from dialer.ui.models.figures import FigureRow

_LEAST_WIDTH, _MOST_WIDTH = 64, 240
_PADDING = 2 * 10
_ARROW = 9
# Column widths come from so many rows, not from ten thousand.
_ROWS_MEASURED = 40
# Named as lupdate knows it.
translate = QCoreApplication.translate


class FigureList(Listing):
    """Lists figures; columns follow what the provider sends.

    Args:
        name: object names start with it.
        words: what the list says of itself.
        model: the rows.
        title: accessible name of the table.
    """

    def __init__(
        self,
        name: str,
        words: ListingWords,
        *,
        model: CellsModel[FigureRow],
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        self.model = model
        bar = ListingBar(
            name,
            translate("agents", "Filter by name, account or SIP number"),
            translate("agents", "Filter agents"),
        )
        self._add_menus(name, bar)
        self.span = MomentsChoice(name, bar.add_menu(f"{name}.span", translate("agents", "Span")))
        super().__init__(
            name,
            words,
            model=model,
            table=ListTable(model, title, f"{name}.table"),
            bar=bar,
            parent=parent,
        )
        model.setParent(self)
        self.table.allow_sorting()
        self._is_fitting = self._is_sized_by_hand = False
        self.table.horizontalHeader().sectionResized.connect(lambda *_: self._note_sizing())

    def show_figures(
        self, columns: Sequence[Column], rows: Iterable[PreparedRow[FigureRow]], summary: str
    ) -> None:
        """Replaces the rows, and the columns where they differ.

        Args:
            columns: what is told of each.
            rows: prepared by the model.
            summary: one line: how many, over which span, when.
        """
        before = self.model.titles
        sorts_by = self.table.horizontalHeader().sortIndicatorSection()
        self.model.show_prepared(columns, rows)
        is_new = self.model.titles != before
        if is_new and sorts_by >= 0:
            header = self.table.horizontalHeader()
            header.setSortIndicator(-1, header.sortIndicatorOrder())
        self._fit_columns(shrinks=is_new)
        self.show_listed(summary)

    def _fit_columns(self, *, shrinks: bool) -> None:
        """As wide as titles and the first rows need, and while rows come, never less."""
        if self._is_sized_by_hand and not shrinks:
            return
        self._is_fitting = True
        header = self.table.horizontalHeader()
        titles = QFontMetrics(header.font())
        cells = QFontMetrics(theme.font_of(self.table, bold=True))
        for column, title in enumerate(self.model.titles):
            texts = (
                str(self.model.index(row, column).data() or "")
                for row in range(min(self.model.rowCount(), _ROWS_MEASURED))
            )
            needs = max((cells.horizontalAdvance(text) for text in texts), default=0)
            width = max(needs, titles.horizontalAdvance(title) + _ARROW) + _PADDING
            width = min(max(width, _LEAST_WIDTH), _MOST_WIDTH)
            header.resizeSection(
                column, width if shrinks else max(width, header.sectionSize(column))
            )
        self._is_fitting = self._is_sized_by_hand = False

    def _note_sizing(self) -> None:
        self._is_sized_by_hand = not self._is_fitting

    def _add_menus(self, name: str, bar: ListingBar) -> None:
        """Adds what may be chosen beside the span."""

    def _apply_filter(self) -> None:
        self.model.show_only(self.filter.text)

    def _place_choices(self, column: QVBoxLayout) -> None:
        column.addWidget(self.span)
