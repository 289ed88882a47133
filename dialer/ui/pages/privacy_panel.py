"""Settings, Privacy: for how long calls are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout

from dialer.services.retention import DAYS_MOST
from dialer.ui import theme
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.fields import TextField
from dialer.ui.widgets.inline_question import InlineQuestion

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_FIELD_WIDTH = 160


class PrivacyPanel(Card):
    """Takes a number of days, and asks before anything is removed.

    Signals:
        days_wanted: keep calls for so many days; 0 is for ever.
        confirmed: whether the days that were asked about are wanted.
    """

    days_wanted = Signal(int)
    confirmed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.addWidget(heading(self.tr("Calls on this computer"), self))
        label = self.tr("Keep calls for so many days (0 is for ever)")
        field = TextField(label, "settings.privacy.days", self)
        self._days = field.edit
        self._days.setValidator(QIntValidator(0, DAYS_MOST, self))
        self._days.setMaximumWidth(_FIELD_WIDTH)
        self._save = Button(self.tr("Save"), parent=self)
        self._save.setObjectName("settings.privacy.save")
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addWidget(field)
        row.addWidget(self._save, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.column.addLayout(row)
        words = quiet(
            self.tr(
                "Older calls are removed with their notes, when Outdial starts and every day."
                " Calls of unknown outcome and those you want to call back stay."
            ),
            self,
        )
        words.setWordWrap(True)
        self.column.addWidget(words)
        self._said = quiet("", self)
        self._said.setObjectName("settings.privacy.said")
        self._said.hide()
        self.column.addWidget(self._said)
        self._question = InlineQuestion("settings.privacy.question", self)
        self.column.addWidget(self._question)
        self._question.answered.connect(self.confirmed)
        self._save.clicked.connect(lambda _checked: self._want())
        for control in (self._days, self._save):
            # Until the number of days that holds now is known.
            control.setEnabled(False)
        self._days.textChanged.connect(lambda _text: self._forget_words())

    def show_days(self, days: int) -> None:
        """Shows for how many days calls are kept."""
        self._days.setText(str(days))
        self._forget_words()
        for control in (self._days, self._save):
            control.setEnabled(True)

    def ask(self, days: int, removed: int) -> None:
        """Asks before calls are removed.

        Args:
            days: what older than that is removed.
            removed: how many calls are that old, at most.
        """
        self._said.hide()
        self._question.pose(
            theme.Tone.WARN,
            self.tr("Remove calls older than {days} days?").format(days=days),
            self.tr("Calls that old: {count}. What is removed cannot be brought back.").format(
                count=removed
            ),
            yes=self.tr("Remove them"),
            no=self.tr("Keep them"),
        )

    def say(self, words: str) -> None:
        """Says what came of it."""
        self._said.setText(words)
        self._said.show()

    def _want(self) -> None:
        # Cleared is no number at all: nothing may be removed or kept for it.
        if self._days.hasAcceptableInput():
            self.days_wanted.emit(int(self._days.text()))

    def _forget_words(self) -> None:
        self._said.hide()
        self._question.clear()
