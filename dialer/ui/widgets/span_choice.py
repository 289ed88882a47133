"""A choice of days: a few by name, or any two."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLabel, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.fields import ComboBox

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_WIDTH, _MOST_WIDTH = 122, 150
_FORMAT = "d MMM yyyy"


class Span(enum.StrEnum):
    """Days by name."""

    ANY = "any"
    TODAY = "today"
    YESTERDAY = "yesterday"
    DAYS_7 = "days_7"
    DAYS_30 = "days_30"
    CUSTOM = "custom"
    DAY = "day"


class Period(NamedTuple):
    """A span of time, in ms since the epoch.

    Attributes:
        since_ms: from then.
        until_ms: before then.
    """

    since_ms: int
    until_ms: int


_DAYS_BACK = {Span.TODAY: 0, Span.YESTERDAY: 1, Span.DAYS_7: 6, Span.DAYS_30: 29}
_BEGIN, _FOREVER = 0, 2**62


class SpanChoice(QWidget):
    """A menu of spans; two dates beside it for any other.

    Args:
        spans: what there is to choose, the first chosen at first.
        name: accessible name.
        object_name: stable name; the dates are ``.from`` and ``.until`` below it.
    """

    changed = Signal()

    def __init__(
        self, spans: Sequence[Span], name: str, object_name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._menu = ComboBox(self)
        self._menu.setObjectName(object_name)
        self._menu.setAccessibleName(name)
        label = QLabel(name, self)
        label.setBuddy(self._menu)
        label.hide()
        self._menu.setMinimumWidth(_LEAST_WIDTH)
        self._menu.setMaximumWidth(_MOST_WIDTH)
        self._menu.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for span in spans:
            self._menu.addItem(self._words(span), span)
        self._from = self._date(f"{object_name}.from", self.tr("First day"))
        self._until = self._date(f"{object_name}.until", self.tr("Last day"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_S)
        for widget in (self._menu, self._from, self._until):
            row.addWidget(widget)
        row.addStretch(1)
        self._show_dates()
        self._menu.currentIndexChanged.connect(self._choose)

    @property
    def span(self) -> Span:
        """What is chosen."""
        return Span(self._menu.currentData())

    @property
    def period(self) -> Period:
        """What it means now, in local days."""
        today = QDate.currentDate()
        if self.span is Span.ANY:
            return Period(_BEGIN, _FOREVER)
        if self.span is Span.DAY:
            return Period(_start_ms(self._from.date()), _start_ms(self._from.date().addDays(1)))
        if self.span is Span.CUSTOM:
            first, last = sorted(
                (self._from.date(), self._until.date()), key=lambda day: day.toJulianDay()
            )
            return Period(_start_ms(first), _start_ms(last.addDays(1)))
        first = today.addDays(-_DAYS_BACK[self.span])
        last = first if self.span is Span.YESTERDAY else today
        return Period(_start_ms(first), _start_ms(last.addDays(1)))

    @property
    def first_day(self) -> int:
        """The first day as people name it, counted from 1 January 1970."""
        since = QDateTime.fromMSecsSinceEpoch(self.period.since_ms).date()
        return QDate(1970, 1, 1).daysTo(since)

    def choose(self, span: Span) -> None:
        """Chooses a span.

        Args:
            span: one of those there are.
        """
        self._menu.setCurrentIndex(max(0, self._menu.findData(span)))

    def _choose(self) -> None:
        self._show_dates()
        self.changed.emit()

    def _show_dates(self) -> None:
        self._from.setVisible(self.span in {Span.CUSTOM, Span.DAY})
        self._until.setVisible(self.span is Span.CUSTOM)

    def _date(self, object_name: str, name: str) -> QDateEdit:
        edit = QDateEdit(QDate.currentDate(), self)
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setToolTip(name)
        edit.setDisplayFormat(_FORMAT)
        edit.setMaximumDate(QDate.currentDate().addDays(1))
        edit.setButtonSymbols(QDateEdit.ButtonSymbols.NoButtons)
        edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        edit.dateChanged.connect(lambda _date: self.changed.emit())
        return edit

    def _words(self, span: Span) -> str:
        return {
            Span.ANY: self.tr("Any time"),
            Span.TODAY: self.tr("Today"),
            Span.YESTERDAY: self.tr("Yesterday"),
            Span.DAYS_7: self.tr("Last 7 days"),
            Span.DAYS_30: self.tr("Last 30 days"),
            Span.CUSTOM: self.tr("Custom…"),
            Span.DAY: self.tr("Another day…"),
        }[span]


def _start_ms(day: QDate) -> int:
    return int(QDateTime(day, QTime(0, 0)).toMSecsSinceEpoch())
