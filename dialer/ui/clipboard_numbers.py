"""The number on the clipboard, brought into the number field; it dials nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

from dialer.domain.guard import NumberSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_texts import FoundNumber
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.widgets.popup_list import PopupList

# Named as lupdate knows it.
translate = QCoreApplication.translate
_LIST_WIDTH = 320


class ClipboardNumbers(QObject):
    """Finds numbers in what was copied; where there are several, the person chooses.

    Args:
        page: whose number field is filled in.
    """

    def __init__(self, page: CallPage) -> None:
        super().__init__(page)
        self._page = page
        self._found: Sequence[FoundNumber] = ()
        self._list: PopupList | None = None

    def take(self) -> None:
        """Takes what was copied."""
        self._take(_copied(QClipboard.Mode.Clipboard))

    def take_marked(self) -> None:
        """Takes what is marked in another program, or else what was copied.

        Only some desktops tell what is marked.
        """
        marked = _copied(QClipboard.Mode.Selection)
        holds_number = bool(marked.strip()) and bool(self._find(marked))
        self._take(marked if holds_number else _copied(QClipboard.Mode.Clipboard))

    def _find(self, text: str) -> Sequence[FoundNumber]:
        from dialer.domain.number_texts import find_numbers  # noqa: PLC0415 - when asked for

        return find_numbers(text, region=self._page.form.number.region)

    def _take(self, text: str) -> None:
        self._found = self._find(text)
        if not self._found:
            self._page.show_problem(
                translate("clipboard", "No number on the clipboard"),
                translate("clipboard", "Copy one, with its country code, and try again."),
            )
        elif len(self._found) == 1:
            self._fill(self._found[0])
        else:
            self._offer()

    def _fill(self, found: FoundNumber) -> None:
        about = (
            translate("clipboard", "extension {extension}").format(extension=found.extension)
            if found.extension
            else ""
        )
        self._page.set_number(found.text, NumberSource.CLIPBOARD, about=about)

    def _offer(self) -> None:
        from dialer.ui.widgets.popup_list import PopupList, PopupRow  # noqa: PLC0415 - rare

        if self._list is not None:
            self._list.deleteLater()
        rows = [PopupRow(str(place), _row_words(found)) for place, found in enumerate(self._found)]
        name = translate("clipboard", "Numbers on the clipboard")
        edit = self._page.form.number.edit
        self._list = PopupList(edit, name, rows)
        self._list.setObjectName("call.clipboard")
        self._list.chosen.connect(lambda place: self._fill(self._found[int(place)]))
        self._list.pop_up(max(_LIST_WIDTH, edit.width()))


def _row_words(found: FoundNumber) -> str:
    shown = found.number.display
    return shown if found.text == shown else f"{shown} · {found.text}"


def _copied(mode: QClipboard.Mode) -> str:
    clipboard = QGuiApplication.clipboard()
    if mode is QClipboard.Mode.Selection and not clipboard.supportsSelection():
        return ""
    return clipboard.text(mode)
