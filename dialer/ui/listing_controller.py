"""Between a list and the service that fills it: loads it when seen, says how that ended."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dialer.domain.diagnosis import Purpose
from dialer.domain.errors import (
    DialerError,
    NotSupported,
    SecretError,
    SendError,
)
from dialer.services.agent_export import write_table
from dialer.ui.error_text import describe, translate
from dialer.ui.exporting import ask_where, write_problem
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.services.explanations import Explainer
    from dialer.ui.pages.listing import Listing
    from dialer.ui.sections import SectionContext


class ListingTexts(NamedTuple):
    """What a list says while it is filled.

    Attributes:
        key: of its tasks, and the start of its object names.
        asking: until the first answer.
        loading: in place of the rows, meanwhile.
        unloaded: in place of the rows, before.
        belongs: what belongs there.
        load: the button that loads it.
        empty: in place of the rows, where there are none.
        export: title of the dialog that asks for a file.
        file_name: proposed there.
    """

    key: str
    asking: str
    loading: str
    unloaded: str
    belongs: str
    load: str
    empty: str
    export: str
    file_name: str


class ListingController(ABC):
    """Loads a list of the account in use when it is seen.

    Args:
        view: where the rows are listed.
        texts: what it says meanwhile.
        context: the explainer, the tasks, and the way to the accounts.
    """

    def __init__(self, view: Listing, texts: ListingTexts, context: SectionContext) -> None:
        self._view = view
        self._texts = texts
        self._tasks = context.tasks
        self._explainer = context.services.explainer
        self._open_accounts = context.open_accounts
        self._account: Account | None = None
        self._is_stale = True
        self._is_loading = False
        self._run = 0
        view.opened.connect(self._load_if_stale)
        view.refresh_requested.connect(self.load)
        view.cancel_requested.connect(lambda: self._tasks.cancel(texts.key))
        view.export_requested.connect(
            lambda: self._tasks.start(f"{texts.key}.export", self._export())
        )

    def show_account(self, account: Account) -> None:
        """Takes the account in use; what another one listed is taken away."""
        if account == self._account:
            return
        self._account = account
        self._stop()
        self._view.notice.clear()
        self._forget()
        self._show_unloaded()
        if self._view.isVisible():
            self._load_if_stale()

    def load(self) -> None:
        """Loads the list, in place of loading it that may be under way."""
        if self._account is None:
            return
        self._is_stale, self._is_loading = False, True
        self._run += 1
        self._view.notice.clear()
        self._view.set_loading(is_loading=True)
        self._view.progress.begin(self._texts.asking)
        if not self._view.rows.total:
            self._view.show_nothing(self._texts.loading, "")
        self._tasks.restart(self._texts.key, self._fill(self._account, self._run))

    def load_if_needed(self) -> None:
        """Loads the list unless it is loaded or being loaded; a failure may be tried again."""
        if not self._is_loading and (self._is_stale or not self._view.rows.total):
            self.load()

    def forget_rows(self) -> None:
        """Has the list loaded again when it is next seen: its rows are out of date."""
        self._is_stale = True

    @abstractmethod
    async def _fetch(
        self, account: Account, *, is_current: Callable[[], bool]
    ) -> Callable[[], None]:
        """Loads everything.

        Args:
            account: whose.
            is_current: False once another run has taken this one's place.

        Returns:
            What shows it.
        """

    @abstractmethod
    def _exported(self, count: int) -> str:
        """Says how many rows were exported."""

    def _forget(self) -> None:
        """Forgets what was loaded and chosen for another account."""
        self._view.filter.clear()

    def _load_if_stale(self) -> None:
        if self._is_stale and self._account is not None:
            self.load()

    def _stop(self) -> None:
        self._is_stale, self._is_loading = True, False
        self._run += 1
        self._tasks.cancel(self._texts.key)
        self._view.set_loading(is_loading=False)

    async def _fill(self, account: Account, run: int) -> None:
        try:
            show = await self._fetch(account, is_current=lambda: run == self._run)
        except DialerError as error:
            self._end(run, partial(self._show_failure, error, account))
        except BaseException:
            self._end(run, self._show_stopped)
            raise
        else:
            self._end(run, show)

    def _end(self, run: int, show: Callable[[], None]) -> None:
        """Shows how a run ended, unless another one has taken its place."""
        if run == self._run:
            self._is_loading = False
            self._view.set_loading(is_loading=False)
            show()

    def _show_unloaded(self) -> None:
        texts = self._texts
        self._view.show_nothing(texts.unloaded, texts.belongs, action=texts.load, act=self.load)

    def _show_none(self) -> None:
        """Says that there are no rows."""
        self._view.show_nothing(
            self._texts.empty,
            self._texts.belongs,
            action=translate("agents", "Load again"),
            act=self.load,
        )

    def _show_stopped(self) -> None:
        if not self._view.rows.total:
            self._show_unloaded()

    def _show_failure(self, error: DialerError, account: Account) -> None:
        if not self._view.rows.total:
            self._view.show_nothing(self._texts.unloaded, self._texts.belongs)
        accounts = translate("agents", "Open accounts")
        if isinstance(error, NotSupported):
            text = describe(error)
            self._view.show_nothing(
                text.title, text.sentence, action=accounts, act=self._open_accounts
            )
            return
        title, body = read_problem(error, self._explainer, account)
        is_secret = isinstance(error, SecretError)
        self._view.show_notice(
            Tone.BAD,
            title,
            body,
            action=accounts if is_secret else translate("agents", "Try again"),
            act=self._open_accounts if is_secret else self.load,
        )

    async def _export(self) -> None:
        # Now: another account may be chosen behind the dialog.
        titles, rows = self._view.rows.titles, self._view.rows.shown_cells
        path = await ask_where(
            self._view,
            self._texts.export,
            object_name=f"{self._texts.key}.export_dialog",
            file_name=self._texts.file_name,
        )
        if not path:
            return
        try:
            await asyncio.to_thread(write_table, path, titles, rows)
        except OSError as error:
            self._view.show_notice(Tone.BAD, *write_problem(error))
            return
        self._view.show_notice(
            Tone.OK,
            self._exported(len(rows)),
            translate("agents", "The rows listed are in {name}.").format(name=Path(path).name),
        )


def read_problem(error: DialerError, explainer: Explainer, account: Account) -> tuple[str, str]:
    """Why something could not be read: a title, and what to do. Nobody was called by it."""
    if not isinstance(error, SendError):
        return describe(error)
    diagnosis = explainer.explain_error(error, account.provider, purpose=Purpose.READ)
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
