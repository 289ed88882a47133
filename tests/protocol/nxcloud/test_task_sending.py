"""Whole tasks against the sandbox: how many requests a batch makes, whatever becomes of it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from call_centre import CREATE_TASK, PATIENT, QUICK, a_call_centre, around_now
from sample_tasks import SETTINGS
from task_desk import Desk

from dialer.domain.accounts import ProviderKind
from dialer.domain.diagnosis import WasCalled
from dialer.domain.errors import NotSentReason, UnknownReason
from dialer.domain.task_rules import AtOnceConsent, summarise
from dialer.domain.tasks import BatchState, DispatchKind, StartKind, TaskState
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.sandbox import (
    BusinessError,
    CutReply,
    Fault,
    Hold,
    HtmlErrorPage,
    Point,
    ResetConnection,
    Sandbox,
    TooManyRequests,
)
from dialer.services.explanations import Explainer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.tasks import OutboundTask
    from dialer.providers.nxcloud.nxcc import NxccProvider
    from dialer.providers.sending import ReplyLimits

W, A, R = BatchState.WAITING, BatchState.ACCEPTED, BatchState.REJECTED
N, U = BatchState.NOT_SENT, BatchState.UNKNOWN


class SandboxDesk(Desk):
    """A desk whose provider is the sandbox, over a socket."""

    def __init__(self, sandbox: Sandbox, provider: NxccProvider) -> None:
        self.explainer = Explainer({ProviderKind.NXCLOUD: NxcloudCodeBook()})
        super().__init__(proves_nobody_called=self.explainer.proves_nobody_called)
        self.sandbox = sandbox
        self.provider = self.nxcc = provider

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What reached the sandbox, refused requests included."""
        return [
            json.loads(request.body)
            for request in self.sandbox.journal.for_path(CREATE_TASK)
            if request.body_complete
        ]

    @property
    def requests(self) -> list[str]:
        """The batch each request was for, ``2/3`` and so on."""
        return [body["taskName"][-4:-1] for body in self.bodies]


def run(scenario: Callable[[SandboxDesk], Awaitable[None]], limits: ReplyLimits = PATIENT) -> None:
    async def main() -> None:
        async with a_call_centre(limits) as (sandbox, provider):
            desk = SandboxDesk(sandbox, provider)
            await scenario(desk)
            await desk.tasks.finish()

    asyncio.run(main())


def states(task: OutboundTask) -> list[BatchState]:
    return [batch.state for batch in task.batches]


def test_each_batch_is_one_request_and_one_task_there() -> None:
    async def scenario(desk: SandboxDesk) -> None:
        task = await desk.make(25, batch_size=10, dispatch=DispatchKind.PREDICTIVE)
        assert desk.sandbox.journal.connections == 0
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.DONE, [A, A, A])
        assert desk.requests == ["1/3", "2/3", "3/3"]
        assert [len(body["callList"]) for body in desk.bodies] == [10, 10, 5]
        listed = [(n.order_id, n.e164[1:]) for n in desk.lists.numbers["list 1"]]
        there = [(n.order_id, n.user_phone) for kept in desk.sandbox.tasks for n in kept.numbers]
        assert there == listed
        assert [kept.name for kept in desk.sandbox.tasks] == [
            f"Winter promo ({position}/3)" for position in (1, 2, 3)
        ]
        assert all(batch.request_id for batch in task.batches)
        raw = desk.sandbox.journal.for_path(CREATE_TASK)[0].body
        assert b'"predictCallRate":1.00,"ratioCallRate":1.0,' in raw
        assert all(body["startupType"] == 1 for body in desk.bodies)

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "state", "detail", "goes_on"),
    [
        (BusinessError(41000), R, "41000", True),
        (BusinessError(1003), R, "1003", True),
        (BusinessError(99), R, "99", False),
        (TooManyRequests(), R, "HTTP 429", True),
        (HtmlErrorPage(403), R, "HTTP 403", True),
        (HtmlErrorPage(502), U, UnknownReason.REPLY_UNREADABLE, False),
        (CutReply(), U, UnknownReason.REPLY_CUT_SHORT, False),
        (ResetConnection(Point.BEFORE_BODY), U, UnknownReason.CONNECTION_LOST, False),
        (ResetConnection(Point.BEFORE_REPLY), U, UnknownReason.CONNECTION_LOST, False),
        (Hold(Point.BEFORE_REPLY), U, UnknownReason.NO_REPLY_IN_TIME, False),
    ],
    ids=repr,
)
def test_a_fault_stops_sending_after_one_request_for_its_batch(
    fault: Fault, state: BatchState, detail: str, *, goes_on: bool
) -> None:
    async def scenario(desk: SandboxDesk) -> None:
        task = await desk.make(25, batch_size=10)
        desk.sandbox.faults.once(path=CREATE_TASK)
        desk.sandbox.faults.once(fault, path=CREATE_TASK)
        task = await desk.sent_to_its_end(task)
        assert (task.state, states(task)) == (TaskState.PAUSED, [A, state, W])
        assert detail in {task.batch(2).code, task.batch(2).reason}
        assert len(desk.sandbox.journal.for_path(CREATE_TASK)) == 2
        diagnosis = desk.explainer.explain_batch(task.batch(2), ProviderKind.NXCLOUD)
        assert diagnosis is not None
        assert diagnosis.next_step
        desk.sandbox.faults.release()
        task = await desk.sent_to_its_end(task)
        # Sent again is only what certainly called nobody.
        assert states(task) == [A, A if goes_on else state, A]
        assert len(desk.sandbox.journal.for_path(CREATE_TASK)) == (4 if goes_on else 3)
        assert summarise(desk.lists.lists["list 1"], task).adds_up

    run(scenario, QUICK)


def test_a_refused_connection_sends_nothing_and_notes_no_use() -> None:
    async def scenario(desk: SandboxDesk) -> None:
        task = await desk.make(20, batch_size=10)
        await desk.sandbox.close()
        task = await desk.sent_to_its_end(task)
        assert (states(task), task.batch(1).reason) == ([N, W], NotSentReason.CONNECTION_REFUSED)
        assert desk.requests == []
        assert not desk.uses

    run(scenario)


def test_a_batch_whose_receipt_was_lost_is_refused_when_it_comes_again() -> None:
    async def scenario(desk: SandboxDesk) -> None:
        task = await desk.make(10)
        desk.sandbox.faults.once(CutReply(), path=CREATE_TASK)
        task = await desk.sent_to_its_end(task)
        assert states(task) == [U]
        # Somebody who did not look says it again: the same order ids give it away.
        await desk.tasks.resend_batch(task.task_id, 1)
        task = await desk.rested(task)
        assert (states(task), task.batch(1).code, task.batch(1).in_doubt) == ([R], "41000", True)
        assert len(desk.sandbox.tasks) == 1
        diagnosis = desk.explainer.explain_batch(task.batch(1), ProviderKind.NXCLOUD)
        assert diagnosis is not None
        assert (diagnosis.was_called, diagnosis.action) == (WasCalled.MAYBE, None)
        task = await desk.tasks.count_batch_as_sent(task.task_id, 1)
        assert (task.state, task.sums.accepted) == (TaskState.DONE, 10)

    run(scenario)


def test_records_match_a_task_that_starts_at_once() -> None:
    async def scenario(desk: SandboxDesk) -> None:
        task = await desk.make(
            60, batch_size=25, start=StartKind.AT_ONCE, consent=AtOnceConsent(number_count=60)
        )
        task = await desk.sent_to_its_end(task)
        assert task.state is TaskState.DONE
        assert {body["startupType"] for body in desk.bodies} == {3}
        records = (await desk.nxcc.fetch_records(around_now(), 1)).records
        listed = {n.order_id: n.e164[1:] for n in desk.lists.numbers["list 1"]}
        assert {record.order_id: record.callee for record in records} == listed
        assert len(records) == 60
        answered = sum(bool(record.is_answered) for record in records)
        assert 0 < answered < 60
        assert {record.task_id for record in records} == {
            kept.task_id for kept in desk.sandbox.tasks
        }

    run(scenario)


def test_a_wrong_queue_is_refused_in_the_providers_words() -> None:
    async def scenario(desk: SandboxDesk) -> None:
        task = await desk.sent_to_its_end(await desk.make(20, batch_size=10, queue_id="NX144G999"))
        assert states(task) == [R, W]
        assert "agentGroupNo" in task.batch(1).words
        assert desk.requests == ["1/2"]
        assert desk.sandbox.tasks == ()
        assert replace(task.settings, queue_id=SETTINGS.queue_id) == SETTINGS

    run(scenario)
