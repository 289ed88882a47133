"""The words people see for accounts and where their secrets are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QDateTime

from dialer.domain.accounts import KeyringState, ProviderKind
from dialer.services.accounts import AccountHealth
from dialer.ui import words
from dialer.ui.line_words import provider_name
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.domain.accounts import Account, ConnectionReport, KeyringStatus
    from dialer.domain.diagnosis import Diagnosis
    from dialer.services.accounts import AccountStatus

# Named as lupdate knows it.
translate = QCoreApplication.translate


def account_description(account: Account) -> str:
    """What an account is, in one line: provider, host and masked key, called as it calls it."""
    if account.is_sandbox:
        return translate("accounts", "Built-in provider on this computer · places no real call")
    line = (
        translate("accounts", "{provider} · {host} · app key {key}")
        if account.provider is ProviderKind.AICC
        else translate("accounts", "{provider} · {host} · access key {key}")
    )
    return line.format(
        provider=provider_name(account.provider),
        host=_host(account.base_url),
        key=account.masked_key_id,
    )


def health_words(status: AccountStatus) -> tuple[str, Tone]:
    """An account's health, as the words and tone of a pill."""
    if status.health is AccountHealth.VERIFIED and status.verified_ms is not None:
        when = _when(status.verified_ms)
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


def _when(at_ms: int) -> str:
    """Today is not worth a word in a pill."""
    is_today = QDateTime.fromMSecsSinceEpoch(at_ms).date() == QDate.currentDate()
    return words.clock_time(at_ms) if is_today else words.time_words(at_ms)


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


def connected_words(report: ConnectionReport, account: Account) -> tuple[Tone, str, str]:
    """Tone, title and body of a test that went well."""
    title = translate("accounts", "Connected in {ms} ms").format(ms=report.round_trip_ms)
    if report.team_is_empty:
        body = translate(
            "accounts",
            "The provider accepted the requests, but lists no agent. Check the tenant ID.",
        )
        return Tone.WARN, title, body
    if account.provider is ProviderKind.AICC:
        body = translate("accounts", "The provider accepted the sign-in and a request.")
    elif account.tenant_id is None or account.is_sandbox:
        body = translate("accounts", "The provider accepted a signed request.")
    else:
        body = translate("accounts", "Calls, and agents, tasks and records: both were accepted.")
    return Tone.OK, title, body


def refusal_words(diagnosis: Diagnosis, account: Account) -> tuple[str, str]:
    """Title and body of a test that failed; with two addresses, it says which one did."""
    title, body = _decoded(diagnosis)
    if account.tenant_id is not None and not account.is_sandbox:
        title = translate("accounts", "Calls ({host}): {problem}").format(
            host=_host(account.base_url), problem=diagnosis.title
        )
        title = _with_code(title, diagnosis)
    return title, body


def team_refusal_words(diagnosis: Diagnosis, account: Account) -> tuple[str, str]:
    """Title and body where calls can be placed, and the team does not answer."""
    _title, body = _decoded(diagnosis)
    host = _host(account.nxcc_url or account.base_url)
    title = translate("accounts", "Agents, tasks and records ({host}): {problem}").format(
        host=host, problem=diagnosis.title
    )
    well = translate(
        "accounts", "Calls can be placed. Check the tenant ID and the address for agents."
    )
    return _with_code(title, diagnosis), f"{well}\n{body}"


def _decoded(diagnosis: Diagnosis) -> tuple[str, str]:
    title = _with_code(diagnosis.title[:1].upper() + diagnosis.title[1:], diagnosis)
    said = f"“{diagnosis.provider_words}”" if diagnosis.provider_words else ""
    lines = (f"{diagnosis.cause} {diagnosis.next_step}", said)
    return title, "\n".join(filter(None, lines))


def _with_code(title: str, diagnosis: Diagnosis) -> str:
    return f"{title} ({diagnosis.code})" if diagnosis.code else title


def _host(url: str) -> str:
    return url.strip().rpartition("://")[2]
