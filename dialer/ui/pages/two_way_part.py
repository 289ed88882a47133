"""The part of the call form that only accounts with two-way calls have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dialer.ui.widgets.segmented import Segmented
from dialer.ui.widgets.tab_order import put_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QVBoxLayout

    from dialer.ui.pages.two_way_fields import TwoWayLine, TwoWayOptions
    from dialer.ui.shown_account import ShownAccount
    from dialer.ui.widgets.buttons import CallButton, Disclosure
    from dialer.ui.widgets.number_field import NumberField

# CallKind and Ability by value: the domain loads behind the first paint.
DIAL_OUT, TWO_WAY = "dial_out", "two_way"


class TwoWayPart(QObject):
    """Puts the fields of a two-way call into the form, and a switch where there is a choice.

    Signals:
        edited: anything changed that a call would be placed with.
        kind_chosen: a CallKind value, from the switch.

    Args:
        column: what the form stacks its parts in.
        number: the part the switch stands above.
        more: unfolds the options; the line stands above it.
        place: the part the options stand above.

    Attributes:
        line: who rings first; None until this kind of call was chosen.
        options: what it may take besides; None until they were unfolded.
    """

    edited = Signal()
    kind_chosen = Signal(str)

    def __init__(
        self, column: QVBoxLayout, *, number: NumberField, more: Disclosure, place: CallButton
    ) -> None:
        super().__init__(more)
        self._column = column
        self._number = number
        self._more = more
        self._place = place
        self._account: ShownAccount | None = None
        self._spell: Callable[[str], str] = str
        self._last = ("", "")
        self._kinds: Segmented | None = None
        self.line: TwoWayLine | None = None
        self.options: TwoWayOptions | None = None

    def show_account(
        self, account: ShownAccount, spell: Callable[[str], str], last: tuple[str, str]
    ) -> None:
        """Offers what an account has.

        Args:
            account: the account in use; it offers two-way calls.
            spell: sets the digits of an E.164 number apart.
            last: the agent's number and agent ID of its last two-way call; ``""`` for none.
        """
        self._account, self._spell, self._last = account, spell, last
        if self._kinds is None and DIAL_OUT in account.abilities:
            self._kinds = self._make_kinds()
        if self._kinds is not None:
            self._kinds.setVisible(DIAL_OUT in account.abilities)
        if self.line is not None:
            self.line.show_account(account, spell, last)
        if self.options is not None:
            self.options.show_account(account)

    def show_kind(self, kind: str, *, is_open: bool) -> None:
        """Shows or hides the fields.

        Args:
            kind: the kind of call that is asked for; ``""`` hides the switch too.
            is_open: whether the options are unfolded.
        """
        is_chosen = kind == TWO_WAY
        if is_chosen and self.line is None:
            self.line = self._make_line()
        if self.line is not None:
            self.line.setVisible(is_chosen)
        if self._kinds is not None and kind:
            self._kinds.choose(kind)
        elif self._kinds is not None:
            self._kinds.hide()
        if is_chosen and is_open and self.options is None:
            self.options = self._make_options()
        if self.options is not None:
            self.options.setVisible(is_chosen and is_open)

    @property
    def has_options_in_use(self) -> bool:
        """True where an option, folded away or not, goes out with the next call."""
        return self.options is not None and self.options.is_used

    def _make_line(self) -> TwoWayLine:
        from dialer.ui.pages.two_way_fields import TwoWayLine  # noqa: PLC0415 - once chosen

        line = TwoWayLine(self._more.parentWidget())
        if self._account is not None:
            line.show_account(self._account, self._spell, self._last)
        line.edited.connect(self.edited)
        self._column.insertWidget(self._column.indexOf(self._more), line)
        put_before(self._more, *line.stops)
        return line

    def _make_options(self) -> TwoWayOptions:
        from dialer.ui.pages.two_way_fields import TwoWayOptions  # noqa: PLC0415 - once unfolded

        options = TwoWayOptions(self._more.parentWidget())
        if self._account is not None:
            options.show_account(self._account)
        options.edited.connect(self.edited)
        self._column.insertWidget(self._column.indexOf(self._more) + 1, options)
        put_before(self._place, *options.stops)
        return options

    def _make_kinds(self) -> Segmented:
        kinds = Segmented(
            (
                (DIAL_OUT, self.tr("Dial-out · Amazon Connect")),
                (TWO_WAY, self.tr("Two-way call · AICC")),
            ),
            self.tr("Kind of call"),
            self._more.parentWidget(),
            even=False,
        )
        kinds.setObjectName("call.kind")
        kinds.chosen.connect(self.kind_chosen)
        self._column.insertWidget(self._column.indexOf(self._number), kinds)
        put_before(self._number.edit, *kinds.stops)
        return kinds
