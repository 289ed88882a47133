"""Noting how calls went, and when to call back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.call_notes import NO_NOTE, CallNote, tidy_dispositions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from dialer.domain.call_notes import CallNotes
    from dialer.domain.ports import SettingsStore

_CHOICES = "call_dispositions"


class CallNoteService:
    """Keeps what agents say of calls, whatever became of these.

    Args:
        notes: keeps it.
        settings: keeps the list of dispositions.
    """

    def __init__(self, notes: CallNotes, settings: SettingsStore) -> None:
        self._notes = notes
        self._settings = settings
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Tells of every change of a time to call back."""
        self._listeners.append(listener)

    async def fetch_note(self, client_call_id: str) -> CallNote:
        """What is noted of a call.

        Raises:
            StoreError: it cannot be read.
        """
        return (await self._notes.fetch_notes([client_call_id])).get(client_call_id, NO_NOTE)

    async def fetch_notes(self, client_call_ids: Collection[str]) -> Mapping[str, CallNote]:
        """What is noted of some calls, by client call id, where anything is.

        Raises:
            StoreError: it cannot be read.
        """
        return await self._notes.fetch_notes(client_call_ids)

    async def note_disposition(self, client_call_id: str, disposition: str) -> None:
        """Keeps how a call went; ``""`` takes it back.

        Raises:
            LookupError: the call was never recorded.
            StoreError: it was not stored.
        """
        await self._notes.save_disposition(client_call_id, disposition)

    async def note_text(self, client_call_id: str, text: str) -> None:
        """Keeps notes about a call.

        Raises:
            LookupError: the call was never recorded.
            StoreError: they were not stored.
        """
        await self._notes.save_text(client_call_id, text)

    async def call_back_at(self, client_call_id: str, call_back_ms: int | None) -> None:
        """Keeps when to call back; None for not any more. Nothing is ever dialled for it.

        Raises:
            LookupError: the call was never recorded.
            StoreError: it was not stored.
        """
        await self._notes.save_call_back(client_call_id, call_back_ms)
        for listener in self._listeners:
            listener()

    async def fetch_call_backs(self) -> Sequence[tuple[str, int]]:
        """Client call id and time, ms since the epoch, of every call-back; soonest first.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._notes.fetch_call_backs()

    async def fetch_choices(self, defaults: Sequence[str]) -> Sequence[str]:
        """The dispositions there are to choose, in the person's order.

        Args:
            defaults: what there is while nobody made a list.

        Raises:
            StoreError: they cannot be read.
        """
        stored = await self._settings.fetch_setting(_CHOICES)
        return tuple(stored.splitlines()) if stored else tuple(defaults)

    async def save_choices(self, names: Iterable[str]) -> None:
        """Replaces the dispositions there are to choose; none brings the first ones back.

        Raises:
            StoreError: they were not stored.
        """
        await self._settings.save_setting(_CHOICES, "\n".join(tidy_dispositions(names)))

    async def fetch_used(self) -> Sequence[str]:
        """Every disposition some call has, in the list or not.

        Raises:
            StoreError: they cannot be read.
        """
        return await self._notes.fetch_dispositions()
