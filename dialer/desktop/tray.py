"""The icon in the desktop's tray: a second way to what the window has, never the only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QIcon

    from dialer.domain.desktop_ports import TrayEntry


def make_tray(
    icon: QIcon, entries: Sequence[TrayEntry], *, on_open: Callable[[], None]
) -> TrayIcon | None:
    """Puts an icon into the tray; None where the desktop has none.

    Args:
        icon: the program's.
        entries: the menu, from top to bottom.
        on_open: the icon itself was pressed.
    """
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    return TrayIcon(icon, entries, on_open=on_open)


class TrayIcon(QObject):
    """An icon, its tip and its menu. Gone with ``hide``."""

    def __init__(
        self, icon: QIcon, entries: Sequence[TrayEntry], *, on_open: Callable[[], None]
    ) -> None:
        super().__init__()
        self._on_open = on_open
        self._menu = QMenu()
        self._menu.setObjectName("tray.menu")
        self._recent: list[QAction] = []
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setToolTip("Outdial")
        self._icon.activated.connect(self._activate)
        self._state = self._menu.addAction("")
        self._state.setObjectName("tray.state")
        self._state.setEnabled(False)
        self._state.setVisible(False)
        self._before_recent = self._menu.addSeparator()
        for entry in entries:
            action = self._menu.addAction(entry.words)
            action.setObjectName(f"tray.{entry.key}")
            action.triggered.connect(lambda _checked=False, act=entry.act: act())
        self._icon.setContextMenu(self._menu)
        self._icon.show()

    def show_state(self, words: str) -> None:
        """Says what goes on; ``""`` takes the line away."""
        self._state.setText(words)
        self._state.setVisible(bool(words))
        self._icon.setToolTip(f"Outdial — {words}" if words else "Outdial")

    def show_recent(self, entries: Sequence[TrayEntry]) -> None:
        """Lists the last calls above the rest."""
        for action in self._recent:
            self._menu.removeAction(action)
            action.deleteLater()
        self._recent = []
        for entry in entries:
            # An ampersand would be taken for an access key.
            action = self._menu.addAction(entry.words.replace("&", "&&"))
            action.setObjectName(f"tray.{entry.key}")
            action.triggered.connect(lambda _checked=False, act=entry.act: act())
            self._menu.removeAction(action)
            self._menu.insertAction(self._before_recent, action)
            self._recent.append(action)

    def hide(self) -> None:
        """Takes the icon away."""
        self._icon.hide()
        self._menu.deleteLater()
        self.deleteLater()

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self._on_open()
