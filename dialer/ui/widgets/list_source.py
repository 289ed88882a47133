"""Where the numbers of a task come from: a file or a paste, and the country they are in."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QStackedWidget, QWidget

from dialer.ui import theme
from dialer.ui.number_reading import country_rows
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.fields import ComboField, Field
from dialer.ui.widgets.reflow_grid import ReflowGrid
from dialer.ui.widgets.segmented import Segmented

FILE, PASTE = "file", "paste"
_PASTE_HEIGHT = 116
# A paste is read once the keys rest, not at every key.
_REST_MS = 400


class ListSourceCard(Card):
    """File or paste.

    Signals:
        file_wanted: the person wants to choose a file.
        pasted: the text that stands in the box, a moment after it changed.
        kind_chosen: ``FILE`` or ``PASTE``.
        region_chosen: ISO 3166-1 alpha-2 code, or ``""``.
        do_not_call_wanted: the do-not-call list is to be shown.
    """

    file_wanted = Signal()
    pasted = Signal(str)
    kind_chosen = Signal(str)
    region_chosen = Signal(str)
    do_not_call_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.addWidget(heading(self.tr("Where the numbers come from"), self))
        name = self.tr("Source")
        self.kind = Segmented(((FILE, self.tr("File")), (PASTE, self.tr("Paste"))), name)
        kind_field = Field(name, self.kind, "tasks.source", self)
        self.region = ComboField(
            self.tr("Country of numbers without a country code"), "tasks.region", self
        )
        none = ("", self.tr("None: numbers start with +"))
        countries = [(row.value, row.words) for row in country_rows()]
        self.region.show_choices([none, *countries], "")
        top = ReflowGrid(220, self, most_columns=2, to_top=True)
        top.show_widgets((kind_field, self.region))
        self.column.addWidget(top)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._make_file_row())
        self.paste = _PasteBox(self)
        self._stack.addWidget(self.paste)
        self.column.addWidget(self._stack)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self.pasted.emit(self.paste.toPlainText()))
        self.column.addLayout(self._make_do_not_call_row())
        self.kind.chosen.connect(self._choose_kind)
        self.paste.textChanged.connect(self._rest.start)
        self.region.combo.activated.connect(
            lambda _index: self.region_chosen.emit(self.region.value)
        )
        self._choose_kind(FILE)

    def show_file(self, name: str) -> None:
        """Names the file that was chosen; ``""`` asks for one."""
        self._file_name.setText(
            name or self.tr("or drop a CSV, text or Excel file anywhere on this page")
        )
        theme.set_property(self._file_name, "tone", "" if name else "muted")

    def show_region(self, region: str) -> None:
        """Chooses a country without telling of it."""
        combo = self.region.combo
        combo.setCurrentIndex(max(0, combo.findData(region)))

    def take_focus(self) -> None:
        """Takes the keyboard to where numbers come from."""
        (self.paste if self.kind.value == PASTE else self._choose).setFocus()

    def clear(self) -> None:
        """Takes away what was pasted and chosen."""
        self.paste.blockSignals(True)
        self.paste.clear()
        self.paste.blockSignals(False)
        self._rest.stop()
        self.show_file("")
        self.kind.choose(FILE)

    def _make_file_row(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_M)
        self._choose = Button(self.tr("Choose file…"), parent=holder)
        self._choose.setObjectName("tasks.file")
        self._choose.clicked.connect(lambda _checked: self.file_wanted.emit())
        self._file_name = QLabel(holder)
        self._file_name.setObjectName("tasks.file_name")
        self._file_name.setTextFormat(Qt.TextFormat.PlainText)
        self._file_name.setWordWrap(True)
        row.addWidget(self._choose)
        row.addWidget(self._file_name, 1)
        self.show_file("")
        return holder

    def _make_do_not_call_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        button = Button(self.tr("Do-not-call list…"), parent=self)
        button.setObjectName("tasks.do_not_call")
        button.clicked.connect(lambda _checked: self.do_not_call_wanted.emit())
        note = quiet(self.tr("Numbers on it are never sent."), self)
        note.setWordWrap(True)
        row.addWidget(button)
        row.addWidget(note, 1)
        return row

    def _choose_kind(self, kind: str) -> None:
        self._stack.setCurrentIndex(1 if kind == PASTE else 0)
        # As high as the shown half: a stack would keep the height of its highest.
        self._stack.setFixedHeight(_PASTE_HEIGHT if kind == PASTE else theme.CONTROL_HEIGHT + 2)
        self.kind_chosen.emit(kind)


class _PasteBox(QPlainTextEdit):
    """Takes numbers one a line; Tab goes on to the next control."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tasks.paste")
        self.setAccessibleName(self.tr("Numbers to paste"))
        self.setPlaceholderText(self.tr("One number a line, or rows copied from a spreadsheet"))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
