"""The bar at the top: account, search, and what is known of the world outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.account_switcher import AccountSwitcher
from dialer.ui.widgets.cards import heading
from dialer.ui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from dialer.ui.widgets.pill import Chip

# What is well, and what the person chose: a narrow bar has no room for these.
_CALM = frozenset({Tone.OK, Tone.ACCENT})
_CHIP_ORDER = ("busy", "connection", "clock", "keyring")


class TopBar(QFrame):
    """Holds the account switcher, the search box and the status chips.

    Signals:
        chip_opened: the key of the chip that was pressed.
    """

    chip_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "topbar")
        self.setFixedHeight(theme.TOP_BAR_HEIGHT)
        self._chips: dict[str, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 11, 1)
        row.setSpacing(theme.STEP_S)
        self._brand = heading("Outdial", self, theme.BASE_PX + 1)
        self.accounts = AccountSwitcher(self)
        self.search = SearchBox(self)
        left = QHBoxLayout()
        left.setSpacing(theme.STEP_M)
        left.addWidget(self._brand)
        left.addWidget(self.accounts)
        left.addStretch(1)
        self._chip_row = QHBoxLayout()
        self._chip_row.setSpacing(theme.STEP_XS)
        self._chip_row.addStretch(1)
        # Sides of equal weight: a chip that comes or goes does not move the search box.
        row.addLayout(left, 4)
        row.addWidget(self.search, 5)
        row.addLayout(self._chip_row, 4)

    def show_chip(self, key: str, *, words: str, tone: Tone, tip: str) -> None:
        """Shows a chip; ``words`` of ``""`` takes it away.

        Args:
            key: ``busy``, ``connection``, ``clock`` or ``keyring``.
            words: a few words.
            tone: OK, or what is wrong.
            tip: one sentence more.
        """
        chip = self._chips.get(key)
        if chip is None:
            if not words:
                return
            chip = self._make_chip(key)
        chip.show_words(words, tone)
        chip.setAccessibleName(words)
        chip.setAccessibleDescription(tip)
        chip.setToolTip(tip)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shows as much as there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def _make_chip(self, key: str) -> Chip:
        from dialer.ui.widgets.pill import Chip  # noqa: PLC0415 - with the first thing known

        chip = Chip(parent=self)
        chip.setObjectName(f"frame.chip.{key}")
        chip.clicked.connect(lambda: self.chip_opened.emit(key))
        before = [one for one in _CHIP_ORDER[: _CHIP_ORDER.index(key)] if one in self._chips]
        self._chip_row.insertWidget(1 + len(before), chip)
        self._chips[key] = chip
        return chip

    def _make_room(self) -> None:
        """A narrow bar keeps what needs attention and lets go of what is well."""
        is_narrow = self.width() < theme.FOLD_BELOW
        self._brand.setVisible(not is_narrow)
        for chip in self._chips.values():
            chip.setVisible(bool(chip.text()) and not (is_narrow and chip.tone in _CALM))
