"""Between the view of queues and the service that lists them and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError, InputError, QueueNumberNeeded
from dialer.services.queues import ChangeOutcome
from dialer.ui.error_text import translate
from dialer.ui.figure_words import count_words, now_words, pages_words
from dialer.ui.listing_controller import ListingController, ListingTexts, read_problem
from dialer.ui.membership_words import saved_words
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import Account
    from dialer.domain.agents import Queue, QueueMember
    from dialer.services.paging import PageProgress
    from dialer.services.queues import ChangeReport
    from dialer.ui.pages.queue_list import QueueList
    from dialer.ui.sections import SectionContext

_KEY = "agents.queues"
_MEMBERS, _FIND = f"{_KEY}.members", f"{_KEY}.find"


class QueuesController(ListingController):
    """Loads queues, and the members of the one that is chosen.

    Args:
        view: where they are listed.
        context: services and tasks.
        edit: opens the editor for a queue and its members, which were just read.
    """

    def __init__(
        self,
        view: QueueList,
        context: SectionContext,
        edit: Callable[[Queue, Sequence[QueueMember]], None],
    ) -> None:
        self._list = view
        self._edit = edit
        self._queues = context.services.queues
        self._found: tuple[Queue, ...] = ()
        super().__init__(view, _texts(), context)
        view.queue_chosen.connect(self._show_members_of)
        view.find_requested.connect(self._look_up)
        view.edit_requested.connect(self._open_editor)

    def show_change(self, queue: Queue, report: ChangeReport | None) -> None:
        """Takes the queue back from the editor.

        Args:
            queue: the one that was edited.
            report: what became of it; None where nothing was written.
        """
        if report is None:
            return
        is_saved = report.outcome is ChangeOutcome.VERIFIED
        if queue == self._list.chosen and is_saved:
            self._tasks.cancel(_MEMBERS)
            self._list.members.show_members(queue, report.now)
        else:
            self._read_members()
        if is_saved:
            words = saved_words(report)
            self._view.show_notice(words.tone, f"{words.title}: {queue.name}", words.body)

    async def _fetch(
        self, account: Account, *, is_current: Callable[[], bool]
    ) -> Callable[[], None]:
        def note(progress: PageProgress) -> None:
            if is_current():
                words = translate("queues", "{queues}, {pages}").format(
                    queues=_queues_words(progress.rows), pages=pages_words(progress.pages)
                )
                self._view.progress.show_progress(0, 1, words)

        paged = await self._queues.load(account.account_id, on_progress=note)
        return lambda: self._show_loaded(paged.rows, paged.pages)

    def _forget(self) -> None:
        super()._forget()
        self._found = ()
        self._list.look_up.hide()
        self._tasks.cancel(_MEMBERS)
        self._tasks.cancel(_FIND)
        self._list.members.show_no_queue()

    def _show_loaded(self, queues: tuple[Queue, ...], pages: int) -> None:
        self._list.look_up.hide()
        if queues:
            summary = " · ".join((_queues_words(len(queues)), pages_words(pages), now_words()))
            self._list.show_queues(queues, summary)
        else:
            self._show_none()
            self._list.members.show_no_queue()

    def _show_failure(self, error: DialerError, account: Account) -> None:
        super()._show_failure(error, account)
        if not self._list.model.total:
            self._list.members.show_no_queue()
        if isinstance(error, QueueNumberNeeded):
            self._list.look_up.show()
            self._list.look_up.number.edit.setFocus()
            if not self._list.model.total:
                self._list.show_nothing(
                    translate("queues", "The provider does not list its queues"),
                    translate("queues", "Type the number of a queue above to look it up."),
                )

    def _look_up(self, queue_id: str) -> None:
        if self._account is not None:
            self._tasks.restart(_FIND, self._find(self._account, queue_id))

    async def _find(self, account: Account, queue_id: str) -> None:
        try:
            queues = await self._queues.find(account.account_id, queue_id)
        except InputError as error:
            self._list.look_up.number.show_error(error.problem)
            return
        except DialerError as error:
            title, body = read_problem(error, self._explainer, account)
            self._view.show_notice(Tone.BAD, title, body)
            return
        if not queues:
            self._list.look_up.number.show_error(
                translate("queues", "The provider knows no queue with this number.")
            )
            return
        self._view.notice.clear()
        known = {queue.queue_id: queue for queue in (*self._found, *queues)}
        self._found = tuple(known.values())
        summary = " · ".join((_queues_words(len(self._found)), now_words()))
        self._list.show_queues(self._found, summary)
        self._list.choose(queues[0].queue_id)

    def _read_members(self) -> None:
        self._show_members_of(self._list.chosen)

    def _show_members_of(self, queue: Queue | None) -> None:
        if queue is None or self._account is None:
            self._tasks.cancel(_MEMBERS)
            self._list.members.show_no_queue()
            return
        self._list.members.show_asking(queue)
        self._tasks.restart(_MEMBERS, self._fetch_members(self._account, queue))

    def _open_editor(self, queue: Queue | None) -> None:
        if queue is not None and self._account is not None:
            self._list.members.show_asking(queue)
            self._tasks.restart(
                _MEMBERS, self._fetch_members(self._account, queue, then=self._edit)
            )

    async def _fetch_members(
        self,
        account: Account,
        queue: Queue,
        *,
        then: Callable[[Queue, Sequence[QueueMember]], None] = lambda _queue, _members: None,
    ) -> None:
        try:
            members = await self._queues.fetch_members(account.account_id, queue.queue_id)
        except DialerError as error:
            title, body = read_problem(error, self._explainer, account)
            self._list.members.show_problem(
                queue,
                title,
                body,
                action=translate("agents", "Try again"),
                act=self._read_members,
            )
            return
        self._list.members.show_members(queue, members)
        then(queue, members)

    def _exported(self, count: int) -> str:
        return translate("queues", "{queues} exported").format(queues=_queues_words(count))


def _queues_words(count: int) -> str:
    if count == 1:
        return translate("queues", "1 queue")
    return translate("queues", "{count} queues").format(count=count_words(count))


def _texts() -> ListingTexts:
    return ListingTexts(
        key=_KEY,
        asking=translate("agents", "Asking for the first page…"),
        loading=translate("queues", "Loading queues…"),
        unloaded=translate("queues", "Queues are not loaded"),
        belongs=translate("queues", "The queues of this account's call centre are listed here."),
        load=translate("queues", "Load queues"),
        empty=translate("queues", "No queues"),
        export=translate("queues", "Export queues"),
        file_name="queues.csv",
    )
