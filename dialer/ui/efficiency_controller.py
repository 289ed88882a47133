"""Between the view of efficiency and the service that pages through the figures."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dialer.ui.error_text import translate
from dialer.ui.figure_words import count_words, now_words, pages_words
from dialer.ui.listing_controller import ListingController, ListingTexts
from dialer.ui.models.figures import efficiency_columns, row_of_efficiency

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.services.paging import PageProgress
    from dialer.ui.models.cells import PreparedRow
    from dialer.ui.models.figures import FigureRow
    from dialer.ui.pages.efficiency_view import EfficiencyView
    from dialer.ui.sections import SectionContext

# So many rows are made ready at a time; the window goes on in between.
_ROWS_AT_ONCE = 500


class EfficiencyController(ListingController):
    """Loads figures of efficiency.

    Args:
        view: where they are listed.
        context: services and tasks.
    """

    def __init__(self, view: EfficiencyView, context: SectionContext) -> None:
        self._efficiency = view
        self._figures = context.services.figures
        super().__init__(view, _texts(), context)
        view.choice_changed.connect(self._load_anew)

    def _load_anew(self) -> None:
        """The rows are of another span: nobody is to take them for what was asked for."""
        if self._account is not None:
            self._view.show_nothing(self._texts.loading, "")
            self.load()

    async def _fetch(
        self, account: Account, *, is_current: Callable[[], bool]
    ) -> Callable[[], None]:
        def note(progress: PageProgress) -> None:
            if is_current():
                words = f"{_rows_words(progress.rows)} · {pages_words(progress.pages)}"
                self._view.progress.show_progress(0, 1, words)

        span_words = self._efficiency.span.words
        paged = await self._figures.load_efficiency(
            account.account_id,
            self._efficiency.span.span,
            by_day=self._efficiency.is_by_day,
            on_progress=note,
        )
        rows: list[PreparedRow[FigureRow]] = []
        for start in range(0, len(paged.rows), _ROWS_AT_ONCE):
            chunk = paged.rows[start : start + _ROWS_AT_ONCE]
            rows += [self._efficiency.model.prepare(row_of_efficiency(one)) for one in chunk]
            await asyncio.sleep(0)
        summary = " · ".join(
            (_rows_words(len(rows)), span_words, pages_words(paged.pages), now_words())
        )
        return lambda: self._show_loaded(rows, summary)

    def _show_loaded(self, rows: list[PreparedRow[FigureRow]], summary: str) -> None:
        if rows:
            columns = efficiency_columns([row for _, row in rows])
            self._efficiency.show_figures(columns, rows, summary)
        else:
            self._show_none()

    def _exported(self, count: int) -> str:
        return translate("agents", "{rows} exported").format(rows=_rows_words(count))


def _rows_words(count: int) -> str:
    if count == 1:
        return translate("agents", "1 row")
    return translate("agents", "{count} rows").format(count=count_words(count))


def _texts() -> ListingTexts:
    return ListingTexts(
        key="agents.efficiency",
        asking=translate("agents", "Asking for the first page…"),
        loading=translate("agents", "Loading figures…"),
        unloaded=translate("agents", "Figures are not loaded"),
        belongs=translate("agents", "What the provider counts of each agent is listed here."),
        load=translate("agents", "Load figures"),
        empty=translate("agents", "No figures"),
        export=translate("agents", "Export figures"),
        file_name="efficiency.csv",
    )
