"""Placing calls: what is recorded when, and what reaches the provider."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from fakes import (
    FixedClock,
    InMemoryAccountStore,
    InMemoryCallJournal,
    InMemoryNumberListStore,
    InMemorySecretStore,
    InMemorySettingsStore,
)

from dialer.domain.accounts import Account, ConnectionReport, ProviderKind, sandbox_account
from dialer.domain.calling_rules import CallingRules
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallState,
    DialoutRequest,
    Receipt,
    Settlement,
)
from dialer.domain.errors import (
    CallRefused,
    DatabaseUnusable,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownAccount,
    UnknownReason,
)
from dialer.domain.guard import RECENT_MS, ConcernKind, NumberSource
from dialer.domain.phone_number import parse_phone_number
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.calling_rules import CallingRulesService
from dialer.services.calls import CallService, PlaceCall
from dialer.services.provider_pool import ProviderPool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.ports import Provider

CALLEE = "+1 202-555-0111"


def request_to(callee: str = CALLEE) -> DialoutRequest:
    return DialoutRequest(
        caller_id=parse_phone_number("+12025550170", region=""),
        callee=parse_phone_number(callee, region=""),
        agent_number=parse_phone_number("+12025550180", region=""),
    )


def wish(
    callee: str = CALLEE,
    *,
    source: NumberSource = NumberSource.TYPED,
    through: frozenset[ConcernKind] = frozenset(),
) -> PlaceCall:
    return PlaceCall(
        account_id="sandbox", request=request_to(callee), source=source, waved_through=through
    )


def harmless(call: Call) -> bool:
    """Everything but an acceptance, an unknown outcome and code 99 proves that nobody rang."""
    if call.state is CallState.REJECTED:
        return call.last_event.code != "99"
    return call.state is CallState.NOT_SENT


class ScriptedProvider:
    """A dial-out provider that does what the test says and counts what it was asked."""

    def __init__(self) -> None:
        self.requests: list[DialoutRequest] = []
        self.outcome: Receipt | BaseException = Receipt(call_id="c1")
        self.steps: tuple[CallEventKind, ...] = (CallEventKind.SIGNED, CallEventKind.SENT)
        self.asked = asyncio.Event()
        self.gate: asyncio.Event | None = None

    async def place_dialout(
        self, request: DialoutRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        self.requests.append(request)
        self.asked.set()
        for step in self.steps:
            observe(CallEvent(kind=step, at_ms=1))
        if self.gate is not None:
            await self.gate.wait()
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class Desk:
    """One service with everything around it in memory."""

    def __init__(self, *accounts: Account) -> None:
        self.clock = FixedClock()
        self.journal = InMemoryCallJournal()
        self.provider = ScriptedProvider()
        self.secrets = InMemorySecretStore()
        self.told: list[Call] = []
        self.connecting = asyncio.Event()
        self.unlocked = asyncio.Event()
        self.unlocked.set()
        self.connect_failure: Exception | None = None
        pool = ProviderPool(
            InMemoryAccountStore(*accounts),
            self.secrets,
            connect=self._connect,
            sandbox=sandbox_account(),
        )
        self.lists = InMemoryNumberListStore()
        self.rules = CallingRulesService(InMemorySettingsStore())
        self.guard = CallGuard(
            self.journal,
            self.clock,
            sources=GuardSources(
                rang_nobody=harmless,
                find_do_not_call=self.lists.find_do_not_call,
                fetch_rules=self.rules.fetch,
            ),
        )
        self.calls = CallService(
            self.journal,
            pool,
            self.clock,
            guard=self.guard,
        )
        self.calls.listen(self.told.append)

    async def _connect(self, _account: Account, _secret: str) -> Provider:
        self.connecting.set()
        await self.unlocked.wait()
        if self.connect_failure is not None:
            raise self.connect_failure
        return self.provider

    @property
    def stored(self) -> list[Call]:
        return list(self.journal.calls.values())


def run(scenario: Callable[[Desk], Awaitable[None]], *accounts: Account) -> None:
    async def main() -> None:
        await scenario(Desk(*accounts))

    asyncio.run(main())


def test_an_accepted_call_is_kept_with_its_timeline() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.calls.place(wish())
        assert (call.state, call.call_id) == (CallState.ACCEPTED, "c1")
        assert desk.stored == [call]
        assert [event.kind for event in call.events] == [
            CallEventKind.RECORDED,
            CallEventKind.SIGNED,
            CallEventKind.SENT,
            CallEventKind.ACCEPTED,
        ]

    run(scenario)


def test_the_row_is_there_before_the_provider_is_asked() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.gate = asyncio.Event()
        placing = asyncio.ensure_future(desk.calls.place(wish()))
        await desk.provider.asked.wait()
        assert [call.state for call in desk.stored] == [CallState.REQUESTING]
        desk.provider.gate.set()
        await placing

    run(scenario)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Rejected("1003", "bad sign", http_status=200), CallState.REJECTED),
        (NotSent(NotSentReason.CONNECTION_REFUSED), CallState.NOT_SENT),
        (OutcomeUnknown(UnknownReason.CONNECTION_LOST), CallState.UNKNOWN),
    ],
)
def test_every_outcome_is_kept(error: Exception, state: CallState) -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.outcome = error
        call = await desk.calls.place(wish())
        assert call.state is state
        assert desk.stored == [call]
        assert desk.told[-1] == call

    run(scenario)


@pytest.mark.parametrize(
    ("steps", "state"),
    [((), CallState.NOT_SENT), ((CallEventKind.SIGNED,), CallState.UNKNOWN)],
)
def test_a_fault_of_ours_is_kept_and_never_called_harmless_after_signing(
    steps: tuple[CallEventKind, ...], state: CallState
) -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.steps = steps
        desk.provider.outcome = RuntimeError("a fault")
        assert (await desk.calls.place(wish())).state is state

    run(scenario)


def test_nothing_is_sent_when_it_cannot_be_recorded() -> None:
    async def scenario(desk: Desk) -> None:
        desk.journal.failure = DatabaseUnusable("disk full")
        with pytest.raises(DatabaseUnusable):
            await desk.calls.place(wish())
        assert desk.provider.requests == []

    run(scenario)


def test_a_receipt_that_cannot_be_saved_is_told_and_saved_later() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.gate = asyncio.Event()
        placing = asyncio.ensure_future(desk.calls.place(wish()))
        await desk.provider.asked.wait()
        desk.journal.failure = DatabaseUnusable("disk full")
        desk.provider.gate.set()
        call = await placing
        assert call.call_id == "c1"
        assert desk.told[-1] == call
        assert desk.calls.is_unsaved(call)
        desk.journal.failure = None
        assert [stored.state for stored in desk.stored] == [CallState.REQUESTING]
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish())
        assert caught.value.concerns[0].kind is ConcernKind.CALLED_RECENTLY
        assert desk.stored == [call]
        assert not desk.calls.is_unsaved(call)

    run(scenario)


def test_a_listener_that_fails_changes_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        def fail(_call: Call) -> None:
            raise RuntimeError("cannot be shown")

        desk.calls.listen(fail)
        call = await desk.calls.place(wish())
        assert (call.state, call.call_id) == (CallState.ACCEPTED, "c1")
        assert desk.stored == [call]

    run(scenario)


def test_closing_while_a_keyring_is_waited_for_sends_nothing_ever() -> None:
    async def scenario(desk: Desk) -> None:
        desk.unlocked = asyncio.Event()
        placing = asyncio.ensure_future(desk.calls.place(wish()))
        await desk.connecting.wait()
        await desk.calls.finish()
        assert (await placing).last_event.reason == NotSentReason.CLOSED_BEFORE
        desk.unlocked.set()
        await asyncio.sleep(0)
        assert desk.provider.requests == []
        assert [call.state for call in desk.stored] == [CallState.NOT_SENT]

    run(scenario)


def test_a_connection_that_cannot_be_made_is_an_attempt_too() -> None:
    async def scenario(desk: Desk) -> None:
        desk.connect_failure = OSError("no port left")
        call = await desk.calls.place(wish())
        assert call.last_event.reason == NotSentReason.PROGRAM_FAULT
        desk.connect_failure = NotSent(NotSentReason.PROXY_FAILED)
        call = await desk.calls.place(wish())
        assert call.last_event.reason == NotSentReason.PROXY_FAILED
        assert len(desk.stored) == 2

    run(scenario)


def test_a_refusal_that_proves_nothing_asks_before_the_next_call() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.outcome = Rejected("99", "system error", http_status=500)
        await desk.calls.place(wish())
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish())
        assert caught.value.concerns[0].kind is ConcernKind.CALLED_RECENTLY

    run(scenario)


def test_a_second_press_while_the_first_is_sending_is_refused() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.gate = asyncio.Event()
        first = asyncio.ensure_future(desk.calls.place(wish()))
        await asyncio.sleep(0)
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish())
        assert caught.value.concerns[0].kind is ConcernKind.IN_FLIGHT
        desk.provider.gate.set()
        await first
        assert len(desk.provider.requests) == 1

    run(scenario)


def test_cancelling_the_asker_loses_no_receipt() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.gate = asyncio.Event()
        asker = asyncio.ensure_future(desk.calls.place(wish()))
        await desk.provider.asked.wait()
        asker.cancel()
        desk.provider.gate.set()
        await desk.calls.finish()
        assert [call.state for call in desk.stored] == [CallState.ACCEPTED]

    run(scenario)


def test_a_number_called_lately_asks_first_and_goes_when_waved_through() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.calls.place(wish())
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish())
        assert [c.kind for c in caught.value.concerns] == [ConcernKind.CALLED_RECENTLY]
        call = await desk.calls.place(wish(through=frozenset({ConcernKind.CALLED_RECENTLY})))
        assert call.events[0].reason == "called_recently"
        desk.clock.advance(RECENT_MS)
        await desk.calls.place(wish())
        assert len(desk.provider.requests) == 3

    run(scenario)


def test_an_unknown_outcome_asks_however_long_ago() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.outcome = OutcomeUnknown(UnknownReason.NO_REPLY_IN_TIME)
        await desk.calls.place(wish())
        desk.clock.advance(RECENT_MS * 100)
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish(through=frozenset({ConcernKind.CALLED_RECENTLY})))
        assert caught.value.concerns[0].kind is ConcernKind.UNKNOWN_OUTCOME
        assert len(desk.provider.requests) == 1

    run(scenario)


def test_a_rejected_or_unsent_call_may_be_tried_again_at_once() -> None:
    async def scenario(desk: Desk) -> None:
        for outcome in (
            Rejected("1003", "", http_status=200),
            NotSent(NotSentReason.ADDRESS_NOT_FOUND),
        ):
            desk.provider.outcome = outcome
            await desk.calls.place(wish())
        assert len(desk.provider.requests) == 2

    run(scenario)


def test_a_number_from_a_link_asks_first() -> None:
    async def scenario(desk: Desk) -> None:
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish(source=NumberSource.LINK))
        assert caught.value.concerns[0].kind is ConcernKind.FROM_OUTSIDE
        assert desk.stored == []

    run(scenario)


def test_a_premium_number_cannot_be_waved_through_and_is_kept() -> None:
    async def scenario(desk: Desk) -> None:
        with pytest.raises(CallRefused):
            await desk.calls.place(wish("+1 900 555 0123", through=frozenset(ConcernKind)))
        assert desk.provider.requests == []
        assert [call.last_event.reason for call in desk.stored] == [NotSentReason.BLOCKED]

    run(scenario)


def test_a_number_on_a_do_not_call_list_cannot_be_waved_through_and_is_kept() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.lists.add_do_not_call(
            ["+6281234567890"], source="national register", reason="asked in May", at_ms=1
        )
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish("+62 812 3456 7890", through=frozenset(ConcernKind)))
        (concern,) = caught.value.concerns
        assert concern.kind is ConcernKind.DO_NOT_CALL
        assert (concern.listed_by, concern.list_reason) == ("national register", "asked in May")
        assert desk.provider.requests == []
        assert [call.last_event.reason for call in desk.stored] == [NotSentReason.BLOCKED]
        await desk.calls.place(wish("+62 812 3456 7891"))
        assert len(desk.provider.requests) == 1

    run(scenario)


def test_nothing_is_sent_while_the_do_not_call_list_cannot_be_read() -> None:
    async def scenario(desk: Desk) -> None:
        desk.lists.failure = DatabaseUnusable("damaged")
        with pytest.raises(DatabaseUnusable):
            await desk.calls.place(wish())
        assert desk.provider.requests == []

    run(scenario)


def test_a_missing_secret_is_an_attempt_that_was_not_sent() -> None:
    account = Account(
        account_id="a1",
        name="A",
        provider=ProviderKind.NXCLOUD,
        base_url="https://provider.example",
        key_id="k",
    )

    async def scenario(desk: Desk) -> None:
        call = await desk.calls.place(
            PlaceCall(
                account_id="a1",
                request=request_to(),
                waved_through=frozenset({ConcernKind.NEW_COUNTRY}),
            )
        )
        assert call.last_event.reason == NotSentReason.SECRET_UNAVAILABLE
        assert desk.stored == [call]

    run(scenario, account)


def test_an_account_that_is_gone_is_no_attempt() -> None:
    async def scenario(desk: Desk) -> None:
        with pytest.raises(UnknownAccount):
            await desk.calls.place(PlaceCall(account_id="gone", request=request_to()))

    run(scenario)


def test_leftovers_of_a_crash_become_unknown() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.gate = asyncio.Event()
        placing = asyncio.ensure_future(desk.calls.place(wish()))
        await desk.provider.asked.wait()
        after_restart = CallService(
            desk.journal,
            ProviderPool(
                InMemoryAccountStore(),
                desk.secrets,
                connect=desk._connect,
                sandbox=sandbox_account(),
            ),
            desk.clock,
            guard=desk.guard,
        )
        settled = await after_restart.settle_leftovers()
        assert [call.state for call in settled] == [CallState.UNKNOWN]
        assert settled[0].last_event.reason == UnknownReason.PROGRAM_STOPPED
        placing.cancel()
        desk.calls._placing[settled[0].callee].cancel()

    run(scenario)


def test_what_the_journal_will_never_take_stops_no_other_call() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.outcome = OutcomeUnknown(UnknownReason.CONNECTION_LOST)
        stale = await desk.calls.place(wish())
        said = [
            CallEvent(kind=CallEventKind.SETTLED, at_ms=desk.clock.now_ms(), reason=word)
            for word in (Settlement.AGENT_SAYS_CALLED, Settlement.AGENT_SAYS_NOT_CALLED)
        ]
        for event in said:
            await desk.calls.note(stale, event)
        desk.journal.failure = DatabaseUnusable("The disk is full.")
        await desk.calls.note(stale, said[0])
        desk.journal.failure = None
        desk.provider.outcome = Receipt(call_id="c2")
        call = await desk.calls.place(wish("+1 202-555-0112"))
        assert call.state is CallState.ACCEPTED
        assert not desk.calls.is_unsaved(stale)

    run(scenario)


def test_what_was_waved_through_is_kept_with_the_call_and_nothing_else() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.calls.place(wish())
        call = await desk.calls.place(wish(through=frozenset(ConcernKind)))
        assert call.events[0].reason == "called_recently"
        assert call.region == "US"

    run(scenario)


def test_a_country_that_is_not_allowed_is_refused_and_recorded() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.rules.save(CallingRules(allowed_regions=frozenset({"ID"})))
        with pytest.raises(CallRefused) as caught:
            await desk.calls.place(wish(through=frozenset(ConcernKind)))
        assert [c.kind for c in caught.value.concerns] == [ConcernKind.COUNTRY_NOT_ALLOWED]
        (call,) = desk.stored
        assert call.last_event.reason == NotSentReason.BLOCKED
        assert call.last_event.words == ConcernKind.COUNTRY_NOT_ALLOWED
        assert call.events[0].reason is None
        assert desk.provider.requests == []

    run(scenario)


def test_calls_at_once_do_not_both_take_the_last_place_under_a_cap() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.rules.save(CallingRules(hourly_cap=2))
        wishes = [wish(f"+1 202-555-01{n:02}") for n in range(20, 26)]
        outcomes = await asyncio.gather(
            *(desk.calls.place(one) for one in wishes), return_exceptions=True
        )
        refused = [one for one in outcomes if isinstance(one, CallRefused)]
        assert len(refused) == 4
        assert {one.concerns[0].kind for one in refused} == {ConcernKind.HOURLY_CAP}
        assert len(desk.provider.requests) == len(desk.stored) == 2
        desk.clock.advance(60 * 60 * 1000)
        assert (await desk.calls.place(wish("+1 202-555-0130"))).state is CallState.ACCEPTED

    run(scenario)


def test_the_guard_is_asked_again_after_a_wait_for_the_keyring() -> None:
    async def scenario(desk: Desk) -> None:
        desk.unlocked.clear()
        placing = asyncio.ensure_future(desk.calls.place(wish()))
        await desk.connecting.wait()
        digits = parse_phone_number(CALLEE, region="").e164
        await desk.lists.add_do_not_call([digits], source="dnc.csv", reason="", at_ms=1)
        desk.clock.advance(60_000)
        desk.unlocked.set()
        with pytest.raises(CallRefused) as caught:
            await placing
        assert caught.value.concerns[0].kind is ConcernKind.DO_NOT_CALL
        assert desk.provider.requests == []
        assert [call.last_event.reason for call in desk.stored] == [NotSentReason.BLOCKED]

    run(scenario)
