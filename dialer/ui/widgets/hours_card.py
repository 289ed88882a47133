"""When people may be called, by their own clock: everywhere, or in single countries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from dialer.domain.calling_rules import WEEKDAYS
from dialer.ui import theme
from dialer.ui.rule_words import day_words
from dialer.ui.rules_draft import EVERYWHERE, HoursDraft, hours_summary
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.fields import ComboField, TextField
from dialer.ui.widgets.form_fields import show_text
from dialer.ui.widgets.reflow_grid import ReflowGrid
from dialer.ui.widgets.segmented import Segmented
from dialer.ui.widgets.tick_box import TickBox
from dialer.ui.words import region_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ANY_TIME, _WITHIN = "any", "within"
_FIELD_WIDTH = 320
_TIME_WIDTH = 150
_DAY_WIDTH = 64


class HoursCard(Card):
    """The hours of one country at a time, chosen above them.

    Signals:
        edited: something was changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._hours: dict[str, HoursDraft] = {EVERYWHERE: HoursDraft()}
        self.column.addWidget(heading(self.tr("Permitted hours"), self))
        self._summary = QLabel(self)
        self._summary.setObjectName("settings.calling.hours")
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setWordWrap(True)
        self.column.addWidget(self._summary)
        self.of = ComboField(self.tr("Hours for"), "settings.calling.hours_of", self)
        self.of.setMaximumWidth(_FIELD_WIDTH)
        self.column.addWidget(self.of)
        self._make_hours()
        self._make_own()
        self.may_call = TickBox(
            self.tr("Agents may call outside them after a question"),
            "settings.calling.may_call_outside",
            self,
        )
        self.column.addWidget(self.may_call)
        note = quiet(
            self.tr(
                "By the clock where the called person is. A number that may be in several time"
                " zones is called only when the hours permit it in all of them. A task that may"
                " start by itself is never sent outside them."
            ),
            self,
        )
        note.setWordWrap(True)
        self.column.addWidget(note)
        self._connect()
        self._show_choices(EVERYWHERE)

    def show_countries(self, countries: Sequence[tuple[str, str]]) -> None:
        """Offers countries to give hours of their own: code and words of each."""
        self._country.show_choices([("", self.tr("Choose a country")), *countries], "")

    def show_hours(self, hours: Mapping[str, HoursDraft]) -> None:
        """Replaces all hours; the country that is looked at stays, where it has its own."""
        self._hours = dict(hours)
        wanted = self.of.value
        self._show_choices(wanted if wanted in self._hours else EVERYWHERE)

    @property
    def hours(self) -> Mapping[str, HoursDraft]:
        """The hours as they are typed, by country."""
        return dict(self._hours)

    def show_problem(self, part: str, region: str, problem: str) -> None:
        """Says what is wrong with the hours of a country.

        Args:
            part: ``hours_start``, ``hours_end`` or ``hours_days``.
            region: the country, or EVERYWHERE.
            problem: the sentence.
        """
        self._show_choices(region)
        field = {"hours_start": self.start, "hours_end": self.end}.get(part)
        if field is not None:
            field.show_error(problem)
            field.edit.setFocus()
        else:
            self._day_error.setText(problem)
            self._day_error.show()

    def clear_problems(self) -> None:
        """Takes what was said to be wrong away."""
        for field in (self.start, self.end):
            field.show_error("")
        self._day_error.hide()

    def _make_hours(self) -> None:
        name = self.tr("Permitted")
        options = ((_ANY_TIME, self.tr("Any time")), (_WITHIN, self.tr("Within hours")))
        self._kind = Segmented(options, name, self, object_name="settings.calling.hours_kind")
        self._kind.setMaximumWidth(_FIELD_WIDTH)
        self.column.addWidget(self._kind)
        self.start = TextField(self.tr("From"), "settings.calling.hours_start", self)
        self.end = TextField(self.tr("To"), "settings.calling.hours_end", self)
        times = self._times = QWidget(self)
        row = QHBoxLayout(times)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_M)
        for field in (self.start, self.end):
            field.setMaximumWidth(_TIME_WIDTH)
            row.addWidget(field)
        row.addStretch(1)
        self.column.addWidget(times)
        self._days = [
            TickBox(day_words(weekday), f"settings.calling.day.{weekday}", self)
            for weekday in sorted(WEEKDAYS)
        ]
        self._day_grid = ReflowGrid(_DAY_WIDTH, self)
        self._day_grid.show_widgets(self._days)
        self.column.addWidget(self._day_grid)
        self._day_error = quiet("", self)
        self._day_error.setObjectName("settings.calling.day.error")
        theme.set_tone(self._day_error, theme.Tone.BAD)
        self._day_error.hide()
        self.column.addWidget(self._day_error)

    def _make_own(self) -> None:
        self._country = ComboField(self.tr("Country"), "settings.calling.hours_country", self)
        self._country.setMaximumWidth(_FIELD_WIDTH)
        self._give = Button(self.tr("Add own hours"), parent=self)
        self._give.setObjectName("settings.calling.add_hours")
        self._take = Button("", parent=self)
        self._take.setObjectName("settings.calling.remove_hours")
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_M)
        row.addWidget(self._country, 1)
        row.addWidget(self._give, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.column.addWidget(self._take)
        self.column.addLayout(row)

    def _connect(self) -> None:
        self.of.combo.activated.connect(lambda _index: self._show_choices(self.of.value))
        self._kind.chosen.connect(lambda _kind: self._note())
        for field in (self.start, self.end):
            field.edit.textEdited.connect(lambda _text: self._note())
        for box in (*self._days, self.may_call):
            box.clicked.connect(lambda _checked: self._note())
        self._give.clicked.connect(lambda _checked: self._add_own())
        self._take.clicked.connect(lambda _checked: self._remove_own())

    def _note(self) -> None:
        """Takes what stands in the fields as the hours of the country above them."""
        self._hours[self.of.value] = HoursDraft(
            is_set=self._kind.value == _WITHIN,
            start=self.start.text,
            end=self.end.text,
            weekdays=frozenset(day for day, box in enumerate(self._days) if box.isChecked()),
        )
        self.clear_problems()
        self._show_parts()
        self.edited.emit()

    def _add_own(self) -> None:
        region = self._country.value
        if region and region not in self._hours:
            self._hours[region] = replace(self._hours[EVERYWHERE], is_set=True)
            self._show_choices(region)
            self.edited.emit()
        elif region:
            self._show_choices(region)

    def _remove_own(self) -> None:
        self._hours.pop(self.of.value, None)
        self._show_choices(EVERYWHERE)
        self.of.combo.setFocus()
        self.edited.emit()

    def _show_choices(self, chosen: str) -> None:
        own = sorted((region for region in self._hours if region), key=region_name)
        everywhere = self.tr("All other countries") if own else self.tr("All countries")
        choices = [(EVERYWHERE, everywhere), *((region, region_name(region)) for region in own)]
        self.of.show_choices(choices, "")
        self.of.choose(chosen)
        shown = self._hours[chosen]
        # Shown, not chosen by the person: the fields still hold another country's hours.
        self._kind.blockSignals(True)
        self._kind.choose(_WITHIN if shown.is_set else _ANY_TIME)
        self._kind.blockSignals(False)
        show_text(self.start, shown.start)
        show_text(self.end, shown.end)
        for weekday, box in enumerate(self._days):
            box.setChecked(weekday in shown.weekdays)
        self._take.setText(
            self.tr("Remove the hours of {country}").format(country=region_name(chosen))
        )
        self._take.setVisible(bool(chosen))
        self.clear_problems()
        self._show_parts()

    def _show_parts(self) -> None:
        is_set = self._hours[self.of.value].is_set
        for widget in (self._times, self._day_grid):
            widget.setVisible(is_set)
        names = {region: region_name(region) for region in sorted(self._hours) if region}
        names[EVERYWHERE] = self.tr("All other countries") if names else self.tr("All countries")
        lines = [
            self.tr("{country}: {hours}").format(
                country=name, hours=hours_summary(self._hours[region])
            )
            for region, name in names.items()
        ]
        self._summary.setText("\n".join(lines))
