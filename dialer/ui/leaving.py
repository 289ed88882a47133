"""Between the wish to quit and the end: calls whose outcome is not known are spoken of once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.error_text import translate
from dialer.ui.theme import Tone
from dialer.ui.widgets.inline_question import InlineQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QSessionManager

    from dialer.domain.calls import Call
    from dialer.ui.main_window import MainWindow


def _ask_nothing(leave: Callable[[], None]) -> None:
    leave()


class Leaving(QObject):
    """Asks before the window goes, and never where the whole session ends.

    Args:
        window: is asked to close, and takes the question.
        find_unknown: the calls whose outcome is not known, newest first.
        open_call: shows one of them in History.
        leave: ends the run.
        spare_drafts: given ``leave``, calls it at once, or asks first about what was typed.
    """

    def __init__(
        self,
        window: MainWindow,
        *,
        find_unknown: Callable[[], Sequence[Call]],
        open_call: Callable[[Call], None],
        leave: Callable[[], None],
        spare_drafts: Callable[[Callable[[], None]], None] = _ask_nothing,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._find_unknown = find_unknown
        self._open_call = open_call
        self._leave = leave
        self._spare_drafts = spare_drafts
        self._asked: frozenset[str] = frozenset()
        self._session_ends = False
        self._question: InlineQuestion | None = None
        self._frame: QWidget | None = None
        window.close_requested.connect(self.want)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self.note_end_of_session)

    def want(self) -> None:
        """Leaves; where calls have no outcome that were not spoken of yet, asks instead."""
        unknown = self._find_unknown()
        ids = frozenset(call.client_call_id for call in unknown)
        if self._session_ends:
            self._leave()
            return
        if ids <= self._asked:
            self._spare_drafts(self._leave)
            return
        self._asked |= ids
        question = self._question or self._make_question()
        question.pose(
            Tone.WARN,
            _title(len(unknown)),
            translate("frame", "They stay in History, and can be looked up at the next start."),
            yes=translate("frame", "Quit anyway"),
            no=translate("frame", "Look at them"),
        )
        if self._frame is not None:
            self._frame.show()

    def note_end_of_session(self, _session: QSessionManager | None = None) -> None:
        """The computer shuts down, or the person logs out: nothing is asked any more."""
        self._session_ends = True

    def _answer(self, quits: bool) -> None:  # noqa: FBT001 - what a signal tells
        if self._frame is not None:
            self._frame.hide()
        if quits:
            self._spare_drafts(self._leave)
            return
        unknown = self._find_unknown()
        if unknown:
            self._open_call(unknown[0])

    def _make_question(self) -> InlineQuestion:
        self._frame = QWidget(self._window)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(theme.STEP_XL, theme.STEP_L, theme.STEP_XL, 0)
        self._question = InlineQuestion("frame.quit", self._frame)
        self._question.answered.connect(self._answer)
        column.addWidget(self._question)
        self._window.add_notice(self._frame)
        return self._question


def _title(count: int) -> str:
    if count == 1:
        return translate("frame", "It is not known what became of one call. Quit now?")
    words = translate("frame", "It is not known what became of {count} calls. Quit now?")
    return words.format(count=count)
