"""A lost answer, and what the provider's records say: the real backend against the Sandbox."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from dialer.backend import Backend, open_backend
from dialer.domain.calls import (
    Call,
    CallEventKind,
    CallState,
    DialoutRequest,
    Settlement,
    TwoWayRequest,
)
from dialer.domain.errors import CallRefused, Rejected
from dialer.domain.guard import ConcernKind
from dialer.domain.matching import Fit
from dialer.domain.phone_number import parse_phone_number
from dialer.providers.sending import ReplyLimits
from dialer.sandbox import (
    BusinessError,
    Point,
    ResetConnection,
    Sandbox,
)
from dialer.services.calls import PlaceCall
from dialer.services.settling import LookTimes, Verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

DIALOUT = "/did/openapi/amazon/dialout"
DID_RECORDS = "/api/did/cdr"
CREATE = "/apiaccess/CC-Management/v1/mobileAgent/createCall"
AICC_RECORDS = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord"
CALLEE = "+12025550111"
WITHOUT_ID = "+12025550133"
NEVER = LookTimes(accepted_s=(), unknown_s=())
ANYWAY = frozenset({ConcernKind.UNKNOWN_OUTCOME, ConcernKind.CALLED_RECENTLY})


def dial_out(callee: str = CALLEE) -> PlaceCall:
    request = DialoutRequest(
        caller_id=parse_phone_number("+12025550170", region=""),
        callee=parse_phone_number(callee, region=""),
        agent_number=parse_phone_number("+12025550180", region=""),
    )
    return PlaceCall(account_id="sandbox", request=request, waved_through=ANYWAY)


def two_way(callee: str = CALLEE) -> PlaceCall:
    request = TwoWayRequest(
        agent_number="13800000001", callee=parse_phone_number(callee, region="")
    )
    return PlaceCall(account_id="sandbox", request=request, waved_through=ANYWAY)


def run(
    folder: Path,
    scenario: Callable[[Backend, Sandbox], Awaitable[None]],
    *,
    times: LookTimes = NEVER,
) -> None:
    async def main() -> None:
        backend = await open_backend(
            folder, limits=ReplyLimits(dial_s=20, read_s=20), look_times=times
        )
        try:
            await scenario(backend, await backend.connector.fetch_sandbox())
        finally:
            await backend.close()

    asyncio.run(main())


def counts(sandbox: Sandbox) -> dict[str, int]:
    return {
        path: len(sandbox.journal.for_path(path))
        for path in (DIALOUT, DID_RECORDS, CREATE, AICC_RECORDS)
        if sandbox.journal.for_path(path)
    }


def test_a_call_whose_answer_was_lost_is_settled_by_the_records(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=DIALOUT)
        call = await backend.calls.place(dial_out())
        assert call.is_unresolved
        found = await backend.settling.look_up(call)
        assert found.verdict is Verdict.SETTLED
        assert found.call.settlement is Settlement.PROBABLY_IN_RECORDS
        (candidate,) = found.candidates
        assert candidate.fit is Fit.LIKELY
        assert candidate.record.talk_s in range(3, 13)
        sent = counts(sandbox)
        assert sent[DIALOUT] == 1
        assert 1 <= sent[DID_RECORDS] <= 2
        (stored,) = await backend.calls.fetch_recent(5)
        assert stored == found.call
        wish = PlaceCall(account_id="sandbox", request=dial_out().request)
        with pytest.raises(CallRefused) as refusal:
            await backend.calls.place(wish)
        assert [c.kind for c in refusal.value.concerns] == [ConcernKind.CALLED_RECENTLY]

    run(tmp_path, scenario)


def test_a_request_that_was_lost_on_its_way_is_found_nowhere(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        sandbox.faults.once(ResetConnection(Point.BEFORE_BODY), path=DIALOUT)
        call = await backend.calls.place(dial_out())
        assert call.state is CallState.UNKNOWN
        found = await backend.settling.look_up(call)
        assert (found.verdict, found.candidates) == (Verdict.NOTHING, ())
        assert (await backend.calls.fetch_call(call.client_call_id)).is_unresolved
        said = await backend.settling.take_word(call, Settlement.AGENT_SAYS_NOT_CALLED)
        assert not said.is_unresolved
        wish = PlaceCall(account_id="sandbox", request=dial_out().request)
        assert (await backend.calls.place(wish)).state is CallState.ACCEPTED

    run(tmp_path, scenario)


def test_two_lost_answers_are_never_guessed_between(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=DIALOUT)
        first = await backend.calls.place(dial_out())
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=DIALOUT)
        await backend.calls.place(dial_out())
        found = await backend.settling.look_up(first)
        assert found.verdict is Verdict.CHOICE
        assert len(found.candidates) == 2
        picked = await backend.settling.pick(first, found.candidates[0])
        assert picked.settlement is Settlement.PROBABLY_IN_RECORDS

    run(tmp_path, scenario)


def test_a_receipt_without_an_id_is_completed_from_the_records(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        call = await backend.calls.place(two_way(WITHOUT_ID))
        assert (call.state, call.call_id) == (CallState.ACCEPTED, None)
        found = await backend.settling.look_up(call)
        assert found.call.last_event.kind is CallEventKind.FOUND
        assert found.call.call_id == found.candidates[0].record.call_id
        assert counts(sandbox) == {CREATE: 1, AICC_RECORDS: 2}  # ITA calls are a list of their own

    run(tmp_path, scenario)


def test_the_record_of_one_call_is_not_taken_for_another(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        known = await backend.calls.place(two_way())
        assert known.call_id
        sandbox.faults.once(ResetConnection(Point.BEFORE_BODY), path=CREATE)
        lost = await backend.calls.place(two_way())
        assert lost.state is CallState.UNKNOWN
        found = await backend.settling.look_up(lost)
        assert found.verdict is Verdict.NOTHING
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=CREATE)
        placed = await backend.calls.place(two_way())
        found = await backend.settling.look_up(placed)
        assert found.call.settlement is Settlement.IN_RECORDS
        assert found.call.call_id not in {None, known.call_id}

    run(tmp_path, scenario)


def test_a_two_way_call_without_an_id_is_found_by_itself(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        found = asyncio.Event()

        def hear(call: Call) -> None:
            if call.last_event.kind is CallEventKind.FOUND:
                found.set()

        backend.calls.listen(hear)
        sandbox.faults.once(BusinessError(1), path=AICC_RECORDS)
        await backend.calls.place(two_way(WITHOUT_ID))
        async with asyncio.timeout(20):
            await found.wait()
        assert counts(sandbox)[CREATE] == 1

    run(tmp_path, scenario, times=LookTimes(accepted_s=(0.0, 0.0, 0.1)))


def test_a_refusal_of_the_records_is_the_persons_to_see(tmp_path: Path) -> None:
    async def scenario(backend: Backend, sandbox: Sandbox) -> None:
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=DIALOUT)
        call = await backend.calls.place(dial_out())
        sandbox.faults.once(BusinessError(1003), path=DID_RECORDS)
        with pytest.raises(Rejected):
            await backend.settling.look_up(call)
        assert (await backend.calls.fetch_call(call.client_call_id)).is_unresolved

    run(tmp_path, scenario)
