"""How a list is read, with its first rows as they are read that way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from dialer.domain.number_lists import ListFormat
from dialer.ui.models.list_rows import PreviewModel
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.fields import ComboField
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ListTable
from dialer.ui.widgets.reflow_grid import ReflowGrid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.domain.number_lists import ListPreview

_FIELD_WIDTH = 150
_SHOWN_ROWS = 6
_BAR_ROOM = 12
_COLUMN_WIDTHS = (96, 320)
_NO_COLUMN = "none"
_YES, _NO = "yes", "no"
# As other programs call them where they ask; these names are the same in every language.
_ENCODING_WORDS = {
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB 18030",
    "cp1252": "Windows-1252",
}


class ListFormatCard(Card):
    """Every part of the format is shown and may be changed.

    Signals:
        format_chosen: the ListFormat that is wanted now.
    """

    format_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.addWidget(heading(self.tr("How the list is read"), self))
        self._format = ListFormat(kind="csv")
        self._encoding = self._field(self.tr("Encoding"), "encoding")
        self._delimiter = self._field(self.tr("Between columns"), "delimiter")
        self._sheet = self._field(self.tr("Sheet"), "sheet")
        self._header = self._field(self.tr("First row"), "header")
        self._number = self._field(self.tr("Numbers are in"), "number_column")
        self._note = self._field(self.tr("Note sent with each number"), "note_column")
        self._fields = ReflowGrid(_FIELD_WIDTH, self, to_top=True)
        self.column.addWidget(self._fields)
        self.model = PreviewModel(self)
        self.table = ListTable(self.model, self.tr("First rows of the list"), "tasks.preview")
        self.column.addWidget(self.table)

    def show_preview(self, preview: ListPreview) -> None:
        """Shows the first rows, and what they are read with."""
        self._format = shown = preview.format
        is_text = shown.kind != "xlsx"
        self._fill(self._encoding, _encodings(preview), shown.encoding)
        self._fill(self._delimiter, self._delimiters(shown.delimiter), shown.delimiter or _NO)
        self._fill(self._sheet, [(name, name) for name in preview.sheets], shown.sheet)
        self._fill(
            self._header,
            [(_YES, self.tr("Column titles")), (_NO, self.tr("A number"))],
            _YES if shown.has_header else _NO,
        )
        columns = [(str(at), title) for at, title in enumerate(preview.columns)]
        self._fill(self._number, columns, str(shown.number_column))
        none = (_NO_COLUMN, self.tr("No note"))
        note = _NO_COLUMN if shown.note_column is None else str(shown.note_column)
        self._fill(self._note, [none, *columns], note)
        kind_fields = (self._encoding, self._delimiter) if is_text else (self._sheet,)
        self._fields.show_widgets((*kind_fields, self._header, self._number, self._note))
        for field in (self._encoding, self._delimiter, self._sheet):
            field.setVisible(field in kind_fields)
        self.model.show_preview(preview)
        self.table.scrollToTop()
        rows = min(max(1, len(preview.rows)), _SHOWN_ROWS)
        self.table.setFixedHeight(HEADER_HEIGHT + rows * ROW_HEIGHT + _BAR_ROOM)
        self.table.fit_columns(*_COLUMN_WIDTHS)

    def _field(self, label: str, part: str) -> ComboField:
        field = ComboField(label, f"tasks.{part}", self)
        field.combo.activated.connect(lambda _index: self._choose())
        return field

    def _fill(self, field: ComboField, choices: list[tuple[str, str]], chosen: str) -> None:
        field.show_choices(choices or [("", "")], "")
        field.combo.setCurrentIndex(max(0, field.combo.findData(chosen)))

    def _delimiters(self, chosen: str) -> list[tuple[str, str]]:
        known = [
            (",", self.tr("Comma")),
            (";", self.tr("Semicolon")),
            ("\t", self.tr("Tab")),
            ("|", self.tr("Vertical bar")),
            (_NO, self.tr("One column")),
        ]
        if chosen and chosen not in dict(known):
            known.append((chosen, self.tr("The sign {sign}").format(sign=chosen)))
        return known

    def _choose(self) -> None:
        delimiter = self._delimiter.value
        note = self._note.value
        chosen = replace(
            self._format,
            encoding=self._encoding.value,
            delimiter="" if delimiter == _NO else delimiter,
            sheet=self._sheet.value,
            has_header=self._header.value == _YES,
            number_column=int(self._number.value or 0),
            note_column=None if note == _NO_COLUMN else int(note),
        )
        if chosen != self._format:
            self._format = chosen
            self.format_chosen.emit(chosen)


def _encodings(preview: ListPreview) -> list[tuple[str, str]]:
    names = dict.fromkeys((preview.format.encoding, *preview.encodings))
    return [(name, _ENCODING_WORDS.get(name, name.upper())) for name in names if name]
