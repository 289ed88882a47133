"""Huawei AICC: sign-in, two-way calls, their states and records, and agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.sandbox.aicc.create_call import CreateCallEndpoint
from dialer.sandbox.aicc.queries import AgentsEndpoint, CallStateEndpoint, RecordsEndpoint
from dialer.sandbox.aicc.sign_in import IssuedTokens, SignInEndpoint
from dialer.sandbox.aicc.two_way_calls import TwoWayCalls
from dialer.sandbox.aicc.words import AiccWords

if TYPE_CHECKING:
    from dialer.sandbox.credentials import SandboxAppCredentials
    from dialer.sandbox.messages import Endpoint
    from dialer.sandbox.phrases import Phrasebook


def endpoints(credentials: SandboxAppCredentials, phrases: Phrasebook) -> tuple[Endpoint, ...]:
    """Every endpoint of the family, around one list of tokens and one of calls."""
    words = AiccWords(phrases)
    tokens = IssuedTokens(credentials)
    calls = TwoWayCalls()
    return (
        SignInEndpoint(tokens, words),
        CreateCallEndpoint(tokens, words, calls=calls),
        CallStateEndpoint(tokens, words, calls=calls),
        RecordsEndpoint(tokens, words, calls=calls),
        AgentsEndpoint(tokens, words),
    )
