"""Single widgets: what keys, pointers and screen readers meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QRadioButton, QWidget

from dialer.resources import find_resource
from dialer.ui.icons import icon_pixmap, make_icon
from dialer.ui.theme import ThemeChoice, Tone, apply_theme
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.drawing import initials
from dialer.ui.widgets.fields import ComboField, Field
from dialer.ui.widgets.pill import Chip, Pill
from dialer.ui.widgets.popup_list import PopupList, PopupRow
from dialer.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def segmented(qtbot: QtBot) -> Segmented:
    """Two options, shown and active."""
    found = Segmented((("one", "First"), ("two", "Second")), "Order")
    qtbot.addWidget(found)
    found.show()
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


def test_arrow_keys_move_between_segments(segmented: Segmented, qtbot: QtBot) -> None:
    first, second = segmented.findChildren(QRadioButton)
    first.setFocus()
    with qtbot.waitSignal(segmented.chosen, timeout=1000) as told:
        QTest.keyClick(first, Qt.Key.Key_Right)
    assert told.args == ["two"]
    assert segmented.value == "two"
    assert second.hasFocus()


def test_the_whole_segment_can_be_clicked(segmented: Segmented) -> None:
    segmented.resize(400, 34)
    second = segmented.findChildren(QRadioButton)[1]
    corner = QPoint(second.width() - 6, second.height() // 2)
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=corner)
    assert segmented.value == "two"


def test_segments_are_radio_buttons_to_a_screen_reader(segmented: Segmented) -> None:
    told = QAccessible.queryAccessibleInterface(segmented.findChildren(QRadioButton)[0])
    assert told is not None
    assert told.role() is QAccessible.Role.RadioButton
    assert told.text(QAccessible.Text.Name) == "Order: First"
    assert told.state().checked


def test_an_unknown_segment_is_refused(segmented: Segmented) -> None:
    with pytest.raises(KeyError):
        segmented.choose("three")


def test_a_field_says_under_its_control_what_is_wrong(qtbot: QtBot) -> None:
    field = Field("Delay", QLineEdit(), "call.delay")
    qtbot.addWidget(field)
    field.show_error("")
    assert field.error == ""
    field.show_error("Too long.")
    assert field.error == "Too long."
    assert field.control.accessibleDescription() == "Too long."
    assert field.control.accessibleName() == "Delay"
    field.show_error("")
    assert field.error == ""
    assert field.control.accessibleDescription() == ""


def test_a_wheel_over_a_closed_choice_changes_nothing(qtbot: QtBot) -> None:
    field = ComboField("From", "call.did")
    qtbot.addWidget(field)
    field.show_choices([("+1", "one"), ("+2", "two")], "")
    field.show()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(field.combo.mapToGlobal(QPoint(5, 5))),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.combo, turn)
    assert field.value == "+1"


@pytest.mark.parametrize(("count", "opens"), [(0, False), (1, False), (2, True)])
def test_a_choice_opens_only_where_there_is_one(qtbot: QtBot, *, count: int, opens: bool) -> None:
    field = ComboField("From", "call.did")
    qtbot.addWidget(field)
    field.show_choices([(str(number), f"number {number}") for number in range(count)], "")
    field.show()
    field.combo.showPopup()
    assert field.combo.view().isVisible() is opens
    field.combo.hidePopup()


def test_a_long_choice_opens_where_the_chosen_one_is(qtbot: QtBot, qapp: QApplication) -> None:
    apply_theme(qapp, ThemeChoice.LIGHT)
    field = ComboField("Country", "settings.account.region")
    qtbot.addWidget(field)
    field.show_choices([(str(number), f"country {number}") for number in range(200)], "")
    field.combo.setCurrentIndex(150)
    field.show()
    field.combo.showPopup()
    view = field.combo.view()
    chosen = field.combo.model().index(150, 0)
    qtbot.waitUntil(lambda: view.viewport().rect().contains(view.visualRect(chosen).center()))
    assert view.height() < field.screen().availableGeometry().height() / 2
    field.combo.hidePopup()


def test_a_popup_opens_where_the_value_in_use_is(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    rows = [PopupRow(str(number), f"country {number}") for number in range(200)]
    popup = PopupList(owner, "Search", rows)
    chosen: list[str] = []
    popup.chosen.connect(chosen.append)
    popup.pop_up(300, "150")
    item = popup.list.currentItem()
    assert item is not None
    assert item.text() == "country 150"
    in_sight = popup.list.viewport().rect()
    assert in_sight.contains(popup.list.visualItemRect(item).center())
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert chosen == ["151"]
    popup.pop_up(300, "not listed")
    assert popup.list.currentRow() == 0
    popup.close()


def test_a_pill_is_a_label_and_grows_with_its_words(qtbot: QtBot) -> None:
    pill = Pill("Accepted", Tone.OK)
    qtbot.addWidget(pill)
    before = pill.sizeHint().width()
    pill.show_words("Outcome unknown", Tone.WARN)
    assert pill.sizeHint().width() > before
    assert pill.tone is Tone.WARN
    told = QAccessible.queryAccessibleInterface(pill)
    assert told is not None
    assert told.text(QAccessible.Text.Name) == "Outcome unknown"


@pytest.mark.parametrize("has_menu", [False, True])
def test_a_chip_is_painted_in_its_tone(qtbot: QtBot, *, has_menu: bool) -> None:
    chip = Chip("Keyring locked", Tone.WARN, has_menu=has_menu)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    picture = chip.grab().toImage()
    assert picture.pixelColor(chip.width() // 2, 4).name().upper() in {"#FEF3DC", "#3D2F12"}


def test_enter_presses_a_button_once(qtbot: QtBot) -> None:
    button = Button("Test", ButtonKind.PRIMARY)
    qtbot.addWidget(button)
    presses: list[int] = []
    button.clicked.connect(lambda: presses.append(1))
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert len(presses) == 3


def test_a_popup_is_searched_and_left(qtbot: QtBot) -> None:
    owner = QLineEdit()
    qtbot.addWidget(owner)
    owner.show()
    popup = PopupList(owner, "Search", [PopupRow("a", "Alpha"), PopupRow("b", "Beta")])
    chosen: list[str] = []
    popup.chosen.connect(chosen.append)
    popup.pop_up(300)
    QTest.keyClicks(popup.search, "zzz")
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert chosen == [], "Enter chooses nothing where nothing is found"
    popup.search.clear()
    QTest.keyClick(popup.search, Qt.Key.Key_Down)
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    assert chosen == ["b"]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_as_sharp_as_the_screen(ratio: float) -> None:
    pixmap = icon_pixmap("phone", "#123456", size_px=20, ratio=ratio)
    assert pixmap.width() == round(20 * ratio)
    image = pixmap.toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {"#123456"}


@pytest.mark.usefixtures("qapp")
def test_every_shipped_icon_can_be_drawn() -> None:
    names = [path.stem for path in find_resource("icons").glob("*.svg")]
    assert len(names) >= 12
    for name in names:
        assert not make_icon(name, "#123456").isNull()
        assert icon_pixmap(name, "#123456").toImage().pixelColor(0, 0).alpha() == 0, name


@pytest.mark.usefixtures("qapp")
def test_an_icon_that_does_not_ship_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon_pixmap("no-such-icon", "#123456")


@pytest.mark.parametrize(
    ("name", "letters"), [("Siti Dewi", "SD"), ("Sandbox", "SA"), ("ID", "ID"), ("?", "?")]
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters
