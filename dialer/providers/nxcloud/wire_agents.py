"""NXCLOUD's spellings for agents and their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.agents import (
    Agent,
    AgentDurations,
    AgentEfficiency,
    AgentPage,
    Queue,
    QueueMember,
)
from dialer.providers.nxcloud.reading import (
    figures_of,
    flag_of,
    labels_of,
    rows_of,
    text_of,
    texts_of,
    unreadable,
    whole_of,
)
from dialer.providers.nxcloud.server_time import server_text, span_seconds
from dialer.providers.nxcloud.wire import encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dialer.providers.nxcloud.wire import Envelope

MAX_PAGE_SIZE = 200
EFFICIENCY_PAGE_SIZE = 100
EVERY_GROUP = ""
_IN_TOTAL, _BY_DAY = 0, 1
_ENABLED = 1
_RING_ALL, _RING_IN_TURN = 1, 2
_DURATION = "Duration"
_DURATION_NAMES = frozenset({"nickName", "userName", "sipNumber"})
_EFFICIENCY_NAMES = frozenset({"agentName", "agentNickName"})


def agent_page_body(tenant_id: int, *, page: int, page_size: int) -> bytes:
    """Body of the agent list: one page of every agent."""
    return encode({"tenantId": tenant_id, "size": page_size, "page": page})


def agent_status_body(
    tenant_id: int, account_name: str, start_ms: int, end_ms: int, *, as_text: bool
) -> bytes:
    """Body of the status durations.

    Args:
        tenant_id: the team.
        account_name: the agent.
        start_ms: from.
        end_ms: until.
        as_text: the page declares numbers for the times, and its sample sends texts.
    """
    start, end = span_seconds(start_ms, end_ms)
    return encode(
        {
            "tenantId": tenant_id,
            "userName": account_name,
            "startDateTime": str(start) if as_text else start,
            "endDateTime": str(end) if as_text else end,
        }
    )


def agent_efficiency_body(
    tenant_id: int, start_ms: int, end_ms: int, *, page: int, by_day: bool
) -> bytes:
    """Body of the efficiency figures; ``staticalType`` is the page's own spelling."""
    return encode(
        {
            "tenantId": tenant_id,
            "staticalType": _BY_DAY if by_day else _IN_TOTAL,
            "startDateTime": server_text(start_ms),
            "endDateTime": server_text(end_ms),
            "size": EFFICIENCY_PAGE_SIZE,
            "page": page,
        }
    )


def group_page_body(
    tenant_id: int, *, page: int, page_size: int, queue_id: str = EVERY_GROUP
) -> bytes:
    """Body of the group list.

    ``queueName`` is called both required and a group number; empty for every group is a
    reading the provider has not confirmed.
    """
    return encode({"tenantId": tenant_id, "queueName": queue_id, "size": page_size, "page": page})


def group_members_body(tenant_id: int, queue_id: str) -> bytes:
    """Body of the member list."""
    return encode({"tenantId": tenant_id, "queueNo": queue_id})


def update_members_body(tenant_id: int, queue_id: str, sip_numbers: Sequence[str]) -> bytes:
    """Body of the member change: the whole list, as it shall be afterwards."""
    return encode({"tenantId": tenant_id, "queueNo": queue_id, "members": list(sip_numbers)})


def read_agents(envelope: Envelope, *, page: int, page_size: int) -> AgentPage:
    """Reads one page of agents.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    agents = tuple(_agent(row) for row in rows_of(envelope))
    total = whole_of(envelope.fields.get("total"))
    if total is None:
        seen = (page - 1) * page_size + len(agents)
        total = seen + (len(agents) >= page_size)
    return AgentPage(agents, total)


def read_queues(envelope: Envelope) -> tuple[Queue, ...]:
    """Reads one page of groups.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    return tuple(_queue(row) for row in rows_of(envelope))


def read_members(envelope: Envelope) -> tuple[QueueMember, ...]:
    """Reads everyone in a group.

    Raises:
        OutcomeUnknown: the data is of another shape, or a member has no SIP number: a
            list read with a gap would take that member out when it is written back.
    """
    members = tuple(
        QueueMember(
            sip_number=text_of(row.get("sipNumber")),
            account_name=text_of(row.get("userName")),
            name=text_of(row.get("nickName")),
        )
        for row in rows_of(envelope)
    )
    if not all(member.sip_number for member in members):
        raise unreadable("a member has no sipNumber")
    return members


def read_durations(envelope: Envelope) -> tuple[AgentDurations, ...]:
    """Reads status durations, whatever states the provider names.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    return tuple(
        AgentDurations(
            sip_number=text_of(row.get("sipNumber")),
            account_name=text_of(row.get("userName")),
            name=text_of(row.get("nickName")),
            seconds_by_state=tuple(_states(row)),
        )
        for row in rows_of(envelope)
    )


def read_efficiency(envelope: Envelope) -> tuple[AgentEfficiency, ...]:
    """Reads one page of figures, whatever figures the provider names.

    Raises:
        OutcomeUnknown: the data is of another shape.
    """
    return tuple(
        AgentEfficiency(
            account_name=text_of(row.get("agentName")),
            name=text_of(row.get("agentNickName")),
            figures=tuple(figures_of(row, without=_EFFICIENCY_NAMES)),
            labels=tuple(labels_of(row, without=_EFFICIENCY_NAMES)),
        )
        for row in rows_of(envelope)
    )


def _agent(row: Mapping[str, object]) -> Agent:
    return Agent(
        sip_number=text_of(row.get("sipNumber")),
        name=text_of(row.get("nickName")),
        account_name=text_of(row.get("userName")),
        queues=texts_of(row.get("queueName")),
        countries=_countries(row.get("allowCountry")),
        end_point=text_of(row.get("endPointName")),
        is_enabled=whole_of(row.get("status")) == _ENABLED,
        is_recorded=flag_of(row.get("recording")),
        recording_days=whole_of(row.get("recordingStorageDays")),
        created=text_of(row.get("gmtCreate")),
        changed=text_of(row.get("gmtModified")),
    )


def _countries(value: object) -> tuple[str, ...]:
    """The sample joins the countries of a list into its one text: ``["US, SG"]``."""
    codes = (code.strip() for text in texts_of(value) for code in text.split(","))
    return tuple(dict.fromkeys(filter(None, codes)))


def _queue(row: Mapping[str, object]) -> Queue:
    policy = whole_of(row.get("ringPolicy"))
    return Queue(
        queue_id=text_of(row.get("groupNo")),
        name=text_of(row.get("groupName")),
        remark=text_of(row.get("remark")),
        prefers_familiar_agent=flag_of(row.get("familiarizeFirst")),
        rings_all={_RING_ALL: True, _RING_IN_TURN: False}.get(policy or 0),
    )


def _states(row: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    for name, value in row.items():
        seconds = whole_of(value)
        if name not in _DURATION_NAMES and seconds is not None:
            yield text_of(name.removesuffix(_DURATION)), seconds
