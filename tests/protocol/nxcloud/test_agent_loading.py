"""All pages of a large team, read through real sockets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from call_centre import AGENT_PAGE, a_call_centre
from fakes import InMemoryAccountStore, InMemorySecretStore

from dialer.domain.accounts import Account, sandbox_account
from dialer.domain.errors import Rejected
from dialer.sandbox import BusinessError
from dialer.services.agents import AgentProgress, AgentService
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from dialer.providers.nxcloud.nxcc import NxccProvider


def service_of(provider: NxccProvider) -> AgentService:
    async def connect(_account: Account, _secret: str) -> NxccProvider:
        return provider

    return AgentService(
        ProviderPool(
            InMemoryAccountStore(),
            InMemorySecretStore(),
            connect=connect,
            sandbox=sandbox_account(),
        )
    )


def test_a_thousand_agents_come_once_each_in_order() -> None:
    async def scenario() -> None:
        async with a_call_centre(agent_count=1000) as (sandbox, provider):
            told: list[AgentProgress] = []
            agents = await service_of(provider).load("sandbox", on_progress=told.append)
            assert [agent.sip_number for agent in agents] == [
                f"NX{number:05d}" for number in range(1, 1001)
            ]
            assert told[-1] == AgentProgress(agents=1000, total=1000, pages=5, repeated=0)
            assert len(sandbox.journal.for_path(AGENT_PAGE)) == 5

    asyncio.run(scenario())


def test_a_refused_page_is_told_with_its_code() -> None:
    async def scenario() -> None:
        async with a_call_centre(agent_count=1000) as (sandbox, provider):
            sandbox.faults.once(BusinessError(1003), path=AGENT_PAGE)
            with pytest.raises(Rejected) as caught:
                await service_of(provider).load("sandbox", on_progress=lambda _: None)
            assert caught.value.code == "1003"

    asyncio.run(scenario())
