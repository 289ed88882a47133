"""Rows of which one is chosen: sections of a page, accounts in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.drawing import (
    draw_focus_ring,
    draw_pill,
    fill_rounded,
    pill_font,
    pill_size,
    smooth,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_SECTION_HEIGHT = 36
_ACCOUNT_HEIGHT = 57
_AVATAR_PX = 32
_EDGE = 8


class _Row(QRadioButton):
    """A radio button whose whole face is the target; arrow keys move between rows."""

    def __init__(self, words: str, height: int, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._height = height
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def hitButton(self, at: QPoint) -> bool:  # noqa: N802 - Qt's name
        return self.rect().contains(at)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(120, self._height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()


class SectionRow(_Row):
    """One section of a page: the chosen one is bold and in the accent colour."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, _SECTION_HEIGHT, parent)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        painter.setFont(theme.font_of(self, bold=self.isChecked()))
        painter.setPen(QColor(tokens.accent if self.isChecked() else tokens.text))
        words = QRectF(self.rect()).adjusted(_EDGE, 0, -_EDGE, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            draw_focus_ring(painter, QRectF(self.rect()), theme.RADIUS, tokens.accent)


class AccountRow(_Row):
    """One account: initials, name, what it is, and its health.

    Args:
        name: what people call it.
        description: provider, host and masked key.
    """

    def __init__(self, name: str, description: str, parent: QWidget | None = None) -> None:
        super().__init__(name, _ACCOUNT_HEIGHT, parent)
        self._description = description
        self._is_unsaved = False
        self._health = ("", Tone.NEUTRAL)
        self._tell()

    def show_health(self, words: str, tone: Tone) -> None:
        """Replaces the pill at the right."""
        self._health = (words, tone)
        self._tell()

    def show_unsaved(self, *, is_unsaved: bool) -> None:
        """Says that something was typed for the account and not saved."""
        if is_unsaved is not self._is_unsaved:
            self._is_unsaved = is_unsaved
            self._tell()

    def _tell(self) -> None:
        health, _tone = self._health
        parts = (self.text(), self._shown_description, health)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.update()

    @property
    def _shown_description(self) -> str:
        if not self._is_unsaved:
            return self._description
        # First: what does not fit is cut off at the end.
        return self.tr("Unsaved changes · {description}").format(description=self._description)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        if self.isChecked():
            fill_rounded(painter, whole.adjusted(0, 0, 0, -1), 6, ground=tokens.raised)
            painter.fillRect(QRectF(0, 8, 3, whole.height() - 17), QColor(tokens.accent))
        painter.setPen(QColor(tokens.border))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        middle = (whole.height() - 1) / 2
        avatar = QRectF(_EDGE, middle - _AVATAR_PX / 2, _AVATAR_PX, _AVATAR_PX)
        fill_rounded(painter, avatar, _AVATAR_PX / 2, ground=tokens.neutral_tint)
        painter.setFont(pill_font(self.font()))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(avatar, Qt.AlignmentFlag.AlignCenter, initials(self.text()))
        right = self._paint_health(painter, whole)
        words = QRectF(avatar.right() + 10, 0, right - avatar.right() - 20, middle)
        self._paint_line(painter, words, self.text(), ink=tokens.text, is_name=True)
        words.moveTop(middle)
        self._paint_line(painter, words, self._shown_description, ink=tokens.muted, is_name=False)
        if self.hasFocus():
            draw_focus_ring(painter, whole, 6, tokens.accent)

    def _paint_health(self, painter: QPainter, whole: QRectF) -> float:
        words, tone = self._health
        if not words:
            return whole.right() - _EDGE
        tokens = theme.current()
        font = pill_font(self.font())
        size = pill_size(words, font)
        left = whole.right() - _EDGE - size.width()
        pill = QRectF(left, (whole.height() - size.height()) / 2, size.width(), size.height())
        draw_pill(painter, pill, words, ground=tokens.tint(tone), ink=tokens.ink(tone), font=font)
        return left

    def _paint_line(
        self, painter: QPainter, place: QRectF, words: str, *, ink: str, is_name: bool
    ) -> None:
        font = theme.font_of(self, bold=is_name)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(
            words, Qt.TextElideMode.ElideRight, int(place.width())
        )
        edge = Qt.AlignmentFlag.AlignBottom if is_name else Qt.AlignmentFlag.AlignTop
        painter.drawText(place, edge | Qt.AlignmentFlag.AlignLeft, shown)


def initials(name: str) -> str:
    """Two letters for an avatar: of the first two words, or the first two of one."""
    words = name.split()
    letters = [word[0] for word in words[:2]] if len(words) > 1 else list(name.strip()[:2])
    return "".join(letters).upper()
