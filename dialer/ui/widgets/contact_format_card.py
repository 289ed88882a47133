"""How a file of contacts is read, with its first contacts as they are read that way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from dialer.domain.contact_files import ContactFileFormat, FileKind
from dialer.ui.contact_import_words import recognised_words
from dialer.ui.models.text_table import TextTableModel
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.contact_columns import ContactColumns
from dialer.ui.widgets.fields import ComboField
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ColumnWidth, ListTable
from dialer.ui.widgets.reflow_grid import ReflowGrid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.domain.contact_files import ColumnUse, ContactPreview, PreviewedContact

_FIELD_WIDTH = 150
_SHOWN_ROWS = 5
_BAR_ROOM = 12
_NUMBERS_COLUMN = 1
# Name, numbers, company, lists.
_WIDTHS = (
    ColumnWidth(200, 110),
    ColumnWidth(300, 170),
    ColumnWidth(160, 90),
    ColumnWidth(140, 80),
)
_YES, _NO = "yes", "no"


class ContactFormatCard(Card):
    """Every part of the format is shown and may be changed.

    Signals:
        format_chosen: the ContactFileFormat that is wanted now; what it leaves open is to
            be guessed again.
    """

    format_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._format = ContactFileFormat(kind=FileKind.TEXT)
        self._recognised = heading("", self)
        self._recognised.setObjectName("contacts.import.recognised")
        self.column.addWidget(self._recognised)
        self._encoding = self._field(self.tr("Encoding"), "encoding")
        self._delimiter = self._field(self.tr("Between columns"), "delimiter")
        self._sheet = self._field(self.tr("Sheet"), "sheet")
        self._header = self._field(self.tr("First row"), "header")
        self._fields = ReflowGrid(_FIELD_WIDTH, self, to_top=True)
        self.column.addWidget(self._fields)
        self.columns = ContactColumns(self)
        self.columns.chosen.connect(self._choose_columns)
        self.column.addWidget(self.columns)
        self.column.addWidget(quiet(self.tr("The first contacts, as they are imported"), self))
        self.model = TextTableModel(self)
        self.table = ListTable(
            self.model, self.tr("First contacts"), "contacts.import.contacts", widths=_WIDTHS
        )
        self.column.addWidget(self.table)

    def show_preview(self, preview: ContactPreview) -> None:
        """Shows the first contacts, and what they are read with."""
        self._format = shown = preview.format
        self._recognised.setText(recognised_words(shown))
        self._fill(self._encoding, _encodings(preview), shown.encoding)
        self._fill(self._delimiter, self._delimiters(shown.delimiter), shown.delimiter or _NO)
        self._fill(self._sheet, [(name, name) for name in preview.sheets], shown.sheet)
        self._fill(
            self._header,
            [(_YES, self.tr("Column titles")), (_NO, self.tr("A contact"))],
            _YES if shown.has_header else _NO,
        )
        fields = {
            FileKind.CARDS: (self._encoding,),
            FileKind.TEXT: (self._encoding, self._delimiter, self._header),
            FileKind.WORKBOOK: (self._sheet, self._header),
        }[shown.kind]
        self._fields.show_widgets(fields)
        for field in (self._encoding, self._delimiter, self._sheet, self._header):
            field.setVisible(field in fields)
        is_table = shown.kind is not FileKind.CARDS
        self.columns.setVisible(is_table)
        if is_table:
            self.columns.show_preview(preview)
        self._show_contacts(preview)

    def _show_contacts(self, preview: ContactPreview) -> None:
        titles = (self.tr("Name"), self.tr("Numbers"), self.tr("Company"), self.tr("Lists"))
        rows = [_cells(contact) for contact in preview.contacts]
        self.model.show_rows(titles, rows, mono={_NUMBERS_COLUMN})
        shown = min(max(1, len(rows)), _SHOWN_ROWS)
        self.table.setFixedHeight(HEADER_HEIGHT + shown * ROW_HEIGHT + _BAR_ROOM)

    def _field(self, label: str, part: str) -> ComboField:
        field = ComboField(label, f"contacts.import.{part}", self)
        field.combo.activated.connect(lambda _index: self._choose())
        return field

    def _fill(self, field: ComboField, choices: list[tuple[str, str]], chosen: str) -> None:
        field.show_choices(choices or [("", "")], "")
        field.choose(chosen)

    def _delimiters(self, chosen: str) -> list[tuple[str, str]]:
        known = [
            (",", self.tr("Comma")),
            (";", self.tr("Semicolon")),
            ("\t", self.tr("Tab")),
            ("|", self.tr("Vertical bar")),
            (_NO, self.tr("Nothing: one column")),
        ]
        if chosen and chosen not in dict(known):
            known.append((chosen, self.tr("The sign {sign}").format(sign=chosen)))
        return known

    def _choose(self) -> None:
        before, delimiter = self._format, self._delimiter.value
        chosen = replace(
            before,
            encoding=self._encoding.value,
            delimiter="" if delimiter == _NO else delimiter,
            sheet=self._sheet.value,
        )
        has_header = self._header.value == _YES
        if chosen != before:
            # Other cells now: what they hold is guessed anew.
            chosen = replace(chosen, has_header=None, columns=())
        elif has_header != bool(before.has_header) and before.kind is not FileKind.CARDS:
            chosen = replace(chosen, has_header=has_header, columns=())
        if chosen != before:
            self.format_chosen.emit(chosen)

    def _choose_columns(self, columns: tuple[ColumnUse, ...]) -> None:
        self.format_chosen.emit(replace(self._format, columns=columns))


def _cells(contact: PreviewedContact) -> tuple[str, str, str, str]:
    numbers = (f"{label} {text}" if label else text for label, text in contact.numbers)
    return contact.name, " · ".join(numbers), contact.company, ", ".join(contact.lists)


def _encodings(preview: ContactPreview) -> list[tuple[str, str]]:
    names = dict.fromkeys((preview.format.encoding, *preview.encodings))
    return [(name, name.upper().replace("-SIG", "")) for name in names if name]
