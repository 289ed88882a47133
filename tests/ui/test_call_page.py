"""The Call page: keys and clicks in, intents out, problems beside their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QWidget

from dialer.domain.calls import CallState, DialoutRequest, LegOrder
from dialer.domain.guard import Concern, ConcernKind, NumberSource
from dialer.ui.theme import Tone
from dialer.ui.widgets.popup_list import PopupList
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.conftest import MakeCall

    from dialer.domain.accounts import Account
    from dialer.ui.intents import CallIntent
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

NUMBER = "0812-3456-7890"


@pytest.fixture
def asked(page: CallPage) -> list[CallIntent]:
    """Every intent the page has emitted."""
    found: list[CallIntent] = []
    page.call_requested.connect(found.append)
    return found


def edit_of(page: CallPage) -> QLineEdit:
    return page.form.number.edit


def visible_error(page: CallPage, name: str) -> str:
    label = page.findChild(QLabel, f"{name}.error")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_the_number_field_asks_for_the_call(
    page: CallPage, asked: list[CallIntent], key: Qt.Key
) -> None:
    QTest.keyClicks(edit_of(page), NUMBER)
    modifier = Qt.KeyboardModifier.KeypadModifier
    QTest.keyClick(
        edit_of(page), key, modifier if key == Qt.Key.Key_Enter else Qt.KeyboardModifier.NoModifier
    )
    assert [intent.request.callee.e164 for intent in asked] == ["+6281234567890"]
    request = asked[0].request
    assert isinstance(request, DialoutRequest)
    assert request.caller_id.e164 == "+622150001234"
    assert request.agent_number.e164 == "+6590399431"
    assert request.leg_order is LegOrder.AGENT_FIRST
    assert request.delay_ms == 0
    assert asked[0].source is NumberSource.TYPED
    assert edit_of(page).text() == NUMBER, "what was typed is never rewritten"


def test_the_button_asks_with_every_choice_made(page: CallPage, asked: list[CallIntent]) -> None:
    QTest.keyClicks(edit_of(page), NUMBER)
    page.form.connect_number.combo.setCurrentIndex(1)
    QTest.keyClick(page.form.did.combo, Qt.Key.Key_Tab)
    page.form.ring_order.choose("customer_first")
    QTest.mouseClick(page.form.more, Qt.MouseButton.LeftButton)
    delay = page.findChild(QLineEdit, "call.delay")
    assert isinstance(delay, QLineEdit)
    delay.setText("1.5")
    QTest.mouseClick(page.form.place, Qt.MouseButton.LeftButton)
    request = asked[0].request
    assert isinstance(request, DialoutRequest)
    assert request.agent_number.e164 == "+6590399432"
    assert request.leg_order is LegOrder.CUSTOMER_FIRST
    assert request.delay_ms == 1500


def test_ctrl_enter_calls_from_anywhere_on_the_form_but_not_from_the_search_box(
    page: CallPage, asked: list[CallIntent], window: MainWindow
) -> None:
    QTest.keyClicks(edit_of(page), NUMBER)
    search = window.findChild(QLineEdit, "frame.search")
    assert isinstance(search, QLineEdit)
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not asked
    page.form.connect_number.combo.setFocus()
    QTest.keyClick(
        page.form.connect_number.combo, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
    )
    assert len(asked) == 1


def test_a_key_held_down_asks_once(page: CallPage, asked: list[CallIntent]) -> None:
    QTest.keyClicks(edit_of(page), NUMBER)
    for is_repeat in (False, True, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key.Key_Return,
            Qt.KeyboardModifier.NoModifier,
            "\r",
            is_repeat,
        )
        QApplication.sendEvent(edit_of(page), event)
    assert len(asked) == 1


def test_while_busy_no_press_asks_again(page: CallPage, asked: list[CallIntent]) -> None:
    page.call_requested.connect(lambda _intent: page.set_busy(True))
    QTest.keyClicks(edit_of(page), NUMBER)
    page.form.place.setFocus()
    QTest.mouseClick(page.form.place, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(page.form.place, Qt.MouseButton.LeftButton)
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1
    assert not page.form.place.isEnabled()
    assert edit_of(page).hasFocus(), "a disabled button must not lose the keyboard"
    page.set_busy(False)
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    assert len(asked) == 2


def test_the_number_is_explained_while_it_is_typed(page: CallPage) -> None:
    assert page.form.number.country.text() == "ID"
    assert "Indonesia" in page.form.number.hint.text()
    QTest.keyClicks(edit_of(page), NUMBER)
    assert page.form.number.country.text() == "ID · Mobile"
    hint = page.form.number.hint.text().replace("\N{NO-BREAK SPACE}", " ")
    assert hint == "Sent to the provider as 6281234567890 · +62 812-3456-7890"


def test_nothing_nags_before_the_field_is_left(page: CallPage) -> None:
    QTest.keyClicks(edit_of(page), "081")
    assert visible_error(page, "call.callee") == ""
    QTest.keyClick(edit_of(page), Qt.Key.Key_Tab)
    problem = visible_error(page, "call.callee")
    assert "too short" in problem
    assert edit_of(page).accessibleDescription() == problem
    assert edit_of(page).property("error") == "true"
    edit_of(page).setFocus()
    QTest.keyClicks(edit_of(page), "2")
    assert visible_error(page, "call.callee") == "", "typing on takes the error away"


def test_a_range_outside_the_plan_is_doubted_but_can_be_called(
    page: CallPage, asked: list[CallIntent]
) -> None:
    QTest.keyClicks(edit_of(page), "+6269999999999")
    assert "not in the numbering plan" in page.form.number.hint.text()
    assert page.form.number.hint.property("tone") == "warn"
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    assert len(asked) == 1


def test_every_wrong_field_says_so_and_the_first_gets_the_keyboard(
    page: CallPage, asked: list[CallIntent], bare_account: Account
) -> None:
    page.show_account(bare_account, display_number)
    QTest.keyClicks(edit_of(page), "+62812")
    page.form.connect_number.combo.setEditText("+65 12")
    QTest.mouseClick(page.form.more, Qt.MouseButton.LeftButton)
    delay = page.findChild(QLineEdit, "call.delay")
    assert isinstance(delay, QLineEdit)
    delay.setText("601")
    QTest.mouseClick(page.form.place, Qt.MouseButton.LeftButton)
    assert not asked
    for name in ("call.callee", "call.did", "call.connect_number", "call.delay"):
        assert visible_error(page, name), name
    assert visible_error(page, "call.did") == "Type a number."
    assert edit_of(page).hasFocus()


def test_numbers_may_be_typed_where_the_account_has_none(
    page: CallPage, asked: list[CallIntent], bare_account: Account
) -> None:
    page.show_account(bare_account, display_number)
    QTest.keyClicks(edit_of(page), "+6281234567890")
    for name, number in (("call.did", "+622150001234"), ("call.connect_number", "+6590399431")):
        combo = page.findChild(QComboBox, name)
        assert isinstance(combo, QComboBox)
        line = combo.lineEdit()
        assert line is not None
        line.setFocus()
        QTest.keyClicks(line, number)
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    (intent,) = asked
    assert isinstance(intent.request, DialoutRequest)
    assert intent.request.caller_id.e164 == "+622150001234"


def test_call_on_an_empty_field_asks_for_the_last_number(
    page: CallPage, asked: list[CallIntent], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.last_number_requested, timeout=1000):
        QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    assert not asked


def test_a_number_from_a_link_is_marked_until_it_is_edited(
    page: CallPage, asked: list[CallIntent]
) -> None:
    page.set_number("+6281234567890", NumberSource.LINK)
    assert "From a link" in [pill.text() for pill in page.findChildren(QLabel) if pill.isVisible()]
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    QTest.keyClick(edit_of(page), Qt.Key.Key_End)
    QTest.keyClick(edit_of(page), Qt.Key.Key_Backspace)
    QTest.keyClicks(edit_of(page), "1")
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    assert [intent.source for intent in asked] == [NumberSource.LINK, NumberSource.TYPED]
    assert "From a link" not in [
        pill.text() for pill in page.findChildren(QLabel) if pill.isVisible()
    ]


def test_esc_clears_the_number(page: CallPage) -> None:
    QTest.keyClicks(edit_of(page), NUMBER)
    QTest.keyClick(edit_of(page), Qt.Key.Key_Escape)
    assert edit_of(page).text() == ""


def test_a_country_found_by_name_reads_the_number(page: CallPage, asked: list[CallIntent]) -> None:
    QTest.keyClicks(edit_of(page), "9039 9431")
    QTest.mouseClick(page.form.number.country, Qt.MouseButton.LeftButton)
    popup = page.findChild(PopupList)
    assert isinstance(popup, PopupList)
    QTest.keyClicks(popup.search, "singap")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert page.form.number.region == "SG"
    assert page.form.number.country.text() == "SG · Mobile"
    QTest.keyClick(edit_of(page), Qt.Key.Key_Return)
    assert asked[0].request.callee.e164 == "+6590399431"


def test_the_sandbox_says_so_and_offers_its_numbers(
    page: CallPage, sandbox: Account, account: Account
) -> None:
    page.show_account(sandbox, display_number)
    page.set_sandbox_numbers([("+12025550101", "Accepted"), ("+12025550103", "Wrong signature")])
    note = page.findChild(QLabel, "call.sandbox_note")
    assert isinstance(note, QLabel)
    assert note.isVisible()
    assert note.text() == "Sandbox: no real call is placed"
    button = page.findChild(QWidget, "call.sandbox_numbers")
    assert isinstance(button, QWidget)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    popup = page.findChild(PopupList)
    assert isinstance(popup, PopupList)
    rows = popup.findChild(QListWidget)
    assert isinstance(rows, QListWidget)
    assert "Wrong signature" in rows.item(1).text()
    rows.itemClicked.emit(rows.item(1))
    assert edit_of(page).text() == "+12025550103"
    page.show_account(account, display_number)
    assert not note.isVisible()


def test_a_question_is_answered_by_enter_once_it_could_be_read(
    page: CallPage, make_call: MakeCall, asked: list[CallIntent], qtbot: QtBot
) -> None:
    answers: list[str] = []
    page.confirmed.connect(lambda: answers.append("yes"))
    page.confirmation_cancelled.connect(lambda: answers.append("no"))
    page.set_number("+6281234567890", NumberSource.TYPED)
    page.ask(
        [Concern(ConcernKind.CALLED_RECENTLY, make_call(CallState.ACCEPTED))],
        "+62 812-3456-7890",
    )
    card = page.findChild(QWidget, "call.result")
    assert isinstance(card, QWidget)
    assert card.hasFocus()
    assert not page.form.place.isEnabled()
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert answers == [], "a double press must not answer what nobody has read"
    qtbot.waitUntil(lambda: page.takes_answer)
    QTest.keyClick(card, Qt.Key.Key_Return)
    assert answers == ["yes"]
    assert not card.isVisible()
    assert page.form.place.isEnabled()
    assert not asked


@pytest.mark.parametrize("way", ["escape", "button", "typing"])
def test_a_question_can_be_cancelled(
    page: CallPage, make_call: MakeCall, qtbot: QtBot, way: str
) -> None:
    page.set_number("+6281234567890", NumberSource.TYPED)
    page.ask(
        [Concern(ConcernKind.UNKNOWN_OUTCOME, make_call(CallState.UNKNOWN))], "+62 812-3456-7890"
    )
    card = page.findChild(QWidget, "call.result")
    cancel = page.findChild(QWidget, "call.cancel")
    assert isinstance(card, QWidget)
    assert isinstance(cancel, QWidget)
    with qtbot.waitSignal(page.confirmation_cancelled, timeout=1000):
        if way == "escape":
            QTest.keyClick(card, Qt.Key.Key_Escape)
        elif way == "button":
            QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClicks(edit_of(page), "1")
    assert not card.isVisible()
    assert edit_of(page).text().startswith("+6281234567890"), "Esc cancels, it does not clear"


def test_a_refusal_has_no_call_button(page: CallPage) -> None:
    page.set_number("112", NumberSource.TYPED)
    page.ask([Concern(ConcernKind.EMERGENCY_OR_SHORT), Concern(ConcernKind.FROM_OUTSIDE)], "112")
    title = page.findChild(QLabel, "call.result.title")
    body = page.findChild(QLabel, "call.result.body")
    assert isinstance(title, QLabel)
    assert isinstance(body, QLabel)
    assert title.text() == "Not called: 112"
    assert "emergency" in body.text()
    assert "link" not in body.text(), "only what blocks is told"
    assert page.findChild(QWidget, "call.confirm") is None
    assert title.property("tone") == Tone.BAD.value
    assert page.form.place.isEnabled()


def test_tab_goes_through_the_form_in_reading_order(page: CallPage) -> None:
    edit_of(page).setFocus()
    seen = []
    for _ in range(7):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.objectName() or focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert seen == [
        "call.callee",
        "call.country",
        "call.did",
        "call.connect_number",
        "Ring first: Agent, then customer",
        "call.more",
        "call.place",
    ]
