"""Between the Agents page and the service that lists agents."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QLocale, QTime
from PySide6.QtWidgets import QDialog, QFileDialog

from dialer.domain.diagnosis import Purpose
from dialer.domain.errors import DialerError, NotSupported, SecretError, SendError
from dialer.services.agent_export import write_table
from dialer.ui.aio import ask
from dialer.ui.error_text import describe, translate
from dialer.ui.models.agents import column_titles
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.domain.agents import Agent
    from dialer.domain.diagnosis import Diagnosis
    from dialer.services.agents import AgentProgress, AgentService
    from dialer.services.explanations import Explainer
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.agents_page import AgentsPage

_LOAD, _EXPORT = "agents", "agents_export"
_MS = 1000
# Before this the time left would jump about.
_ESTIMATE_FROM_PAGES = 3


class AgentsController:
    """Loads the agents of the account in use when their page is seen.

    Args:
        page: where they are listed.
        agents: loads them.
        explainer: puts refusals into words.
        tasks: keeps one thing at a time under way.
        open_accounts: leads to where the account can be mended.
    """

    def __init__(
        self,
        page: AgentsPage,
        *,
        agents: AgentService,
        explainer: Explainer,
        tasks: TaskOwner,
        open_accounts: Callable[[], None],
    ) -> None:
        self._page = page
        self._agents = agents
        self._explainer = explainer
        self._tasks = tasks
        self._open_accounts = open_accounts
        self._account: Account | None = None
        self._is_stale = True
        self._run = 0
        self._progress: AgentProgress | None = None
        page.opened.connect(self._load_if_stale)
        page.refresh_requested.connect(self._load)
        page.cancel_requested.connect(lambda: tasks.cancel(_LOAD))
        page.export_requested.connect(lambda: tasks.start(_EXPORT, self._export()))

    @property
    def page(self) -> AgentsPage:
        """Where the agents are listed."""
        return self._page

    def show_account(self, account: Account) -> None:
        """Takes the account in use; what another one listed is taken away."""
        if account == self._account:
            return
        self._account = account
        self._is_stale = True
        self._run += 1
        self._tasks.cancel(_LOAD)
        self._page.set_loading(is_loading=False)
        self._page.notice.clear()
        self._page.filter.clear()
        self._show_unloaded()
        if self._page.isVisible():
            self._load()

    def _load_if_stale(self) -> None:
        if self._is_stale and self._account is not None:
            self._load()

    def _load(self) -> None:
        if self._account is None:
            return
        self._is_stale = False
        self._run += 1
        self._page.notice.clear()
        self._page.set_loading(is_loading=True)
        self._page.progress.begin(translate("agents", "Asking for the first page…"))
        if not self._page.model.total:
            self._page.show_nothing(translate("agents", "Loading agents…"), "")
        self._tasks.restart(_LOAD, self._fetch(self._account, self._run))

    async def _fetch(self, account: Account, run: int) -> None:
        timer = QElapsedTimer()
        timer.start()

        def note(progress: AgentProgress) -> None:
            if run == self._run:
                self._show_progress(progress, timer.elapsed())

        try:
            agents = await self._agents.load(account.account_id, on_progress=note)
        except DialerError as error:
            self._end(run, partial(self._show_failure, error, account))
        except BaseException:
            self._end(run, self._show_stopped)
            raise
        else:
            self._end(run, partial(self._show_loaded, agents))

    def _end(self, run: int, show: Callable[[], None]) -> None:
        """Shows how a run ended, unless another one has taken its place."""
        if run == self._run:
            self._page.set_loading(is_loading=False)
            show()

    def _show_progress(self, progress: AgentProgress, elapsed_ms: int) -> None:
        self._progress = progress
        words = translate("agents", "{count} of {total} agents").format(
            count=_count(progress.agents), total=_count(progress.total)
        )
        left = max(0, progress.total - progress.agents)
        if left and progress.pages >= _ESTIMATE_FROM_PAGES:
            seconds = elapsed_ms * left // max(1, progress.agents) // _MS + 1
            about = translate("agents", "about {seconds} s left").format(seconds=_count(seconds))
            words = f"{words} · {about}"
        self._page.progress.show_progress(progress.agents, progress.total, words)

    def _show_loaded(self, agents: tuple[Agent, ...]) -> None:
        if agents:
            self._page.show_agents(agents, self._summary(len(agents)))
            return
        self._page.show_nothing(
            translate("agents", "No agents"),
            translate("agents", "The agents of this account's call centre are listed here."),
            action=translate("agents", "Load again"),
            act=self._load,
        )

    def _show_stopped(self) -> None:
        if not self._page.model.total:
            self._show_unloaded()

    def _show_failure(self, error: DialerError, account: Account) -> None:
        again, accounts = translate("agents", "Try again"), translate("agents", "Open accounts")
        if not self._page.model.total:
            self._page.show_nothing(
                translate("agents", "Agents are not loaded"),
                translate("agents", "The agents of this account's call centre are listed here."),
            )
        text = describe(error)
        if isinstance(error, NotSupported):
            self._page.show_nothing(
                text.title, text.sentence, action=accounts, act=self._open_accounts
            )
        elif isinstance(error, SendError):
            diagnosis = self._explainer.explain_error(error, account.provider, purpose=Purpose.READ)
            title, body = _decoded(diagnosis)
            self._page.show_notice(Tone.BAD, title, body, action=again, act=self._load)
        elif isinstance(error, SecretError):
            self._page.show_notice(
                Tone.BAD, text.title, text.sentence, action=accounts, act=self._open_accounts
            )
        else:
            self._page.show_notice(
                Tone.BAD, text.title, text.sentence, action=again, act=self._load
            )

    def _show_unloaded(self) -> None:
        self._page.show_nothing(
            translate("agents", "Agents are not loaded"),
            translate("agents", "The agents of this account's call centre are listed here."),
            action=translate("agents", "Load agents"),
            act=self._load,
        )

    def _summary(self, count: int) -> str:
        progress = self._progress
        pages = progress.pages if progress else 0
        parts = [
            _agents_words(count),
            translate("agents", "1 page loaded")
            if pages == 1
            else translate("agents", "{count} pages loaded").format(count=_count(pages)),
        ]
        if progress is not None and progress.repeated:
            parts.append(
                translate("agents", "{count} listed more than once").format(
                    count=_count(progress.repeated)
                )
            )
        if progress is not None and progress.total > count + progress.repeated:
            parts.append(
                translate("agents", "the provider counts {total}").format(
                    total=_count(progress.total)
                )
            )
        now = QTime.currentTime().toString("HH:mm:ss")
        parts.append(translate("agents", "updated {time}").format(time=now))
        return " · ".join(parts)

    async def _export(self) -> None:
        # Now: another account may be chosen behind the dialog.
        rows = self._page.model.shown_cells
        dialog = _make_export_dialog(self._page)
        try:
            if await ask(dialog) != QDialog.DialogCode.Accepted:
                return
            path = dialog.selectedFiles()[0]
        finally:
            dialog.close()
            dialog.deleteLater()
        try:
            await asyncio.to_thread(write_table, path, column_titles(), rows)
        except OSError as error:
            self._page.show_notice(
                Tone.BAD,
                translate("agents", "The file could not be written"),
                translate("agents", "{reason}. Choose another folder.").format(
                    reason=error.strerror or type(error).__name__
                ),
            )
            return
        self._page.show_notice(
            Tone.OK,
            translate("agents", "{agents} exported").format(agents=_agents_words(len(rows))),
            translate("agents", "The rows listed are in {name}.").format(name=Path(path).name),
        )


def _make_export_dialog(page: AgentsPage) -> QFileDialog:
    dialog = QFileDialog(page, translate("agents", "Export agents"))
    dialog.setObjectName("agents.export_dialog")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(translate("agents", "Tables (*.csv)"))
    dialog.setDefaultSuffix("csv")
    dialog.selectFile("agents.csv")
    return dialog


def _decoded(diagnosis: Diagnosis) -> tuple[str, str]:
    """A diagnosis of a read: nobody was called, so it says what happened and what to do."""
    title = diagnosis.title[:1].upper() + diagnosis.title[1:]
    if diagnosis.code:
        title = f"{title} ({diagnosis.code})"
    said = f"“{diagnosis.provider_words}”" if diagnosis.provider_words else ""
    request_id = (
        translate("agents", "Request ID {request_id}").format(request_id=diagnosis.request_id)
        if diagnosis.request_id
        else ""
    )
    return title, "\n".join(
        filter(None, (f"{diagnosis.cause} {diagnosis.next_step}", said, request_id))
    )


def _agents_words(count: int) -> str:
    if count == 1:
        return translate("agents", "1 agent")
    return translate("agents", "{count} agents").format(count=_count(count))


def _count(number: int) -> str:
    return QLocale().toString(number)
