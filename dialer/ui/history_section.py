"""The History page with what stands between its views and the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.ui.history_controller import HistoryController
from dialer.ui.pages.calls_pane import CallsPane
from dialer.ui.pages.history_page import HistoryPage, HistoryView

if TYPE_CHECKING:
    from dialer.domain.accounts import Account
    from dialer.domain.calls import Call
    from dialer.ui.records_controller import RecordsController
    from dialer.ui.sections import SectionContext


class HistorySection:
    """Implements Section; the records view is made when it is first shown.

    Args:
        context: what to work with.
    """

    def __init__(self, context: SectionContext) -> None:
        self._context = context
        self._account: Account | None = None
        pane = CallsPane()
        self._page = HistoryPage(pane)
        self._calls = HistoryController(
            pane,
            services=context.services,
            tasks=context.tasks,
            call_again=context.call_again,
        )
        self._records: RecordsController | None = None
        self._page.view_chosen.connect(self._make_view)

    @property
    def page(self) -> HistoryPage:
        """What the window shows."""
        return self._page

    def show_account(self, account: Account) -> None:
        """Takes the account in use: the calls are those of all accounts, the records its own."""
        self._account = account
        if self._records is not None:
            self._records.show_account(account)

    async def finish(self) -> None:
        """Stores what was typed last: the window closes."""
        await self._calls.finish()

    def show_call(self, call: Call) -> None:
        """Opens one call."""
        self._page.show_view(HistoryView.CALLS)
        self._calls.show_call(call)

    def look_up(self, call: Call) -> None:
        """Opens one call and looks for it in its provider's records."""
        self._page.show_view(HistoryView.CALLS)
        self._calls.look_up(call)

    def _make_view(self, view: str) -> None:
        if view != HistoryView.RECORDS or self._records is not None:
            return
        from dialer.ui.pages.records_pane import RecordsPane  # noqa: PLC0415 - when opened
        from dialer.ui.records_controller import RecordsController  # noqa: PLC0415 - the same

        pane = RecordsPane()
        self._page.add_view(HistoryView.RECORDS, pane)
        self._records = RecordsController(
            pane,
            services=self._context.services,
            tasks=self._context.tasks,
            open_accounts=self._context.open_accounts,
        )
        if self._account is not None:
            self._records.show_account(self._account)
