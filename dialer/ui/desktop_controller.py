"""What the desktop beyond the window has of it: the tray, keys that work everywhere, links."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from dialer.ui.coming_to_front import come_to_front
from dialer.ui.error_text import translate
from dialer.ui.hotkey_controller import HotkeyController
from dialer.ui.main_window import CALL_PAGE
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.calls import Call
    from dialer.domain.desktop_ports import Tray, TrayEntry
    from dialer.ui.clipboard_numbers import ClipboardNumbers
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.pages.links_panel import LinksPanel
    from dialer.ui.services import Desktop
    from dialer.ui.window_state import WindowState

_RECENT_SHOWN = 5
_FOCUS_PATIENCE_MS = 300
_START_AFTER_MS = 250


class DesktopController:
    """Serves the tray, the keys and Settings; nothing of it may delay the window.

    Args:
        window: comes to the front.
        page: its number field is filled in.
        desktop: what the desktop offers; None where the window stands alone.
        clipboard: finds numbers in what was copied.
        state: remembers what was set.
    """

    def __init__(
        self,
        window: MainWindow,
        page: CallPage,
        *,
        desktop: Desktop | None,
        clipboard: ClipboardNumbers,
        state: WindowState,
    ) -> None:
        self._window = window
        self._page = page
        self._desktop = desktop
        self._clipboard = clipboard
        self._tray: Tray | None = None
        self._recent: Sequence[Call] = ()
        self._is_stopped = False
        self._state = state
        self._hotkey: HotkeyController | None = None

    def start_soon(self) -> None:
        """Starts once the window had a moment to itself."""
        QTimer.singleShot(_START_AFTER_MS, self._window, self._start)

    def _start(self) -> None:
        if self._is_stopped or self._desktop is None:
            return
        self._keys_of(self._desktop).resume(self._page)
        self._tray = self._desktop.make_tray(self._entries(), self._show_window)
        self.show_calls(self._recent)

    def stop(self) -> None:
        """Takes tray and keys away."""
        self._is_stopped = True
        if self._hotkey is not None:
            self._hotkey.stop()
        if self._tray is not None:
            self._tray.hide()
            self._tray = None

    def attach(self, panel: LinksPanel) -> None:
        """Serves the Links section of Settings, which was just opened."""
        from dialer.ui.links_controller import LinksController  # noqa: PLC0415 - when opened

        if self._desktop is None:
            return
        handler = self._desktop.make_link_handler()
        self._links = LinksController(panel, handler, hotkey=self._keys_of(self._desktop))

    def show_calls(self, recent: Sequence[Call]) -> None:
        """Lists the last calls in the tray, and says of those under way.

        Args:
            recent: the newest first.
        """
        self._recent = recent
        if self._tray is None:
            return
        from dialer.domain.desktop_ports import TrayEntry  # noqa: PLC0415 - after the start

        unresolved = [call for call in recent if call.is_unresolved]
        self._tray.show_state(
            translate("tray", "{count} not settled").format(count=len(unresolved))
            if unresolved
            else ""
        )
        newest: dict[str, Call] = {}
        for call in recent:
            newest.setdefault(call.callee, call)
        self._tray.show_recent(
            [
                TrayEntry(
                    key=f"recent.{place}",
                    words=display_number(call.callee),
                    act=partial(self._recall, call),
                )
                for place, call in enumerate(list(newest.values())[:_RECENT_SHOWN])
            ]
        )

    def _keys_of(self, desktop: Desktop) -> HotkeyController:
        if self._hotkey is None:
            self._hotkey = HotkeyController(
                desktop.make_hotkey, state=self._state, on_press=self._bring_marked
            )
        return self._hotkey

    def _entries(self) -> Sequence[TrayEntry]:
        from dialer.domain.desktop_ports import TrayEntry  # noqa: PLC0415 - after the start

        return (
            TrayEntry(key="show", words=translate("tray", "Show Outdial"), act=self._show_window),
            TrayEntry(
                key="clipboard",
                words=translate("tray", "Fill in the number on the clipboard"),
                act=self._bring_copied,
            ),
            TrayEntry(
                key="quit",
                words=translate("tray", "Quit"),
                act=self._window.close_requested.emit,
            ),
        )

    def _show_window(self) -> None:
        come_to_front(self._window)

    def _recall(self, call: Call) -> None:
        self._show_call_page()
        self._page.recall_requested.emit(call)

    def _bring_copied(self) -> None:
        self._show_call_page()
        if self._window.isActiveWindow():
            self._clipboard.take()
        else:
            # Wayland shows the clipboard only to the window with the keyboard.
            QTimer.singleShot(_FOCUS_PATIENCE_MS, self._window, self._clipboard.take)

    def _bring_marked(self) -> None:
        # What is marked elsewhere is read first: coming to the front may end the marking.
        self._window.show_page(CALL_PAGE)
        self._clipboard.take_marked()
        come_to_front(self._window)

    def _show_call_page(self) -> None:
        come_to_front(self._window)
        self._window.show_page(CALL_PAGE)
