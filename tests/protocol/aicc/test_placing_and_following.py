"""Two-way calls through the services against the sandbox: from the wish to the end, counted."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryAccountStore, InMemorySecretStore
from protocol.aicc.tenant import CREATE, PATIENT, QUICK, RECORDS, STATE, TOKEN, Tenant
from protocol.aicc.tenant import run as run_tenant
from two_way_desk import TENANT

from dialer.domain.accounts import Account, ProviderKind, sandbox_account
from dialer.domain.calls import Call, CallEvent, CallEventKind, CallState, EndCause, TwoWayRequest
from dialer.domain.diagnosis import WasCalled
from dialer.domain.errors import UnknownReason
from dialer.domain.guard import ConcernKind
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.records import RecordQuery
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.sandbox import TWO_WAY_NUMBERS, BusinessError, Delay, HtmlErrorPage, TwoWayNumber
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.calls import CallService, PlaceCall
from dialer.services.explanations import Explainer
from dialer.services.following import FollowingService
from dialer.services.provider_pool import ProviderPool
from dialer.store import Database, SqliteCallJournal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from dialer.domain.ports import Provider
    from dialer.providers.sending import ReplyLimits

ENDS = {
    "0120": EndCause.AGENT_NO_ANSWER,
    "0121": EndCause.CUSTOMER_NO_ANSWER,
    "0122": EndCause.CUSTOMER_LEG_FAILED,
    "0123": EndCause.AGENT_LEG_FAILED,
    "0124": EndCause.NOT_STARTED,
    "0134": EndCause.AGENT_HUNG_UP,
    "0135": EndCause.OTHER,
    "0136": EndCause.CUSTOMER_HUNG_UP,
}


class Line:
    """The services on one tenant; the pauses of the following move the sandbox's clock."""

    def __init__(self, tenant: Tenant, database: Database) -> None:
        self.tenant = tenant
        self.journal = SqliteCallJournal(database)
        self.explainer = Explainer(
            {ProviderKind.AICC: AiccCodeBook(), ProviderKind.NXCLOUD: NxcloudCodeBook()}
        )
        secrets = InMemorySecretStore()
        secrets.keyring[TENANT.account_id] = "kept by the tenant itself"
        pool = ProviderPool(
            InMemoryAccountStore(TENANT), secrets, connect=self._connect, sandbox=sandbox_account()
        )
        self.calls = CallService(
            self.journal,
            pool,
            tenant.clock,
            guard=CallGuard(
                self.journal,
                tenant.clock,
                sources=GuardSources(rang_nobody=self.explainer.rang_nobody),
            ),
        )
        self.following = FollowingService(self.calls, pool, tenant.clock, pause=self._pause)

    async def _connect(self, _account: Account, _secret: str) -> Provider:
        return self.tenant.provider

    async def _pause(self, seconds: float) -> None:
        self.tenant.clock.advance(round(seconds * 1000))

    async def place(self, digits: str = "12025550111") -> Call:
        request = TwoWayRequest(agent_number="6001", callee=PhoneNumber(f"+{digits}"))
        return await self.calls.place(
            PlaceCall(
                account_id=TENANT.account_id,
                request=request,
                waved_through=frozenset({ConcernKind.NEW_COUNTRY}),
            )
        )

    async def until_left_alone(self, call: Call) -> Call:
        async with asyncio.timeout(20):
            while self.following.is_following(call):  # noqa: ASYNC110 - it tells nobody of its end
                await asyncio.sleep(0.001)
        (kept,) = await self.journal.fetch_calls_to(call.callee, 1)
        return kept


def run(
    folder: Path,
    scenario: Callable[[Line], Awaitable[None]],
    *,
    limits: ReplyLimits = PATIENT,
) -> None:
    async def on_tenant(tenant: Tenant) -> None:
        with closing(Database(folder)) as database:
            await database.open()
            line = Line(tenant, database)
            await scenario(line)
            await line.following.finish()
            await line.calls.finish()

    run_tenant(on_tenant, limits=limits)


@pytest.mark.parametrize("number", TWO_WAY_NUMBERS, ids=lambda number: number.digits)
def test_every_sandbox_number_from_the_wish_to_the_end(
    tmp_path: Path, number: TwoWayNumber
) -> None:
    async def scenario(line: Line) -> None:
        call = await line.place(number.digits)
        diagnosis = line.explainer.explain_call(call)
        is_followed = line.following.is_following(call)
        kept = await line.until_left_alone(call)
        assert line.tenant.count(CREATE) == 1
        if number.refusal:
            assert call.state is CallState.REJECTED
            assert diagnosis is not None
            assert diagnosis.code == number.refusal
            assert diagnosis.was_called is not WasCalled.YES
        elif call.call_id is None:
            assert call.state in {CallState.ACCEPTED, CallState.REJECTED, CallState.UNKNOWN}
        else:
            assert is_followed
            assert kept.end_cause is ENDS[number.digits[-4:]]
            assert line.tenant.count(STATE) > 0
        if call.call_id is None:
            assert line.tenant.count(STATE) == 0

    is_silent = any(isinstance(fault, Delay) for fault in number.faults)
    run(tmp_path, scenario, limits=QUICK if is_silent else PATIENT)


def test_a_call_is_followed_through_every_state(tmp_path: Path) -> None:
    async def scenario(line: Line) -> None:
        kept = await line.until_left_alone(await line.place())
        assert [event.kind for event in kept.events] == [
            CallEventKind.RECORDED,
            CallEventKind.SIGNED,
            CallEventKind.SENT,
            CallEventKind.ACCEPTED,
            CallEventKind.RINGING,
            CallEventKind.TALKING,
            CallEventKind.ENDED,
        ]
        assert kept.end_cause is EndCause.CUSTOMER_HUNG_UP
        # Talked from 4 s to 12 s after it was placed, seen within one question of that.
        assert kept.talked_ms is not None
        assert 5_000 <= kept.talked_ms <= 8_000
        assert (line.tenant.count(CREATE), line.tenant.count(TOKEN)) == (1, 1)

    run(tmp_path, scenario)


@pytest.mark.parametrize("code", ["1", "6", "8"])
def test_http_500_is_a_business_failure_and_never_retried(tmp_path: Path, code: str) -> None:
    async def scenario(line: Line) -> None:
        line.tenant.sandbox.faults.once(BusinessError(int(code), http_status=500), path=CREATE)
        call = await line.place()
        assert (call.state, call.last_event.code) == (CallState.REJECTED, code)
        assert call.last_event.http_status == 500
        diagnosis = line.explainer.explain_call(call)
        assert diagnosis is not None
        assert diagnosis.code == code
        assert line.tenant.count(CREATE) == 1

    run(tmp_path, scenario)


def test_http_500_without_a_code_is_a_refusal_and_never_retried(tmp_path: Path) -> None:
    async def scenario(line: Line) -> None:
        line.tenant.sandbox.faults.once(HtmlErrorPage(500), path=CREATE)
        call = await line.place()
        assert (call.state, call.last_event.code) == (CallState.REJECTED, "HTTP 500")
        assert line.tenant.count(CREATE) == 1

    run(tmp_path, scenario)


def test_fifty_calls_at_once_fetch_one_token_and_each_is_asked_for_once(tmp_path: Path) -> None:
    async def scenario(line: Line) -> None:
        await line.following.finish()
        numbers = [f"1202555{tail:04}" for tail in range(1000, 1050)]
        calls = await asyncio.gather(*(line.place(digits) for digits in numbers))
        assert {call.state for call in calls} == {CallState.ACCEPTED}
        assert len({call.call_id for call in calls}) == len(numbers)
        assert (line.tenant.count(TOKEN), line.tenant.count(CREATE)) == (1, 50)

    run(tmp_path, scenario)


def test_a_token_that_expires_between_calls_is_renewed_and_no_call_doubled(
    tmp_path: Path,
) -> None:
    async def scenario(line: Line) -> None:
        await line.following.finish()
        for tail in range(1000, 1004):
            assert (await line.place(f"1202555{tail:04}")).state is CallState.ACCEPTED
            line.tenant.clock.advance(600_000)
        assert (line.tenant.count(TOKEN), line.tenant.count(CREATE)) == (4, 4)

    run(tmp_path, scenario)


@pytest.mark.parametrize(
    ("refusals", "state", "requests"),
    [(1, CallState.ACCEPTED, 2), (2, CallState.REJECTED, 2)],
)
def test_a_refused_token_is_met_once_with_a_new_one(
    tmp_path: Path, refusals: int, state: CallState, requests: int
) -> None:
    async def scenario(line: Line) -> None:
        await line.following.finish()
        for _ in range(refusals):
            line.tenant.sandbox.faults.once(HtmlErrorPage(401), path=CREATE)
        call = await line.place()
        assert call.state is state
        assert line.tenant.count(CREATE) == requests
        assert line.tenant.count(TOKEN) == 2

    run(tmp_path, scenario)


def test_questions_that_fail_never_touch_the_outcome(tmp_path: Path) -> None:
    async def scenario(line: Line) -> None:
        for status in (503, 401, 401, 429):
            line.tenant.sandbox.faults.once(HtmlErrorPage(status), path=STATE)
        kept = await line.until_left_alone(await line.place())
        assert kept.state is CallState.ENDED
        assert line.tenant.count(CREATE) == 1

    run(tmp_path, scenario)


def test_an_id_found_in_the_records_lets_the_call_be_followed(tmp_path: Path) -> None:
    async def scenario(line: Line) -> None:
        call = await line.place("12025550133")
        assert call.call_id is None
        assert not line.following.is_following(call)
        now_ms = line.tenant.clock.now_ms()
        page = await line.tenant.provider.fetch_two_way_records(
            RecordQuery(start_ms=now_ms - 60_000, end_ms=now_ms + 60_000), 1
        )
        (record,) = page.records
        found = CallEvent(kind=CallEventKind.FOUND, at_ms=now_ms, call_id=record.call_id)
        call = await line.calls.note(call, found)
        assert line.following.is_following(call)
        kept = await line.until_left_alone(call)
        assert (kept.state, kept.call_id) == (CallState.ENDED, record.call_id)
        assert line.tenant.count(RECORDS) == 2

    run(tmp_path, scenario)


def test_a_lost_reply_is_unknown_with_its_words_and_asked_about_by_nobody(tmp_path: Path) -> None:
    async def scenario(line: Line) -> None:
        call = await line.place("12025550161")
        assert call.state is CallState.UNKNOWN
        assert call.last_event.reason == UnknownReason.CONNECTION_LOST
        assert (line.tenant.count(CREATE), line.tenant.count(STATE)) == (1, 0)

    run(tmp_path, scenario)
