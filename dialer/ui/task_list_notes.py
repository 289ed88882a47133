"""What the Tasks page says around its list: what is unfinished, what the account lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.accounts import Ability, ProviderKind
from dialer.ui import task_words
from dialer.ui.error_text import describe
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.domain.errors import DialerError
    from dialer.domain.tasks import OutboundTask
    from dialer.ui.pages.tasks_page import TasksPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ListIntents:
    """What the buttons around the list do.

    Attributes:
        open_new: begins a new task, or goes on with it.
        open_accounts: leads to where the account can be mended.
        take_up: opens an unfinished task, and resumes it where something can be sent.
    """

    open_new: Callable[[], None]
    open_accounts: Callable[[], None]
    take_up: Callable[[OutboundTask, bool], None]


class TaskListNotes:
    """Keeps the words around the list true, and leaves them alone while they are.

    Args:
        page: whose list.
        intents: what its buttons do.
    """

    def __init__(self, page: TasksPage, intents: ListIntents) -> None:
        self._page = page
        self._intents = intents
        self._shown: object = None

    def show(self, account: Account | None, *, is_begun: bool) -> None:
        """Shows the list with what is to be said about it now.

        Args:
            account: the one in use.
            is_begun: a new task stands half made.
        """
        page = self._page
        tasks = page.model.tasks
        may_send = account is not None and Ability.TASKS in account.abilities
        unfinished = [task for task in tasks if task_words.is_unfinished(task)]
        about = (account, is_begun, bool(tasks), _gist(unfinished))
        # A button that is made anew ten times a second cannot be pressed.
        if about != self._shown:
            self._shown = about
            page.notice.clear()
            self._show_new(may_send=may_send, is_begun=is_begun)
            if not may_send:
                self._tell_unable(account)
            elif unfinished:
                self._tell_unfinished(unfinished)
        page.show_list()

    def show_error(self, error: DialerError, again: Callable[[], None]) -> None:
        """Says that the tasks could not be read."""
        self._shown = None
        text = describe(error)
        words = translate("tasks", "Try again")
        self._page.show_notice(Tone.BAD, text.title, text.sentence, action=words, act=again)

    def _show_new(self, *, may_send: bool, is_begun: bool) -> None:
        page = self._page
        new = translate("tasks", "New task")
        page.new.setText(translate("tasks", "Go on with the new task") if is_begun else new)
        # Where nothing is listed, the one way on stands in the middle.
        page.new.setVisible(may_send and (is_begun or page.model.rowCount() > 0))
        page.empty.show_words(
            translate("tasks", "No outbound task yet"),
            translate(
                "tasks",
                "A task hands a list of numbers to the provider, which calls them and connects"
                " your agents. Tasks made on this computer are listed here.",
            ),
            action="" if is_begun else new,
            act=self._intents.open_new,
        )

    def _tell_unable(self, account: Account | None) -> None:
        title = translate("tasks", "This account sends no outbound tasks")
        is_aicc = account is not None and account.provider is ProviderKind.AICC
        body = (
            translate("tasks", "Choose an NXCLOUD account with a tenant ID, or the Sandbox.")
            if is_aicc
            else translate("tasks", "Type its tenant ID in Settings; the provider tells it.")
        )
        action = translate("tasks", "Open accounts")
        act = self._intents.open_accounts
        self._page.empty.show_words(title, body, action=action, act=act)
        if self._page.model.rowCount():
            self._page.show_notice(Tone.NEUTRAL, title, body, action=action, act=act)

    def _tell_unfinished(self, tasks: list[OutboundTask]) -> None:
        task = tasks[0]
        left = _count_left(task)
        lines = [
            translate("tasks", "{left} of {total} are still to be sent.").format(
                left=task_words.count_words(left), total=task_words.numbers_words(task.count)
            )
        ]
        if task.sums.unknown:
            lines.append(
                translate("tasks", "Of {numbers} nobody knows whether they arrived.").format(
                    numbers=task_words.numbers_words(task.sums.unknown)
                )
            )
        if len(tasks) > 1:
            lines.append(
                translate("tasks", "{count} more below.").format(
                    count=task_words.count_words(len(tasks) - 1)
                )
            )
        self._page.show_notice(
            Tone.WARN,
            translate("tasks", "“{name}” is not finished").format(name=task.settings.name),
            " ".join(lines),
            action=translate("tasks", "Resume") if left else translate("tasks", "Open"),
            act=lambda: self._intents.take_up(task, left > 0),
        )


def _gist(tasks: list[OutboundTask]) -> object:
    """What is told of unfinished tasks."""
    first = [(task.task_id, _count_left(task), task.sums.unknown) for task in tasks[:1]]
    return first, len(tasks)


def _count_left(task: OutboundTask) -> int:
    return sum(batch.count for batch in task.batches if batch.is_sendable)
