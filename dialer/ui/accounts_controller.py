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
from dialer.ui.account_draft import AccountDraft
from dialer.ui.account_words import health_words, keyring_note
from dialer.ui.error_text import describe, translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from dialer.domain.accounts import ConnectionReport, KeyringStatus
    from dialer.domain.diagnosis import Diagnosis
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
        on_change: Callable[[str], Awaitable[None]],
    ) -> None:
        self._window = window
        self._panel = panel
        self._accounts = accounts
        self._explainer = explainer
        self._tasks = tasks
        self._on_change = on_change
        self._new_id = ""
        panel.test_requested.connect(lambda asked: self._start(self._test(asked)))
        panel.save_requested.connect(
            lambda draft: self._start(self._save(draft, SecretPlace.KEYRING))
        )
        panel.session_requested.connect(
            lambda draft: self._start(self._save(draft, SecretPlace.SESSION))
        )
        panel.remove_requested.connect(lambda account_id: self._start(self._remove(account_id)))
        panel.new_cancelled.connect(self._forget_new_id)

    async def show(self, chosen_id: str, *, saved_id: str | None = None) -> None:
        """Lists the accounts and opens one, unless another stands half typed.

        Args:
            chosen_id: the account to open.
            saved_id: as the panel takes it.
        """
        accounts = await self._accounts.fetch_accounts()
        self._panel.show_accounts(accounts, chosen_id, saved_id=saved_id)
        for account in accounts:
            await self._show_health(account)

    def show_keyring(self, status: KeyringStatus) -> None:
        """Says beside the secret where it will be kept."""
        self._panel.form.show_keyring_note(keyring_note(status))

    def show_problem(self, title: str, sentence: str) -> None:
        """Says what went wrong that nobody expected."""
        self._panel.show_notice(Tone.BAD, title, sentence)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        if self._tasks.is_running(_TASK):
            work.close()
            return
        self._panel.set_busy(True)
        self._tasks.start(_TASK, self._run(work), on_end=lambda: self._panel.set_busy(False))

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except InputErrors as error:
            for problem in reversed(error.problems):
                self._panel.show_error(problem.field, problem.problem)
        except InputError as error:
            self._panel.show_error(error.field, error.problem)

    async def _test(self, asked: AccountDraft | Account) -> None:
        """Tests an account as it stands in the form, saved or not."""
        secret = None
        account = asked if isinstance(asked, Account) else asked.to_account(asked.account_id)
        if isinstance(asked, AccountDraft) and (asked.secret or asked.is_new):
            secret = asked.secret
        self._panel.show_notice(Tone.ACCENT, translate("accounts", "Testing the connection…"))
        await self._test_account(account, secret)

    async def _test_account(self, account: Account, secret: str | None) -> None:
        try:
            report = await self._accounts.test(account, secret)
        except InputErrors:
            self._panel.notice.clear()
            raise
        except SendError as error:
            self._show_refusal(
                self._explainer.explain_error(error, account.provider, purpose=Purpose.READ)
            )
        except SecretError as error:
            text = describe(error)
            self._panel.show_notice(Tone.BAD, text.title, text.sentence)
        else:
            await self._show_health(account)
            self._show_report(report)

    async def _save(self, draft: AccountDraft, place: SecretPlace) -> None:
        account = draft.to_account(draft.account_id or self._id_of_new())
        secret = draft.secret if draft.secret or draft.is_new else None
        try:
            kept = await self._accounts.save(account, secret, place=place)
        except (KeyringLocked, KeyringRefused) as error:
            text = describe(error)
            self._panel.offer_session(text.title, text.sentence)
            return
        if draft.is_new:
            self._forget_new_id()
        await self.show(account.account_id, saved_id=draft.account_id)
        await self._on_change(account.account_id if draft.is_new else "")
        if kept is SecretPlace.SESSION:
            self._panel.show_notice(
                Tone.WARN,
                translate("accounts", "Saved, with the secret for this session only"),
                translate("accounts", "Type the access secret again after the next start."),
            )
            return
        self._panel.show_notice(Tone.ACCENT, translate("accounts", "Saved. Testing…"))
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
            text = describe(error)
            self._panel.show_notice(Tone.BAD, text.title, text.sentence)
            return
        await self._on_change("")
        await self.show((await self._accounts.fetch_current()).account_id)

    async def _show_health(self, account: Account) -> None:
        words, tone = health_words(await self._accounts.fetch_status(account))
        self._panel.show_health(account.account_id, words, tone)

    def _show_report(self, report: ConnectionReport) -> None:
        self._window.show_connection(report)
        self._panel.show_notice(
            Tone.OK,
            translate("accounts", "Connected in {ms} ms").format(ms=report.round_trip_ms),
            translate("accounts", "The provider accepted a signed request. No call was placed."),
        )

    def _show_refusal(self, diagnosis: Diagnosis) -> None:
        title = diagnosis.title[:1].upper() + diagnosis.title[1:]
        if diagnosis.code:
            title = f"{title} ({diagnosis.code})"
        said = f"“{diagnosis.provider_words}”" if diagnosis.provider_words else ""
        lines = (f"{diagnosis.cause} {diagnosis.next_step}", said)
        self._panel.show_notice(Tone.BAD, title, "\n".join(filter(None, lines)))
        self._window.show_connection(None, problem=translate("accounts", "Not connected"))
