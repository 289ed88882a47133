"""Between the panel for what is noted of a call and the service that keeps it."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from dialer.domain.errors import StoreError
from dialer.ui.error_text import describe, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.call_notes import CallNote
    from dialer.services.call_notes import CallNoteService
    from dialer.ui.aio import TaskOwner
    from dialer.ui.widgets.note_panel import NotePanel

_log = logging.getLogger(__name__)
_LOAD, _SAVE, _CHOICES = "history_note", "history_note_save", "history_note_choices"
# Typing goes on while it is saved: a crash takes no more than this with it.
_SAVE_AFTER_MS = 500
_AGAIN_AFTER_MS = 2000


def default_dispositions() -> tuple[str, ...]:
    """What there is to choose until somebody makes a list."""
    return (
        translate("history", "Reached"),
        translate("history", "Left a message"),
        translate("history", "Call back"),
        translate("history", "No answer"),
        translate("history", "Wrong number"),
        translate("history", "Do not call again"),
        translate("history", "Sold"),
        translate("history", "Not interested"),
        translate("history", "Other"),
    )


class NotesController:
    """Loads what is noted of one call, and keeps what is typed, soon and by itself.

    Args:
        panel: where it is shown and typed.
        notes: keeps it.
        tasks: keeps one thing at a time under way.
    """

    def __init__(self, panel: NotePanel, *, notes: CallNoteService, tasks: TaskOwner) -> None:
        self._panel = panel
        self._notes = notes
        self._tasks = tasks
        self._shown_id = ""
        # By client call id, until it is stored.
        self._texts: dict[str, str] = {}
        self._dispositions: dict[str, str] = {}
        self._timer = QTimer(panel)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._save_now)
        panel.text_edited.connect(self._take_text)
        panel.disposition_chosen.connect(self._take_disposition)
        panel.left.connect(self._save_now)
        panel.call_back_chosen.connect(self._take_call_back)
        panel.choices_edited.connect(
            lambda names: tasks.restart(_CHOICES, self._save_choices(names))
        )
        notes.listen(self._load_again)

    def show(self, client_call_id: str) -> None:
        """Shows what is noted of a call; what is typed from now on is about that one."""
        if client_call_id == self._shown_id:
            return
        self._save_now()
        self._shown_id = client_call_id
        self._panel.wait()
        self._load_again()

    async def finish(self) -> None:
        """Stores what is not stored yet: the window closes."""
        self._timer.stop()
        try:
            await self._store_all()
        except StoreError:
            # Nobody is there to be told, and closing must not leave calls behind for it.
            _log.exception("Notes typed last could not be stored")

    async def fetch_choices(self) -> Sequence[str]:
        """The dispositions there are to choose, then those that only older calls have."""
        choices = await self._notes.fetch_choices(default_dispositions())
        return tuple(dict.fromkeys((*choices, *await self._notes.fetch_used())))

    def _load_again(self) -> None:
        if self._shown_id:
            self._tasks.restart(_LOAD, self._load(self._shown_id))

    async def _load(self, client_call_id: str) -> None:
        choices = await self._notes.fetch_choices(default_dispositions())
        note = await self._notes.fetch_note(client_call_id)
        if client_call_id == self._shown_id:
            self._panel.show_choices(choices)
            self._panel.show_note(self._with_unsaved(client_call_id, note))

    def _with_unsaved(self, client_call_id: str, note: CallNote) -> CallNote:
        return replace(
            note,
            text=self._texts.get(client_call_id, note.text),
            disposition=self._dispositions.get(client_call_id, note.disposition),
        )

    def _take_text(self, text: str) -> None:
        self._texts[self._shown_id] = text
        # Not anew with each key: somebody who never pauses is saved for too.
        if not self._timer.isActive():
            self._timer.start(_SAVE_AFTER_MS)

    def _take_disposition(self, disposition: str) -> None:
        self._dispositions[self._shown_id] = disposition
        self._save_now()

    def _take_call_back(self, at_ms: int | None) -> None:
        if self._shown_id:
            client_call_id = self._shown_id
            self._tasks.restart(
                f"call_back {client_call_id}", self._notes.call_back_at(client_call_id, at_ms)
            )

    def _save_now(self) -> None:
        if self._texts or self._dispositions:
            self._timer.stop()
            self._tasks.start(_SAVE, self._save(), on_end=self._go_on)

    def _go_on(self) -> None:
        """What came while the last was stored, or could not be stored, is tried again."""
        if (self._texts or self._dispositions) and not self._timer.isActive():
            has_failed = bool(self._panel.problem)
            self._timer.start(_AGAIN_AFTER_MS if has_failed else _SAVE_AFTER_MS)

    async def _save(self) -> None:
        try:
            await self._store_all()
        except StoreError as error:
            words = translate("history", "Not saved yet: {reason}")
            self._panel.show_problem(words.format(reason=describe(error).sentence))
        else:
            self._panel.show_problem("")

    async def _store_all(self) -> None:
        for unsaved, store in (
            (self._texts, self._notes.note_text),
            (self._dispositions, self._notes.note_disposition),
        ):
            for client_call_id, words in list(unsaved.items()):
                # Calls that are too old are removed: there is nothing left to note it of.
                with contextlib.suppress(LookupError):
                    await store(client_call_id, words)
                _forget(unsaved, client_call_id, words)

    async def _save_choices(self, names: list[str]) -> None:
        await self._notes.save_choices(names)
        self._panel.show_choices(await self._notes.fetch_choices(default_dispositions()))


def _forget(unsaved: dict[str, str], client_call_id: str, stored: str) -> None:
    """More may have been typed while it was stored."""
    if unsaved.get(client_call_id) == stored:
        del unsaved[client_call_id]
