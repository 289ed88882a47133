"""What records are asked for: which list, which days, which calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dialer.domain.records import AnsweredFilter, RecordDirection, RecordQuery
from dialer.domain.server_time import DAY_MS, SERVER_OFFSET_MS
from dialer.services.records import RecordSource
from dialer.ui import record_words, theme
from dialer.ui.widgets.buttons import Button, ButtonKind, Disclosure, is_enter
from dialer.ui.widgets.fields import ComboBox
from dialer.ui.widgets.span_choice import Span, SpanChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

_SPANS = (Span.TODAY, Span.YESTERDAY, Span.DAYS_7, Span.CUSTOM)
_DAYS = (Span.TODAY, Span.YESTERDAY, Span.DAY)
_DIRECTIONS = {
    RecordSource.CALL_CENTRE: (
        RecordDirection.INBOUND,
        RecordDirection.OUTBOUND,
        RecordDirection.AICC,
    ),
    RecordSource.DIDS: (RecordDirection.INBOUND, RecordDirection.OUTBOUND),
    RecordSource.TWO_WAY: (),
}
_TEXTS = {
    RecordSource.CALL_CENTRE: ("call_id", "order_id", "caller", "callee", "agent"),
    RecordSource.DIDS: ("did", "number"),
    RecordSource.TWO_WAY: ("caller",),
}
_NUMBERS = frozenset({"caller", "callee", "did", "number"})
_COLUMNS = 4


class RecordsQuery(QWidget):
    """The list, the days and Search in one line; the conditions of the list below it.

    Signals:
        submitted: records are to be asked for.
        source_chosen: another list is to be read.
    """

    submitted = Signal()
    source_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = self._menu("records.source", self.tr("List"))
        self._days = SpanChoice(_SPANS, self.tr("Days"), "records.span", self)
        self._day = SpanChoice(_DAYS, self.tr("Day"), "records.day", self)
        self._more = Disclosure(self.tr("Conditions"), self)
        self._more.setObjectName("records.conditions")
        self.search = Button(self.tr("Search"), ButtonKind.PRIMARY, self)
        self.search.setObjectName("records.search")
        self._conditions = QWidget(self)
        self._direction = self._menu("records.direction", self.tr("Direction"))
        self._answered = self._menu("records.answered", self.tr("Answered"))
        self._edits = {name: self._edit(name) for name in dict.fromkeys(sum(_TEXTS.values(), ()))}
        self._lay_out()
        self.show_sources((RecordSource.CALL_CENTRE,))
        self._source.currentIndexChanged.connect(self._change_source)
        self._more.toggled.connect(self._conditions.setVisible)
        self.search.clicked.connect(lambda _checked: self.submitted.emit())

    @property
    def source(self) -> RecordSource:
        """Which list is chosen."""
        return RecordSource(self._source.currentData() or RecordSource.CALL_CENTRE)

    def show_sources(self, sources: Sequence[RecordSource]) -> None:
        """Replaces the lists there are to choose, and clears the conditions."""
        self._source.blockSignals(True)
        self._source.clear()
        for source in sources:
            self._source.addItem(record_words.source_words(source), source)
        self._source.blockSignals(False)
        self._source.setVisible(len(sources) > 1)
        for edit in self._edits.values():
            edit.clear()
        self._fit_source()

    def read(self, now_ms: int) -> RecordQuery:
        """What is asked for now.

        Args:
            now_ms: records of the future are not asked for, ms since the epoch.
        """
        texts = {name: self._text(name) for name in _TEXTS[self.source]}
        if self.source is RecordSource.DIDS:
            return self._read_day(texts)
        period = self._days.period
        direction = self._direction.currentData()
        return RecordQuery(
            start_ms=period.since_ms,
            end_ms=max(period.since_ms, min(period.until_ms - 1, now_ms)),
            direction=RecordDirection(direction) if direction else None,
            answered=AnsweredFilter(self._answered.currentData() or AnsweredFilter.ALL)
            if self.source is RecordSource.CALL_CENTRE
            else AnsweredFilter.ALL,
            **texts,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter in any field searches, once a press."""
        if is_enter(event):
            if not event.isAutoRepeat() and self.search.isEnabled():
                self.submitted.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    def _read_day(self, texts: dict[str, str]) -> RecordQuery:
        """The day is the provider's own: its midday, by the zone that is assumed."""
        midday = DAY_MS // 2 - SERVER_OFFSET_MS
        start_ms = self._day.first_day * DAY_MS + midday
        direction = self._direction.currentData()
        is_inbound = direction == RecordDirection.INBOUND
        did, number = texts["did"], texts["number"]
        return RecordQuery(
            start_ms=start_ms,
            end_ms=start_ms,
            # These records name the DID as the called number of an inbound call.
            caller=number if is_inbound else did,
            callee=did if is_inbound else number,
            direction=RecordDirection(direction) if direction else None,
        )

    def _text(self, name: str) -> str:
        text = self._edits[name].text().strip()
        return "".join(c for c in text if c.isdigit()) if name in _NUMBERS else text

    def _change_source(self) -> None:
        self._fit_source()
        self.source_chosen.emit()

    def _fit_source(self) -> None:
        """Shows the conditions the list takes, and no others."""
        source = self.source
        is_day = source is RecordSource.DIDS
        self._days.setVisible(not is_day)
        self._day.setVisible(is_day)
        self._direction.clear()
        self._direction.addItem(self.tr("Direction: All"), "")
        for direction in _DIRECTIONS[source]:
            self._direction.addItem(record_words.direction_words(direction), direction)
        while self._grid.takeAt(0) is not None:
            pass
        widgets: list[QWidget] = [self._edits[name] for name in _TEXTS[source]]
        if _DIRECTIONS[source]:
            widgets.append(self._direction)
        if source is RecordSource.CALL_CENTRE:
            widgets.append(self._answered)
        for widget in (*self._edits.values(), self._direction, self._answered):
            widget.setVisible(widget in widgets)
        for place, widget in enumerate(widgets):
            self._grid.addWidget(widget, place // _COLUMNS, place % _COLUMNS)
        self._conditions.setVisible(self._more.isChecked())

    def _menu(self, object_name: str, name: str) -> ComboBox:
        combo = ComboBox(self)
        combo.setObjectName(object_name)
        combo.setAccessibleName(name)
        # On Linux a choice is named by its label; its value says the same to the eye.
        label = QLabel(name, self)
        label.setBuddy(combo)
        label.hide()
        combo.setMinimumContentsLength(14)
        combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return combo

    def _edit(self, name: str) -> QLineEdit:
        words = {
            "call_id": self.tr("Call ID"),
            "order_id": self.tr("Order ID"),
            "caller": self.tr("Caller"),
            "callee": self.tr("Called number"),
            "agent": self.tr("Agent's account"),
            "did": self.tr("DID"),
            "number": self.tr("Other number"),
        }[name]
        edit = QLineEdit(self._conditions)
        edit.setObjectName(f"records.{name}")
        edit.setPlaceholderText(words)
        edit.setAccessibleName(words)
        edit.setClearButtonEnabled(True)
        return edit

    def _lay_out(self) -> None:
        for answered in AnsweredFilter:
            self._answered.addItem(record_words.answered_filter_words(answered), answered)
        for combo in (self._direction, self._answered):
            combo.setParent(self._conditions)
            combo.setMinimumContentsLength(8)
        self._grid = QGridLayout(self._conditions)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.STEP_S)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._conditions.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        for widget in (self._source, self._days, self._day):
            row.addWidget(widget)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self.search)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.STEP_S)
        lines.addLayout(row)
        for line in (self._days.dates, self._day.dates, self._conditions):
            lines.addWidget(line)
