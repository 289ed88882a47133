"""Between the list of agents and the service that loads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer

from dialer.ui.error_text import translate
from dialer.ui.figure_words import agents_words, count_words, now_words, pages_words
from dialer.ui.listing_controller import ListingController, ListingTexts
from dialer.ui.models.agents import ReadyAgents

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.domain.agents import Agent
    from dialer.services.agents import AgentProgress
    from dialer.ui.loaded_agents import LoadedAgents
    from dialer.ui.pages.agent_list import AgentList
    from dialer.ui.sections import SectionContext

_MS = 1000
# Before this the time left would jump about.
_ESTIMATE_FROM_PAGES = 3


class AgentsController(ListingController):
    """Loads the agents of the account in use.

    Args:
        view: where they are listed.
        loaded: told whom the other views may choose from.
        context: services and tasks.
    """

    def __init__(self, view: AgentList, loaded: LoadedAgents, context: SectionContext) -> None:
        self._list = view
        self._loaded = loaded
        self._agents = context.services.agents
        self._progress: AgentProgress | None = None
        super().__init__(view, _texts(), context)

    async def _fetch(
        self, account: Account, *, is_current: Callable[[], bool]
    ) -> Callable[[], None]:
        timer = QElapsedTimer()
        timer.start()

        def note(progress: AgentProgress) -> None:
            if is_current():
                self._show_progress(progress, timer.elapsed())

        ready = ReadyAgents()
        agents = await self._agents.load(account.account_id, on_progress=note, on_page=ready.add)
        return lambda: self._show_loaded(agents, ready)

    def _forget(self) -> None:
        super()._forget()
        self._loaded.forget()

    def _show_progress(self, progress: AgentProgress, elapsed_ms: int) -> None:
        self._progress = progress
        words = translate("agents", "{count} of {total} agents").format(
            count=count_words(progress.agents), total=count_words(progress.total)
        )
        left = max(0, progress.total - progress.agents)
        if left and progress.pages >= _ESTIMATE_FROM_PAGES:
            seconds = elapsed_ms * left // max(1, progress.agents) // _MS + 1
            about = translate("agents", "about {seconds} s left").format(
                seconds=count_words(seconds)
            )
            words = f"{words} · {about}"
        self._view.progress.show_progress(progress.agents, progress.total, words)

    def _show_loaded(self, agents: tuple[Agent, ...], ready: ReadyAgents) -> None:
        if agents:
            self._list.show_agents(agents, self._summary(len(agents)), ready)
        else:
            self._show_none()
        self._loaded.take(agents)

    def _summary(self, count: int) -> str:
        progress = self._progress
        parts = [agents_words(count), pages_words(progress.pages if progress else 0)]
        if progress is not None and progress.repeated:
            parts.append(
                translate("agents", "{count} listed more than once").format(
                    count=count_words(progress.repeated)
                )
            )
        if progress is not None and progress.total > count + progress.repeated:
            parts.append(
                translate("agents", "the provider counts {total}").format(
                    total=count_words(progress.total)
                )
            )
        return " · ".join((*parts, now_words()))

    def _exported(self, count: int) -> str:
        return translate("agents", "{agents} exported").format(agents=agents_words(count))


def _texts() -> ListingTexts:
    return ListingTexts(
        key="agents",
        asking=translate("agents", "Asking for the first page…"),
        loading=translate("agents", "Loading agents…"),
        unloaded=translate("agents", "Agents are not loaded"),
        belongs=translate("agents", "The agents of this account's call centre are listed here."),
        load=translate("agents", "Load agents"),
        empty=translate("agents", "No agents"),
        export=translate("agents", "Export agents"),
        file_name="agents.csv",
    )
