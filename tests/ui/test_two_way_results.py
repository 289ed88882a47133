"""What is said of a two-way call while it goes on, and when it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDateTime, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QListView, QPushButton

from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    CallState,
    EndCause,
    LegOrder,
)
from dialer.ui import words
from dialer.ui.end_words import after_end, ended_in_short, ended_title
from dialer.ui.models.recent_calls import RecentCallsModel, recent_row
from dialer.ui.theme import Tone
from dialer.ui.widgets.result_card import ResultCard

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from dialer.ui.pages.call_page import CallPage

CALL_ID = "1190000000000000001"
KINDS = {
    CallState.RINGING: (CallEventKind.RINGING,),
    CallState.TALKING: (CallEventKind.RINGING, CallEventKind.TALKING),
    CallState.ENDED: (CallEventKind.RINGING, CallEventKind.TALKING),
}


def a_call(
    state: CallState = CallState.ACCEPTED,
    *,
    cause: EndCause | None = None,
    code: str | None = None,
    call_id: str | None = CALL_ID,
    ago_s: int = 100,
) -> Call:
    """Rang after 2 s, talked from 5 s to 130 s."""
    began_ms = QDateTime.currentMSecsSinceEpoch() - ago_s * 1000
    events = [
        CallEvent(kind=CallEventKind.RECORDED, at_ms=began_ms),
        CallEvent(kind=CallEventKind.ACCEPTED, at_ms=began_ms + 310, call_id=call_id),
    ]
    for step, kind in enumerate(KINDS.get(state, ())):
        events.append(CallEvent(kind=kind, at_ms=began_ms + 2_000 + 3_000 * step))
    if state is CallState.ENDED:
        events.append(
            CallEvent(kind=CallEventKind.ENDED, at_ms=began_ms + 130_000, reason=cause, code=code)
        )
    return Call(
        client_call_id="one",
        account_id="tenant",
        kind=CallKind.TWO_WAY,
        caller_id="",
        callee="+6281234567890",
        agent_number="6001",
        leg_order=LegOrder.AGENT_FIRST,
        state=state,
        events=tuple(events),
        call_id=call_id,
    )


def text_of(page: CallPage, name: str) -> str:
    labels = [one for one in page.findChildren(QLabel, name) if one.isVisible()]
    return labels[-1].text() if labels else ""


def tone_of(page: CallPage) -> str:
    labels = [one for one in page.findChildren(QLabel, "call.result.title") if one.isVisible()]
    return str(labels[-1].property("tone"))


@pytest.mark.parametrize(
    ("state", "title", "first"),
    [
        (CallState.ACCEPTED, "Call accepted", "Your phone rings first, then the customer's."),
        (CallState.RINGING, "Ringing", "Your phone rings first, then the customer's."),
        (CallState.TALKING, "Talking", "The provider says that you and the customer"),
    ],
)
def test_while_it_goes_on_it_says_how_and_where_to_hang_up(
    page: CallPage, state: CallState, title: str, first: str
) -> None:
    page.show_call(a_call(state), None, is_followed=True)
    assert text_of(page, "call.result.title") == title
    body = text_of(page, "call.result.body")
    assert body.startswith(first)
    assert body.endswith("To hang up, use your phone: it cannot be done from here.")
    assert text_of(page, "call.call_id") == CALL_ID
    assert tone_of(page) == "ok"


def test_talking_counts_while_it_is_asked_about(page: CallPage, qtbot: QtBot) -> None:
    page.show_call(a_call(CallState.TALKING, ago_s=70), None, is_followed=True)
    first = text_of(page, "call.talk_time")
    assert first in {"01:05", "01:06"}
    qtbot.waitUntil(lambda: text_of(page, "call.talk_time") > first, timeout=5000)
    page.show_call(a_call(CallState.ENDED, cause=EndCause.AGENT_HUNG_UP), None)
    assert text_of(page, "call.talk_time") == ""


def test_a_call_nobody_asks_about_any_more_says_so_and_counts_nothing(page: CallPage) -> None:
    page.show_call(a_call(CallState.TALKING), None)
    assert text_of(page, "call.talk_time") == ""
    body = text_of(page, "call.result.body")
    assert body.startswith("Last heard of today ")
    assert "at most 2 hours" in body
    assert tone_of(page) == "muted"


def test_a_call_without_an_id_says_why_it_is_not_followed(page: CallPage) -> None:
    page.show_call(a_call(call_id=None), None)
    assert "no call ID, so it cannot be asked how the call goes" in text_of(
        page, "call.result.body"
    )


@pytest.mark.parametrize("cause", [None, *EndCause])
def test_every_end_names_what_ended_it(page: CallPage, cause: EndCause | None) -> None:
    page.show_call(a_call(CallState.ENDED, cause=cause, code="42"), None)
    expected = EndCause.OTHER if cause is None else cause
    assert text_of(page, "call.result.title") == ended_title(expected)
    assert "Talked for 02:05." in text_of(page, "call.result.body")
    assert text_of(page, "call.result.details").endswith("\nEnd code 42")
    assert tone_of(page) == "muted"


def test_the_words_of_each_end_differ() -> None:
    titles = [ended_title(cause) for cause in (None, *EndCause)]
    assert len(set(titles)) == len(titles)
    legs = (
        EndCause.AGENT_LEG_FAILED,
        EndCause.CUSTOMER_LEG_FAILED,
        EndCause.AGENT_NO_ANSWER,
        EndCause.CUSTOMER_NO_ANSWER,
        EndCause.NOT_STARTED,
    )
    assert len({ended_in_short(cause) for cause in legs}) == len(legs)
    assert ended_in_short(EndCause.CUSTOMER_HUNG_UP) == ended_in_short(None) == "Ended"
    assert [cause for cause in EndCause if after_end(cause)] == [
        EndCause.AGENT_LEG_FAILED,
        EndCause.AGENT_NO_ANSWER,
        EndCause.NOT_STARTED,
    ]


def test_an_end_can_be_copied_with_code_and_ids(page: CallPage) -> None:
    page.show_call(a_call(CallState.ENDED, cause=EndCause.AGENT_NO_ANSWER, code="4"), None)
    (button,) = [
        one for one in page.findChildren(QPushButton, "call.copy_details") if one.isVisible()
    ]
    button.click()
    copied = QGuiApplication.clipboard().text()
    for part in ("your phone did not answer", "+62 812-3456-7890", "End code 4", CALL_ID, "ID one"):
        assert part in copied


def test_each_change_is_told_to_screen_readers(
    page: CallPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(ResultCard, "_announce", lambda _card, sentence: told.append(sentence))
    for state in (CallState.ACCEPTED, CallState.RINGING, CallState.TALKING, CallState.ENDED):
        page.show_call(a_call(state, cause=EndCause.CUSTOMER_HUNG_UP), None, is_followed=True)
    assert [sentence.partition(".")[0] for sentence in told] == [
        "Call accepted",
        "Ringing",
        "Talking",
        "Ended: the customer hung up",
    ]


def test_news_of_the_call_in_sight_leaves_the_form_where_it_is(
    page: CallPage, qtbot: QtBot
) -> None:
    page.window().resize(640, 480)
    page.show_call(a_call(), None, is_followed=True)
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    bar.setValue(0)
    page.show_call(a_call(CallState.RINGING), None, is_followed=True)
    title = page.findChild(QLabel, "call.result.title")
    assert isinstance(title, QLabel)
    passed: list[bool] = []
    QTimer.singleShot(0, lambda: passed.append(True))
    qtbot.waitUntil(lambda: passed == [True])
    assert bar.value() == 0
    page.clear_result()
    page.show_call(a_call(CallState.RINGING), None, is_followed=True)
    qtbot.waitUntil(lambda: bar.value() > 0)


def test_rows_tell_the_phone_the_state_and_how_long_they_talked() -> None:
    row = recent_row(a_call(CallState.ENDED, cause=EndCause.CUSTOMER_HUNG_UP))
    assert row.origin == "Two-way · your phone 6001"
    assert (row.outcome, row.tone) == ("Ended", Tone.NEUTRAL)
    assert row.when.endswith(" · 02:05")
    talking = recent_row(a_call(CallState.TALKING))
    assert talking.talking_since_ms is not None
    unanswered = a_call(CallState.ENDED, cause=EndCause.CUSTOMER_NO_ANSWER)
    assert words.outcome(unanswered) == ("No answer", Tone.NEUTRAL)
    model = RecentCallsModel()
    model.show_calls([unanswered])
    assert model.rowCount() == 1


def test_the_list_counts_only_while_somebody_talks_in_sight(page: CallPage) -> None:
    page.show_recent([a_call(CallState.TALKING)])
    rows = page.findChild(QListView, "call.recent")
    assert isinstance(rows, QListView)
    clock = rows._talk_clock  # type: ignore[attr-defined]
    assert clock.isActive()
    assert not rows.grab().isNull()
    rows.hide()
    assert not clock.isActive()
    rows.show()
    assert clock.isActive()
    page.show_recent([a_call(CallState.ENDED)])
    assert not clock.isActive()


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "00:00"), (-5, "00:00"), (8_999, "00:08"), (125_000, "02:05"), (3_725_000, "1:02:05")],
)
def test_talk_time(ms: int, shown: str) -> None:
    assert words.talk_time(ms) == shown


@pytest.mark.parametrize("number", ["6001", "", "13800000001", "628119007733"])
def test_what_is_no_e164_is_shown_as_it_stands(number: str) -> None:
    assert words.display_number(number) == number
