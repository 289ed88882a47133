"""The pane beside the calls: everything that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dialer.domain.calls import CallState
from dialer.ui import call_words, outcomes, theme, words
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.note_panel import NotePanel
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.pill import Pill
from dialer.ui.widgets.settling_card import SettlingCard

if TYPE_CHECKING:
    from dialer.domain.calls import Call
    from dialer.domain.diagnosis import Diagnosis

_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class CallDetails(Card):
    """Shows one call; scrolls rather than clips.

    Signals:
        call_again_requested: the number of the call is to be brought back.
    """

    call_again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("history.details")
        self.setAccessibleName(self.tr("Details of the call"))
        # A click anywhere in the pane brings the keys 1 to 9 to its dispositions.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._details = ""
        self._pill = Pill(parent=self)
        self._mark = Pill(parent=self)
        self._number = heading("", self, theme.TITLE_PX)
        self._facts = quiet("", self)
        self._account = quiet("", self)
        self.settling = SettlingCard(self)
        self._outcome = Notice("history.outcome_card", self)
        self._call_id = QLabel(self)
        self._again = Button(self.tr("Call again"), parent=self)
        self._copy = Button(self.tr("Copy details"), parent=self)
        self._copy_id = Button(self.tr("Copy call ID"), ButtonKind.SMALL, self)
        self._timeline = QGridLayout()
        self.notes = NotePanel(keys_from=self)
        self._empty = quiet(self.tr("Choose a call to see what became of it."), self)
        self._name_parts()
        self._area = self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._area.hide()
        self._empty.show()

    def show_call(self, call: Call, diagnosis: Diagnosis | None, account: str) -> None:
        """Shows a call.

        Args:
            call: the call.
            diagnosis: what its outcome means, where there is something to explain.
            account: the name of the account it was placed through.
        """
        self._empty.hide()
        self._area.show()
        self._pill.show_words(*words.outcome(call))
        mark = words.sandbox_mark(call.account_id)
        self._mark.show_words(mark, theme.Tone.ACCENT)
        self._mark.setVisible(bool(mark))
        self._number.setText(words.display_number(call.callee))
        kind = call_words.kind_words(call.kind)
        self._facts.setText(f"{kind} · {call_words.moment_words(call.started_ms)}")
        self._account.setText("" if mark else account)
        self._account.setVisible(not mark)
        outcome = outcomes.of_call(call, diagnosis)
        self._show_outcome(call, outcome)
        self._show_call_id(call.call_id or "")
        meaning = diagnosis.title if diagnosis else ""
        self._show_timeline(call_words.timeline(call, meaning))
        self._again.setEnabled(call_words.can_call_again(call))
        self._details = _details_of(call, outcome, meaning)
        self._copy.setText(self.tr("Copy details"))
        self._copy_id.setText(self.tr("Copy call ID"))

    def _show_outcome(self, call: Call, outcome: outcomes.Outcome) -> None:
        """The words of the result card, where the other card does not say them."""
        if call.state in {CallState.REJECTED, CallState.NOT_SENT, CallState.ENDED}:
            # The first line names number and time, which stand right above.
            fine_print = outcome.fine_print.partition("\n")[2]
            body = "\n".join(filter(None, (outcome.body, fine_print)))
            self._outcome.show_words(outcome.tone, outcome.title, body)
        else:
            self._outcome.clear()

    def _show_call_id(self, call_id: str) -> None:
        self._call_id.setText(call_id)
        for widget in (self._call_id, self._copy_id, self._call_id_label):
            widget.setVisible(bool(call_id))

    def _show_timeline(self, lines: list[call_words.TimelineLine]) -> None:
        while (item := self._timeline.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        mono = theme.mono_font()
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                label = QLabel(text, self._area.widget())
                label.setFont(mono)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                label.setWordWrap(column == 1)
                label.setObjectName(f"history.timeline.{row}.{('when', 'words')[column]}")
                self._timeline.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)

    def _copy_text(self, button: Button, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        button.setText(self.tr("Copied"))
        announce(self, self.tr("Copied"))

    def _name_parts(self) -> None:
        for widget, part in (
            (self._pill, "pill"),
            (self._mark, "mark"),
            (self._number, "number"),
            (self._facts, "facts"),
            (self._account, "account_name"),
            (self._call_id, "call_id"),
            (self._copy_id, "copy_call_id"),
            (self._again, "call_again"),
            (self._copy, "copy_details"),
            (self._empty, "nothing_chosen"),
        ):
            widget.setObjectName(f"history.{part}")
        for label in (self._number, self._facts, self._account, self._call_id):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(_SELECTABLE)
            label.setWordWrap(True)
        self._call_id.setFont(theme.mono_font())
        self._again.clicked.connect(lambda _checked: self.call_again_requested.emit())
        self._copy.clicked.connect(lambda _checked: self._copy_text(self._copy, self._details))
        self._copy_id.clicked.connect(
            lambda _checked: self._copy_text(self._copy_id, self._call_id.text())
        )

    def _lay_out(self) -> QScrollArea:
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.column.addWidget(self._empty, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = self._make_body()
        area.setWidget(body)
        area.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.column.addWidget(area, 1)
        return area

    def _make_body(self) -> QWidget:
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, theme.STEP_XS, 0)
        column.setSpacing(theme.STEP_S)
        pills = QHBoxLayout()
        pills.addWidget(self._pill)
        pills.addWidget(self._mark)
        pills.addStretch(1)
        column.addLayout(pills)
        for widget in (self._number, self._facts, self._account):
            column.addWidget(widget)
        column.addSpacing(theme.STEP_XS)
        column.addWidget(self.settling)
        column.addWidget(self._outcome)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.STEP_S)
        buttons.addWidget(self._again)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self._call_id_label = quiet(self.tr("Call ID"), body)
        column.addWidget(self._call_id_label)
        column.addWidget(self._call_id)
        column.addWidget(self._copy_id)
        column.addSpacing(theme.STEP_XS)
        column.addWidget(quiet(self.tr("Timeline"), body))
        self._timeline.setHorizontalSpacing(theme.STEP_S)
        self._timeline.setColumnStretch(1, 1)
        column.addLayout(self._timeline)
        column.addSpacing(theme.STEP_S)
        column.addWidget(self.notes)
        column.addStretch(1)
        return body


def _details_of(call: Call, outcome: outcomes.Outcome, meaning: str) -> str:
    """Everything in plain text, for a message to whoever can help."""
    lines = [outcome.title, outcome.body, "", words.display_number(call.callee)]
    lines.append(f"ID {call.client_call_id}")
    if call.call_id:
        lines.append(f"Call ID {call.call_id}")
    lines.append(outcome.fine_print)
    lines += [f"{line.when} {line.words}" for line in call_words.timeline(call, meaning)]
    return "\n".join(lines).strip()
