"""The program on one data folder, and the steps tests take in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from e2e.window import Window

if TYPE_CHECKING:
    from pathlib import Path

    from desktop import Desktop
    from e2e.provider import Provider

DID = "+12025550171"
AGENT_NUMBER = "+12025550181"
ACCOUNT_NAME = "Team line"


class Attempt(NamedTuple):
    """A call as the database has it."""

    callee: str
    state: str
    call_id: str | None
    code: str | None


class Outdial:
    """Starts the program, as often as a test likes, and reads what it left behind.

    Args:
        desktop: where it runs.
        data_folder: given to every start.
    """

    def __init__(self, desktop: Desktop, data_folder: Path) -> None:
        self.data_folder = data_folder
        self._desktop = desktop
        self.windows: list[Window] = []

    def start(self, *arguments: str) -> Window:
        """Starts it and waits until it is ready."""
        program = self._desktop.start("--data-dir", str(self.data_folder), *arguments)
        window = Window(self._desktop, program)
        self.windows.append(window)
        window.wait_until_ready()
        return window

    def attempts(self) -> list[Attempt]:
        """Every call in the database, the oldest first."""
        address = f"{(self.data_folder / 'outdial.db').as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute(
                "SELECT callee, state, call_id, code FROM calls ORDER BY number"
            )
            return [Attempt(*row) for row in rows]

    @property
    def printed(self) -> str:
        """Everything it ever printed."""
        return "".join(w.program.stdout + w.program.stderr for w in self.windows)

    def close(self) -> None:
        """Ends what still runs."""
        for window in self.windows:
            window.reader.close()
        self._desktop.stop_programs()


def place_call(window: Window, number: str, *, is_first: bool = False) -> None:
    """Fills a number in and presses Call, both through AT-SPI.

    Args:
        window: where.
        number: whom to call.
        is_first: the account has not called the country before, and that is asked about.
    """
    window.fill("call.callee", number)
    window.press("call.place")
    if is_first:
        window.wait_for("call.result.body", says="has not called United States before")
        window.press("call.confirm")


def wait_for_outcome(window: Window, number: str, outcome: str) -> None:
    """Waits until the newest of the recent calls is to a number, with an outcome.

    The result card shows the same call from then on.
    """

    def look() -> bool:
        rows = window.rows_of("call.recent")
        return bool(rows) and rows[0].startswith(f"{number}, ") and f", {outcome}" in rows[0]

    window.wait_until(look, f"{number}, {outcome}")


def add_account(window: Window, provider: Provider, *, base_url: str = "") -> None:
    """Adds an account in Settings, and waits until its test went well.

    Args:
        window: where.
        provider: whose account it is.
        base_url: a way to the provider other than the straight one.
    """
    window.keys("ctrl+comma")
    window.press("settings.account.add")
    window.type_into("settings.account.name", ACCOUNT_NAME)
    window.keys("Tab")
    window.wait_until_focused("settings.account.address")
    window.keys("End")  # the last choice is another address
    window.type_into("settings.account.base_url", base_url or provider.base_url)
    window.type_into("settings.account.access_key", provider.access_key)
    window.fill("settings.account.secret", provider.access_secret)
    window.fill("settings.account.caller_ids", DID)
    window.fill("settings.account.agent_numbers", AGENT_NUMBER)
    window.press("settings.account.save")
    window.wait_for("settings.account.notice.title", says="Connected in ")


def open_call_page(window: Window) -> None:
    """Goes back to the Call page with its key."""
    window.keys("ctrl+1")
    window.wait_for("call.callee")
