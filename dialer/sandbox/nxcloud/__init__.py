"""NXCLOUD's open API: dial-out from a DID and its call records.

The remaining endpoints of the family (agents, queues, tasks) join by another subclass of
`NxcloudEndpoint` and a line in `endpoints`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.sandbox.nxcloud.call_records import CallRecordsEndpoint
from dialer.sandbox.nxcloud.dialout import AcceptedCalls, DialoutEndpoint

if TYPE_CHECKING:
    from dialer.sandbox.credentials import SandboxCredentials
    from dialer.sandbox.messages import Endpoint
    from dialer.sandbox.phrases import Phrasebook


def endpoints(credentials: SandboxCredentials, phrases: Phrasebook) -> tuple[Endpoint, ...]:
    """Every endpoint of the family, around one list of accepted calls."""
    calls = AcceptedCalls()
    return (
        DialoutEndpoint(credentials, phrases, calls=calls),
        CallRecordsEndpoint(credentials, phrases, calls=calls),
    )
