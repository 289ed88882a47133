"""A choice of days: a few by name, or any two."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QDate, QDateTime, QTime, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import ComboBox
from dialer.ui.widgets.moments_choice import MomentEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_WIDTH, _MOST_WIDTH = 122, 150
_DATE_WIDTH = 132
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

    Attributes:
        dates: the dates, hidden while a span has a name; the parent gives them a line of
            their own.
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
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._menu)
        self.dates = QWidget(parent)
        self._from = self._date(f"{object_name}.from", self.tr("First day"))
        self._until = self._date(f"{object_name}.until", self.tr("Last day"))
        self._dash = quiet("–", self.dates)
        line = QHBoxLayout(self.dates)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.STEP_S)
        line.addStretch(1)
        for widget in (self._from, self._dash, self._until):
            line.addWidget(widget)
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
        for widget in (self._dash, self._until):
            widget.setVisible(self.span is Span.CUSTOM)
        self.dates.setVisible(self.span in {Span.CUSTOM, Span.DAY} and not self.isHidden())

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001, N802 - Qt's name and shape
        """Shows or hides the menu, and the dates with it."""
        super().setVisible(visible)
        self._show_dates()

    def _date(self, object_name: str, name: str) -> MomentEdit:
        edit = MomentEdit(self.dates)
        edit.setObjectName(object_name)
        edit.setAccessibleName(name)
        edit.setToolTip(name)
        edit.setDisplayFormat(_FORMAT)
        edit.setDate(QDate.currentDate())
        edit.setMinimumWidth(_DATE_WIDTH)
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
