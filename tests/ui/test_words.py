"""Words for times, chips, concerns and kinds: total over what the domain names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, QDateTime, QTime

from dialer.domain.accounts import ConnectionReport, KeyringState, KeyringStatus
from dialer.domain.calls import CallState, LegOrder
from dialer.domain.diagnosis import Mender, NextAction, WasCalled
from dialer.domain.guard import Concern, ConcernKind
from dialer.domain.phone_number import NumberKind
from dialer.ui import words
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from ui.conftest import MakeCall

TODAY = QDate(2026, 11, 21)


def at(day: QDate, hour: int, minute: int) -> int:
    return QDateTime(day, QTime(hour, minute)).toMSecsSinceEpoch()


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (TODAY, "today 10:42"),
        (TODAY.addDays(-1), "yesterday 10:42"),
        (QDate(2026, 11, 18), "18 Nov 10:42"),
    ],
)
def test_times_are_told_from_today(day: QDate, shown: str) -> None:
    assert words.time_words(at(day, 10, 42), today=TODAY) == shown


def test_each_keyring_state_has_its_chip() -> None:
    told = {state: words.keyring_words(KeyringStatus(state)) for state in KeyringState}
    assert told[KeyringState.UNCHECKED] == ("", Tone.NEUTRAL)
    assert told[KeyringState.WORKING] == ("Keyring unlocked", Tone.OK)
    assert len({text for text, _tone in told.values()}) == len(KeyringState)


def test_the_connection_says_its_time_or_its_problem() -> None:
    assert words.connection_words(ConnectionReport(round_trip_ms=38), "")[0] == "Connected 38 ms"
    assert words.connection_words(None, "Not connected") == ("Not connected", Tone.BAD)
    assert words.connection_words(None, "") == ("", Tone.NEUTRAL)


def test_every_concern_is_a_sentence(make_call: MakeCall) -> None:
    earlier = make_call(CallState.ACCEPTED)
    told = {kind: words.concern_sentence(Concern(kind, earlier)) for kind in ConcernKind}
    assert all(text.endswith(".") and "{" not in text for text in told.values())
    assert len(set(told.values())) == len(ConcernKind)


def test_a_recent_call_is_told_with_when_and_how_it_ended(make_call: MakeCall) -> None:
    call = make_call(CallState.ACCEPTED)
    day = QDateTime.fromMSecsSinceEpoch(call.started_ms).date()
    sentence = words.concern_sentence(Concern(ConcernKind.CALLED_RECENTLY, call), today=day)
    clock = words.clock_time(call.started_ms)
    assert sentence == f"You called this number today {clock}. Outcome: Accepted."


def test_a_number_that_may_not_be_called_is_told_with_who_listed_it_and_why() -> None:
    listed = Concern(ConcernKind.DO_NOT_CALL, listed_by="dnc {2026}.csv", list_reason="by letter")
    assert words.concern_sentence(listed) == (
        "This number may not be called: “dnc {2026}.csv” says “by letter”."
    )
    listed = Concern(ConcernKind.DO_NOT_CALL, listed_by="dnc.csv")
    assert words.concern_sentence(listed).endswith("it is listed in “dnc.csv”.")


def test_the_words_cover_every_value() -> None:
    for kind in NumberKind:
        words.kind_words(kind)
    for was_called in WasCalled:
        assert words.was_called_sentence(was_called).endswith(".")
    for mender in Mender:
        assert words.mender_sentence(mender) or mender is Mender.NOBODY_NEEDED
    for action in NextAction:
        assert words.action_words(action)
    for order in LegOrder:
        assert words.ring_sentence(order)
        assert words.ring_order(order)


def test_a_delay_is_told_in_seconds() -> None:
    assert words.delay_sentence(0) == ""
    assert words.delay_sentence(1500) == "The provider starts in 1.5 s."


def test_countries_have_names() -> None:
    assert words.region_name("ID") == "Indonesia"
    assert words.region_name("") == ""
