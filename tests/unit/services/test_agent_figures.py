"""What agents did: who is asked for, how many at once, and how it ends."""

from __future__ import annotations

import asyncio

import pytest
from team_provider import PlainProvider, TeamProvider, pool_of

from dialer.domain.agents import AgentEfficiency
from dialer.domain.errors import InputError, NotSent, NotSentReason, NotSupported, Rejected
from dialer.services.agent_figures import (
    MAX_REQUESTS,
    AgentFigureService,
    DurationsResult,
    Span,
    names_in_order,
)

ACCOUNT = "sandbox"
HOUR = Span(1_700_000_000_000, 1_700_003_600_000)
REFUSED = Rejected("1002", "no", http_status=200)


def names(count: int) -> list[str]:
    return [f"a{number}" for number in range(count)]


def durations(provider: object, count: int, span: Span = HOUR) -> list[DurationsResult]:
    told: list[DurationsResult] = []
    service = AgentFigureService(pool_of(provider))
    asyncio.run(service.load_durations(ACCOUNT, names(count), span, on_result=told.append))
    return sorted(told, key=lambda result: result.place)


def rows(count: int, **fields: object) -> tuple[AgentEfficiency, ...]:
    return tuple(
        AgentEfficiency(
            account_name=f"a{number}",
            name="",
            figures=(("answered", float(number)),),
            **fields,  # type: ignore[arg-type]  # tests name fields that exist
        )
        for number in range(count)
    )


def efficiency(provider: TeamProvider, *, by_day: bool = False) -> tuple[AgentEfficiency, ...]:
    service = AgentFigureService(pool_of(provider))
    paged = asyncio.run(
        service.load_efficiency(ACCOUNT, HOUR, by_day=by_day, on_progress=lambda _: None)
    )
    return paged.rows


def test_each_agent_is_asked_for_once_four_at_a_time() -> None:
    provider = TeamProvider()
    told = durations(provider, 50)
    assert [result.place for result in told] == list(range(50))
    assert [result.durations[0].account_name for result in told] == names(50)
    assert told[0].durations[0].seconds_by_state == (("busy", 3600),)
    assert sorted(provider.asked) == sorted(f"durations {name}" for name in names(50))
    assert provider.most_at_once == MAX_REQUESTS == 4


def test_nobody_is_asked_for_where_nobody_is_chosen() -> None:
    provider = TeamProvider()
    assert durations(provider, 0) == []
    assert provider.asked == []


def test_a_refused_agent_does_not_stop_the_others() -> None:
    provider = TeamProvider()
    provider.failures = {f"durations {name}": REFUSED for name in names(20)[10:]}
    told = durations(provider, 20)
    assert [bool(result.refusal) for result in told] == [False] * 10 + [True] * 10


@pytest.mark.parametrize(("count", "asked"), [(1, 1), (3, 3), (40, 2 * MAX_REQUESTS - 1)])
def test_a_refusal_that_meets_everyone_ends_it(count: int, asked: int) -> None:
    provider = TeamProvider()
    provider.failures = {f"durations {name}": REFUSED for name in names(count)}
    with pytest.raises(Rejected):
        durations(provider, count)
    assert len(provider.asked) <= asked


def test_what_came_before_a_failure_was_told() -> None:
    async def scenario() -> None:
        provider = TeamProvider()
        provider.failures["durations a30"] = NotSent(NotSentReason.NETWORK_UNREACHABLE)
        told: list[DurationsResult] = []
        service = AgentFigureService(pool_of(provider))
        with pytest.raises(NotSent):
            await service.load_durations(ACCOUNT, names(90), HOUR, on_result=told.append)
        assert 25 < len(told) < 34
        assert provider.under_way == 0

    asyncio.run(scenario())


def test_cancelling_ends_every_request_and_keeps_what_came() -> None:
    async def scenario() -> None:
        provider = TeamProvider()
        provider.held = {f"durations {name}": asyncio.Event() for name in names(90)[20:]}
        told: list[DurationsResult] = []
        service = AgentFigureService(pool_of(provider))
        loading = asyncio.ensure_future(
            service.load_durations(ACCOUNT, names(90), HOUR, on_result=told.append)
        )
        while len(told) < 20:  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0)
        loading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loading
        assert (len(told), provider.under_way) == (20, 0)

    asyncio.run(scenario())


def test_a_span_that_ends_before_it_begins_is_not_asked_for() -> None:
    provider = TeamProvider()
    backwards = Span(HOUR.end_ms, HOUR.start_ms)
    with pytest.raises(InputError, match="later"):
        durations(provider, 1, backwards)
    assert provider.asked == []


def test_an_account_without_a_call_centre_says_what_to_choose() -> None:
    with pytest.raises(NotSupported, match="Choose an account"):
        durations(PlainProvider(), 1)


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (99, 1), (100, 2), (250, 3)])
def test_figures_come_until_a_short_page(count: int, pages: int) -> None:
    provider = TeamProvider()
    provider.efficiency = rows(count)
    assert efficiency(provider) == provider.efficiency
    assert provider.asked == [f"efficiency {page} False" for page in range(1, pages + 1)]


def test_a_page_that_repeats_ends_the_figures() -> None:
    provider = TeamProvider()
    provider.efficiency = rows(300)
    provider.repeats_first_page = True
    assert efficiency(provider) == provider.efficiency[:100]


def test_days_without_a_name_are_told_apart_by_their_figures() -> None:
    provider = TeamProvider()
    provider.efficiency = (*rows(100), *(row for row in reversed(rows(100))), *rows(7))
    assert len(efficiency(provider, by_day=True)) == 207


def test_a_repeated_page_is_known_by_its_days_though_figures_move_on() -> None:
    provider = TeamProvider()
    first = rows(100, labels=(("day", "2024-01-08"),))
    provider.efficiency = (*first, *(row_with_more(row) for row in first), *rows(9))
    assert efficiency(provider, by_day=True) == first


def row_with_more(row: AgentEfficiency) -> AgentEfficiency:
    return AgentEfficiency(
        account_name=row.account_name, name="", figures=(("answered", 1e6),), labels=row.labels
    )


@pytest.mark.parametrize(
    ("rows_of_names", "merged"),
    [
        ([], ""),
        (["abc", "abc"], "abc"),
        (["ac", "abc"], "abc"),
        (["abc", "abxc", "y"], "yabxc"),
        (["bc", "abcd"], "abcd"),
    ],
)
def test_names_keep_the_providers_order(rows_of_names: list[str], merged: str) -> None:
    assert "".join(names_in_order(rows_of_names)) == merged
