"""Fields: a label, a control, and what is wrong with it right under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.drawing import draw_icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QEnterEvent, QPaintEvent, QWheelEvent

_CHEVRON_PX = 14
_COUNTER_EDGE = 10


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

    def add_below(self, widget: QWidget, *, before: QWidget | None = None) -> None:
        """Adds a line under the control, e.g. a hint; an error stands in its place.

        Args:
            widget: the line.
            before: a line that is there already, to stand above; the last place where None.
        """
        place = self._column.count() - 1 if before is None else self._column.indexOf(before)
        self._column.insertWidget(place, widget)

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
        if not self._has_choice:
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
        if not self._has_choice:
            return
        place = QRectF(self.width() - 26, 0, 20, self.height())
        painter = QPainter(self)
        draw_icon(painter, "chevron-down", theme.current().muted, rect=place, size_px=_CHEVRON_PX)

    @property
    def _has_choice(self) -> bool:
        """Two to choose from, or one to come back to from what was typed."""
        return self.count() > (0 if self.isEditable() else 1)


class ComboField(Field):
    """A choice of numbers; where there are none to choose, or others will do, one may be typed."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        self.combo = ComboBox()
        super().__init__(label, self.combo, object_name, parent)
        self.combo.currentTextChanged.connect(lambda _text: self.show_error(""))

    def show_choices(
        self, choices: Sequence[tuple[str, str]], placeholder: str, *, takes_others: bool = False
    ) -> None:
        """Replaces the choices; what is chosen or typed stays where it still can.

        Args:
            choices: value and words of each; empty lets a value be typed.
            placeholder: what an empty field to type in shows.
            takes_others: lets a value be typed that is none of the choices.
        """
        combo = self.combo
        before = self.value
        was_typed = combo.isEditable() and combo.findText(combo.currentText().strip()) < 0
        combo.clear()
        combo.setEditable(takes_others or not choices)
        self._prepare_edit(placeholder)
        for value, words in choices:
            combo.addItem(words, value)
        if choices:
            combo.setCurrentIndex(max(0, combo.findData(before)))
        if was_typed and before:
            self._type(before)
        self.show_error("")

    def choose(self, value: str) -> None:
        """Chooses a value, or types it where it is none of the choices and others will do."""
        index = self.combo.findData(value)
        if index >= 0:
            self.combo.setCurrentIndex(index)
        else:
            self._type(value)

    @property
    def value(self) -> str:
        """The value chosen, or the text typed."""
        text = self.combo.currentText().strip()
        index = self.combo.findText(text) if self.combo.isEditable() else self.combo.currentIndex()
        return text if index < 0 else str(self.combo.itemData(index) or "")

    def _type(self, value: str) -> None:
        if self.combo.isEditable() and self.combo.findData(value) < 0:
            self.combo.setEditText(value)

    def _prepare_edit(self, placeholder: str) -> None:
        combo = self.combo
        edit = combo.lineEdit()
        if edit is None:
            return
        edit.setPlaceholderText(placeholder)
        edit.setObjectName(f"{combo.objectName()}.edit")
        edit.setAccessibleName(combo.accessibleName())
        combo.setCompleter(None)  # type: ignore[arg-type] # Qt takes none; its stub does not
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)


class CountedField(TextField):
    """A field for one line of text that says how much of it fits.

    Args:
        most: how many characters fit; more can be typed, and are shown as too many.
    """

    def __init__(
        self, label: str, object_name: str, *, most: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(label, object_name, parent)
        self._most = most
        self._counter = quiet("", self.edit)
        self._counter.setObjectName(f"{object_name}.counter")
        self._counter.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self.edit)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, _COUNTER_EDGE, 0)
        row.addStretch(1)
        row.addWidget(self._counter)
        self.edit.textChanged.connect(self._count)
        self._count(self.edit.text())

    def _count(self, text: str) -> None:
        count = len(text.strip())
        self._counter.setText(f"{count} / {self._most}")
        theme.set_property(self._counter, "tone", "bad" if count > self._most else "muted")
        room = self._counter.sizeHint().width()
        self.edit.setTextMargins(0, 0, room + _COUNTER_EDGE, 0)
