"""What each column of a table of contacts holds, with its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialer.domain.contact_files import ColumnRole, ColumnUse, Layout
from dialer.ui import theme
from dialer.ui.contact_import_words import column_words, role_words
from dialer.ui.models.text_table import TextTableModel
from dialer.ui.widgets.fields import ComboField, TextField
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ListTable
from dialer.ui.widgets.reflow_grid import ReflowGrid

if TYPE_CHECKING:
    from dialer.domain.contact_files import ContactPreview

_FIELD_WIDTH = 180
_SHOWN_ROWS = 4
_BAR_ROOM = 12
_COLUMN_WIDTHS = (96, 280)


class ContactColumns(QWidget):
    """A column is chosen in the table or in the list of columns, and its use beside it.

    Signals:
        chosen: the tuple of ColumnUse that is wanted now.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._uses: tuple[ColumnUse, ...] = ()
        self.model = TextTableModel(self)
        self.table = ListTable(
            self.model, self.tr("First rows of the table"), "contacts.import.preview"
        )
        self._column = ComboField(self.tr("Column"), "contacts.import.column", self)
        self._role = ComboField(self.tr("Holds"), "contacts.import.role", self)
        self._label = TextField(self.tr("Label of its numbers"), "contacts.import.label", self)
        self._fields = ReflowGrid(_FIELD_WIDTH, self, to_top=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self._fields)
        column.addWidget(self.table)
        self._column.combo.activated.connect(lambda _index: self._show_use())
        self._role.combo.activated.connect(lambda _index: self._choose())
        self._label.edit.editingFinished.connect(self._choose)
        self.table.clicked.connect(lambda index: self._select(index.column()))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._select)

    def show_preview(self, preview: ContactPreview) -> None:
        """Shows the first rows, and what the columns are taken for."""
        self._titles = preview.columns
        missing = len(preview.columns) - len(preview.format.columns)
        self._uses = preview.format.columns + (ColumnUse(),) * missing
        titles = [column_words(*pair) for pair in zip(self._titles, self._uses, strict=True)]
        roles = {column: use.role for column, use in enumerate(self._uses)}
        self.model.show_rows(
            titles,
            preview.rows,
            mono={column for column, role in roles.items() if role is ColumnRole.NUMBER},
            quiet={column for column, role in roles.items() if role is ColumnRole.IGNORED},
        )
        rows = min(max(1, len(preview.rows)), _SHOWN_ROWS)
        self.table.setFixedHeight(HEADER_HEIGHT + rows * ROW_HEIGHT + _BAR_ROOM)
        self.table.fit_columns(*_COLUMN_WIDTHS)
        self._column.show_choices([(str(at), title) for at, title in enumerate(titles)], "")
        is_ours = preview.format.layout is Layout.OUTDIAL
        offered = [role for role in ColumnRole if is_ours or role is not ColumnRole.ACCOUNT]
        self._role.show_choices([(role.value, role_words(role)) for role in offered], "")
        self._show_use()

    @property
    def _at(self) -> int:
        return int(self._column.value or 0)

    def _select(self, column: int) -> None:
        self._column.choose(str(column))
        self._show_use()

    def _show_use(self) -> None:
        use = self._uses[self._at] if self._uses else ColumnUse()
        self._role.choose(use.role.value)
        self._label.edit.setText(use.label)
        is_number = use.role is ColumnRole.NUMBER
        shown = (self._column, self._role, self._label) if is_number else (self._column, self._role)
        self._fields.show_widgets(shown)
        self._label.setVisible(is_number)

    def _choose(self) -> None:
        if not self._uses:
            return
        role = ColumnRole(self._role.value)
        label = " ".join(self._label.edit.text().split()) if role is ColumnRole.NUMBER else ""
        use, at = ColumnUse(role, label), self._at
        if use != self._uses[at]:
            self._uses = (*self._uses[:at], use, *self._uses[at + 1 :])
            self._show_use()
            self.chosen.emit(self._uses)
