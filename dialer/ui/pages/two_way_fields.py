"""What a two-way call takes beside the customer's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.domain.errors import InputError
from dialer.domain.two_way_limits import (
    MAX_CALL_DATA,
    check_call_data,
    check_callback_url,
    read_agent_id,
)
from dialer.ui import theme
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import ComboField, CountedField, TextField

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLabel

    from dialer.ui.shown_account import ShownAccount


class TwoWayLine(QWidget):
    """The agent's own phone, and who the agent is to the provider.

    Signals:
        edited: anything changed that a call would be placed with.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account_id = ""
        self.agent_number = ComboField(
            self.tr("Your number (rings first)"), "call.agent_number", self
        )
        self.agent_id = TextField(self.tr("Agent ID (optional)"), "call.agent_id", self)
        _stack(self, self.agent_number, self.agent_id)
        self.agent_number.combo.currentTextChanged.connect(lambda _text: self.edited.emit())
        self.agent_id.edit.textChanged.connect(lambda _text: self.edited.emit())
        _complain_when_left(self.agent_id, read_agent_id)

    def show_account(
        self, account: ShownAccount, spell: Callable[[str], str], last: tuple[str, str]
    ) -> None:
        """Offers an account's numbers.

        Args:
            account: the account in use.
            spell: sets the digits of an E.164 number apart.
            last: the agent's number and agent ID of its last two-way call; ``""`` for none.
        """
        is_other = account.account_id != self._account_id
        self._account_id = account.account_id
        choices = [(number, spell(number)) for number in account.agent_numbers]
        hint = self.tr("Mobile or softphone, digits only")
        self.agent_number.show_choices(choices, hint, takes_others=True)
        if is_other:
            number, agent_id = last
            if number:
                self.agent_number.choose(_as_offered(number, account.agent_numbers))
            self.agent_id.edit.setText(agent_id)
            self.agent_id.show_error("")

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The controls, as Tab meets them."""
        return (self.agent_number.combo, self.agent_id.edit)


class TwoWayOptions(QWidget):
    """What a two-way call may take besides; built when it is first unfolded.

    Signals:
        edited: anything changed that a call would be placed with.

    Attributes:
        access_codes: those of the account in use.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account_id = ""
        self.access_codes: tuple[str, ...] = ()
        self.customer_sees = ComboField(self.tr("Customer sees"), "call.customer_sees", self)
        self.agent_sees = ComboField(self.tr("You see"), "call.agent_sees", self)
        self.call_data = CountedField(
            self.tr("Call data"), "call.call_data", most=MAX_CALL_DATA, parent=self
        )
        self.callback_url = TextField(self.tr("Status callback URL"), "call.callback_url", self)
        self.callback_url.edit.setPlaceholderText(self.tr("https://"))
        shown = QWidget(self)
        row = QHBoxLayout(shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_M)
        row.addWidget(self.customer_sees, 1)
        row.addWidget(self.agent_sees, 1)
        numbers_note = self._note(
            self.tr(
                "Other numbers need the anonymisation feature of your tenant: 11 to 14 digits."
            ),
            "call.shown_numbers_note",
        )
        ita_note = self._note(
            self.tr("Tenants that call through ITA ignore both numbers and call data."),
            "call.ita_note",
        )
        _stack(self, shown, numbers_note, self.call_data, ita_note, self.callback_url)
        for field in (self.customer_sees, self.agent_sees):
            field.combo.currentTextChanged.connect(lambda _text: self.edited.emit())
        for text in (self.call_data, self.callback_url):
            text.edit.textChanged.connect(lambda _text: self.edited.emit())
        _complain_when_left(self.call_data, check_call_data)
        _complain_when_left(self.callback_url, check_callback_url)

    def show_account(self, account: ShownAccount) -> None:
        """Offers an account's access codes; a number typed for another tenant is forgotten."""
        is_other = account.account_id != self._account_id
        self._account_id = account.account_id
        self.access_codes = account.access_codes
        tenants_own = self.tr("Tenant access code")
        choices = [("", tenants_own), *((code, code) for code in account.access_codes)]
        for field in (self.customer_sees, self.agent_sees):
            field.show_choices(choices, tenants_own, takes_others=True)
            if is_other:
                field.choose("")

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The controls, as Tab meets them."""
        fields = (self.customer_sees, self.agent_sees, self.call_data, self.callback_url)
        return tuple(field.control for field in fields)

    @property
    def is_used(self) -> bool:
        """True where anything differs from what a call takes by itself."""
        values = (self.customer_sees.value, self.agent_sees.value)
        return any((*values, self.call_data.text, self.callback_url.text))

    def _note(self, words: str, object_name: str) -> QLabel:
        note = quiet(words, self)
        note.setObjectName(object_name)
        note.setWordWrap(True)
        return note


def _as_offered(number: str, offered: tuple[str, ...]) -> str:
    """The number as the account spells it; calls keep its digits alone."""
    return next((one for one in offered if one.removeprefix("+") == number), number)


def _complain_when_left(field: TextField, check: Callable[[str], object]) -> None:
    """Nothing nags while somebody types; a field that is left says what is wrong with it."""

    def complain() -> None:
        try:
            check(field.text)
        except InputError as error:
            field.show_error(error.problem)

    field.edit.editingFinished.connect(complain)


def _stack(owner: QWidget, *parts: QWidget) -> None:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.STEP_M)
    for part in parts:
        column.addWidget(part)
