"""The pages beyond Call: each is made when it is first opened, and told of the account in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from dialer.ui.error_text import translate
from dialer.ui.main_window import AGENTS_PAGE, HISTORY_PAGE, TASKS_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from dialer.domain.accounts import Account
    from dialer.domain.calls import Call
    from dialer.ui.aio import TaskOwner
    from dialer.ui.history_section import HistorySection
    from dialer.ui.main_window import MainWindow
    from dialer.ui.services import Services


class Section(Protocol):
    """A page and what stands between it and the services."""

    @property
    def page(self) -> QWidget:
        """What the window shows."""

    def show_account(self, account: Account) -> None:
        """Takes the account in use; it may be the one it already has."""


@runtime_checkable
class TellsProblems(Protocol):
    """A section that says on its own page what nobody expected to go wrong."""

    def show_problem(self, title: str, sentence: str) -> None:
        """Says it where the person is looking."""


@runtime_checkable
class KeepsDraft(Protocol):
    """A section in which something may stand that is lost when the program ends."""

    def ask_before_leaving(self, leave: Callable[[], None]) -> bool:
        """Asks where there is something to lose.

        Args:
            leave: called when the person says that it may be lost.

        Returns:
            False where nothing is lost, so nothing was asked.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionContext:
    """What every section may need.

    Attributes:
        window: the frame.
        services: what to work with.
        tasks: keeps one thing at a time under way.
        open_accounts: leads to where the account in use can be mended.
        call_again: brings a call's number and account back to the Call page; dials nothing.
    """

    window: MainWindow
    services: Services
    tasks: TaskOwner
    open_accounts: Callable[[], None]
    call_again: Callable[[Call], None]


class Sections:
    """Registers the pages in the order of the rail, and keeps those that were opened.

    Args:
        context: handed to each section.
        account: the account in use at first.
    """

    def __init__(self, context: SectionContext, account: Account) -> None:
        self._context = context
        self._account = account
        self._opened: list[Section] = []
        self._history: HistorySection | None = None

    def register(self) -> None:
        """Adds every page to the window."""
        add = self._context.window.add_page
        add(HISTORY_PAGE, translate("frame", "History"), "clock-history", self._open_history)
        add(TASKS_PAGE, translate("frame", "Tasks"), "list-checks", lambda: self._open(_make_tasks))
        add(AGENTS_PAGE, translate("frame", "Agents"), "headset", lambda: self._open(_make_agents))

    def show_account(self, account: Account) -> None:
        """Tells every opened section of the account in use."""
        self._account = account
        for section in self._opened:
            section.show_account(account)

    def show_problem(self, title: str, sentence: str) -> bool:
        """Says on the page that is shown what went wrong; False where it has no place for it."""
        for section in self._opened:
            if section.page.isVisible() and isinstance(section, TellsProblems):
                section.show_problem(title, sentence)
                return True
        return False

    def leave(self, leave: Callable[[], None]) -> None:
        """Leaves at once, or after the person has said what may be lost."""
        for section in self._opened:
            if isinstance(section, KeepsDraft) and section.ask_before_leaving(leave):
                return
        leave()

    def show_call(self, call: Call) -> None:
        """Opens one call on the History page."""
        self._context.window.show_page(HISTORY_PAGE)
        if self._history is not None:
            self._history.show_call(call)

    async def finish(self) -> None:
        """Stores what was typed last: the window closes."""
        if self._history is not None:
            await self._history.finish()

    def look_up(self, call: Call) -> None:
        """Opens one call on the History page and looks for it in its provider's records."""
        self._context.window.show_page(HISTORY_PAGE)
        if self._history is not None:
            self._history.look_up(call)

    def _open_history(self) -> QWidget:
        from dialer.ui.history_section import HistorySection  # noqa: PLC0415 - when opened

        section = self._history = HistorySection(self._context)
        return self._open(lambda _context: section)

    def _open(self, make: Callable[[SectionContext], Section]) -> QWidget:
        section = make(self._context)
        self._opened.append(section)
        section.show_account(self._account)
        return section.page


def _make_tasks(context: SectionContext) -> Section:
    from dialer.ui.tasks_controller import TasksController  # noqa: PLC0415 - when opened

    return TasksController(context)


def _make_agents(context: SectionContext) -> Section:
    from dialer.ui.agents_section import AgentsSection  # noqa: PLC0415 - when opened

    return AgentsSection(context)
