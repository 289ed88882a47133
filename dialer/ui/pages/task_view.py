"""One outbound task: what it is made of, how far it has come, where every row went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialer.ui import task_words, theme
from dialer.ui.widgets.batch_card import BatchCard
from dialer.ui.widgets.buttons import Button
from dialer.ui.widgets.cards import heading, quiet
from dialer.ui.widgets.pill import Pill
from dialer.ui.widgets.scroll_column import ScrollColumn
from dialer.ui.widgets.sending_card import SendingCard
from dialer.ui.widgets.step_line import StepLine
from dialer.ui.widgets.sum_card import SumCard
from dialer.ui.widgets.task_sheet import TaskSheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.diagnosis import Diagnosis
    from dialer.domain.number_lists import NumberList
    from dialer.domain.task_rules import TaskSummary
    from dialer.domain.tasks import Batch, OutboundTask


class TaskView(QWidget):
    """Shows one task.

    Args:
        explain: what became of a batch; None where there is nothing to explain.

    Signals:
        left: the person goes back to the list.
    """

    left = Signal()

    def __init__(
        self,
        explain: Callable[[OutboundTask, Batch], Diagnosis | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        head = self._make_head()
        self._line = StepLine(
            "tasks.task.step",
            (self.tr("Numbers"), self.tr("Settings"), self.tr("Review and send")),
            self,
        )
        self._source = quiet("", self, theme.BASE_PX)
        self._source.setObjectName("tasks.task.source")
        self._source.setWordWrap(True)
        self._scroll = ScrollColumn(self)
        self.sheet = TaskSheet("tasks.task", self)
        self.sending = SendingCard(self)
        self.batches = BatchCard(explain, self)
        self.sum = SumCard(self)
        for widget in (self.sheet, self.sending, self.batches, self.sum):
            self._scroll.column.addWidget(widget)
        self._scroll.end()
        column = QVBoxLayout(self)
        edge = theme.STEP_XL
        column.setContentsMargins(edge, theme.STEP_L, edge, theme.STEP_M)
        column.setSpacing(theme.STEP_M)
        column.addLayout(head)
        column.addWidget(self._line)
        column.addWidget(self._source)
        column.addWidget(self._scroll, 1)

    def show_made_of(
        self,
        task: OutboundTask,
        found: NumberList | None,
        facts: Sequence[tuple[str, str, str]],
        *,
        is_new: bool,
    ) -> None:
        """Shows what does not change while a task is sent.

        Args:
            task: the task.
            found: its checked list; None where that is no longer stored.
            facts: its settings: key, name and value of each.
            is_new: it was made a moment ago: the steps that made it stay in sight.
        """
        self._title.setText(self.tr("New outbound task") if is_new else task.settings.name)
        self._line.setVisible(is_new)
        self._line.show_current(2, (True, True, False))
        # Made is made: there is no way back into its steps.
        self._line.setEnabled(False)
        self._source.setVisible(not is_new)
        self._source.setText(
            self.tr("{numbers} of {list}").format(
                numbers=task_words.numbers_words(task.count), list=task.list_name
            )
        )
        self.sheet.show_list(found)
        self.sheet.show_facts(task_words.settings_title(task.settings), facts)

    def show_progress(
        self,
        task: OutboundTask,
        left_ms: int | None,
        *,
        summary: TaskSummary | None,
        may_save: bool,
    ) -> None:
        """Shows where the task stands now.

        Args:
            task: the task.
            left_ms: how long the rest takes; None where nobody knows.
            summary: where every row went, once the task is at its end.
            may_save: there are rows that were left out.
        """
        self._pill.show_words(*task_words.task_pill(task))
        self.sending.show_task(task, left_ms, may_save=may_save)
        self.batches.show_task(task)
        self.sum.setVisible(summary is not None)
        if summary is not None:
            self.sum.show_summary(summary)

    def take_focus(self) -> None:
        """Takes the keyboard, when it was just opened."""
        self._back.setFocus()

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(theme.STEP_S)
        self._title = heading("", self, theme.TITLE_PX)
        self._title.setObjectName("tasks.task.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._pill = Pill("", parent=self)
        self._pill.setObjectName("tasks.task.state")
        self._back = back = Button(self.tr("All tasks"), parent=self)
        back.setObjectName("tasks.task.back")
        back.clicked.connect(lambda _checked: self.left.emit())
        head.addWidget(self._title, 1)
        head.addWidget(self._pill)
        head.addWidget(back)
        return head
