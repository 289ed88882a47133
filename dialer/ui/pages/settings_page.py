"""Settings: sections on the left, the chosen one on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dialer.ui import theme
from dialer.ui.pages.accounts_panel import AccountsPanel
from dialer.ui.pages.calling_panel import CallingPanel
from dialer.ui.pages.links_panel import LinksPanel
from dialer.ui.pages.privacy_panel import PrivacyPanel
from dialer.ui.theme import ThemeChoice
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.choice_rows import SectionRow
from dialer.ui.widgets.fields import Field
from dialer.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_SECTIONS_WIDTH, _NARROW_SECTIONS_WIDTH = 180, 138


class SettingsPage(QWidget):
    """The page, with ``accounts``, ``calling``, ``links``, ``privacy`` and ``appearance``.

    Signals:
        section_opened: the key of the section that is shown now.
    """

    section_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, SectionRow] = {}
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.STEP_L)
        column.addWidget(heading(self.tr("Settings"), self, theme.TITLE_PX))
        panes = QHBoxLayout()
        panes.setSpacing(theme.STEP_L)
        sections = self._sections = Card(parent=self)
        sections.setFixedWidth(_SECTIONS_WIDTH)
        sections.column.setSpacing(0)
        self._stack = QStackedWidget(self)
        self._group = QButtonGroup(self)
        rows = [
            self._add_row(key, words, sections)
            for key, words in (
                ("accounts", self.tr("Accounts")),
                ("calling", self.tr("Calling")),
                ("links", self.tr("Links")),
                ("privacy", self.tr("Privacy")),
                ("appearance", self.tr("Appearance")),
            )
        ]
        # Made after the sections: Tab goes through controls in the order they are made.
        self.accounts = AccountsPanel()
        self.calling = CallingPanel()
        self.links = LinksPanel()
        self.privacy = PrivacyPanel()
        self.appearance = AppearancePanel()
        for panel in (self.accounts, self.calling, self.links, self.privacy, self.appearance):
            self._add_panel(panel)
        self.setFocusProxy(rows[0])
        sections.column.addStretch(1)
        panes.addWidget(sections)
        panes.addWidget(self._stack, 1)
        column.addLayout(panes, 1)
        self.open_section("accounts")

    def open_section(self, key: str) -> None:
        """Shows a section.

        Raises:
            KeyError: there is no such section.
        """
        self._rows[key].setChecked(True)
        self._stack.setCurrentIndex(list(self._rows).index(key))
        self.section_opened.emit(key)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leaves a narrow window to what the section holds."""
        super().resizeEvent(event)
        is_narrow = self.window().width() < theme.FOLD_BELOW
        self._sections.setFixedWidth(_NARROW_SECTIONS_WIDTH if is_narrow else _SECTIONS_WIDTH)

    def _add_row(self, key: str, words: str, sections: Card) -> SectionRow:
        row = SectionRow(words, sections)
        row.setObjectName(f"settings.section.{key}")
        # Toggled, not clicked: a screen reader's press only toggles.
        row.toggled.connect(lambda on, key=key: self.open_section(key) if on else None)
        self._group.addButton(row)
        self._rows[key] = row
        sections.column.addWidget(row)
        return row

    def _add_panel(self, panel: QWidget) -> None:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(panel)
        inner.addStretch(1)
        scroll.setWidget(content)
        content.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        self._stack.addWidget(scroll)


class AppearancePanel(Card):
    """Light or dark.

    Signals:
        theme_chosen: a ThemeChoice.
    """

    theme_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        name = self.tr("Theme")
        self._themes = Segmented(
            (
                (ThemeChoice.SYSTEM.value, self.tr("As the system")),
                (ThemeChoice.LIGHT.value, self.tr("Light")),
                (ThemeChoice.DARK.value, self.tr("Dark")),
            ),
            name,
        )
        self._themes.chosen.connect(lambda value: self.theme_chosen.emit(ThemeChoice(value)))
        self.column.addWidget(Field(name, self._themes, "settings.appearance.theme", self))
        self.column.addWidget(quiet(self.tr("The choice is kept for the next start.")))

    def show_theme(self, choice: ThemeChoice) -> None:
        """Shows which theme is in use."""
        self._themes.choose(choice.value)
