"""Settings, Accounts: the list, the form of the chosen one, and what became of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dialer.ui import theme
from dialer.ui.account_draft import AccountDraft, draft_of
from dialer.ui.account_words import account_description
from dialer.ui.widgets.account_form import AccountForm
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.choice_rows import AccountRow
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.accounts import Account
    from dialer.ui.theme import Tone

_NEW = ""


class AccountsPanel(Card):
    """Shows accounts and asks for what a person wants done with them. Knows no service.

    What was typed and not saved stays, account by account, while others are looked at.

    Signals:
        test_requested: an AccountDraft, or the Sandbox's Account.
        save_requested: an AccountDraft.
        remove_requested: the id of an account; the person has said yes.
        session_requested: an AccountDraft, to keep its secret for this session only.
        new_cancelled: the new account was thrown away.
    """

    test_requested = Signal(object)
    save_requested = Signal(object)
    remove_requested = Signal(str)
    session_requested = Signal(object)
    new_cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._accounts: dict[str, Account] = {}
        self._rows: dict[str, AccountRow] = {}
        self._drafts: dict[str, AccountDraft] = {}
        self._current = _NEW
        self._pressed: Button | None = None
        self._group = QButtonGroup(self)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.column.addLayout(self._list)
        self._title = heading(self.tr("New account"), self)
        self._title.setObjectName("settings.account.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.column.addWidget(self._title)
        self._sandbox_words = QLabel(
            self.tr(
                "The Sandbox is built in. It answers like the provider, on this computer only,"
                " and places no real call. Its keys are made anew at each start."
            )
        )
        self._sandbox_words.setWordWrap(True)
        self.column.addWidget(self._sandbox_words)
        self.form = AccountForm(self)
        self.column.addWidget(self.form)
        self._make_buttons()
        self.notice = Notice("settings.account.notice", self)
        self.column.addWidget(self.notice)
        self.form.submitted.connect(self._save)
        self.form.edited.connect(self.notice.clear)

    def show_accounts(
        self, accounts: Sequence[Account], chosen_id: str, *, saved_id: str | None = None
    ) -> None:
        """Lists accounts and opens one; what stands half typed in the form stays open.

        Args:
            accounts: in the order to show.
            chosen_id: the account to open.
            saved_id: the id the draft had that was just saved, ``""`` for a new account;
                it counts as unedited. None where nothing was saved.
        """
        self._keep_draft()
        if saved_id is not None:
            self._drafts.pop(saved_id, None)
        self._accounts = {account.account_id: account for account in accounts}
        known = {_NEW, *self._accounts}
        self._drafts = {key: draft for key, draft in self._drafts.items() if key in known}
        self._clear_rows()
        for account in accounts:
            row = AccountRow(account.name, account_description(account), self)
            row.setObjectName(f"settings.accounts.{account.account_id}")
            row.toggled.connect(lambda on, a=account.account_id: self._choose(a) if on else None)
            self._group.addButton(row)
            self._list.addWidget(row)
            self._rows[account.account_id] = row
        _order_tabs(list(self._rows.values()), self.form.name.edit)
        self._open(self._current if self._current in self._drafts else chosen_id)

    def show_health(self, account_id: str, text: str, tone: Tone) -> None:
        """Shows an account's health in its row."""
        row = self._rows.get(account_id)
        if row is not None:
            row.show_health(text, tone)

    def show_error(self, field: str, problem: str) -> None:
        """Says what is wrong beside a field, or below the form where none has the name."""
        if not self.form.show_error(field, problem):
            self.show_notice(theme.Tone.BAD, problem)

    def show_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says below the form what became of what was asked."""
        self.notice.show_words(tone, title, body)
        _bring_into_view(self.notice)
        _announce(self, f"{title} {body}".strip())

    def offer_session(self, title: str, body: str) -> None:
        """Says why the keyring took no secret, and offers to keep it in memory only."""
        self.show_notice(theme.Tone.WARN, title, body)
        keep = Button(self.tr("Keep for this session only"))
        keep.setObjectName("settings.account.keep_for_session")
        keep.clicked.connect(lambda: self.session_requested.emit(self.form.draft))
        self.notice.show_buttons([keep])

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """While busy nothing further can be asked for; the keyboard comes back afterwards."""
        buttons = (self._test, self._save_button, self._add, self._remove)
        if busy:
            self._pressed = next((one for one in buttons if one.hasFocus()), None)
        for button in buttons:
            button.setEnabled(not busy)
        focused = QApplication.focusWidget()
        typing = focused is not None and self.form.isAncestorOf(focused)
        if not busy and self._pressed is not None and self._pressed.isVisible() and not typing:
            self._pressed.setFocus()

    def add_account(self) -> None:
        """Opens an empty form, or the one begun earlier."""
        self._keep_draft()
        self._open(_NEW)
        self.form.name.edit.setFocus()

    @property
    def current_id(self) -> str:
        """The account that is open; ``""`` for a new one."""
        return self._current

    def _make_buttons(self) -> None:
        self._test = Button(self.tr("Test connection"), ButtonKind.PRIMARY, self)
        self._save_button = Button(self.tr("Save"), parent=self)
        self._add = Button(self.tr("Add account…"), parent=self)
        self._cancel = Button(self.tr("Cancel"), parent=self)
        self._remove = Button(self.tr("Remove"), ButtonKind.DANGER, self)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_XS)
        for button, name, slot in (
            (self._test, "test", self._ask_test),
            (self._save_button, "save", self._save),
            (self._add, "add", self.add_account),
            (self._cancel, "cancel", self._leave_new),
            (self._remove, "remove", self._ask_removal),
        ):
            button.setObjectName(f"settings.account.{name}")
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def _clear_rows(self) -> None:
        for row in self._rows.values():
            self._group.removeButton(row)
            self._list.removeWidget(row)
            row.deleteLater()
        self._rows = {}

    def _choose(self, account_id: str) -> None:
        if account_id == self._current:
            return
        self._keep_draft()
        self._open(account_id)

    def _keep_draft(self) -> None:
        account = self._accounts.get(self._current)
        if account is not None and account.is_sandbox:
            return
        draft = self.form.draft
        saved = draft_of(account) if account is not None else AccountDraft()
        if draft != saved:
            self._drafts[self._current] = draft
        else:
            self._drafts.pop(self._current, None)

    def _open(self, account_id: str) -> None:
        account = self._accounts.get(account_id)
        self._current = account_id if account is not None else _NEW
        is_sandbox = account is not None and account.is_sandbox
        self._title.setText(account.name if account is not None else self.tr("New account"))
        self._title.setVisible(not is_sandbox)
        self._cancel.setVisible(account is None and bool(self._rows))
        self._sandbox_words.setVisible(is_sandbox)
        self.form.setVisible(not is_sandbox)
        self._save_button.setVisible(not is_sandbox)
        self._add.setVisible(account is not None)
        self._remove.setVisible(account is not None and not is_sandbox)
        self.notice.clear()
        _bring_into_view(self._rows.get(self._current, self._title))
        if not is_sandbox:
            saved = draft_of(account) if account is not None else AccountDraft()
            self.form.show_draft(self._drafts.get(self._current, saved))
        self._mark_row()

    def _leave_new(self) -> None:
        """Throws the new account away, as the person asked, and opens the first one."""
        self._drafts.pop(_NEW, None)
        first = next(iter(self._rows))
        self._open(first)
        self._rows[first].setFocus()
        self.new_cancelled.emit()

    def _mark_row(self) -> None:
        # An exclusive group would not let go of its last choice when a new account opens.
        self._group.setExclusive(False)
        for account_id, row in self._rows.items():
            row.setChecked(account_id == self._current)
        self._group.setExclusive(True)

    def _ask_test(self) -> None:
        self.form.clear_errors()
        account = self._accounts.get(self._current)
        is_sandbox = account is not None and account.is_sandbox
        self.test_requested.emit(account if is_sandbox else self.form.draft)

    def _save(self) -> None:
        if not self._save_button.isEnabled():
            return
        self.form.clear_errors()
        self.save_requested.emit(self.form.draft)

    def _ask_removal(self) -> None:
        account = self._accounts[self._current]
        self.show_notice(
            theme.Tone.BAD,
            self.tr("Remove {name}?").format(name=account.name),
            self.tr("Its secret leaves the keyring. Its calls stay in the history."),
        )
        remove = Button(self.tr("Remove"), ButtonKind.DANGER)
        remove.setObjectName("settings.account.confirm_remove")
        remove.clicked.connect(lambda: self.remove_requested.emit(account.account_id))
        keep = Button(self.tr("Cancel"))
        keep.setObjectName("settings.account.cancel_remove")
        keep.clicked.connect(self.notice.clear)
        self.notice.show_buttons([remove, keep])
        keep.setFocus()


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


def _bring_into_view(widget: QWidget) -> None:
    """Scrolls to what was just said, once the layout has made room for it."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        scroll = area
        QTimer.singleShot(0, widget, lambda: scroll.ensureWidgetVisible(widget))


def _announce(widget: QWidget, sentence: str) -> None:
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))
