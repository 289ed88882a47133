"""Where every row of a list went: a sum that adds up, or says loudly that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from dialer.ui import task_words, theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.facts import Facts
from dialer.ui.widgets.notice import Notice
from dialer.ui.widgets.pill import Pill

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from dialer.domain.task_rules import TaskSummary


class SumCard(Card):
    """Hidden until a task has come to its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addWidget(heading(self.tr("Where every row went"), self))
        self._pill = Pill("", Tone.OK, self)
        self._pill.setObjectName("tasks.sum.check")
        row.addWidget(self._pill)
        row.addStretch(1)
        self.column.addLayout(row)
        self._facts = Facts("tasks.sum", self)
        self.column.addWidget(self._facts)
        self._fault = Notice("tasks.sum.fault", self)
        self.column.addWidget(self._fault)
        self.hide()

    def show_summary(self, summary: TaskSummary) -> None:
        """Shows the sum."""
        sums = summary.sums
        unsent = sums.waiting + sums.sending + sums.rejected + sums.not_sent
        facts = [
            ("read", self.tr("Rows read"), summary.read),
            ("accepted", self.tr("Accepted by the provider"), sums.accepted),
            ("left_out", self.tr("Rejected when checked"), summary.left_out),
            ("skipped", self.tr("Skipped"), sums.skipped),
            ("unknown", self.tr("Outcome unknown"), sums.unknown),
        ]
        if unsent:
            facts.append(("unsent", self.tr("Refused or not sent"), unsent))
        self._facts.show_facts(
            [(key, name, task_words.count_words(count)) for key, name, count in facts]
        )
        if summary.adds_up:
            self._pill.show_words(self.tr("✓ Adds up"), Tone.OK)
            self._fault.clear()
        else:
            self._pill.show_words(self.tr("Does not add up"), Tone.BAD)
            self._fault.show_words(
                Tone.BAD,
                self.tr("{rows} are not accounted for").format(
                    rows=task_words.rows_words(abs(summary.difference))
                ),
                self.tr(
                    "This must never happen. Do not send this list again: show IT the log, and"
                    " look in the provider's portal which numbers it has."
                ),
            )
        self.show()
