"""Between the Privacy section and the service that removes old calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.history import CallSearch
from dialer.ui.error_text import translate

if TYPE_CHECKING:
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.privacy_panel import PrivacyPanel
    from dialer.ui.services import Services

_TASK = "privacy"


class PrivacyController:
    """Keeps the number of days; asks where that removes calls at once.

    Args:
        panel: where it is chosen.
        services: keep it, and count the calls.
        tasks: keeps one thing at a time under way.
    """

    def __init__(self, panel: PrivacyPanel, *, services: Services, tasks: TaskOwner) -> None:
        self._panel = panel
        self._services = services
        self._tasks = tasks
        self._wanted = 0
        panel.days_wanted.connect(lambda days: tasks.start(_TASK, self._take(days)))
        panel.confirmed.connect(self._answer)
        tasks.restart(_TASK, self._show())

    async def _show(self) -> None:
        self._panel.show_days(await self._services.retention.fetch_days())

    async def _take(self, days: int) -> None:
        self._wanted = days
        if days:
            search = CallSearch(until_ms=self._services.retention.cutoff_ms(days))
            removed = await self._services.history.count_calls(search)
            if removed:
                self._panel.ask(days, removed)
                return
        await self._save(days)

    def _answer(self, wants: bool) -> None:  # noqa: FBT001 - what a signal tells
        work = self._save(self._wanted) if wants else self._show()
        self._tasks.start(_TASK, work)

    async def _save(self, days: int) -> None:
        retention = self._services.retention
        await retention.save_days(days)
        removed = await retention.forget_old()
        self._panel.show_days(days)
        if removed:
            words = translate("settings", "Saved. Old calls removed: {count}")
            self._panel.say(words.format(count=removed))
        else:
            self._panel.say(translate("settings", "Saved."))
