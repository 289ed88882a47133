"""Who is to be in the queue, as things stand: who stays, who joins, who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from dialer.ui import theme
from dialer.ui.figure_words import count_words
from dialer.ui.membership_draft import DraftMember, Standing
from dialer.ui.models.cells import CellsModel, Column, ColumnKind
from dialer.ui.models.queues import MEMBER_WIDTHS, member_columns, member_texts
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.list_table import ColumnWidth
from dialer.ui.widgets.pick_table import PickTable

if TYPE_CHECKING:
    from collections.abc import Sequence

_EDGE = 6
_NAME = "agents.editor"
# Named as lupdate knows it.
translate = QCoreApplication.translate


class DraftMembers(Card):
    """Lists the members of a draft.

    Signals:
        removed: the QueueMembers that are to leave.
        kept: the QueueMembers that are to stay after all.
    """

    removed = Signal(object)
    kept = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.model: CellsModel[DraftMember] = CellsModel(
            lambda row: member_texts(row.member), self, columns=_columns()
        )
        self._title = heading("", self)
        self._title.setObjectName(f"{_NAME}.members.title")
        self._search = QLineEdit(self)
        self._search.setObjectName(f"{_NAME}.members_filter")
        self._search.setPlaceholderText(translate("queues", "Filter members"))
        self._search.setAccessibleName(translate("queues", "Filter members"))
        self._search.setClearButtonEnabled(True)
        self.table = PickTable(
            self.model,
            translate("queues", "Members"),
            f"{_NAME}.members",
            widths=(*MEMBER_WIDTHS, ColumnWidth(80, 80)),
            parent=self,
        )
        self.table.allow_sorting()
        self._remove = Button(translate("queues", "Remove"), parent=self)
        self._remove.setObjectName(f"{_NAME}.remove")
        self._keep = Button(translate("queues", "Keep"), parent=self)
        self._keep.setObjectName(f"{_NAME}.keep")
        self._lay_out()
        self._search.textChanged.connect(self.model.show_only)
        self.table.picked.connect(self._toggle)
        self._remove.clicked.connect(lambda _checked: self._tell_removed())
        self._keep.clicked.connect(lambda _checked: self._tell_kept())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.show_members((), 0)

    def show_members(self, rows: Sequence[DraftMember], count: int) -> None:
        """Lists a draft; what is selected and in view stays so where it is still there.

        Args:
            rows: everyone who is concerned.
            count: how many members there will be.
        """
        scrolled = self.table.verticalScrollBar().value()
        current = self.model.item(self.table.currentIndex().row())
        self._title.setText(
            translate("queues", "Members afterwards: {count}").format(count=count_words(count))
        )
        self.model.show_rows(_columns(), rows)
        if current is not None:
            number = current.member.sip_number
            row = self.model.row_of(lambda one: one.member.sip_number == number)
            if row >= 0:
                self.table.selectRow(row)
        self.table.verticalScrollBar().setValue(scrolled)
        self._allow()

    def forget_filter(self) -> None:
        """Lists everyone."""
        self._search.clear()

    def _selected(self, *, leaving: bool) -> list[DraftMember]:
        rows = [self.model.item(row) for row in self.table.selected_rows]
        return [
            row for row in rows if row is not None and (row.standing is Standing.LEAVES) is leaving
        ]

    def _allow(self) -> None:
        self._remove.setEnabled(bool(self._selected(leaving=False)))
        self._keep.setEnabled(bool(self._selected(leaving=True)))

    def _toggle(self) -> None:
        if self._selected(leaving=False):
            self._tell_removed()
        else:
            self._tell_kept()

    def _tell_removed(self) -> None:
        self.removed.emit([row.member for row in self._selected(leaving=False)])

    def _tell_kept(self) -> None:
        self.kept.emit([row.member for row in self._selected(leaving=True)])

    def _lay_out(self) -> None:
        self.column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        self.column.setSpacing(theme.STEP_S)
        head = QHBoxLayout()
        head.setContentsMargins(_EDGE + 4, _EDGE, _EDGE, 0)
        head.setSpacing(theme.STEP_S)
        head.addWidget(self._title, 1)
        head.addWidget(self._remove)
        head.addWidget(self._keep)
        self.column.addLayout(head)
        row = QHBoxLayout()
        row.setContentsMargins(_EDGE, 0, _EDGE, 0)
        row.addWidget(self._search)
        self.column.addLayout(row)
        self.column.addWidget(self.table, 1)
        QWidget.setTabOrder(self._search, self.table)
        QWidget.setTabOrder(self.table, self._remove)
        QWidget.setTabOrder(self._remove, self._keep)


def _columns() -> tuple[Column, ...]:
    change = Column(
        translate("queues", "Change"), _standing_words, ColumnKind.QUIET, pill=_standing_tone
    )
    return (*map(_of_draft, member_columns()), change)


def _of_draft(column: Column) -> Column:
    """A column of members that shows the members of drafts."""

    def value(row: DraftMember) -> object:
        return column.value(row.member)

    return column._replace(value=value)


def _standing_words(row: DraftMember) -> str:
    return {
        Standing.STAYS: translate("queues", "Stays"),
        Standing.JOINS: translate("queues", "Joins"),
        Standing.LEAVES: translate("queues", "Leaves"),
    }[row.standing]


def _standing_tone(row: DraftMember) -> Tone | None:
    return {Standing.STAYS: None, Standing.JOINS: Tone.OK, Standing.LEAVES: Tone.BAD}[row.standing]
