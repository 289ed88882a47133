"""The form of a dial-out: number, DID, Amazon Connect number, ring order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QLabel, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind, CallButton, Disclosure
from dialer.ui.widgets.cards import Card
from dialer.ui.widgets.fields import ComboField, Field, TextField
from dialer.ui.widgets.number_field import NumberField
from dialer.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.guard import NumberSource
    from dialer.ui.intents import CallIntent
    from dialer.ui.shown_account import ShownAccount
    from dialer.ui.widgets.popup_list import PopupList

_SANDBOX_LIST_WIDTH = 398


class CallForm(Card):
    """Everything a dial-out needs; reads its fields, and says beside each what is wrong.

    Signals:
        submitted: Call was pressed.
        edited: anything changed that a call would be placed with.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._source = "typed"
        self._sandbox_numbers: tuple[tuple[str, str], ...] = ()
        self._sandbox_note: QWidget | None = None
        self._sandbox_list: PopupList | None = None
        self._delay: TextField | None = None
        self.number = NumberField(self.tr("Customer number"), "call.callee", self)
        self.did = ComboField(self.tr("From (DID)"), "call.did", self)
        self.connect_number = ComboField(
            self.tr("Amazon Connect number"), "call.connect_number", self
        )
        name = self.tr("Ring first")
        self.ring_order = Segmented(
            (
                ("agent_first", self.tr("Agent, then customer")),
                ("customer_first", self.tr("Customer, then agent")),
            ),
            name,
        )
        self._ring_field = Field(name, self.ring_order, "call.ring_order", self)
        self.more = Disclosure(self.tr("More options"), self)
        self.place = CallButton(self.tr("Call"), _shown_modifier(), self)
        self._lay_out()
        self.number.submitted.connect(self.submitted)
        self.number.edited.connect(self._take_typing)
        for field in (self.did, self.connect_number):
            field.combo.currentTextChanged.connect(lambda _text: self.edited.emit())
        self.ring_order.chosen.connect(lambda _value: self.edited.emit())
        self.place.clicked.connect(self.submitted)

    def _lay_out(self) -> None:
        self.column.addWidget(self.number)
        lines = QHBoxLayout()
        lines.setSpacing(theme.STEP_M)
        lines.addWidget(self.did, 1)
        lines.addWidget(self.connect_number, 1)
        self._lines: QBoxLayout = lines
        self.column.addLayout(lines)
        self.column.addWidget(self._ring_field)
        self.more.setObjectName("call.more")
        self.more.toggled.connect(self._unfold)
        self.column.addWidget(self.more)
        self.place.setObjectName("call.place")
        self.place.setAccessibleName(self.tr("Call"))
        self.column.addWidget(self.place)

    def show_account(self, account: ShownAccount, spell: Callable[[str], str]) -> None:
        """Offers an account's lines, and reads national numbers in its country."""
        for field, numbers in (
            (self.did, account.caller_ids),
            (self.connect_number, account.agent_numbers),
        ):
            choices = [(number, spell(number)) for number in numbers]
            field.show_choices(choices, self.tr("+ and country code"))
        self.number.show_region(account.region)
        self._show_sandbox_note(is_sandbox=account.is_sandbox)

    def show_sandbox_numbers(self, rows: Sequence[tuple[str, str]]) -> None:
        """Takes the numbers the Sandbox answers in known ways, and what each teaches."""
        self._sandbox_numbers = tuple(rows)

    def set_number(self, text: str, source: NumberSource) -> None:
        """Puts a number into the field as if it were typed, but keeps where it came from."""
        self.number.edit.setText(text)
        self._source = source.value
        is_link = source.value == "link"
        self.number.show_origin(self.tr("From a link") if is_link else "")

    def submit_by_shortcut(self) -> None:
        """Ctrl+Enter calls from anywhere in the form, but not from the search box."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.submitted.emit()

    def read(self) -> CallIntent:
        """Reads every field.

        Raises:
            InputError: the first field in reading order that cannot be used, after each
                was told its own problem; that field has the keyboard.
        """
        from dialer.ui.pages.form_reading import read_form  # noqa: PLC0415 - on first use

        return read_form(self)

    def clear_number(self) -> None:
        """Empties the number field."""
        self.number.edit.clear()
        self._take_typing()

    @property
    def source(self) -> str:
        """How the number came into the field, as a NumberSource value."""
        return self._source

    @property
    def delay(self) -> TextField | None:
        """The delay in seconds; None until its options were unfolded."""
        return self._delay

    def stack_lines(self, *, stacked: bool) -> None:
        """Puts the two line fields under each other where there is no room beside."""
        directions = QBoxLayout.Direction
        self._lines.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)

    def _take_typing(self) -> None:
        self._source = "typed"
        self.number.show_origin("")
        self.edited.emit()

    def _unfold(self, checked: bool) -> None:  # noqa: FBT001 - the signal's argument
        if self._delay is None:
            self._delay = TextField(
                self.tr("Delay before the call, in seconds (0 to 600)"), "call.delay", self
            )
            self._delay.edit.setText("0")
            self._delay.edit.textChanged.connect(lambda _text: self.edited.emit())
            self.column.insertWidget(self.column.indexOf(self.more) + 1, self._delay)
            QWidget.setTabOrder(self.more, self._delay.edit)
            QWidget.setTabOrder(self._delay.edit, self.place)
        self._delay.setVisible(checked)

    def _show_sandbox_note(self, *, is_sandbox: bool) -> None:
        if self._sandbox_note is None:
            if not is_sandbox:
                return
            self._sandbox_note = self._make_sandbox_note()
            self.column.insertWidget(0, self._sandbox_note)
        self._sandbox_note.setVisible(is_sandbox)

    def _make_sandbox_note(self) -> QWidget:
        note = QWidget(self)
        row = QHBoxLayout(note)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(self.tr("Sandbox: no real call is placed"), note)
        label.setFont(theme.font_of(label, bold=True))
        theme.set_tone(label, Tone.ACCENT)
        label.setObjectName("call.sandbox_note")
        label.setWordWrap(True)
        numbers = Button(self.tr("Sandbox numbers"), ButtonKind.SMALL, note)
        numbers.setObjectName("call.sandbox_numbers")
        numbers.clicked.connect(lambda: self._open_sandbox_numbers(numbers))
        row.addWidget(label, 1)
        row.addWidget(numbers)
        return note

    def _open_sandbox_numbers(self, owner: QWidget) -> None:
        from dialer.ui.widgets.popup_list import PopupList, PopupRow  # noqa: PLC0415 - first use

        rows = [PopupRow(number, f"{number}  {words}") for number, words in self._sandbox_numbers]
        if self._sandbox_list is not None:
            self._sandbox_list.deleteLater()
        self._sandbox_list = PopupList(owner, self.tr("Search Sandbox numbers"), rows)
        self._sandbox_list.chosen.connect(self._take_sandbox_number)
        self._sandbox_list.pop_up(min(_SANDBOX_LIST_WIDTH, self.width()))

    def _take_sandbox_number(self, number: str) -> None:
        self.number.edit.setText(number)
        self._take_typing()
        self.number.edit.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)


def _shown_modifier() -> str:
    """The key to hold: the Call button draws Enter itself."""
    return shortcuts.shown(shortcuts.Action.PLACE_CALL).rpartition(" ")[0]
