"""Over which time: a few usual spans, or one from a moment to another."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QRectF, QTime, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QWidget

from dialer.services.agent_figures import Span
from dialer.ui import theme
from dialer.ui.figure_words import moment_words
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.drawing import draw_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent

    from dialer.ui.widgets.fields import ComboBox

_LAST_DAYS = 7
_CHEVRON_PX = 14
# Named as lupdate knows it.
translate = QCoreApplication.translate


class SpanKind(enum.StrEnum):
    """A usual span, by this computer's clock."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_DAYS = "last_days"
    CUSTOM = "custom"


class MomentEdit(QDateTimeEdit):
    """A date and a time, typed or taken from a calendar; the wheel is left to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCalendarPopup(True)
        self.setFixedHeight(theme.CONTROL_HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Changes nothing."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        super().paintEvent(event)
        place = QRectF(self.width() - 26, 0, 20, self.height())
        muted = theme.current().muted
        draw_icon(QPainter(self), "chevron-down", muted, rect=place, size_px=_CHEVRON_PX)


class MomentsChoice(QWidget):
    """The two moments of a span that is not a usual one; hidden while a usual one is chosen.

    Args:
        name: object names start with it: ``.from``, ``.to``.
        menu: where the kind of span is chosen.

    Signals:
        chosen: a usual span was chosen; moments are typed until somebody asks for them.
    """

    chosen = Signal()

    def __init__(self, name: str, menu: ComboBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu = menu
        for kind, words in (
            (SpanKind.TODAY, translate("agents", "Today")),
            (SpanKind.YESTERDAY, translate("agents", "Yesterday")),
            (SpanKind.LAST_DAYS, translate("agents", "Last 7 days")),
            (SpanKind.CUSTOM, translate("agents", "From … to …")),
        ):
            menu.addItem(words, kind)
        self._from = MomentEdit(self)
        self._to = MomentEdit(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.STEP_S)
        for edit, part, words in (
            (self._from, "from", translate("agents", "From")),
            (self._to, "to", translate("agents", "To")),
        ):
            edit.setObjectName(f"{name}.{part}")
            edit.setAccessibleName(words)
            label = quiet(words, self)
            label.setBuddy(edit)
            row.addWidget(label)
            row.addWidget(edit)
        row.addStretch(1)
        self.hide()
        menu.currentIndexChanged.connect(lambda _at: self._choose())

    @property
    def span(self) -> Span:
        """The span meant now; ``Today`` moves on."""
        start, end = self._moments()
        return Span(start.toMSecsSinceEpoch(), end.toMSecsSinceEpoch())

    @property
    def words(self) -> str:
        """The span in words, e.g. ``Yesterday``, or its two moments."""
        start, end = self._moments()
        if self.kind is SpanKind.YESTERDAY:
            return self._menu.currentText()
        if self.kind is SpanKind.CUSTOM:
            between = translate("agents", "{start} to {end}")
        else:
            between = translate("agents", "{name} until {end}")
        return between.format(
            name=self._menu.currentText(), start=moment_words(start), end=moment_words(end)
        )

    @property
    def kind(self) -> SpanKind:
        """Which kind of span is chosen."""
        return SpanKind(self._menu.currentData())

    def _moments(self) -> tuple[QDateTime, QDateTime]:
        now = QDateTime.currentDateTime()
        midnight = QDateTime(now.date(), QTime(0, 0))
        return {
            SpanKind.TODAY: (midnight, now),
            SpanKind.YESTERDAY: (midnight.addDays(-1), midnight),
            SpanKind.LAST_DAYS: (midnight.addDays(1 - _LAST_DAYS), now),
            SpanKind.CUSTOM: (self._from.dateTime(), self._to.dateTime()),
        }[self.kind]

    def _choose(self) -> None:
        is_custom = self.kind is SpanKind.CUSTOM
        if is_custom and self.isHidden():
            now = QDateTime.currentDateTime()
            self._from.setDateTime(QDateTime(now.date(), QTime(0, 0)))
            self._to.setDateTime(now)
        self.setVisible(is_custom)
        if not is_custom:
            self.chosen.emit()
