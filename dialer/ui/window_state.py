"""What the window must know before the database is open: its theme, place and last account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QSettings

from dialer.domain import sandbox_line
from dialer.ui.theme import ThemeChoice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dialer.domain.accounts import Account
    from dialer.domain.calls import Call

_FILE = "window.ini"
_TWO_WAY = "two_way"
_PRIVATE = 0o600
_ON = "yes"


class LastAccount(NamedTuple):
    """What the first paint shows of an account; ``Account`` itself loads behind it."""

    account_id: str
    name: str
    provider: str
    region: str
    caller_ids: tuple[str, ...]
    agent_numbers: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]
    access_codes: tuple[str, ...] = ()
    abilities: frozenset[str] = frozenset({"dial_out"})

    def spell(self, e164: str) -> str:
        """A number as it was written last, since no numbering plan is loaded yet."""
        return dict(self.spellings).get(e164, e164)

    @property
    def is_sandbox(self) -> bool:
        """True for the built-in account that places no real call."""
        return self.account_id == sandbox_line.ACCOUNT_ID


SANDBOX = LastAccount(
    account_id=sandbox_line.ACCOUNT_ID,
    name=sandbox_line.NAME,
    provider="nxcloud",
    region=sandbox_line.REGION,
    caller_ids=sandbox_line.CALLER_IDS,
    agent_numbers=sandbox_line.AGENT_NUMBERS,
    spellings=sandbox_line.SPELLINGS,
    access_codes=sandbox_line.ACCESS_CODES,
    abilities=frozenset({"dial_out", "two_way"}),
)


class WindowState:
    """A small file beside the database. It holds no secret and no callee.

    Args:
        folder: the data folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._settings = QSettings(str(self._path), QSettings.Format.IniFormat)

    @property
    def theme(self) -> ThemeChoice:
        """The theme chosen last."""
        try:
            return ThemeChoice(str(self._settings.value("theme", ThemeChoice.SYSTEM.value)))
        except ValueError:
            return ThemeChoice.SYSTEM

    def save_theme(self, choice: ThemeChoice) -> None:
        """Remembers the theme."""
        self._settings.setValue("theme", choice.value)
        self._write()

    @property
    def geometry(self) -> QByteArray | None:
        """The window's place and size, as Qt wrote them."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else None

    def save_geometry(self, geometry: QByteArray) -> None:
        """Remembers the window's place and size."""
        self._settings.setValue("geometry", geometry)
        self._write()

    @property
    def hotkey(self) -> tuple[str, bool]:
        """The keys for every program, in Qt's portable spelling, and whether they are on."""
        is_on = str(self._settings.value("hotkey/is_on", "")) == _ON
        return str(self._settings.value("hotkey/keys", "")), is_on

    def save_hotkey(self, keys: str, *, is_on: bool) -> None:
        """Remembers the keys for every program."""
        self._settings.setValue("hotkey/keys", keys)
        self._settings.setValue("hotkey/is_on", _ON if is_on else "no")
        self._write()

    @property
    def account(self) -> LastAccount:
        """The account in use last, as far as the first paint shows it."""
        account_id = str(self._settings.value("account/id", ""))
        if not account_id:
            return SANDBOX
        return LastAccount(
            account_id=account_id,
            name=str(self._settings.value("account/name", "")),
            provider=str(self._settings.value("account/provider", "nxcloud")),
            region=str(self._settings.value("account/region", "")),
            caller_ids=self._numbers("account/caller_ids"),
            agent_numbers=self._numbers("account/agent_numbers"),
            spellings=self._spellings(),
            access_codes=self._numbers("account/access_codes"),
            abilities=frozenset(self._numbers("account/abilities")) or frozenset({"dial_out"}),
        )

    def save_account(self, account: Account, spell: Callable[[str], str]) -> None:
        """Remembers the account in use, and how its numbers are written."""
        self._settings.setValue("account/id", "" if account.is_sandbox else account.account_id)
        self._settings.setValue("account/name", account.name)
        self._settings.setValue("account/provider", account.provider.value)
        self._settings.setValue("account/region", account.region)
        self._settings.setValue("account/caller_ids", " ".join(account.caller_ids))
        self._settings.setValue("account/agent_numbers", " ".join(account.agent_numbers))
        self._settings.setValue("account/access_codes", " ".join(account.access_codes))
        self._settings.setValue("account/abilities", " ".join(sorted(account.abilities)))
        numbers = (*account.caller_ids, *account.agent_numbers)
        self._settings.setValue("account/spellings", "|".join(spell(one) for one in numbers))
        self._write()

    def two_way_line(self, account_id: str) -> tuple[str, str]:
        """The agent's number and agent ID an account's last two-way call went out with."""
        found = self._numbers(f"{_TWO_WAY}/{account_id}/agent_number")
        agent_id = self._numbers(f"{_TWO_WAY}/{account_id}/agent_id")
        return "".join(found), "".join(agent_id)

    def note_call(self, call: Call) -> None:
        """Remembers the line of a two-way call that was just accepted, where it changed."""
        if call.kind != _TWO_WAY or call.last_event.kind != "accepted":
            return
        line = (call.agent_number, call.agent_id)
        if line == self.two_way_line(call.account_id):
            return
        for name, value in zip(("agent_number", "agent_id"), line, strict=True):
            self._settings.setValue(f"{_TWO_WAY}/{call.account_id}/{name}", value)
        self._write()

    def _spellings(self) -> tuple[tuple[str, str], ...]:
        written = str(self._settings.value("account/spellings", "")).split("|")
        numbers = (*self._numbers("account/caller_ids"), *self._numbers("account/agent_numbers"))
        return tuple(zip(numbers, written, strict=False))

    def _numbers(self, key: str) -> tuple[str, ...]:
        return tuple(str(self._settings.value(key, "")).split())

    def _write(self) -> None:
        self._settings.sync()
        if self._path.exists():
            self._path.chmod(_PRIVATE)
