"""Numbers that are not typed as they are called: pasted, copied, linked, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QWidget

from dialer.domain.guard import NumberSource
from dialer.ui.clipboard_numbers import ClipboardNumbers

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from dialer.ui.intents import CallIntent
    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

LINKED = "+1-202-555-0123"


def shown(page: CallPage, name: str) -> str:
    """What a label says; ``""`` while it cannot be seen."""
    label = page.findChild(QLabel, name)
    return label.text() if isinstance(label, QLabel) and label.isVisible() else ""


def reading_of(page: CallPage) -> QAbstractButton:
    button = page.findChild(QAbstractButton, "call.reading")
    assert isinstance(button, QAbstractButton)
    return button


def requested(page: CallPage) -> list[CallIntent]:
    asked: list[CallIntent] = []
    page.call_requested.connect(asked.append)
    page.form.place.click()
    return asked


@pytest.fixture
def copied(page: CallPage) -> ClipboardNumbers:
    return ClipboardNumbers(page)


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_what_stood_in_the_field_comes_back_with_undo(page: CallPage) -> None:
    edit = page.form.number.edit
    QTest.keyClicks(edit, "0812 34")
    page.set_number(LINKED, NumberSource.LINK, about="order-4417")
    assert (shown(page, "call.origin"), shown(page, "call.about")) == ("From a link", "order-4417")
    QTest.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Undo))
    assert edit.text() == "0812 34"
    assert shown(page, "call.origin") == ""


def test_a_links_number_that_was_undone_and_redone_is_still_a_links(page: CallPage) -> None:
    edit = page.form.number.edit
    page.set_number(LINKED, NumberSource.LINK)
    QTest.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Undo))
    QTest.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Redo))
    assert edit.text() == LINKED
    assert shown(page, "call.origin") == "From a link"
    assert [intent.source for intent in requested(page)] == [NumberSource.LINK]


def test_a_links_number_that_was_changed_is_the_persons(page: CallPage) -> None:
    page.set_number(LINKED, NumberSource.LINK)
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_End)
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_Backspace)
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_4)
    assert [intent.source for intent in requested(page)] == [NumberSource.TYPED]


def test_a_pasted_label_is_left_out_and_told(page: CallPage) -> None:
    copy("Phone: +65 9039 9431 (mobile)")
    QTest.keySequence(page.form.number.edit, QKeySequence(QKeySequence.StandardKey.Paste))
    assert page.form.number.text == "Phone: +65 9039 9431 (mobile)"
    hint = shown(page, "call.hint").replace("\N{NO-BREAK SPACE}", " ")
    assert hint.startswith("Left out: Phone: … (mobile) · Sent to the provider as 6590399431")
    assert [intent.request.callee.e164 for intent in requested(page)] == ["+6590399431"]


def test_markup_that_was_pasted_is_shown_as_it_is(page: CallPage) -> None:
    page.form.number.edit.setText("<br>Tel: +65 9039 9431")
    assert "<br>Tel:" in shown(page, "call.hint")
    assert page.form.number.hint.textFormat() is Qt.TextFormat.PlainText


def test_tells_step_by_step_how_a_number_was_read(page: CallPage) -> None:
    QTest.keyClicks(page.form.number.edit, "0 812-3456-7890")
    QTest.mouseClick(reading_of(page), Qt.MouseButton.LeftButton)
    assert shown(page, "call.reading.steps").splitlines() == [
        "1. Left out spaces and punctuation: 081234567890",
        "2. Left out the 0 that is dialled within Indonesia only: 81234567890",
        "3. Added +62, the code of Indonesia: +6281234567890",
    ]
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_Backspace)
    assert shown(page, "call.reading.steps").endswith("+628123456789"), "it keeps up"


@pytest.mark.parametrize("typed", ["", "+6281234567890", "0812 CALL"])
def test_there_is_nothing_to_tell_where_nothing_was_changed(page: CallPage, typed: str) -> None:
    QTest.keyClicks(page.form.number.edit, "0812 3456 7890")
    assert reading_of(page).isVisible()
    page.form.number.edit.selectAll()
    QTest.keyClick(page.form.number.edit, Qt.Key.Key_Delete)
    QTest.keyClicks(page.form.number.edit, typed)
    assert not reading_of(page).isVisible()


def test_the_one_number_that_was_copied_is_filled_in_and_asked_about(
    page: CallPage, copied: ClipboardNumbers
) -> None:
    copy("Please call Ms Tan at +65 9039 9431 ext 12 before 2026-12-24.\nThank you")
    copied.take()
    assert page.form.number.text == "+65 9039 9431"
    assert shown(page, "call.origin") == "From the clipboard"
    assert shown(page, "call.about") == "extension 12"
    assert [intent.source for intent in requested(page)] == [NumberSource.CLIPBOARD]


def test_of_several_copied_numbers_the_person_chooses_one(
    page: CallPage, copied: ClipboardNumbers, qtbot: QtBot
) -> None:
    copy("Office (021) 5551234\nMobile 0812 3456 7890")
    copied.take()
    assert page.form.number.text == ""
    popup = page.findChild(QWidget, "call.clipboard")
    assert isinstance(popup, QWidget)
    rows = popup.findChild(QListWidget)
    assert isinstance(rows, QListWidget)
    qtbot.waitUntil(rows.isVisible)
    assert [rows.item(row).text() for row in range(rows.count())] == [
        "+62 21 5551234 · (021) 5551234",
        "+62 812-3456-7890 · 0812 3456 7890",
    ]
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.form.number.text == "0812 3456 7890")


@pytest.mark.parametrize("text", ["", "see you at 10:30", "12.50"])
def test_a_clipboard_without_a_number_changes_nothing(
    page: CallPage, copied: ClipboardNumbers, text: str
) -> None:
    QTest.keyClicks(page.form.number.edit, "0812")
    copy(text)
    copied.take()
    assert page.form.number.text == "0812"
    assert shown(page, "call.result.title") == "No number on the clipboard"


def test_the_keys_bring_the_number_from_any_page(
    window: MainWindow, page: CallPage, copied: ClipboardNumbers, qtbot: QtBot
) -> None:
    window.clipboard_wanted.connect(copied.take)
    copy("+6590399431")
    window.show_page("settings")
    QTest.keyClick(
        window,
        Qt.Key.Key_V,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    qtbot.waitUntil(lambda: page.form.number.text == "+6590399431")
    assert window.page_key == "call"
