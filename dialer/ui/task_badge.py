"""A mark at the rail's Tasks button while a task is sent, or needs the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError
from dialer.domain.tasks import TaskState
from dialer.ui import task_words
from dialer.ui.coalescing import Coalescer
from dialer.ui.main_window import TASKS_PAGE
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.domain.tasks import OutboundTask
    from dialer.services.tasks import TaskService
    from dialer.ui.main_window import MainWindow

_LOOKED_AT = 50


class TaskBadge:
    """Watches every task, whether or not the page was ever opened.

    Args:
        window: whose rail is marked.
        outbound: tells of tasks.
    """

    def __init__(self, window: MainWindow, outbound: TaskService) -> None:
        self._window = window
        self._outbound = outbound
        self._open: dict[str, OutboundTask] = {}
        self._showing = Coalescer(window, self._show)
        outbound.listen(self._hear)

    async def load(self) -> None:
        """Takes in what an earlier run left."""
        try:
            tasks = await self._outbound.fetch_tasks(_LOOKED_AT)
        except DialerError:
            # The page says so when it is opened; a mark is no place for it.
            return
        for task in reversed(tasks):
            self._hear(task)

    def _hear(self, task: OutboundTask) -> None:
        if task.state is TaskState.SENDING or task_words.is_unfinished(task):
            self._open[task.task_id] = task
        else:
            self._open.pop(task.task_id, None)
        self._showing.poke()

    def _show(self) -> None:
        tasks = list(self._open.values())
        sending = [task for task in tasks if task.state is TaskState.SENDING]
        waiting = [task for task in tasks if task.state is not TaskState.SENDING]
        if sending:
            words = translate("tasks", "Sending {name}: {progress}").format(
                name=sending[-1].settings.name, progress=task_words.progress_words(sending[-1])
            )
            self._window.show_badge(TASKS_PAGE, words, Tone.ACCENT)
        elif waiting:
            words = translate("tasks", "{name} is not finished").format(
                name=waiting[-1].settings.name
            )
            self._window.show_badge(TASKS_PAGE, words, Tone.WARN)
        else:
            self._window.show_badge(TASKS_PAGE, "", Tone.NEUTRAL)
