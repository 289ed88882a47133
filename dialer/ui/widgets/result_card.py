"""The result card: what became of the last press of the Call button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QElapsedTimer, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QPainter,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from dialer.ui import theme, words
from dialer.ui.widgets.buttons import Button, ButtonKind, is_enter
from dialer.ui.widgets.cards import heading, quiet
from dialer.ui.widgets.drawing import draw_focus_ring, draw_icon, fill_rounded, smooth

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QKeyEvent, QPaintEvent, QShowEvent

    from dialer.ui.outcomes import Outcome

_EDGE = 14
_ICON_PX = 18
_FRAME_MS = 33
_TALK_STEP_MS = 500
# A key pressed twice in haste must not answer a question nobody has read.
READING_TIME_MS = 300
_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class ResultCard(QFrame):
    """Shows one outcome at a time; its parts are built for the outcome that needs them."""

    confirmed = Signal()
    cancelled = Signal()
    action_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("call.result")
        self._outcome: Outcome | None = None
        self._content: QWidget | None = None
        self._shown_for = QElapsedTimer()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)

    @property
    def is_question(self) -> bool:
        """True while it waits for an answer."""
        return self._outcome is not None and self._outcome.is_question

    @property
    def takes_keys(self) -> bool:
        """True once a question has been in sight long enough to be answered by a key."""
        return self.is_question and self._shown_for.elapsed() >= READING_TIME_MS

    def show_outcome(self, outcome: Outcome) -> None:
        """Replaces what the card shows, and tells screen readers."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and (focused is self or self.isAncestorOf(focused))
        self._outcome = outcome
        self._shown_for.start()
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
        self._content = self._build(outcome)
        self._column.addWidget(self._content)
        # Only a question takes the keyboard: Tab would stop at every plain result.
        self.setFocusPolicy(
            Qt.FocusPolicy.StrongFocus if outcome.is_question else Qt.FocusPolicy.NoFocus
        )
        self.setAccessibleName(outcome.title)
        self.setAccessibleDescription(outcome.body)
        self.show()
        self.update()
        if outcome.is_question or had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._announce(f"{outcome.title}. {outcome.body}")

    def clear(self) -> None:
        """Takes the outcome away."""
        self._outcome = None
        self.hide()

    def confirm_by_key(self) -> None:
        """Answers the question with yes, where it was in sight long enough."""
        if self.takes_keys:
            self.confirmed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Answers the question: Enter calls, anything else is left to the page."""
        if is_enter(event) and self.is_question:
            if not event.isAutoRepeat():
                self.confirm_by_key()
            event.accept()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        if self._outcome is None:
            return
        tokens = theme.current()
        painter = smooth(QPainter(self))
        rect = QRectF(self.rect())
        ground = tokens.tint(self._outcome.tone)
        fill_rounded(painter, rect, theme.CARD_RADIUS, ground=ground)
        if self.hasFocus():
            draw_focus_ring(painter, rect, theme.CARD_RADIUS, tokens.accent)

    def _build(self, outcome: Outcome) -> QWidget:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_S)
        column.addLayout(_title_row(outcome, content))
        if outcome.body:
            column.addWidget(_wrapping(QLabel(outcome.body, content), "call.result.body"))
        if outcome.is_moving:
            column.addWidget(_MovingBar(content))
        if outcome.call_id:
            column.addLayout(self._call_id_row(outcome.call_id, content))
        buttons = self._buttons(outcome, content)
        if buttons:
            row = QHBoxLayout()
            row.setSpacing(theme.STEP_S)
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        if outcome.fine_print:
            column.addWidget(_wrapping(quiet(outcome.fine_print, content), "call.result.details"))
        return content

    def _call_id_row(self, call_id: str, content: QWidget) -> QHBoxLayout:
        label = _wrapping(QLabel(call_id, content), "call.call_id")
        label.setWordWrap(False)
        label.setFont(theme.mono_font())
        copy = Button(self.tr("Copy call ID"), ButtonKind.SMALL, content)
        copy.setObjectName("call.copy_call_id")
        copy.clicked.connect(lambda: self._copy(copy, call_id))
        row = QHBoxLayout()
        row.setSpacing(theme.STEP_S)
        row.addWidget(label)
        row.addWidget(copy)
        row.addStretch(1)
        return row

    def _buttons(self, outcome: Outcome, content: QWidget) -> list[Button]:
        buttons = []
        if outcome.is_question:
            call = Button(outcome.yes_words or self.tr("Call"), ButtonKind.PRIMARY, content)
            call.setObjectName("call.confirm")
            call.clicked.connect(self.confirmed)
            cancel = Button(self.tr("Cancel"), ButtonKind.PLAIN, content)
            cancel.setObjectName("call.cancel")
            cancel.clicked.connect(self.cancelled)
            buttons += [call, cancel]
        action = outcome.action
        if action is not None:
            step = Button(words.action_words(action), ButtonKind.PLAIN, content)
            step.setObjectName("call.result.action")
            step.clicked.connect(lambda: self.action_requested.emit(action))
            buttons.append(step)
        if outcome.details:
            copy = Button(self.tr("Copy details"), ButtonKind.PLAIN, content)
            copy.setObjectName("call.copy_details")
            copy.clicked.connect(lambda: self._copy(copy, outcome.details))
            buttons.append(copy)
        return buttons

    def _copy(self, button: Button, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        button.setText(self.tr("Copied"))
        self._announce(self.tr("Copied"))

    def _announce(self, sentence: str) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))


def _title_row(outcome: Outcome, content: QWidget) -> QHBoxLayout:
    title = heading(outcome.title, content, theme.BASE_PX + 1)
    theme.set_property(
        title, "tone", "muted" if outcome.tone is theme.Tone.NEUTRAL else outcome.tone.value
    )
    title.setObjectName("call.result.title")
    title.setWordWrap(True)
    # What was typed may stand in a title, and never as markup.
    title.setTextFormat(Qt.TextFormat.PlainText)
    row = QHBoxLayout()
    row.setSpacing(theme.STEP_S)
    row.addWidget(_ToneIcon(outcome, content), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(title, 1)
    if outcome.talking_since_ms is not None:
        row.addWidget(_TalkClock(outcome.talking_since_ms, content))
    return row


def _wrapping(label: QLabel, object_name: str) -> QLabel:
    """A label whose text can be read in full and selected with mouse or keyboard."""
    label.setObjectName(object_name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(_SELECTABLE)
    return label


class _ToneIcon(QWidget):
    """The icon that says with a shape what the tone says with a colour."""

    def __init__(self, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = (outcome.icon, outcome.tone)
        self.setFixedSize(_ICON_PX, _ICON_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        name, tone = self._look
        colour = theme.current().ink(tone)
        draw_icon(QPainter(self), name, colour, rect=QRectF(self.rect()), size_px=_ICON_PX)


class _MovingBar(QWidget):
    """Moves while something is under way, and only while it can be seen."""

    _STEP = 0.02
    _PART = 0.3

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(4)
        self._at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._move)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Starts moving."""
        super().showEvent(event)
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        if self.style().styleHint(hint, None, self) > 0:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Stops moving."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        fill_rounded(painter, whole, 2, ground=tokens.selection)
        left = (whole.width() * (1 + self._PART)) * self._at - whole.width() * self._PART
        part = QRectF(left, 0, whole.width() * self._PART, whole.height())
        painter.setClipRect(whole)
        fill_rounded(painter, part, 2, ground=tokens.accent)

    def _move(self) -> None:
        self._at = (self._at + self._STEP) % 1.0
        self.update()


class _TalkClock(QLabel):
    """How long they have talked; goes on while it can be seen."""

    def __init__(self, since_ms: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._since_ms = since_ms
        self.setObjectName("call.talk_time")
        self.setFont(theme.font_of(self, theme.TITLE_PX, bold=True))
        self._timer = QTimer(self)
        self._timer.setInterval(_TALK_STEP_MS)
        self._timer.timeout.connect(self._count)
        self._count()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Goes on."""
        super().showEvent(event)
        self._count()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Rests."""
        super().hideEvent(event)
        self._timer.stop()

    def _count(self) -> None:
        now_ms = QDateTime.currentMSecsSinceEpoch()
        self.setText(words.talk_time(now_ms - self._since_ms))
