"""An account as it stands in the form: raw text, kept while the person looks elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dialer.domain.accounts import Account, DigestAlgorithm, ProviderKind, RoutingHeaders

_BETWEEN_NUMBERS = re.compile(r"[,;\n]+")
CUSTOM_ADDRESS = "custom"
# The provider's own addresses; the first serves dial-out, the others are regional gateways.
ADDRESS_PRESETS: tuple[tuple[str, str], ...] = (
    ("https://api2.nxcloud.com", "api2.nxcloud.com"),
    ("https://api-hk.nxlink.ai", "api-hk.nxlink.ai · Hong Kong"),
    ("https://chl-api.nxlink.ai", "chl-api.nxlink.ai · Americas"),
    ("https://api-idn.nxlink.ai", "api-idn.nxlink.ai · Indonesia"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """What stands in the form's fields, exactly as typed.

    Attributes:
        account_id: ours; ``""`` for an account that is not stored yet.
        secret: ``""`` keeps the stored one.
    """

    account_id: str = ""
    name: str = ""
    base_url: str = ADDRESS_PRESETS[0][0]
    access_key: str = ""
    secret: str = field(default="", repr=False)
    region: str = ""
    caller_ids: str = ""
    agent_numbers: str = ""
    algorithm: str = DigestAlgorithm.MD5.value
    biz_type: str = ""
    action: str = ""

    @property
    def is_new(self) -> bool:
        """True for an account that is not stored yet."""
        return not self.account_id

    @property
    def uses_preset(self) -> bool:
        """True where the address is one of the provider's own."""
        return any(self.base_url == url for url, _words in ADDRESS_PRESETS)

    def to_account(self, account_id: str) -> Account:
        """The account these texts describe, still to be validated."""
        return Account(
            account_id=account_id,
            name=self.name,
            provider=ProviderKind.NXCLOUD,
            base_url=self.base_url,
            key_id=self.access_key,
            region=self.region,
            caller_ids=split_numbers(self.caller_ids),
            agent_numbers=split_numbers(self.agent_numbers),
            algorithm=DigestAlgorithm(self.algorithm),
            dialout_headers=RoutingHeaders(self.biz_type.strip(), self.action.strip()),
        )


def draft_of(account: Account) -> AccountDraft:
    """The form's texts for a stored account; its secret never comes back into the form."""
    return AccountDraft(
        account_id=account.account_id,
        name=account.name,
        base_url=account.base_url,
        access_key=account.key_id,
        region=account.region,
        caller_ids=", ".join(account.caller_ids),
        agent_numbers=", ".join(account.agent_numbers),
        algorithm=account.algorithm.value,
        biz_type=account.dialout_headers.biz_type,
        action=account.dialout_headers.action,
    )


def split_numbers(text: str) -> tuple[str, ...]:
    """Numbers separated by commas, semicolons or line breaks."""
    return tuple(part.strip() for part in _BETWEEN_NUMBERS.split(text) if part.strip())
