"""A field that offers what was typed into it before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from dialer.ui.widgets.fields import ComboBox, Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class SuggestField(Field):
    """A field for one line of text that offers what was typed into it before."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        self.combo = ComboBox()
        super().__init__(label, self.combo, object_name, parent)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = self.combo.lineEdit()
        if edit is not None:
            edit.setObjectName(f"{object_name}.edit")
            edit.setAccessibleName(label)
        self.combo.editTextChanged.connect(lambda _text: self.show_error(""))

    def show_suggestions(self, suggestions: Sequence[str]) -> None:
        """Replaces what is offered; what stands in the field stays."""
        text = self.combo.currentText()
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItems(list(suggestions))
        self.combo.setEditText(text)
        self.combo.blockSignals(False)

    @property
    def text(self) -> str:
        """What stands in the field, without spaces around it."""
        return self.combo.currentText().strip()

    def set_text(self, text: str) -> None:
        """Replaces what stands in the field."""
        self.combo.setEditText(text)
