"""Between the first step of a new task and what reads, checks and keeps number lists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError, InputError
from dialer.domain.number_lists import ListSource
from dialer.ui.do_not_call_controller import DoNotCallController
from dialer.ui.error_text import describe
from dialer.ui.file_choosing import ask_file_to_read, list_filters
from dialer.ui.list_checking import ListChecking
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.list_source import FILE
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.number_lists import ListFormat, ListPreview, NumberList
    from dialer.domain.task_ports import NumberListChecker, NumberListStore
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.task_steps import NumbersStep
    from dialer.ui.rejected_saving import RejectedSaving

_READ, _CHOOSE = "list_read", "list_choose"


class NumbersController:
    """Keeps the source, how it is read and what checking it found, until it is handed on.

    Args:
        step: where all of it is shown.
        checker: reads and checks lists.
        lists: keeps checked lists.
        saving: writes rows that were left out to a file.
        tasks: keeps one thing at a time under way.
        on_change: told when a list was checked, or what was found holds no longer.
    """

    def __init__(
        self,
        step: NumbersStep,
        *,
        checker: NumberListChecker,
        lists: NumberListStore,
        saving: RejectedSaving,
        tasks: TaskOwner,
        on_change: Callable[[], None],
    ) -> None:
        self._step = step
        self._checker = checker
        self._saving = saving
        self._tasks = tasks
        self._on_change = on_change
        self._file: ListSource | None = None
        self._pasted = ""
        self._read_source: ListSource | None = None
        self._preview: ListPreview | None = None
        self._is_reading = False
        self._checking = ListChecking(
            step,
            checker=checker,
            lists=lists,
            tasks=tasks,
            on_change=on_change,
            on_error=lambda error: self._say(
                Tone.BAD, translate("tasks", "The numbers are not checked"), _why(error)
            ),
        )
        self._barred = DoNotCallController(
            step.do_not_call,
            checker=checker,
            lists=lists,
            tasks=tasks,
            region_of=lambda: step.source.region.value,
            on_added=self._checking.forget,
        )
        self._connect()

    @property
    def found(self) -> NumberList | None:
        """The checked list, while it is what the step shows."""
        return self._checking.found

    @property
    def regions(self) -> tuple[str, ...]:
        """Countries of the first numbers of the checked list, the most frequent first."""
        return self._checking.regions if self.found is not None else ()

    @property
    def is_begun(self) -> bool:
        """True where there is something to lose."""
        return self._file is not None or bool(self._pasted.strip())

    def suggest_region(self, region: str) -> None:
        """Chooses a country, where nothing was chosen or read yet."""
        if not self.is_begun:
            self._step.source.show_region(region)

    def take_file(self, path: str) -> None:
        """Reads a file's first rows."""
        self._file = ListSource(path=path, name=Path(path).name)
        # The same file again may hold something else by now.
        self._read_source = None
        self._step.source.kind.choose(FILE)
        self._step.source.show_file(self._file.name)
        self._read()

    def discard(self) -> None:
        """Throws everything away."""
        self._checking.forget()
        self.release()

    def release(self) -> None:
        """Begins anew; the checked list belongs to a task now, or was thrown away."""
        self._file, self._pasted = None, ""
        self._checking.hand_over()
        self._stop_reading()
        self._drop_preview()
        self._step.source.clear()
        self._step.notice.clear()
        self._step.do_not_call.hide()

    def refuse_list(self, problem: str) -> None:
        """Says why the checked list cannot be sent; it has to be checked again."""
        self._checking.forget()
        self._say(Tone.BAD, translate("tasks", "This list cannot be sent"), problem)

    def _connect(self) -> None:
        step, tasks, saving = self._step, self._tasks, self._saving
        step.source.file_wanted.connect(lambda: tasks.start(_CHOOSE, self._choose_file()))
        step.source.pasted.connect(self._take_paste)
        step.source.kind_chosen.connect(lambda _kind: self._read())
        step.source.region_chosen.connect(lambda _region: self._checking.forget())
        step.source.do_not_call_wanted.connect(self._barred.open)
        step.format.format_chosen.connect(self._read)
        step.check.check_requested.connect(self._check)
        step.check.save_requested.connect(
            lambda: None if self.found is None else saving.start(self.found, step, self._say)
        )

    @property
    def _source(self) -> ListSource | None:
        if self._step.source.kind.value == FILE:
            return self._file
        if not self._pasted.strip():
            return None
        return ListSource(text=self._pasted, name=translate("tasks", "Pasted numbers"))

    async def _choose_file(self) -> None:
        path = await ask_file_to_read(
            self._step,
            translate("tasks", "Choose a list of numbers"),
            "tasks.file_dialog",
            filters=list_filters(),
        )
        if path:
            self.take_file(path)

    def _take_paste(self, text: str) -> None:
        self._pasted = text
        self._read()

    def _read(self, wanted: ListFormat | None = None) -> None:
        """Reads the first rows again; ``wanted`` is how, None guesses."""
        source = self._source
        if wanted is None and source == self._read_source and self._preview is not None:
            return
        self._checking.forget()
        self._step.notice.clear()
        if source is None:
            self._stop_reading()
            self._drop_preview()
            return
        # What is not read yet cannot be checked as it is shown.
        self._set_reading(is_reading=True)
        self._tasks.restart(_READ, self._fetch_preview(source, wanted))

    async def _fetch_preview(self, source: ListSource, wanted: ListFormat | None) -> None:
        try:
            preview = await self._checker.preview(source, wanted=wanted)
        except DialerError as error:
            if wanted is None or self._preview is None:
                self._drop_preview()
            else:
                # The way it was read before stays, and the choice goes back to it.
                self._step.format.show_preview(self._preview)
            self._set_reading(is_reading=False)
            self._say(Tone.BAD, translate("tasks", "This list cannot be read"), _why(error))
            return
        except Exception:
            self._set_reading(is_reading=False)
            raise
        self._read_source, self._preview = source, preview
        self._step.format.show_preview(preview)
        self._step.format.show()
        self._set_reading(is_reading=False)
        self._step.check.show()
        self._on_change()

    def _stop_reading(self) -> None:
        self._tasks.cancel(_READ)
        self._set_reading(is_reading=False)

    def _set_reading(self, *, is_reading: bool) -> None:
        self._is_reading = is_reading
        self._step.check.check.setEnabled(not is_reading)

    def _drop_preview(self) -> None:
        self._preview = self._read_source = None
        self._step.show_nothing()
        self._on_change()

    def _check(self) -> None:
        source, preview = self._source, self._preview
        if source is None or preview is None or self._is_reading:
            return
        self._step.notice.clear()
        self._checking.start(source, preview.format, self._step.source.region.value)

    def _say(self, tone: Tone, title: str, body: str) -> None:
        self._step.notice.show_words(tone, title, body)
        bring_into_view(self._step.notice)
        announce(self._step, f"{title}. {body}")


def _why(error: DialerError) -> str:
    return error.problem if isinstance(error, InputError) else describe(error).sentence
