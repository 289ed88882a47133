"""How one call is painted in a list of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from dialer.domain.two_way_limits import FOLLOWED_FOR_MS
from dialer.ui import theme
from dialer.ui.models.recent_calls import RecentRole, RecentRow
from dialer.ui.theme import Tone
from dialer.ui.widgets.drawing import (
    RIGHT,
    draw_avatar,
    draw_focus_ring,
    draw_pill,
    draw_words,
    fill_rounded,
    pill_font,
    pill_size,
    smooth,
)
from dialer.ui.words import talk_time

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

    from dialer.ui.theme import Tokens

ROW_HEIGHT = 57
_AVATAR = 32
_EDGE = 4


class CallRowDelegate(QStyledItemDelegate):
    """Avatar, number and origin on the left; outcome and time on the right."""

    def sizeHint(  # noqa: N802 - Qt's name
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines, with room around them."""
        return QSize(200, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        row: RecentRow = index.data(RecentRole.ROW)
        rect = QRectF(option.rect)
        state = option.state
        font = option.font
        painter.save()
        smooth(painter)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            ground = tokens.accent_tint if selected else tokens.raised
            fill_rounded(painter, rect.adjusted(0, 1, 0, -2), theme.RADIUS, ground=ground)
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        fill_rounded(painter, line, 0, ground=tokens.border)
        inner = rect.adjusted(_EDGE, 0, -_EDGE, 0)
        right = _paint_outcome(painter, inner, row, font, tokens)
        _paint_number(painter, inner.adjusted(0, 0, -right, 0), row, font, tokens)
        if state & QStyle.StateFlag.State_HasFocus:
            draw_focus_ring(painter, rect.adjusted(0, 1, 0, -2), theme.RADIUS, tokens.accent)
        painter.restore()


def _paint_number(
    painter: QPainter, rect: QRectF, row: RecentRow, font: QFont, tokens: Tokens
) -> None:
    top = rect.top() + (ROW_HEIGHT - _AVATAR) / 2
    circle = QRectF(rect.left(), top, _AVATAR, _AVATAR)
    draw_avatar(painter, circle, row.badge, font=pill_font(font))
    words = rect.adjusted(_AVATAR + 10, 9, -theme.STEP_S, 0)
    painter.setFont(font)
    for text, colour, offset in (
        (row.number, tokens.text, 0),
        (row.origin, tokens.muted, 19),
    ):
        line = QRectF(words.left(), words.top() + offset, words.width(), 18)
        draw_words(painter, line, text, ink=colour)
    if row.mark:
        taken = painter.fontMetrics().horizontalAdvance(row.number) + theme.STEP_S
        _paint_mark(painter, words.adjusted(taken, 0, 0, 0), row.mark, font=font)


def _paint_outcome(
    painter: QPainter, rect: QRectF, row: RecentRow, font: QFont, tokens: Tokens
) -> float:
    """Paints the right half; returns how wide it is."""
    bold = pill_font(font)
    size = pill_size(row.outcome, bold)
    pill = QRectF(rect.right() - size.width(), rect.top() + 9, size.width(), size.height())
    ground, ink = tokens.tint(row.tone), tokens.ink(row.tone)
    draw_pill(painter, pill, row.outcome, ground=ground, ink=ink, font=bold)
    small = QFont(font)
    small.setPixelSize(theme.SMALL_PX)
    painter.setFont(small)
    line = QRectF(rect.left(), rect.top() + 29, rect.width(), 18)
    when = _when_now(row)
    draw_words(painter, line, when, ink=tokens.muted, at=RIGHT)
    return max(pill.width(), painter.fontMetrics().horizontalAdvance(when))


def _when_now(row: RecentRow) -> str:
    """With how long they have talked by now, as long as anybody asks how the call goes."""
    if row.talking_since_ms is None:
        return row.when
    talked_ms = QDateTime.currentMSecsSinceEpoch() - row.talking_since_ms
    return row.when if talked_ms > FOLLOWED_FOR_MS else f"{row.when} · {talk_time(talked_ms)}"


def _paint_mark(painter: QPainter, room: QRectF, words: str, *, font: QFont) -> None:
    """Paints a mark behind the number, where there is room for all of it."""
    bold = pill_font(font)
    size = pill_size(words, bold)
    if size.width() > room.width():
        return
    pill = QRectF(room.left(), room.top() - 1, size.width(), size.height())
    tokens = theme.current()
    draw_pill(
        painter, pill, words, ground=tokens.accent_tint, ink=tokens.ink(Tone.ACCENT), font=bold
    )
