"""One run of the window: controllers wired to services, from the first paint to the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from dialer.domain.accounts import (
    SANDBOX_ACCOUNT_ID,
    KeyringState,
    KeyringStatus,
    sandbox_account,
)
from dialer.domain.diagnosis import NextAction, Purpose
from dialer.domain.errors import DialerError, SendError, UnknownAccount
from dialer.domain.guard import NumberSource
from dialer.ui.aio import TaskOwner
from dialer.ui.call_backs_controller import CallBacksController
from dialer.ui.call_controller import RECENT_LIMIT, CallController
from dialer.ui.clipboard_numbers import ClipboardNumbers
from dialer.ui.clock_controller import ClockController
from dialer.ui.desktop_controller import DesktopController
from dialer.ui.error_text import describe, translate
from dialer.ui.leaving import Leaving
from dialer.ui.main_window import CALL_PAGE, SETTINGS_PAGE
from dialer.ui.sections import SectionContext, Sections
from dialer.ui.task_badge import TaskBadge
from dialer.ui.theme import ThemeChoice, apply_theme
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from dialer.domain.accounts import Account
    from dialer.domain.calls import Call
    from dialer.ui.accounts_controller import AccountsController
    from dialer.ui.early_intents import EarlyIntents
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.pages.settings_page import SettingsPage
    from dialer.ui.services import Services
    from dialer.ui.window_state import WindowState

_log = logging.getLogger(__name__)


class Session:
    """Takes over the window that was painted before anything else was loaded.

    Args:
        window: the frame.
        page: the Call page.
        services: what to work with.
        state: remembers theme, place and account for the next first paint.
        early: what the person did meanwhile.

    Attributes:
        ready: set once the window is served.
    """

    def __init__(
        self,
        window: MainWindow,
        page: CallPage,
        *,
        services: Services,
        state: WindowState,
        early: EarlyIntents,
    ) -> None:
        self._window = window
        self._page = page
        self._services = services
        self._state = state
        self._early = early
        self._closed = asyncio.Event()
        self.ready = asyncio.Event()
        self._tasks = TaskOwner(self._report)
        self._account = sandbox_account()
        self._keyring = KeyringStatus(KeyringState.UNCHECKED)
        self._settings: AccountsController | None = None
        self._calls = CallController(window, page, services=services, tasks=self._tasks)
        self._clipboard = ClipboardNumbers(page)
        self._desktop = DesktopController(
            window, page, desktop=services.desktop, clipboard=self._clipboard, state=state
        )
        self._clock = ClockController(
            window, services=services, tasks=self._tasks, account_id=self._account.account_id
        )
        context = SectionContext(
            window=window,
            services=services,
            tasks=self._tasks,
            open_accounts=self._open_accounts,
            call_again=lambda call: self._tasks.restart("call_again", self._call_again(call)),
        )
        self._sections = Sections(context, self._account)
        self._sections.register()
        title = translate("frame", "Settings")
        window.add_page(SETTINGS_PAGE, title, "settings", self._make_settings, at_bottom=True)
        self._connect()

    async def run(self, *, on_sandbox: bool) -> None:
        """Serves the window until the person closes it.

        Args:
            on_sandbox: uses the Sandbox now, whatever account is used at other starts.
        """
        settled = await self._services.calls.settle_leftovers()
        paused = await self._services.outbound.settle_leftovers()
        _log.info(
            "Ready; of an earlier run %d calls have no outcome, %d tasks are paused",
            len(settled),
            len(paused),
        )
        self._early.ignore_edits()
        await self._show_accounts(SANDBOX_ACCOUNT_ID if on_sandbox else "")
        self._calls.show_history(list(await self._services.calls.fetch_recent(RECENT_LIMIT)))
        self._early.end()
        if self._early.wants_to_close:
            return
        self._take_early_press()
        await self._services.following.resume()
        if not self._account.is_sandbox:
            # A locked keyring asks for a password, and the Sandbox needs no secret.
            self._tasks.start("keyring", self._check_keyring())
        self._tasks.start("task_badge", TaskBadge(self._window, self._services.outbound).load())
        CallBacksController(
            self._window,
            services=self._services,
            tasks=self._tasks,
            open_call=self._sections.show_call,
        ).start()
        self._tasks.start("retention", self._services.retention.keep_forgetting())
        self.ready.set()
        self._desktop.start_soon()
        await self._closed.wait()

    async def close(self) -> None:
        """Hides the window, waits for requests under way, and ends all else."""
        self._desktop.stop()
        self._state.save_geometry(self._window.saveGeometry())
        self._window.hide()
        await self._sections.finish()
        await self._services.calls.finish()
        await self._services.outbound.finish()
        self._services.contact_imports.stop()
        await self._tasks.cancel_all()
        self._window.let_close()

    def _take_early_press(self) -> None:
        """Places what was asked for while the rest was loading, if it still means the same."""
        intent = self._early.intent
        if intent is None:
            return
        self._page.set_busy(False)
        if self._early.account.account_id == self._account.account_id:
            self._calls.place(intent)
            return
        self._page.show_problem(
            translate("frame", "Not called yet"),
            translate(
                "frame", "The account in use is {name}. Check the line and call again."
            ).format(name=self._account.name),
        )

    def _connect(self) -> None:
        window, page = self._window, self._page
        services = self._services
        page.set_sandbox_numbers(services.sandbox_numbers, services.two_way_numbers)
        services.calls.listen(self._state.note_call)
        self._calls.on_recent = self._desktop.show_calls
        Leaving(
            window,
            find_unknown=self._calls.find_unknown,
            open_call=self._sections.show_call,
            leave=self._closed.set,
            spare_drafts=self._sections.leave,
        )
        window.account_chosen.connect(
            lambda account_id: self._tasks.restart("choose", self._choose(account_id))
        )
        window.manage_accounts_requested.connect(self._open_accounts)
        window.search_edited.connect(self._search)
        window.search_submitted.connect(self._dial_from_search)
        window.number_wanted.connect(page.focus_number)
        window.last_number_wanted.connect(self._calls.bring_back_last)
        window.clipboard_wanted.connect(self._clipboard.take)
        window.unresolved_opened.connect(self._sections.show_call)
        window.chip_opened.connect(self._open_chip)
        page.action_requested.connect(self._act)

    async def _show_accounts(self, account_id: str) -> None:
        """Shows the account in use, after any change to accounts; ``""`` is the stored choice."""
        accounts = await self._services.accounts.fetch_accounts()
        current = await self._services.accounts.fetch_current()
        self._account = next((a for a in accounts if a.account_id == account_id), current)
        self._window.show_accounts(accounts, self._account.account_id)
        self._calls.show_account(self._account)
        self._clock.show_account(self._account)
        self._sections.show_account(self._account)
        self._state.save_account(current, display_number)

    async def _choose(self, account_id: str) -> None:
        await self._services.accounts.choose(account_id)
        if self._keyring.state is KeyringState.UNCHECKED and account_id != SANDBOX_ACCOUNT_ID:
            self._tasks.start("keyring", self._check_keyring())
        self._window.show_connection(None)
        await self._show_accounts(account_id)

    async def _use_after_change(self, added_id: str) -> None:
        """Uses an account that was just added; else stays with the one in use, if it is there."""
        if added_id:
            await self._services.accounts.choose(added_id)
        await self._show_accounts(added_id or self._account.account_id)

    async def _check_keyring(self) -> None:
        self._keyring = await self._services.secrets.check()
        self._window.show_keyring(self._keyring)
        if self._settings is not None:
            self._settings.show_keyring(self._keyring)

    async def _test_connection(self) -> None:
        accounts = self._services.accounts
        account: Account = self._account
        try:
            report = await accounts.test(account, None)
        except DialerError as error:
            if account.account_id == self._account.account_id:
                self._show_test_failure(error, account)
            return
        if account.account_id == self._account.account_id:
            self._window.show_connection(report)
        if self._settings is not None:
            await self._settings.show_health(account)

    def _show_test_failure(self, error: DialerError, account: Account) -> None:
        from dialer.ui.account_words import refusal_words  # noqa: PLC0415 - on first use

        title, sentence = describe(error)
        if isinstance(error, SendError):
            diagnosis = self._services.explainer.explain_error(
                error, account.provider, purpose=Purpose.READ
            )
            title, sentence = refusal_words(diagnosis, account)
        self._window.show_connection(None, problem=translate("frame", "Not connected"))
        self._page.show_problem(title, sentence, NextAction.EDIT_ACCOUNT)

    def _make_settings(self) -> SettingsPage:
        from dialer.ui.accounts_controller import AccountsController  # noqa: PLC0415 - 2 MB
        from dialer.ui.calling_controller import CallingController  # noqa: PLC0415 - the same
        from dialer.ui.pages.settings_page import SettingsPage  # noqa: PLC0415 - the same
        from dialer.ui.privacy_controller import PrivacyController  # noqa: PLC0415 - the same

        page = SettingsPage()
        self._settings = AccountsController(
            self._window,
            page.accounts,
            accounts=self._services.accounts,
            explainer=self._services.explainer,
            tasks=self._tasks,
            current_id=lambda: self._account.account_id,
            on_change=self._use_after_change,
        )
        self._settings.show_keyring(self._keyring)
        calling = CallingController(page.calling, services=self._services, tasks=self._tasks)
        page.section_opened.connect(lambda _key: calling.show(self._account.region))
        page.appearance.show_theme(self._state.theme)
        page.appearance.theme_chosen.connect(self._choose_theme)
        self._desktop.attach(page.links)
        PrivacyController(page.privacy, services=self._services, tasks=self._tasks)
        if self._keyring.state is KeyringState.UNCHECKED:
            self._tasks.start("keyring", self._check_keyring())
        self._tasks.restart("settings", self._settings.show(self._account.account_id))
        return page

    def _choose_theme(self, choice: ThemeChoice) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, choice)
        self._state.save_theme(choice)

    def _open_accounts(self) -> None:
        self._window.show_page(SETTINGS_PAGE)
        if self._settings is not None:
            self._tasks.restart("settings", self._settings.show(self._account.account_id))

    def _open_chip(self, name: str) -> None:
        if name == "keyring":
            self._tasks.start("keyring", self._check_keyring())
            self._open_accounts()
        elif name == "connection":
            self._tasks.start("test", self._test_connection())

    def _act(self, action: NextAction) -> None:
        if action is NextAction.EDIT_ACCOUNT:
            self._open_accounts()
        elif action is NextAction.TEST_CONNECTION:
            self._tasks.start("test", self._test_connection())
        elif action is NextAction.TRY_AGAIN:
            self._calls.try_again()
        elif action is NextAction.CHECK_RECORDS and self._calls.shown is not None:
            self._sections.look_up(self._calls.shown)
        elif action is NextAction.USE_PROVIDER_TIME:
            self._calls.try_again_with_provider_time()
        else:
            self._page.focus_number()

    def _search(self, text: str) -> None:
        self._window.show_matches(self._calls.find_recent(text) if text.strip() else ())

    def _dial_from_search(self, text: str) -> None:
        self._window.show_page(CALL_PAGE)
        self._page.set_number(text, NumberSource.TYPED)
        self._page.form.submitted.emit()

    async def _call_again(self, call: Call) -> None:
        """Fills in a call's number and line, with its account in use; dials nothing."""
        from dialer.ui.redial import fill_line  # noqa: PLC0415 - on first use

        if call.account_id != self._account.account_id:
            with contextlib.suppress(UnknownAccount):
                await self._choose(call.account_id)
        self._window.show_page(CALL_PAGE)
        if call.account_id == self._account.account_id:
            fill_line(self._page.form, call)
            self._page.set_number(call.callee, NumberSource.TYPED)
            return
        self._page.form.choose_kind(call.kind)
        self._page.set_number(call.callee, NumberSource.TYPED)
        title = translate("frame", "The account of that call was removed")
        sentence = translate("frame", "A call now goes through {name}: check the line first.")
        self._page.show_problem(title, sentence.format(name=self._account.name))

    def _report(self, error: BaseException) -> None:
        """Errors nobody else put into words: to the log, and in short to the person."""
        _log.error("Unexpected", exc_info=error)
        text = describe(error)
        if self._settings is not None and self._window.page_key == SETTINGS_PAGE:
            self._settings.show_problem(text.title, text.sentence)
        elif not self._sections.show_problem(text.title, text.sentence):
            self._page.show_problem(text.title, text.sentence)
