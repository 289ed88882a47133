"""Between the list of past calls and the services that keep and settle them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer

from dialer.domain.call_notes import NO_NOTE
from dialer.domain.errors import DialerError
from dialer.services.agent_export import write_table
from dialer.ui import call_words
from dialer.ui.call_table import call_row, column_titles
from dialer.ui.error_text import describe, translate
from dialer.ui.exporting import ask_where, write_problem
from dialer.ui.notes_controller import NotesController
from dialer.ui.settling_controller import SettlingController
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.calls import Call
    from dialer.domain.history import CallSearch
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.calls_pane import CallsPane
    from dialer.ui.services import Services

_LOAD, _MORE, _ONE = "history", "history_more", "history_one"
_EXPORT = "history_export"
# Long enough for the next key of a word, and too short to be waited for.
_TYPING_PAUSE_MS = 120


class HistoryController:
    """Loads calls while their pane is seen, and looks up what became of one.

    Args:
        pane: where they are listed.
        services: what to work with.
        tasks: keeps one thing at a time under way.
        call_again: brings a call's number and account back to the Call page; dials nothing.
    """

    def __init__(
        self,
        pane: CallsPane,
        *,
        services: Services,
        tasks: TaskOwner,
        call_again: Callable[[Call], None],
    ) -> None:
        self._pane = pane
        self._services = services
        self._tasks = tasks
        self._call_again = call_again
        self._names: dict[str, str] = {}
        self._shown: Call | None = None
        self._stays_shown = False
        self._settling = SettlingController(
            pane.details.settling,
            settling=services.settling,
            explainer=services.explainer,
            tasks=tasks,
        )
        self._notes = NotesController(pane.details.notes, notes=services.notes, tasks=tasks)
        self._search: CallSearch | None = None
        self._mark = ""
        self._total = 0
        self._typing = QTimer(pane)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_PAUSE_MS)
        self._typing.timeout.connect(self._load)
        services.calls.listen(self._hear)
        pane.opened.connect(self._load)
        pane.search_changed.connect(self._search_anew)
        pane.chosen.connect(self._show)
        pane.more_wanted.connect(self._load_more)
        pane.export_requested.connect(lambda: tasks.start(_EXPORT, self._export()))
        pane.export_cancelled.connect(lambda: tasks.cancel(_EXPORT))
        pane.details.call_again_requested.connect(self._bring_back)

    def show_call(self, call: Call) -> None:
        """Opens one call, whatever the filter lists."""
        self._show(call)
        self._stays_shown = True
        self._pane.select(call.client_call_id)
        self._pane.open_details()
        self._tasks.restart(_ONE, self._refresh(call))

    def look_up(self, call: Call) -> None:
        """Opens one call and looks for it in its provider's records."""
        self.show_call(call)
        self._settling.look()

    async def finish(self) -> None:
        """Stores what was typed last: the window closes."""
        await self._notes.finish()

    async def _refresh(self, call: Call) -> None:
        """What was handed over may be out of date."""
        try:
            latest = await self._services.calls.fetch_call(call.client_call_id)
        except LookupError:
            # It became too old to keep since it was listed elsewhere.
            return
        if self._shown is not None and self._shown.client_call_id == latest.client_call_id:
            self._show(latest)

    def _search_anew(self) -> None:
        self._stays_shown = False
        self._typing.start()

    def _load(self) -> None:
        self._typing.stop()
        self._tasks.cancel(_MORE)
        self._tasks.restart(_LOAD, self._fetch())

    async def _fetch(self) -> None:
        accounts = await self._services.accounts.fetch_accounts()
        self._names = {account.account_id: account.name for account in accounts}
        self._pane.filter.show_accounts([(a.account_id, a.name) for a in accounts])
        self._pane.model.name_accounts(self._names)
        self._pane.filter.show_dispositions(await self._notes.fetch_choices())
        search = self._pane.filter.search
        try:
            page = await self._services.history.fetch_page(search)
            self._total = await self._services.history.count_calls(search)
        except DialerError as error:
            text = describe(error)
            again = translate("history", "Try again")
            self._pane.show_notice(
                Tone.BAD, text.title, text.sentence, action=again, act=self._load
            )
            return
        self._search, self._mark = search, page.next_mark
        self._pane.notice.clear()
        self._pane.show_calls(page.calls, self._total)
        self._choose_again()

    def _choose_again(self) -> None:
        """Keeps the call that is shown; else the newest one is, where there is room for it."""
        model = self._pane.model
        if self._shown is not None and self._pane.select(self._shown.client_call_id):
            return
        if self._stays_shown:
            return
        if model.rowCount() and not self._pane.is_folded:
            self._pane.select(model.call_at(0).client_call_id)

    def _load_more(self) -> None:
        if self._mark and not self._tasks.is_running(_LOAD):
            self._tasks.start(_MORE, self._fetch_more())

    async def _fetch_more(self) -> None:
        search, mark = self._search, self._mark
        if search is None or not mark:
            return
        page = await self._services.history.fetch_page(search, mark)
        if (search, mark) == (self._search, self._mark):
            self._mark = page.next_mark
            self._pane.model.add_calls(page.calls)

    def _hear(self, call: Call) -> None:
        """Any change of any call. While nobody looks, the list waits to be loaded anew."""
        if self._shown is not None and call.client_call_id == self._shown.client_call_id:
            self._show(call)
        if not self._pane.isVisible() or self._search is None:
            return
        model = self._pane.model
        is_listed = model.row_of(call.client_call_id) is not None
        search = self._pane.filter.search
        # What is listed for the sake of its notes stays: they did not change.
        is_wanted = search.admits(call) or (is_listed and search.without_notes.admits(call))
        is_newest = not model.rowCount() or call.started_ms >= model.call_at(0).started_ms
        if is_wanted and (is_listed or is_newest):
            model.put(call)
            self._pane.show_rows()
        elif is_listed:
            model.remove(call.client_call_id)
        self._total += (is_wanted and is_newest and not is_listed) - (is_listed and not is_wanted)
        self._pane.show_total(self._total)

    def _show(self, call: Call) -> None:
        self._shown = call
        diagnosis = self._services.explainer.explain_call(call)
        account = call_words.account_words(call, self._names)
        self._pane.details.show_call(call, diagnosis, account)
        self._settling.show(call)
        self._notes.show(call.client_call_id)

    def _bring_back(self) -> None:
        if self._shown is not None:
            self._call_again(self._shown)

    async def _export(self) -> None:
        # Now: the filter may be changed behind the dialog.
        search, total = self._pane.filter.search, self._total
        title = translate("history", "Export calls")
        path = await ask_where(
            self._pane, title, object_name="history.export_dialog", file_name="calls.csv"
        )
        if not path:
            return
        self._pane.progress.begin(translate("history", "Reading calls…"))
        self._pane.set_exporting(is_exporting=True)
        try:
            rows = await self._read_rows(search, total)
            await asyncio.to_thread(write_table, path, column_titles(), rows)
        except OSError as error:
            self._pane.show_notice(Tone.BAD, *write_problem(error))
        else:
            self._pane.show_notice(
                Tone.OK,
                translate("history", "{calls} exported").format(calls=_calls_words(len(rows))),
                translate("history", "The calls listed are in {name}.").format(
                    name=Path(path).name
                ),
            )
        finally:
            self._pane.set_exporting(is_exporting=False)

    async def _read_rows(self, search: CallSearch, total: int) -> list[tuple[str, ...]]:
        rows: list[tuple[str, ...]] = []
        async for calls in self._services.history.read_all(search):
            ids = [call.client_call_id for call in calls]
            notes = await self._services.notes.fetch_notes(ids)
            rows += [
                call_row(call, self._names, notes.get(call.client_call_id, NO_NOTE))
                for call in calls
            ]
            words = translate("history", "{count} of {total} calls").format(
                count=_count(len(rows)), total=_count(max(total, len(rows)))
            )
            self._pane.progress.show_progress(len(rows), total, words)
        return rows


def _calls_words(count: int) -> str:
    if count == 1:
        return translate("history", "1 call")
    return translate("history", "{count} calls").format(count=_count(count))


def _count(number: int) -> str:
    return QLocale().toString(number)
