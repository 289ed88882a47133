"""The form of an outbound task's settings. It shows and gives raw text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialer.domain.tasks import DispatchKind, StartKind
from dialer.ui import task_words, theme
from dialer.ui.number_reading import country_rows
from dialer.ui.settings_draft import PREDICTIVE_DEFAULT, PROPORTIONAL_DEFAULT, SettingsDraft
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import ComboField, Field, TextField
from dialer.ui.widgets.reflow_grid import ReflowGrid
from dialer.ui.widgets.segmented import Segmented
from dialer.ui.widgets.suggest_field import SuggestField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.agents import Queue
    from dialer.domain.errors import InputError

_FIELD_WIDTH = 280
_STARTS = (StartKind.MANUAL, StartKind.AT_ONCE, StartKind.NOT_SET)


class TaskSettingsForm(QWidget):
    """Every setting of a task.

    Signals:
        edited: a field changed.
        submitted: Enter was pressed in a line of text.
        queues_wanted: the queues are to be loaded again.
    """

    edited = Signal()
    submitted = Signal()
    queues_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = TextField(self.tr("Name"), "tasks.name", self)
        self.description = TextField(self.tr("Description (optional)"), "tasks.description", self)
        self.country = ComboField(self.tr("Country"), "tasks.country", self)
        self.strategy = SuggestField(
            self.tr("Strategy, spelled as in the provider's portal"), "tasks.strategy", self
        )
        self.queue = _QueueField(self.tr("Queue that takes the calls"), "tasks.queue", self)
        dispatch_name = self.tr("Dispatch: how calls are paced")
        self._dispatch = Segmented(
            [(kind.value, task_words.dispatch_words(kind)) for kind in DispatchKind], dispatch_name
        )
        self.dispatch = Field(dispatch_name, self._dispatch, "tasks.dispatch", self)
        self.predictive = TextField(
            self.tr("Predictive rate, 2 decimals"), "tasks.predictive_rate", self
        )
        self.proportional = TextField(
            self.tr("Proportional rate, 1 decimal"), "tasks.proportional_rate", self
        )
        self.start_count = TextField(self.tr("Start count"), "tasks.start_count", self)
        start_name = self.tr("Start")
        self._start = Segmented(
            [(kind.value, task_words.start_words(kind)) for kind in _STARTS], start_name
        )
        self.start = Field(start_name, self._start, "tasks.start", self)
        self._start_note = _note(self)
        self.start.add_below(self._start_note)
        self.batch_size = TextField(self.tr("Numbers in one request"), "tasks.batch_size", self)
        self._plan = _note(self)
        self._plan.setObjectName("tasks.batch_plan")
        self._lay_out()
        self._connect()
        self.show_draft(SettingsDraft())

    @property
    def draft(self) -> SettingsDraft:
        """What stands in the fields."""
        return SettingsDraft(
            name=self.name.edit.text(),
            description=self.description.edit.text(),
            country=self.country.value,
            strategy=self.strategy.text,
            queue_id=self.queue.value,
            dispatch=self._dispatch.value,
            predictive_rate=self.predictive.edit.text(),
            proportional_rate=self.proportional.edit.text(),
            start_count=self.start_count.edit.text(),
            start=self._start.value,
            batch_size=self.batch_size.edit.text(),
        )

    def show_draft(self, draft: SettingsDraft) -> None:
        """Fills the fields, and takes every error away."""
        for field, text in (
            (self.name, draft.name),
            (self.description, draft.description),
            (self.predictive, draft.predictive_rate),
            (self.proportional, draft.proportional_rate),
            (self.start_count, draft.start_count),
            (self.batch_size, draft.batch_size),
        ):
            field.edit.setText(text)
        self.strategy.set_text(draft.strategy)
        self.show_country(draft.country)
        self.queue.choose(draft.queue_id)
        self._dispatch.choose(draft.dispatch)
        self._start.choose(draft.start)
        self.show_problems(())
        self._follow_dispatch()

    def show_country(self, region: str) -> None:
        """Chooses a country."""
        self.country.combo.setCurrentIndex(max(0, self.country.combo.findData(region)))

    def show_problems(self, problems: Sequence[InputError]) -> Sequence[InputError]:
        """Says beside each field what is wrong with it; the first one takes the keyboard.

        Returns:
            Problems of fields that are not here.
        """
        for field in self._fields.values():
            field.show_error("")
        first: Field | None = None
        strange = []
        for problem in problems:
            found = self._fields.get(problem.field)
            if found is None:
                strange.append(problem)
                continue
            found.show_error(problem.problem)
            first = first or found
        if first is not None:
            first.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return strange

    def show_plan(self, sentence: str) -> None:
        """Says what the batch size leads to."""
        self._plan.setText(sentence)

    @property
    def _fields(self) -> dict[str, Field]:
        """All fields in reading order, by what an InputError calls them."""
        return {
            "name": self.name,
            "description": self.description,
            "country": self.country,
            "strategy": self.strategy,
            "queue_id": self.queue,
            "dispatch": self.dispatch,
            "predictive_rate": self.predictive,
            "proportional_rate": self.proportional,
            "start_count": self.start_count,
            "start": self.start,
            "batch_size": self.batch_size,
        }

    def _lay_out(self) -> None:
        none = ("", self.tr("Choose a country"))
        countries = [(row.value, row.words) for row in country_rows()]
        self.country.show_choices([none, *countries], "")
        grid = ReflowGrid(_FIELD_WIDTH, self, most_columns=2, to_top=True)
        grid.show_widgets(list(self._fields.values())[:-1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(grid)
        last = ReflowGrid(_FIELD_WIDTH, self, most_columns=2, to_top=True)
        last.show_widgets((self.batch_size, self._plan))
        column.addWidget(last)

    def _connect(self) -> None:
        texts = (
            self.name,
            self.description,
            self.predictive,
            self.proportional,
            self.start_count,
            self.batch_size,
        )
        for field in texts:
            field.edit.textChanged.connect(lambda _text: self.edited.emit())
            field.edit.returnPressed.connect(self.submitted)
        self.strategy.combo.editTextChanged.connect(lambda _text: self.edited.emit())
        self.country.combo.activated.connect(lambda _index: self.edited.emit())
        self.queue.combo.currentTextChanged.connect(lambda _text: self.edited.emit())
        self.queue.again.clicked.connect(lambda _checked: self.queues_wanted.emit())
        self._dispatch.chosen.connect(lambda _value: self._follow_dispatch())
        self._start.chosen.connect(lambda _value: self._follow_dispatch())

    def _follow_dispatch(self) -> None:
        """Lets a rate be typed where it is used; the other one says what is sent for it."""
        chosen = self._dispatch.value
        for field, kind, default in (
            (self.predictive, DispatchKind.PREDICTIVE, PREDICTIVE_DEFAULT),
            (self.proportional, DispatchKind.PROPORTIONAL, PROPORTIONAL_DEFAULT),
        ):
            field.edit.setEnabled(chosen == kind.value)
            field.edit.setPlaceholderText(str(default))
            field.show_error("")
        self._start_note.setText(task_words.start_sentence(StartKind(self._start.value)))
        self.edited.emit()


class _QueueField(ComboField):
    """A choice of queues; where they could not be loaded, the number of one may be typed."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(label, object_name, parent)
        self._wanted = ""
        self._line = QWidget(self)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_S)
        self._words = _note(self)
        self.again = Button(self.tr("Load again"), ButtonKind.SMALL, self)
        self.again.setObjectName(f"{object_name}.again")
        row.addWidget(self._words, 1)
        row.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        self.add_below(self._line)
        self._say("")
        self.show_choices((), self.tr("Number of the queue, e.g. NX…G…"))

    def choose(self, queue_id: str) -> None:
        """Chooses a queue, now or once it is loaded."""
        self._wanted = queue_id
        if self.combo.isEditable():
            self.combo.setEditText(queue_id)
        else:
            self.combo.setCurrentIndex(max(0, self.combo.findData(queue_id)))

    def show_unloaded(self) -> None:
        """Nothing is known of the account's queues."""
        self.show_choices((), self.tr("Number of the queue"))
        self._say("")

    def show_loading(self) -> None:
        """The queues are on their way."""
        self._say(self.tr("Loading queues…"))

    def show_queues(self, queues: Sequence[Queue]) -> None:
        """Offers queues; what was chosen or typed stays where it is among them."""
        before = self.value or self._wanted
        none = ("", self.tr("Choose a queue"))
        choices = [(one.queue_id, f"{one.name} ({one.queue_id})") for one in queues]
        self.show_choices([none, *choices] if choices else (), self.tr("Number of the queue"))
        self.choose(before)
        self._say("" if choices else self.tr("The account lists no queues. Type a number."))

    def show_failure(self, sentence: str) -> None:
        """The queues could not be loaded; lets a number be typed."""
        before = self.value or self._wanted
        self.show_choices((), self.tr("Number of the queue"))
        self.choose(before)
        self._say(sentence, may_load_again=True)

    def words_of(self, queue_id: str) -> str:
        """A queue's name and number, or the number alone."""
        place = self.combo.findData(queue_id)
        return self.combo.itemText(place) if place >= 0 else queue_id

    def _say(self, words: str, *, may_load_again: bool = False) -> None:
        self._words.setText(words)
        self.again.setVisible(may_load_again)
        self._line.setVisible(bool(words))


def _note(parent: QWidget) -> QLabel:
    label = quiet("", parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
