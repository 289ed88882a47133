"""The application on macOS, where links come as events and not as arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from dialer.domain.link_schemes import is_call_link

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent


class LinkApplication(QApplication):
    """Hands links over; those of the start wait until somebody takes them."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._waiting: list[str] = []
        self._take: Callable[[str], None] | None = None

    def give_links_to(self, take: Callable[[str], None]) -> None:
        """Hands over what waits, and what comes from now on."""
        self._take = take
        waiting, self._waiting = self._waiting, []
        for link in waiting:
            take(link)

    def event(self, event: QEvent) -> bool:
        """Keeps links from the rest of Qt, which would take them for files."""
        link = link_of(event)
        if link is None:
            return super().event(event)
        if self._take is None:
            self._waiting.append(link)
        else:
            self._take(link)
        return True


def link_of(event: QEvent) -> str | None:
    """The link an event asks to open; None where it asks for something else."""
    if not isinstance(event, QFileOpenEvent):
        return None
    link = event.url().toString()
    return link if is_call_link(link) else None
