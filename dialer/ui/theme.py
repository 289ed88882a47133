"""Colours, sizes and the style sheet: the one place that owns them."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6 import QtCore
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

BASE_PX = 13
SMALL_PX = 12
PILL_PX = 11
NAV_PX = 11
HEADING_PX = 15
TITLE_PX = 17
NUMBER_PX = 19

STEP_XS, STEP_S, STEP_M, STEP_L, STEP_XL = 4, 8, 12, 16, 20
RADIUS, CARD_RADIUS = 8, 10
CONTROL_HEIGHT, NUMBER_HEIGHT, CALL_HEIGHT = 34, 44, 46
TOP_BAR_HEIGHT, RAIL_WIDTH = 48, 84
FORM_WIDTH = 430
FOLD_BELOW = 900
WINDOW_SIZE = (1120, 720)
WINDOW_MINIMUM = (480, 400)


class ThemeChoice(enum.StrEnum):
    """What a person may choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(enum.StrEnum):
    """What a colour says. Words and icons always say it too."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    OK = "ok"
    BAD = "bad"
    WARN = "warn"


class Tokens(NamedTuple):
    """The colours of one theme, as ``#RRGGBB``. ``*_tint`` is the ground a tone is shown on."""

    background: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    accent_tint: str
    on_accent: str
    call: str
    call_hover: str
    call_disabled: str
    on_call: str
    neutral_tint: str
    ok: str
    ok_tint: str
    bad: str
    bad_tint: str
    warn: str
    warn_tint: str
    selection: str

    def ink(self, tone: Tone) -> str:
        """The colour words of a tone are written in."""
        return self.muted if tone is Tone.NEUTRAL else str(getattr(self, tone.value))

    def tint(self, tone: Tone) -> str:
        """The ground words of a tone are written on."""
        return str(getattr(self, f"{tone.value}_tint"))


# A tuple and not a dataclass: the window needs it before its first paint, and
# importing dataclasses alone costs 3 ms there.
LIGHT = Tokens(
    background="#F5F6F8",
    surface="#FFFFFF",
    raised="#FAFBFC",
    border="#E1E5EA",
    text="#1A1F27",
    muted="#5A6472",
    accent="#1F5FD6",
    accent_tint="#E8EFFC",
    on_accent="#FFFFFF",
    call="#15803D",
    call_hover="#126B34",
    call_disabled="#96C6A7",
    on_call="#FFFFFF",
    neutral_tint="#EEF0F3",
    ok="#126B34",
    ok_tint="#E6F4EA",
    bad="#B42318",
    bad_tint="#FDECEA",
    warn="#945300",
    warn_tint="#FEF3DC",
    selection="#CFE0FB",
)
DARK = Tokens(
    background="#14171C",
    surface="#1B1F26",
    raised="#20252D",
    border="#2F3642",
    text="#E8EBF0",
    muted="#9CA6B4",
    accent="#7FB0FF",
    accent_tint="#1E2E4A",
    on_accent="#0F1A2E",
    call="#217F49",
    call_hover="#1B6E3F",
    call_disabled="#24402F",
    on_call="#FFFFFF",
    neutral_tint="#2A303A",
    ok="#63D08D",
    ok_tint="#163524",
    bad="#FF8A7E",
    bad_tint="#42201D",
    warn="#FFC557",
    warn_tint="#3D2F12",
    selection="#2C4570",
)


def current() -> Tokens:
    """The colours in use now; read them when painting, never keep them."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT  # noqa: PLR2004 - half of 0 to 255


def apply_theme(app: QApplication, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
    """Dresses the whole application; may be called again at any time.

    Args:
        app: the application.
        choice: ``SYSTEM`` follows the desktop's light or dark scheme as it changes.
    """
    follower = app.findChild(_SchemeFollower)
    if follower is None:
        # Asked first: setting the style costs 6 ms even where it is in use already.
        if app.style().objectName().casefold() != "fusion":
            app.setStyle("Fusion")
        font = app.font()
        font.setPixelSize(BASE_PX)
        app.setFont(font)
        follower = _SchemeFollower(app)
    follower.choose(choice)


class _SchemeFollower(QObject):
    """Keeps the choice, and dresses the application again when the system's scheme changes."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice = ThemeChoice.SYSTEM
        self._shown: Tokens | None = None
        # The palette before ours is the system's. Asking for its scheme by name would build
        # every enum of Qt first, 14 ms before anything is to be seen.
        self._system_is_dark = current() is DARK
        app.styleHints().colorSchemeChanged.connect(self._follow)

    def choose(self, choice: ThemeChoice) -> None:
        """Takes a choice and shows it."""
        if choice is not self._choice:
            self._choice = choice
            schemes = QtCore.Qt.ColorScheme
            # Title bars and native dialogs follow the window's own choice too.
            self._app.styleHints().setColorScheme(
                {ThemeChoice.LIGHT: schemes.Light, ThemeChoice.DARK: schemes.Dark}.get(
                    choice, schemes.Unknown
                )
            )
        self._dress()

    def _follow(self, scheme: QtCore.Qt.ColorScheme) -> None:
        # A forced scheme is reported as if it were the system's.
        if self._choice is ThemeChoice.SYSTEM and scheme is not QtCore.Qt.ColorScheme.Unknown:
            self._system_is_dark = scheme is QtCore.Qt.ColorScheme.Dark
            self._dress()

    def _dress(self) -> None:
        is_dark = self._choice is ThemeChoice.DARK or (
            self._choice is ThemeChoice.SYSTEM and self._system_is_dark
        )
        tokens = DARK if is_dark else LIGHT
        # Qt replaces the palette when a forced scheme ends, so it is set again even
        # where the tokens are the same; the style sheet is the costly half.
        self._app.setPalette(make_palette(tokens))
        if tokens is not self._shown:
            self._shown = tokens
            self._app.setStyleSheet(make_style_sheet(tokens))


def make_palette(tokens: Tokens) -> QPalette:
    """The palette of a theme, for everything the style draws by itself."""
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window, role.AlternateBase), tokens.background),
        ((role.Base, role.Button, role.ToolTipBase), tokens.surface),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tokens.text),
        ((role.PlaceholderText,), tokens.muted),
        ((role.Highlight,), tokens.selection),
        ((role.HighlightedText, role.BrightText), tokens.text),
        ((role.Link, role.LinkVisited, role.Accent), tokens.accent),
        ((role.Light, role.Midlight), tokens.raised),
        ((role.Mid, role.Dark), tokens.border),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.muted))
    return palette


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Changes a property the style sheet looks at, and shows the change."""
    if (widget.property(name) or "") == value:
        return
    widget.setProperty(name, value)
    if not widget.window().isVisible():
        # The style sheet looks at it when the widget is first shown. To polish it here
        # would cost 15 ms before the first paint: PySide6 builds all of Qt's enums for it.
        return
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_tone(widget: QWidget, tone: Tone | None) -> None:
    """Writes a label, or grounds a frame, in a tone; None is the plain text colour."""
    set_property(widget, "tone", tone.value if tone else "")


def set_muted(widget: QWidget) -> None:
    """Writes a label in the quiet text colour."""
    set_property(widget, "tone", "muted")


def font_of(widget: QWidget, size_px: int = BASE_PX, *, bold: bool = False) -> QFont:
    """The system font in one of the product's sizes."""
    font = QFont(widget.font())
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def mono_font(size_px: int = SMALL_PX) -> QFont:
    """The system's fixed-width font, for ids and digits that are compared."""
    from PySide6.QtGui import QFontDatabase  # noqa: PLC0415 - nothing painted first needs it

    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(size_px)
    return font


def make_style_sheet(tokens: Tokens) -> str:
    """The style sheet of a theme: standard controls, cards, bars and label tones."""
    sheet = _SHEET
    for name, colour in tokens._asdict().items():
        sheet = sheet.replace(f"@{name};", f"{colour};")
    return sheet


# A short sheet: each rule is matched against every widget when it is first shown.
_SHEET = """
QLabel[tone="muted"] { color: @muted; }
QLabel[tone="ok"] { color: @ok; }
QLabel[tone="bad"] { color: @bad; }
QLabel[tone="warn"] { color: @warn; }
QLabel[tone="accent"] { color: @accent; }
QFrame[role="card"] {
  background: @surface; border: 1px solid @border; border-radius: 10px; }
QFrame[role="topbar"] {
  background: @surface; border: 0; border-bottom: 1px solid @border; }
QFrame[role="rail"] {
  background: @surface; border: 0; border-right: 1px solid @border; }
QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit {
  background: @surface; color: @text; border: 1px solid @border;
  border-radius: 8px; padding: 0 10px; min-height: 32px; combobox-popup: 0; }
QLineEdit[role="number"] { min-height: 42px; }
QLineEdit[role="search"] { background: @raised; min-height: 30px; }
QLineEdit:focus, QComboBox:focus, QAbstractSpinBox:focus, QPlainTextEdit:focus {
  border: 2px solid @accent; padding: 0 9px; min-height: 30px; }
QLineEdit[role="number"]:focus { min-height: 40px; }
QLineEdit[role="search"]:focus { background: @surface; min-height: 28px; }
QLineEdit[error="true"], QComboBox[error="true"], QPlainTextEdit[error="true"] {
  border-color: @bad; }
QLineEdit:disabled, QComboBox:disabled { background: @background; color: @muted; }
QComboBox QLineEdit { border: 0; padding: 0; min-height: 0; background: transparent; }
QComboBox::drop-down, QDateTimeEdit::drop-down { border: 0; width: 26px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow { image: none; }
.QPushButton, QPushButton[kind] {
  background: @surface; color: @text; border: 1px solid @border;
  border-radius: 8px; padding: 0 14px; min-height: 32px; }
.QPushButton:hover, QPushButton[kind]:hover { background: @raised; border-color: @muted; }
.QPushButton:focus, QPushButton[kind]:focus {
  border: 2px solid @accent; padding: 0 13px; min-height: 30px; }
.QPushButton:disabled, QPushButton[kind]:disabled { background: @background; color: @muted; }
QPushButton[kind="primary"] {
  background: @accent; color: @on_accent; border-color: @accent; }
QPushButton[kind="primary"]:focus, QPushButton[kind="primary"]:hover { border-color: @text; }
QPushButton[kind="primary"]:hover { background: @accent; }
QPushButton[kind="primary"]:disabled {
  background: @background; color: @muted; border-color: @border; }
QPushButton[kind="danger"] { color: @bad; }
QPushButton[kind="small"] {
  font-size: 12px; padding: 0 10px; min-height: 24px; border-radius: 6px; }
QPushButton[kind="small"]:focus { padding: 0 9px; min-height: 22px; }
QScrollArea, QListView { background: transparent; border: 0; outline: 0; }
QMenu, QFrame[role="popup"] {
  background: @surface; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: 6px; }
QMenu::item:selected { background: @accent_tint; color: @text; }
QListWidget::item { padding: 7px 8px; border-radius: 6px; color: @text; }
QListWidget::item:selected { background: @accent_tint; color: @text; }
QMenu::separator { height: 1px; background: @border; margin: 4px 6px; }
QComboBox QAbstractItemView {
  background: @surface; color: @text; border: 1px solid @border; padding: 4px;
  selection-background-color: @accent_tint; selection-color: @text; outline: 0; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 6px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: @accent_tint; color: @text; }
QToolTip {
  background: @surface; color: @text; border: 1px solid @border; padding: 4px 6px; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @border; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
