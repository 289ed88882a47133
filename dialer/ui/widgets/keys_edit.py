"""A field that takes one combination of keys by having it pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_FORMATS = QKeySequence.SequenceFormat
_ALONE = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_Super_L,
        Qt.Key.Key_Super_R,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
        Qt.Key.Key_unknown,
    }
)
_LEAVING = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape})


class KeysEdit(QLineEdit):
    """Shows the combination pressed last. Tab and Esc keep their meaning."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setPlaceholderText(self.tr("Press the keys"))
        self._keys = QKeySequence()

    @property
    def keys(self) -> str:
        """The combination, in Qt's portable spelling; ``""`` where there is none."""
        return self._keys.toString(_FORMATS.PortableText)

    def show_keys(self, keys: str) -> None:
        """Shows a combination, given in Qt's portable spelling."""
        self._keys = QKeySequence(keys, _FORMATS.PortableText)
        self.setText(self._keys.toString(_FORMATS.NativeText))

    def event(self, event: QEvent) -> bool:
        """Keeps what is pressed here from being a shortcut of the window."""
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() not in _LEAVING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Takes the combination that is pressed."""
        key = event.key()
        if key in _LEAVING:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete} and not event.modifiers():
            self.show_keys("")
        elif key not in _ALONE:
            pressed = QKeySequence(event.keyCombination())
            self.show_keys(pressed.toString(_FORMATS.PortableText))
