"""When to call back: a moment, or a button that asks for one."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QTime, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.call_words import moment_words
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.moments_choice import MomentEdit

_SOON_S = 60 * 60
_ROUND_S = 15 * 60


class CallBackRow(QWidget):
    """Shows and takes one moment.

    Signals:
        chosen: ms since the epoch, or None for not any more.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at_ms: int | None = None
        self._words = QLabel(self)
        self._ask = Button(self.tr("Call back at…"), ButtonKind.SMALL, self)
        self._remove = Button(self.tr("Remove"), ButtonKind.SMALL, self)
        self._edit = MomentEdit(self)
        self._set = Button(self.tr("Remind me"), ButtonKind.SMALL, self)
        self._cancel = Button(self.tr("Cancel"), ButtonKind.SMALL, self)
        self._name_parts()
        self._lay_out()
        self._ask.clicked.connect(lambda _checked: self._open())
        self._remove.clicked.connect(lambda _checked: self._choose(None))
        self._set.clicked.connect(
            lambda _checked: self._choose(self._edit.dateTime().toMSecsSinceEpoch())
        )
        self._cancel.clicked.connect(lambda _checked: self._show(is_editing=False))
        self.show_moment(None)

    def show_moment(self, at_ms: int | None) -> None:
        """Shows a moment, ms since the epoch, or that there is none."""
        self._at_ms = at_ms
        self._show(is_editing=False)

    def _open(self) -> None:
        now = QDateTime.currentDateTime()
        soon = QDateTime.fromSecsSinceEpoch(_rounded(now.toSecsSinceEpoch() + _SOON_S))
        if self._at_ms is not None:
            soon = max(soon, QDateTime.fromMSecsSinceEpoch(self._at_ms))
        self._edit.setMinimumDateTime(QDateTime(now.date(), QTime(0, 0)))
        self._edit.setDateTime(soon)
        self._show(is_editing=True)
        self._edit.setFocus()

    def _choose(self, at_ms: int | None) -> None:
        self.show_moment(at_ms)
        self._ask.setFocus()
        self.chosen.emit(at_ms)

    def _show(self, *, is_editing: bool) -> None:
        is_set = self._at_ms is not None
        if self._at_ms is not None:
            when = moment_words(self._at_ms)
            self._words.setText(self.tr("Call back {when}").format(when=when))
        self._ask.setText(self.tr("Change…") if is_set else self.tr("Call back at…"))
        self._words.setVisible(is_set and not is_editing)
        self._ask.setVisible(not is_editing)
        self._remove.setVisible(is_set and not is_editing)
        for widget in (self._edit, self._set, self._cancel):
            widget.setVisible(is_editing)

    def _name_parts(self) -> None:
        for widget, part in (
            (self._words, "words"),
            (self._ask, "ask"),
            (self._remove, "remove"),
            (self._edit, "moment"),
            (self._set, "set"),
            (self._cancel, "cancel"),
        ):
            widget.setObjectName(f"history.call_back.{part}")
        self._edit.setAccessibleName(self.tr("When to call back"))
        self._words.setWordWrap(True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_XS)
        column.addWidget(self._words)
        column.addWidget(self._edit)
        line = QHBoxLayout()
        line.setSpacing(theme.STEP_S)
        for button in (self._ask, self._remove, self._set, self._cancel):
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)


def _rounded(seconds: int) -> int:
    """The next quarter of an hour."""
    return -(-seconds // _ROUND_S) * _ROUND_S
