"""What the result card says in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dialer.domain.calls import CallState, LegOrder
from dialer.domain.diagnosis import Diagnosis, Mender, NextAction, WasCalled
from dialer.domain.guard import NumberSource

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.conftest import MakeCall

    from dialer.ui.pages.call_page import CallPage

EXPIRED = Diagnosis(
    was_called=WasCalled.NO,
    title="timestamp expired",
    cause="This computer's clock is 94 s behind.",
    mender=Mender.IT,
    next_step="Set the clock.",
    action=NextAction.TEST_CONNECTION,
    code="1004",
    provider_words="timestamp is expired!",
    request_id="78db27d9",
)


def text_of(page: CallPage, name: str) -> str:
    labels = [one for one in page.findChildren(QLabel, name) if one.isVisible()]
    return labels[-1].text() if labels else ""


def button_of(page: CallPage, name: str) -> QPushButton:
    buttons = [one for one in page.findChildren(QPushButton, name) if one.isVisible()]
    assert buttons, name
    return buttons[-1]


def test_sending_says_so_and_moves_only_while_it_lasts(
    page: CallPage, make_call: MakeCall, qtbot: QtBot
) -> None:
    page.show_sending(make_call(CallState.REQUESTING))
    assert text_of(page, "call.result.title") == "Sending request"
    assert "+62 812-3456-7890" in text_of(page, "call.result.body")
    bar = next(one for one in page.findChildren(QWidget) if type(one).__name__ == "_MovingBar")
    qtbot.waitUntil(bar._timer.isActive)  # type: ignore[attr-defined]
    page.show_call(make_call(), None)
    assert not bar._timer.isActive()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (LegOrder.AGENT_FIRST, "Your phone rings first, then the customer's."),
        (LegOrder.CUSTOMER_FIRST, "The customer's phone rings first, then yours."),
    ],
)
def test_accepted_says_who_rings_first_and_never_connected(
    page: CallPage, make_call: MakeCall, order: LegOrder, sentence: str
) -> None:
    page.show_call(make_call(call_id="6a1e3d5cbbc6", leg_order=order), None)
    assert text_of(page, "call.result.title") == "Call accepted"
    assert text_of(page, "call.result.body") == sentence
    assert text_of(page, "call.call_id") == "6a1e3d5cbbc6"
    shown = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "connected" not in shown.lower()


def test_the_call_id_can_be_copied_and_selected(page: CallPage, make_call: MakeCall) -> None:
    page.show_call(make_call(call_id="6a1e3d5cbbc6"), None)
    label = page.findChild(QLabel, "call.call_id")
    assert isinstance(label, QLabel)
    flags = label.textInteractionFlags()
    assert flags & Qt.TextInteractionFlag.TextSelectableByMouse
    assert flags & Qt.TextInteractionFlag.TextSelectableByKeyboard
    button = button_of(page, "call.copy_call_id")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "6a1e3d5cbbc6"
    assert button.text() == "Copied"


def test_accepted_without_an_id_says_so(page: CallPage, make_call: MakeCall) -> None:
    page.show_call(make_call(), None)
    assert "gave no call ID" in text_of(page, "call.result.body")
    assert text_of(page, "call.call_id") == ""


def test_rejected_answers_in_an_agents_order(
    page: CallPage, make_call: MakeCall, qtbot: QtBot
) -> None:
    page.show_call(make_call(CallState.REJECTED, code="1004"), EXPIRED)
    assert text_of(page, "call.result.title") == "Not called: timestamp expired (1004)"
    assert text_of(page, "call.result.body") == (
        "No call was placed. This computer's clock is 94 s behind.\n"
        "Your IT department can fix this. Set the clock."
    )
    fine_print = text_of(page, "call.result.details")
    assert "“timestamp is expired!”" in fine_print
    assert "reqId 78db27d9" in fine_print
    with qtbot.waitSignal(page.action_requested, timeout=1000) as told:
        QTest.mouseClick(button_of(page, "call.result.action"), Qt.MouseButton.LeftButton)
    assert told.args == [NextAction.TEST_CONNECTION]
    QTest.mouseClick(button_of(page, "call.copy_details"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    for part in ("1004", "78db27d9", "timestamp is expired!", "+62 812-3456-7890", "94 s"):
        assert part in copied


def test_a_rejection_nobody_can_explain_keeps_code_and_words(
    page: CallPage, make_call: MakeCall
) -> None:
    call = make_call(CallState.REJECTED, code="HTTP 403", words="<b>Forbidden</b>")
    page.show_call(call, None)
    assert text_of(page, "call.result.title") == "Not called: the provider refused (HTTP 403)"
    label = page.findChild(QLabel, "call.result.details")
    assert isinstance(label, QLabel)
    assert "<b>Forbidden</b>" in label.text()
    assert label.textFormat() is Qt.TextFormat.PlainText, "words of others are never markup"


@pytest.mark.parametrize(
    ("state", "title", "first", "tone"),
    [
        (
            CallState.NOT_SENT,
            "Not sent: the provider was not reached",
            "No call was placed.",
            "muted",
        ),
        (
            CallState.UNKNOWN,
            "May have been called",
            "The provider may have placed this call.",
            "warn",
        ),
    ],
)
def test_not_sent_and_unknown_are_told_apart(
    page: CallPage, make_call: MakeCall, state: CallState, title: str, first: str, tone: str
) -> None:
    page.show_call(make_call(state), None)
    assert text_of(page, "call.result.title") == title
    assert text_of(page, "call.result.body").startswith(first)
    label = page.findChild(QLabel, "call.result.title")
    assert isinstance(label, QLabel)
    assert label.property("tone") == tone


def test_other_problems_are_shown_inline_and_can_be_taken_away(page: CallPage) -> None:
    page.show_problem("The secret is missing", "Type it again.", NextAction.EDIT_ACCOUNT)
    assert text_of(page, "call.result.title") == "The secret is missing"
    title = page.findChild(QLabel, "call.result.title")
    assert isinstance(title, QLabel)
    assert title.textFormat() is Qt.TextFormat.PlainText
    assert button_of(page, "call.result.action").text() == "Edit account"
    page.clear_result()
    assert text_of(page, "call.result.title") == ""


def test_screen_readers_find_the_result_as_text(page: CallPage, make_call: MakeCall) -> None:
    page.show_call(make_call(call_id="6a1e3d5cbbc6"), None)
    for name in ("call.result.title", "call.result.body", "call.call_id"):
        label = page.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        told = QAccessible.queryAccessibleInterface(label)
        assert told is not None
        assert told.text(QAccessible.Text.Name) == label.text()


def test_the_result_is_brought_into_a_low_window(
    page: CallPage, make_call: MakeCall, qtbot: QtBot
) -> None:
    page.window().resize(640, 480)
    page.set_number("+6281234567890", NumberSource.TYPED)
    page.show_call(make_call(CallState.REJECTED, code="1004"), EXPIRED)
    title = page.findChild(QLabel, "call.result.title")
    assert isinstance(title, QLabel)
    qtbot.waitUntil(lambda: not title.visibleRegion().isEmpty())
