"""Settings, Calling: what calls must keep to, and who may not be called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.domain.calling_rules import CallingRules
from dialer.ui import theme
from dialer.ui.number_reading import country_rows
from dialer.ui.rules_draft import RulesDraft, draft_of
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.barred_card import BarredCard
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading, quiet
from dialer.ui.widgets.countries_card import CountriesCard
from dialer.ui.widgets.form_fields import NotedField, show_text
from dialer.ui.widgets.hours_card import HoursCard
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.reflow_grid import ReflowGrid
from dialer.ui.widgets.scroll_column import bring_into_view
from dialer.ui.widgets.tick_box import TickBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.errors import InputError
    from dialer.ui.theme import Tone

_FIELD_WIDTH = 200


class CallingPanel(QWidget):
    """Shows the rules and asks for what a person wants done with them. Knows no service.

    Attributes:
        notice: what became of what was asked.
        barred: the do-not-call lists; what is done there is done at once.

    Signals:
        save_requested: a RulesDraft.
    """

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saved = CallingRules()
        self._is_unread = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        self._before = _BeforeCard(self)
        self._countries = CountriesCard(self)
        self._hours = HoursCard(self)
        countries = [(row.value, row.words) for row in country_rows()]
        self._countries.show_choices(countries)
        self._hours.show_countries(countries)
        self.save = Button(self.tr("Save"), ButtonKind.PRIMARY, self)
        self.save.setObjectName("settings.calling.save")
        self.discard = Button(self.tr("Discard changes"), parent=self)
        self.discard.setObjectName("settings.calling.discard")
        self.notice = Notice("settings.calling.notice", self)
        self.barred = BarredCard(self)
        for card in (self._before, self._countries, self._hours):
            column.addWidget(card)
            card.edited.connect(self._note_edit)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.STEP_S)
        buttons.addWidget(self.save)
        buttons.addWidget(self.discard)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.notice)
        column.addWidget(self.barred)
        self.barred.show_countries(countries)
        self.save.clicked.connect(lambda _checked: self._ask_save())
        self.discard.clicked.connect(lambda _checked: self.show_rules(self._saved))
        self.show_rules(self._saved)

    @property
    def draft(self) -> RulesDraft:
        """The rules as they stand in the fields."""
        before = self._before
        return RulesDraft(
            recent=before.recent.text,
            asks_new_country=before.new_country.isChecked(),
            hourly_cap=before.hourly.text,
            daily_cap=before.daily.text,
            allowed_regions=self._countries.regions,
            hours=self._hours.hours,
            may_call_outside_hours=self._hours.may_call.isChecked(),
        )

    @property
    def is_changed(self) -> bool:
        """True where something was changed and is not saved."""
        return self.draft != draft_of(self._saved)

    def show_rules(self, rules: CallingRules) -> None:
        """Shows rules as those that are saved, and drops what was typed."""
        self._saved = rules
        self._is_unread = False
        draft = draft_of(rules)
        before = self._before
        show_text(before.recent, draft.recent)
        show_text(before.hourly, draft.hourly_cap)
        show_text(before.daily, draft.daily_cap)
        before.new_country.setChecked(draft.asks_new_country)
        self._countries.show_regions(draft.allowed_regions)
        self._hours.show_hours(draft.hours)
        self._hours.may_call.setChecked(draft.may_call_outside_hours)
        self._clear_problems()
        self._show_state()

    def show_unread(self, title: str, sentence: str) -> None:
        """Says why the saved rules cannot be shown; those in sight may be saved instead."""
        self._is_unread = True
        self._show_state()
        self.show_notice(theme.Tone.BAD, title, sentence)

    def show_problems(self, problems: Sequence[InputError]) -> None:
        """Says what is wrong beside each field."""
        elsewhere = []
        fields = self._before.fields
        for problem in problems:
            part, _, region = problem.field.partition(":")
            if part in fields:
                fields[part].show_error(problem.problem)
            elif part.startswith("hours"):
                self._hours.show_problem(part, region, problem.problem)
            else:
                elsewhere.append(problem.problem)
        title = self.tr("Not saved. Look at what is marked above.")
        self.show_notice(theme.Tone.BAD, title, "\n".join(elsewhere))

    def show_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says below the rules what became of what was asked."""
        self.notice.show_words(tone, title, body)
        bring_into_view(self.notice)
        announce(self, f"{title} {body}".strip())

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile nothing further can be saved."""
        self.setEnabled(not is_busy)
        if not is_busy:
            self._show_state()

    def _ask_save(self) -> None:
        self._clear_problems()
        self.save_requested.emit(self.draft)

    def _clear_problems(self) -> None:
        for field in self._before.fields.values():
            field.show_error("")
        self._hours.clear_problems()
        self.notice.clear()

    def _note_edit(self) -> None:
        self.notice.clear()
        self._show_state()

    def _show_state(self) -> None:
        self.save.setEnabled(self.is_changed or self._is_unread)
        self.discard.setEnabled(self.is_changed)


class _BeforeCard(Card):
    """What is asked before a call, and how many there may be.

    Signals:
        edited: something was changed.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.addWidget(heading(self.tr("Before a call"), self))
        self.recent = self._make_field(
            self.tr("Ask again within (minutes)"), "recent", self.tr("0 never asks.")
        )
        self.hourly = self._make_field(
            self.tr("Calls in 60 minutes"), "hourly_cap", self.tr("Each account; 0 is no limit.")
        )
        self.daily = self._make_field(
            self.tr("Calls in 24 hours"), "daily_cap", self.tr("Each account; 0 is no limit.")
        )
        self.fields = {"recent": self.recent, "hourly_cap": self.hourly, "daily_cap": self.daily}
        grid = ReflowGrid(_FIELD_WIDTH, self, to_top=True)
        grid.show_widgets(tuple(self.fields.values()))
        self.column.addWidget(grid)
        self.new_country = TickBox(
            self.tr("Ask before an account first calls a country"),
            "settings.calling.new_country",
            self,
        )
        self.new_country.clicked.connect(lambda _checked: self.edited.emit())
        self.column.addWidget(self.new_country)
        note = quiet(
            self.tr(
                "A limit counts calls that rang somebody or may have. Changes count from the"
                " next call."
            ),
            self,
        )
        note.setWordWrap(True)
        self.column.addWidget(note)

    def _make_field(self, label: str, name: str, note: str) -> NotedField:
        field = NotedField(label, f"settings.calling.{name}", self)
        field.show_note(note)
        field.edit.textEdited.connect(lambda _text: self.edited.emit())
        return field
