"""Writing contacts to a file the person chooses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dialer.domain.errors import DialerError, InputError
from dialer.ui.contact_import_words import contacts_words, export_forms, translate
from dialer.ui.error_text import describe
from dialer.ui.exporting import ask_where_and_what
from dialer.ui.theme import Tone
from dialer.ui.widgets.announcing import announce

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.domain.contact_files import ExportProgress
    from dialer.services.contact_import import ContactImportService
    from dialer.ui.aio import TaskOwner
    from dialer.ui.widgets.loading_bar import LoadingBar
    from dialer.ui.widgets.notice import Notice

_EXPORT = "contacts_export"


class ContactExportController:
    """Asks where to and as what, writes, and says how it went.

    Args:
        parent: what the dialog belongs to.
        bar: how far it has come.
        notice: how it ended.
        service: exports contacts.
        tasks: keeps one thing at a time under way.
    """

    def __init__(
        self,
        parent: QWidget,
        bar: LoadingBar,
        notice: Notice,
        *,
        service: ContactImportService,
        tasks: TaskOwner,
    ) -> None:
        self._parent = parent
        self._bar = bar
        self._notice = notice
        self._service = service
        self._tasks = tasks
        bar.cancelled.connect(lambda: tasks.cancel(_EXPORT))

    def start(self, list_name: str = "") -> None:
        """Exports all contacts, or those of a list; not while another export is under way."""
        self._tasks.start(_EXPORT, self._export(list_name), on_end=self._bar.hide)

    async def _export(self, list_name: str) -> None:
        forms = {words: form for form, words in export_forms()}
        path, chosen = await ask_where_and_what(
            self._parent,
            translate("contacts", "Export contacts"),
            object_name="contacts.export.dialog",
            file_name=f"{list_name.replace('/', '-') or translate('contacts', 'contacts')}.vcf",
            filters=tuple(forms),
        )
        if not path:
            return
        self._notice.clear()
        self._bar.begin(translate("contacts", "Reading contacts…"))
        try:
            count = await self._service.export(
                path, forms[chosen], list_name=list_name, on_progress=self._show_progress
            )
        except DialerError as error:
            why = error.problem if isinstance(error, InputError) else describe(error).sentence
            self._say(Tone.BAD, translate("contacts", "The file could not be written"), why)
            return
        self._say(
            Tone.OK,
            translate("contacts", "{contacts} exported").format(contacts=contacts_words(count)),
            translate("contacts", "They are in {name}.").format(name=Path(path).name),
        )

    def _show_progress(self, progress: ExportProgress) -> None:
        self._bar.show_progress(progress.written, progress.total, contacts_words(progress.written))

    def _say(self, tone: Tone, title: str, body: str) -> None:
        self._notice.show_words(tone, title, body)
        announce(self._notice, f"{title}. {body}")
