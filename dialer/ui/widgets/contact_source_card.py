"""Where contacts come from, the country of their numbers, and the list they are put on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from dialer.ui import theme
from dialer.ui.number_reading import country_rows
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card
from dialer.ui.widgets.fields import ComboField
from dialer.ui.widgets.reflow_grid import ReflowGrid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_FIELD_WIDTH = 220


class ContactSourceCard(Card):
    """A file.

    Signals:
        file_wanted: the person wants to choose a file.
    """

    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        self.choose = Button(self.tr("Choose file…"), parent=self)
        self.choose.setObjectName("contacts.import.file")
        self.choose.clicked.connect(lambda _checked: self.file_wanted.emit())
        self._file_name = QLabel(self)
        self._file_name.setObjectName("contacts.import.file_name")
        self._file_name.setTextFormat(Qt.TextFormat.PlainText)
        self._file_name.setWordWrap(True)
        row.addWidget(self.choose)
        row.addWidget(self._file_name, 1)
        self.column.addLayout(row)
        self.region = ComboField(
            self.tr("Country of numbers without a country code"), "contacts.import.region", self
        )
        none = ("", self.tr("None: numbers start with +"))
        countries = [(row.value, row.words) for row in country_rows()]
        self.region.show_choices([none, *countries], "")
        self.list_name = ComboField(self.tr("Put them on a list"), "contacts.import.list", self)
        self.show_lists(())
        fields = ReflowGrid(_FIELD_WIDTH, self, most_columns=2, to_top=True)
        fields.show_widgets((self.region, self.list_name))
        self.column.addWidget(fields)
        self.show_file("")

    def show_file(self, name: str) -> None:
        """Names the file that was chosen; ``""`` asks for one."""
        self._file_name.setText(
            name or self.tr("or drop a vCard, CSV or Excel file anywhere on this page")
        )
        theme.set_property(self._file_name, "tone", "" if name else "muted")

    def show_lists(self, names: Sequence[str]) -> None:
        """Offers lists that are there; a new one may be named."""
        choices = [("", self.tr("No list")), *((name, name) for name in names)]
        self.list_name.show_choices(choices, self.tr("Name of a list"), takes_others=True)

    def show_region(self, region: str) -> None:
        """Chooses a country."""
        self.region.choose(region)
