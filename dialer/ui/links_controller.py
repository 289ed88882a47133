"""Between Settings, Links and the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.desktop_ports import HandlerWay
from dialer.domain.errors import DesktopRefused
from dialer.ui.error_text import translate
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.desktop_ports import LinkHandler
    from dialer.ui.hotkey_controller import HotkeyController
    from dialer.ui.pages.links_panel import LinksPanel


class LinksController:
    """Makes this program the one that opens links, and sets its keys, as the person asks.

    Args:
        panel: where it is shown.
        handler: knows who opens links.
        hotkey: the keys that work in every program.
    """

    def __init__(
        self, panel: LinksPanel, handler: LinkHandler, *, hotkey: HotkeyController
    ) -> None:
        self._panel = panel
        self._handler = handler
        self._hotkey = hotkey
        panel.take_over_wanted.connect(self._take_over)
        panel.give_back_wanted.connect(self._give_back)
        panel.hotkey_wanted.connect(self._set_hotkey)
        self.show()

    def show(self) -> None:
        """Shows how things are now."""
        self._panel.show_handlers(self._handler.look())
        if self._hotkey.is_supported:
            self._panel.show_hotkey(self._hotkey.keys, is_on=self._hotkey.is_on)
        else:
            self._panel.show_no_hotkey()

    def _take_over(self) -> None:
        if not self._change(self._handler.take_over):
            return
        report = self._handler.look()
        others = [one for one in report.handlers if not one.is_outdial]
        if report.way is HandlerWay.PERSON_CHOOSES:
            title = translate("links", "Outdial can be chosen now")
            body = translate("links", "Choose it in the Settings that have just opened.")
            self._panel.show_links_notice(Tone.ACCENT, title, body)
        elif others:
            schemes = ", ".join(f"{one.scheme}:" for one in others)
            title = translate("links", "The desktop still uses another program")
            body = translate("links", "Its settings rule about {schemes}; change it there.")
            self._panel.show_links_notice(Tone.WARN, title, body.format(schemes=schemes))
        else:
            title = translate("links", "Links open with Outdial now")
            self._panel.show_links_notice(Tone.OK, title)

    def _give_back(self) -> None:
        if self._change(self._handler.give_back):
            title = translate("links", "Links are left to other programs again")
            self._panel.show_links_notice(Tone.OK, title)

    def _change(self, change: Callable[[], None]) -> bool:
        """Whether it went well; what kept it from that is shown."""
        try:
            change()
        except DesktopRefused as refusal:
            title = translate("links", "Nothing was changed")
            self._panel.show_links_notice(Tone.BAD, title, str(refusal))
            return False
        finally:
            self._panel.show_handlers(self._handler.look())
        return True

    def _set_hotkey(self, keys: str) -> None:
        try:
            self._hotkey.set_keys(keys)
        except DesktopRefused as refusal:
            title = translate("links", "These keys cannot be had")
            self._panel.show_hotkey_notice(Tone.BAD, title, str(refusal))
            return
        self._panel.show_hotkey(self._hotkey.keys, is_on=self._hotkey.is_on)
        if self._hotkey.is_on:
            title = translate("links", "{keys} works in every program now").format(keys=keys)
            self._panel.show_hotkey_notice(Tone.OK, title)
