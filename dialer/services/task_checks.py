"""What is asked before an outbound task is recorded: every problem at once, by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.accounts import Ability
from dialer.domain.errors import InputError, InputErrors, NotSupported
from dialer.domain.task_rules import find_setting_problems, find_size_problem, rows_left_out
from dialer.domain.tasks import StartKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from dialer.domain.number_lists import NumberList
    from dialer.domain.task_ports import NumberListStore, TaskJournal
    from dialer.domain.task_rules import AtOnceConsent
    from dialer.domain.tasks import TaskSettings
    from dialer.services.provider_pool import ProviderPool
    from dialer.services.task_limits import TaskLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDraft:
    """A task as the person wants it; see ``TaskService.create``."""

    account_id: str
    number_list: NumberList
    settings: TaskSettings
    batch_size: int
    consent: AtOnceConsent | None


async def check_draft(
    draft: TaskDraft,
    *,
    journal: TaskJournal,
    lists: NumberListStore,
    providers: ProviderPool,
    limits: TaskLimits,
) -> None:
    """Lets only what can be sent as it is pass.

    Raises:
        InputErrors: fields that cannot be used.
        NotSupported: the account takes no tasks.
        UnknownAccount: the account is not stored (any more).
        StoreError: the journal or the lists cannot be read.
    """
    account = await providers.fetch_account(draft.account_id)
    if Ability.TASKS not in account.abilities:
        raise NotSupported(
            "It takes no outbound tasks. Choose an account of an NXCC team, or the Sandbox."
        )
    problems = list(find_setting_problems(draft.settings))
    size_problem = find_size_problem(draft.number_list.accepted, draft.batch_size)
    if size_problem is not None:
        problems.append(size_problem)
    problems += [problem async for problem in _find_list_problems(draft, journal, lists)]
    problems += [problem async for problem in _find_name_problems(draft, journal)]
    problems += await limits.find_problems(draft.number_list, draft.settings, lists)
    if draft.settings.start is StartKind.AT_ONCE and not _has_consent(draft):
        problems.append(
            InputError("start", "Agree to calling all these people at once, or start it later.")
        )
    if problems:
        first = {problem.field: problem for problem in reversed(problems)}
        raise InputErrors(tuple(first[field] for field in dict.fromkeys(p.field for p in problems)))


def _has_consent(draft: TaskDraft) -> bool:
    """A yes to another number of people is no yes to this one."""
    consent = draft.consent
    return consent is not None and consent.number_count == draft.number_list.accepted


async def _find_list_problems(
    draft: TaskDraft, journal: TaskJournal, lists: NumberListStore
) -> AsyncIterator[InputError]:
    wanted = draft.number_list
    if wanted.accepted < 1:
        yield InputError("list", "No number of this list can be sent. Choose another list.")
    is_whole = wanted.read == wanted.accepted + rows_left_out(wanted)
    if not is_whole or await lists.fetch_list(wanted.list_id) != wanted:
        yield InputError("list", "This list is not stored as it was checked. Check it again.")
    for task in await journal.fetch_tasks_with_list(wanted.list_id):
        # The check of a list knows of earlier tasks only: the same list would call twice.
        if task.may_have_called or any(batch.is_sendable for batch in task.batches):
            yield InputError(
                "list", f"The task “{task.settings.name}” has this list. Check the list again."
            )


async def _find_name_problems(draft: TaskDraft, journal: TaskJournal) -> AsyncIterator[InputError]:
    for task in await journal.fetch_tasks_named(draft.account_id, draft.settings.name):
        if any(batch.attempts or batch.is_sendable for batch in task.batches):
            yield InputError("name", "An earlier task has this name. Choose another one.")
