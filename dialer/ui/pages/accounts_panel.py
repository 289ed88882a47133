"""Settings, Accounts: the list, the form of the chosen one, and what became of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from dialer.ui import theme
from dialer.ui.account_draft import AccountDraft, DraftShelf, draft_of
from dialer.ui.widgets.account_buttons import AccountButtons
from dialer.ui.widgets.account_form import AccountForm
from dialer.ui.widgets.account_list import AccountList
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.notice import Answer, Notice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from dialer.domain.accounts import Account
    from dialer.domain.errors import InputError
    from dialer.ui.account_draft import SavedDraft
    from dialer.ui.theme import Tone

_NEW = ""


class AccountsPanel(Card):
    """Shows accounts and asks for what a person wants done with them. Knows no service.

    What was typed and not saved stays, account by account, while others are looked at,
    and is marked as such. Esc leaves a question, or a new account nothing was typed for.

    Attributes:
        list: the accounts there are.
        form: the account that is open.
        notice: what became of what was asked.

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
        self._drafts = DraftShelf()
        self._current = _NEW
        self._pressed: QWidget | None = None
        self.list = AccountList(self)
        self._title = heading(self.tr("New account"), self)
        self._title.setObjectName("settings.account.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._sandbox_words = QLabel(
            self.tr(
                "The Sandbox is built in. It answers like the provider, on this computer only,"
                " and places no real call. Its keys are made anew at each start."
            )
        )
        self._sandbox_words.setWordWrap(True)
        self.form = AccountForm(self)
        self._buttons = AccountButtons(self)
        self.notice = Notice("settings.account.notice", self)
        for widget in (
            self.list,
            self._title,
            self._sandbox_words,
            self.form,
            self._buttons,
            self.notice,
        ):
            self.column.addWidget(widget)
        self._connect()

    def show_accounts(
        self, accounts: Sequence[Account], chosen_id: str, *, saved: SavedDraft | None = None
    ) -> None:
        """Lists accounts and opens one; what stands half typed in the form stays open.

        Args:
            accounts: in the order to show.
            chosen_id: the account to open.
            saved: what was just saved: only what was typed since then is kept as unsaved,
                and a person who has gone to another account meanwhile stays there.
        """
        self._keep_draft()
        stays_at = self._current
        self._accounts = {account.account_id: account for account in accounts}
        stored = None if saved is None else self._accounts.get(saved.account_id)
        if saved is not None and stored is not None:
            self._drafts.take_saved(saved, draft_of(stored))
            if stays_at == saved.sent.account_id:
                stays_at = saved.account_id
        self._drafts.drop_unknown(self._accounts)
        self.list.show_accounts(accounts, before=self.form.first_control)
        stays = stays_at in self._drafts.account_ids or (
            saved is not None and stays_at in self._accounts
        )
        self._open(stays_at if stays else chosen_id)

    def show_problems(self, problems: Sequence[InputError]) -> None:
        """Says what is wrong beside each field, or below the form where none has the name."""
        elsewhere = self.form.show_problems(problems)
        if elsewhere:
            self.show_notice(theme.Tone.BAD, "\n".join(one.problem for one in elsewhere))
            return
        self.notice.clear()
        focused = QApplication.focusWidget()
        if focused is not None and self.form.isAncestorOf(focused):
            _bring_into_view(focused)

    def show_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says below the form what became of what was asked."""
        self.notice.show_words(tone, title, body)
        _bring_into_view(self.notice)
        announce(self, f"{title} {body}".strip())

    def offer_session(self, title: str, body: str, draft: AccountDraft) -> None:
        """Says why the keyring took no secret, and offers to keep it in memory only."""
        self.show_notice(theme.Tone.WARN, title, body)
        keep = Button(self.tr("Keep for this session only"))
        keep.setObjectName("settings.account.keep_for_session")
        keep.clicked.connect(lambda: self.session_requested.emit(draft))
        self.notice.show_buttons([keep])

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter, as Qt's own
        """While busy nothing further can be asked for; the keyboard comes back afterwards."""
        if busy:
            self._pressed = self._buttons.pressed
        self._buttons.setEnabled(not busy)
        focused = QApplication.focusWidget()
        typing = focused is not None and self.form.isAncestorOf(focused)
        if not busy and self._pressed is not None and self._pressed.isVisible() and not typing:
            self._pressed.setFocus()

    def add_account(self) -> None:
        """Opens an empty form, or the one begun earlier."""
        self._keep_draft()
        self._open(_NEW)
        self.form.take_keyboard()

    @property
    def current_id(self) -> str:
        """The account that is open; ``""`` for a new one."""
        return self._current

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leaves a question or a new account on Esc; what was typed is never lost by a key."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.notice.answer_no():
            event.accept()
        elif self._current == _NEW and self.list.first_id and self._buttons.isEnabled():
            self._leave_new()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        buttons = self._buttons
        for button, slot in (
            (buttons.test, self._ask_test),
            (buttons.save, self._save),
            (buttons.add, self.add_account),
            (buttons.cancel, self._discard),
            (buttons.remove, self._ask_removal),
        ):
            button.clicked.connect(slot)
        self.list.chosen.connect(self._choose)
        self.form.submitted.connect(self._save)
        self.form.edited.connect(self.notice.clear)
        self.form.edited.connect(self._keep_draft)

    @property
    def _saved(self) -> AccountDraft:
        """What is saved of the account that is open."""
        account = self._accounts.get(self._current)
        return AccountDraft() if account is None else draft_of(account)

    @property
    def _is_sandbox(self) -> bool:
        account = self._accounts.get(self._current)
        return account is not None and account.is_sandbox

    def _choose(self, account_id: str) -> None:
        if account_id != self._current:
            self._keep_draft()
            self._open(account_id)

    def _keep_draft(self) -> None:
        """Keeps what stands in the form, and marks what is not saved."""
        if not self._is_sandbox:
            self._drafts.keep(self.form.draft, saved=self._saved)
        unsaved = self._drafts.account_ids
        self._buttons.show_unsaved(is_unsaved=self._current in unsaved)
        self.list.show_unsaved(unsaved)

    def _open(self, account_id: str) -> None:
        account = self._accounts.get(account_id)
        self._current = account_id if account is not None else _NEW
        is_sandbox = self._is_sandbox
        self._title.setText(account.name if account is not None else self.tr("New account"))
        self._title.setVisible(not is_sandbox)
        self._sandbox_words.setVisible(is_sandbox)
        self.form.setVisible(not is_sandbox)
        self._buttons.show_state(
            is_new=account is None,
            is_sandbox=is_sandbox,
            may_cancel=bool(self.list.first_id),
            has_unsaved_new=_NEW in self._drafts.account_ids,
        )
        self.notice.clear()
        _bring_into_view(self.list.find_row(self._current) or self._title)
        if not is_sandbox:
            self.form.show_draft(self._drafts.fetch(self._saved))
        self.list.mark(self._current)
        self._keep_draft()

    def _leave_new(self) -> None:
        """Opens the first account; asks before anything typed is thrown away."""
        if self._current in self._drafts.account_ids:
            self.show_notice(
                theme.Tone.BAD,
                self.tr("Discard the new account?"),
                self.tr("What was typed is not saved."),
            )
            self.notice.ask(
                Answer("settings.account.discard", self.tr("Discard"), self._discard),
                Answer(
                    "settings.account.keep_editing",
                    self.tr("Keep editing"),
                    self.form.take_keyboard,
                ),
            )
        else:
            self._discard()

    def _discard(self) -> None:
        """Throws away what was typed, as the person asked."""
        self._drafts.drop(self._current)
        was_new = self._current == _NEW
        self.form.show_draft(self._saved)
        self._open(self.list.first_id if was_new else self._current)
        row = self.list.find_row(self._current)
        if row is not None:
            row.setFocus()
        if was_new:
            self.new_cancelled.emit()

    def _ask_test(self) -> None:
        self.form.clear_errors()
        asked = self._accounts[self._current] if self._is_sandbox else self.form.draft
        self.test_requested.emit(asked)

    def _save(self) -> None:
        if self._buttons.isEnabled():
            self.form.clear_errors()
            self.save_requested.emit(self.form.draft)

    def _ask_removal(self) -> None:
        account = self._accounts[self._current]
        self.show_notice(
            theme.Tone.BAD,
            self.tr("Remove {name}?").format(name=account.name),
            self.tr("Its secret leaves the keyring. Its calls stay in the history."),
        )
        self.notice.ask(
            Answer(
                "settings.account.confirm_remove",
                self.tr("Remove"),
                lambda: self.remove_requested.emit(account.account_id),
            ),
            Answer(
                "settings.account.cancel_remove", self.tr("Cancel"), self._buttons.remove.setFocus
            ),
        )


def _bring_into_view(widget: QWidget) -> None:
    """Scrolls to what was just said, once the layout has made room for it."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        scroll = area
        QTimer.singleShot(0, widget, lambda: scroll.ensureWidgetVisible(widget))
