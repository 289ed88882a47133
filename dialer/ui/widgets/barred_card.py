"""The do-not-call lists: each with its count, a file or a number to add, a number to look up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from dialer.ui.task_words import count_words
from dialer.ui.widgets.announcing import announce
from dialer.ui.widgets.barred_tables import BarredSearch, BarredSources
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.fields import ComboField, TextField
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.reflow_grid import ReflowGrid
from dialer.ui.widgets.scroll_column import bring_into_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.number_lists import DoNotCallSource
    from dialer.ui.theme import Tone

_FIELD_WIDTH = 200


class TypedEntry(NamedTuple):
    """A number to bar, as typed.

    Attributes:
        number: the number.
        region: ISO 3166-1 alpha-2 code it is read in; ``""`` for none.
        source: the list's name.
        reason: why; may be empty.
    """

    number: str
    region: str
    source: str
    reason: str


class BarredCard(Card):
    """Shows lists and numbers, and asks for changes. Knows no service.

    Attributes:
        sources: the lists.
        search: numbers looked up.
        number: the number to add.
        list_name: the list it comes onto.
        reason: why.

    Signals:
        import_wanted: a file is to be chosen and added; the reason typed for it.
        add_wanted: a TypedEntry.
    """

    import_wanted = Signal(str)
    add_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.column.addWidget(heading(self.tr("Do-not-call lists"), self))
        self._count = QLabel(self)
        self._count.setObjectName("settings.calling.barred")
        self._count.setWordWrap(True)
        self.column.addWidget(self._count)
        self.sources = BarredSources(self)
        self.column.addWidget(self.sources)
        self._make_fields()
        self.notice = Notice("settings.calling.barred_notice", self)
        self.column.addWidget(self.notice)
        self.search = BarredSearch(self)
        self.column.addWidget(self.search)
        self.show_sources(())

    def show_countries(self, countries: Sequence[tuple[str, str]]) -> None:
        """Offers countries numbers may be typed without the code of: code and words of each."""
        self.region.show_choices([("", self.tr("None: numbers start with +")), *countries], "")

    def show_region(self, region: str) -> None:
        """Chooses the country numbers are read in, while nobody has chosen one."""
        if not self.region.value:
            self.region.choose(region)

    def show_sources(self, sources: Sequence[DoNotCallSource]) -> None:
        """Replaces the lists."""
        self.sources.show_sources(sources)
        self._count.setText(
            self.tr(
                "{entries} entries on {lists} lists: nobody calls them, by hand or by task."
            ).format(
                entries=count_words(sum(source.count for source in sources)),
                lists=count_words(len(sources)),
            )
            if sources
            else self.tr("No number is listed. One that is cannot be called, by hand or by task.")
        )

    def show_notice(self, tone: Tone, title: str, body: str = "") -> None:
        """Says what became of what was asked."""
        self.notice.show_words(tone, title, body)
        bring_into_view(self.notice)
        announce(self, f"{title} {body}".strip())

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile nothing else can be asked for."""
        for button in (self._add, self._import, self.search.look_up):
            button.setEnabled(not is_busy)
        if is_busy:
            self.sources.remove.setEnabled(False)
            self.search.remove.setEnabled(False)
        else:
            self.sources.show_selection()
            self.search.show_selection()

    def _make_fields(self) -> None:
        self.number = TextField(self.tr("Number"), "settings.calling.barred_number", self)
        self.list_name = TextField(
            self.tr("List, or who asks for it"), "settings.calling.barred_list", self
        )
        self.list_name.edit.setText(self.tr("Added by hand"))
        self.reason = TextField(
            self.tr("Reason (optional)"), "settings.calling.barred_reason", self
        )
        self.region = ComboField(
            self.tr("Country of numbers without a country code"),
            "settings.calling.barred_region",
            self,
        )
        grid = ReflowGrid(_FIELD_WIDTH, self, most_columns=2, to_top=True)
        grid.show_widgets((self.number, self.list_name, self.reason, self.region))
        self.column.addWidget(grid)
        self._add = Button(self.tr("Add the number"), parent=self)
        self._add.setObjectName("settings.calling.add_number")
        self._import = Button(self.tr("Add the numbers of a file…"), parent=self)
        self._import.setObjectName("settings.calling.import")
        self._add.clicked.connect(lambda _checked: self._ask_add())
        self.number.edit.returnPressed.connect(self._ask_add)
        self._import.clicked.connect(lambda _checked: self.import_wanted.emit(self.reason.text))
        for button in (self._add, self._import):
            self.column.addWidget(button)

    def _ask_add(self) -> None:
        if self._add.isEnabled():
            typed = TypedEntry(
                number=self.number.text,
                region=self.region.value,
                source=self.list_name.text,
                reason=self.reason.text,
            )
            self.add_wanted.emit(typed)
