"""Between the view of time in states and the service that asks for one agent at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer

from dialer.ui.error_text import translate
from dialer.ui.figure_words import agents_words, count_words, now_words
from dialer.ui.listing_controller import ListingController, ListingTexts, read_problem
from dialer.ui.models.figures import row_of_durations, state_columns
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.domain.agents import Agent
    from dialer.domain.errors import DialerError, Rejected
    from dialer.services.agent_figures import DurationsResult
    from dialer.ui.loaded_agents import LoadedAgents
    from dialer.ui.models.cells import PreparedRow
    from dialer.ui.models.figures import FigureRow
    from dialer.ui.pages.states_view import StatesView
    from dialer.ui.sections import SectionContext

_MS = 1000
_SHOW_EVERY_MS = 400
_ESTIMATE_FROM = 12
# One request each: a person should know of what takes longer before it begins.
_UNASKED_S = 30


class StatesController(ListingController):
    """Loads time in states when it is seen, unless that would take very many requests.

    Args:
        view: where it is listed.
        loaded: whose time.
        context: services and tasks.
        load_agents: loads them where they are not loaded.
    """

    def __init__(
        self,
        view: StatesView,
        loaded: LoadedAgents,
        context: SectionContext,
        *,
        load_agents: Callable[[], None],
    ) -> None:
        self._states = view
        self._loaded = loaded
        self._load_agents = load_agents
        self._figures = context.services.figures
        self._progress = _Progress()
        super().__init__(view, _texts(), context)
        view.choice_changed.connect(self._load_if_few)
        loaded.listen(self._note_agents)

    def load(self) -> None:
        """Loads the agents chosen, however many there are."""
        typed = self._states.agent_name
        if typed == "":
            self._states.focus_agent()
            return
        if typed is None and not self._loaded.is_loaded:
            self._show_waiting()
            return
        if self._account is not None:
            self._view.show_nothing(self._texts.loading, "")
        super().load()

    def _load_if_stale(self) -> None:
        if self._is_stale:
            self._load_if_few()

    def _load_if_few(self) -> None:
        self._stop()
        count = len(self._loaded.agents)
        if self._states.agent_name is None and count > self._unasked_agents:
            self._view.show_nothing(
                self._texts.unloaded,
                translate("agents", "The provider is asked once for each of {agents}.").format(
                    agents=agents_words(count)
                ),
                action=translate("agents", "Load {agents}").format(agents=agents_words(count)),
                act=self.load,
            )
        else:
            self.load()

    @property
    def _unasked_agents(self) -> float:
        """For how many agents loading may begin by itself."""
        return self._account.requests_per_s * _UNASKED_S if self._account else 0

    def _show_waiting(self) -> None:
        self._view.show_nothing(
            translate("agents", "The list of agents is loaded first"),
            translate("agents", "If it does not come, see why under Agents."),
            action=translate("agents", "Load agents"),
            act=self._load_agents,
        )
        self._load_agents()

    def _note_agents(self) -> None:
        if self._loaded.is_loaded and self._is_stale and self._view.isVisible():
            self._load_if_few()

    async def _fetch(
        self, account: Account, *, is_current: Callable[[], bool]
    ) -> Callable[[], None]:
        typed = self._states.agent_name
        names = [typed] if typed else [_name(agent) for agent in self._loaded.agents]
        progress = self._progress = _Progress(len(names), self._states.span.words)

        def note(result: DurationsResult) -> None:
            if is_current():
                self._take(progress, result)

        await self._figures.load_durations(
            account.account_id, names, self._states.span.span, on_result=note
        )
        return lambda: self._show_rows(progress, is_over=True)

    def _take(self, progress: _Progress, result: DurationsResult) -> None:
        progress.done += 1
        if result.refusal is not None:
            progress.refusals.append(result.refusal)
        progress.rows[result.place] = [
            self._states.model.prepare(row_of_durations(one)) for one in result.durations
        ]
        self._view.progress.show_progress(progress.done, progress.total, progress.words)
        if progress.since_shown.elapsed() >= _SHOW_EVERY_MS:
            progress.since_shown.restart()
            self._show_rows(progress, is_over=False)

    def _show_rows(self, progress: _Progress, *, is_over: bool) -> None:
        listed = [row for _, rows in sorted(progress.rows.items()) for row in rows]
        if listed:
            columns = state_columns(row for _, row in listed)
            self._states.show_figures(columns, listed, progress.summary(len(listed)))
        elif is_over:
            self._show_none()
        if is_over and progress.refusals and self._account is not None:
            _title, body = read_problem(progress.refusals[0], self._explainer, self._account)
            self._view.show_notice(
                Tone.WARN,
                translate("agents", "The provider refused {agents}").format(
                    agents=agents_words(len(progress.refusals))
                ),
                body,
                action=translate("agents", "Try again"),
                act=self.load,
            )

    def _show_stopped(self) -> None:
        self._keep_partial()
        super()._show_stopped()

    def _show_failure(self, error: DialerError, account: Account) -> None:
        self._keep_partial()
        super()._show_failure(error, account)

    def _keep_partial(self) -> None:
        """What came before it ended stays."""
        if any(self._progress.rows.values()):
            self._show_rows(self._progress, is_over=False)

    def _forget(self) -> None:
        super()._forget()
        self._progress = _Progress()

    def _exported(self, count: int) -> str:
        return translate("agents", "{agents} exported").format(agents=agents_words(count))


class _Progress:
    """How far one run has come, and what it brought."""

    def __init__(self, total: int = 0, span_words: str = "") -> None:
        self.total = total
        self.done = 0
        self.rows: dict[int, list[PreparedRow[FigureRow]]] = {}
        self.refusals: list[Rejected] = []
        self.since_shown = QElapsedTimer()
        self.since_shown.start()
        self._span_words = span_words
        self._timer = QElapsedTimer()
        self._timer.start()

    @property
    def words(self) -> str:
        """How many of how many, and how long it may still take."""
        words = translate("agents", "{count} of {total} agents").format(
            count=count_words(self.done), total=count_words(self.total)
        )
        left = self.total - self.done
        if left and self.done >= _ESTIMATE_FROM:
            seconds = self._timer.elapsed() * left // self.done // _MS + 1
            about = translate("agents", "about {seconds} s left").format(
                seconds=count_words(seconds)
            )
            words = f"{words} · {about}"
        return words

    def summary(self, count: int) -> str:
        """What the rows are, in a line below them."""
        listed = (
            agents_words(count)
            if count == self.total
            else translate("agents", "{count} of {total} agents").format(
                count=count_words(count), total=count_words(self.total)
            )
        )
        return f"{listed} · {self._span_words} · {now_words()}"


def _name(agent: Agent) -> str:
    return agent.account_name or agent.sip_number


def _texts() -> ListingTexts:
    return ListingTexts(
        key="agents.states",
        asking=translate("agents", "Asking for the first agents…"),
        loading=translate("agents", "Loading time in states…"),
        unloaded=translate("agents", "Time in states is not loaded"),
        belongs=translate(
            "agents", "How long agents were busy, calling, idle or away is listed here."
        ),
        load=translate("agents", "Load time in states"),
        empty=translate("agents", "No time in any state"),
        export=translate("agents", "Export time in states"),
        file_name="time-in-states.csv",
    )
