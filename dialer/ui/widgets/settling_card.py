"""The card about an open question of a call: look at the records, or give one's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QVBoxLayout, QWidget

from dialer.domain.calls import Settlement
from dialer.ui import call_words, settling_words, theme
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import heading, quiet
from dialer.ui.widgets.drawing import fill_rounded, smooth
from dialer.ui.widgets.pill import Pill

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from dialer.domain.matching import Candidate
    from dialer.ui.settling_words import SettlingView

_EDGE = 14
_NAMES = {
    Settlement.AGENT_SAYS_CALLED: "history.it_rang",
    Settlement.AGENT_SAYS_NOT_CALLED: "history.nobody_called",
}


class SettlingCard(QWidget):
    """Hidden while nothing is open.

    Signals:
        look_requested: the records are to be looked at.
        word_given: a Settlement, the agent's word.
        picked: a Candidate that is the call's record.
    """

    look_requested = Signal()
    word_given = Signal(object)
    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history.settling")
        self._view: SettlingView | None = None
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self.hide()

    def show_view(self, view: SettlingView | None) -> None:
        """Replaces what the card says; None takes it away."""
        if view == self._view and view is not None:
            return
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        self._view = view
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
            self._content = None
        self.setVisible(view is not None)
        if view is None:
            return
        self._content = self._build(view)
        self._column.addWidget(self._content)
        self.setAccessibleName(view.title)
        self.setAccessibleDescription(view.body)
        self.update()
        if had_focus:
            self._keep_focus()
        announce(self, f"{view.title}. {view.body}")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the tinted ground."""
        if self._view is None:
            return
        ground = theme.current().tint(self._view.tone)
        fill_rounded(smooth(QPainter(self)), QRectF(self.rect()), theme.RADIUS, ground=ground)

    def _keep_focus(self) -> None:
        """The button that was pressed is gone: the keyboard goes to what stands there now."""
        buttons = self._content.findChildren(Button) if self._content is not None else []
        enabled = [button for button in buttons if button.isEnabled()]
        if enabled:
            enabled[0].setFocus()

    def _build(self, view: SettlingView) -> QWidget:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_S)
        title = heading(view.title, content)
        theme.set_property(
            title, "tone", "muted" if view.tone is theme.Tone.NEUTRAL else view.tone.value
        )
        column.addWidget(_readable(title, "history.settling.title"))
        column.addWidget(_readable(QLabel(view.body, content), "history.settling.body"))
        for number, candidate in enumerate(view.candidates):
            column.addWidget(self._candidate_row(candidate, number, content))
        column.addLayout(self._buttons(view, content))
        return content

    def _candidate_row(self, candidate: Candidate, number: int, parent: QWidget) -> QWidget:
        name = f"history.candidate.{number}"
        row = _CandidateRow(parent)
        row.setObjectName(name)
        grid = QGridLayout(row)
        grid.setContentsMargins(theme.STEP_S, theme.STEP_S, theme.STEP_S, theme.STEP_S)
        grid.setVerticalSpacing(theme.STEP_XS)
        title = call_words.candidate_title(candidate)
        details = call_words.candidate_details(candidate)
        words, tone = call_words.fit_words(candidate)
        grid.addWidget(_readable(QLabel(title, row), f"{name}.title"), 0, 0)
        grid.addWidget(Pill(words, tone, row), 0, 1)
        grid.addWidget(_readable(quiet(details, row), f"{name}.details"), 1, 0, 1, 2)
        pick = Button(self.tr("This is the call"), ButtonKind.SMALL, row)
        pick.setObjectName(f"{name}.pick")
        pick.setAccessibleName(self.tr("This is the call: {title}").format(title=title))
        pick.setAccessibleDescription(f"{words}. {details}")
        pick.clicked.connect(lambda _checked: self.picked.emit(candidate))
        grid.addWidget(pick, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        return row

    def _buttons(self, view: SettlingView, parent: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.STEP_S)
        if view.look:
            look = Button(view.look, parent=parent)
            look.setObjectName("history.check_records")
            look.setEnabled(not view.is_looking)
            look.clicked.connect(lambda _checked: self.look_requested.emit())
            grid.addWidget(look, 0, 0, 1, 3)
        for place, word in enumerate(view.words_to_give):
            give = Button(settling_words.word_to_give(word), ButtonKind.SMALL, parent)
            give.setObjectName(_NAMES[word])
            give.setEnabled(not view.is_looking)
            give.clicked.connect(lambda _checked, word=word: self.word_given.emit(word))
            grid.addWidget(give, 1, place)
        grid.setColumnStretch(2, 1)
        return grid


class _CandidateRow(QWidget):
    """A record to choose, on a ground of its own."""

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        tokens = theme.current()
        whole = QRectF(self.rect())
        fill_rounded(
            smooth(QPainter(self)), whole, theme.RADIUS, ground=tokens.surface, edge=tokens.border
        )


def _readable(label: QLabel, object_name: str) -> QLabel:
    label.setObjectName(object_name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
