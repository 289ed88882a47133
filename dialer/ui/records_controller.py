"""Between the view of a provider's records and the service that reads them."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, QTime

from dialer.domain.accounts import ProviderKind
from dialer.domain.errors import DialerError, NotSupported, SecretError
from dialer.services.agent_export import write_table
from dialer.services.records import RecordSource, sources_of
from dialer.ui import record_words
from dialer.ui.error_text import translate
from dialer.ui.exporting import ask_where, write_problem
from dialer.ui.refusals import read_failure
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.domain.records import RecordPage, RecordQuery
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.records_pane import RecordsPane
    from dialer.ui.services import Services

_LOAD, _EXPORT = "records", "records_export"


class RecordsController:
    """Reads records of the account in use, a page at a time.

    Args:
        pane: where they are asked for and listed.
        services: what to work with.
        tasks: keeps one thing at a time under way.
        open_accounts: leads to where the account can be mended.
    """

    def __init__(
        self,
        pane: RecordsPane,
        *,
        services: Services,
        tasks: TaskOwner,
        open_accounts: Callable[[], None],
    ) -> None:
        self._pane = pane
        self._services = services
        self._tasks = tasks
        self._open_accounts = open_accounts
        self._account: Account | None = None
        self._is_stale = True
        self._run = 0
        self._asked: tuple[RecordSource, RecordQuery] | None = None
        self._next_page = 1
        pane.opened.connect(self._search_if_stale)
        pane.search_requested.connect(self._search)
        pane.more_requested.connect(self._load_more)
        pane.cancel_requested.connect(lambda: tasks.cancel(_LOAD))
        pane.export_requested.connect(lambda: tasks.start(_EXPORT, self._export()))

    def show_account(self, account: Account) -> None:
        """Takes the account in use; what another one listed is taken away."""
        if account == self._account:
            return
        self._account = account
        self._is_stale = True
        self._run += 1
        self._tasks.cancel(_LOAD)
        self._pane.set_loading(is_loading=False)
        self._pane.notice.clear()
        sources = sources_of(account)
        self._pane.query.setVisible(bool(sources))
        if not sources:
            self._pane.show_nothing(
                translate("records", "This account has no records"),
                translate("records", "Its provider offers no list of calls. Choose another one."),
                action=translate("records", "Open accounts"),
                act=self._open_accounts,
            )
            return
        self._pane.query.show_sources(sources)
        self._pane.begin(self._pane.query.source)
        self._show_unloaded()
        if self._pane.isVisible():
            self._search()

    def _search_if_stale(self) -> None:
        if self._is_stale and self._account is not None and sources_of(self._account):
            self._search()

    def _search(self) -> None:
        if self._account is None:
            return
        source = self._pane.query.source
        query = self._pane.query.read(QDateTime.currentMSecsSinceEpoch())
        self._is_stale = False
        self._asked, self._next_page = (source, query), 1
        self._pane.begin(source)
        self._pane.show_nothing(translate("records", "Loading records…"), "")
        self._load(self._account)

    def _load_more(self) -> None:
        if self._account is not None and self._asked is not None:
            self._load(self._account)

    def _load(self, account: Account) -> None:
        self._run += 1
        self._pane.notice.clear()
        self._pane.progress.begin(
            translate("records", "Asking for page {number}…").format(number=self._next_page)
        )
        self._pane.set_loading(is_loading=True)
        self._tasks.restart(_LOAD, self._fetch(account, self._run))

    async def _fetch(self, account: Account, run: int) -> None:
        if self._asked is None:
            return
        source, query = self._asked
        try:
            page = await self._services.records.fetch_page(
                account.account_id, source, query, page=self._next_page
            )
        except DialerError as error:
            self._end(run, partial(self._show_failure, error, account))
        except BaseException:
            self._end(run, self._show_stopped)
            raise
        else:
            self._end(run, partial(self._show_page, page))

    def _end(self, run: int, show: Callable[[], None]) -> None:
        """Shows how a run ended, unless another one has taken its place."""
        if run == self._run:
            self._pane.set_loading(is_loading=False)
            show()

    def _show_page(self, page: RecordPage) -> None:
        pages = self._next_page
        self._next_page += 1
        self._pane.model.add_records(page.records)
        total = self._pane.model.total
        self._pane.show_more(has_more=not page.is_last, summary=_summary(total, pages))
        if total:
            self._pane.show_rows()
        elif page.is_last:
            self._pane.show_nothing(
                translate("records", "No records"),
                translate("records", "Nothing was recorded that meets the conditions above."),
            )
        else:
            # This page held none, and more follow: a filter of ours left its rows out.
            self._pane.show_nothing(
                translate("records", "None so far"),
                translate("records", "No call on the pages read so far meets the conditions."),
                action=translate("records", "Load more"),
                act=self._load_more,
            )

    def _show_stopped(self) -> None:
        if not self._pane.model.total:
            self._show_unloaded()

    def _show_unloaded(self) -> None:
        self._pane.show_nothing(
            translate("records", "Records are not loaded"),
            translate("records", "The provider's own account of calls is listed here."),
            action=translate("records", "Search"),
            act=self._search,
        )

    def _show_failure(self, error: DialerError, account: Account) -> None:
        is_two_way = self._pane.query.source is RecordSource.TWO_WAY
        family = ProviderKind.AICC if is_two_way else account.provider
        text = read_failure(error, self._services.explainer, family)
        accounts = translate("records", "Open accounts")
        if not self._pane.model.total:
            self._show_unloaded()
        if isinstance(error, NotSupported):
            self._pane.show_nothing(
                text.title, text.sentence, action=accounts, act=self._open_accounts
            )
        elif isinstance(error, SecretError):
            self._pane.show_notice(
                Tone.BAD, text.title, text.sentence, action=accounts, act=self._open_accounts
            )
        else:
            again = translate("records", "Try again")
            self._pane.show_notice(
                Tone.BAD, text.title, text.sentence, action=again, act=self._load_more
            )

    async def _export(self) -> None:
        # Now: another list may be chosen behind the dialog.
        records = self._pane.model.shown_records
        title = translate("records", "Export records")
        path = await ask_where(
            self._pane, title, object_name="records.export_dialog", file_name="records.csv"
        )
        if not path:
            return
        header, rows = record_words.table_of(records)
        try:
            await asyncio.to_thread(write_table, path, header, rows)
        except OSError as error:
            self._pane.show_notice(Tone.BAD, *write_problem(error))
            return
        self._pane.show_notice(
            Tone.OK,
            translate("records", "{records} exported").format(records=_records(len(records))),
            translate("records", "The rows listed are in {name}.").format(name=Path(path).name),
        )


def _summary(total: int, pages: int) -> str:
    loaded = (
        translate("records", "1 page loaded")
        if pages == 1
        else translate("records", "{count} pages loaded").format(count=pages)
    )
    now = QTime.currentTime().toString("HH:mm:ss")
    updated = translate("records", "updated {time}").format(time=now)
    return " · ".join((_records(total), loaded, updated))


def _records(count: int) -> str:
    if count == 1:
        return translate("records", "1 record")
    return translate("records", "{count} records").format(count=QLocale().toString(count))
