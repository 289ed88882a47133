"""A choice of two or more, all in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.widgets.drawing import (
    CENTRE,
    draw_focus_ring,
    draw_words,
    fill,
    fill_rounded,
    smooth,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

_PADDING = 10
# By number: Qt's enums themselves cost 14 ms before the first paint.
_CLICK_FOCUS, _STRONG_FOCUS = 2, 11


class Segmented(QWidget):
    """Exclusive options side by side: radio buttons that look like one control.

    Args:
        options: value and words of each.
        name: accessible name of the whole.
        even: whether all options are as wide, or each as its words need.
        object_name: stable name; an option's is its value after a dot.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        name: str,
        parent: QWidget | None = None,
        *,
        even: bool = True,
        object_name: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setFixedHeight(theme.CONTROL_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._segments: dict[str, _Segment] = {}
        for index, (value, words) in enumerate(options):
            segment = _Segment(words, self, is_first=index == 0, is_last=index == len(options) - 1)
            segment.setAccessibleName(f"{name}: {words}")
            segment.setObjectName(f"{object_name}.{value}" if object_name else "")
            # Toggled, not clicked: a screen reader's press only toggles.
            segment.toggled.connect(lambda on, value=value: self._take(value) if on else None)
            row.addWidget(segment, 1 if even else 0)
            self._segments[value] = segment
        self.choose(options[0][0])

    def choose(self, value: str) -> None:
        """Chooses an option.

        Raises:
            KeyError: there is no such option.
        """
        self._segments[value].setChecked(True)

    def take_keyboard(self) -> None:
        """Puts the keyboard on the option that is chosen."""
        self._segments[self.value].setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

    @property
    def first_option(self) -> QWidget:
        """The first of the radio buttons, in the order of Tab."""
        return next(iter(self._segments.values()))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The options, as Tab meets them."""
        return tuple(self._segments.values())

    @property
    def value(self) -> str:
        """The option that is chosen."""
        return next(value for value, one in self._segments.items() if one.isChecked())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        fill_rounded(painter, whole, theme.RADIUS, ground=tokens.surface, edge=tokens.border)

    def _take(self, value: str) -> None:
        # Tab comes to the option that is chosen; from there arrow keys lead to the others.
        for one, segment in self._segments.items():
            segment.setProperty("focusPolicy", _STRONG_FOCUS if one == value else _CLICK_FOCUS)
        self.chosen.emit(value)


class _Segment(QRadioButton):
    """One option. Arrow keys move between them, as in any group of radio buttons."""

    def __init__(self, words: str, parent: QWidget, *, is_first: bool, is_last: bool) -> None:
        super().__init__(words, parent)
        self._rounds = (is_first, is_last)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802 - Qt's name
        """The whole segment is the target, not only the mark a style would draw."""
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        font = theme.font_of(self, bold=True)
        width = QFontMetrics(font).horizontalAdvance(self.text()) + 2 * _PADDING
        return QSize(width, theme.CONTROL_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return QSize(60, theme.CONTROL_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        checked = self.isChecked()
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if checked:
            fill(painter, self._shape(ground), tokens.accent_tint)
        font = theme.font_of(self, bold=checked)
        painter.setFont(font)
        ink = tokens.accent if checked else tokens.muted
        words = QRectF(self.rect()).adjusted(4, 0, -4, 0)
        draw_words(painter, words, self.text(), ink=ink, at=CENTRE)
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), theme.RADIUS, tokens.accent)

    def _shape(self, rect: QRectF) -> QPainterPath:
        """Round at the outer ends of the control, straight where two options meet."""
        path = QPainterPath()
        radius = theme.RADIUS - 1
        path.addRoundedRect(rect, radius, radius)
        rounds_left, rounds_right = self._rounds
        if not rounds_left:
            path = path.united(_block(rect.adjusted(-1, 0, -rect.width() / 2, 0)))
        if not rounds_right:
            path = path.united(_block(rect.adjusted(rect.width() / 2, 0, 1, 0)))
        return path


def _block(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRect(rect)
    return path
