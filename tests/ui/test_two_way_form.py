"""The form of a two-way call: what it offers to whom, what it reads, what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QRadioButton, QWidget

from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.calls import (
    Call,
    CallEvent,
    CallEventKind,
    CallKind,
    DialoutRequest,
    LegOrder,
    TwoWayRequest,
)
from dialer.ui.widgets.popup_list import PopupList
from dialer.ui.window_state import SANDBOX, WindowState
from dialer.ui.words import display_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from dialer.ui.intents import CallIntent
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage
    from dialer.ui.pages.two_way_fields import TwoWayLine
    from dialer.ui.pages.two_way_part import TwoWayPart

NUMBER = "0812-3456-7890"
DIALOUT_FIELDS = ("call.did", "call.connect_number", "call.ring_order")
LINE_FIELDS = ("call.agent_number", "call.agent_id")
OPTIONS = ("call.customer_sees", "call.agent_sees", "call.call_data", "call.callback_url")


@pytest.fixture
def tenant() -> Account:
    """An AICC account with two phones and two access codes."""
    return Account(
        account_id="tenant",
        name="Jakarta",
        provider=ProviderKind.AICC,
        base_url="https://tenant.example.com",
        key_id="abcdefghijkl",
        region="ID",
        agent_numbers=("+628119007733", "6001"),
        access_codes=("640060", "640061"),
    )


@pytest.fixture
def both(sandbox: Account) -> Account:
    """The built-in account, which offers both kinds."""
    return replace(sandbox, access_codes=("640060",))


@pytest.fixture
def asked(page: CallPage) -> Iterator[list[CallIntent]]:
    """Every intent the page has emitted."""
    found: list[CallIntent] = []
    page.call_requested.connect(found.append)
    yield found
    page.call_requested.disconnect(found.append)


def two_way(page: CallPage) -> TwoWayPart:
    assert page.form.two_way is not None
    return page.form.two_way


def line_of(page: CallPage) -> TwoWayLine:
    line = two_way(page).line
    assert line is not None
    return line


def is_shown(page: CallPage, name: str) -> bool:
    found = page.findChild(QWidget, name)
    return isinstance(found, QWidget) and found.isVisible()


def edit_of(page: CallPage, name: str) -> QLineEdit:
    found = page.findChild(QWidget, name)
    edit = found.lineEdit() if isinstance(found, QComboBox) else found
    assert isinstance(edit, QLineEdit), name
    return edit


def error_of(page: CallPage, name: str) -> str:
    label = page.findChild(QLabel, f"{name}.error")
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def fill(page: CallPage, name: str, text: str) -> None:
    edit = edit_of(page, name)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    QTest.keyClicks(edit, text)


def request_of(asked: list[CallIntent]) -> TwoWayRequest:
    (intent,) = asked
    assert isinstance(intent.request, TwoWayRequest)
    return intent.request


def test_an_account_that_dials_out_has_nothing_of_it(page: CallPage) -> None:
    assert page.form.two_way is None
    for name in ("call.kind", *LINE_FIELDS, *OPTIONS):
        assert page.findChild(QWidget, name) is None, name


def test_an_account_with_two_way_calls_alone_has_their_fields_and_no_switch(
    page: CallPage, tenant: Account
) -> None:
    page.show_account(tenant, display_number)
    assert [is_shown(page, name) for name in DIALOUT_FIELDS] == [False] * 3
    assert [is_shown(page, name) for name in LINE_FIELDS] == [True] * 2
    assert page.findChild(QWidget, "call.kind") is None
    assert page.form.kind == "two_way"


def test_a_switch_stands_where_both_are_offered(
    page: CallPage, both: Account, account: Account, tenant: Account, qtbot: QtBot
) -> None:
    page.show_account(both, display_number)
    assert is_shown(page, "call.kind")
    assert page.form.kind == "dial_out"
    assert two_way(page).line is None, "nothing is built before it is chosen"
    options = [
        one for one in page.findChildren(QRadioButton) if "Kind of call" in one.accessibleName()
    ]
    assert [one.text() for one in options] == ["Dial-out · Amazon Connect", "Two-way call · AICC"]
    with qtbot.waitSignal(page.edited, timeout=1000):
        QTest.mouseClick(options[1], Qt.MouseButton.LeftButton)
    assert page.form.kind == "two_way"
    assert is_shown(page, "call.agent_number")
    assert not is_shown(page, "call.did")
    page.show_account(account, display_number)
    assert (page.form.kind, is_shown(page, "call.kind")) == ("dial_out", False)
    assert is_shown(page, "call.did")
    assert not is_shown(page, "call.agent_number")
    page.show_account(tenant, display_number)
    assert (page.form.kind, is_shown(page, "call.kind")) == ("two_way", False)
    page.show_account(both, display_number)
    assert is_shown(page, "call.kind")
    assert options[1].isChecked(), "the kind in use stays"


def test_the_number_alone_is_enough(
    page: CallPage, tenant: Account, asked: list[CallIntent]
) -> None:
    page.show_account(tenant, display_number)
    QTest.keyClicks(page.form.number.edit, NUMBER)
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_Return)
    request = request_of(asked)
    assert request.callee.e164 == "+6281234567890"
    assert request == TwoWayRequest(agent_number="628119007733", callee=request.callee)


def test_every_field_is_read(page: CallPage, tenant: Account, asked: list[CallIntent]) -> None:
    page.show_account(tenant, display_number)
    QTest.keyClicks(page.form.number.edit, NUMBER)
    line_of(page).agent_number.combo.setCurrentIndex(1)
    fill(page, "call.agent_id", "1042")
    QTest.mouseClick(page.form.more, Qt.MouseButton.LeftButton)
    options = two_way(page).options
    assert options is not None
    options.customer_sees.combo.setCurrentIndex(2)
    fill(page, "call.agent_sees", "+62 811-900-7733")
    fill(page, "call.call_data", " order-4417 ")
    fill(page, "call.callback_url", "https://crm.example.com/hook?a&b")
    edit = edit_of(page, "call.callback_url")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    request = request_of(asked)
    assert request == TwoWayRequest(
        agent_number="6001",
        callee=request.callee,
        agent_id="1042",
        call_data="order-4417",
        customer_sees="640061",
        agent_sees="628119007733",
        callback_url="https://crm.example.com/hook?a&b",
    )


def test_a_phone_that_is_not_on_the_account_may_be_typed(
    page: CallPage, tenant: Account, asked: list[CallIntent]
) -> None:
    page.show_account(tenant, display_number)
    QTest.keyClicks(page.form.number.edit, NUMBER)
    fill(page, "call.agent_number", "+62 811 000 111")
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_Return)
    assert request_of(asked).agent_number == "62811000111"


def test_the_one_phone_of_an_account_can_be_chosen_again_after_another_was_typed(
    page: CallPage, both: Account, qtbot: QtBot
) -> None:
    page.show_account(both, display_number)
    page.form.choose_kind("two_way")
    fill(page, "call.agent_number", "6002")
    combo = line_of(page).agent_number.combo
    assert line_of(page).agent_number.value == "6002"
    combo.showPopup()
    qtbot.waitUntil(combo.view().isVisible)
    QTest.keyClick(combo.view(), Qt.Key.Key_Home)
    QTest.keyClick(combo.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line_of(page).agent_number.value == "+6590399431")


def test_every_wrong_field_says_so_and_the_first_gets_the_keyboard(
    page: CallPage, tenant: Account, asked: list[CallIntent]
) -> None:
    page.show_account(tenant, display_number)
    QTest.mouseClick(page.form.more, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.form.number.edit, NUMBER)
    wrong = {
        "call.agent_number": ("6" * 33, "at most 32 digits"),
        "call.agent_id": ("104200", "1 to 5 digits"),
        "call.customer_sees": ("12345", "access code, or type 11 to 14 digits"),
        "call.agent_sees": ("anonymous", "digits only"),
        "call.callback_url": (
            "https://crm.example.com/hook?a=1%20b",
            "The address may hold only letters, digits and - : . / _ # ? &",
        ),
    }
    for name, (typed, _problem) in wrong.items():
        fill(page, name, typed)
    options = two_way(page).options
    assert options is not None
    options.call_data.edit.setText("x" * 1030)
    page.form.more.setChecked(False)
    QTest.mouseClick(page.form.place, Qt.MouseButton.LeftButton)
    assert asked == []
    assert page.form.more.isChecked(), "what is wrong is unfolded"
    for name, (_typed, problem) in wrong.items():
        assert problem in error_of(page, name), name
    assert error_of(page, "call.call_data").endswith("Take 6 out.")
    assert QApplication.focusWidget() in {
        line_of(page).agent_number.combo,
        edit_of(page, "call.agent_number"),
    }


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("call.agent_id", "1042x", "1042"),
        ("call.callback_url", "crm.example.com", "https://crm.example.com"),
    ],
)
def test_a_field_complains_once_it_is_left_and_typing_takes_that_away(
    page: CallPage, tenant: Account, name: str, wrong: str, right: str
) -> None:
    page.show_account(tenant, display_number)
    page.form.more.setChecked(True)
    fill(page, name, wrong)
    assert error_of(page, name) == ""
    page.form.number.edit.setFocus()
    assert error_of(page, name)
    assert edit_of(page, name).accessibleDescription() == error_of(page, name)
    fill(page, name, right)
    page.form.number.edit.setFocus()
    assert error_of(page, name) == ""


def test_call_data_is_counted_while_it_is_typed(page: CallPage, tenant: Account) -> None:
    page.show_account(tenant, display_number)
    page.form.more.setChecked(True)
    counter = page.findChild(QLabel, "call.call_data.counter")
    assert isinstance(counter, QLabel)
    assert counter.text() == "0 / 1024"
    fill(page, "call.call_data", "order-4417")
    assert (counter.text(), counter.property("tone")) == ("10 / 1024", "muted")
    edit_of(page, "call.call_data").setText("数" * 1025)
    assert (counter.text(), counter.property("tone")) == ("1025 / 1024", "bad")


def test_both_notes_stand_beside_the_fields_they_are_about(page: CallPage, tenant: Account) -> None:
    page.show_account(tenant, display_number)
    page.form.more.setChecked(True)
    for name, words in (("call.shown_numbers_note", "anonymisation"), ("call.ita_note", "ITA")):
        note = page.findChild(QLabel, name)
        assert isinstance(note, QLabel)
        assert note.isVisible()
        assert words in note.text()


def test_options_folded_away_are_still_told_of(page: CallPage, tenant: Account) -> None:
    page.show_account(tenant, display_number)
    page.form.more.setChecked(True)
    fill(page, "call.call_data", "order-4417")
    page.form.more.setChecked(False)
    assert page.form.more.text() == "More options · in use"
    assert not is_shown(page, "call.call_data")
    page.form.more.setChecked(True)
    assert page.form.more.text() == "More options"


def test_what_belongs_to_a_tenant_does_not_go_to_another(page: CallPage, tenant: Account) -> None:
    page.show_account(tenant, display_number)
    page.form.more.setChecked(True)
    fill(page, "call.customer_sees", "12345678901")
    fill(page, "call.agent_id", "1042")
    page.show_account(replace(tenant, name="Renamed"), display_number)
    options = two_way(page).options
    assert options is not None
    assert options.customer_sees.value == "12345678901", "the same account keeps what was typed"
    other = replace(tenant, account_id="other", agent_numbers=("7001",), access_codes=())
    page.show_account(other, display_number)
    assert options.customer_sees.value == ""
    assert line_of(page).agent_id.text == ""
    assert line_of(page).agent_number.value == "7001"


def accepted_call(account_id: str, agent_number: str, agent_id: str) -> Call:
    return Call(
        client_call_id="c",
        account_id=account_id,
        kind=CallKind.TWO_WAY,
        caller_id="",
        callee="+6281234567890",
        agent_number=agent_number,
        leg_order=LegOrder.AGENT_FIRST,
        agent_id=agent_id,
        events=(
            CallEvent(kind=CallEventKind.RECORDED, at_ms=1),
            CallEvent(kind=CallEventKind.ACCEPTED, at_ms=2, call_id="1"),
        ),
    )


def test_each_account_remembers_the_line_it_was_used_with(
    page: CallPage, tenant: Account, tmp_path: Path
) -> None:
    WindowState(tmp_path).note_call(accepted_call("tenant", "6001", "1042"))
    WindowState(tmp_path).note_call(accepted_call("other", "62811000111", ""))
    page.form.remember_lines(WindowState(tmp_path).two_way_line)
    page.show_account(tenant, display_number)
    line = line_of(page)
    assert (line.agent_number.value, line.agent_id.text) == ("6001", "1042")
    page.show_account(replace(tenant, account_id="other"), display_number)
    assert (line.agent_number.value, line.agent_id.text) == ("62811000111", "")
    WindowState(tmp_path).note_call(accepted_call("tenant", "628119007733", ""))
    page.show_account(tenant, display_number)
    assert (line.agent_number.value, line.agent_id.text) == ("+628119007733", "")


def test_the_first_paint_remembers_what_an_account_offers(tenant: Account, tmp_path: Path) -> None:
    assert WindowState(tmp_path).account == SANDBOX
    assert SANDBOX.abilities == {"dial_out", "two_way"}
    WindowState(tmp_path).save_account(tenant, display_number)
    remembered = WindowState(tmp_path).account
    assert remembered.abilities == tenant.abilities
    assert remembered.access_codes == tenant.access_codes


def test_the_sandbox_lists_the_numbers_of_the_kind_that_is_chosen(
    page: CallPage, both: Account, qtbot: QtBot
) -> None:
    page.set_sandbox_numbers([("+12025550103", "Wrong.")], [("+12025550120", "Not answered.")])
    page.show_account(both, display_number)
    for kind, number in (("dial_out", "+12025550103"), ("two_way", "+12025550120")):
        page.form.choose_kind(kind)
        button = page.findChild(QWidget, "call.sandbox_numbers")
        assert isinstance(button, QWidget)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), PopupList))
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, PopupList)
        assert popup.list.count() == 1
        QTest.keyClick(popup.search, Qt.Key.Key_Return)
        assert page.form.number.edit.text() == number


def test_tab_goes_through_the_form_in_reading_order(page: CallPage, both: Account) -> None:
    page.show_account(both, display_number)
    page.form.choose_kind("two_way")
    page.form.more.setChecked(True)
    sandbox_numbers = page.findChild(QWidget, "call.sandbox_numbers")
    assert isinstance(sandbox_numbers, QWidget)
    sandbox_numbers.setFocus()
    names = []
    for _ in range(11):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.objectName().removesuffix(".edit") or focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "call.sandbox_numbers",
        "Kind of call: Two-way call · AICC",
        "call.callee",
        "call.country",
        "call.agent_number",
        "call.agent_id",
        "call.more",
        "call.customer_sees",
        "call.agent_sees",
        "call.call_data",
        "call.callback_url",
    ]


def test_every_field_has_a_name_for_screen_readers(page: CallPage, tenant: Account) -> None:
    page.show_account(tenant, display_number)
    page.form.more.setChecked(True)
    for name in (*LINE_FIELDS, *OPTIONS):
        for widget in (page.findChild(QWidget, name), edit_of(page, name)):
            assert isinstance(widget, QWidget)
            told = QAccessible.queryAccessibleInterface(widget)
            assert told is not None
            assert told.text(QAccessible.Text.Name), name


def test_a_dial_out_is_read_as_before_where_both_are_offered(
    page: CallPage, both: Account, asked: list[CallIntent], window: MainWindow
) -> None:
    page.show_account(both, display_number)
    page.form.choose_kind("two_way")
    page.form.choose_kind("dial_out")
    page.form.more.setChecked(True)
    assert is_shown(page, "call.delay")
    assert page.findChild(QWidget, "call.call_data") is None
    QTest.keyClicks(page.form.number.edit, NUMBER)
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_Return)
    (intent,) = asked
    assert isinstance(intent.request, DialoutRequest)
    assert window.isVisible()
