"""What a person does in the moment between the first paint and the rest being loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dialer.ui.window_state import SANDBOX

if TYPE_CHECKING:
    from dialer.ui.intents import CallIntent
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.window_state import WindowState


class EarlyIntents(QObject):
    """Shows the account in use last, and keeps a press of Call or of the close button.

    Args:
        window: the frame.
        page: the Call page.
        state: knows the account in use last.
        on_sandbox: shows the Sandbox instead.
    """

    def __init__(
        self, window: MainWindow, page: CallPage, *, state: WindowState, on_sandbox: bool
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self.account = SANDBOX if on_sandbox else state.account
        self.intent: CallIntent | None = None
        self.wants_to_close = False
        window.show_accounts((self.account,), self.account.account_id)
        page.form.remember_lines(state.two_way_line)
        page.show_account(self.account, self.account.spell)
        page.call_requested.connect(self._keep_intent)
        page.edited.connect(self._drop_intent)
        window.close_requested.connect(self._keep_close)

    def ignore_edits(self) -> None:
        """What changes in the form from here on is the session's doing, not the person's."""
        self._page.edited.disconnect(self._drop_intent)

    def end(self) -> None:
        """Listens no longer: the session does."""
        self._page.call_requested.disconnect(self._keep_intent)
        self._window.close_requested.disconnect(self._keep_close)

    def _keep_intent(self, intent: CallIntent) -> None:
        # Only the first press counts; the button shows that it was taken.
        if self.intent is None:
            self.intent = intent
            self._page.set_busy(True)

    def _drop_intent(self) -> None:
        """The press was about what stood in the form then."""
        if self.intent is not None:
            self.intent = None
            self._page.set_busy(False)

    def _keep_close(self) -> None:
        self.wants_to_close = True
