"""Between one outbound task that is looked at and the service that sends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from dialer.domain.errors import DialerError
from dialer.domain.task_rules import summarise
from dialer.domain.tasks import BatchWord, TaskState
from dialer.ui import task_words
from dialer.ui.coalescing import Coalescer
from dialer.ui.error_text import describe
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from dialer.domain.number_lists import NumberList
    from dialer.domain.task_ports import NumberListStore
    from dialer.domain.task_rules import TaskSummary
    from dialer.domain.tasks import OutboundTask
    from dialer.services.tasks import TaskService
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.task_view import TaskView
    from dialer.ui.rejected_saving import RejectedSaving

_OPEN = "task_open"
_TICK_MS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNames:
    """How what a task only has ids of is called.

    Attributes:
        account: name of an account, by its id.
        queue: name and number of a queue, by its number.
    """

    account: Callable[[str], str]
    queue: Callable[[str], str]


class TaskViewController:
    """Shows a task as it goes on, and does with it what the person asks for.

    Args:
        view: where it is shown.
        outbound: sends tasks.
        lists: keeps their lists.
        saving: writes rows that were left out to a file.
        tasks: keeps one thing at a time under way.
        names: how accounts and queues are called.
    """

    def __init__(
        self,
        view: TaskView,
        *,
        outbound: TaskService,
        lists: NumberListStore,
        saving: RejectedSaving,
        tasks: TaskOwner,
        names: TaskNames,
    ) -> None:
        self._view = view
        self._outbound = outbound
        self._lists = lists
        self._saving = saving
        self._tasks = tasks
        self._names = names
        self._task: OutboundTask | None = None
        self._found: NumberList | None = None
        self._under_way: set[str] = set()
        self._acts = 0
        self._showing = Coalescer(view, self._show)
        # Between two batches the time left goes down all the same.
        self._tick = QTimer(view)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show)
        outbound.listen(self._hear)
        sending = view.sending
        sending.pause_requested.connect(self._pause)
        sending.resume_requested.connect(self._resume)
        sending.cancel_wanted.connect(self._ask_cancel)
        sending.cancel_requested.connect(self._cancel)
        sending.save_requested.connect(self._save_rejected)
        view.batches.word_given.connect(self._take_word)

    def open(self, task: OutboundTask, *, is_new: bool = False) -> None:
        """Looks at a task.

        Args:
            task: which; what has become of it since is shown.
            is_new: it was made a moment ago, in the steps of a new task.
        """
        self._task, self._found = task, None
        self._view.show_made_of(task, None, self._facts(task), is_new=is_new)
        self._show()
        self._tasks.restart(_OPEN, self._fetch_list(task, is_new=is_new))

    def resume(self, task_id: str) -> None:
        """Sends what is left of a task."""
        self._act("resume", task_id, self._outbound.resume(task_id))

    async def _fetch_list(self, task: OutboundTask, *, is_new: bool) -> None:
        try:
            newest = await self._outbound.fetch_task(task.task_id)
            found = await self._lists.fetch_list(task.list_id)
        except DialerError as error:
            self._say(error)
            return
        if self._task is None or self._task.task_id != task.task_id:
            return
        self._task, self._found = newest, found
        self._view.show_made_of(newest, found, self._facts(newest), is_new=is_new)
        self._show()

    def _hear(self, task: OutboundTask) -> None:
        if self._task is not None and self._task.task_id == task.task_id:
            self._task = task
            self._showing.poke()

    def _show(self) -> None:
        task = self._task
        if task is None:
            return
        found = self._found
        self._view.show_progress(
            task,
            self._outbound.time_left_ms(task),
            summary=self._summary(task),
            may_save=found is not None and found.read > found.accepted,
        )
        is_sending = task.state is TaskState.SENDING
        if is_sending and self._view.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def _summary(self, task: OutboundTask) -> TaskSummary | None:
        """Where every row went, once nothing more is sent."""
        is_moving = task.state is TaskState.SENDING or any(
            batch.is_sendable for batch in task.batches
        )
        if self._found is None or (is_moving and task.state is not TaskState.CANCELLED):
            return None
        return summarise(self._found, task)

    def _facts(self, task: OutboundTask) -> tuple[tuple[str, str, str], ...]:
        return task_words.settings_facts(
            task.settings,
            queue=self._names.queue(task.settings.queue_id),
            account=self._names.account(task.account_id),
            batch_size=task.batch_size,
        )

    def _pause(self) -> None:
        if self._task is not None:
            self._view.sending.set_pausing()
            self._act("pause", self._task.task_id, self._outbound.pause(self._task.task_id))

    def _resume(self) -> None:
        if self._task is not None:
            self.resume(self._task.task_id)

    def _ask_cancel(self) -> None:
        if self._task is not None:
            self._view.sending.ask_cancel(self._task)

    def _cancel(self) -> None:
        if self._task is not None:
            self._act("cancel", self._task.task_id, self._outbound.cancel(self._task.task_id))

    def _take_word(self, position: int, word: BatchWord) -> None:
        task = self._task
        if task is None:
            return
        batch = task.batch(position)
        if batch.in_doubt and not self._view.batches.shows(batch):
            # The word was about what the batch was a moment ago: what certainly called
            # nobody then may have arrived by now, and nobody was asked about that.
            self._show()
            return
        task_id = task.task_id
        if word is BatchWord.SKIP:
            work = self._outbound.skip_batch(task_id, position)
        elif word is BatchWord.COUNT_AS_SENT:
            work = self._outbound.count_batch_as_sent(task_id, position)
        elif batch.in_doubt:
            work = self._outbound.resend_batch(task_id, position)
        else:
            # Nobody was called by it: going on begins with this batch.
            work = self._outbound.resume(task_id)
        self._act("word", task_id, work)

    def _act(self, name: str, task_id: str, work: Coroutine[Any, Any, OutboundTask]) -> None:
        key = f"task_{name}/{task_id}"
        self._view.sending.notice.clear()
        if key in self._under_way:
            work.close()
            return
        self._under_way.add(key)
        self._view.batches.set_busy(is_busy=True)
        self._acts += 1
        # Not by the key alone: one that is about to end would keep the next one out.
        self._tasks.start(f"{key}/{self._acts}", self._do(key, work))

    async def _do(self, key: str, work: Coroutine[Any, Any, OutboundTask]) -> None:
        try:
            self._hear(await work)
        except DialerError as error:
            self._say(error)
        finally:
            self._under_way.discard(key)
            self._view.batches.set_busy(is_busy=False)
            self._show()

    def _save_rejected(self) -> None:
        if self._found is not None:
            self._saving.start(self._found, self._view, self._tell)

    def _say(self, error: DialerError) -> None:
        text = describe(error)
        self._tell(Tone.BAD, text.title, text.sentence)

    def _tell(self, tone: Tone, title: str, body: str) -> None:
        notice = self._view.sending.notice
        notice.show_words(tone, title, body)
        bring_into_view(notice)
        announce(self._view, f"{title}. {body}")
