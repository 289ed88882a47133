"""Between Settings, Accounts and the service that looks after accounts."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from dialer.domain.accounts import Account, SecretPlace
from dialer.domain.diagnosis import Purpose
from dialer.domain.errors import (
    InputError,
    InputErrors,
    KeyringLocked,
    KeyringRefused,
    SecretError,
    SendError,
)
from dialer.ui.account_draft import AccountDraft, SavedDraft
from dialer.ui.account_words import (
    connected_words,
    health_words,
    keyring_note,
    refusal_words,
    team_refusal_words,
)
from dialer.ui.error_text import describe, translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from dialer.domain.accounts import ConnectionReport, KeyringStatus
    from dialer.services.accounts import AccountService
    from dialer.services.explanations import Explainer
    from dialer.ui.aio import TaskOwner
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.accounts_panel import AccountsPanel

_TASK = "account"


class AccountsController:
    """Carries out what is asked for in Settings, Accounts.

    Args:
        window: for the connection chip.
        panel: where things are asked for.
        accounts: carries them out.
        explainer: puts refusals into words.
        tasks: keeps one thing at a time under way.
        current_id: tells which account is in use, for whose connection the chip stands.
        on_change: told that accounts changed, with the id of the one that was added, to
            use from now on, or ``""``.
    """

    def __init__(
        self,
        window: MainWindow,
        panel: AccountsPanel,
        *,
        accounts: AccountService,
        explainer: Explainer,
        tasks: TaskOwner,
        current_id: Callable[[], str],
        on_change: Callable[[str], Awaitable[None]],
    ) -> None:
        self._window = window
        self._panel = panel
        self._accounts = accounts
        self._explainer = explainer
        self._tasks = tasks
        self._current_id = current_id
        self._on_change = on_change
        self._new_id = ""
        # The account work is under way for, as the panel knows it, and its name: the person
        # may look at another one by the time there is something to say.
        self._about = ("", "")
        panel.test_requested.connect(lambda asked: self._start(asked, self._test(asked)))
        panel.save_requested.connect(
            lambda draft: self._start(draft, self._save(draft, SecretPlace.KEYRING))
        )
        panel.session_requested.connect(
            lambda draft: self._start(draft, self._save(draft, SecretPlace.SESSION))
        )
        panel.remove_requested.connect(
            lambda account_id: self._start(None, self._remove(account_id))
        )
        panel.new_cancelled.connect(self._forget_new_id)

    async def show(self, chosen_id: str, *, saved: SavedDraft | None = None) -> None:
        """Lists the accounts and opens one, unless another stands half typed.

        Args:
            chosen_id: the account to open.
            saved: as the panel takes it.
        """
        accounts = await self._accounts.fetch_accounts()
        self._panel.show_accounts(accounts, chosen_id, saved=saved)
        for account in accounts:
            await self.show_health(account)

    def show_keyring(self, status: KeyringStatus) -> None:
        """Says beside the secret where it will be kept."""
        self._panel.form.show_keyring_note(keyring_note(status))

    def show_problem(self, title: str, sentence: str) -> None:
        """Says what went wrong that nobody expected."""
        self._panel.show_notice(Tone.BAD, title, sentence)

    async def show_health(self, account: Account) -> None:
        """Shows in an account's row what is known of it."""
        words, tone = health_words(await self._accounts.fetch_status(account))
        self._panel.list.show_health(account.account_id, words, tone)

    def _start(self, asked: AccountDraft | Account | None, work: Coroutine[Any, Any, None]) -> None:
        if self._tasks.is_running(_TASK):
            work.close()
            return
        self._about = (asked.account_id, asked.name) if asked else (self._panel.current_id, "")
        self._panel.set_busy(True)
        self._tasks.start(_TASK, self._run(work), on_end=lambda: self._panel.set_busy(False))

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except InputErrors as error:
            self._show_problems(error.problems)
        except InputError as error:
            self._show_problems((error,))

    async def _test(self, asked: AccountDraft | Account) -> None:
        """Tests an account as it stands in the form, saved or not."""
        secret: str | None = None
        unread: Sequence[InputError] = ()
        if isinstance(asked, Account):
            account = asked
        else:
            account, unread = asked.read(asked.account_id)
            secret = asked.secret if asked.secret or asked.is_new else None
        self._tell(Tone.ACCENT, translate("accounts", "Testing the connection…"))
        await self._test_account(account, secret, unread)

    async def _test_account(
        self, account: Account, secret: str | None, unread: Sequence[InputError] = ()
    ) -> None:
        try:
            report = await self._accounts.test(account, secret, unread=unread)
        except SendError as error:
            diagnosis = self._explainer.explain_error(error, account.provider, purpose=Purpose.READ)
            self._tell(Tone.BAD, *refusal_words(diagnosis, account))
            self._show_chip(account, None)
        except SecretError as error:
            self._tell(Tone.BAD, *describe(error))
        else:
            await self.show_health(account)
            self._show_report(account, report)

    async def _save(self, draft: AccountDraft, place: SecretPlace) -> None:
        account, unread = draft.read(draft.account_id or self._id_of_new())
        secret = draft.secret if draft.secret or draft.is_new else None
        try:
            kept = await self._accounts.save(account, secret, place=place, unread=unread)
        except (KeyringLocked, KeyringRefused) as error:
            if self._is_in_sight:
                self._panel.offer_session(*describe(error), draft)
            else:
                self._tell(Tone.WARN, *describe(error))
            return
        if draft.is_new:
            self._forget_new_id()
        await self.show(account.account_id, saved=SavedDraft(draft, account.account_id))
        self._about = (account.account_id, draft.name)
        await self._on_change(account.account_id if draft.is_new else "")
        if kept is SecretPlace.SESSION:
            self._tell(
                Tone.WARN,
                translate("accounts", "Saved, with the secret for this session only"),
                translate("accounts", "Type the secret again after the next start."),
            )
            return
        self._tell(Tone.ACCENT, translate("accounts", "Saved. Testing…"))
        await self._test_account(account, None)

    def _id_of_new(self) -> str:
        # One id a draft: a second try replaces what the first one left behind.
        self._new_id = self._new_id or str(uuid.uuid4())
        return self._new_id

    def _forget_new_id(self) -> None:
        self._new_id = ""

    async def _remove(self, account_id: str) -> None:
        try:
            await self._accounts.remove(account_id)
        except SecretError as error:
            self._tell(Tone.BAD, *describe(error))
            return
        await self._on_change("")
        await self.show((await self._accounts.fetch_current()).account_id)

    @property
    def _is_in_sight(self) -> bool:
        account_id, _name = self._about
        return account_id == self._panel.current_id

    def _tell(self, tone: Tone, title: str, body: str = "") -> None:
        """Says what became of the work, by name where another account is open by now."""
        _id, name = self._about
        shown = title if self._is_in_sight or not name.strip() else f"{name.strip()}: {title}"
        self._panel.show_notice(tone, shown, body)

    def _show_problems(self, problems: Sequence[InputError]) -> None:
        if self._is_in_sight:
            self._panel.show_problems(problems)
        else:
            self._tell(
                Tone.BAD,
                translate("accounts", "Not possible as it is"),
                " ".join(problem.problem for problem in problems),
            )

    def _show_report(self, account: Account, report: ConnectionReport) -> None:
        self._show_chip(account, report)
        if report.team_error is None:
            self._tell(*connected_words(report, account))
            return
        diagnosis = self._explainer.explain_error(
            report.team_error, account.provider, purpose=Purpose.READ
        )
        self._tell(Tone.WARN, *team_refusal_words(diagnosis, account))

    def _show_chip(self, account: Account, report: ConnectionReport | None) -> None:
        """The chip stands for the account in use alone."""
        if account.account_id != self._current_id():
            return
        if report is None:
            self._window.show_connection(None, problem=translate("accounts", "Not connected"))
            return
        self._window.show_connection(report)
