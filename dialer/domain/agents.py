"""Agents and queues, as providers list them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One agent of a team. Enabled means that the account may sign in, not that it has.

    Attributes:
        sip_number: unique and never changed: the key of an agent; ``""`` where the provider
            lists an agent without one.
        name: shown name; may be empty.
        account_name: e-mail or provider account.
        queues: names of the queues the agent serves.
        countries: ISO 3166-1 alpha-2 codes the agent may call.
        end_point: where calls reach the agent, as the provider names it.
        is_enabled: False where the account is switched off.
        is_recorded: whether calls are recorded; None where the provider does not say.
        recording_days: how long recordings are kept; None where not told.
        created: when, in the provider's own text and unstated time zone.
        changed: the same for the last change.
    """

    sip_number: str
    name: str
    account_name: str
    queues: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    end_point: str = ""
    is_enabled: bool = True
    is_recorded: bool | None = None
    recording_days: int | None = None
    created: str = ""
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A group of agents that shares calls.

    Attributes:
        queue_id: the provider's number of it.
        name: shown name.
        remark: free text.
        prefers_familiar_agent: calls go first to who spoke with the customer before.
        rings_all: all agents ring at once; False rings them one after the other; None
            where the provider does not say.
    """

    queue_id: str
    name: str
    remark: str = ""
    prefers_familiar_agent: bool | None = None
    rings_all: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMember:
    """An agent in a queue; ``sip_number`` is the key."""

    sip_number: str
    account_name: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDurations:
    """How long an agent was in each state over a span: totals, not the present state.

    Attributes:
        seconds_by_state: the provider's states, e.g. ``busy``, ``calling``, in its order.
    """

    sip_number: str
    account_name: str
    name: str
    seconds_by_state: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentEfficiency:
    """Figures of an agent over a span, whatever figures the provider sends.

    Attributes:
        figures: the provider's names and values, in its order.
        labels: its further texts by their names, e.g. the day of a row by day.
    """

    account_name: str
    name: str
    figures: tuple[tuple[str, float], ...]
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AgentPage:
    """One page of agents.

    Attributes:
        agents: in the provider's order.
        total: how many there are in all. Where the provider leaves it out, a full page
            counts for one more than was seen, so that who compares asks for the next.
    """

    agents: tuple[Agent, ...]
    total: int
