"""What can be done with the account that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import quiet

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_ONE_ROW_FROM = 620
_NARROWEST = 200


class AccountButtons(QWidget):
    """Test and save, with a sign of what is not saved; add, cancel and remove."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_new = self._may_cancel = False
        self.test = self._make(self.tr("Test connection"), "test", ButtonKind.PRIMARY)
        self.save = self._make(self.tr("Save"), "save")
        self.unsaved = quiet(self.tr("Unsaved changes"), self)
        self.unsaved.setObjectName("settings.account.unsaved")
        theme.set_tone(self.unsaved, Tone.WARN)
        self.cancel = self._make("", "cancel")
        self.add = self._make("", "add")
        self.remove = self._make(self.tr("Remove"), "remove", ButtonKind.DANGER)
        self.unsaved.setContentsMargins(theme.STEP_XS, 0, theme.STEP_XS, 0)
        # One row must not keep the window from becoming narrow enough for two.
        self.setMinimumWidth(_NARROWEST)
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.STEP_XS)
        self._rows.addLayout(self._row(self.test, self.save, self.unsaved))
        self._rows.addLayout(self._row(self.cancel, self.add))
        self._rows.addLayout(self._row(self.remove))
        self._rows.addStretch(1)

    def show_state(
        self, *, is_new: bool, is_sandbox: bool, may_cancel: bool, has_unsaved_new: bool
    ) -> None:
        """Offers what makes sense for the account that is open.

        Args:
            is_new: it is not stored yet.
            is_sandbox: it cannot be changed.
            may_cancel: there is another account to go back to.
            has_unsaved_new: a new account was begun and left for later.
        """
        self.save.setVisible(not is_sandbox)
        self.remove.setVisible(not is_new and not is_sandbox)
        self.add.setVisible(not is_new)
        self.add.setText(
            self.tr("Resume new account") if has_unsaved_new else self.tr("Add account…")
        )
        self._is_new, self._may_cancel = is_new, may_cancel
        self.cancel.setText(self.tr("Cancel") if is_new else self.tr("Discard changes"))

    def show_unsaved(self, *, is_unsaved: bool) -> None:
        """Says beside Save that something is not saved."""
        self.unsaved.setVisible(is_unsaved)
        self.cancel.setVisible(self._may_cancel if self._is_new else is_unsaved)

    @property
    def pressed(self) -> QWidget | None:
        """The button that has the keyboard."""
        buttons = (self.test, self.save, self.cancel, self.add, self.remove)
        return next((one for one in buttons if one.hasFocus()), None)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Puts the buttons into several rows where one would be too wide."""
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_wide = self.width() >= _ONE_ROW_FROM
        self._rows.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    def _make(self, words: str, name: str, kind: ButtonKind = ButtonKind.PLAIN) -> Button:
        button = Button(words, kind, self)
        button.setObjectName(f"settings.account.{name}")
        return button

    def _row(self, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_XS)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row
