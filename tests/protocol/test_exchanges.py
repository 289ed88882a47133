"""Pace, pauses and time on the wire: what reaches a provider when, and with whose clock."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes import InMemoryAccountStore, InMemoryCallJournal, InMemorySecretStore

from dialer.clock import SystemClock
from dialer.connector import Connector
from dialer.domain.accounts import Account, ProviderKind, RoutingHeaders, sandbox_account
from dialer.domain.calls import CallState, DialoutRequest, TwoWayRequest
from dialer.domain.errors import CallRefused, NotSent, NotSentReason, Rejected
from dialer.domain.guard import ConcernKind
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.policy import Policy
from dialer.domain.ports import SupportsTwoWayCall
from dialer.providers.nxcloud.client import NxcloudClient, NxcloudCredentials
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.providers.pacing import Pacer, Precedence
from dialer.providers.sending import SendingObserver
from dialer.providers.transport import OutgoingRequest, Reply, Retry, Transport, build_http_client
from dialer.sandbox import BusinessError, HtmlErrorPage, Sandbox, TooManyRequests
from dialer.services.back_offs import BackOffs
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.calls import CallService, PlaceCall
from dialer.services.clock_doctor import ClockDoctor
from dialer.services.explanations import Explainer
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.calls import Call
    from dialer.domain.exchanges import ExchangeReport
    from dialer.providers.pacing import Alarm, Cancellable

DIALOUT_PATH = "/did/openapi/amazon/dialout"
RECORDS_PATH = "/api/did/cdr"
SLOW_MS = 180_000
FAST = 100


class FastAlarm:
    """The loop's time, a hundred times as fast."""

    def now_s(self) -> float:
        return time.monotonic() * FAST

    def call_after(self, delay_s: float, callback: Callable[[], object]) -> Cancellable:
        return asyncio.get_running_loop().call_later(delay_s / FAST, callback)


class StepAlarm:
    """Time that stands still between one turn and the next, at two requests a second."""

    def __init__(self) -> None:
        self.now = 0.0
        self._set: list[tuple[asyncio.TimerHandle, Callable[[], object]]] = []

    def now_s(self) -> float:
        return self.now

    def call_after(self, delay_s: float, callback: Callable[[], object]) -> Cancellable:
        # The loop's handle is only to be cancelled: its own time never comes.
        handle = asyncio.get_running_loop().call_later(3600 + delay_s, callback)
        if delay_s < 1:  # not the patience of a call
            self._set.append((handle, callback))
        return handle

    def give_one_turn(self) -> None:
        self.now += 0.5
        due, self._set = self._set, []
        for handle, callback in due:
            if not handle.cancelled():
                handle.cancel()
                callback()


class Reports:
    """An observer that keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[ExchangeReport] = []

    def hear(self, report: ExchangeReport) -> None:
        self.heard.append(report)


class Branch:
    """One stored account at a sandbox, with the services that stand on its exchanges."""

    def __init__(self, sandbox: Sandbox, stack: AsyncExitStack, account: Account) -> None:
        self.sandbox = sandbox
        self.account = account
        clock = SystemClock()
        self.reports = Reports()
        self.doctor = ClockDoctor(clock, Policy())
        self.back_offs = BackOffs(clock)
        self.connector = Connector(
            clock,
            stack,
            doctor=self.doctor,
            observers=(self.reports, self.doctor, self.back_offs),
        )
        secrets = InMemorySecretStore()
        secrets.keyring[account.account_id] = sandbox.credentials.access_secret
        self.pool = ProviderPool(
            InMemoryAccountStore(account),
            secrets,
            connect=self.connector.connect,
            sandbox=sandbox_account(),
        )
        journal = InMemoryCallJournal()
        self.calls = CallService(
            journal,
            self.pool,
            clock,
            guard=CallGuard(
                journal,
                clock,
                sources=GuardSources(
                    rang_nobody=lambda call: call.state is not CallState.ACCEPTED,
                    find_hurdles=lambda account_id: (
                        *self.back_offs.find_concerns(account_id),
                        *self.doctor.find_concerns(account_id),
                    ),
                ),
            ),
            stop_sending=self.connector.stop_sending,
        )

    async def call(self, callee: str = "+12025550111") -> Call:
        request = DialoutRequest(
            caller_id=PhoneNumber("+12025550170"),
            callee=PhoneNumber(callee),
            agent_number=PhoneNumber("+12025550180"),
        )
        return await self.calls.place(
            PlaceCall(
                account_id=self.account.account_id,
                request=request,
                waved_through=frozenset({ConcernKind.NEW_COUNTRY}),
            )
        )

    async def test(self) -> None:
        secret = self.sandbox.credentials.access_secret
        await (await self.pool.connect_once(self.account, secret)).test_connection()

    def count(self, path: str) -> int:
        return len(self.sandbox.journal.for_path(path))


def run(
    scenario: Callable[[Branch], Awaitable[None]],
    *,
    skew_ms: int = 0,
    requests_per_s: float = 1000,
) -> None:
    """Runs a scenario at a provider whose clock is ahead of this computer's."""

    async def main() -> None:
        clock = SystemClock()
        async with (
            asyncio.timeout(60),
            Sandbox(now_ms=lambda: clock.now_ms() + skew_ms) as sandbox,
            AsyncExitStack() as stack,
        ):
            account = Account(
                account_id="a1",
                name="Sales",
                provider=ProviderKind.NXCLOUD,
                base_url=sandbox.base_url,
                key_id=sandbox.credentials.access_key,
                requests_per_s=requests_per_s,
            )
            await scenario(Branch(sandbox, stack, account))

    asyncio.run(main())


def test_every_connection_of_an_account_keeps_one_pace() -> None:
    async def scenario(branch: Branch) -> None:
        secret = branch.sandbox.credentials.access_secret
        # A stored connection, one made again after a save, and a test of the form.
        stored = await branch.pool.fetch_provider("a1")
        branch.pool.forget("a1")
        made_again = await branch.pool.fetch_provider("a1")
        tested = await branch.pool.connect_once(branch.account, secret)
        assert len({id(one) for one in (stored, made_again, tested)}) == 3
        began = time.monotonic()
        await asyncio.gather(*(one.test_connection() for one in (stored, made_again, tested) * 2))
        assert time.monotonic() - began >= 4 / 20 - 0.01
        first, *_, last = branch.sandbox.journal.for_path(RECORDS_PATH)
        assert last.received_ms - first.received_ms >= 150

    run(scenario, requests_per_s=20)


def test_accounts_do_not_wait_for_each_other() -> None:
    async def scenario(branch: Branch) -> None:
        secret = branch.sandbox.credentials.access_secret
        slow = replace(branch.account, requests_per_s=0.001)
        other = replace(slow, account_id="a2")
        for account in (slow, other):
            provider = await branch.pool.connect_once(account, secret)
            for _ in range(2):
                await provider.test_connection()
        assert branch.count(RECORDS_PATH) == 4

    run(scenario)


def test_each_answer_is_reported_whatever_it_says() -> None:
    async def scenario(branch: Branch) -> None:
        await branch.test()
        branch.sandbox.faults.once(HtmlErrorPage(404))
        with pytest.raises(Rejected):
            await branch.test()
        branch.sandbox.faults.once(BusinessError(1003))
        await branch.call()
        assert [one.http_status for one in branch.reports.heard] == [200, 404, 200]
        for report in branch.reports.heard:
            assert report.account_id == "a1"
            assert report.clock_limit_ms == 60_000
            assert report.clock_offset_ms is not None
            assert abs(report.clock_offset_ms - 20_000) < 2_000

    run(scenario, skew_ms=20_000)


def test_a_clock_three_minutes_slow_is_refused_and_provider_time_is_not() -> None:
    async def scenario(branch: Branch) -> None:
        refused = await branch.call()
        assert refused.last_event.code == "1004"
        assert branch.doctor.get_state("a1").may_start
        branch.doctor.use_provider_time("a1")
        began_ms = SystemClock().now_ms()
        accepted = await branch.call()
        assert accepted.state is CallState.ACCEPTED
        # The journal keeps this computer's time.
        assert abs(accepted.started_ms - began_ms) < 5_000
        sent = branch.sandbox.journal.for_path(DIALOUT_PATH)[-1]
        assert abs(int(sent.header("ts")) - sent.received_ms) < 2_000
        # A read and a test are signed with it too.
        await branch.test()
        branch.doctor.stop_using_provider_time("a1")
        with pytest.raises(Rejected):
            await branch.test()

    run(scenario, skew_ms=SLOW_MS)


def test_a_call_that_would_be_refused_for_the_clock_is_not_sent() -> None:
    async def scenario(branch: Branch) -> None:
        with pytest.raises(Rejected):
            await branch.test()
        with pytest.raises(CallRefused) as caught:
            await branch.call()
        (concern,) = caught.value.concerns
        assert concern.kind is ConcernKind.CLOCK_OFF
        assert branch.count(DIALOUT_PATH) == 0
        assert await branch.calls.fetch_recent(5) == ()

    run(scenario, skew_ms=-SLOW_MS)


def test_the_sandboxs_own_number_for_a_wrong_clock_stops_no_other_call() -> None:
    async def scenario(branch: Branch) -> None:
        provider = await branch.connector.connect(sandbox_account(), "")
        await provider.test_connection()
        assert [one.clock_limit_ms for one in branch.reports.heard] == [None]

    run(scenario)


def test_a_call_told_to_slow_down_is_rejected_and_sent_once() -> None:
    async def scenario(branch: Branch) -> None:
        branch.sandbox.faults.once(TooManyRequests(retry_after_s=8), path=DIALOUT_PATH)
        call = await branch.call()
        assert call.last_event.code == "HTTP 429"
        assert branch.count(DIALOUT_PATH) == 1
        assert 7_000 < branch.back_offs.left_ms("a1") <= 8_000
        with pytest.raises(CallRefused) as caught:
            await branch.call("+12025550121")
        assert [one.kind for one in caught.value.concerns] == [ConcernKind.PROVIDER_BUSY]
        assert branch.count(DIALOUT_PATH) == 1

    run(scenario)


def test_the_words_of_a_call_told_to_slow_down_name_the_seconds() -> None:
    async def scenario(branch: Branch) -> None:
        branch.sandbox.faults.once(TooManyRequests(retry_after_s=8), path=DIALOUT_PATH)
        call = await branch.call()
        explainer = Explainer(
            {ProviderKind.NXCLOUD: NxcloudCodeBook()}, wait_left_ms=branch.back_offs.left_ms
        )
        diagnosis = explainer.explain_call(call)
        assert diagnosis is not None
        assert diagnosis.next_step == "Wait 8 s, then call again."

    run(scenario)


def test_closing_while_a_call_waits_for_its_turn_sends_nothing() -> None:
    async def scenario(branch: Branch) -> None:
        for _ in range(2):
            await branch.test()
        placing = asyncio.ensure_future(branch.call())
        while not branch.calls._placing or not await branch.calls.fetch_recent(1):  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        began = time.monotonic()
        await branch.calls.finish()
        assert time.monotonic() - began < 5
        call = await placing
        assert call.state is CallState.NOT_SENT
        assert call.last_event.reason == NotSentReason.CLOSED_BEFORE
        # Also not through a connection that is made later, for this account or another.
        for account_id in ("a1", "a2"):
            account = replace(branch.account, account_id=account_id)
            late = await branch.pool.connect_once(account, "secret")
            with pytest.raises(NotSent):
                await late.test_connection()
        assert branch.count(DIALOUT_PATH) == 0

    run(scenario, requests_per_s=0.01)


class Wire:
    """A client at a sandbox whose pacer's time runs a hundred times as fast."""

    def __init__(self, sandbox: Sandbox, transport: Transport, pacer: Pacer) -> None:
        self.sandbox = sandbox
        self.transport = transport
        self.pacer = pacer
        self.client = NxcloudClient(
            transport,
            sandbox.base_url,
            credentials=NxcloudCredentials(
                access_key=sandbox.credentials.access_key,
                access_secret=sandbox.credentials.access_secret,
            ),
            clock=SystemClock(),
        )
        self.back_offs_ms: list[int] = []

    def hear(self, _reply: Reply, back_off_ms: int) -> None:
        self.back_offs_ms.append(back_off_ms)


def run_wire(scenario: Callable[[Wire], Awaitable[None]], alarm: Alarm | None = None) -> None:
    async def main() -> None:
        async with asyncio.timeout(60), Sandbox() as sandbox, build_http_client() as http:
            pacer = Pacer(2, alarm=alarm or FastAlarm())
            told: list[Wire] = []

            def forward(reply: Reply, back_off_ms: int) -> None:
                told[0].hear(reply, back_off_ms)

            transport = Transport(http, SystemClock(), pacer=pacer, on_reply=forward)
            told.append(Wire(sandbox, transport, pacer))
            await scenario(told[0])

    asyncio.run(main())


def test_a_read_told_to_slow_down_waits_and_succeeds() -> None:
    async def scenario(wire: Wire) -> None:
        wire.sandbox.faults.once(TooManyRequests(retry_after_s=30), path=RECORDS_PATH)
        wire.sandbox.faults.once(TooManyRequests(retry_after_s=None), path=RECORDS_PATH)
        began = time.monotonic()
        reply = await wire.client.did_records(b'{"a":1}')
        assert reply.http_status == 200
        assert time.monotonic() - began >= (30 + 60) / FAST
        assert wire.back_offs_ms == [30_000, 60_000, 0]
        # Each was signed after its wait.
        signed = [int(one.header("ts")) for one in wire.sandbox.journal.for_path(RECORDS_PATH)]
        assert signed[1] - signed[0] >= 290
        assert signed[2] - signed[1] >= 590

    run_wire(scenario)


def test_a_read_is_told_three_times_at_most() -> None:
    async def scenario(wire: Wire) -> None:
        wire.sandbox.faults.always(TooManyRequests(), path=RECORDS_PATH)
        reply = await wire.client.did_records(b'{"a":1}')
        assert reply.http_status == 429
        assert wire.back_offs_ms == [2_000, 4_000, 8_000]

    run_wire(scenario)


def test_a_call_passes_the_reads_that_wait() -> None:
    async def scenario(wire: Wire) -> None:
        reads = [asyncio.ensure_future(wire.client.did_records(b'{"a":1}')) for _ in range(6)]
        await wire.sandbox.journal.wait_for_requests(2)
        call = asyncio.ensure_future(
            wire.client.dialout(b'{"a":1}', routing=RoutingHeaders(), observer=SendingObserver())
        )
        await asyncio.sleep(0)
        alarm.give_one_turn()
        assert (await call).http_status == 200
        assert len(wire.sandbox.journal.for_path(RECORDS_PATH)) == 2
        for _ in reads[2:]:
            alarm.give_one_turn()
        await asyncio.gather(*reads)

    alarm = StepAlarm()
    run_wire(scenario, alarm)


def test_a_listener_that_fails_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(wire: Wire) -> None:
        wire.hear = None  # type: ignore[method-assign,assignment]  # calling it fails
        assert (await wire.client.did_records(b'{"a":1}')).http_status == 200

    run_wire(scenario)
    assert "A reply could not be reported" in caplog.text


def test_nothing_is_learnt_from_an_address_that_proves_nothing() -> None:
    async def scenario(wire: Wire) -> None:
        for url in ("http://provider.example/", "ftp://provider.example/"):
            with pytest.raises(NotSent) as caught:
                await wire.transport.send(
                    lambda url=url: OutgoingRequest(url=url, headers={}, body=b""),  # type: ignore[misc]
                    retry=Retry.READS,
                    precedence=Precedence.READ,
                    reply_within_s=5,
                )
            assert caught.value.reason is NotSentReason.ADDRESS_NOT_ALLOWED
        assert wire.back_offs_ms == []

    run_wire(scenario)


def test_aiccs_own_code_for_too_many_holds_everything_back() -> None:
    async def scenario(branch: Branch) -> None:
        credentials = branch.sandbox.app_credentials
        tenant = replace(
            branch.account,
            account_id="a2",
            provider=ProviderKind.AICC,
            key_id=credentials.app_key,
        )
        provider = await branch.pool.connect_once(tenant, credentials.app_secret)
        assert isinstance(provider, SupportsTwoWayCall)
        await provider.test_connection()
        path = "/apiaccess/CC-Management/v1/mobileAgent/createCall"
        branch.sandbox.faults.once(BusinessError(90104029), path=path)
        request = TwoWayRequest(agent_number="13800000001", callee=PhoneNumber("+12025550111"))
        with pytest.raises(Rejected) as caught:
            await provider.place_two_way_call(request, observe=lambda _event: None)
        assert caught.value.code == "90104029"
        assert branch.count(path) == 1
        assert branch.back_offs.left_ms("a2") > 0
        assert {one.clock_limit_ms for one in branch.reports.heard} == {None}

    run(scenario, skew_ms=SLOW_MS)
