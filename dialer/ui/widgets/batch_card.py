"""Batches that were not accepted: what became of each, and the person's word on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from dialer.domain.task_rules import settings_of
from dialer.domain.tasks import BatchWord, TaskState
from dialer.ui import task_words
from dialer.ui.models.batches import BatchesModel
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import Button, ButtonKind
from dialer.ui.widgets.cards import Card, heading
from dialer.ui.widgets.inline_question import InlineQuestion
from dialer.ui.widgets.list_table import HEADER_HEIGHT, ROW_HEIGHT, ColumnWidth, ListTable
from dialer.ui.widgets.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from dialer.domain.diagnosis import Diagnosis
    from dialer.domain.tasks import Batch, OutboundTask

_SHOWN_ROWS = 5
# Batch, numbers, state, sent, requests.
_WIDTHS = (
    ColumnWidth(140, 78),
    ColumnWidth(110, 72),
    ColumnWidth(200, 128),
    ColumnWidth(160, 100),
    ColumnWidth(100, 74),
)


class BatchCard(Card):
    """Hidden while every batch is settled or waits its turn.

    Args:
        explain: what became of a batch; None where there is nothing to explain.

    Signals:
        word_given: position of a batch and the BatchWord; what needs a question was asked.
    """

    word_given = Signal(int, object)

    def __init__(
        self,
        explain: Callable[[OutboundTask, Batch], Diagnosis | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._explain = explain
        self._task: OutboundTask | None = None
        self._shown: tuple[str, Batch, TaskState] | None = None
        self.column.addWidget(heading(self.tr("Batches that need you"), self))
        self.model = BatchesModel(self)
        self.table = ListTable(
            self.model, self.tr("Batches that need you"), "tasks.batches", widths=_WIDTHS
        )
        self.column.addWidget(self.table)
        self.notice = Notice("tasks.batch", self)
        self.column.addWidget(self.notice)
        self.question = InlineQuestion("tasks.batch.question", self)
        self.question.answered.connect(self._hear)
        self.column.addWidget(self.question)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_batch())
        self.hide()

    def show_task(self, task: OutboundTask) -> None:
        """Shows the open batches of a task; the one that was looked at stays open."""
        looked_at = self._current()
        is_same = self._task is not None and self._task.task_id == task.task_id
        self._task = task
        self.model.show_task(task)
        batches = self.model.batches
        self.setVisible(bool(batches))
        if not batches:
            self.question.clear()
            self._shown = None
            return
        wanted = looked_at.position if is_same and looked_at is not None else -1
        rows = [row for row, batch in enumerate(batches) if batch.position == wanted]
        self.table.setFixedHeight(HEADER_HEIGHT + min(len(batches), _SHOWN_ROWS) * ROW_HEIGHT + 2)
        self.table.selectRow(rows[0] if rows else 0)
        self._show_batch()

    def set_busy(self, *, is_busy: bool) -> None:
        """Meanwhile no word can be given."""
        self.notice.setEnabled(not is_busy)

    def shows(self, batch: Batch) -> bool:
        """Tells whether what is shown of a batch is what is known of it now."""
        return self._shown is not None and self._shown[1] == batch

    def _current(self) -> Batch | None:
        row = self.table.currentIndex().row()
        batches = self.model.batches
        return batches[row] if 0 <= row < len(batches) else None

    def _show_batch(self) -> None:
        task, batch = self._task, self._current()
        if task is None or batch is None:
            return
        shown = (task.task_id, batch, task.state)
        if shown == self._shown:
            return
        self._shown = shown
        self.question.clear()
        self.notice.setEnabled(True)
        tone = Tone.WARN if batch.in_doubt else Tone.BAD
        title, body = self._words(task, batch)
        self.notice.show_words(tone, title, body)
        self.notice.show_buttons(self._buttons(task, batch))

    def _words(self, task: OutboundTask, batch: Batch) -> tuple[str, str]:
        diagnosis = self._explain(task, batch)
        happened = task_words.batch_pill(batch)[0]
        title = self.tr("Batch {position}, {numbers}: {happened}").format(
            position=task_words.count_words(batch.position),
            numbers=task_words.numbers_words(batch.count),
            happened=happened,
        )
        lines = []
        if diagnosis is not None:
            reason = diagnosis.title[:1].upper() + diagnosis.title[1:]
            parts = [f"{reason}.", diagnosis.cause]
            # Of a batch in doubt, the next step is to look, not to send it again.
            parts += [] if batch.in_doubt else [diagnosis.next_step]
            lines.append(" ".join(filter(None, parts)))
        if batch.in_doubt:
            lines.append(
                self.tr(
                    "Look in the provider's portal for a task named “{name}”. It tells whether"
                    " these numbers arrived. Until you say so, they are not sent again."
                ).format(name=settings_of(task, batch).name)
            )
        if batch.words:
            lines.append(f"“{batch.words}”")
        if batch.request_id:
            lines.append(self.tr("Request ID {id}").format(id=batch.request_id))
        return title, "\n".join(lines)

    def _buttons(self, task: OutboundTask, batch: Batch) -> list[Button]:
        may_send = task.state is not TaskState.CANCELLED
        buttons = []
        if batch.in_doubt:
            buttons.append(self._button("arrived", self.tr("It arrived"), BatchWord.COUNT_AS_SENT))
            if may_send:
                again = Button(self.tr("It did not arrive: send again…"), parent=self)
                again.setObjectName("tasks.batch.send_again")
                again.clicked.connect(lambda _checked: self._ask(batch))
                buttons.append(again)
        elif may_send:
            buttons.append(
                self._button(
                    "send_again", self.tr("Send again"), BatchWord.SEND_AGAIN, ButtonKind.PRIMARY
                )
            )
        buttons.append(self._button("skip", self.tr("Skip"), BatchWord.SKIP))
        return buttons

    def _button(
        self, name: str, words: str, word: BatchWord, kind: ButtonKind = ButtonKind.PLAIN
    ) -> Button:
        button = Button(words, kind, self)
        button.setObjectName(f"tasks.batch.{name}")
        button.clicked.connect(lambda _checked: self._give(word))
        return button

    def _give(self, word: BatchWord) -> None:
        batch = self._current()
        if batch is not None:
            self.word_given.emit(batch.position, word)

    def _ask(self, batch: Batch) -> None:
        self.question.pose(
            Tone.WARN,
            self.tr("Send batch {position} again?").format(
                position=task_words.count_words(batch.position)
            ),
            self.tr(
                "If it did arrive, {numbers} will be called twice. Send it again only after you"
                " have looked in the portal."
            ).format(numbers=task_words.numbers_words(batch.count)),
            yes=self.tr("Send {numbers} again").format(
                numbers=task_words.numbers_words(batch.count)
            ),
            no=self.tr("Do not send"),
        )

    def _hear(self, yes: bool) -> None:  # noqa: FBT001 - a slot, as the signal gives it
        if yes:
            self._give(BatchWord.SEND_AGAIN)
