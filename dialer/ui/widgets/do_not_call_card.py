"""The do-not-call list: how many numbers are on it, and a file to add to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from dialer.ui import theme
from dialer.ui.task_words import numbers_words
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.fields import TextField
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.ui.theme import Tone

_FIELD_WIDTH = 360


class DoNotCallCard(Card):
    """Hidden until it is asked for.

    Signals:
        import_wanted: a file is to be chosen and added; with the reason typed for it.
    """

    import_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        head = QHBoxLayout()
        head.addWidget(heading(self.tr("Do-not-call list"), self), 1)
        close = Button(self.tr("Close"), ButtonKind.SMALL, self)
        close.setObjectName("tasks.do_not_call.close")
        close.setAccessibleName(self.tr("Close the do-not-call list"))
        close.clicked.connect(lambda _checked: self.hide())
        self._count = quiet("", self, theme.BASE_PX)
        self._count.setObjectName("tasks.do_not_call.count")
        self._count.setWordWrap(True)
        self.reason = TextField(
            self.tr("Why they may not be called (optional)"), "tasks.do_not_call.reason", self
        )
        self.reason.setMaximumWidth(_FIELD_WIDTH)
        self._import = Button(self.tr("Add the numbers of a file…"), parent=self)
        self._import.setObjectName("tasks.do_not_call.import")
        self._import.clicked.connect(lambda _checked: self.import_wanted.emit(self.reason.text))
        self.notice = Notice("tasks.do_not_call.notice", self)
        # Tab reads in the order of making; the way out stands at the end of it.
        self.setTabOrder(self._import, close)
        head.addWidget(close)
        self.column.addLayout(head)
        for widget in (self._count, self.reason, self._import, self.notice):
            self.column.addWidget(widget)
        self.hide()

    def show_count(self, count: int) -> None:
        """Says how many numbers are on the list."""
        self._count.setText(
            self.tr("No number is on it. Tasks leave out every number that is.")
            if not count
            else self.tr(
                "{numbers} on it. Tasks leave them out, whatever list they stand in."
            ).format(numbers=numbers_words(count))
        )

    def show_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says what became of a file."""
        self.notice.show_words(tone, title, body)
        announce(self, f"{title} {body}".strip())

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile no other file can be added."""
        self._import.setEnabled(not is_busy)

    def take_focus(self) -> None:
        """Takes the keyboard, when it was just opened."""
        self._import.setFocus()
