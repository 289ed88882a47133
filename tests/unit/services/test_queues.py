"""Queues: paging, and a change of members from the plan to the comparison afterwards."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from team_provider import PlainProvider, TeamProvider, a_member, a_queue, members, pool_of

from dialer.domain.errors import (
    NotSent,
    NotSentReason,
    NotSupported,
    OutcomeUnknown,
    QueueNumberNeeded,
    Rejected,
    UnknownReason,
)
from dialer.domain.memberships import plan_change
from dialer.services.paging import PageProgress
from dialer.services.queues import ChangeOutcome, ChangeReport, QueueService

if TYPE_CHECKING:
    from dialer.domain.agents import Queue, QueueMember
    from dialer.services.paging import PagedRows

ACCOUNT = "sandbox"
NO_REPLY = OutcomeUnknown(UnknownReason.NO_REPLY_IN_TIME)
READ, WRITE = "members G1", "write G1"


def load(provider: object) -> tuple[PagedRows[Queue], list[PageProgress]]:
    told: list[PageProgress] = []
    service = QueueService(pool_of(provider))
    return asyncio.run(service.load(ACCOUNT, on_progress=told.append)), told


def change(
    provider: TeamProvider,
    before: tuple[QueueMember, ...] = members(1, 2, 3),
    after: tuple[QueueMember, ...] = members(2, 3, 4),
) -> ChangeReport:
    service = QueueService(pool_of(provider))
    return asyncio.run(service.change_members(ACCOUNT, plan_change("G1", before, after)))


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (6, 1), (199, 1), (200, 2), (450, 3)])
def test_every_queue_comes_until_a_short_page(count: int, pages: int) -> None:
    provider = TeamProvider(a_queue(number) for number in range(count))
    paged, told = load(provider)
    assert (paged.rows, paged.pages) == (provider.queues, pages)
    assert provider.asked == [f"queues {page}" for page in range(1, pages + 1)]
    assert told[-1] == PageProgress(rows=count, pages=pages)


def test_a_page_that_repeats_ends_the_list() -> None:
    provider = TeamProvider(a_queue(number) for number in range(300))
    provider.repeats_first_page = True
    paged, _ = load(provider)
    assert paged.rows == provider.queues[:200]
    assert provider.asked == ["queues 1", "queues 2"]


def test_a_queue_listed_twice_is_kept_where_it_came_first() -> None:
    provider = TeamProvider([*(a_queue(number) for number in range(200)), a_queue(5)])
    paged, _ = load(provider)
    assert paged.rows == provider.queues[:200]


def test_a_list_that_is_refused_leaves_the_look_up() -> None:
    provider = TeamProvider([a_queue(1), a_queue(2)])
    provider.failures["queues 1"] = QueueNumberNeeded("1002", "no", http_status=200)
    with pytest.raises(QueueNumberNeeded):
        load(provider)
    service = QueueService(pool_of(provider))
    assert asyncio.run(service.find(ACCOUNT, "G002")) == (a_queue(2),)
    assert asyncio.run(service.find(ACCOUNT, "G009")) == ()


def test_an_account_without_a_call_centre_says_what_to_choose() -> None:
    with pytest.raises(NotSupported, match="Choose an account"):
        load(PlainProvider())


def test_a_change_is_read_written_once_and_read_again() -> None:
    provider = TeamProvider(in_queue=members(1, 2, 3))
    report = change(provider)
    assert report.outcome is ChangeOutcome.VERIFIED
    assert report.write_error is None
    assert provider.asked == [READ, WRITE, READ]
    assert provider.written == [("NX00002", "NX00003", "NX00004")]
    assert [member.sip_number for member in report.now] == ["NX00002", "NX00003", "NX00004"]


def test_members_somebody_changed_meanwhile_are_not_written_over() -> None:
    provider = TeamProvider(in_queue=members(1, 2, 9))
    report = change(provider)
    assert report.outcome is ChangeOutcome.CHANGED_MEANWHILE
    assert report.difference.missing == members(3)
    assert report.difference.unexpected == members(9)
    assert report.now == members(1, 2, 9)
    assert provider.asked == [READ]


def test_another_order_is_no_change() -> None:
    provider = TeamProvider(in_queue=members(3, 1, 2))
    assert change(provider).outcome is ChangeOutcome.VERIFIED


def test_what_differs_afterwards_is_named() -> None:
    provider = TeamProvider(in_queue=members(1, 2, 3))

    def add_another(count: int) -> None:
        if count == 2:
            provider.in_queue = list(members(2, 3, 8))

    provider.before_reads = add_another
    report = change(provider)
    assert report.outcome is ChangeOutcome.DIFFERS
    assert (report.difference.missing, report.difference.unexpected) == (members(4), members(8))


def test_a_write_that_changed_nothing_is_told() -> None:
    provider = TeamProvider(in_queue=members(1, 2, 3))
    provider.writes_anyway = False
    report = change(provider)
    assert report.outcome is ChangeOutcome.UNCHANGED
    assert report.write_error is None


@pytest.mark.parametrize(
    ("arrived", "outcome"), [(True, ChangeOutcome.VERIFIED), (False, ChangeOutcome.UNCHANGED)]
)
def test_a_lost_reply_is_settled_by_reading_and_never_sent_again(
    arrived: bool,  # noqa: FBT001 - a parameter of pytest's
    outcome: ChangeOutcome,
) -> None:
    provider = TeamProvider(in_queue=members(1, 2, 3))
    provider.write_error, provider.writes_anyway = NO_REPLY, arrived
    report = change(provider)
    assert (report.outcome, report.write_error) == (outcome, NO_REPLY)
    assert provider.asked == [READ, WRITE, READ]


def test_a_write_nobody_can_read_back_is_told_as_such_and_read_later() -> None:
    provider = TeamProvider(in_queue=members(1, 2, 3))

    def fail_second(count: int) -> None:
        provider.failures = {READ: NO_REPLY} if count == 2 else {}

    provider.before_reads = fail_second
    report = change(provider)
    assert (report.outcome, report.now) == (ChangeOutcome.NOT_READ, ())
    later = asyncio.run(QueueService(pool_of(provider)).verify(ACCOUNT, report))
    assert later.outcome is ChangeOutcome.VERIFIED
    assert len(provider.written) == 1


@pytest.mark.parametrize(
    "refusal",
    [Rejected("1002", "no", http_status=200), NotSent(NotSentReason.CONNECTION_REFUSED)],
    ids=repr,
)
@pytest.mark.parametrize("step", [READ, WRITE])
def test_a_step_that_is_refused_changes_nothing(step: str, refusal: Exception) -> None:
    provider = TeamProvider(in_queue=members(1, 2, 3))
    provider.failures[step] = refusal
    provider.writes_anyway = False
    with pytest.raises(type(refusal)):
        change(provider)
    assert provider.asked == ([READ] if step == READ else [READ, WRITE])


def test_giving_up_before_the_write_leaves_it_out() -> None:
    async def scenario() -> None:
        provider = TeamProvider(in_queue=members(1, 2))
        provider.held[READ] = asyncio.Event()
        service = QueueService(pool_of(provider))
        task = asyncio.ensure_future(
            service.change_members(ACCOUNT, plan_change("G1", members(1, 2), members(1)))
        )
        while not provider.asked:  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        provider.held[READ].set()
        await service.finish()
        assert provider.asked == [READ]

    asyncio.run(scenario())


def test_a_write_is_carried_through_whoever_still_waits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario() -> None:
        provider = TeamProvider(in_queue=members(1, 2))
        provider.held[WRITE] = asyncio.Event()
        service = QueueService(pool_of(provider))
        task = asyncio.ensure_future(
            service.change_members(ACCOUNT, plan_change("G1", members(1, 2), members(1, 7)))
        )
        while WRITE not in provider.asked:  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        provider.held[WRITE].set()
        await service.finish()
        assert provider.asked == [READ, WRITE, READ]

    with caplog.at_level(logging.INFO, "dialer.services.queues"):
        asyncio.run(scenario())
    assert caplog.messages == ["Queue members: 1 to add, 1 to remove, 1 stay: verified"]


def test_a_refused_write_nobody_waits_for_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        provider = TeamProvider(in_queue=members(1, 2))
        provider.held[WRITE] = asyncio.Event()
        provider.failures[WRITE] = Rejected("1005", "no", http_status=200)
        service = QueueService(pool_of(provider))
        task = asyncio.ensure_future(
            service.change_members(ACCOUNT, plan_change("G1", members(1, 2), members(1)))
        )
        while WRITE not in provider.asked:  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        provider.held[WRITE].set()
        await service.finish()
        await asyncio.sleep(0)

    with caplog.at_level(logging.INFO, "dialer.services.queues"):
        asyncio.run(scenario())
    assert caplog.messages == ["Queue members: not changed: rejected: 1005"]


def test_two_changes_at_once_do_not_write_over_each_other() -> None:
    async def scenario() -> None:
        provider = TeamProvider(in_queue=members(1, 2))
        service = QueueService(pool_of(provider))
        first, second = await asyncio.gather(
            service.change_members(ACCOUNT, plan_change("G1", members(1, 2), members(1))),
            service.change_members(ACCOUNT, plan_change("G1", members(1, 2), members(2))),
        )
        assert first.outcome is ChangeOutcome.VERIFIED
        assert second.outcome is ChangeOutcome.CHANGED_MEANWHILE
        assert provider.written == [("NX00001",)]

    asyncio.run(scenario())


def test_the_log_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        change(TeamProvider(in_queue=members(1, 2, 3)))
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("dialer")]
    assert ours == ["Queue members: 1 to add, 1 to remove, 2 stay: verified"]
    assert a_member(4).sip_number not in caplog.text
