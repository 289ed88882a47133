"""What the window must know before the database is open: its theme, place and last account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.ui.theme import ThemeChoice

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "window.ini"
_PRIVATE = 0o600


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
    def account(self) -> Account:
        """The account in use last, as far as the first paint shows it."""
        account_id = str(self._settings.value("account/id", ""))
        if not account_id:
            return sandbox_account()
        return Account(
            account_id=account_id,
            name=str(self._settings.value("account/name", "")),
            provider=ProviderKind.NXCLOUD,
            base_url="",
            key_id="",
            region=str(self._settings.value("account/region", "")),
            caller_ids=self._numbers("account/caller_ids"),
            agent_numbers=self._numbers("account/agent_numbers"),
        )

    def save_account(self, account: Account) -> None:
        """Remembers the account in use; nothing is kept of the Sandbox, which never changes."""
        self._settings.setValue("account/id", "" if account.is_sandbox else account.account_id)
        self._settings.setValue("account/name", account.name)
        self._settings.setValue("account/region", account.region)
        self._settings.setValue("account/caller_ids", " ".join(account.caller_ids))
        self._settings.setValue("account/agent_numbers", " ".join(account.agent_numbers))
        self._write()

    def _numbers(self, key: str) -> tuple[str, ...]:
        return tuple(str(self._settings.value(key, "")).split())

    def _write(self) -> None:
        self._settings.sync()
        if self._path.exists():
            self._path.chmod(_PRIVATE)
