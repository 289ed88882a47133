"""Between the Call page and the service that places calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.calls import Call, CallState
from dialer.domain.errors import CallRefused, DialerError
from dialer.domain.guard import ConcernKind, NumberSource
from dialer.services.calls import PlaceCall
from dialer.ui.error_text import describe, translate
from dialer.ui.widgets.search_box import Match
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import Account
    from dialer.ui.aio import TaskOwner
    from dialer.ui.intents import CallIntent
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.services import Services

RECENT_LIMIT = 200
_TASK = "dial"
_SHOW_SENDING_AFTER_S = 0.06


@dataclass(frozen=True, slots=True)
class _Pending:
    """A call the guard has questions about."""

    intent: CallIntent
    concerns: frozenset[ConcernKind]


class CallController:
    """Takes calls asked for on the page to the service, and shows what comes of them.

    Args:
        window: for the strip of unresolved calls and the chips.
        page: where calls are asked for.
        services: place calls, ask how they go, explain them, and know the provider's time.
        tasks: keeps one dial at a time under way.

    Attributes:
        on_recent: told of recent calls, the newest first, whenever they change.
    """

    def __init__(
        self,
        window: MainWindow,
        page: CallPage,
        *,
        services: Services,
        tasks: TaskOwner,
    ) -> None:
        self._window = window
        self._page = page
        self._calls = services.calls
        self._following = services.following
        self._explainer = services.explainer
        self._clock_doctor = services.clock_doctor
        self._tasks = tasks
        self._account: Account | None = None
        self._pending: _Pending | None = None
        self._edits = 0
        self._shown_id = ""
        self._recent: list[Call] = []
        self.on_recent: Callable[[Sequence[Call]], None] = lambda _calls: None
        self._calls.listen(self._hear)
        self._following.listen(self._show_again)
        page.call_requested.connect(self.place)
        page.confirmed.connect(self._confirm)
        page.confirmation_cancelled.connect(self._drop_question)
        page.recall_requested.connect(self._recall)
        page.last_number_requested.connect(self.bring_back_last)
        page.edited.connect(self._count_edit)

    def show_account(self, account: Account) -> None:
        """Places further calls through an account."""
        if account == self._account:
            return
        self._account = account
        # What goes on in a call of the account before stays to be seen among recent calls.
        self._shown_id = ""
        self._drop_question()
        self._page.show_account(account, display_number)

    def show_history(self, recent: list[Call]) -> None:
        """Takes the calls of earlier runs, the newest first."""
        self._recent = recent
        self._show_lists()

    def place(
        self, intent: CallIntent, waved_through: frozenset[ConcernKind] = frozenset()
    ) -> None:
        """Places a call, unless one is under way."""
        if self._account is None:
            return
        wish = PlaceCall(
            account_id=self._account.account_id,
            request=intent.request,
            source=intent.source,
            waved_through=waved_through,
        )
        if self._tasks.start(_TASK, self._place(wish, intent, self._edits), on_end=self._show_idle):
            self._pending = None
            self._page.set_busy(True)

    def bring_back_last(self) -> None:
        """Fills in the number called last; dials nothing."""
        if self._recent:
            self._recall(self._recent[0])
        else:
            self._page.focus_number()

    def find_recent(self, text: str) -> Sequence[Match]:
        """Numbers called lately that hold the digits of some text, the newest first."""
        digits = "".join(c for c in text if c.isdigit())
        if not digits:
            return ()
        numbers = dict.fromkeys(call.callee for call in self._recent if digits in call.callee)
        return [Match(number, display_number(number)) for number in numbers]

    async def _place(self, wish: PlaceCall, intent: CallIntent, edits: int) -> None:
        self._shown_id = ""
        try:
            await self._calls.place(wish)
        except CallRefused as refusal:
            if edits != self._edits:
                # The form says something else by now: a question about the old would mislead.
                self._page.clear_result()
                return
            kinds = frozenset(concern.kind for concern in refusal.concerns)
            self._pending = _Pending(intent, kinds | wish.waved_through)
            self._page.ask(refusal.concerns, intent.request.callee.display)
        except DialerError as error:
            text = describe(error)
            self._page.show_problem(text.title, text.sentence)

    @property
    def shown(self) -> Call | None:
        """The call whose result is shown."""
        return next((c for c in self._recent if c.client_call_id == self._shown_id), None)

    def try_again(self) -> None:
        """Calls the number of the call that is shown, whatever stands in the field by now."""
        if self.shown is not None:
            self._page.form.choose_kind(self.shown.kind)
            self._page.set_number(self.shown.callee, NumberSource.TYPED)
        self._page.form.submitted.emit()

    def try_again_with_provider_time(self) -> None:
        """Calls the number of a call that was refused because of this computer's clock."""
        if self._account is not None:
            self._clock_doctor.use_provider_time(self._account.account_id)
            self.try_again()

    def _show_again(self, call: Call) -> None:
        """Says what is known now of the call that is shown."""
        if call.client_call_id == self._shown_id:
            is_followed = self._following.is_following(call)
            self._page.show_call(call, self._explainer.explain_call(call), is_followed=is_followed)

    def _count_edit(self) -> None:
        self._edits += 1

    def _show_idle(self) -> None:
        self._page.set_busy(False)

    def _confirm(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            if self._account is not None and ConcernKind.CLOCK_OFF in pending.concerns:
                self._clock_doctor.use_provider_time(self._account.account_id)
            self.place(pending.intent, pending.concerns)

    def _drop_question(self) -> None:
        self._pending = None
        self._page.clear_result()

    def _recall(self, call: Call) -> None:
        self._page.set_number(call.callee, NumberSource.TYPED)

    def _hear(self, call: Call) -> None:
        """Any change of any call, from whichever page it was placed."""
        self._recent = _with(call, self._recent)
        if call.state is CallState.REQUESTING:
            if len(call.events) == 1:
                self._shown_id = call.client_call_id
                # Painting takes longer than signing and sending: the request goes first,
                # and an answer that comes at once needs no word of waiting before it.
                loop = asyncio.get_running_loop()
                loop.call_later(_SHOW_SENDING_AFTER_S, self._show_sending, call.client_call_id)
            return
        self._show_lists()
        self._show_again(call)
        if self._calls.is_unsaved(call):
            self._window.show_connection(None, problem=translate("frame", "History not saved"))

    def _show_sending(self, client_call_id: str) -> None:
        """Says that a request is under way, where it still is."""
        call = next((c for c in self._recent if c.client_call_id == client_call_id), None)
        if call is not None and call.state is CallState.REQUESTING:
            self._page.show_sending(call)
            self._show_lists()

    def find_unknown(self) -> list[Call]:
        """The calls that may have been placed and were not settled since, newest first."""
        recent = (call for call in self._recent if call.state is CallState.UNKNOWN)
        return [call for call in recent if call.is_unresolved]

    def _show_lists(self) -> None:
        self._page.show_recent(self._recent)
        self.on_recent(self._recent)
        self._window.show_unresolved([call for call in self._recent if call.is_unresolved])


def _with(call: Call, recent: list[Call]) -> list[Call]:
    """Recent calls with one as it is now; one that is among them already keeps its place.

    One of long ago that was settled today does not come back.
    """
    if any(one.client_call_id == call.client_call_id for one in recent):
        return [call if one.client_call_id == call.client_call_id else one for one in recent]
    if recent and call.started_ms < recent[0].started_ms:
        return recent
    return [call, *recent][:RECENT_LIMIT]
