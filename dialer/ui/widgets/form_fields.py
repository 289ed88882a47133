"""Fields for long forms, beyond one line of text, and the grid they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from dialer.ui import theme
from dialer.ui.account_draft import CUSTOM_ADDRESS
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import ComboField, Field, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES_HEIGHT = 78
_LINES_EDGE = 4


class NotedField(TextField):
    """A line of text with a note under it, which gives way to an error."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(label, object_name, parent)
        self._note = quiet("", self)
        self._note.setObjectName(f"{object_name}.note")
        self._note.setWordWrap(True)
        self._note.hide()
        self.add_below(self._note)

    def show_note(self, words: str) -> None:
        """Replaces the note under the field; ``""`` takes it away."""
        self._note.setText(words)
        self._note.setVisible(bool(words) and not self.error)

    def show_error(self, problem: str) -> None:
        """Says what is wrong in the place of the note."""
        super().show_error(problem)
        self._note.setVisible(bool(self._note.text()) and not problem)


class SecretField(NotedField):
    """Takes a secret: nothing typed can be seen or copied, and a note says where it goes."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(label, object_name, parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)


class LinesField(Field):
    """A field for a few lines of text; Tab leaves it."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        self.edit = QPlainTextEdit()
        super().__init__(label, self.edit, object_name, parent)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(_LINES_HEIGHT)
        self.edit.setFont(theme.mono_font())
        self.edit.document().setDocumentMargin(_LINES_EDGE)
        self.edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.edit.textChanged.connect(lambda: self.show_error(""))

    def show_text(self, text: str) -> None:
        """Replaces the text, unless it is the same already."""
        if self.edit.toPlainText() != text:
            self.edit.setPlainText(text)


class HostChoice:
    """A host: one of the provider's, or one of the person's own in a second field.

    Args:
        label: of the choice.
        own_label: of the field for an address of one's own.
        names: object names of the two.
        presets: address and words of each.
        parent: of both fields.
    """

    def __init__(
        self,
        label: str,
        own_label: str,
        *,
        names: tuple[str, str],
        presets: Sequence[tuple[str, str]],
        parent: QWidget,
    ) -> None:
        self.choice = ComboField(label, names[0], parent)
        self.own = TextField(own_label, names[1], parent)
        self.choice.show_choices(presets, "")

    @property
    def is_own(self) -> bool:
        """True where an address of one's own is wanted, typed yet or not."""
        return self.choice.value == CUSTOM_ADDRESS

    @property
    def value(self) -> str:
        """The address chosen or typed."""
        return self.own.edit.text() if self.is_own else self.choice.value

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are in use now."""
        return (self.choice, self.own) if self.is_own else (self.choice,)

    def show(self, url: str, *, is_own: bool) -> None:
        """Chooses an address."""
        combo = self.choice.combo
        combo.setCurrentIndex(combo.findData(CUSTOM_ADDRESS if is_own else url))
        show_text(self.own, url if is_own else "")


class ColumnGrid(QGridLayout):
    """Fields in reading order: two side by side where there is room, one where there is not."""

    def __init__(self) -> None:
        super().__init__()
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(theme.STEP_M)
        self.setVerticalSpacing(theme.STEP_M)
        self._placed: tuple[tuple[Field, ...], int] = ((), 0)

    def place(self, fields: Sequence[Field], *, columns: int) -> None:
        """Places these fields and no others; one for several lines takes a row of its own."""
        before, _columns = self._placed
        wanted = (tuple(fields), columns)
        if wanted == self._placed:
            return
        self._placed = wanted
        for field in before:
            self.removeWidget(field)
        row = column = 0
        for field in fields:
            is_wide = isinstance(field, LinesField)
            if column and (is_wide or column >= columns):
                row, column = row + 1, 0
            span = columns if is_wide else 1
            self.addWidget(field, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
        for index in range(2):
            self.setColumnStretch(index, 1 if index < columns else 0)


def show_text(field: TextField, text: str) -> None:
    """Replaces the text, unless it is the same already: that would move the cursor."""
    if field.edit.text() != text:
        field.edit.setText(text)


def rename(field: Field, label: str) -> None:
    """Gives a field another name, shown and accessible."""
    field.label.setText(label)
    field.control.setAccessibleName(label)
