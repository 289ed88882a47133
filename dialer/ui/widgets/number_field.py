"""The number being dialled: read while it is typed, never rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from dialer.domain.errors import InputError
from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import is_enter
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import Field
from dialer.ui.widgets.pill import Chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from dialer.domain.phone_number import PhoneNumber
    from dialer.ui.number_reading import Reading
    from dialer.ui.widgets.number_notes import OriginLine, ReadingPart
    from dialer.ui.widgets.popup_list import PopupList

_EDGE = 8
_COUNTRY_LIST_WIDTH = 320
_PLAIN_TEXT = 0  # Qt.TextFormat.PlainText: the enums themselves cost before the first paint


class NumberField(Field):
    """The customer's number, with its country and kind beside it and a hint below.

    Nothing nags while the person types: an error is shown once the field is left, or
    when a call was asked for.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        self.edit = _NumberEdit()
        super().__init__(label, self.edit, object_name, parent)
        self.edit.setFont(theme.font_of(self.edit, theme.NUMBER_PX))
        self.edit.setPlaceholderText(self.tr("Type a number"))
        self._region = ""
        self.country = Chip("", Tone.NEUTRAL, self.edit, has_menu=True)
        self.country.setObjectName("call.country")
        self.country.clicked.connect(self._open_countries)
        self.edit.hold_right(self.country)
        self._origin: OriginLine | None = None
        self._reading: ReadingPart | None = None
        self._countries: PopupList | None = None
        self.hint = quiet("", self)
        self.hint.setWordWrap(True)
        self.hint.setObjectName("call.hint")
        # Words that were pasted may stand in it: they are shown, never obeyed.
        self.hint.setProperty("textFormat", _PLAIN_TEXT)
        self.add_below(self.hint)
        self.edit.textChanged.connect(self._read)
        # Not textEdited: assistive technology changes the text without a key, and a
        # question about the old number must not stay beside the new one.
        self.edit.textChanged.connect(lambda _text: self.edited.emit())
        self.edit.submitted.connect(self.submitted)
        self.edit.left.connect(self._complain)
        self.show_region("")

    @property
    def text(self) -> str:
        """What stands in the field, exactly."""
        return self.edit.text()

    @property
    def region(self) -> str:
        """The country numbers without a country code are read in, or ``""``."""
        return self._region

    def show_region(self, region: str) -> None:
        """Reads numbers without a country code in another country.

        Args:
            region: ISO 3166-1 alpha-2 code, or ``""`` for none.
        """
        if region != self._region:
            self.edited.emit()
        self._region = region
        name = QLocale.territoryToString(QLocale.codeToTerritory(region)) if region else ""
        self._region_name = name
        self.country.setAccessibleName(
            self.tr("Country of numbers without a country code: {name}").format(
                name=name or self.tr("none")
            )
        )
        self._read()

    def read(self) -> PhoneNumber:
        """The number that stands in the field; what is wrong with it is shown too.

        Raises:
            InputError: it is not a number that can be called.
        """
        try:
            return self._parse().number
        except InputError as error:
            self.show_error(error.problem)
            raise

    @property
    def shown_number(self) -> str:
        """The number with its country's spacing, or the text where it is not a number."""
        try:
            return self._parse().number.display
        except InputError:
            return self.edit.text()

    def fill(self, text: str) -> None:
        """Puts a text in the place of what is there, which Ctrl+Z brings back."""
        self.edit.selectAll()
        self.edit.insert(text)

    def show_origin(self, words: str, about: str = "") -> None:
        """Says where the number came from, if not from the keyboard.

        Args:
            words: e.g. ``From a link``; ``""`` takes the line away.
            about: what came with it, e.g. a reference.
        """
        if self._origin is None:
            if not words:
                return
            from dialer.ui.widgets.number_notes import OriginLine  # noqa: PLC0415 - when needed

            self._origin = OriginLine(self)
            self.add_below(self._origin, before=self.hint)
        self._origin.show_words(words, about)

    def show_error(self, problem: str) -> None:
        """Says what is wrong in the place of the hint."""
        super().show_error(problem)
        self.hint.setVisible(not problem)

    def _parse(self) -> Reading:
        # The library that knows all numbering plans loads with the first number typed.
        from dialer.ui.number_reading import read_number  # noqa: PLC0415 - see above

        return read_number(self.edit.text(), self._region)

    def _read(self) -> None:
        if self.error:
            self.show_error("")
        if not self.edit.text().strip():
            self._show_idle()
            return
        try:
            reading = self._parse()
        except InputError:
            self._show_idle()
            return
        self._show_badge(reading.badge or self.tr("No country"))
        self.hint.setText(reading.hint)
        theme.set_property(self.hint, "tone", "warn" if reading.is_doubtful else "muted")
        self._offer_reading(is_offered=not reading.is_plain)

    def _offer_reading(self, *, is_offered: bool) -> None:
        """Offers to tell how the text was read, where it differs from the number."""
        if self._reading is None:
            if not is_offered:
                return
            from dialer.ui.widgets.number_notes import ReadingPart  # noqa: PLC0415 - when needed

            self._reading = ReadingPart(self._tell_steps, self)
            self.add_below(self._reading)
            self.setTabOrder(self.country, self._reading.question)
        self._reading.setVisible(is_offered)
        self._reading.refresh()

    def _tell_steps(self) -> Sequence[str]:
        from dialer.ui.step_words import steps_words  # noqa: PLC0415 - when asked for

        try:
            return steps_words(self.edit.text(), self._region)
        except InputError:
            return ()

    def _show_idle(self) -> None:
        self._show_badge(self._region or self.tr("Country"))
        self._offer_reading(is_offered=False)
        theme.set_property(self.hint, "tone", "muted")
        self.hint.setText(
            self.tr("Without a + it is read as a number in {country}.").format(
                country=self._region_name
            )
            if self._region_name
            else self.tr("Start with + and the country code, or choose a country.")
        )

    def _show_badge(self, words: str) -> None:
        self.country.show_words(words, Tone.NEUTRAL)
        self.edit.place_held()

    def _complain(self) -> None:
        if not self.edit.text().strip():
            return
        try:
            self.read()
        except InputError:
            return

    def _open_countries(self) -> None:
        from dialer.ui.number_reading import country_rows  # noqa: PLC0415 - built on first use
        from dialer.ui.widgets.popup_list import PopupList  # noqa: PLC0415 - the same

        if self._countries is None:
            name = self.tr("Search countries")
            self._countries = PopupList(self.country, name, country_rows())
            self._countries.chosen.connect(self._choose_region)
        self._countries.pop_up(_COUNTRY_LIST_WIDTH, self._region)

    def _choose_region(self, region: str) -> None:
        self.show_region(region)
        self.edit.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)


class _NumberEdit(QLineEdit):
    """The line itself: Enter submits once a press, and a chip stands at its right end."""

    submitted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "number")
        self.setFixedHeight(theme.NUMBER_HEIGHT)
        self._held: QWidget | None = None

    def hold_right(self, widget: QWidget) -> None:
        """Keeps a widget at the right end, beside the text."""
        self._held = widget
        self.place_held()

    def place_held(self) -> None:
        """Makes room for the widget as wide as it is now."""
        if self._held is None:
            return
        size = self._held.sizeHint()
        self._held.setGeometry(
            self.width() - size.width() - _EDGE,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )
        self.setTextMargins(0, 0, size.width() + _EDGE // 2, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keeps what it holds in place."""
        super().resizeEvent(event)
        self.place_held()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Submits on Enter; the repeats of a key held down are swallowed."""
        if is_enter(event):
            event.accept()
            if not event.isAutoRepeat():
                self.submitted.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Says that it was left."""
        super().focusOutEvent(event)
        if event.reason() not in {
            QtCore.Qt.FocusReason.PopupFocusReason,
            QtCore.Qt.FocusReason.ActiveWindowFocusReason,
        }:
            self.left.emit()
