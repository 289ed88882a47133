"""Every keyboard shortcut, in one table."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

# Named as lupdate knows it.
translate = QCoreApplication.translate


class Action(enum.StrEnum):
    """What a shortcut does."""

    PLACE_CALL = "place_call"
    SEARCH = "search"
    NUMBER = "number"
    LAST_NUMBER = "last_number"
    CLIPBOARD = "clipboard"
    FILTER = "filter"
    REFRESH = "refresh"
    SETTINGS = "settings"
    QUIT = "quit"


class Shortcut(NamedTuple):
    """One row of the table.

    Attributes:
        keys: every key combination that does it; the first is the one shown.
        words: what it does.
    """

    keys: tuple[str | QKeySequence.StandardKey, ...]
    words: str


def table() -> dict[Action, Shortcut]:
    """All shortcuts but the numbered ones of the pages."""
    return {
        Action.PLACE_CALL: Shortcut(
            ("Ctrl+Return", "Ctrl+Enter"), translate("shortcuts", "Call the number")
        ),
        Action.SEARCH: Shortcut(("Ctrl+K",), translate("shortcuts", "Search or dial")),
        Action.NUMBER: Shortcut(("Ctrl+L",), translate("shortcuts", "Go to the number field")),
        Action.LAST_NUMBER: Shortcut(
            ("Ctrl+R",), translate("shortcuts", "Bring the last number back")
        ),
        Action.CLIPBOARD: Shortcut(
            ("Ctrl+Shift+V",), translate("shortcuts", "Fill in the number on the clipboard")
        ),
        Action.FILTER: Shortcut(("Ctrl+F",), translate("shortcuts", "Filter the list")),
        Action.REFRESH: Shortcut(("F5",), translate("shortcuts", "Load the list again")),
        Action.SETTINGS: Shortcut(("Ctrl+,",), translate("shortcuts", "Settings")),
        Action.QUIT: Shortcut(("Ctrl+Q",), translate("shortcuts", "Quit")),
    }


def shown(action: Action) -> str:
    """The first key combination of an action, as shown in a keycap, e.g. ``Ctrl K``."""
    keys = QKeySequence(table()[action].keys[0])
    return keys.toString(QKeySequence.SequenceFormat.NativeText).replace("+", " ")


def bind(action: Action, widget: QWidget, slot: Callable[[], object]) -> None:
    """Makes a shortcut work in the window of ``widget``, while that widget can be seen."""
    bind_keys(table()[action].keys, widget, slot)


def bind_keys(
    keys: tuple[str | QKeySequence.StandardKey, ...],
    widget: QWidget,
    slot: Callable[[], object],
) -> None:
    """Binds key combinations; a key held down acts once."""
    for key in keys:
        shortcut = QShortcut(QKeySequence(key), widget)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(slot)
