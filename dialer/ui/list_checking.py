"""Checking a list: started, followed, cancelled, and what it found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer

from dialer.domain.errors import DialerError
from dialer.ui import task_words
from dialer.ui.number_reading import read_number
from dialer.ui.task_words import translate
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.number_lists import CheckProgress, ListFormat, ListSource, NumberList
    from dialer.domain.task_ports import NumberListChecker, NumberListStore
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.task_steps import NumbersStep

REJECTED_SHOWN = 300
_CHECK = "list_check"
# Enough to tell where a list calls; a list of several countries is a rare one.
_LOOKED_AT = 50
# Before this the time left would jump about.
_ESTIMATE_FROM_MS = 1000


class ListChecking:
    """Keeps the checked list until it is handed on, or holds no longer.

    Args:
        step: where it is shown.
        checker: checks lists.
        lists: keeps checked lists.
        tasks: keeps one thing at a time under way.
        on_change: told when a list was checked, or what was found holds no longer.
        on_error: told why a check came to nothing.
    """

    def __init__(
        self,
        step: NumbersStep,
        *,
        checker: NumberListChecker,
        lists: NumberListStore,
        tasks: TaskOwner,
        on_change: Callable[[], None],
        on_error: Callable[[DialerError], None],
    ) -> None:
        self._step = step
        self._checker = checker
        self._lists = lists
        self._tasks = tasks
        self._on_change = on_change
        self._on_error = on_error
        self._found: NumberList | None = None
        self._regions: Counter[str] = Counter()
        self._run = 0
        step.check.cancel_requested.connect(self.cancel)

    @property
    def found(self) -> NumberList | None:
        """The checked list, while it is what the step shows."""
        return self._found

    @property
    def regions(self) -> tuple[str, ...]:
        """Countries of the first numbers of the checked list, the most frequent first."""
        return tuple(region for region, _count in self._regions.most_common())

    def start(self, source: ListSource, how: ListFormat, region: str) -> None:
        """Checks a list."""
        self.forget()
        self._run += 1
        check = self._step.check
        check.set_checking(is_checking=True)
        check.progress.begin(translate("tasks", "Reading the first rows…"))
        bring_into_view(check)
        self._tasks.restart(_CHECK, self._check(source, how, region=region, run=self._run))

    def cancel(self) -> None:
        """Stops a check; nothing of it is kept."""
        self._run += 1
        self._tasks.cancel(_CHECK)
        self._step.check.show_unchecked()

    def forget(self) -> None:
        """What was found holds no longer: a number may be read differently now."""
        if self._tasks.is_running(_CHECK):
            self.cancel()
        if self._found is None:
            return
        self._delete(self._found)
        self.hand_over()

    def hand_over(self) -> None:
        """Lets go of the list without deleting it: a task is made of it now."""
        self._found = None
        self._step.check.show_unchecked()
        self._on_change()

    async def _check(self, source: ListSource, how: ListFormat, *, region: str, run: int) -> None:
        timer = QElapsedTimer()
        timer.start()

        def note(progress: CheckProgress) -> None:
            if run == self._run:
                self._show_progress(progress, timer.elapsed())

        try:
            found = await self._checker.check(source, how, region=region, on_progress=note)
            rejected = await self._lists.fetch_rejected(
                found.list_id, after_line=0, limit=REJECTED_SHOWN
            )
            first = await self._lists.fetch_numbers(found.list_id, start=0, count=_LOOKED_AT)
        except DialerError as error:
            if run == self._run:
                self._step.check.show_unchecked()
                self._on_error(error)
            return
        except Exception:
            if run == self._run:
                self._step.check.show_unchecked()
            raise
        if run != self._run:
            self._delete(found)
            return
        self._found = found
        regions = (read_number(number.e164, "").number.region for number in first)
        self._regions = Counter(region for region in regions if region)
        check = self._step.check
        check.set_checking(is_checking=False)
        check.show_found(found, rejected)
        self._step.bring_to_top(check)
        announce(check, _found_words(found))
        self._on_change()

    def _show_progress(self, progress: CheckProgress, elapsed_ms: int) -> None:
        words = translate("tasks", "{rows}, {good} good").format(
            rows=task_words.rows_words(progress.rows),
            good=task_words.count_words(progress.accepted),
        )
        done, total = progress.bytes_read, progress.byte_count
        if total and done and elapsed_ms >= _ESTIMATE_FROM_MS:
            left = task_words.time_left_words(elapsed_ms * max(0, total - done) // done)
            words = f"{words} · {left}"
        self._step.check.progress.show_progress(done, total, words)

    def _delete(self, found: NumberList) -> None:
        list_id = found.list_id
        self._tasks.start(f"list_delete/{list_id}", self._lists.delete_list(list_id))


def _found_words(found: NumberList) -> str:
    tiles = task_words.list_tiles(found)
    return ". ".join(f"{tile.title}: {tile.number}" for tile in tiles)
