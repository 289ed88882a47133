"""The words people see for accounts and where their secrets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.accounts import KeyringState
from dialer.services.accounts import AccountHealth
from dialer.ui import words
from dialer.ui.line_words import provider_name
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.domain.accounts import Account, KeyringStatus
    from dialer.services.accounts import AccountStatus

# Named as lupdate knows it.
translate = QCoreApplication.translate


def account_description(account: Account) -> str:
    """What an account is, in one line: provider, host and masked key."""
    if account.is_sandbox:
        return translate("accounts", "Built-in provider on this computer · places no real call")
    host = account.base_url.partition("://")[2]
    return translate("accounts", "{provider} · {host} · access key {key}").format(
        provider=provider_name(account.provider), host=host, key=account.masked_key_id
    )


def health_words(status: AccountStatus) -> tuple[str, Tone]:
    """An account's health, as the words and tone of a pill."""
    if status.health is AccountHealth.VERIFIED and status.verified_ms is not None:
        when = words.time_words(status.verified_ms)
        return translate("accounts", "Verified {when}").format(when=when), Tone.OK
    return {
        AccountHealth.SANDBOX: (translate("accounts", "Sandbox"), Tone.ACCENT),
        AccountHealth.VERIFIED: (translate("accounts", "Verified"), Tone.OK),
        AccountHealth.NOT_TESTED: (translate("accounts", "Not tested yet"), Tone.NEUTRAL),
        AccountHealth.SECRET_MISSING: (
            translate("accounts", "Secret missing in keyring"),
            Tone.BAD,
        ),
        AccountHealth.SECRET_UNREADABLE: (translate("accounts", "Keyring not readable"), Tone.WARN),
    }[status.health]


def keyring_note(status: KeyringStatus) -> str:
    """Where a secret typed now will be kept."""
    name = status.keyring_name or translate("accounts", "the system's keyring")
    return {
        KeyringState.UNCHECKED: translate("accounts", "Stored in {name}, never in a file"),
        KeyringState.WORKING: translate("accounts", "Stored in {name}, never in a file"),
        KeyringState.LOCKED: translate("accounts", "{name} is locked. Saving asks to unlock it."),
        KeyringState.ABSENT: translate(
            "accounts",
            "This computer has no keyring: the secret is kept in memory until Outdial is closed.",
        ),
        KeyringState.REFUSED: translate("accounts", "{name} answers with an error."),
    }[status.state].format(name=name)
