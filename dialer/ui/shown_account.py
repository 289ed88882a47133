"""What the frame and the Call page show of an account, loaded or only remembered."""

from __future__ import annotations

from typing import Protocol


class ShownAccount(Protocol):
    """Fulfilled by the domain's Account, and by the little the first paint remembers."""

    @property
    def account_id(self) -> str:
        """Ours."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def provider(self) -> str:
        """A ProviderKind, or its value."""

    @property
    def region(self) -> str:
        """ISO 3166-1 alpha-2 code numbers without a country code are read in."""

    @property
    def caller_ids(self) -> tuple[str, ...]:
        """E.164 numbers calls may be placed from."""

    @property
    def agent_numbers(self) -> tuple[str, ...]:
        """Numbers that reach the agent: E.164, or a softphone's digits for AICC."""

    @property
    def access_codes(self) -> tuple[str, ...]:
        """AICC's numbers that may be shown, the preferred first."""

    @property
    def abilities(self) -> frozenset[str]:
        """What can be done through the account, as Ability or its values."""

    @property
    def is_sandbox(self) -> bool:
        """True for the built-in account that places no real call."""
