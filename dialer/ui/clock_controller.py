"""Between the chips about time and the services that know of it."""

from __future__ import annotations

import asyncio
import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from dialer.ui import clock_words, theme
from dialer.ui.error_text import translate
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.accounts import Account
    from dialer.ui.aio import TaskOwner
    from dialer.ui.main_window import MainWindow
    from dialer.ui.services import Services

_COUNT_DOWN = "provider busy"


class _Subject(enum.Enum):
    """What the notice speaks of."""

    CLOCK = "clock"
    BUSY = "busy"


class ClockController:
    """Shows the clock and the pauses of the account in use, and explains them.

    Args:
        window: for the chips and the notice.
        services: know how far the clock is off, and who asked for a pause.
        tasks: keeps the count-down alive.
        account_id: the account in use at first.
    """

    def __init__(
        self,
        window: MainWindow,
        *,
        services: Services,
        tasks: TaskOwner,
        account_id: str,
    ) -> None:
        self._window = window
        self._doctor = services.clock_doctor
        self._back_offs = services.back_offs
        self._tasks = tasks
        self._account_id = account_id
        self._subject: _Subject | None = None
        self._said: tuple[tuple[str, str], list[str]] | None = None
        self._notice: Notice | None = None
        self._frame: QWidget | None = None
        self._doctor.listen(self._hear_of_clock)
        self._back_offs.listen(self._hear_of_pause)
        window.chip_opened.connect(self._open)

    def show_account(self, account: Account) -> None:
        """Speaks of another account from now on."""
        if account.account_id != self._account_id:
            self._account_id = account.account_id
            self._close()
        self._show_clock()
        self._show_pause()

    def _hear_of_clock(self, account_id: str) -> None:
        if account_id == self._account_id:
            self._show_clock()

    def _hear_of_pause(self, account_id: str) -> None:
        if account_id == self._account_id:
            self._show_pause()

    def _show_clock(self) -> None:
        state = self._doctor.get_state(self._account_id)
        self._window.show_clock(state)
        if self._subject is not _Subject.CLOCK:
            return
        words, _tone = clock_words.clock_chip(state)
        if words:
            self._explain_clock()
        else:
            # There is nothing left to speak of, and no chip to close it with.
            self._close()

    def _show_pause(self) -> None:
        left_ms = self._back_offs.left_ms(self._account_id)
        self._window.show_busy(left_ms)
        if left_ms:
            self._tasks.start(_COUNT_DOWN, self._count_down())

    async def _count_down(self) -> None:
        """Keeps the seconds in the chip right until the pause is over."""
        while left_ms := self._back_offs.left_ms(self._account_id):
            self._window.show_busy(left_ms)
            # To the moment the number of seconds changes, and a little beyond.
            await asyncio.sleep((left_ms % 1000 or 1000) / 1000 + 0.01)
        self._window.show_busy(0)
        if self._subject is _Subject.BUSY:
            self._close()

    def _open(self, chip: str) -> None:
        """A chip was pressed: explains what it speaks of, or takes the explanation away."""
        wanted = next((subject for subject in _Subject if subject.value == chip), None)
        if wanted is None:
            return
        if wanted is self._subject:
            self._close()
            return
        self._subject = wanted
        if wanted is _Subject.CLOCK:
            self._explain_clock()
        else:
            self._explain(Tone.WARN, clock_words.explain_busy(), {})

    def _explain_clock(self) -> None:
        state = self._doctor.get_state(self._account_id)
        buttons: dict[str, tuple[str, Callable[[], None]]] = {}
        if state.uses_provider_time:
            words = translate("clock", "Stop using provider time")
            buttons["stop_provider_time"] = (words, self._stop)
        elif state.may_start:
            words = translate("clock", "Use provider time")
            buttons["use_provider_time"] = (words, self._use)
        tone = Tone.ACCENT if state.uses_provider_time else Tone.WARN
        self._explain(tone, clock_words.explain_clock(state), buttons)

    def _explain(
        self,
        tone: Tone,
        text: tuple[str, str],
        buttons: dict[str, tuple[str, Callable[[], None]]],
    ) -> None:
        said = (text, list(buttons))
        if said == self._said:
            # Every reply comes by here: a button must not be replaced under the keyboard.
            return
        self._said = said
        if self._notice is None:
            self._notice = self._make_notice()
        had_keyboard = self._has_keyboard
        self._notice.show_words(tone, *text)
        made = [self._button(name, *button) for name, button in buttons.items()]
        made.append(self._button("close", translate("clock", "Close"), self._close))
        self._notice.show_buttons(made)
        if self._frame is not None:
            self._frame.show()
        before = self._chip
        for button in made:
            if before is not None:
                QWidget.setTabOrder(before, button)
            before = button
        if had_keyboard:
            made[-1].setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_notice(self) -> Notice:
        self._frame = QWidget(self._window)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(theme.STEP_XL, theme.STEP_L, theme.STEP_XL, 0)
        notice = Notice("frame.clock", self._frame)
        column.addWidget(notice)
        self._window.add_notice(self._frame)
        return notice

    def _button(self, name: str, words: str, press: Callable[[], None]) -> Button:
        button = Button(words, ButtonKind.PLAIN, self._notice)
        button.setObjectName(f"frame.clock.{name}")
        button.clicked.connect(press)
        return button

    def _use(self) -> None:
        self._doctor.use_provider_time(self._account_id)

    def _stop(self) -> None:
        self._doctor.stop_using_provider_time(self._account_id)

    def _close(self) -> None:
        chip = self._chip
        if self._has_keyboard and chip is not None:
            chip.setFocus(Qt.FocusReason.OtherFocusReason)
        self._subject = self._said = None
        if self._frame is not None:
            self._frame.hide()

    @property
    def _chip(self) -> QWidget | None:
        """What was pressed for the notice."""
        name = self._subject.value if self._subject else ""
        return self._window.findChild(QWidget, f"frame.chip.{name}")

    @property
    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return self._frame is not None and focused is not None and self._frame.isAncestorOf(focused)
