"""The accounts there are, one of them chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from dialer.ui.account_words import account_description
from dialer.ui.widgets.choice_rows import AccountRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dialer.domain.accounts import Account
    from dialer.ui.theme import Tone


class AccountList(QWidget):
    """Rows of accounts.

    Signals:
        chosen: the id of the account whose row the person chose.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, AccountRow] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_accounts(self, accounts: Sequence[Account], *, before: QWidget) -> None:
        """Replaces the rows.

        Args:
            accounts: in the order to show.
            before: what Tab goes to after the rows, though they are made later.
        """
        for row in self._rows.values():
            self._group.removeButton(row)
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows = {}
        for account in accounts:
            row = AccountRow(account.name, account_description(account), self)
            row.setObjectName(f"settings.accounts.{account.account_id}")
            row.toggled.connect(
                lambda on, a=account.account_id: self.chosen.emit(a) if on else None
            )
            self._group.addButton(row)
            self._column.addWidget(row)
            self._rows[account.account_id] = row
        _order_tabs(list(self._rows.values()), before)

    def mark(self, account_id: str) -> None:
        """Marks the row of the account that is open; none where it has no row."""
        # An exclusive group would not let go of its last choice when a new account opens.
        self._group.setExclusive(False)
        for key, row in self._rows.items():
            row.setChecked(key == account_id)
        self._group.setExclusive(True)

    def show_health(self, account_id: str, text: str, tone: Tone) -> None:
        """Shows an account's health in its row."""
        row = self._rows.get(account_id)
        if row is not None:
            row.show_health(text, tone)

    def show_unsaved(self, account_ids: Collection[str]) -> None:
        """Says in the rows of these accounts that something typed is not saved."""
        for key, row in self._rows.items():
            row.show_unsaved(is_unsaved=key in account_ids)

    def find_row(self, account_id: str) -> QWidget | None:
        """The row of an account."""
        return self._rows.get(account_id)

    @property
    def first_id(self) -> str:
        """The account on top; ``""`` where there is none."""
        return next(iter(self._rows), "")


def _order_tabs(before: Sequence[QWidget], after: QWidget) -> None:
    """Has Tab read some widgets before another, though they were made later."""
    # setTabOrder moves its second widget: to move ``after`` would tear it from what follows.
    place = after.previousInFocusChain()
    while place is not None and place.focusPolicy() == Qt.FocusPolicy.NoFocus:
        place = place.previousInFocusChain()
    if place is None:
        return
    for widget in before:
        QWidget.setTabOrder(place, widget)
        place = widget
