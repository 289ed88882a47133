"""Takes the links other programs send: it fills the number in, and dials nothing."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from dialer.ui.coming_to_front import come_to_front
from dialer.ui.main_window import CALL_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

MOST_LINKS, SPAN_S = 3, 10.0
translate = QCoreApplication.translate


class LinkInbox(QObject):
    """Lets a few links through, and says how many it held back.

    Args:
        window: brought to the front.
        page: whose number field is filled in.
        is_locked: tells whether the screen is locked now: then nobody who may see the
            window asked for anything, and a link is held back.
    """

    def __init__(
        self, window: MainWindow, page: CallPage, *, is_locked: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._is_locked = is_locked
        self._window = window
        self._page = page
        self._taken_s: list[float] = []
        self._held_back = 0

    def take(self, link: str | None, activation_token: str = "") -> None:
        """Shows the window, with the number of the link where there is one.

        Args:
            link: as a later start was given it.
            activation_token: the desktop's leave to come to the front, or ``""``.
        """
        if link is not None and not self._is_let_through():
            self._held_back += 1
            self._page.show_problem(
                translate("links", "Too many links at once"),
                translate("links", "{count} were held back. Open the one you need again.").format(
                    count=self._held_back
                ),
            )
            return
        if self._is_locked():
            if link is not None:
                self._page.show_problem(
                    translate("links", "A link was held back"),
                    translate(
                        "links",
                        "It came while the screen was locked. If it is yours, open it again.",
                    ),
                )
            return
        come_to_front(self._window, activation_token)
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
        extension = translate("links", "extension {extension}").format(extension=found.extension)
        parts = (found.reference, extension if found.extension else "")
        about = " · ".join(filter(None, parts))
        self._page.set_number(found.number, NumberSource.LINK, about=about)
