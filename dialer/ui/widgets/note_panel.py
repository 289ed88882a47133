"""What the agent says of the call that is shown: disposition, notes, and when to call back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.call_back_row import CallBackRow
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import ComboBox, Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QHideEvent

    from dialer.domain.call_notes import CallNote

_NOTES_HEIGHT = 76
_LIST_HEIGHT = 170
_TEXT_EDGE = 4
_KEYS = 9


class _Lines(QPlainTextEdit):
    """Several lines of text; Tab goes on to the next control.

    Signals:
        left: the keyboard went elsewhere.
    """

    left = Signal()

    def __init__(self, height: int) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(_TEXT_EDGE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that the keyboard went elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()


class NotePanel(QWidget):
    """Takes what is to be noted; knows of no call.

    Args:
        keys_from: the keys 1 to 9 choose a disposition while the keyboard is in there.

    Signals:
        disposition_chosen: how the call went; ``""`` for not said.
        text_edited: the notes as they are now.
        left: the notes were left, or are no longer to be seen.
        call_back_chosen: when to call back, ms since the epoch; None for not any more.
        choices_edited: a list of str: the dispositions there are to choose.
    """

    disposition_chosen = Signal(str)
    text_edited = Signal(str)
    left = Signal()
    call_back_chosen = Signal(object)
    choices_edited = Signal(list)

    def __init__(self, keys_from: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._choice = ComboBox()
        self._edit_list = Button(self.tr("Edit…"))
        self._text = _Lines(_NOTES_HEIGHT)
        self._list = _Lines(_LIST_HEIGHT)
        self._save = Button(self.tr("Save list"), ButtonKind.SMALL)
        self._cancel = Button(self.tr("Cancel"), ButtonKind.SMALL)
        self._editor = QWidget(self)
        self._problem = quiet("", self)
        self.call_back = CallBackRow(self)
        self._lay_out()
        self._connect(keys_from)

    def show_choices(self, names: Sequence[str]) -> None:
        """Takes the dispositions there are to choose."""
        if tuple(names) == self._names:
            return
        chosen = self._shown_disposition
        self._names = tuple(names)
        self._choice.clear()
        self._choice.addItem(self.tr("Choose…"), "")
        for at, name in enumerate(names, 1):
            self._choice.addItem(name, name)
            if at <= _KEYS:
                self._choice.setItemData(
                    at, self.tr("Key {digit}").format(digit=at), Qt.ItemDataRole.ToolTipRole
                )
        self._show_disposition(chosen)

    def show_note(self, note: CallNote) -> None:
        """Shows what is noted, and takes more."""
        self._show_disposition(note.disposition)
        if self._text.toPlainText() != note.text:
            self._text.blockSignals(True)
            self._text.setPlainText(note.text)
            self._text.blockSignals(False)
        self.call_back.show_moment(note.call_back_ms)
        self._text.setReadOnly(False)
        self._choice.setEnabled(True)
        self.call_back.setEnabled(True)

    def wait(self) -> None:
        """Takes nothing until what is noted of another call is there."""
        self._text.setReadOnly(True)
        self._choice.setEnabled(False)
        self.call_back.setEnabled(False)
        self._close_editor()
        self.show_problem("")

    def show_problem(self, words: str) -> None:
        """Says that something is not kept yet; ``""`` takes it away."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    @property
    def problem(self) -> str:
        """What is said of something that is not kept yet."""
        return self._problem.text()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Tells that nothing more is typed for now."""
        super().hideEvent(event)
        self.left.emit()

    @property
    def _shown_disposition(self) -> str:
        return str(self._choice.currentData() or "")

    def _show_disposition(self, disposition: str) -> None:
        at = self._choice.findData(disposition)
        if at < 0:
            # Chosen while the list was another.
            self._choice.addItem(disposition, disposition)
            at = self._choice.count() - 1
        self._choice.setCurrentIndex(at)

    def _choose_by_key(self, digit: int) -> None:
        if self._choice.isEnabled() and digit <= len(self._names):
            name = self._names[digit - 1]
            self._show_disposition(name)
            self.disposition_chosen.emit(name)
            announce(self, name)

    def _open_editor(self) -> None:
        self._list.setPlainText("\n".join(self._names))
        self._editor.show()
        self._edit_list.setEnabled(False)
        self._list.setFocus()

    def _close_editor(self) -> None:
        self._editor.hide()
        self._edit_list.setEnabled(True)

    def _save_list(self) -> None:
        self.choices_edited.emit(self._list.toPlainText().splitlines())
        self._close_editor()
        self._choice.setFocus()

    def _connect(self, keys_from: QWidget) -> None:
        self._choice.activated.connect(
            lambda _at: self.disposition_chosen.emit(self._shown_disposition)
        )
        self._text.textChanged.connect(lambda: self.text_edited.emit(self._text.toPlainText()))
        self._text.left.connect(self.left)
        self.call_back.chosen.connect(self.call_back_chosen)
        self._edit_list.clicked.connect(lambda _checked: self._open_editor())
        self._save.clicked.connect(lambda _checked: self._save_list())
        self._cancel.clicked.connect(lambda _checked: self._close_editor())
        for digit in range(1, _KEYS + 1):
            shortcut = QShortcut(QKeySequence(str(digit)), keys_from)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda digit=digit: self._choose_by_key(digit))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_S)
        line = QHBoxLayout()
        line.setSpacing(theme.STEP_S)
        choice = Field(self.tr("Disposition"), self._choice, "history.disposition", self)
        tip = self.tr("Keys 1 to 9 choose one while the keyboard is in this pane")
        for widget in (self._choice, choice.label):
            widget.setToolTip(tip)
        self._choice.setAccessibleDescription(tip)
        line.addWidget(choice, 1)
        self._edit_list.setObjectName("history.dispositions.edit")
        self._edit_list.setAccessibleName(self.tr("Edit the list of dispositions"))
        line.addWidget(self._edit_list, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        self._lay_out_editor()
        column.addWidget(self._editor)
        column.addWidget(Field(self.tr("Notes"), self._text, "history.notes", self))
        self._problem.setObjectName("history.notes.problem")
        self._problem.setWordWrap(True)
        theme.set_tone(self._problem, theme.Tone.BAD)
        self._problem.hide()
        column.addWidget(self._problem)
        column.addWidget(self.call_back)

    def _lay_out_editor(self) -> None:
        column = QVBoxLayout(self._editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_S)
        words = self.tr("Dispositions, one a line")
        self._list.setPlaceholderText(self.tr("Saved empty, the first list is back"))
        column.addWidget(Field(words, self._list, "history.dispositions.list", self._editor))
        line = QHBoxLayout()
        line.setSpacing(theme.STEP_S)
        for button, part in ((self._save, "save"), (self._cancel, "cancel")):
            button.setObjectName(f"history.dispositions.{part}")
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        self._editor.hide()
