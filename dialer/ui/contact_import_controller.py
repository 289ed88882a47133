"""Between the import of contacts and the service that carries it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer

from dialer.domain.contacts import UndoCounts
from dialer.domain.errors import DialerError, InputError
from dialer.ui.contact_import_words import (
    contacts_words,
    progress_words,
    sum_words,
    translate,
    undone_words,
)
from dialer.ui.error_text import describe
from dialer.ui.exporting import ask_where, write_problem
from dialer.ui.file_choosing import ask_file_to_read
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.contact_files import (
        ContactFileFormat,
        ContactPreview,
        ImportProgress,
        ImportSummary,
    )
    from dialer.services.contact_import import ContactImportService
    from dialer.ui.aio import TaskOwner
    from dialer.ui.pages.contact_import_view import ContactImportView

_CHOOSE, _READ = "contacts_import_choose", "contacts_import_read"
_IMPORT, _SAVE = "contacts_import", "contacts_import_save"


class ContactImportController:
    """Keeps the file and how it is read, imports it, and can undo that.

    Args:
        view: where all of it is shown.
        service: imports contacts.
        tasks: keeps one thing at a time under way.
        on_change: told once there are other contacts than before.
    """

    def __init__(
        self,
        view: ContactImportView,
        *,
        service: ContactImportService,
        tasks: TaskOwner,
        on_change: Callable[[], None],
    ) -> None:
        self._view = view
        self._service = service
        self._tasks = tasks
        self._on_change = on_change
        self._path = ""
        self._preview: ContactPreview | None = None
        self._summary: ImportSummary | None = None
        self._is_cancelled = False
        self._is_seen = True
        view.source.file_wanted.connect(lambda: tasks.start(_CHOOSE, self._choose_file()))
        view.file_dropped.connect(self.take_file)
        view.format.format_chosen.connect(self._read)
        result = view.result
        result.start_requested.connect(self._start)
        result.cancel_requested.connect(self._cancel)
        result.save_requested.connect(lambda: tasks.start(_SAVE, self._save_skipped()))
        result.undo.clicked.connect(lambda _checked: self._ask_undo())
        result.undo_requested.connect(self._undo)

    @property
    def is_busy(self) -> bool:
        """True while contacts are imported, or an import is undone."""
        return self._tasks.is_running(_IMPORT)

    def open(self, *, region: str, lists: Sequence[str]) -> None:
        """Prepares the view for a new file, unless there is something to see of the last.

        Args:
            region: the country to suggest.
            lists: names of the lists that are there.
        """
        if self.is_busy or not self._is_seen:
            # What was imported meanwhile is there to be read.
            self._is_seen = True
            return
        if self._summary is not None:
            self._forget()
        self._view.source.show_lists(lists)
        if not self._path:
            self._view.source.show_region(region)
        self._view.take_focus()

    def take_file(self, path: str) -> None:
        """Reads a file's first contacts."""
        if self.is_busy:
            return
        self._forget()
        self._path = path
        self._view.source.show_file(Path(path).name)
        self._read()

    async def _choose_file(self) -> None:
        path = await ask_file_to_read(
            self._view,
            translate("contacts", "Choose a file of contacts"),
            "contacts.import.dialog",
            filters=(
                translate(
                    "contacts", "Contacts (*.vcf *.vcard *.csv *.tsv *.txt *.xlsx *.VCF *.CSV)"
                ),
                translate("contacts", "All files (*)"),
            ),
        )
        if path:
            self.take_file(path)

    def _forget(self) -> None:
        self._path, self._preview, self._summary = "", None, None
        self._tasks.cancel(_READ)
        self._view.notice.clear()
        self._view.source.show_file("")
        self._view.show_nothing()

    def _read(self, wanted: ContactFileFormat | None = None) -> None:
        """Reads the first contacts again; ``wanted`` is how, None guesses."""
        self._view.notice.clear()
        self._tasks.restart(_READ, self._fetch_preview(self._path, wanted))

    async def _fetch_preview(self, path: str, wanted: ContactFileFormat | None) -> None:
        try:
            preview = await self._service.preview(path, wanted=wanted)
        except DialerError as error:
            if self._preview is None:
                self._view.show_nothing()
            else:
                # The way it was read before stays, and the choice goes back to it.
                self._view.show_preview(self._preview)
            self._say(Tone.BAD, translate("contacts", "This file cannot be read"), _why(error))
            return
        self._preview, self._summary = preview, None
        self._view.show_preview(preview)

    def _start(self) -> None:
        if self._preview is None:
            return
        self._is_cancelled = False
        self._view.notice.clear()
        self._view.set_busy(is_busy=True)
        self._view.result.progress.begin(translate("contacts", "Reading the first contacts…"))
        self._tasks.start(_IMPORT, self._import(self._preview), on_end=self._end)

    async def _import(self, preview: ContactPreview) -> None:
        timer = QElapsedTimer()
        timer.start()
        source = self._view.source
        try:
            summary = await self._service.import_file(
                self._path,
                preview.format,
                region=source.region.value,
                list_name=source.list_name.value,
                on_progress=lambda progress: self._show_progress(progress, timer.elapsed()),
                on_taking_back=self._show_taking_back,
            )
        except DialerError as error:
            self._on_change()
            title = translate("contacts", "Nothing was imported")
            self._say(Tone.BAD, title, _why(error))
            return
        except BaseException:
            self._on_change()
            if self._is_cancelled:
                self._show_cancelled()
            raise
        self._summary = summary
        self._view.show_reading(summary.reading)
        announce(self._view.result, sum_words(summary.reading))
        self._on_change()

    def _end(self) -> None:
        self._view.set_busy(is_busy=False)
        # The person may be on another page by now.
        self._is_seen = self._view.isVisible()

    def _cancel(self) -> None:
        if self._is_cancelled:
            return
        self._is_cancelled = True
        self._show_taking_back(0)
        self._tasks.cancel(_IMPORT)

    def _show_progress(self, progress: ImportProgress, elapsed_ms: int) -> None:
        if not self._is_cancelled:
            self._view.result.progress.show_progress(
                progress.bytes_read, progress.byte_count, progress_words(progress, elapsed_ms)
            )

    def _show_taking_back(self, done: int) -> None:
        words = translate("contacts", "Taking back what was imported…")
        if done:
            words = f"{words} {contacts_words(done)}"
        self._view.result.progress.show_progress(0, 1, words)

    def _show_cancelled(self) -> None:
        self._say(
            Tone.NEUTRAL,
            translate("contacts", "The import was cancelled"),
            translate("contacts", "Nothing of it was kept."),
        )

    def _ask_undo(self) -> None:
        if self._summary is not None:
            self._view.result.ask_undo(self._summary.reading)

    def _undo(self) -> None:
        if self._summary is None:
            return
        self._view.set_busy(is_busy=True)
        self._view.result.progress.begin(translate("contacts", "Undoing the import…"))
        self._tasks.start(_IMPORT, self._carry_out_undo(self._summary), on_end=self._end)

    async def _carry_out_undo(self, summary: ImportSummary) -> None:
        total = summary.reading.added + summary.reading.merged

        def note(done: int) -> None:
            self._view.result.progress.show_progress(done, total, contacts_words(done))

        try:
            counts = await self._service.undo(summary.import_id, on_progress=note)
        except DialerError as error:
            title = translate("contacts", "The import is not undone")
            self._say(Tone.BAD, title, _why(error))
            return
        except LookupError:
            # It was undone meanwhile by another way to do so.
            counts = UndoCounts()
        finally:
            self._on_change()
        self._forget()
        self._say(Tone.OK, *undone_words(counts))

    async def _save_skipped(self) -> None:
        path = await ask_where(
            self._view,
            translate("contacts", "Save skipped lines"),
            object_name="contacts.import.save_dialog",
            file_name=translate("contacts", "{name} skipped.csv").format(
                name=Path(self._path).stem
            ),
        )
        if not path:
            return
        titles = (
            translate("contacts", "Line"),
            translate("contacts", "What stands there"),
            translate("contacts", "Why it is skipped"),
        )
        try:
            count = await self._service.save_skipped(path, titles)
        except OSError as error:
            self._say(Tone.BAD, *write_problem(error))
            return
        self._say(
            Tone.OK,
            translate("contacts", "1 line saved")
            if count == 1
            else translate("contacts", "{count} lines saved").format(count=count),
            translate("contacts", "With the reasons, in {name}.").format(name=Path(path).name),
        )

    def _say(self, tone: Tone, title: str, body: str) -> None:
        self._view.notice.show_words(tone, title, body)
        bring_into_view(self._view.notice)
        announce(self._view, f"{title}. {body}")


def _why(error: DialerError) -> str:
    return error.problem if isinstance(error, InputError) else describe(error).sentence
