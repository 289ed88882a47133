"""How far the clock is off, by what replies say; and whose time is signed with."""

from __future__ import annotations

import pytest
from fakes import FixedClock

from dialer.domain.exchanges import ExchangeReport
from dialer.domain.guard import Concern, ConcernKind
from dialer.domain.policy import STRICTEST, Policy
from dialer.services.back_offs import CALL_WAITS_MS, BackOffs
from dialer.services.clock_doctor import ClockDoctor, SigningClock

ACCOUNT = "a1"
LIMIT_MS = 60_000
SLOW_MS = 180_000


def report(
    offset_ms: int | None,
    *,
    round_trip_ms: int = 100,
    limit_ms: int | None = LIMIT_MS,
    account_id: str = ACCOUNT,
    back_off_ms: int = 0,
) -> ExchangeReport:
    return ExchangeReport(
        account_id=account_id,
        http_status=200,
        round_trip_ms=round_trip_ms,
        clock_offset_ms=offset_ms,
        clock_limit_ms=limit_ms,
        back_off_ms=back_off_ms,
    )


class Practice:
    """A doctor with a clock the test sets."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.clock = FixedClock()
        self.doctor = ClockDoctor(self.clock, policy or Policy())
        self.told: list[str] = []
        self.doctor.listen(self.told.append)

    def hear(self, *offsets_ms: int) -> None:
        for offset_ms in offsets_ms:
            self.doctor.hear(report(offset_ms))

    @property
    def offset_ms(self) -> int | None:
        return self.doctor.get_state(ACCOUNT).offset_ms

    @property
    def concerns(self) -> tuple[Concern, ...]:
        return self.doctor.find_concerns(ACCOUNT)


def test_nothing_is_known_before_the_first_reply() -> None:
    practice = Practice()
    state = practice.doctor.get_state(ACCOUNT)
    assert (state.offset_ms, state.limit_ms, state.is_beyond_limit) == (None, None, False)
    assert practice.concerns == ()


def test_one_reply_is_enough_and_those_who_show_it_are_told() -> None:
    practice = Practice()
    practice.hear(SLOW_MS)
    assert practice.offset_ms == SLOW_MS
    assert practice.told == [ACCOUNT]


def test_a_reply_without_a_date_changes_nothing() -> None:
    practice = Practice()
    practice.hear(SLOW_MS)
    practice.doctor.hear(report(None))
    assert practice.offset_ms == SLOW_MS


def test_a_slow_reply_counts_for_less() -> None:
    practice = Practice()
    # The Date was written half a minute before the reply arrived.
    practice.doctor.hear(report(-15_000, round_trip_ms=30_000))
    practice.doctor.hear(report(200, round_trip_ms=80))
    assert practice.offset_ms == 200


def test_one_server_that_is_wrong_does_not_sway_the_rest() -> None:
    practice = Practice()
    practice.hear(100, 300, -200, SLOW_MS, 0, 250)
    assert practice.offset_ms is not None
    assert abs(practice.offset_ms) <= 300


def test_a_refusal_for_its_time_disproves_what_was_known() -> None:
    practice = Practice()
    practice.hear(*[0] * 8)
    practice.doctor.believe(ACCOUNT, SLOW_MS)
    assert practice.offset_ms == SLOW_MS
    assert practice.concerns != ()
    practice.hear(*[0] * 8)
    assert practice.offset_ms == 0


def test_what_is_old_is_dropped() -> None:
    practice = Practice()
    practice.hear(*[SLOW_MS] * 8, *[0] * 8)
    assert practice.offset_ms == 0


def test_accounts_are_apart() -> None:
    practice = Practice()
    practice.hear(SLOW_MS)
    practice.doctor.hear(report(0, account_id="other"))
    assert practice.offset_ms == SLOW_MS
    assert practice.doctor.get_state("other").offset_ms == 0


@pytest.mark.parametrize("jump_ms", [SLOW_MS, -SLOW_MS, 6_000])
def test_a_clock_that_was_set_makes_a_new_start(jump_ms: int) -> None:
    practice = Practice()
    practice.hear(SLOW_MS, SLOW_MS)
    practice.clock.set_wall(practice.clock.now_ms() + jump_ms)
    assert practice.offset_ms is None
    assert practice.concerns == ()
    practice.hear(500)
    assert practice.offset_ms == 500


def test_a_clock_that_is_only_nudged_does_not() -> None:
    practice = Practice()
    practice.hear(SLOW_MS)
    for _ in range(20):
        practice.clock.advance(3_600_000)
        practice.clock.set_wall(practice.clock.now_ms() + 1_800)
        assert practice.offset_ms == SLOW_MS


@pytest.mark.parametrize(
    ("offset_ms", "is_beyond"),
    [(60_000, False), (-60_000, False), (60_001, True), (-60_001, True), (0, False)],
)
def test_a_call_is_stopped_beyond_the_providers_limit(offset_ms: int, *, is_beyond: bool) -> None:
    practice = Practice()
    practice.hear(offset_ms)
    assert practice.doctor.get_state(ACCOUNT).is_beyond_limit is is_beyond
    expected = (Concern(ConcernKind.CLOCK_OFF, amount_ms=offset_ms),) if is_beyond else ()
    assert practice.concerns == expected


def test_a_provider_that_does_not_look_at_the_time_stops_nothing() -> None:
    practice = Practice()
    practice.doctor.hear(report(SLOW_MS, limit_ms=None))
    assert practice.concerns == ()
    assert not practice.doctor.get_state(ACCOUNT).may_start


def test_signatures_carry_this_computers_time_until_the_person_chooses_otherwise() -> None:
    practice = Practice()
    practice.hear(SLOW_MS)
    signing = SigningClock(practice.clock, practice.doctor, account_id=ACCOUNT)
    other = SigningClock(practice.clock, practice.doctor, account_id="other")
    assert signing.now_ms() == practice.clock.now_ms()
    practice.doctor.use_provider_time(ACCOUNT)
    assert signing.now_ms() == practice.clock.now_ms() + SLOW_MS
    assert other.now_ms() == practice.clock.now_ms()
    assert practice.concerns == ()
    assert not practice.doctor.get_state(ACCOUNT).may_start
    practice.doctor.stop_using_provider_time(ACCOUNT)
    assert signing.now_ms() == practice.clock.now_ms()
    assert signing.monotonic_ms() == practice.clock.monotonic_ms()
    assert practice.told == [ACCOUNT] * 3


def test_provider_time_follows_what_is_learnt_and_forgets_it_when_the_clock_is_set() -> None:
    practice = Practice()
    practice.hear(SLOW_MS)
    practice.doctor.use_provider_time(ACCOUNT)
    signing = SigningClock(practice.clock, practice.doctor, account_id=ACCOUNT)
    practice.clock.set_wall(practice.clock.now_ms() + SLOW_MS)
    assert signing.now_ms() == practice.clock.now_ms()
    practice.hear(-400)
    assert signing.now_ms() == practice.clock.now_ms() - 400


def test_where_it_is_forbidden_calls_are_blocked_and_nothing_switches_it_on() -> None:
    practice = Practice(STRICTEST)
    practice.hear(SLOW_MS)
    (concern,) = practice.concerns
    assert concern.kind is ConcernKind.CLOCK_MUST_BE_SET
    assert concern.blocks
    assert not concern.is_about_number
    practice.doctor.use_provider_time(ACCOUNT)
    state = practice.doctor.get_state(ACCOUNT)
    assert not state.uses_provider_time
    assert not state.may_start
    assert practice.doctor.signing_offset_ms(ACCOUNT) == 0


def test_a_pause_runs_out_by_itself_and_a_later_one_counts_anew() -> None:
    clock = FixedClock()
    back_offs = BackOffs(clock)
    told: list[str] = []
    back_offs.listen(told.append)
    assert back_offs.left_ms(ACCOUNT) == 0
    back_offs.hear(report(0, back_off_ms=8_000))
    clock.advance(3_000)
    # What was asked before the pause and answered during it does not end it.
    back_offs.hear(report(0))
    assert back_offs.left_ms(ACCOUNT) == 5_000
    assert back_offs.left_ms("other") == 0
    clock.advance(6_000)
    assert back_offs.left_ms(ACCOUNT) == 0
    assert told == [ACCOUNT]


def test_only_a_long_pause_speaks_against_a_call() -> None:
    clock = FixedClock()
    back_offs = BackOffs(clock)
    back_offs.hear(report(0, back_off_ms=CALL_WAITS_MS + 1))
    (concern,) = back_offs.find_concerns(ACCOUNT)
    assert concern == Concern(ConcernKind.PROVIDER_BUSY, amount_ms=CALL_WAITS_MS + 1)
    assert concern.blocks
    clock.advance(1)
    assert back_offs.find_concerns(ACCOUNT) == ()
