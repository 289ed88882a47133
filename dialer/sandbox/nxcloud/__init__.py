"""NXCLOUD's open API: dial-out from a DID, and the call centre (NXCC).

Another endpoint of the family joins by a subclass of `NxcloudEndpoint` and a line in
`endpoints`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.sandbox.nxcloud.agent_endpoints import (
    AgentEfficiencyEndpoint,
    AgentPageEndpoint,
    AgentStatusEndpoint,
)
from dialer.sandbox.nxcloud.call_records import CallRecordsEndpoint
from dialer.sandbox.nxcloud.dialout import AcceptedCalls, DialoutEndpoint
from dialer.sandbox.nxcloud.nxcc_records import (
    RecordedCalls,
    RecordsByOrderEndpoint,
    RecordsPageEndpoint,
)
from dialer.sandbox.nxcloud.queue_endpoints import (
    GroupMembersEndpoint,
    GroupPageEndpoint,
    UpdateMembersEndpoint,
)
from dialer.sandbox.nxcloud.tasks import CreateTaskEndpoint, KeptTask, TaskBook
from dialer.sandbox.nxcloud.team import DEFAULT_AGENT_COUNT, TENANT_ID, Team

if TYPE_CHECKING:
    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.messages import Endpoint
    from dialer.sandbox.phrases import Phrasebook


__all__ = ["DEFAULT_AGENT_COUNT", "TENANT_ID", "KeptTask", "TaskBook", "endpoints"]


def endpoints(
    credentials: SandboxCredentials,
    phrases: Phrasebook,
    *,
    tasks: TaskBook | None = None,
    agent_count: int = DEFAULT_AGENT_COUNT,
) -> tuple[Endpoint, ...]:
    """Every endpoint of the family, around one team and one list of accepted calls."""
    dialouts, tasks, team = AcceptedCalls(), tasks or TaskBook(), Team(agent_count)
    calls = RecordedCalls(team, dialouts, tasks)
    return (
        DialoutEndpoint(credentials, phrases, calls=dialouts),
        CallRecordsEndpoint(credentials, phrases, calls=dialouts),
        AgentPageEndpoint(credentials, phrases, team=team),
        AgentStatusEndpoint(credentials, phrases, team=team),
        AgentEfficiencyEndpoint(credentials, phrases, team=team),
        GroupPageEndpoint(credentials, phrases, team=team),
        GroupMembersEndpoint(credentials, phrases, team=team),
        UpdateMembersEndpoint(credentials, phrases, team=team),
        CreateTaskEndpoint(credentials, phrases, team=team, tasks=tasks),
        RecordsPageEndpoint(credentials, phrases, team=team, calls=calls),
        RecordsByOrderEndpoint(credentials, phrases, team=team, calls=calls),
    )
