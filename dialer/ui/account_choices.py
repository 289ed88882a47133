"""What an account offers for a new task: its queues, and strategies used before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.accounts import Ability
from dialer.domain.errors import DialerError
from dialer.ui.refusals import read_failure
from dialer.ui.task_words import translate

if TYPE_CHECKING:
    from dialer.domain.accounts import Account
    from dialer.services.explanations import Explainer
    from dialer.services.queues import QueueService
    from dialer.services.tasks import TaskService
    from dialer.ui.aio import TaskOwner
    from dialer.ui.widgets.task_settings_form import TaskSettingsForm

_QUEUES, _STRATEGIES = "task_queues", "task_strategies"


class AccountChoices:
    """Loads them once an account, when they are first needed.

    Args:
        form: where they are offered.
        queues: lists an account's queues.
        outbound: knows which strategies were used.
        explainer: puts refusals into words.
        tasks: keeps one thing at a time under way.
    """

    def __init__(
        self,
        form: TaskSettingsForm,
        *,
        queues: QueueService,
        outbound: TaskService,
        explainer: Explainer,
        tasks: TaskOwner,
    ) -> None:
        self._form = form
        self._queues = queues
        self._outbound = outbound
        self._explainer = explainer
        self._tasks = tasks
        self._account: Account | None = None
        self._loaded_of: Account | None = None
        self.suggested_strategy = ""

    def show_account(self, account: Account) -> None:
        """Takes the account in use; queues of another one are taken away."""
        is_other = self._account is None or account.account_id != self._account.account_id
        self._account = account
        if is_other:
            self._loaded_of = None
            self._tasks.cancel(_QUEUES)
            self._form.queue.choose("")
            self._form.queue.show_unloaded()

    def begin_anew(self) -> None:
        """The form is empty again: what was used before may be suggested once more."""
        self.suggested_strategy = ""

    def load(self) -> None:
        """Offers what the account has; its queues are asked for where they are not known."""
        account = self._account
        if account is None:
            return
        self._tasks.restart(_STRATEGIES, self._fetch_strategies(account.account_id))
        if self._loaded_of != account:
            self.load_queues()

    def load_queues(self) -> None:
        """Asks the provider for the queues."""
        account = self._account
        if account is not None and Ability.TASKS in account.abilities:
            self._form.queue.show_loading()
            self._tasks.restart(_QUEUES, self._fetch_queues(account))

    async def _fetch_queues(self, account: Account) -> None:
        try:
            paged = await self._queues.load(account.account_id, on_progress=lambda _progress: None)
        except DialerError as error:
            self._form.queue.show_failure(self._why_no_queues(error, account))
            return
        self._loaded_of = account
        self._form.queue.show_queues(paged.rows)

    def _why_no_queues(self, error: DialerError, account: Account) -> str:
        why = read_failure(error, self._explainer, account.provider).title
        return translate("tasks", "The queues could not be loaded: {why}. Type a number.").format(
            why=why
        )

    async def _fetch_strategies(self, account_id: str) -> None:
        try:
            used = await self._outbound.fetch_strategies(account_id)
        except DialerError:
            # Only a suggestion: what is typed works without it.
            used = ()
        strategy = self._form.strategy
        strategy.show_suggestions(used)
        if used and not strategy.text and not self.suggested_strategy:
            self.suggested_strategy = used[0]
            strategy.set_text(used[0])
