"""Which countries may be called: all, or those that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.fields import ComboField
from dialer.ui.widgets.reflow_grid import ReflowGrid
from dialer.ui.words import region_name

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHIP_WIDTH = 180
_FIELD_WIDTH = 320


class CountriesCard(Card):
    """The countries on the list, each with a button that takes it off.

    Signals:
        edited: a country came onto the list or went.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._regions: frozenset[str] = frozenset()
        self._chips: list[QWidget] = []
        self.column.addWidget(heading(self.tr("Countries that may be called"), self))
        self._words = QLabel(self)
        self._words.setObjectName("settings.calling.countries")
        self._words.setWordWrap(True)
        self.column.addWidget(self._words)
        self._grid = ReflowGrid(_CHIP_WIDTH, self, to_top=True)
        self.column.addWidget(self._grid)
        self.country = ComboField(self.tr("Country"), "settings.calling.country", self)
        self.country.setMaximumWidth(_FIELD_WIDTH)
        self.add = Button(self.tr("Add to the list"), parent=self)
        self.add.setObjectName("settings.calling.add_country")
        self.add.clicked.connect(lambda _checked: self._add())
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        row.addWidget(self.country, 1)
        row.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.column.addLayout(row)

    def show_choices(self, countries: Sequence[tuple[str, str]]) -> None:
        """Offers countries: code and words of each."""
        self.country.show_choices([("", self.tr("Choose a country")), *countries], "")

    @property
    def regions(self) -> frozenset[str]:
        """The countries on the list; empty where all may be called."""
        return self._regions

    def show_regions(self, regions: frozenset[str]) -> None:
        """Replaces the list."""
        self._regions = regions
        self._words.setText(
            self.tr("Only these countries are called, by hand and by task.")
            if regions
            else self.tr("Every country may be called. Add one, and only those listed may be.")
        )
        old = self._chips
        ordered = sorted(regions, key=region_name)
        self._chips = [self._make_chip(region) for region in ordered]
        self._grid.show_widgets(self._chips)
        self._grid.setVisible(bool(ordered))
        for chip in old:
            chip.deleteLater()

    def _make_chip(self, region: str) -> QWidget:
        chip = QWidget(self._grid)
        row = QHBoxLayout(chip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_S)
        name = QLabel(region_name(region), chip)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        remove = Button(self.tr("Remove"), ButtonKind.SMALL, chip)
        remove.setObjectName(f"settings.calling.remove_country.{region}")
        remove.setAccessibleName(self.tr("Remove {country}").format(country=region_name(region)))
        remove.clicked.connect(lambda _checked: self._remove(region))
        row.addWidget(name, 1)
        row.addWidget(remove)
        return chip

    def _add(self) -> None:
        if self.country.value and self.country.value not in self._regions:
            self.show_regions(self._regions | {self.country.value})
            self.edited.emit()

    def _remove(self, region: str) -> None:
        self.show_regions(self._regions - {region})
        # The button that was pressed is gone.
        self.add.setFocus()
        self.edited.emit()
