"""Between Settings, Calling and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError, InputErrors
from dialer.ui.barred_controller import BarredController
from dialer.ui.error_text import describe, translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.calling_panel import CallingPanel
    from dialer.ui.rules_draft import RulesDraft
    from dialer.ui.services import Services

_SHOW, _SAVE = "rules_show", "rules_save"


class CallingController:
    """Carries out what is asked for in Settings, Calling.

    Args:
        panel: where things are asked for.
        services: keep the rules and the do-not-call lists, and read files of numbers.
        tasks: keeps one thing at a time under way.
    """

    def __init__(self, panel: CallingPanel, *, services: Services, tasks: TaskOwner) -> None:
        self._panel = panel
        self._rules = services.rules
        self._tasks = tasks
        self._barred = BarredController(
            panel.barred,
            lists=services.do_not_call,
            checker=services.list_checker,
            tasks=tasks,
        )
        panel.save_requested.connect(
            lambda draft: tasks.start(
                _SAVE, self._save(draft), on_end=lambda: panel.set_busy(is_busy=False)
            )
        )

    def show(self, region: str) -> None:
        """Shows rules and lists as they are now; what was typed and not saved stays.

        Args:
            region: the country numbers of the account in use are read in.
        """
        self._panel.barred.show_region(region)
        self._barred.show()
        if not self._panel.is_changed:
            self._tasks.restart(_SHOW, self._show())

    async def _show(self) -> None:
        try:
            rules = await self._rules.fetch()
        except DialerError as error:
            self._panel.show_unread(*describe(error))
            return
        if not self._panel.is_changed:
            self._panel.show_rules(rules)

    async def _save(self, draft: RulesDraft) -> None:
        panel = self._panel
        panel.set_busy(is_busy=True)
        try:
            rules = await self._rules.save(draft.read())
        except InputErrors as error:
            panel.show_problems(error.problems)
        except DialerError as error:
            text = describe(error)
            panel.show_notice(Tone.BAD, text.title, text.sentence)
        else:
            panel.show_rules(rules)
            panel.show_notice(
                Tone.OK, translate("rules", "Saved. The next call goes by these rules.")
            )
