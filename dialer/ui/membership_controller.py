"""Between the editor of a queue's members and the service that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError, InputError
from dialer.domain.memberships import replan
from dialer.services.queues import ChangeOutcome
from dialer.ui.error_text import translate
from dialer.ui.listing_controller import read_problem
from dialer.ui.membership_draft import MembershipDraft, member_of
from dialer.ui.membership_words import (
    change_lists,
    change_sentence,
    found_lists,
    outcome_words,
    save_words,
)
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import ButtonKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import Account
    from dialer.domain.agents import Queue, QueueMember
    from dialer.domain.memberships import MembershipChange
    from dialer.services.queues import ChangeReport
    from dialer.ui.loaded_agents import LoadedAgents
    from dialer.ui.pages.queue_editor import QueueEditor
    from dialer.ui.sections import SectionContext

_KEY = "agents.editor"


class MembershipController:
    """Reads the members afresh, lets a person change them, and saves once.

    Args:
        editor: where they are changed.
        loaded: whom to choose from.
        context: services and tasks.
        load_agents: loads those to choose from.
        close: goes back to the queues; told the queue, and what became of its change, or
            None where nothing was written.
    """

    def __init__(
        self,
        editor: QueueEditor,
        loaded: LoadedAgents,
        context: SectionContext,
        *,
        load_agents: Callable[[], None],
        close: Callable[[Queue, ChangeReport | None], None],
    ) -> None:
        self._editor = editor
        self._loaded = loaded
        self._queues = context.services.queues
        self._explainer = context.services.explainer
        self._tasks = context.tasks
        self._close = close
        self._account: Account | None = None
        self._change: MembershipChange | None = None
        self._report: ChangeReport | None = None
        loaded.listen(self._note_agents)
        editor.load_requested.connect(load_agents)
        editor.review_requested.connect(self._review)
        editor.left.connect(self.leave)
        editor.review.chosen.connect(self._act)

    def show_account(self, account: Account) -> None:
        """Another account's queues are not edited; a write under way is carried through."""
        if account != self._account:
            self._account = account
            self.leave()

    def edit(self, queue: Queue, members: Sequence[QueueMember]) -> None:
        """Opens the members of a queue, as they were just read."""
        self._report = None
        self._show_agents()
        self._editor.show_draft(MembershipDraft(queue, members))

    def leave(self) -> None:
        """Changes nothing (any more), and goes back."""
        draft, report = self._editor.draft, self._report
        self._tasks.cancel(_KEY)
        self._report = self._change = None
        self._editor.forget()
        if draft is not None:
            self._close(draft.queue, report)

    def _note_agents(self) -> None:
        if self._editor.draft is not None:
            self._show_agents()

    def _show_agents(self) -> None:
        agents = map(member_of, self._loaded.agents)
        self._editor.show_agents(agents, is_loaded=self._loaded.is_loaded)

    def _review(self) -> None:
        draft = self._editor.draft
        if draft is None:
            return
        try:
            change = draft.plan()
        except InputError as error:
            self._editor.notice.show_words(
                Tone.BAD, translate("queues", "This cannot be saved"), error.problem
            )
            return
        self._change = change
        review = self._editor.review
        review.show_words(
            translate("queues", "Change {queue}?").format(queue=_name(draft.queue)),
            change_sentence(change),
        )
        review.show_notice(
            Tone.WARN,
            translate("queues", "The whole list is replaced"),
            translate(
                "queues",
                "The provider takes no single additions or removals: what is saved becomes the "
                "queue's complete list of members.",
            ),
        )
        review.show_lists(*change_lists(change))
        review.show_buttons(
            (
                ("save", save_words(change.size), ButtonKind.PRIMARY),
                ("back", translate("queues", "Back"), ButtonKind.PLAIN),
                ("cancel", translate("queues", "Cancel"), ButtonKind.PLAIN),
            )
        )
        self._editor.show_review()
        review.focus("back")

    def _act(self, key: str) -> None:
        actions: dict[str, Callable[[], None]] = {
            "save": self._start_save,
            "back": self._go_back,
            "cancel": self.leave,
            "close": self.leave,
            "stop": lambda: self._tasks.cancel(_KEY),
            "again": self._plan_again,
            "read": self._start_verify,
        }
        actions[key]()

    def _go_back(self) -> None:
        draft = self._editor.draft
        if draft is not None:
            self._editor.show_draft(draft)

    def _start_save(self) -> None:
        change, account = self._change, self._account
        if change is None or account is None:
            return
        review = self._editor.review
        # Now: the button is gone before it could be pressed twice.
        review.show_buttons((("stop", translate("queues", "Cancel"), ButtonKind.PLAIN),))
        review.show_progress(translate("queues", "Reading the members once more…"))
        review.focus("stop")
        # A run that has shown its report and is about to end must not keep this one out.
        self._tasks.restart(_KEY, self._save(account, change))

    async def _save(self, account: Account, change: MembershipChange) -> None:
        review = self._editor.review

        def tell() -> None:
            review.show_buttons(())
            review.show_progress(translate("queues", "Saving…"))

        try:
            report = await self._queues.change_members(account.account_id, change, on_write=tell)
        except DialerError as error:
            if change is self._change:
                self._review()
                title, body = read_problem(error, self._explainer, account)
                kept = translate("queues", "Nothing was changed.")
                review.show_notice(Tone.BAD, title, f"{kept} {body}")
        except BaseException:
            if change is self._change:
                self._review()
            raise
        else:
            if change is self._change:
                self._show_report(report)

    def _show_report(self, report: ChangeReport) -> None:
        self._report = report
        draft = self._editor.draft
        if draft is None:
            return
        if report.outcome is ChangeOutcome.VERIFIED and report.write_error is None:
            self.leave()
            return
        review = self._editor.review
        words = outcome_words(report)
        review.show_words(
            _name(draft.queue),
            translate("queues", "Meant was: {change}").format(
                change=change_sentence(report.change)
            ),
        )
        review.show_notice(words.tone, words.title, words.body)
        review.show_lists(*found_lists(report))
        close = ("close", translate("queues", "Close"), ButtonKind.PLAIN)
        if report.outcome is ChangeOutcome.CHANGED_MEANWHILE:
            again = translate("queues", "Make these changes to the new list")
            review.show_buttons((("again", again, ButtonKind.PRIMARY), close))
        else:
            read = translate("queues", "Read again")
            review.show_buttons((("read", read, ButtonKind.PRIMARY), close))
        review.focus("close")

    def _plan_again(self) -> None:
        """Starts over from the members there are now, with the same additions and removals."""
        report, draft = self._report, self._editor.draft
        if report is None or draft is None:
            return
        intended = replan(report.change, report.now)
        kept = {member.sip_number for member in intended}
        fresh = MembershipDraft(draft.queue, report.now)
        fresh.add(intended)
        fresh.remove(one.sip_number for one in report.now if one.sip_number not in kept)
        self._report = None
        self._editor.show_draft(fresh)

    def _start_verify(self) -> None:
        report, account = self._report, self._account
        if report is not None and account is not None:
            self._tasks.restart(_KEY, self._verify(account, report))

    async def _verify(self, account: Account, report: ChangeReport) -> None:
        review = self._editor.review
        review.show_progress(translate("queues", "Reading the members once more…"))
        try:
            found = await self._queues.verify(account.account_id, report)
        except DialerError as error:
            if report is self._report:
                self._show_report(report)
                title, body = read_problem(error, self._explainer, account)
                review.show_notice(Tone.BAD, title, body)
        else:
            if report is self._report:
                self._show_report(found)


def _name(queue: Queue) -> str:
    return queue.name or queue.queue_id
