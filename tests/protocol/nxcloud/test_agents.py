"""Agents and queues against the sandbox: bytes, pages, oddities, refusals."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from call_centre import (
    AGENT_EFFICIENCY,
    AGENT_PAGE,
    AGENT_STATUS,
    CODES,
    END_MS,
    GROUP_MEMBERS,
    GROUP_PAGE,
    GROUP_UPDATE,
    QUEUE,
    QUICK,
    START_MS,
    a_call_centre,
    run,
)

from dialer.domain.accounts import RoutingHeaders
from dialer.domain.errors import (
    InputError,
    OutcomeUnknown,
    QueueNumberNeeded,
    Rejected,
    UnknownReason,
)
from dialer.domain.ports import SupportsAgents
from dialer.sandbox import (
    BusinessError,
    CutReply,
    Fault,
    Hold,
    HtmlErrorPage,
    Point,
    ResetConnection,
    Sandbox,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.providers.nxcloud.nxcc import NxccProvider

AGENT = "NX00012"
READS: dict[str, Callable[[NxccProvider], Awaitable[object]]] = {
    AGENT_PAGE: lambda provider: provider.fetch_agents(1, 200),
    AGENT_STATUS: lambda provider: provider.fetch_agent_durations(AGENT, START_MS, END_MS),
    AGENT_EFFICIENCY: lambda provider: provider.fetch_agent_efficiency(
        START_MS, END_MS, page=1, by_day=False
    ),
    GROUP_PAGE: lambda provider: provider.fetch_queues(1, 200),
    GROUP_MEMBERS: lambda provider: provider.fetch_queue_members(QUEUE),
}
ALL: dict[str, Callable[[NxccProvider], Awaitable[object]]] = {
    **READS,
    GROUP_UPDATE: lambda provider: provider.replace_queue_members(QUEUE, ["NX00001", "NX00002"]),
}
BODIES = {
    AGENT_PAGE: b'{"tenantId":144,"size":200,"page":1}',
    AGENT_STATUS: (
        b'{"tenantId":144,"userName":"NX00012","startDateTime":1704643200,"endDateTime":1704646800}'
    ),
    AGENT_EFFICIENCY: (
        b'{"tenantId":144,"staticalType":0,"startDateTime":"2024-01-08 00:00:00",'
        b'"endDateTime":"2024-01-08 01:00:00","size":100,"page":1}'
    ),
    GROUP_PAGE: b'{"tenantId":144,"queueName":"","size":200,"page":1}',
    GROUP_MEMBERS: b'{"tenantId":144,"queueNo":"NX144G001"}',
    GROUP_UPDATE: b'{"tenantId":144,"queueNo":"NX144G001","members":["NX00001","NX00002"]}',
}


@pytest.mark.parametrize("path", ALL)
def test_the_bytes_on_the_wire_are_the_documented_ones(path: str) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        await ALL[path](provider)
        (request,) = sandbox.journal.requests
        assert (request.method, request.path) == ("POST", path)
        assert request.body == BODIES[path]
        assert (request.header("bizType"), request.header("action")) == ("8", "cc")
        assert request.header("Content-Type") == "application/json"

    run(scenario)


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_rejection_in_the_providers_words(path: str, code: int) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.always(BusinessError(code, "原话"), path=path)
        with pytest.raises(Rejected) as caught:
            await ALL[path](provider)
        assert (caught.value.code, caught.value.words) == (str(code), "原话")
        is_asked_twice = path == AGENT_STATUS and code in {1002, 41000}
        assert len(sandbox.journal.requests) == 1 + is_asked_twice

    run(scenario)


def test_overridden_headers_and_a_host_of_its_own() -> None:
    async def main() -> None:
        headers = RoutingHeaders(biz_type="6", action="call")
        async with a_call_centre(headers=headers, base_url="https://nowhere.invalid") as (
            sandbox,
            provider,
        ):
            with pytest.raises(Rejected) as caught:
                await provider.fetch_agents(1, 200)
            assert caught.value.code == "1002"
            (request,) = sandbox.journal.requests
            assert (request.header("bizType"), request.header("action")) == ("6", "call")

    asyncio.run(main())


def test_the_capability_is_there() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        assert isinstance(provider, SupportsAgents)

    run(scenario)


def test_a_thousand_agents_come_in_pages() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sip_numbers: list[str] = []
        total, page = 1, 0
        while len(sip_numbers) < total:
            page += 1
            agents = await provider.fetch_agents(page, 200)
            total = agents.total
            sip_numbers += [agent.sip_number for agent in agents.agents]
        assert total == 1000
        assert sip_numbers == [f"NX{index:05d}" for index in range(1, 1001)]
        assert len(sandbox.journal.requests) == 5
        beyond = await provider.fetch_agents(6, 200)
        assert (beyond.agents, beyond.total) == ((), 1000)

    run(scenario, agent_count=1000)


def test_ten_thousand_agents_fit_too() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        last = await provider.fetch_agents(50, 200)
        assert last.total == 10_000
        assert last.agents[-1].sip_number == "NX10000"

    run(scenario, agent_count=10_000)


def test_the_oddities_of_agents_are_taken_out() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        page = await provider.fetch_agents(1, 200)
        agents = (*page.agents, *(await provider.fetch_agents(2, 200)).agents)
        assert len(agents) == page.total == 214
        assert {agent.countries for agent in agents} == {
            ("US", "SG"),
            ("HK",),
            ("ID", "SG", "MY"),
            ("US", "CA"),
            (),
        }
        assert {agent.is_recorded for agent in agents} == {True, False}
        assert {agent.is_enabled for agent in agents} == {True, False}
        assert {agent.recording_days for agent in agents} == {30, 90, 180}
        assert all(agent.account_name.endswith("@example.com") for agent in agents)
        assert len({agent.account_name for agent in agents}) == 214
        assert all(agent.name and agent.queues and agent.end_point for agent in agents)
        assert agents[0].created == "2024-03-02 09:20:00"
        assert agents[0].changed == "2025-01-02 17:45:30"

    run(scenario)


def test_queues_have_members_and_both_policies() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        queues = await provider.fetch_queues(1, 200)
        assert len(queues) == 6
        assert {queue.rings_all for queue in queues} == {True, False}
        assert {queue.prefers_familiar_agent for queue in queues} == {True, False}
        assert {bool(queue.remark) for queue in queues} == {True, False}
        for queue in queues:
            members = await provider.fetch_queue_members(queue.queue_id)
            assert members
            assert all(member.account_name and member.name for member in members)
        assert await provider.fetch_queues(2, 6) == ()

    run(scenario)


def test_one_queue_is_looked_up_by_its_number() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        (queue,) = await provider.find_queues(QUEUE)
        assert (queue.queue_id, queue.name) == (QUEUE, "Sales")
        assert await provider.find_queues("NX144G999") == ()
        first = sandbox.journal.requests[0]
        assert first.body == b'{"tenantId":144,"queueName":"NX144G001","size":200,"page":1}'
        with pytest.raises(InputError):
            await provider.find_queues("")

    run(scenario)


@pytest.mark.parametrize("code", [1002, 41000])
def test_a_list_of_every_queue_that_is_refused_asks_for_a_number(code: int) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.always(BusinessError(code, "原话"), path=GROUP_PAGE)
        with pytest.raises(QueueNumberNeeded) as caught:
            await provider.fetch_queues(1, 200)
        assert (caught.value.code, caught.value.words) == (str(code), "原话")
        with pytest.raises(Rejected) as refused:
            await provider.find_queues(QUEUE)
        assert not isinstance(refused.value, QueueNumberNeeded)

    run(scenario)


def test_changing_members_replaces_them_and_shows_in_the_agents() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        await provider.replace_queue_members(QUEUE, ["NX00002", "NX00003", "NX00002"])
        members = await provider.fetch_queue_members(QUEUE)
        assert [member.sip_number for member in members] == ["NX00002", "NX00003"]
        agents = (await provider.fetch_agents(1, 200)).agents
        named = [agent.sip_number for agent in agents if "Sales" in agent.queues]
        assert named == ["NX00002", "NX00003"]
        assert len(sandbox.journal.for_path(GROUP_UPDATE)) == 1

    run(scenario)


@pytest.mark.parametrize("sip_numbers", [[], [""], ["NX00001", ""]])
def test_an_empty_list_never_leaves(sip_numbers: list[str]) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        with pytest.raises(InputError):
            await provider.replace_queue_members(QUEUE, sip_numbers)
        assert sandbox.journal.requests == ()

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (ResetConnection(Point.BEFORE_REPLY), UnknownReason.CONNECTION_LOST),
        (ResetConnection(Point.BEFORE_BODY), UnknownReason.CONNECTION_LOST),
        (CutReply(), UnknownReason.REPLY_CUT_SHORT),
        (HtmlErrorPage(502), UnknownReason.REPLY_UNREADABLE),
        (Hold(), UnknownReason.NO_REPLY_IN_TIME),
    ],
    ids=repr,
)
def test_a_change_whose_reply_is_lost_is_sent_once(fault: Fault, reason: UnknownReason) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(fault)
        with pytest.raises(OutcomeUnknown) as caught:
            await provider.replace_queue_members(QUEUE, ["NX00002"])
        assert caught.value.reason is reason
        assert len(sandbox.journal.requests) == 1

    run(scenario, QUICK)


def test_reads_are_tried_again_and_signed_anew() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        for path in READS:
            sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=path)
        await asyncio.gather(*(read(provider) for read in READS.values()))
        for path in READS:
            stamps = [request.header("ts") for request in sandbox.journal.for_path(path)]
            assert len(stamps) == len(set(stamps)) == 2

    run(scenario)


def test_durations_come_by_state() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        (durations,) = await provider.fetch_agent_durations(AGENT, START_MS, END_MS)
        assert durations.sip_number == AGENT
        states = dict(durations.seconds_by_state)
        assert list(states)[:4] == ["busy", "wrapup", "idle", "calling"]
        assert 0 < sum(states.values()) <= 3600

    run(scenario)


@pytest.mark.parametrize("code", [1002, 41000])
def test_refused_numbers_for_times_are_sent_once_more_as_texts(code: int) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(BusinessError(code))
        (durations,) = await provider.fetch_agent_durations(AGENT, START_MS, END_MS)
        assert durations.sip_number == AGENT
        first, second = sandbox.journal.requests
        assert first.body == BODIES[AGENT_STATUS]
        assert second.body == (
            b'{"tenantId":144,"userName":"NX00012",'
            b'"startDateTime":"1704643200","endDateTime":"1704646800"}'
        )

    run(scenario)


def test_an_unknown_agent_is_refused_after_both_ways() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        with pytest.raises(Rejected) as caught:
            await provider.fetch_agent_durations("NX99999", START_MS, END_MS)
        assert caught.value.code == "1002"
        assert len(sandbox.journal.requests) == 2

    run(scenario)


def test_efficiency_keeps_figures_nobody_told_of() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        rows = await provider.fetch_agent_efficiency(START_MS, END_MS, page=1, by_day=False)
        assert len(rows) == 100
        figures = dict(rows[0].figures)
        assert {"answerCountInFive", "answerCountInTen", "satisfactionScore"} <= set(figures)
        assert rows[0].labels == ()
        last = await provider.fetch_agent_efficiency(START_MS, END_MS, page=3, by_day=False)
        assert len(last) == 14

    run(scenario)


def test_efficiency_by_day_says_which_day() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        rows = await provider.fetch_agent_efficiency(
            START_MS, START_MS + 24 * 3_600_000, page=1, by_day=True
        )
        assert [(row.account_name, row.labels) for row in rows[2:4]] == [
            (rows[0].account_name, (("day", "2024-01-09"),)),
            (rows[1].account_name, (("day", "2024-01-09"),)),
        ]
        assert b'"staticalType":1,' in sandbox.journal.requests[0].body

    run(scenario, agent_count=2)


def test_another_team_is_refused() -> None:
    async def main() -> None:
        async with a_call_centre(tenant_id=145) as (_sandbox, provider):
            with pytest.raises(Rejected) as caught:
                await provider.fetch_agents(1, 200)
            assert (caught.value.code, caught.value.words) == ("1002", "tenantId does not exist")

    asyncio.run(main())


@pytest.mark.parametrize(("page", "page_size"), [(0, 200), (1, 0), (1, 201)])
def test_pages_beyond_the_documented_bounds_never_leave(page: int, page_size: int) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        for fetch in (provider.fetch_agents, provider.fetch_queues):
            with pytest.raises(InputError):
                await fetch(page, page_size)
        assert sandbox.journal.requests == ()

    run(scenario)


def test_no_queue_is_no_question() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        with pytest.raises(InputError):
            await provider.fetch_queue_members("")
        with pytest.raises(InputError):
            await provider.fetch_agent_efficiency(START_MS, END_MS, page=0, by_day=False)
        assert sandbox.journal.requests == ()

    run(scenario)
