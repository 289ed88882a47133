"""Between the do-not-call card and what keeps the numbers that may not be called."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from dialer.domain.errors import DialerError
from dialer.domain.number_lists import ListSource
from dialer.ui import task_words
from dialer.ui.error_text import describe
from dialer.ui.file_choosing import ask_file_to_read, list_filters
from dialer.ui.task_words import translate
from dialer.ui.theme import Tone
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PySide6.QtWidgets import QWidget

    from dialer.domain.number_lists import DoNotCallImport, ListPreview
    from dialer.domain.task_ports import NumberListChecker, NumberListStore
    from dialer.ui.aio import TaskOwner
    from dialer.ui.widgets.do_not_call_card import DoNotCallCard

_SHOW, _IMPORT = "do_not_call_show", "do_not_call_import"


class ImportPlace(Protocol):
    """A card where files of numbers that may not be called are asked for."""

    def window(self) -> QWidget:
        """What a dialog belongs to."""

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile nothing else can be asked for."""

    def show_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says how it goes."""


class DoNotCallController:
    """Shows how many numbers are barred, and adds those of a file.

    Args:
        card: where it is shown.
        checker: reads files of numbers.
        lists: keeps the numbers.
        tasks: keeps one thing at a time under way.
        region_of: the country national numbers are read in now.
        on_added: told when numbers came onto the list.
    """

    def __init__(
        self,
        card: DoNotCallCard,
        *,
        checker: NumberListChecker,
        lists: NumberListStore,
        tasks: TaskOwner,
        region_of: Callable[[], str],
        on_added: Callable[[], None],
    ) -> None:
        self._card = card
        self._checker = checker
        self._lists = lists
        self._tasks = tasks
        self._region_of = region_of
        self._on_added = on_added
        card.import_wanted.connect(
            lambda reason: tasks.start(
                _IMPORT, self._import(reason), on_end=lambda: card.set_busy(is_busy=False)
            )
        )

    def open(self) -> None:
        """Shows the card, with the count as it is now."""
        self._tasks.restart(_SHOW, self._open())

    async def _open(self) -> None:
        self._card.notice.clear()
        await self._count()
        self._card.show()
        self._card.take_focus()
        bring_into_view(self._card)

    async def _count(self) -> None:
        try:
            self._card.show_count(await self._lists.count_do_not_call())
        except DialerError as error:
            text = describe(error)
            self._card.show_notice(Tone.BAD, text.title, text.sentence)

    async def _import(self, reason: str) -> None:
        await import_file(
            self._card,
            self._checker,
            reason=reason,
            region=self._region_of(),
            object_name="tasks.do_not_call.dialog",
            on_read=self._show_added,
        )

    async def _show_added(self) -> None:
        self._on_added()
        await self._count()


async def import_file(
    card: ImportPlace,
    checker: NumberListChecker,
    *,
    reason: str,
    region: str,
    object_name: str,
    on_read: Callable[[], Awaitable[None]],
) -> None:
    """Asks for a file and puts its numbers on the do-not-call list, saying how that goes.

    Args:
        card: where it is asked for.
        checker: reads the file.
        reason: why the numbers may not be called.
        region: ISO 3166-1 alpha-2 code national numbers are read in; ``""`` for none.
        object_name: stable name of the dialog.
        on_read: told when the file was read, to its end or not.
    """
    path = await ask_file_to_read(
        card.window(),
        translate("tasks", "Choose a list of numbers that may not be called"),
        object_name,
        filters=list_filters(),
    )
    if not path:
        return
    source = ListSource(path=path, name=Path(path).name)
    card.set_busy(is_busy=True)
    card.show_notice(Tone.ACCENT, translate("tasks", "Reading {name}…").format(name=source.name))
    try:
        preview = await checker.preview(source)
        done = await checker.add_do_not_call_file(
            source, preview.format, region=region, reason=reason
        )
    except DialerError as error:
        title = translate("tasks", "The file was not read to its end")
        card.show_notice(Tone.BAD, title, describe(error).sentence)
        return
    finally:
        # Also of a file that could not be read to its end some numbers may be added.
        await on_read()
    tone = Tone.WARN if done.invalid else Tone.OK
    card.show_notice(tone, *_import_words(source, preview, done))


def _import_words(
    source: ListSource, preview: ListPreview, done: DoNotCallImport
) -> tuple[str, str]:
    title = translate("tasks", "{numbers} added to the do-not-call list").format(
        numbers=task_words.numbers_words(done.added)
    )
    body = translate(
        "tasks",
        "{rows} read in the column “{column}” of {name}: {added} added, {known} known before,"
        " {invalid} not readable, {empty} empty.",
    ).format(
        rows=task_words.rows_words(done.read),
        column=preview.columns[preview.format.number_column],
        name=source.name,
        added=task_words.count_words(done.added),
        known=task_words.count_words(done.known),
        invalid=task_words.count_words(done.invalid),
        empty=task_words.count_words(done.empty),
    )
    return title, "\n".join(filter(None, (body, _unread_words(done))))


def _unread_words(done: DoNotCallImport) -> str:
    """Whom the list does not protect: each row that is not read may be somebody's number."""
    if not done.invalid:
        return ""
    lines = [
        translate("tasks", "line {line} “{text}”").format(
            line=task_words.count_words(at), text=text
        )
        for at, text in done.unread
    ]
    if done.invalid > len(lines):
        lines.append("…")
    return translate(
        "tasks",
        "What could not be read can still be called: {lines}. Mend it and add the file again.",
    ).format(lines=", ".join(lines))
