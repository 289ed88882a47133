"""The frame: top bar, rail of pages, and the page that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dialer.ui import shortcuts, theme
from dialer.ui.shortcuts import Action
from dialer.ui.widgets.nav_rail import NavRail
from dialer.ui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QCloseEvent, QPaintEvent

    from dialer.domain.accounts import ConnectionReport, KeyringStatus
    from dialer.domain.calls import Call
    from dialer.services.clock_doctor import ClockState
    from dialer.ui.shown_account import ShownAccount
    from dialer.ui.theme import Tone
    from dialer.ui.widgets.search_box import Match
    from dialer.ui.widgets.unresolved_strip import UnresolvedStrip

CALL_PAGE, HISTORY_PAGE, TASKS_PAGE = "call", "history", "tasks"
AGENTS_PAGE, SETTINGS_PAGE = "agents", "settings"


class MainWindow(QWidget):
    """Holds the pages, and shows what concerns all of them.

    Signals:
        account_chosen: the id of the account that is to be used.
        manage_accounts_requested: "Manage accounts…" was chosen.
        search_edited: the text in the search box, while it changes.
        search_submitted: a number to dial, or text to look for.
        chip_opened: ``busy``, ``connection``, ``clock`` or ``keyring``.
        unresolved_opened: the Call of the strip that was pressed.
        number_wanted: the keyboard is to go to the number field.
        last_number_wanted: the last number is to be brought back.
        clipboard_wanted: the number on the clipboard is to be filled in.
        close_requested: the person wants to leave; nothing is closed yet.
        painted: the window was painted for the first time.
    """

    account_chosen = Signal(str)
    manage_accounts_requested = Signal()
    search_edited = Signal(str)
    search_submitted = Signal(str)
    chip_opened = Signal(str)
    unresolved_opened = Signal(object)
    number_wanted = Signal()
    last_number_wanted = Signal()
    clipboard_wanted = Signal()
    close_requested = Signal()
    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("frame")
        self.setWindowTitle("Outdial")
        self.setMinimumSize(*theme.WINDOW_MINIMUM)
        self.resize(*theme.WINDOW_SIZE)
        self._factories: dict[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        self._may_close = False
        self._is_painted = False
        self._strip: UnresolvedStrip | None = None
        self._bar = TopBar(self)
        self._rail = NavRail(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setBackgroundRole(QPalette.ColorRole.Window)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._rail)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self._body.addWidget(self._stack, 1)
        row.addLayout(self._body, 1)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self._bar.accounts.chosen.connect(self.account_chosen)
        self._bar.accounts.manage_requested.connect(self.manage_accounts_requested)
        self._bar.search.edited.connect(self.search_edited)
        self._bar.search.submitted.connect(self.search_submitted)
        self._bar.chip_opened.connect(self.chip_opened)
        self._rail.chosen.connect(self.show_page)
        for action, slot in (
            (Action.SEARCH, self._go_to_search),
            (Action.NUMBER, lambda: self._on_call_page(self.number_wanted)),
            (Action.LAST_NUMBER, lambda: self._on_call_page(self.last_number_wanted)),
            (Action.CLIPBOARD, lambda: self._on_call_page(self.clipboard_wanted)),
            (Action.SETTINGS, lambda: self.show_page(SETTINGS_PAGE)),
            (Action.QUIT, self.close_requested.emit),
        ):
            shortcuts.bind(action, self, slot)

    def add_page(
        self,
        key: str,
        title: str,
        icon: str,
        factory: Callable[[], QWidget],
        *,
        at_bottom: bool = False,
    ) -> None:
        """Registers a page; the first one is shown at once, others when they are opened.

        Args:
            key: ``call``, ``settings``, ...; part of the button's object name.
            title: what the rail says.
            icon: name of its icon.
            factory: builds the page.
            at_bottom: puts the button at the end of the rail, without a number key.
        """
        self._factories[key] = factory
        self._rail.add(key, title, icon, at_bottom=at_bottom)
        if not at_bottom:
            number = self._rail.top_count
            shortcuts.bind_keys((f"Ctrl+{number}",), self, lambda: self.show_page(key))
        if len(self._factories) == 1:
            self.show_page(key)

    def show_page(self, key: str) -> None:
        """Opens a page; one that is not registered is left alone."""
        if key not in self._factories:
            return
        page = self._pages.get(key)
        if page is None:
            page = self._pages[key] = self._factories[key]()
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._rail.show_chosen(key)

    @property
    def page_key(self) -> str:
        """The key of the page that is shown."""
        shown = self._stack.currentWidget()
        return next((key for key, page in self._pages.items() if page is shown), "")

    def show_accounts(self, accounts: Sequence[ShownAccount], current_id: str) -> None:
        """Takes the accounts there are, and which one is in use."""
        self._bar.accounts.show_accounts(accounts, current_id)
        is_sandbox = any(one.is_sandbox and one.account_id == current_id for one in accounts)
        self.setWindowTitle(self.tr("Outdial — Sandbox") if is_sandbox else "Outdial")

    def show_connection(self, report: ConnectionReport | None, *, problem: str = "") -> None:
        """Shows what the last exchange with the provider said.

        Args:
            report: what it showed; None with no problem takes the chip away.
            problem: a few words where it failed, e.g. ``Not connected``.
        """
        from dialer.ui.words import connection_words  # noqa: PLC0415 - not before first paint

        words, tone = connection_words(report, problem)
        self._bar.show_chip("connection", words=words, tone=tone, tip=self.tr("Test connection"))

    def show_clock(self, state: ClockState) -> None:
        """Warns where this computer's clock is off, and says whose time is used."""
        from dialer.ui.clock_words import clock_chip  # noqa: PLC0415 - not before first paint

        words, tone = clock_chip(state)
        tip = self.tr("What this means, and how to fix it")
        self._bar.show_chip("clock", words=words, tone=tone, tip=tip)

    def show_busy(self, left_ms: int) -> None:
        """Says for how much longer the provider wants fewer requests; 0 takes the chip away."""
        from dialer.ui.clock_words import busy_chip  # noqa: PLC0415 - not before first paint

        words, tone = busy_chip(left_ms)
        self._bar.show_chip("busy", words=words, tone=tone, tip=self.tr("What this means"))

    def add_notice(self, notice: QWidget) -> None:
        """Puts what concerns all pages above the page that is shown."""
        self._body.insertWidget(self._body.count() - 1, notice)

    def show_keyring(self, status: KeyringStatus) -> None:
        """Shows what a check of the keyring found."""
        from dialer.ui.words import keyring_words  # noqa: PLC0415 - not before the first paint

        words, tone = keyring_words(status)
        tip = " · ".join(filter(None, (status.keyring_name, status.detail)))
        self._bar.show_chip("keyring", words=words, tone=tone, tip=tip)

    def show_unresolved(self, calls: Sequence[Call]) -> None:
        """Keeps calls whose outcome is not known in sight on every page; newest first."""
        if self._strip is None:
            if not calls:
                return
            from dialer.ui.widgets.unresolved_strip import UnresolvedStrip  # noqa: PLC0415 - rare

            self._strip = UnresolvedStrip(self)
            self._strip.opened.connect(self.unresolved_opened)
            self._body.insertWidget(0, self._strip)
        self._strip.show_calls(calls)

    def show_badge(self, key: str, words: str, tone: Tone) -> None:
        """Marks a page in the rail; ``words`` say why, and ``""`` takes the mark away."""
        self._rail.show_badge(key, words, tone)

    def show_matches(self, matches: Sequence[Match]) -> None:
        """Lists what was found for the text in the search box."""
        self._bar.search.show_matches(matches)

    def let_close(self) -> None:
        """Closes the window for good; until then closing it only asks."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Asks to leave: a call on its way must be settled before the window goes."""
        event.setAccepted(self._may_close)
        if not self._may_close:
            self.close_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tells of the first painting once all of it has reached the screen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def _go_to_search(self) -> None:
        self._bar.search.setFocus()
        self._bar.search.selectAll()

    def _on_call_page(self, wanted: SignalInstance) -> None:
        self.show_page(CALL_PAGE)
        wanted.emit()
