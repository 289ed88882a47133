"""Between the do-not-call lists in Settings and what keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dialer.domain.errors import DialerError, InputError
from dialer.ui.do_not_call_controller import import_file
from dialer.ui.error_text import describe, translate
from dialer.ui.task_words import numbers_words
from dialer.ui.theme import Tone
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from dialer.domain.number_lists import DoNotCallEntry
    from dialer.domain.task_ports import NumberListChecker
    from dialer.services.do_not_call_lists import DoNotCallLists
    from dialer.ui.aio import TaskOwner
    from dialer.ui.widgets.barred_card import BarredCard, TypedEntry

_TASK, _SHOW = "barred", "barred_show"
_MOST_FOUND = 100


class BarredController:
    """Carries out what is asked for on the card.

    Args:
        card: where things are asked for.
        lists: looks after the lists.
        checker: reads files of numbers.
        tasks: keeps one thing at a time under way.
    """

    def __init__(
        self,
        card: BarredCard,
        *,
        lists: DoNotCallLists,
        checker: NumberListChecker,
        tasks: TaskOwner,
    ) -> None:
        self._card = card
        self._lists = lists
        self._checker = checker
        self._tasks = tasks
        self._sought = ""
        card.import_wanted.connect(lambda reason: self._start(self._import(reason)))
        card.add_wanted.connect(lambda typed: self._start(self._add(typed)))
        card.sources.removal_confirmed.connect(lambda name: self._start(self._remove(name)))
        card.search.search_wanted.connect(lambda text: self._start(self._search(text)))
        card.search.removal_confirmed.connect(lambda entry: self._start(self._take_off(entry)))

    def show(self) -> None:
        """Shows the lists as they are now."""
        self._tasks.restart(_SHOW, self._run(self._show_lists()))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        if self._tasks.is_running(_TASK):
            work.close()
            return
        card = self._card
        card.set_busy(is_busy=True)
        self._tasks.start(_TASK, self._run(work), on_end=lambda: card.set_busy(is_busy=False))

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except InputError as error:
            self._show_problem(error)
        except DialerError as error:
            text = describe(error)
            self._card.show_notice(Tone.BAD, text.title, text.sentence)

    def _show_problem(self, error: InputError) -> None:
        card = self._card
        fields = {
            "number": card.number,
            "list": card.list_name,
            "reason": card.reason,
            "search": card.search.field,
        }
        field = fields.get(error.field)
        if field is None:
            card.show_notice(Tone.BAD, error.problem)
            return
        card.notice.clear()
        field.show_error(error.problem)
        field.edit.setFocus()

    async def _show_lists(self) -> None:
        self._card.show_sources(await self._lists.fetch_sources())

    async def _show_found(self) -> None:
        found = await self._lists.find(self._sought, limit=_MOST_FOUND)
        self._card.search.show_entries(found)

    async def _import(self, reason: str) -> None:
        card = self._card
        await import_file(
            card,
            self._checker,
            reason=reason,
            region=card.region.value,
            object_name="settings.calling.dialog",
            on_read=self._show_lists,
        )

    async def _add(self, typed: TypedEntry) -> None:
        number = await self._lists.add(
            typed.number, region=typed.region, source=typed.source, reason=typed.reason
        )
        self._card.number.edit.clear()
        await self._show_lists()
        await self._show_found()
        self._card.show_notice(
            Tone.OK,
            translate("rules", "{number} is on “{list}” and cannot be called").format(
                number=number.display, list=typed.source
            ),
        )

    async def _remove(self, name: str) -> None:
        try:
            count = await self._lists.remove(name)
        finally:
            await self._show_lists()
            await self._show_found()
        self._card.show_notice(
            Tone.OK,
            translate("rules", "“{list}” was removed: {numbers}").format(
                list=name, numbers=numbers_words(count)
            ),
        )

    async def _search(self, text: str) -> None:
        self._sought = ""
        found = await self._lists.find(text, limit=_MOST_FOUND)
        self._sought = text
        self._card.notice.clear()
        self._card.search.show_entries(found)

    async def _take_off(self, entry: DoNotCallEntry) -> None:
        await self._lists.take_off(entry)
        await self._show_lists()
        await self._show_found()
        self._card.show_notice(
            Tone.OK,
            translate("rules", "{number} was taken off “{list}”").format(
                number=display_number(entry.e164), list=entry.source
            ),
        )
