"""The view of queues: the list, and who is in the queue chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.models.queues import QUEUE_WIDTHS, make_queues_model, queue_columns
from dialer.ui.pages.listing import Listing, ListingWords
from dialer.ui.pages.members_pane import MembersPane
from dialer.ui.widgets.buttons import Button, is_enter
from dialer.ui.widgets.fields import TextField
from dialer.ui.widgets.list_table import ListTable
from dialer.ui.widgets.listing_bar import ListingBar
from dialer.ui.widgets.two_panes import TwoPanes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from dialer.domain.agents import Queue

# The arrow keys pass queues nobody wants to see the members of.
_SETTLE_MS = 150
# Named as lupdate knows it.
translate = QCoreApplication.translate


class QueueList(Listing):
    """Lists queues, and shows the members of one.

    Signals:
        queue_chosen: the Queue whose members are to be shown; None for none.
        find_requested: the number of a queue that is to be looked up.
        edit_requested: the Queue whose members are to be changed.
    """

    queue_chosen = Signal(object)
    find_requested = Signal(str)
    edit_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.model = make_queues_model()
        self.members = MembersPane()
        self.look_up = LookUp()
        name = "agents.queues"
        super().__init__(
            name,
            ListingWords(
                loading=translate("queues", "Loading queues"),
                no_match=translate("queues", "No queue matches"),
                no_match_body=translate(
                    "queues", "Queues that pass the filter above are listed here."
                ),
            ),
            model=self.model,
            table=ListTable(
                self.model, translate("queues", "Queues"), f"{name}.table", widths=QUEUE_WIDTHS
            ),
            bar=ListingBar(
                name,
                translate("queues", "Filter by name, number or remark"),
                translate("queues", "Filter queues"),
            ),
            parent=parent,
        )
        self.model.setParent(self)
        self.table.allow_sorting()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._tell_choice)
        self._told: Queue | None = None
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._settling.start())
        self.table.opened.connect(lambda _row: self._open())
        self.members.edit_requested.connect(lambda: self.edit_requested.emit(self.chosen))
        self.look_up.find_requested.connect(self.find_requested)

    def show_queues(self, queues: Sequence[Queue], summary: str) -> None:
        """Replaces the rows; the queue chosen stays chosen where it is still there.

        Args:
            queues: what to list.
            summary: one line below them.
        """
        chosen, self._told = self.chosen, None
        self.model.show_rows(queue_columns(), queues)
        self.show_listed(summary)
        self.choose(chosen.queue_id if chosen else "")

    def choose(self, queue_id: str) -> None:
        """Chooses the queue with a number; the first where there is none."""
        row = max(0, self.model.row_of(lambda queue: queue.queue_id == queue_id))
        if self.model.item(row) is not None:
            self.table.setCurrentIndex(self.model.index(row, 0))
        else:
            self._settling.start()

    @property
    def chosen(self) -> Queue | None:
        """The queue that is chosen."""
        return self.model.item(self.table.currentIndex().row())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Takes up a choice nobody was told of yet."""
        super().showEvent(event)
        self._settling.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Tells nobody any more: the window may be closing."""
        super().hideEvent(event)
        self._settling.stop()

    def _apply_filter(self) -> None:
        chosen = self.chosen
        self.model.show_only(self.filter.text)
        self.choose(chosen.queue_id if chosen else "")

    def _tell_choice(self) -> None:
        # Filtering takes the choice away and gives it back: that is no other choice.
        if self.chosen is None or self.chosen != self._told:
            self._told = self.chosen
            self.queue_chosen.emit(self._told)

    def _open(self) -> None:
        """A click or Enter says that the members are to be seen; a fold may hide them."""
        if self._panes.is_folded:
            self._panes.open_details()

    def _place_card(self, column: QVBoxLayout) -> None:
        column.addWidget(self.look_up)
        self.card.setFocusProxy(self.table)
        self._panes = TwoPanes(
            self.card, self.members, back=translate("queues", "Queues"), name="agents.queues"
        )
        column.addWidget(self._panes, 1)


class LookUp(QWidget):
    """A field for the number of a queue, where the provider does not list them.

    Signals:
        find_requested: the number typed.
    """

    find_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_S)
        self.number = TextField(translate("queues", "Queue number"), "agents.queues.number", self)
        row.addWidget(self.number, 1)
        find = Button(translate("queues", "Find queue"), parent=self)
        find.setObjectName("agents.queues.find")
        find.clicked.connect(lambda _checked: self._ask())
        column = QVBoxLayout()
        column.setSpacing(theme.STEP_XS)
        # As high as the label of the field, so that both controls stand on one line.
        column.addSpacing(self.number.label.sizeHint().height())
        column.addWidget(find)
        column.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Looks up on Enter."""
        if is_enter(event):
            if not event.isAutoRepeat():
                self._ask()
            event.accept()
            return
        super().keyPressEvent(event)

    def _ask(self) -> None:
        if not self.number.text:
            self.number.show_error(translate("queues", "Type the number of the queue."))
            self.number.edit.setFocus()
            return
        self.find_requested.emit(self.number.text)
