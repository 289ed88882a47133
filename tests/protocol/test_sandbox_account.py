"""The Sandbox account offers everything, both families through one connection."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from dialer.clock import SystemClock
from dialer.connector import Connector
from dialer.domain.accounts import sandbox_account
from dialer.domain.calls import CallState, DialoutRequest, TwoWayRequest
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.ports import (
    Provider,
    SupportsAgents,
    SupportsCallState,
    SupportsDialout,
    SupportsDidRecords,
    SupportsRecords,
    SupportsTasks,
    SupportsTwoWayCall,
    SupportsTwoWayRecords,
)
from dialer.domain.records import RecordQuery

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.calls import CallEvent

AGENT = "+12025550180"
CUSTOMER = PhoneNumber("+12025550111")
EVERYTHING = (
    SupportsDialout,
    SupportsTwoWayCall,
    SupportsCallState,
    SupportsRecords,
    SupportsTwoWayRecords,
    SupportsDidRecords,
    SupportsAgents,
    SupportsTasks,
)


def run(scenario: Callable[[Provider], Awaitable[None]]) -> None:
    async def main() -> None:
        async with AsyncExitStack() as stack:
            await scenario(await Connector(SystemClock(), stack).connect(sandbox_account(), ""))

    asyncio.run(main())


def unobserved(_event: CallEvent) -> None:
    return None


def around_now() -> RecordQuery:
    now_ms = SystemClock().now_ms()
    return RecordQuery(start_ms=now_ms - 3_600_000, end_ms=now_ms + 3_600_000)


@pytest.mark.parametrize("port", EVERYTHING, ids=lambda port: port.__name__)
def test_it_can_do_what_every_port_asks(port: type[object]) -> None:
    async def scenario(provider: Provider) -> None:
        assert isinstance(provider, port)

    run(scenario)


def test_its_connection_can_be_tested() -> None:
    async def scenario(provider: Provider) -> None:
        assert (await provider.test_connection()).round_trip_ms >= 0

    run(scenario)


def test_each_kind_of_call_is_found_in_its_own_records() -> None:
    async def scenario(provider: Provider) -> None:
        assert isinstance(provider, SupportsDialout)
        assert isinstance(provider, SupportsTwoWayCall)
        assert isinstance(provider, SupportsCallState)
        assert isinstance(provider, SupportsRecords)
        assert isinstance(provider, SupportsTwoWayRecords)
        dial_out = await provider.place_dialout(
            DialoutRequest(
                caller_id=PhoneNumber("+12025550170"),
                callee=CUSTOMER,
                agent_number=PhoneNumber(AGENT),
            ),
            observe=unobserved,
        )
        two_way = await provider.place_two_way_call(
            TwoWayRequest(agent_number=AGENT.removeprefix("+"), callee=CUSTOMER),
            observe=unobserved,
        )
        assert two_way.call_id is not None
        assert two_way.call_id != dial_out.call_id
        progress = await provider.fetch_call_state(two_way.call_id)
        assert progress.state is CallState.ACCEPTED
        page = await provider.fetch_two_way_records(around_now(), 1)
        assert [record.call_id for record in page.records] == [two_way.call_id]
        ours = {one.call_id for one in (await provider.fetch_records(around_now(), 1)).records}
        assert two_way.call_id not in ours

    run(scenario)
