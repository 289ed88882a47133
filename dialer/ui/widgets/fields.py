"""Fields: a label, a control, and what is wrong with it right under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.drawing import draw_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent, QPaintEvent, QWheelEvent

_CHEVRON_PX = 14


class Field(QWidget):
    """A label over a control, with one line of error under it when there is one.

    Args:
        label: the control's name, shown and accessible.
        control: the control.
        object_name: stable name of the control, e.g. ``call.did``.
    """

    def __init__(
        self, label: str, control: QWidget, object_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.control = control
        control.setObjectName(object_name)
        control.setAccessibleName(label)
        self.label = quiet(label, self)
        self.label.setBuddy(control)
        self._error: QLabel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.STEP_XS)
        self._column.addWidget(self.label)
        self._column.addWidget(control)
        # Fields beside each other stay at the top when one of them grows an error.
        self._column.addStretch(1)

    def add_below(self, widget: QWidget) -> None:
        """Adds a line under the control, e.g. a hint; an error stands in its place."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def show_error(self, problem: str) -> None:
        """Says under the control what is wrong; ``""`` takes it away."""
        theme.set_property(self.control, "error", "true" if problem else "")
        self.control.setAccessibleDescription(problem)
        if self._error is None:
            if not problem:
                return
            self._error = quiet("", self)
            theme.set_tone(self._error, Tone.BAD)
            self._error.setWordWrap(True)
            self._error.setObjectName(f"{self.control.objectName()}.error")
            self.add_below(self._error)
        self._error.setText(problem)
        self._error.setVisible(bool(problem))

    @property
    def error(self) -> str:
        """What is shown as wrong, or ``""``."""
        return self._error.text() if self._error else ""


class TextField(Field):
    """A field for one line of text."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        self.edit = QLineEdit()
        super().__init__(label, self.edit, object_name, parent)
        self.edit.textEdited.connect(lambda _text: self.show_error(""))

    @property
    def text(self) -> str:
        """What was typed, without spaces around it."""
        return self.edit.text().strip()


class ComboBox(QComboBox):
    """A choice that looks like the other controls and leaves the wheel to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_list_dressed = False
        self.setFixedHeight(theme.CONTROL_HEIGHT)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Lists the choices, the chosen one in sight; one alone leaves nothing to choose."""
        if self.count() <= 1:
            return
        if not self._is_list_dressed:
            from PySide6.QtWidgets import QStyledItemDelegate  # noqa: PLC0415 - on first use

            # Only this kind of delegate looks at the style sheet.
            self.setItemDelegate(QStyledItemDelegate(self))
            self._is_list_dressed = True
        super().showPopup()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Keeps the wheel from taking the keyboard away from where the person types."""
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        super().enterEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Scrolls the page: a wheel over a closed choice must not change who is called."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        super().paintEvent(event)
        if self.count() <= 1:
            return  # nothing to choose from
        place = QRectF(self.width() - 26, 0, 20, self.height())
        painter = QPainter(self)
        draw_icon(painter, "chevron-down", theme.current().muted, rect=place, size_px=_CHEVRON_PX)


class ComboField(Field):
    """A choice of phone numbers; where there are none to choose, one may be typed."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        self.combo = ComboBox()
        super().__init__(label, self.combo, object_name, parent)
        self.combo.currentTextChanged.connect(lambda _text: self.show_error(""))

    def show_choices(self, choices: Sequence[tuple[str, str]], placeholder: str) -> None:
        """Replaces the choices; what is chosen or typed stays where it still can.

        Args:
            choices: value and words of each; empty lets a value be typed.
            placeholder: what an empty field to type in shows.
        """
        combo = self.combo
        before, was_typed = self.value, combo.isEditable()
        combo.clear()
        combo.setEditable(not choices)
        edit = combo.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(placeholder)
            edit.setObjectName(f"{combo.objectName()}.edit")
            edit.setAccessibleName(combo.accessibleName())
            combo.setCompleter(None)  # type: ignore[arg-type] # Qt takes none; its stub does not
            combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for value, words in choices:
            combo.addItem(words, value)
        if choices:
            combo.setCurrentIndex(max(0, combo.findData(before)))
        elif was_typed:
            combo.setEditText(before)
        self.show_error("")

    @property
    def value(self) -> str:
        """The value chosen, or the text typed."""
        if self.combo.isEditable():
            return self.combo.currentText().strip()
        return str(self.combo.currentData() or "")
