"""The view of efficiency: whatever figures of agents the provider sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal

from dialer.ui.models.figures import make_figures_model
from dialer.ui.pages.figure_list import FigureList
from dialer.ui.pages.listing import ListingWords

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.ui.widgets.listing_bar import ListingBar

# Named as lupdate knows it.
translate = QCoreApplication.translate


class EfficiencyView(FigureList):
    """Figures of everyone over a span, in total or by day.

    Signals:
        choice_changed: another span is chosen, or the other way to count.
    """

    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "agents.efficiency",
            ListingWords(
                loading=translate("agents", "Loading figures"),
                no_match=translate("agents", "No agent matches"),
                no_match_body=translate(
                    "agents", "Agents that pass the filter above are listed here."
                ),
                note=translate(
                    "agents", "Figures and days as the provider counts them, in server time."
                ),
            ),
            model=make_figures_model(),
            title=translate("agents", "Efficiency"),
            parent=parent,
        )
        self.span.chosen.connect(self.choice_changed)
        self._by.currentIndexChanged.connect(lambda _at: self.choice_changed.emit())

    @property
    def is_by_day(self) -> bool:
        """True where each day has a row of its own."""
        return bool(self._by.currentData())

    def _add_menus(self, name: str, bar: ListingBar) -> None:
        self._by = bar.add_menu(f"{name}.by", translate("agents", "Rows"))
        self._by.addItem(translate("agents", "In total"), False)
        self._by.addItem(translate("agents", "By day"), True)
