"""Recent calls: the model, the list, the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QListView

from dialer.domain.calls import CallState
from dialer.ui.models.recent_calls import RecentCallsModel, RecentRole, recent_row
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.conftest import MakeCall

    from dialer.ui.pages.call_page import CallPage


class QtMessage(Protocol):
    message: str


class QtLog(Protocol):
    records: list[QtMessage]


def list_of(page: CallPage) -> QListView:
    found = page.findChild(QListView, "call.recent")
    assert isinstance(found, QListView)
    return found


def test_the_model_keeps_qts_rules(make_call: MakeCall, qtlog: QtLog) -> None:
    model = RecentCallsModel()
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    tester = QAbstractItemModelTester(model, mode)
    model.show_calls([make_call(CallState.REQUESTING), make_call(CallState.UNKNOWN)])
    assert model.rowCount() == 2
    assert model.rowCount(model.index(0)) == 0
    model.show_calls([])
    assert model.rowCount() == 0
    assert tester.model() is model
    assert [record.message for record in qtlog.records] == []


def test_a_call_that_ends_keeps_its_row(make_call: MakeCall, qtbot: QtBot) -> None:
    model = RecentCallsModel()
    sending = make_call(CallState.REQUESTING)
    model.show_calls([sending])
    ended = make_call(CallState.ACCEPTED)
    same = type(ended)(
        **{name: getattr(ended, name) for name in ended.__slots__ if name != "client_call_id"},
        client_call_id=sending.client_call_id,
    )
    with (
        qtbot.assertNotEmitted(model.modelReset),
        qtbot.waitSignal(model.dataChanged, timeout=1000),
    ):
        model.show_calls([same])
    assert model.index(0).data(RecentRole.CALL) == same


def test_a_row_reads_as_a_sentence(make_call: MakeCall) -> None:
    model = RecentCallsModel()
    model.show_calls([make_call(CallState.REJECTED, code="1004")])
    text = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("+62 812-3456-7890, Rejected 1004, ")


@pytest.mark.parametrize(
    ("state", "words", "tone"),
    [
        (CallState.REQUESTING, "Sending", Tone.ACCENT),
        (CallState.ACCEPTED, "Accepted", Tone.OK),
        (CallState.REJECTED, "Rejected", Tone.BAD),
        (CallState.NOT_SENT, "Not sent", Tone.NEUTRAL),
        (CallState.UNKNOWN, "Outcome unknown", Tone.WARN),
        (CallState.RINGING, "Ringing", Tone.OK),
        (CallState.TALKING, "Talking", Tone.OK),
        (CallState.ENDED, "Ended", Tone.NEUTRAL),
    ],
)
def test_each_outcome_has_words_and_a_tone(
    make_call: MakeCall, state: CallState, words: str, tone: Tone
) -> None:
    row = recent_row(make_call(state))
    assert (row.outcome, row.tone) == (words, tone)
    assert row.badge == "ID"
    assert row.origin == "From +62 21 50001234"
    assert row.when.endswith("0.31 s") is (state is CallState.ACCEPTED)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F])
def test_keys_bring_a_number_back(
    page: CallPage, make_call: MakeCall, qtbot: QtBot, key: Qt.Key
) -> None:
    calls = [make_call(), make_call(callee="+6590399431")]
    page.show_recent(calls)
    rows = list_of(page)
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(1, 0))
    with qtbot.waitSignal(page.recall_requested, timeout=1000) as told:
        QTest.keyClick(rows, key)
    assert told.args == [calls[1]]


def test_a_double_click_brings_a_number_back_and_calls_nobody(
    page: CallPage, make_call: MakeCall, qtbot: QtBot
) -> None:
    call = make_call()
    page.show_recent([call])
    rows = list_of(page)
    at = rows.visualRect(rows.model().index(0, 0)).center()
    with (
        qtbot.assertNotEmitted(page.call_requested),
        qtbot.waitSignal(page.recall_requested, timeout=1000) as told,
    ):
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [call]


def test_rows_are_painted_in_every_state(page: CallPage, make_call: MakeCall, qtbot: QtBot) -> None:
    page.show_recent([make_call(state) for state in CallState])
    rows = list_of(page)
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(2, 0))
    qtbot.waitUntil(lambda: rows.height() > 200)
    picture = rows.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(200)
    }
    assert len(colours) > 20
    assert rows.accessibleName() == "Recent calls"
