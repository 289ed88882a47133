"""What the window asks of the desktop it runs on."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Those a person may have another program for; ``outdial:`` links come along.
SHARED_SCHEMES = ("tel", "callto", "sip")


class HandlerWay(enum.StrEnum):
    """How this program can come to open links here."""

    ITSELF = "itself"
    PERSON_CHOOSES = "person_chooses"
    NEEDS_INSTALLING = "needs_installing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeHandler:
    """Who opens one kind of link now.

    Attributes:
        scheme: without its colon.
        program: its name; ``""`` where nobody does.
        is_outdial: it is this program.
    """

    scheme: str
    program: str
    is_outdial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerReport:
    """Who opens links now, and what can be done about it.

    Attributes:
        handlers: one for each of ``SHARED_SCHEMES``, in their order.
        is_registered: this program has told the system that it opens links.
        way: how it can come to do so.
    """

    handlers: tuple[SchemeHandler, ...]
    is_registered: bool
    way: HandlerWay


class LinkHandler(Protocol):
    """Makes this program the one that opens links, and undoes it."""

    def look(self) -> HandlerReport:
        """Who opens links now."""

    def take_over(self) -> None:
        """Has links opened with this program, as far as the system lets it.

        Raises:
            DesktopRefused: the system did not take it.
        """

    def give_back(self) -> None:
        """Leaves links to who opened them before.

        Raises:
            DesktopRefused: the system did not take it.
        """


class GlobalHotkey(Protocol):
    """Keys that reach this program while another one is used."""

    @property
    def is_supported(self) -> bool:
        """Whether this desktop lets a program have such keys."""

    def start(self, keys: str, on_press: Callable[[], None]) -> None:
        """Asks for keys in place of those it had.

        Args:
            keys: e.g. ``Ctrl+Alt+D``, in Qt's portable spelling.
            on_press: called once for each press.

        Raises:
            DesktopRefused: another program has them, or they cannot be had.
        """

    def stop(self) -> None:
        """Gives the keys back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayEntry:
    """One line of the tray's menu.

    Attributes:
        key: stable name, e.g. ``quit``.
        words: what it says.
        act: what it does.
    """

    key: str
    words: str
    act: Callable[[], None]


class Tray(Protocol):
    """The program's icon in the desktop's tray, with a menu."""

    def show_state(self, words: str) -> None:
        """Says what goes on; ``""`` takes the line away."""

    def show_recent(self, entries: Sequence[TrayEntry]) -> None:
        """Lists the last calls above the rest."""

    def hide(self) -> None:
        """Takes the icon away."""
