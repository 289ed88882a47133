"""The pane beside the records: every field of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from dialer.ui import record_words, theme
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, quiet

if TYPE_CHECKING:
    from dialer.domain.records import CallRecord

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class RecordDetails(Card):
    """Shows one record; scrolls rather than clips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("records.details")
        self._content: QWidget | None = None
        self._empty = quiet(self.tr("Choose a record to see every field of it."), self)
        self._empty.setObjectName("records.nothing_chosen")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        self.column.addWidget(self._empty, 1)
        self.column.addWidget(self._area, 1)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._area.hide()
        self._empty.show()

    def show_record(self, record: CallRecord) -> None:
        """Shows every field that holds something."""
        fields = record_words.fields_of(record)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.STEP_XS, 0)
        column.setSpacing(2)
        for number, (name, value) in enumerate(fields):
            column.addWidget(_plain(quiet(name, content)))
            label = _plain(QLabel(value, content))
            label.setObjectName(f"records.field.{number}")
            label.setAccessibleName(name)
            label.setTextInteractionFlags(_SELECTABLE)
            label.setWordWrap(True)
            column.addWidget(label)
            column.addSpacing(theme.STEP_XS)
        if record.recording_url:
            self._add_recording(column, record.recording_url, content)
        text = "\n".join(f"{name}: {value}" for name, value in fields)
        row = QHBoxLayout()
        row.addWidget(self._copy_button("records.copy", self.tr("Copy all"), text, content))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        # The scroll area deletes what it showed before.
        self._area.setWidget(content)
        content.setAutoFillBackground(False)
        content.show()
        self._empty.hide()
        self._area.show()

    def _add_recording(self, column: QVBoxLayout, url: str, parent: QWidget) -> None:
        column.addWidget(quiet(self.tr("Recording"), parent))
        address = _plain(QLabel(url, parent))
        address.setObjectName("records.recording")
        address.setFont(theme.mono_font())
        address.setTextInteractionFlags(_SELECTABLE)
        address.setWordWrap(True)
        column.addWidget(address)
        row = QHBoxLayout()
        name, words = "records.copy_recording", self.tr("Copy address")
        row.addWidget(self._copy_button(name, words, url, parent))
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(theme.STEP_S)

    def _copy_button(self, name: str, words: str, text: str, parent: QWidget) -> Button:
        button = Button(words, ButtonKind.SMALL, parent)
        button.setObjectName(name)
        button.clicked.connect(lambda _checked: self._copy(button, text))
        return button

    def _copy(self, button: Button, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        button.setText(self.tr("Copied"))
        announce(self, self.tr("Copied"))


def _plain(label: QLabel) -> QLabel:
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
