"""An embedded provider for demo, training and tests, spoken to over a real socket.

Written from the provider's documents alone: it shares no code with the adapters, so
that a misreading on one side shows as a refusal on the other.
"""

from __future__ import annotations

from dialer.sandbox.aicc.two_way_numbers import TWO_WAY_NUMBERS, TwoWayNumber
from dialer.sandbox.credentials import SandboxAppCredentials, SandboxCredentials
from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Faults,
    Hold,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Point,
    Redirect,
    ResetConnection,
    SkewClock,
    SuccessShape,
    TooManyRequests,
    WrongContentType,
)
from dialer.sandbox.journal import Journal, RecordedRequest
from dialer.sandbox.limits import SandboxLimits
from dialer.sandbox.nxcloud import DEFAULT_AGENT_COUNT, TENANT_ID
from dialer.sandbox.sandbox_numbers import DEMO_AGENT, DEMO_DID, SANDBOX_NUMBERS, SandboxNumber
from dialer.sandbox.server import Sandbox

__all__ = [
    "DEFAULT_AGENT_COUNT",
    "DEMO_AGENT",
    "DEMO_DID",
    "SANDBOX_NUMBERS",
    "TENANT_ID",
    "TWO_WAY_NUMBERS",
    "BusinessError",
    "CutReply",
    "Delay",
    "Fault",
    "Faults",
    "Hold",
    "HtmlErrorPage",
    "HugeBody",
    "Journal",
    "MisshapenSuccess",
    "Point",
    "RecordedRequest",
    "Redirect",
    "ResetConnection",
    "Sandbox",
    "SandboxAppCredentials",
    "SandboxCredentials",
    "SandboxLimits",
    "SandboxNumber",
    "SkewClock",
    "SuccessShape",
    "TooManyRequests",
    "TwoWayNumber",
    "WrongContentType",
]
