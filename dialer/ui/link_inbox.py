"""Takes the links other programs send: it fills the number in, and dials nothing."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QCoreApplication, QObject

from dialer.ui.main_window import CALL_PAGE

if TYPE_CHECKING:
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

MOST_LINKS, SPAN_S = 3, 10.0
translate = QCoreApplication.translate


class LinkInbox(QObject):
    """Lets a few links through, and says how many it held back.

    Args:
        window: brought to the front.
        page: whose number field is filled in.
    """

    def __init__(self, window: MainWindow, page: CallPage) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self._taken_s: list[float] = []
        self._held_back = 0

    def take(self, link: str | None) -> None:
        """Shows the window, with the number of the link where there is one."""
        if link is not None and not self._is_let_through():
            self._held_back += 1
            self._page.show_problem(
                translate("links", "Too many links at once"),
                translate("links", "{count} were held back. Open the one you need again.").format(
                    count=self._held_back
                ),
            )
            return
        self._come_to_front()
        if link is not None:
            self._held_back = 0
            self.fill_in(link)

    def _is_let_through(self) -> bool:
        now_s = monotonic()
        self._taken_s = [taken_s for taken_s in self._taken_s if now_s - taken_s < SPAN_S]
        if len(self._taken_s) >= MOST_LINKS:
            return False
        self._taken_s.append(now_s)
        return True

    def _come_to_front(self) -> None:
        window = self._window
        minimised = QtCore.Qt.WindowState.WindowMinimized
        window.setWindowState(window.windowState() & ~minimised)
        window.show()
        window.raise_()
        window.activateWindow()

    def fill_in(self, link: str) -> None:
        """Puts the number of a link into the field, or says what is wrong with it."""
        from dialer.domain.errors import InputError  # noqa: PLC0415 - links are rare
        from dialer.domain.guard import NumberSource  # noqa: PLC0415 - the same
        from dialer.domain.links import parse_link  # noqa: PLC0415 - the same

        self._window.show_page(CALL_PAGE)
        try:
            found = parse_link(link)
        except InputError as error:
            self._page.show_problem(translate("links", "Nothing to call"), error.problem)
            return
        self._page.set_number(found.number, NumberSource.LINK)
