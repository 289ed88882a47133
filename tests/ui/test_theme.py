"""Colours that can be read, a theme that can change, and a first picture that is cheap."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QStyle, QStyleOptionButton, QWidget

from dialer.domain.calls import CallState
from dialer.ui import theme
from dialer.ui.theme import DARK, LIGHT, ThemeChoice, Tokens, Tone, apply_theme, make_style_sheet
from dialer.ui.widgets.buttons import Button, ButtonKind

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from ui.conftest import MakeCall

    from dialer.ui.main_window import MainWindow
    from dialer.ui.pages.call_page import CallPage

LEAST_CONTRAST = 4.5
# Every pair of text and ground the widgets and the style sheet use.
PAIRS = [
    *((ink, ground) for ink in ("text", "muted") for ground in ("background", "surface", "raised")),
    *((tone.value, f"{tone.value}_tint") for tone in Tone if tone is not Tone.NEUTRAL),
    *((tone.value, "surface") for tone in Tone if tone is not Tone.NEUTRAL),
    *(("text", f"{tone.value}_tint") for tone in Tone),
    *(("muted", f"{tone.value}_tint") for tone in Tone),
    ("accent", "background"),
    ("text", "selection"),
    ("on_accent", "accent"),
    ("on_call", "call"),
    ("on_call", "call_hover"),
]


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    shown = QColor(colour)
    red, green, blue = (linear(part) for part in (shown.redF(), shown.greenF(), shown.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def app() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def test_contrast_is_computed_as_the_guideline_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    found = contrast(getattr(tokens, ink), getattr(tokens, ground))
    assert found >= LEAST_CONTRAST, f"{ink} on {ground}: {found:.2f}"


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_sheet_is_filled_in_whole(tokens: Tokens) -> None:
    sheet = make_style_sheet(tokens)
    assert "@" not in sheet
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= set(tokens)


def test_the_theme_changes_while_the_window_is_open(
    window: MainWindow, page: CallPage, make_call: MakeCall
) -> None:
    page.show_call(make_call(CallState.REJECTED, code="1004"), None)
    title = page.findChild(QLabel, "call.result.title")
    card = page.findChild(QWidget, "call.result")
    assert isinstance(title, QLabel)
    assert isinstance(card, QWidget)
    for choice, tokens in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
        apply_theme(app(), choice)
        assert theme.current() is tokens
        assert title.palette().color(title.foregroundRole()).name().upper() == tokens.bad
        assert card.grab().toImage().pixelColor(30, 4).name().upper() == tokens.bad_tint
        picture = window.grab().toImage()
        assert picture.pixelColor(92, 60).name().upper() == tokens.background


def test_system_follows_the_desktops_scheme(window: MainWindow) -> None:
    assert window.isVisible()
    apply_theme(app(), ThemeChoice.SYSTEM)
    hints = app().styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is LIGHT
    apply_theme(app(), ThemeChoice.DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is DARK, "a forced theme stays"


FIRST_PAINT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from dialer.ui.main_window import MainWindow
from dialer.ui.pages.call_page import CallPage
from dialer.ui.theme import apply_theme
from dialer.ui.window_state import SANDBOX

class Window(MainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, look)

def look():
    from PySide6 import QtCore
    if "Qt" in vars(QtCore):
        print("PySide6.QtCore.Qt")
    for name in ("asyncio", "json", "sqlite3", "phonenumbers", "dataclasses", "tomllib", "httpx"):
        if name in sys.modules:
            print(name)
    print("seen")
    app.exit(0)

app = QApplication([])
apply_theme(app)
window = Window()
window.add_page("call", "Call", "phone", CallPage)
window.add_page("settings", "Settings", "settings", QWidget, at_bottom=True)
page = window.findChild(CallPage)
remembered = {
    "the Sandbox": SANDBOX,
    "two-way calls alone": SANDBOX._replace(account_id="a", abilities=frozenset({"two_way"})),
}.get(sys.argv[1])
if remembered is not None:
    page.show_account(remembered, remembered.spell)
else:
    assert "dialer.ui.pages.two_way_part" not in sys.modules
page.focus_number()
window.show()
app.exec()
"""


@pytest.mark.usefixtures("display")
@pytest.mark.parametrize("account", ["none", "the Sandbox", "two-way calls alone"])
def test_the_first_picture_loads_nothing_that_costs(account: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, account],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stdout.split() == ["seen"]


@pytest.mark.parametrize("choice", [ThemeChoice.LIGHT, ThemeChoice.DARK])
def test_a_primary_button_stays_readable_under_the_mouse(qtbot: QtBot, choice: ThemeChoice) -> None:
    apply_theme(app(), choice)
    button = Button("Call", ButtonKind.PRIMARY)
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    # Drawn in the state itself: a real pointer may rest on another test's window.
    option = QStyleOptionButton()
    button.initStyleOption(option)
    option.state |= QStyle.StateFlag.State_MouseOver
    picture = QPixmap(button.size())
    painter = QPainter(picture)
    button.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, button)
    painter.end()
    ground = picture.toImage().pixelColor(10, button.height() // 2)
    assert ground.name().upper() == theme.current().accent
