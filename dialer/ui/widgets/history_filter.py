"""The line above the calls: what to look for, and what to do with the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from dialer.domain.history import CallSearch, OutcomeFilter
from dialer.ui import theme
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.fields import ComboBox
from dialer.ui.widgets.span_choice import Span, SpanChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_ONE_LINE_FROM = 940
_MENU_WIDTH = (126, 160)
_SPANS = (
    Span.DAYS_7,
    Span.TODAY,
    Span.YESTERDAY,
    Span.DAYS_30,
    Span.ANY,
    Span.CUSTOM,
)


class HistoryFilter(QWidget):
    """Text, outcome, disposition, account, span and Export; two lines where the page is narrow."""

    changed = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = QLineEdit(self)
        self._edit.setObjectName("history.search")
        self._edit.setPlaceholderText(self.tr("Search number, notes, call ID or code"))
        self._edit.setAccessibleName(self.tr("Search calls"))
        self._edit.setClearButtonEnabled(True)
        self._outcome = self._menu("history.outcome", self.tr("Outcome"))
        for outcome, words in (
            (OutcomeFilter.ALL, self.tr("Outcome: All")),
            (OutcomeFilter.ACCEPTED, self.tr("Accepted")),
            (OutcomeFilter.REJECTED, self.tr("Rejected")),
            (OutcomeFilter.NOT_SENT, self.tr("Not sent")),
            (OutcomeFilter.UNRESOLVED, self.tr("Outcome unknown")),
            (OutcomeFilter.SETTLED, self.tr("Settled later")),
        ):
            self._outcome.addItem(words, outcome)
        self._disposition = self._menu("history.disposition_filter", self.tr("Disposition"))
        self._account = self._menu("history.account", self.tr("Account"))
        self._span = SpanChoice(_SPANS, self.tr("Days"), "history.span", self)
        self.export = Button(self.tr("Export CSV…"), parent=self)
        self.export.setObjectName("history.export")
        self._is_wide = True
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.STEP_S)
        self._arrange()
        self.show_accounts(())
        self.show_dispositions(())
        self._edit.textChanged.connect(lambda _text: self.changed.emit())
        self._outcome.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._disposition.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._account.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._span.changed.connect(self.changed)
        self.export.clicked.connect(lambda _checked: self.export_requested.emit())

    @property
    def search(self) -> CallSearch:
        """What is wanted, as it means now."""
        period = self._span.period
        return CallSearch(
            text=self._edit.text(),
            outcome=OutcomeFilter(self._outcome.currentData()),
            account_id=str(self._account.currentData() or ""),
            disposition=str(self._disposition.currentData() or ""),
            since_ms=period.since_ms,
            until_ms=period.until_ms,
        )

    @property
    def is_plain(self) -> bool:
        """True where every call of every day is let through."""
        return self.search == CallSearch()

    def show_accounts(self, accounts: Sequence[tuple[str, str]]) -> None:
        """Replaces the accounts there are to choose: id and name; the one chosen stays."""
        self._offer(self._account, (("", self.tr("Account: All")), *accounts))

    def show_dispositions(self, names: Sequence[str]) -> None:
        """Replaces the dispositions there are to choose; the one chosen stays."""
        first = ("", self.tr("Disposition"))
        self._offer(self._disposition, (first, *((name, name) for name in names)))

    def _offer(self, menu: ComboBox, choices: Sequence[tuple[str, str]]) -> None:
        chosen = str(menu.currentData() or "")
        menu.blockSignals(True)
        menu.clear()
        for value, words in choices:
            menu.addItem(words, value)
        menu.setCurrentIndex(max(0, menu.findData(chosen)))
        menu.blockSignals(False)
        if str(menu.currentData() or "") != chosen:
            self.changed.emit()

    def clear(self) -> None:
        """Lets every call through."""
        self.blockSignals(True)
        self._edit.clear()
        self._outcome.setCurrentIndex(0)
        self._disposition.setCurrentIndex(0)
        self._account.setCurrentIndex(0)
        self._span.choose(Span.ANY)
        self.blockSignals(False)
        self.changed.emit()

    def focus(self) -> None:
        """Takes the keyboard, with what was typed selected."""
        self._edit.setFocus()
        self._edit.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Breaks into two lines, or joins them again."""
        is_wide = self.width() >= _ONE_LINE_FROM
        if is_wide is not self._is_wide:
            self._is_wide = is_wide
            self._arrange()
        super().resizeEvent(event)

    def _menu(self, object_name: str, name: str) -> ComboBox:
        combo = ComboBox(self)
        combo.setObjectName(object_name)
        combo.setAccessibleName(name)
        # On Linux a choice is named by its label; its value says the same to the eye.
        label = QLabel(name, self)
        label.setBuddy(combo)
        label.hide()
        least, most = _MENU_WIDTH
        combo.setMinimumWidth(least)
        combo.setMaximumWidth(most)
        combo.setMinimumContentsLength(11)
        combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return combo

    def _arrange(self) -> None:
        """All in one line; where there is no room for it, the menus in one of their own."""
        menus = (self._outcome, self._account, self._span)
        dates = self._span.dates
        for widget in (self._edit, self._disposition, self.export, *menus, dates):
            self._grid.removeWidget(widget)
        self._grid.addWidget(self._edit, 0, 0, 1, 1 if self._is_wide else 2)
        self._grid.addWidget(self._disposition, 0, 4 if self._is_wide else 2)
        self._grid.addWidget(self.export, 0, 5 if self._is_wide else 3)
        line, first = (0, 1) if self._is_wide else (1, 0)
        for column, menu in enumerate(menus):
            self._grid.addWidget(menu, line, first + column)
        self._grid.addWidget(dates, line + 1, 0, 1, 5)
        self._grid.setColumnStretch(0, 1 if self._is_wide else 0)
        self._grid.setColumnStretch(2, 0 if self._is_wide else 1)
