"""Finding out what became of calls: look-ups, choices, the agent's word, and the guard after."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from fakes import FixedClock, InMemoryAccountStore, InMemoryCallJournal, InMemorySecretStore
from sample_calls import NOON_MS, a_call

from dialer.domain.accounts import Account, ConnectionReport, sandbox_account
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    CallState,
    DialoutRequest,
    Receipt,
    Settlement,
    advance,
)
from dialer.domain.errors import (
    CallRefused,
    InputError,
    NotSent,
    NotSentReason,
    NotSupported,
    OutcomeUnknown,
    UnknownReason,
)
from dialer.domain.guard import ConcernKind
from dialer.domain.matching import Doubt, Fit
from dialer.domain.phone_number import parse_phone_number
from dialer.domain.records import CallRecord, RecordDirection, RecordPage, RecordQuery
from dialer.services.call_guard import CallGuard, GuardSources
from dialer.services.call_history import CallHistory
from dialer.services.calls import CallService, PlaceCall
from dialer.services.explanations import Explainer
from dialer.services.provider_pool import ProviderPool
from dialer.services.settling import LookTimes, SettlingService, Verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.ports import Provider

NEVER = LookTimes(accepted_s=(), unknown_s=())
AT_ONCE = LookTimes(accepted_s=(0.0, 0.0, 0.0), unknown_s=(0.0,))


@dataclass
class Question:
    """One request for records."""

    source: str
    query: RecordQuery
    page: int


class RecordsProvider:
    """Keeps records of dial-outs, and places calls whose reply is lost."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.did_records: tuple[CallRecord, ...] = ()
        self.never_ends = False
        self.failure: Exception | None = None
        self.during: Callable[[], Awaitable[object]] | None = None

    async def place_dialout(
        self, _request: DialoutRequest, *, observe: Callable[[CallEvent], None]
    ) -> Receipt:
        observe(CallEvent(kind=CallEventKind.SENT, at_ms=NOON_MS))
        raise OutcomeUnknown(UnknownReason.CONNECTION_LOST)

    async def fetch_did_records(self, query: RecordQuery, page: int) -> RecordPage:
        self.asked.append(Question("did", query, page))
        if self.failure is not None:
            raise self.failure
        if self.during is not None:
            await self.during()
        return RecordPage(self.did_records, is_last=not self.never_ends)

    async def test_connection(self) -> ConnectionReport:
        return ConnectionReport(round_trip_ms=1)


class TeamProvider(RecordsProvider):
    """Keeps records with call ids beside those of its DIDs."""

    def __init__(self) -> None:
        super().__init__()
        self.records: tuple[CallRecord, ...] = ()

    async def fetch_records(self, query: RecordQuery, page: int) -> RecordPage:
        self.asked.append(Question("records", query, page))
        return RecordPage(self.records, is_last=True)


class TwoWayProvider(TeamProvider):
    """Places two-way calls, and keeps their records."""

    async def fetch_two_way_records(self, query: RecordQuery, page: int) -> RecordPage:
        return await self.fetch_records(query, page)


class Desk:
    """The services with everything around them in memory."""

    def __init__(
        self, provider: RecordsProvider | None = None, *, times: LookTimes = NEVER
    ) -> None:
        self.clock = FixedClock(NOON_MS)
        self.journal = InMemoryCallJournal()
        self.provider = provider or RecordsProvider()
        pool = ProviderPool(
            InMemoryAccountStore(replace(sandbox_account(), account_id="account-1")),
            InMemorySecretStore(),
            connect=self._connect,
            sandbox=sandbox_account(),
        )
        explainer = Explainer({})
        self.calls = CallService(
            self.journal,
            pool,
            self.clock,
            guard=CallGuard(
                self.journal,
                self.clock,
                sources=GuardSources(rang_nobody=explainer.rang_nobody),
            ),
        )
        self.told: list[Call] = []
        self.calls.listen(self.told.append)
        self.settling = SettlingService(
            self.calls,
            CallHistory(self.journal),
            pool,
            self.clock,
            rang_nobody=explainer.rang_nobody,
            times=times,
        )

    async def _connect(self, _account: Account, _secret: str) -> Provider:
        return self.provider

    async def keep(self, call: Call) -> Call:
        await self.journal.record(call)
        return call

    async def dial(self, callee: str, through: frozenset[ConcernKind] = frozenset()) -> Call:
        wish = PlaceCall(
            account_id="sandbox",
            request=DialoutRequest(
                caller_id=parse_phone_number("+12025550170", region=""),
                callee=parse_phone_number(callee, region=""),
                agent_number=parse_phone_number("+12025550180", region=""),
            ),
            waved_through=through,
        )
        return await self.calls.place(wish)


def run(
    scenario: Callable[[Desk], Awaitable[None]],
    provider: RecordsProvider | None = None,
    *,
    times: LookTimes = NEVER,
) -> None:
    async def main() -> None:
        desk = Desk(provider, times=times)
        try:
            await scenario(desk)
        finally:
            await desk.settling.finish()

    asyncio.run(main())


def unknown(client_call_id: str = "ours", at_ms: int = NOON_MS) -> Call:
    sent = advance(
        replace(a_call(client_call_id, at_ms=at_ms), account_id="sandbox"),
        CallEvent(kind=CallEventKind.SENT, at_ms=at_ms),
    )
    reason = UnknownReason.NO_REPLY_IN_TIME
    event = CallEvent(kind=CallEventKind.OUTCOME_UNKNOWN, at_ms=at_ms + 15_000, reason=reason)
    return advance(sent, event)


def two_way(state: CallEventKind = CallEventKind.ACCEPTED, call_id: str | None = None) -> Call:
    call = replace(
        a_call("two"), kind=CallKind.TWO_WAY, agent_number="+6590000001", account_id="sandbox"
    )
    return advance(call, CallEvent(kind=state, at_ms=NOON_MS + 100, call_id=call_id, reason="x"))


def did_record(second: int = 20, **change: str) -> CallRecord:
    # Noon is 2025-10-09 08:53:20 UTC.
    record = CallRecord(
        direction=RecordDirection.OUTBOUND,
        caller="622150000000",
        callee="6281234567890",
        server_time=f"2025-10-09 16:53:{second}",
        talk_s=43,
        hang_up_words="normal",
    )
    return replace(record, **change)  # type: ignore[arg-type]


def aicc_record(call_id: str, after_ms: int = 500) -> CallRecord:
    return CallRecord(
        call_id=call_id,
        caller="6590000001",
        callee="6281234567890",
        started_ms=NOON_MS + after_ms,
    )


def test_one_record_that_fits_settles_the_call_as_probable() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        desk.provider.did_records = (did_record(),)
        desk.clock.advance(60_000)
        found = await desk.settling.look_up(call)
        assert (found.verdict, found.after_ms, found.record_count) == (Verdict.SETTLED, 60_000, 1)
        assert found.call.settlement is Settlement.PROBABLY_IN_RECORDS
        assert (
            found.call.last_event.words == "2025-10-09 16:53:20 server time · talked 43 s · normal"
        )
        assert not found.call.is_unresolved
        assert desk.told[-1] == found.call == await desk.calls.fetch_call("ours")
        (question,) = desk.provider.asked
        query = question.query
        assert (query.caller, query.callee) == ("622150000000", "6281234567890")
        assert query.direction is RecordDirection.OUTBOUND

    run(scenario)


def test_nothing_found_is_no_proof() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        desk.clock.advance(5_000)
        found = await desk.settling.look_up(call)
        assert (found.verdict, found.candidates, found.after_ms) == (Verdict.NOTHING, (), 5_000)
        assert found.call.is_unresolved
        assert desk.told == []

    run(scenario)


def test_several_that_fit_are_the_persons_to_choose_from() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        desk.provider.did_records = (did_record(20), did_record(25))
        found = await desk.settling.look_up(call)
        assert found.verdict is Verdict.CHOICE
        assert [candidate.fit for candidate in found.candidates] == [Fit.LIKELY, Fit.LIKELY]
        assert (await desk.calls.fetch_call("ours")).is_unresolved
        picked = await desk.settling.pick(call, found.candidates[1])
        assert picked.settlement is Settlement.PROBABLY_IN_RECORDS
        assert picked.last_event.words.startswith("2025-10-09 16:53:25")

    run(scenario)


def test_one_that_fits_with_a_doubt_is_not_taken_silently() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        desk.provider.did_records = (did_record(server_time="2025-10-09 15:53:25"),)
        found = await desk.settling.look_up(call)
        assert found.verdict is Verdict.CHOICE
        assert found.candidates[0].doubts == (Doubt.OTHER_ZONE,)

    run(scenario)


def test_a_look_that_could_not_read_everything_decides_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        desk.provider.did_records = (did_record(),)
        desk.provider.never_ends = True
        found = await desk.settling.look_up(call)
        assert (found.verdict, found.is_complete) == (Verdict.CHOICE, False)
        assert len(desk.provider.asked) == 10

    run(scenario)


def test_a_call_near_the_providers_midnight_is_looked_for_on_both_days() -> None:
    async def scenario(desk: Desk) -> None:
        late_ms = 1_760_025_570_000
        call = await desk.keep(unknown(at_ms=late_ms))
        desk.clock.set_wall(late_ms + 3_600_000)
        await desk.settling.look_up(call)
        assert len(desk.provider.asked) == 2

    run(scenario)


def test_a_call_whose_id_is_known_is_looked_for_by_it() -> None:
    async def scenario(desk: Desk) -> None:
        assert isinstance(desk.provider, TeamProvider)
        call = await desk.keep(replace(unknown(), call_id="c9"))
        desk.provider.records = (replace(did_record(), call_id="c9"),)
        found = await desk.settling.look_up(call)
        assert found.call.settlement is Settlement.IN_RECORDS
        assert [(one.source, one.query.call_id) for one in desk.provider.asked] == [
            ("records", "c9")
        ]

    run(scenario, TeamProvider())


def test_an_accepted_two_way_call_is_found_with_its_id() -> None:
    async def scenario(desk: Desk) -> None:
        assert isinstance(desk.provider, TwoWayProvider)
        call = await desk.keep(two_way())
        desk.provider.records = (aicc_record("1190000000000000001"),)
        found = await desk.settling.look_up(call)
        assert found.call.call_id == "1190000000000000001"
        assert found.call.state is CallState.ACCEPTED
        assert found.call.last_event.kind is CallEventKind.FOUND
        (question,) = desk.provider.asked
        assert question.query.caller == "6590000001"
        assert question.query.end_ms - question.query.start_ms < 7 * 86_400_000
        with pytest.raises(InputError):
            await desk.settling.look_up(found.call)

    run(scenario, TwoWayProvider())


def test_an_unknown_two_way_call_is_settled_with_its_id() -> None:
    async def scenario(desk: Desk) -> None:
        assert isinstance(desk.provider, TwoWayProvider)
        call = await desk.keep(two_way(CallEventKind.OUTCOME_UNKNOWN))
        desk.provider.records = (aicc_record("77"),)
        found = await desk.settling.look_up(call)
        assert (found.call.settlement, found.call.call_id) == (Settlement.IN_RECORDS, "77")

    run(scenario, TwoWayProvider())


def test_a_record_of_another_call_of_ours_is_not_taken_twice() -> None:
    async def scenario(desk: Desk) -> None:
        assert isinstance(desk.provider, TwoWayProvider)
        await desk.keep(replace(two_way(call_id="77"), client_call_id="first"))
        call = await desk.keep(two_way())
        desk.provider.records = (aicc_record("77"),)
        found = await desk.settling.look_up(call)
        assert found.verdict is Verdict.NOTHING
        desk.provider.records = (aicc_record("78"), aicc_record("79"))
        choice = await desk.settling.look_up(call)
        await desk.keep(replace(two_way(call_id="78"), client_call_id="second"))
        taken = next(c for c in choice.candidates if c.record.call_id == "78")
        with pytest.raises(InputError, match="another call"):
            await desk.settling.pick(call, taken)

    run(scenario, TwoWayProvider())


def test_an_account_without_such_records_says_so() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(two_way())
        with pytest.raises(NotSupported):
            await desk.settling.look_up(call)

    run(scenario)


def test_a_rejected_call_has_nothing_to_be_found_out() -> None:
    async def scenario(desk: Desk) -> None:
        rejected = CallEvent(kind=CallEventKind.REJECTED, at_ms=NOON_MS, code="1004")
        call = await desk.keep(advance(a_call(), rejected))
        with pytest.raises(InputError):
            await desk.settling.look_up(call)
        with pytest.raises(InputError):
            await desk.settling.take_word(call, Settlement.AGENT_SAYS_CALLED)
        assert desk.provider.asked == []

    run(scenario)


def test_the_agents_word_counts_and_can_be_corrected() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        said = await desk.settling.take_word(call, Settlement.AGENT_SAYS_NOT_CALLED)
        assert said.settlement is Settlement.AGENT_SAYS_NOT_CALLED
        # The page still holds the call as it was: nothing of its timeline may be lost.
        corrected = await desk.settling.take_word(call, Settlement.AGENT_SAYS_CALLED)
        assert corrected.settlement is Settlement.AGENT_SAYS_CALLED
        assert len(corrected.events) == len(call.events) + 2
        again = await desk.settling.take_word(call, Settlement.AGENT_SAYS_CALLED)
        assert again == corrected
        with pytest.raises(InputError):
            await desk.settling.take_word(call, Settlement.IN_RECORDS)

    run(scenario)


def test_looking_again_adds_nothing_that_is_known() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.keep(unknown())
        desk.provider.did_records = (did_record(),)
        first = await desk.settling.look_up(call)
        assert (await desk.settling.look_up(call)).call == first.call

    run(scenario)


def refused(error: pytest.ExceptionInfo[CallRefused]) -> list[ConcernKind]:
    return [concern.kind for concern in error.value.concerns]


@pytest.mark.parametrize(
    ("word", "concerns"),
    [
        (None, [ConcernKind.UNKNOWN_OUTCOME]),
        (Settlement.AGENT_SAYS_CALLED, [ConcernKind.CALLED_RECENTLY]),
        (Settlement.AGENT_SAYS_NOT_CALLED, []),
    ],
)
def test_the_guard_goes_by_what_was_found_out(
    word: Settlement | None, concerns: list[ConcernKind]
) -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.dial("+6281234567890")
        assert call.is_unresolved
        if word is not None:
            await desk.settling.take_word(call, word)
        if not concerns:
            assert (await desk.dial("+6281234567890")).is_unresolved
            return
        with pytest.raises(CallRefused) as error:
            await desk.dial("+6281234567890")
        assert refused(error) == concerns

    run(scenario)


def test_a_call_settled_long_ago_asks_nothing() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.dial("+6281234567890")
        await desk.settling.take_word(call, Settlement.AGENT_SAYS_CALLED)
        desk.clock.advance(11 * 60_000)
        assert (await desk.dial("+6281234567890")).is_unresolved

    run(scenario)


async def settle_down(desk: Desk) -> None:
    """Lets every look-up that is under way end."""
    while following := list(desk.settling._following.values()):
        await asyncio.wait(following)
        await asyncio.sleep(0)


def test_an_unknown_outcome_is_looked_up_once_by_itself() -> None:
    async def scenario(desk: Desk) -> None:
        call = await desk.dial("+6281234567890")
        await settle_down(desk)
        assert (await desk.calls.fetch_call(call.client_call_id)).is_unresolved
        assert len(desk.provider.asked) == 1

    run(scenario, times=AT_ONCE)


def test_a_word_given_meanwhile_is_not_overruled_by_itself() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.did_records = (did_record(caller="12025550170"),)

        async def say() -> None:
            (call,) = desk.journal.calls.values()
            await desk.settling.take_word(call, Settlement.AGENT_SAYS_NOT_CALLED)

        desk.provider.during = say
        call = await desk.dial("+6281234567890")
        await settle_down(desk)
        assert len(desk.provider.asked) == 1
        settled = await desk.calls.fetch_call(call.client_call_id)
        assert settled.settlement is Settlement.AGENT_SAYS_NOT_CALLED
        desk.provider.during = None
        pressed = await desk.settling.look_up(call)
        assert pressed.call.settlement is Settlement.PROBABLY_IN_RECORDS

    run(scenario, times=AT_ONCE)


def test_an_accepted_two_way_call_is_looked_for_until_it_is_found() -> None:
    async def scenario(desk: Desk) -> None:
        assert isinstance(desk.provider, TwoWayProvider)
        await desk.keep(two_way())
        desk.settling._hear(two_way())
        await settle_down(desk)
        assert len(desk.provider.asked) == 3
        desk.provider.records = (aicc_record("77"),)
        desk.settling._hear(two_way())
        await settle_down(desk)
        assert len(desk.provider.asked) == 4
        assert (await desk.calls.fetch_call("two")).call_id == "77"

    run(scenario, TwoWayProvider(), times=AT_ONCE)


def test_a_look_that_fails_is_tried_again_and_troubles_nobody() -> None:
    async def scenario(desk: Desk) -> None:
        desk.provider.failure = NotSent(NotSentReason.CONNECTION_REFUSED)
        await desk.dial("+6281234567890")
        await settle_down(desk)
        assert len(desk.provider.asked) == 1

    run(scenario, times=AT_ONCE)


def test_leftovers_of_an_earlier_run_wait_for_the_person() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.keep(replace(a_call("left"), account_id="sandbox"))
        (left,) = await desk.calls.settle_leftovers()
        assert left.is_unresolved
        assert not desk.settling._following
        assert desk.provider.asked == []

    run(scenario, times=AT_ONCE)


def test_closing_stops_the_looking() -> None:
    async def scenario(desk: Desk) -> None:
        await desk.dial("+6281234567890")
        assert desk.settling._following
        await desk.settling.finish()
        assert not desk.settling._following
        assert desk.provider.asked == []

    run(scenario, times=LookTimes(unknown_s=(3600.0,)))
