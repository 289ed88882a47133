"""Between the card about an open question of a call and the service that settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.accounts import ProviderKind
from dialer.domain.calls import CallKind
from dialer.domain.errors import DialerError, InputError
from dialer.ui import settling_words
from dialer.ui.error_text import ErrorText, describe
from dialer.ui.refusals import read_failure

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from dialer.domain.calls import Call, Settlement
    from dialer.domain.matching import Candidate
    from dialer.services.explanations import Explainer
    from dialer.services.settling import LookUp, SettlingService
    from dialer.ui.aio import TaskOwner
    from dialer.ui.settling_words import SettlingView
    from dialer.ui.widgets.settling_card import SettlingCard

_TASK = "history_settle"
_FAMILIES = {CallKind.DIAL_OUT: ProviderKind.NXCLOUD, CallKind.TWO_WAY: ProviderKind.AICC}


class SettlingController:
    """Looks a call up, and takes the person's word or choice.

    Args:
        card: where it is asked for and shown.
        settling: does it.
        explainer: puts refusals into words.
        tasks: keeps one thing at a time under way.
    """

    def __init__(
        self,
        card: SettlingCard,
        *,
        settling: SettlingService,
        explainer: Explainer,
        tasks: TaskOwner,
    ) -> None:
        self._card = card
        self._settling = settling
        self._explainer = explainer
        self._tasks = tasks
        self._call: Call | None = None
        self._busy_with = ""
        # What was found stays in sight when the person looks at another call and comes back.
        self._found: dict[str, LookUp | ErrorText] = {}
        card.look_requested.connect(self.look)
        card.word_given.connect(self._take_word)
        card.picked.connect(self._pick)

    def show(self, call: Call) -> None:
        """Shows what is open about a call."""
        self._call = call
        self._card.show_view(self._view_of(call))

    def look(self) -> None:
        """Looks for the call that is shown in its provider's records."""
        if self._call is not None:
            self._start(self._call, self._look_up(self._call))

    def _take_word(self, word: Settlement) -> None:
        if self._call is not None:
            self._start(self._call, self._note_word(self._call, word))

    def _pick(self, candidate: Candidate) -> None:
        if self._call is not None:
            self._start(self._call, self._note_pick(self._call, candidate))

    def _start(self, call: Call, work: Coroutine[Any, Any, None]) -> None:
        """One at a time: a look under way ends before anything else is noted."""
        if self._tasks.start(_TASK, work, on_end=self._end):
            self._busy_with = call.client_call_id
            self.show(call)

    def _end(self) -> None:
        self._busy_with = ""
        if self._call is not None:
            self.show(self._call)

    async def _look_up(self, call: Call) -> None:
        key = call.client_call_id
        try:
            self._found[key] = await self._settling.look_up(call)
        except DialerError as error:
            self._found[key] = read_failure(error, self._explainer, _FAMILIES[call.kind])

    async def _note_word(self, call: Call, word: Settlement) -> None:
        await self._settling.take_word(call, word)
        self._found.pop(call.client_call_id, None)

    async def _note_pick(self, call: Call, candidate: Candidate) -> None:
        try:
            await self._settling.pick(call, candidate)
        except InputError as error:
            self._found[call.client_call_id] = describe(error)
        else:
            self._found.pop(call.client_call_id, None)

    def _view_of(self, call: Call) -> SettlingView | None:
        view = settling_words.view_of(call, self._explainer.explain_call(call))
        if view is None:
            return None
        if call.client_call_id == self._busy_with:
            return settling_words.looking(view)
        found = self._found.get(call.client_call_id)
        if isinstance(found, ErrorText):
            return settling_words.failed(view, found)
        return view if found is None else settling_words.found(view, found)
