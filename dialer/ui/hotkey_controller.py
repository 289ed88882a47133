"""The keys that bring the window up from any program, as the person set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.errors import DesktopRefused
from dialer.ui.error_text import translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.desktop_ports import GlobalHotkey
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.window_state import WindowState

_SUGGESTED = "Ctrl+Alt+D"


class HotkeyController:
    """Keeps what was set over restarts. Off at first.

    Args:
        make: gives this desktop's keys; asked when they are first needed.
        state: remembers them.
        on_press: told of each press.
    """

    def __init__(
        self, make: Callable[[], GlobalHotkey], *, state: WindowState, on_press: Callable[[], None]
    ) -> None:
        self._make = make
        self._state = state
        self._on_press = on_press
        self._hotkey: GlobalHotkey | None = None
        self.is_on = False

    @property
    def keys(self) -> str:
        """The keys set last, or a suggestion."""
        return self._state.hotkey[0] or _SUGGESTED

    @property
    def is_supported(self) -> bool:
        """Whether this desktop has such keys."""
        return self._keys_of_desktop().is_supported

    def resume(self, page: CallPage) -> None:
        """Asks for the keys that were on when the program was closed."""
        keys, was_on = self._state.hotkey
        if not was_on:
            return
        try:
            self._start(keys)
        except DesktopRefused as refusal:
            title = translate("links", "The keys in every program do not work")
            page.show_problem(title, str(refusal))

    def set_keys(self, keys: str) -> None:
        """Turns keys on, or off with ``""``.

        Raises:
            DesktopRefused: another program has them, or they cannot be had; none are on then.
        """
        if keys:
            self._start(keys)
        else:
            self.stop()
        self._state.save_hotkey(keys or self.keys, is_on=self.is_on)

    def stop(self) -> None:
        """Gives them back, and asks for them again at the next start."""
        if self._hotkey is not None:
            self._hotkey.stop()
        self.is_on = False

    def _start(self, keys: str) -> None:
        self.is_on = False
        self._keys_of_desktop().start(keys, self._on_press)
        self.is_on = True

    def _keys_of_desktop(self) -> GlobalHotkey:
        if self._hotkey is None:
            self._hotkey = self._make()
        return self._hotkey
