"""The form of a call: the number, and what its kind takes beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout

from dialer.ui import shortcuts, theme
from dialer.ui.number_origin import TYPED, NumberOrigin, OutsideNumbers
from dialer.ui.widgets.buttons import CallButton, Disclosure
from dialer.ui.widgets.cards import Card
from dialer.ui.widgets.fields import ComboField, Field, TextField
from dialer.ui.widgets.number_field import NumberField
from dialer.ui.widgets.segmented import Segmented
from dialer.ui.widgets.tab_order import put_before

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from dialer.domain.guard import NumberSource
    from dialer.ui.intents import CallIntent
    from dialer.ui.pages.two_way_part import TwoWayPart
    from dialer.ui.shown_account import ShownAccount
    from dialer.ui.widgets.sandbox_note import SandboxNote

# CallKind and Ability by value: the domain loads behind the first paint.
DIAL_OUT, TWO_WAY = "dial_out", "two_way"


class CallForm(Card):
    """Everything a call needs; reads its fields, and says beside each what is wrong.

    A dial-out's fields are there from the start. A two-way call's are built for the first
    account that offers it, and a switch between the kinds for the first that offers both.

    Signals:
        submitted: Call was pressed.
        edited: anything changed that a call would be placed with.

    Attributes:
        two_way: the fields of a two-way call; None while no account offered it.
        delay: a dial-out's delay in seconds; None until its options were unfolded.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._outside = OutsideNumbers()
        self._sandbox_numbers: dict[str, Sequence[tuple[str, str]]] = {}
        self._sandbox_note: SandboxNote | None = None
        self._account: ShownAccount | None = None
        self._recall: Callable[[str], tuple[str, str]] = lambda _account_id: ("", "")
        self._kind = DIAL_OUT
        self.two_way: TwoWayPart | None = None
        self.delay: TextField | None = None
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
        self.column.addLayout(lines)
        self.column.addWidget(self._ring_field)
        self.more.setObjectName("call.more")
        self.more.toggled.connect(lambda _checked: self._unfold())
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
        self._account = account
        self._show_sandbox_note(is_sandbox=account.is_sandbox)
        self._offer_kinds(account, spell)

    def remember_lines(self, recall: Callable[[str], tuple[str, str]]) -> None:
        """Takes what tells, by account id, the line its last two-way call went out with."""
        self._recall = recall

    def show_sandbox_numbers(
        self, rows: Sequence[tuple[str, str]], two_way_rows: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Takes the numbers the Sandbox answers in known ways, and what each teaches."""
        self._sandbox_numbers = {DIAL_OUT: rows, TWO_WAY: two_way_rows}
        if self._sandbox_note is not None:
            self._sandbox_note.show_numbers(self._sandbox_numbers.get(self._kind, ()))

    def choose_kind(self, kind: str) -> None:
        """Shows the fields of a kind of call, where the account in use offers it.

        Args:
            kind: a CallKind, or its value.
        """
        if self._account is None or kind not in self._account.abilities or kind == self._kind:
            return
        self._show_kind(kind)
        self.edited.emit()

    def set_number(self, text: str, source: NumberSource, *, about: str = "") -> None:
        """Puts a number into the field as if it were typed, but keeps where it came from.

        Args:
            text: the number; what stood in the field before comes back with Ctrl+Z.
            source: how it came here.
            about: what came with it, e.g. a link's reference.
        """
        self._outside.note(text, NumberOrigin(source.value, about))
        self.number.fill(text)
        self._take_typing()

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
        return self._outside.find(self.number.text).source

    @property
    def kind(self) -> str:
        """The kind of call whose fields are shown, as a CallKind value."""
        return self._kind

    def _take_typing(self) -> None:
        origin = self._outside.find(self.number.text)
        words = {"link": self.tr("From a link"), "clipboard": self.tr("From the clipboard")}
        self.number.show_origin(words.get(origin.source, ""), origin.about)
        self.edited.emit()

    def _unfold(self) -> None:
        """Shows what the kind of call may take besides, while it is asked for."""
        is_open, is_dialout = self.more.isChecked(), self._kind == DIAL_OUT
        if is_open and is_dialout and self.delay is None:
            self.delay = self._make_delay()
        if self.delay is not None:
            self.delay.setVisible(is_open and is_dialout)
        is_used = False
        if self.two_way is not None:
            is_offered = self._account is not None and TWO_WAY in self._account.abilities
            self.two_way.show_kind(self._kind if is_offered else "", is_open=is_open)
            is_used = not is_dialout and self.two_way.has_options_in_use
        # What is folded away still goes out with the call.
        self.more.setText(
            self.tr("More options · in use") if is_used and not is_open else self.tr("More options")
        )
        self.more.updateGeometry()

    def _make_delay(self) -> TextField:
        delay = TextField(
            self.tr("Delay before the call, in seconds (0 to 600)"), "call.delay", self
        )
        delay.edit.setText("0")
        delay.edit.textChanged.connect(lambda _text: self.edited.emit())
        self.column.insertWidget(self.column.indexOf(self.more) + 1, delay)
        put_before(self.place, delay.edit)
        return delay

    def _offer_kinds(self, account: ShownAccount, spell: Callable[[str], str]) -> None:
        """Shows the kind of call an account offers; the one in use where it offers both."""
        if TWO_WAY in account.abilities:
            if self.two_way is None:
                self.two_way = self._make_two_way()
            self.two_way.show_account(account, spell, self._recall(account.account_id))
        kinds = [kind for kind in (DIAL_OUT, TWO_WAY) if kind in account.abilities]
        self._show_kind(self._kind if self._kind in kinds else next(iter(kinds), DIAL_OUT))

    def _make_two_way(self) -> TwoWayPart:
        from dialer.ui.pages.two_way_part import TwoWayPart  # noqa: PLC0415 - on first use

        part = TwoWayPart(self.column, number=self.number, more=self.more, place=self.place)
        part.edited.connect(self.edited)
        part.kind_chosen.connect(self.choose_kind)
        return part

    def _show_kind(self, kind: str) -> None:
        self._kind = kind
        for field in (self.did, self.connect_number, self._ring_field):
            field.setVisible(kind == DIAL_OUT)
        if self._sandbox_note is not None:
            self._sandbox_note.show_numbers(self._sandbox_numbers.get(kind, ()))
        self._unfold()

    def _show_sandbox_note(self, *, is_sandbox: bool) -> None:
        if self._sandbox_note is None:
            if not is_sandbox:
                return
            from dialer.ui.widgets.sandbox_note import SandboxNote  # noqa: PLC0415 - on first use

            self._sandbox_note = SandboxNote(self)
            self._sandbox_note.chosen.connect(self._take_sandbox_number)
            self.column.insertWidget(0, self._sandbox_note)
            put_before(self.number.edit, *self._sandbox_note.stops)
        self._sandbox_note.setVisible(is_sandbox)

    def _take_sandbox_number(self, number: str) -> None:
        self._outside.note(number, NumberOrigin(TYPED))
        self.number.fill(number)
        self._take_typing()
        self.number.edit.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)


def _shown_modifier() -> str:
    """The key to hold: the Call button draws Enter itself."""
    return shortcuts.shown(shortcuts.Action.PLACE_CALL).rpartition(" ")[0]
