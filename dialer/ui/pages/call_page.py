"""The Call page: the form, what came of it, and recent calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal

from dialer.domain.errors import InputError
from dialer.ui import shortcuts
from dialer.ui.pages.call_form import CallForm
from dialer.ui.widgets.folding_page import FoldingPage
from dialer.ui.widgets.recent_card import RecentCard

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from dialer.domain.calls import Call
    from dialer.domain.diagnosis import Diagnosis, NextAction
    from dialer.domain.guard import Concern, NumberSource
    from dialer.ui.outcomes import Outcome
    from dialer.ui.shown_account import ShownAccount
    from dialer.ui.widgets.result_card import ResultCard


class CallPage(FoldingPage):
    """Asks for calls, and shows what it is told. Knows no service.

    Signals:
        call_requested: a CallIntent.
        confirmed: the person answered the question with yes.
        confirmation_cancelled: the question was cancelled, or its number changed.
        edited: anything changed that a call would be placed with.
        action_requested: a NextAction, from the button of a result.
        recall_requested: a Call whose number is to be filled in.
        last_number_requested: Call was pressed on an empty field.
    """

    call_requested = Signal(object)
    confirmed = Signal()
    confirmation_cancelled = Signal()
    edited = Signal()
    action_requested = Signal(object)
    recall_requested = Signal(object)
    last_number_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self.form = CallForm()
        self._recent = RecentCard()
        super().__init__(self.form, self._recent, parent)
        self._is_busy = False
        self._result: ResultCard | None = None
        self._about = ""
        self._recent.recalled.connect(self.recall_requested)
        self.form.submitted.connect(self._press)
        self.form.edited.connect(self._drop_question)
        self.form.edited.connect(self.edited)
        shortcuts.bind(shortcuts.Action.PLACE_CALL, self, self.form.submit_by_shortcut)

    def show_account(self, account: ShownAccount, spell: Callable[[str], str]) -> None:
        """Offers the lines of an account.

        Args:
            account: the account in use.
            spell: sets the digits of an E.164 number apart, as its country does.
        """
        self._drop_question()
        self.form.show_account(account, spell)

    def set_sandbox_numbers(
        self, rows: Sequence[tuple[str, str]], two_way_rows: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Takes the Sandbox's numbers for each kind: number, and what a call to it teaches."""
        self.form.show_sandbox_numbers(rows, two_way_rows)

    def set_number(self, text: str, source: NumberSource, *, about: str = "") -> None:
        """Fills the number in without calling it, and puts the keyboard there.

        Args:
            text: the number.
            source: how it came here.
            about: what came with it, e.g. a link's reference.
        """
        self._drop_question()
        self.form.set_number(text, source, about=about)
        self.focus_number()

    def focus_number(self) -> None:
        """Puts the keyboard into the number field, with its text selected."""
        self.form.number.edit.setFocus()
        self.form.number.edit.selectAll()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter, like Qt's own
        """While busy no further call can be asked for."""
        self._is_busy = busy
        self._show_place_state()

    def show_recent(self, calls: Sequence[Call]) -> None:
        """Lists recent calls, the newest first."""
        self._recent.show_calls(calls)

    def show_sending(self, call: Call) -> None:
        """Says that the request is on its way."""
        from dialer.ui import outcomes  # noqa: PLC0415 - not before the first paint

        self._show(outcomes.sending(call))

    def show_call(
        self, call: Call, diagnosis: Diagnosis | None, *, is_followed: bool = False
    ) -> None:
        """Says what is known of a call.

        Args:
            call: the call.
            diagnosis: what its outcome means; None where it was accepted.
            is_followed: whether the provider is still asked how it goes.
        """
        from dialer.ui import outcomes  # noqa: PLC0415 - not before the first paint

        outcome = outcomes.of_call(call, diagnosis, is_followed=is_followed)
        self._show(outcome, about=call.client_call_id)

    def ask(self, concerns: Sequence[Concern], number: str) -> None:
        """Asks before a call, or refuses it where a concern blocks.

        Args:
            concerns: what speaks against it, the gravest first.
            number: the number that would be called, as shown.
        """
        from dialer.ui import outcomes  # noqa: PLC0415 - not before the first paint

        self._show(outcomes.of_concerns(concerns, number))

    def show_problem(self, title: str, sentence: str, action: NextAction | None = None) -> None:
        """Says what else kept a call from being tried."""
        from dialer.ui import outcomes  # noqa: PLC0415 - not before the first paint

        self._show(outcomes.of_problem(title, sentence, action))

    def clear_result(self) -> None:
        """Takes the result, or an open question, away without a word."""
        self._about = ""
        if self._result is not None:
            self._result.clear()
        self._show_place_state()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc cancels a question, or clears the number; it never ends a call."""
        if event.key() != QtCore.Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        event.accept()
        if self._asks:
            self._drop_question()
            self.focus_number()
        elif self.form.number.edit.hasFocus():
            self.form.clear_number()

    @property
    def takes_answer(self) -> bool:
        """True once an open question can be answered by a key."""
        return self._result is not None and self._result.takes_keys

    @property
    def _asks(self) -> bool:
        return self._result is not None and self._result.is_question

    def _press(self) -> None:
        """Call was pressed, by button, Enter or Ctrl+Enter."""
        if self._asks and self._result is not None:
            self._result.confirm_by_key()
            return
        if self._is_busy:
            return
        if not self.form.number.text.strip():
            self.last_number_requested.emit()
            return
        try:
            intent = self.form.read()
        except InputError:
            # Each field already says beside itself what is wrong with it.
            return
        self.call_requested.emit(intent)

    def _drop_question(self) -> None:
        if self._asks:
            self.clear_result()
            self.confirmation_cancelled.emit()

    def _confirm(self) -> None:
        self.clear_result()
        self.focus_number()
        self.confirmed.emit()

    def _show(self, outcome: Outcome, *, about: str = "") -> None:
        # News of a call whose result is in sight must not scroll the form away.
        is_news = bool(about) and about == self._about
        self._about = about
        if self._result is None:
            from dialer.ui.widgets.result_card import ResultCard  # noqa: PLC0415 - first result

            self._result = ResultCard()
            self._result.confirmed.connect(self._confirm)
            self._result.cancelled.connect(self._drop_question)
            self._result.cancelled.connect(self.focus_number)
            self._result.action_requested.connect(self.action_requested)
            self.form.column.addWidget(self._result)
        self._result.show_outcome(outcome)
        self._show_place_state()
        if not is_news:
            self.bring_into_view(self._result)

    def _show_place_state(self) -> None:
        """While busy or asking, the button must not start anything."""
        button = self.form.place
        if button.hasFocus() and self._is_busy:
            # A disabled button would hand the keyboard to whatever comes next.
            self.form.number.edit.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)
        button.setEnabled(not (self._is_busy or self._asks))
