"""Settings, Links: who opens links to numbers, and keys that work in every program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from dialer.domain.desktop_ports import HandlerWay
from dialer.ui import theme
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.facts import Facts
from dialer.ui.widgets.fields import Field
from dialer.ui.widgets.keys_edit import KeysEdit
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel, QWidget

    from dialer.domain.desktop_ports import HandlerReport
    from dialer.ui.theme import Tone

_FIELD_WIDTH = 240


class LinksPanel(Card):
    """Shows what it is told, and asks for what a person wants changed.

    Signals:
        take_over_wanted: links are to be opened with Outdial.
        give_back_wanted: links are to be left to who opened them before.
        hotkey_wanted: keys that are to work everywhere; ``""`` for none.
    """

    take_over_wanted = Signal()
    give_back_wanted = Signal()
    hotkey_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._is_registered = False
        self._is_hotkey_on = False
        self._add_links()
        self.column.addSpacing(theme.STEP_M)
        self._add_hotkey()

    def show_handlers(self, report: HandlerReport) -> None:
        """Says who opens links now, and offers what can be done about it."""
        self._is_registered = report.is_registered
        nobody = self.tr("No program")
        self._handlers.show_facts(
            [(one.scheme, f"{one.scheme}:", one.program or nobody) for one in report.handlers]
        )
        self._switch.setVisible(report.way is not HandlerWay.NEEDS_INSTALLING)
        self._switch.setText(
            self.tr("Leave links to other programs")
            if report.is_registered
            else self.tr("Open links with Outdial")
        )
        self._how.setText(self._way_words(report))
        self._how.setVisible(bool(self._how.text()))

    def show_links_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says what became of a change."""
        self.links_notice.show_words(tone, title, body)
        announce(self, f"{title} {body}".strip())

    def show_hotkey(self, keys: str, *, is_on: bool) -> None:
        """Shows which keys work everywhere, or would.

        Args:
            keys: in Qt's portable spelling.
            is_on: they work now.
        """
        self._is_hotkey_on = is_on
        self._keys.show_keys(keys)
        self._keys.setEnabled(not is_on)
        self._hotkey_switch.setText(self.tr("Turn off") if is_on else self.tr("Turn on"))

    def show_no_hotkey(self) -> None:
        """Says that this desktop has no such keys."""
        self._hotkey_field.hide()
        self._hotkey_switch.hide()
        self._hotkey_words.setText(
            self.tr(
                "This desktop lets no program have keys that work everywhere. On Wayland, set"
                " them in the desktop's own settings to start Outdial; Ctrl+Shift+V in the"
                " window fills in the number on the clipboard."
            )
        )

    def show_hotkey_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says what became of a change."""
        self.hotkey_notice.show_words(tone, title, body)
        announce(self, f"{title} {body}".strip())

    def _add_links(self) -> None:
        self.column.addWidget(heading(self.tr("Links to numbers"), self))
        self.column.addWidget(
            self._wrapped(
                self.tr(
                    "A link in a web page, a mail or a CRM puts its number into the field."
                    " Nothing is dialled before you say so. The links are opened by:"
                )
            )
        )
        self._handlers = Facts("settings.links", self)
        self._how = self._wrapped("")
        self._how.setObjectName("settings.links.how")
        self._switch = Button("", parent=self)
        self._switch.setObjectName("settings.links.handler")
        self._switch.clicked.connect(lambda _checked: self._press_switch())
        self.links_notice = Notice("settings.links.notice", self)
        for widget in (self._handlers, self._how, self._switch, self.links_notice):
            self.column.addWidget(widget)

    def _add_hotkey(self) -> None:
        self.column.addWidget(heading(self.tr("Keys in every program"), self))
        self._hotkey_words = self._wrapped(
            self.tr(
                "Mark or copy a number anywhere and press these keys: Outdial comes to the front"
                " with the number, and asks before it calls."
            )
        )
        self._hotkey_words.setObjectName("settings.links.hotkey.words")
        self.column.addWidget(self._hotkey_words)
        self._keys = KeysEdit()
        self._keys.setFixedHeight(theme.CONTROL_HEIGHT)
        self._keys.setMaximumWidth(_FIELD_WIDTH)
        self._hotkey_field = Field(self.tr("Keys"), self._keys, "settings.links.hotkey", self)
        self._hotkey_switch = Button("", parent=self)
        self._hotkey_switch.setObjectName("settings.links.hotkey.switch")
        self._hotkey_switch.clicked.connect(lambda _checked: self._press_hotkey_switch())
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addWidget(self._hotkey_field)
        row.addWidget(self._hotkey_switch, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.column.addLayout(row)
        self.hotkey_notice = Notice("settings.links.hotkey.notice", self)
        self.column.addWidget(self.hotkey_notice)

    def _press_switch(self) -> None:
        self.links_notice.clear()
        (self.give_back_wanted if self._is_registered else self.take_over_wanted).emit()

    def _press_hotkey_switch(self) -> None:
        self.hotkey_notice.clear()
        if not self._is_hotkey_on and not self._keys.keys:
            self._keys.setFocus()
            return
        self.hotkey_wanted.emit("" if self._is_hotkey_on else self._keys.keys)

    def _way_words(self, report: HandlerReport) -> str:
        if report.way is HandlerWay.NEEDS_INSTALLING:
            return self.tr(
                "macOS gives links to installed programs only. This Outdial was started from"
                " Python: install it to have links opened with it."
            )
        if report.way is HandlerWay.PERSON_CHOOSES and report.is_registered:
            return self.tr(
                "Windows lets only you choose. In Settings, Apps, Default apps, choose Outdial"
                " for each kind of link."
            )
        return ""

    def _wrapped(self, words: str) -> QLabel:
        label = quiet(words, self, theme.BASE_PX)
        label.setWordWrap(True)
        return label
