"""Where NXCLOUD's endpoints are, and how each is routed.

The routing headers are those each page calls fixed, not those of its example: the two
contradict each other on several pages.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Host(enum.Enum):
    """Which of an account's two addresses serves an endpoint."""

    DID = "did"
    NXCC = "nxcc"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path, its host and its routing headers."""

    path: str
    biz_type: str
    action: str
    host: Host


def _nxcc(name: str) -> Endpoint:
    return Endpoint(f"/saas/cc/openapi/{name}", "8", "cc", Host.NXCC)


DIALOUT = Endpoint("/did/openapi/amazon/dialout", "9", "didaws", Host.DID)
DID_RECORDS = Endpoint("/api/did/cdr", "4", "cdr", Host.DID)
AGENT_PAGE = _nxcc("agent/page")
AGENT_STATUS = _nxcc("agent/status/info")
AGENT_EFFICIENCY = _nxcc("agent/efficiencyStatistical/page")
GROUP_PAGE = _nxcc("agentGroup/page")
GROUP_MEMBERS = _nxcc("agentGroup/member/list")
GROUP_UPDATE = _nxcc("agentGroup/updateMembers")
RECORDS_PAGE = _nxcc("cdr/page")
RECORDS_BY_ORDER = _nxcc("cdr/queryByOrderId")
CREATE_AND_CALL = _nxcc("ai/createandcall")

ENDPOINTS = (
    DIALOUT,
    DID_RECORDS,
    AGENT_PAGE,
    AGENT_STATUS,
    AGENT_EFFICIENCY,
    GROUP_PAGE,
    GROUP_MEMBERS,
    GROUP_UPDATE,
    RECORDS_PAGE,
    RECORDS_BY_ORDER,
    CREATE_AND_CALL,
)
