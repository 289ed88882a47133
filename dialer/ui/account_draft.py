"""An account as it stands in the form: raw text, kept while the person looks elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication

from dialer.domain.accounts import (
    REQUESTS_PER_S,
    Account,
    DigestAlgorithm,
    ProviderKind,
    RoutingHeaders,
)
from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

# Named as lupdate knows it.
translate = QCoreApplication.translate

_BETWEEN_NUMBERS = re.compile(r"[,;\n]+")
_WHOLE = re.compile(r"[0-9]{1,20}")
_RATE = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,6})?")
CUSTOM_ADDRESS = "custom"
# The provider's own address for dial-out, and its regional gateways.
DIAL_OUT_PRESETS: tuple[tuple[str, str], ...] = (("https://api2.nxcloud.com", "api2.nxcloud.com"),)
REGION_HOSTS: tuple[tuple[str, str], ...] = (
    ("https://api-hk.nxlink.ai", "api-hk.nxlink.ai · Hong Kong"),
    ("https://chl-api.nxlink.ai", "chl-api.nxlink.ai · Americas"),
    ("https://api-idn.nxlink.ai", "api-idn.nxlink.ai · Indonesia"),
)


class DraftReading(NamedTuple):
    """An account as far as its texts could be read, and what could not."""

    account: Account
    unread: tuple[InputError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """What stands in the form's fields, exactly as typed.

    Attributes:
        account_id: ours; ``""`` for an account that is not stored yet.
        secret: ``""`` keeps the stored one.
        nxcc_url: ``""`` is the same host as dial-out's, unless ``nxcc_is_custom``.
        nxcc_is_custom: an NXCC host of the person's own was chosen, typed yet or not.
        extra_headers: one a line, ``Name: value``.
    """

    account_id: str = ""
    provider: str = ProviderKind.NXCLOUD.value
    name: str = ""
    base_url: str = DIAL_OUT_PRESETS[0][0]
    access_key: str = ""
    secret: str = field(default="", repr=False)
    region: str = ""
    caller_ids: str = ""
    agent_numbers: str = ""
    tenant_id: str = ""
    nxcc_url: str = ""
    nxcc_is_custom: bool = False
    algorithm: str = DigestAlgorithm.MD5.value
    biz_type: str = ""
    action: str = ""
    nxcc_biz_type: str = ""
    nxcc_action: str = ""
    access_codes: str = ""
    extra_headers: str = field(default="", repr=False)
    requests_per_s: str = f"{REQUESTS_PER_S:g}"

    @property
    def is_new(self) -> bool:
        """True for an account that is not stored yet."""
        return not self.account_id

    @property
    def is_aicc(self) -> bool:
        """True where the account is one of Huawei AICC."""
        return self.provider == ProviderKind.AICC.value

    @property
    def has_advanced(self) -> bool:
        """True where something that is folded away differs from what most accounts need."""
        usual = AccountDraft()
        texts = (self.biz_type, self.action, self.nxcc_biz_type, self.nxcc_action)
        return (
            any(texts)
            or bool(self.extra_headers)
            or self.algorithm != usual.algorithm
            or self.requests_per_s != usual.requests_per_s
        )

    def read(self, account_id: str) -> DraftReading:
        """The account these texts describe, still to be validated."""
        unread: list[InputError] = []
        account = Account(
            account_id=account_id,
            name=self.name,
            provider=ProviderKind(self.provider),
            base_url=self.base_url,
            key_id=self.access_key,
            region=self.region,
            caller_ids=split_numbers(self.caller_ids),
            agent_numbers=split_numbers(self.agent_numbers),
            algorithm=DigestAlgorithm(self.algorithm),
            dialout_headers=RoutingHeaders(self.biz_type.strip(), self.action.strip()),
            nxcc_headers=RoutingHeaders(self.nxcc_biz_type.strip(), self.nxcc_action.strip()),
            requests_per_s=_read_rate(self.requests_per_s, unread),
        )
        if self.is_aicc:
            headers = _read_headers(self.extra_headers, unread)
            codes = split_numbers(self.access_codes)
            account = replace(account, access_codes=codes, extra_headers=headers)
        else:
            tenant_id = _read_tenant(self.tenant_id, unread)
            account = replace(account, nxcc_url=self.nxcc_url.strip(), tenant_id=tenant_id)
            if self.nxcc_is_custom and not account.nxcc_url:
                unread.append(InputError("nxcc_url", translate("accounts", "Type an address.")))
        return DraftReading(account, tuple(unread))


def draft_of(account: Account) -> AccountDraft:
    """The form's texts for a stored account; its secret never comes back into the form."""
    return AccountDraft(
        account_id=account.account_id,
        provider=account.provider.value,
        name=account.name,
        base_url=account.base_url,
        access_key=account.key_id,
        region=account.region,
        caller_ids=", ".join(account.caller_ids),
        agent_numbers=", ".join(account.agent_numbers),
        tenant_id="" if account.tenant_id is None else str(account.tenant_id),
        nxcc_url=account.nxcc_url,
        nxcc_is_custom=bool(account.nxcc_url) and not is_region_host(account.nxcc_url),
        algorithm=account.algorithm.value,
        biz_type=account.dialout_headers.biz_type,
        action=account.dialout_headers.action,
        nxcc_biz_type=account.nxcc_headers.biz_type,
        nxcc_action=account.nxcc_headers.action,
        access_codes=", ".join(account.access_codes),
        extra_headers="\n".join(f"{name}: {value}" for name, value in account.extra_headers),
        requests_per_s=f"{account.requests_per_s:.8g}",
    )


def rebased(typed: AccountDraft, *, sent: AccountDraft, saved: AccountDraft) -> AccountDraft:
    """What was typed since a draft was sent to be saved, on top of what was saved of it."""
    changed = {
        one.name: getattr(typed, one.name)
        for one in fields(AccountDraft)
        if one.name not in {"account_id", "provider"}
        and getattr(typed, one.name) != getattr(sent, one.name)
    }
    return replace(saved, **changed)


class SavedDraft(NamedTuple):
    """A draft that was sent to be saved, and the id its account has since."""

    sent: AccountDraft
    account_id: str


class DraftShelf:
    """Keeps what was typed and not saved, one draft an account; ``""`` is a new account's id."""

    def __init__(self) -> None:
        self._drafts: dict[str, AccountDraft] = {}

    @property
    def account_ids(self) -> frozenset[str]:
        """Whose drafts are kept."""
        return frozenset(self._drafts)

    def fetch(self, saved: AccountDraft) -> AccountDraft:
        """The draft kept for an account, or what is saved of it where there is none."""
        return self._drafts.get(saved.account_id, saved)

    def keep(self, typed: AccountDraft, *, saved: AccountDraft) -> None:
        """Keeps a draft that differs from what is saved."""
        if typed == saved:
            self.drop(saved.account_id)
        else:
            self._drafts[saved.account_id] = typed

    def drop(self, account_id: str) -> None:
        """Forgets the draft of an account."""
        self._drafts.pop(account_id, None)

    def drop_unknown(self, known: Collection[str]) -> None:
        """Forgets the drafts of accounts that are gone."""
        for account_id in self.account_ids - {"", *known}:
            self.drop(account_id)

    def take_saved(self, was: SavedDraft, saved: AccountDraft) -> None:
        """Keeps only what was typed after a draft had been sent to be saved."""
        typed = self._drafts.pop(was.sent.account_id, None)
        if typed is not None:
            self.keep(rebased(typed, sent=was.sent, saved=saved), saved=saved)


def is_region_host(url: str) -> bool:
    """True for one of the provider's regional gateways."""
    return any(url == host for host, _words in REGION_HOSTS)


def split_numbers(text: str) -> tuple[str, ...]:
    """Numbers separated by commas, semicolons or line breaks."""
    return tuple(part.strip() for part in _BETWEEN_NUMBERS.split(text) if part.strip())


def _read_rate(text: str, unread: list[InputError]) -> float:
    typed = text.strip()
    if _RATE.fullmatch(typed):
        return float(typed.replace(",", "."))
    if typed:
        problem = translate("accounts", "Type a number, like 2 or 0.5.")
        unread.append(InputError("requests_per_s", problem))
    return REQUESTS_PER_S


def _read_tenant(text: str, unread: list[InputError]) -> int | None:
    typed = text.strip()
    if _WHOLE.fullmatch(typed):
        return int(typed)
    if typed:
        problem = translate("accounts", "A tenant ID is a whole number, like 144.")
        unread.append(InputError("tenant_id", problem))
    return None


def _read_headers(text: str, unread: list[InputError]) -> tuple[tuple[str, str], ...]:
    parts = [line.partition(":") for line in text.splitlines() if line.strip()]
    if not all(colon for _name, colon, _value in parts):
        problem = translate("accounts", "Write each header on a line of its own, as Name: value.")
        unread.append(InputError("extra_headers", problem))
        return ()
    return tuple((name.strip(), value.strip()) for name, _colon, value in parts)
