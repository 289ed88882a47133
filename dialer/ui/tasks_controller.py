"""Between the Tasks page and the services: the list, and the way into its other views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.accounts import Ability, ProviderKind
from dialer.domain.errors import DialerError
from dialer.ui.account_choices import AccountChoices
from dialer.ui.coalescing import Coalescer
from dialer.ui.main_window import TASKS_PAGE
from dialer.ui.new_task_controller import NewTaskController
from dialer.ui.numbers_controller import NumbersController
from dialer.ui.pages.tasks_page import TasksPage
from dialer.ui.rejected_saving import RejectedSaving
from dialer.ui.task_list_notes import ListIntents, TaskListNotes
from dialer.ui.task_view_controller import TaskNames, TaskViewController
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dialer.domain.accounts import Account
    from dialer.domain.diagnosis import Diagnosis
    from dialer.domain.tasks import Batch, OutboundTask
    from dialer.services.explanations import Explainer
    from dialer.ui.sections import SectionContext

TASKS_SHOWN = 200
_LOAD = "tasks_load"


class TasksController:
    """The section of outbound tasks.

    Args:
        context: what every section may need.
    """

    def __init__(self, context: SectionContext) -> None:
        services = context.services
        self._outbound = services.outbound
        self._accounts = services.accounts
        self._owner = context.tasks
        self._window = context.window
        self._account: Account | None = None
        self._changed: dict[str, OutboundTask] = {}
        self._known = _KnownAccounts(services.explainer)
        self._page = page = TasksPage(self._known.explain)
        self._saving = RejectedSaving(services.number_lists, context.tasks)
        self._numbers = NumbersController(
            page.new_task.numbers,
            checker=services.list_checker,
            lists=services.number_lists,
            saving=self._saving,
            tasks=context.tasks,
            on_change=lambda: self._new.refresh(),  # noqa: PLW0108 - made after the numbers
        )
        self._new = self._make_new(context)
        self._view = TaskViewController(
            page.task,
            outbound=services.outbound,
            lists=services.number_lists,
            saving=self._saving,
            tasks=context.tasks,
            names=TaskNames(account=self._known.name, queue=self._new.queue_words),
        )
        self._notes = TaskListNotes(
            page,
            ListIntents(
                open_new=self._open_new,
                open_accounts=context.open_accounts,
                take_up=self._take_up,
            ),
        )
        self._showing = Coalescer(page, self._show_changes)
        self._connect()
        self._show_list()

    @property
    def page(self) -> TasksPage:
        """Where it is all shown."""
        return self._page

    def show_account(self, account: Account) -> None:
        """Takes the account in use: new tasks are sent through it."""
        self._account = account
        self._known.take((account,))
        self._new.show_account(account)
        if self._page.shows_list or (self._page.shows_new_task and not self._may_send):
            self._show_list()
        self._load()

    def show_problem(self, title: str, sentence: str) -> None:
        """Says in the view that is shown what nobody expected to go wrong."""
        self._page.notice_in_sight.show_words(Tone.BAD, title, sentence)
        bring_into_view(self._page.notice_in_sight)

    def ask_before_leaving(self, leave: Callable[[], None]) -> bool:
        """Asks before a new task that is not sent is lost; tasks that are sent go on later."""
        view = self._page.new_task
        # What cannot be gone on with, or is a task already, is not worth a question.
        if not (self._new.is_begun and self._may_send and view.isEnabled()):
            return False
        self._window.show_page(TASKS_PAGE)
        self._page.show_new_task()
        view.ask_leave(leave)
        return True

    def open_task(self, task_id: str) -> None:
        """Looks at a task of the list."""
        task = next((one for one in self._page.model.tasks if one.task_id == task_id), None)
        if task is not None:
            self._view.open(task)
            self._page.show_task()

    def _make_new(self, context: SectionContext) -> NewTaskController:
        services, view = context.services, self._page.new_task
        choices = AccountChoices(
            view.settings.form,
            queues=services.queues,
            outbound=services.outbound,
            explainer=services.explainer,
            tasks=context.tasks,
        )
        return NewTaskController(
            view,
            self._numbers,
            outbound=services.outbound,
            choices=choices,
            tasks=context.tasks,
            on_created=self._send_new,
        )

    def _connect(self) -> None:
        self._outbound.listen(self._hear)
        page = self._page
        page.opened.connect(self._load)
        page.refresh_requested.connect(self._load)
        page.new_requested.connect(self._open_new)
        page.task_opened.connect(self.open_task)
        page.file_dropped.connect(self._take_file)
        page.new_task.left.connect(self._show_list)
        page.new_task.discard_requested.connect(self._ask_discard)
        page.new_task.discarded.connect(self._discard)
        page.task.left.connect(self._show_list)

    @property
    def _may_send(self) -> bool:
        return self._account is not None and Ability.TASKS in self._account.abilities

    def _load(self) -> None:
        self._owner.restart(_LOAD, self._fetch())

    async def _fetch(self) -> None:
        try:
            accounts = await self._accounts.fetch_accounts()
            tasks = await self._outbound.fetch_tasks(TASKS_SHOWN)
        except DialerError as error:
            self._notes.show_error(error, self._load)
            return
        self._known.take(accounts)
        model = self._page.model
        model.show_accounts({one.account_id: one.name for one in accounts})
        if tuple(tasks) != model.tasks:
            model.show_tasks(tasks)
        if self._page.shows_list:
            self._show_list()

    def _show_list(self) -> None:
        self._notes.show(self._account, is_begun=self._new.is_begun)

    def _take_up(self, task: OutboundTask, may_resume: bool) -> None:  # noqa: FBT001 - an intent's
        self.open_task(task.task_id)
        if may_resume:
            self._view.resume(task.task_id)

    def _open_new(self) -> None:
        if self._may_send:
            self._new.refresh()
            self._page.show_new_task()

    def _take_file(self, path: str) -> None:
        # While the task is made of one list, no other can take its place.
        if self._may_send and self._page.new_task.isEnabled():
            self._open_new()
            self._numbers.take_file(path)

    def _ask_discard(self) -> None:
        if self._new.is_begun:
            self._page.new_task.ask_discard()
        else:
            self._discard()

    def _discard(self) -> None:
        self._new.discard()
        self._show_list()

    def _send_new(self, task: OutboundTask) -> None:
        self._page.model.update_task(task)
        self._view.open(task, is_new=True)
        self._page.show_task()
        self._view.resume(task.task_id)

    def _hear(self, task: OutboundTask) -> None:
        self._changed[task.task_id] = task
        self._showing.poke()

    def _show_changes(self) -> None:
        changed, self._changed = self._changed, {}
        for task in changed.values():
            self._page.model.update_task(task)
        if self._page.shows_list:
            self._show_list()


class _KnownAccounts:
    """Accounts by their ids: tasks only know those.

    Args:
        explainer: puts refusals into words.
    """

    def __init__(self, explainer: Explainer) -> None:
        self._explainer = explainer
        self._accounts: dict[str, Account] = {}

    def take(self, accounts: Iterable[Account]) -> None:
        """Adds accounts; one that was removed since keeps its name."""
        self._accounts |= {account.account_id: account for account in accounts}

    def name(self, account_id: str) -> str:
        """What people call an account."""
        account = self._accounts.get(account_id)
        return account.name if account else translate("tasks", "removed account")

    def explain(self, task: OutboundTask, batch: Batch) -> Diagnosis | None:
        """What became of a batch, in words."""
        account = self._accounts.get(task.account_id)
        provider = account.provider if account else ProviderKind.NXCLOUD
        return self._explainer.explain_batch(batch, provider)
