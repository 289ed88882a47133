"""Accounts: the credentials and the endpoint that calls are placed through."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialer.domain import sandbox_line

if TYPE_CHECKING:
    from dialer.domain.errors import SendError

SANDBOX_ACCOUNT_ID = sandbox_line.ACCOUNT_ID
REQUESTS_PER_S = 2.0
# Nobody is kept waiting for a provider that runs on this computer.
_SANDBOX_REQUESTS_PER_S = 100.0


class ProviderKind(enum.StrEnum):
    """The services an account can belong to."""

    NXCLOUD = "nxcloud"
    AICC = "aicc"


class Ability(enum.StrEnum):
    """What an account offers, as far as its settings tell before it is asked."""

    DIAL_OUT = "dial_out"
    TWO_WAY = "two_way"
    AGENTS = "agents"
    TASKS = "tasks"
    RECORDS = "records"
    DID_RECORDS = "did_records"


class DigestAlgorithm(enum.StrEnum):
    """Digest a signature is made with."""

    MD5 = "md5"
    SHA256 = "sha256"


@dataclass(frozen=True, slots=True)
class RoutingHeaders:
    """The two headers by which NXCLOUD routes a request to a product.

    The provider's pages contradict each other about them, so an account may override
    them. ``""`` means the documented value.
    """

    biz_type: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One set of credentials at one endpoint. Holds no secret.

    Attributes:
        account_id: ours; a UUID, or ``sandbox``.
        name: what people call it.
        provider: the service it belongs to.
        base_url: scheme, host and port; ``""`` for the Sandbox, whose port the
            system chooses at each start.
        key_id: the public half of the credentials (NXCLOUD: access key; AICC: app key).
        region: ISO 3166-1 alpha-2 code numbers without a country code are read in.
        caller_ids: E.164 numbers (DIDs) calls may be placed from, the preferred first.
        agent_numbers: numbers that reach the agent; NXCLOUD: E.164 (Amazon Connect); AICC:
            phones and softphones, up to 32 digits after a ``+`` where one was typed.
        algorithm: digest the requests are signed with.
        dialout_headers: overrides for the dial-out request.
        nxcc_url: NXCLOUD's regional host for agents, tasks and records; ``""`` uses
            ``base_url``.
        tenant_id: NXCLOUD's team number; None where the account does not use NXCC.
        nxcc_headers: overrides for NXCC requests.
        access_codes: AICC's numbers that may be shown, the preferred first.
        extra_headers: AICC's further headers some tenants need, name and value.
        requests_per_s: how fast requests may follow each other; no provider states a limit.
    """

    account_id: str
    name: str
    provider: ProviderKind
    base_url: str
    key_id: str
    region: str = ""
    caller_ids: tuple[str, ...] = ()
    agent_numbers: tuple[str, ...] = ()
    algorithm: DigestAlgorithm = DigestAlgorithm.MD5
    dialout_headers: RoutingHeaders = field(default_factory=RoutingHeaders)
    nxcc_url: str = ""
    tenant_id: int | None = None
    nxcc_headers: RoutingHeaders = field(default_factory=RoutingHeaders)
    access_codes: tuple[str, ...] = ()
    extra_headers: tuple[tuple[str, str], ...] = ()
    requests_per_s: float = REQUESTS_PER_S

    @property
    def is_sandbox(self) -> bool:
        """True for the built-in account that places no real call."""
        return self.account_id == SANDBOX_ACCOUNT_ID

    @property
    def abilities(self) -> frozenset[Ability]:
        """What can be done through the account."""
        if self.is_sandbox:
            return frozenset(Ability)
        if self.provider is ProviderKind.AICC:
            return frozenset({Ability.TWO_WAY, Ability.RECORDS})
        found = {Ability.DIAL_OUT, Ability.DID_RECORDS}
        if self.tenant_id is not None:
            found |= {Ability.AGENTS, Ability.TASKS, Ability.RECORDS}
        return frozenset(found)

    @property
    def masked_key_id(self) -> str:
        """The access key with its middle hidden, for showing."""
        shown = 4
        if len(self.key_id) <= 2 * shown:
            return "•••"
        return f"{self.key_id[:shown]}…{self.key_id[-shown:]}"


def sandbox_account() -> Account:
    """The account that exists from the first start and places no real call."""
    return Account(
        account_id=SANDBOX_ACCOUNT_ID,
        name=sandbox_line.NAME,
        provider=ProviderKind.NXCLOUD,
        base_url="",
        key_id="",
        region=sandbox_line.REGION,
        caller_ids=sandbox_line.CALLER_IDS,
        agent_numbers=sandbox_line.AGENT_NUMBERS,
        tenant_id=sandbox_line.TENANT_ID,
        access_codes=sandbox_line.ACCESS_CODES,
        requests_per_s=_SANDBOX_REQUESTS_PER_S,
    )


class SecretPlace(enum.StrEnum):
    """Where a secret is kept."""

    KEYRING = "keyring"
    SESSION = "session"


class KeyringState(enum.StrEnum):
    """What a probe of the OS keyring found."""

    UNCHECKED = "unchecked"
    WORKING = "working"
    LOCKED = "locked"
    ABSENT = "absent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class KeyringStatus:
    """Result of writing, reading and deleting a probe.

    Attributes:
        state: what was found.
        keyring_name: name of the keyring as people know it, e.g. ``GNOME Keyring``.
        detail: the keyring's words where it refused.
    """

    state: KeyringState
    keyring_name: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionReport:
    """What harmless requests to the provider showed.

    Attributes:
        round_trip_ms: from sending to the whole reply.
        clock_offset_ms: provider clock minus ours, where the reply told.
        team_error: why agents, tasks and records cannot be had, though calls can be placed.
        team_is_empty: the provider answered for the team, and it has no agent.
    """

    round_trip_ms: int
    clock_offset_ms: int | None = None
    team_error: SendError | None = None
    team_is_empty: bool = False
