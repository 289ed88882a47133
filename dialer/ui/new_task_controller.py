"""Between the three steps of a new task and the service that makes tasks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError, InputErrors
from dialer.domain.task_rules import AtOnceConsent
from dialer.domain.tasks import StartKind
from dialer.ui import task_words
from dialer.ui.error_text import describe
from dialer.ui.pages.new_task import Step
from dialer.ui.settings_draft import SettingsDraft, read_batch_size, read_draft
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.domain.errors import InputError
    from dialer.domain.tasks import OutboundTask, TaskSettings
    from dialer.services.tasks import TaskService
    from dialer.ui.account_choices import AccountChoices
    from dialer.ui.aio import TaskOwner
    from dialer.ui.numbers_controller import NumbersController
    from dialer.ui.pages.new_task import NewTaskView

_CREATE = "task_create"


class NewTaskController:
    """Leads through the steps; the draft is what stands in them.

    Args:
        view: the steps.
        numbers: keeps the first step's list.
        outbound: makes tasks.
        choices: offers what the account has.
        tasks: keeps one thing at a time under way.
        on_created: told of the task that was made, which is not sent yet.
    """

    def __init__(
        self,
        view: NewTaskView,
        numbers: NumbersController,
        *,
        outbound: TaskService,
        choices: AccountChoices,
        tasks: TaskOwner,
        on_created: Callable[[OutboundTask], None],
    ) -> None:
        self._view = view
        self._numbers = numbers
        self._outbound = outbound
        self._choices = choices
        self._tasks = tasks
        self._on_created = on_created
        self._account: Account | None = None
        self._ready: tuple[TaskSettings, int] | None = None
        self._suggested_name = self._suggested_country = ""
        form = view.settings.form
        view.step_wanted.connect(self._go)
        view.review.send_requested.connect(self._send)
        form.edited.connect(self._follow_edits)
        form.queues_wanted.connect(choices.load_queues)

    @property
    def is_begun(self) -> bool:
        """True where there is something to lose."""
        return self._numbers.is_begun or self._view.settings.form.draft != self._blank

    def show_account(self, account: Account) -> None:
        """Takes the account in use; queues belong to it, all else typed stays."""
        is_other = self._account is None or account.account_id != self._account.account_id
        self._account = account
        self._numbers.suggest_region(account.region)
        self._choices.show_account(account)
        if not is_other:
            return
        if self._view.step is Step.REVIEW:
            self._go(Step.SETTINGS)
        elif self._view.step is Step.SETTINGS and self._view.isVisible():
            self._prepare_settings()

    def refresh(self) -> None:
        """Shows the step again after something it needs has changed."""
        step = self._view.step
        if self._numbers.found is None:
            step = Step.NUMBERS
        self._show(step)

    def discard(self) -> None:
        """Throws the draft away."""
        self._numbers.discard()
        self._begin_anew()

    def queue_words(self, queue_id: str) -> str:
        """A queue's name and number, or the number where its name is not known."""
        return self._view.settings.form.queue.words_of(queue_id)

    @property
    def _blank(self) -> SettingsDraft:
        """What the form holds before anything is typed."""
        return SettingsDraft(
            name=self._suggested_name,
            country=self._suggested_country,
            strategy=self._choices.suggested_strategy,
        )

    def _begin_anew(self) -> None:
        self._suggested_name = self._suggested_country = ""
        self._ready = None
        self._choices.begin_anew()
        self._view.settings.form.show_draft(SettingsDraft())
        self._view.settings.notice.clear()
        self._show(Step.NUMBERS)

    def _go(self, step: Step) -> None:
        if step is Step.NUMBERS or self._numbers.found is None:
            self._show(Step.NUMBERS)
        elif step is Step.SETTINGS or not self._read_settings():
            self._show(Step.SETTINGS)
            self._prepare_settings()
        else:
            self._show(Step.REVIEW)
            self._show_review()

    def _show(self, step: Step) -> None:
        has_numbers = self._numbers.found is not None and self._numbers.found.accepted > 0
        is_ready = has_numbers and self._ready is not None
        hint = "" if step is not Step.NUMBERS or has_numbers else _missing_words(self._numbers)
        self._view.show_step(step, (has_numbers, is_ready, False), hint=hint)

    def _prepare_settings(self) -> None:
        self._suggest()
        self._follow_edits()
        self._choices.load()

    def _suggest(self) -> None:
        """Fills in what the list tells, where nothing was typed."""
        found = self._numbers.found
        form = self._view.settings.form
        draft = form.draft
        if found is None:
            return
        if not draft.name and found.name:
            self._suggested_name = PurePath(found.name).stem
            draft = replace(draft, name=self._suggested_name)
            form.name.edit.setText(self._suggested_name)
        if not draft.country:
            regions = (*self._numbers.regions, found.region)
            region = regions[0] or (self._account.region if self._account else "")
            self._suggested_country = region
            form.show_country(region)

    def _follow_edits(self) -> None:
        found = self._numbers.found
        if found is None:
            return
        self._ready = None
        draft = self._view.settings.form.draft
        size = read_batch_size(draft.batch_size)
        plan = ""
        if size > 0:
            plan = task_words.batch_plan_sentence(found.accepted, size, draft.name.strip())
        self._view.settings.form.show_plan(plan)

    def _read_settings(self) -> bool:
        """Reads the form; says what is wrong with it beside each field."""
        found = self._numbers.found
        form = self._view.settings.form
        self._view.settings.notice.clear()
        if found is None:
            return False
        try:
            self._ready = read_draft(form.draft, found.accepted)
        except InputErrors as errors:
            self._ready = None
            self._show_problems(errors.problems)
            return False
        form.show_problems(())
        return True

    def _show_problems(self, problems: tuple[InputError, ...]) -> None:
        form = self._view.settings.form
        strange = form.show_problems(problems)
        if strange:
            text = "\n".join(problem.problem for problem in strange)
            title = translate("tasks", "The task cannot be made so")
            self._view.settings.notice.show_words(Tone.BAD, title, text)
        announce(form, " ".join(problem.problem for problem in problems))

    def _show_review(self) -> None:
        found, ready, account = self._numbers.found, self._ready, self._account
        if found is None or ready is None or account is None:
            return
        settings, batch_size = ready
        review = self._view.review
        review.sheet.show_list(found)
        review.sheet.show_facts(
            task_words.settings_title(settings),
            task_words.settings_facts(
                settings,
                queue=self.queue_words(settings.queue_id),
                account=account.name,
                batch_size=batch_size,
            ),
        )
        review.show_plan(settings, found.accepted, batch_size)
        doubt = task_words.country_doubt(settings.country, self._numbers.regions)
        if doubt:
            title = translate("tasks", "The task is for another country than its numbers")
            review.notice.show_words(Tone.WARN, title, doubt)
        else:
            review.notice.clear()

    def _send(self) -> None:
        """Makes the task; whoever is told of it sends it."""
        if self._tasks.start(_CREATE, self._create(), on_end=self._end_create):
            self._view.setEnabled(False)

    def _end_create(self) -> None:
        self._view.setEnabled(True)
        self._view.review.set_busy(is_busy=False)
        self._view.take_focus()

    async def _create(self) -> None:
        found, ready, account = self._numbers.found, self._ready, self._account
        if found is None or ready is None or account is None:
            return
        settings, batch_size = ready
        consent = None
        if settings.start is StartKind.AT_ONCE:
            # The review asked with this very count on the button.
            consent = AtOnceConsent(number_count=found.accepted)
        try:
            task = await self._outbound.create(
                account.account_id, found, settings, batch_size=batch_size, consent=consent
            )
        except InputErrors as errors:
            self._lead_to(errors.problems)
            return
        except DialerError as error:
            text = describe(error)
            self._view.review.notice.show_words(Tone.BAD, text.title, text.sentence)
            announce(self._view, f"{text.title}. {text.sentence}")
            return
        self._numbers.release()
        self._begin_anew()
        self._on_created(task)

    def _lead_to(self, problems: tuple[InputError, ...]) -> None:
        """Goes to where the first problem can be mended, with all of them shown."""
        of_list = [problem for problem in problems if problem.field == "list"]
        others = tuple(problem for problem in problems if problem.field != "list")
        self._view.setEnabled(True)
        self._ready = None
        if of_list:
            self._numbers.refuse_list(" ".join(problem.problem for problem in of_list))
            self._show(Step.NUMBERS)
            return
        self._show(Step.SETTINGS)
        self._show_problems(others)


def _missing_words(numbers: NumbersController) -> str:
    """What the first step waits for; ``""`` where the button beside the words says it."""
    if numbers.found is not None:
        return translate("tasks", "No number is left to send.")
    return "" if numbers.is_begun else translate("tasks", "Choose a list first.")
