"""A table of rows to look through: quiet header, one height, widths shared among the columns."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from dialer.ui import theme
from dialer.ui.theme import Tone
from dialer.ui.widgets.buttons import is_enter
from dialer.ui.widgets.drawing import (
    LEFT,
    RIGHT,
    draw_focus_ring,
    draw_pill,
    draw_words,
    fill,
    fill_rounded,
    pill_font,
    pill_size,
    smooth,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

ROW_HEIGHT = 36
HEADER_HEIGHT = 36
_EDGE = 10
_LEAST_COLUMN = 60


class ColumnWidth(NamedTuple):
    """How wide a column is.

    Attributes:
        share: its part of the table's width, beside the other columns' parts.
        least: what it needs at least, in px.
    """

    share: int
    least: int


class CellRole(enum.IntEnum):
    """What a ``ListDelegate`` asks of a cell beside its text.

    Attributes:
        PILL: a Tone where the text is shown as a pill.
        TONE: a Tone the text is written in.
        MONO: True where the text is an id or a number that is compared.
        FIGURE: True where the text is a figure: it ends at the right, below its title.
        SUM: True where the row sums the others up.
    """

    PILL = Qt.ItemDataRole.UserRole + 100
    TONE = Qt.ItemDataRole.UserRole + 101
    MONO = Qt.ItemDataRole.UserRole + 102
    FIGURE = Qt.ItemDataRole.UserRole + 103
    SUM = Qt.ItemDataRole.UserRole + 104


class ListTable(QTableView):
    """Shows a model, one row a line.

    Args:
        model: what to show.
        name: accessible name.
        object_name: stable name.
        widths: of the columns; empty sizes columns as the model changes, see ``fit_columns``.

    Signals:
        opened: the row that was clicked, or entered with the keyboard.
    """

    opened = Signal(int)

    def __init__(
        self,
        model: QAbstractItemModel,
        name: str,
        object_name: str,
        *,
        widths: Sequence[ColumnWidth] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self._widths = tuple(widths)
        self._is_sized_by_hand = False
        header = QuietHeader(self)
        header.setObjectName(f"{object_name}.header")
        self.setHorizontalHeader(header)
        self.setModel(model)
        self._dress()
        self.setItemDelegate(ListDelegate(self))
        header.sectionResized.connect(self._note_sizing)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def allow_sorting(self) -> None:
        """A click on a title sorts, a third click restores the model's own order."""
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def show_column(self, column: int, *, shown: bool) -> None:
        """Shows or leaves out a column; the others share its width."""
        if self.isColumnHidden(column) is not shown:
            return
        header = self.horizontalHeader()
        header.blockSignals(True)
        self.setColumnHidden(column, not shown)
        header.blockSignals(False)
        if self._widths and not self._is_sized_by_hand:
            self._share_width()

    def fit_columns(self, least: int, most: int) -> None:
        """Makes columns as wide as their first rows need, within bounds in px."""
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        for column in range(header.count()):
            title = header.sectionSizeHint(column)
            wish = max(self.sizeHintForColumn(column), title) + 2 * _EDGE
            header.resizeSection(column, max(least, min(wish, most)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens the current row, once a press."""
        if is_enter(event) and self.currentIndex().isValid():
            if not event.isAutoRepeat():
                self.opened.emit(self.currentIndex().row())
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shares the width among the columns until a person sizes one."""
        super().resizeEvent(event)
        if self._widths and not self._is_sized_by_hand:
            self._share_width()

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        corner = QWidget(self)
        corner.setBackgroundRole(QPalette.ColorRole.Base)
        corner.setAutoFillBackground(True)
        self.setCornerWidget(corner)
        rows = self.verticalHeader()
        rows.hide()
        # One height for all: asking ten thousand rows for theirs would freeze the window.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)

    def _share_width(self) -> None:
        room = self.viewport().width()
        self._share(room)
        # Sharing may take a scroll bar away, and with it what was left out.
        if self.viewport().width() != room:
            self._share(self.viewport().width())

    def _share(self, room: int) -> None:
        header = self.horizontalHeader()
        header.blockSignals(True)
        shown = [
            (column, width)
            for column, width in enumerate(self._widths)
            if not self.isColumnHidden(column)
        ]
        least = [width.least for _column, width in shown]
        wished = [width.share - width.least for _column, width in shown]
        spare = max(0, room - sum(least))
        widths = [
            one + spare * wish // max(1, sum(wished))
            for one, wish in zip(least, wished, strict=True)
        ]
        widths[-1] += max(0, room - sum(widths))
        for (column, _width), wide in zip(shown, widths, strict=True):
            header.resizeSection(column, wide)
        header.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    def _note_sizing(self) -> None:
        self._is_sized_by_hand = True


class QuietHeader(QHeaderView):
    """Titles in the quiet colour, with an arrow at the one that sorts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_LEAST_COLUMN)
        self.setFont(theme.font_of(self, theme.SMALL_PX))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line, with room around it."""
        return QSize(super().sizeHint().width(), HEADER_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Goes on behind the last title, where columns leave room."""
        super().paintEvent(event)
        room = QRectF(self.viewport().rect()).adjusted(self.length() - self.offset(), 0, 0, 0)
        if room.width() > 0:
            tokens = theme.current()
            painter = QPainter(self.viewport())
            fill_rounded(painter, room, 0, ground=tokens.surface)
            line = QRectF(room.left(), room.bottom() - 1, room.width(), 1)
            fill_rounded(painter, line, 0, ground=tokens.border)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter.save()
        smooth(painter)
        whole = QRectF(rect)
        fill_rounded(painter, whole, 0, ground=tokens.surface)
        line = QRectF(whole.left(), whole.bottom() - 1, whole.width(), 1)
        fill_rounded(painter, line, 0, ground=tokens.border)
        sorts = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        painter.setFont(theme.font_of(self, theme.SMALL_PX, bold=sorts))
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
        ends_right = self.model().headerData(
            section, Qt.Orientation.Horizontal, int(CellRole.FIGURE)
        )
        words = whole.adjusted(_EDGE, 0, -_EDGE, 0)
        ink = tokens.text if sorts else tokens.muted
        draw_words(painter, words, title, ink=ink, at=RIGHT if ends_right else LEFT)
        if sorts:
            width = painter.fontMetrics().horizontalAdvance(title)
            if ends_right:
                left = max(words.right() - width - 6 - 7, whole.left() + 1)
            else:
                left = min(words.left() + width + 6, words.right() - 7)
            self._paint_arrow(painter, left, whole.center().y(), tokens.text)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, left: float, middle: float, ink: str) -> None:
        up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        tip, foot = (middle - 2, middle + 2) if up else (middle + 2, middle - 2)
        path = QPainterPath()
        path.moveTo(left, foot)
        path.lineTo(left + 7, foot)
        path.lineTo(left + 3.5, tip - 0.5 if up else tip + 0.5)
        path.closeSubpath()
        fill(painter, path, ink)


class ListDelegate(QStyledItemDelegate):
    """One cell, as the model's CellRoles say."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._mono = theme.mono_font()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        rect = QRectF(option.rect)
        state = option.state
        sums_up = bool(index.data(CellRole.SUM))
        painter.save()
        smooth(painter)
        if state & QStyle.StateFlag.State_Selected:
            fill_rounded(painter, rect, 0, ground=tokens.accent_tint)
        elif sums_up:
            fill_rounded(painter, rect, 0, ground=tokens.raised)
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        fill_rounded(painter, line, 0, ground=tokens.border)
        words = rect.adjusted(_EDGE, 0, -_EDGE, -1)
        text = str(index.data() or "")
        pill = index.data(CellRole.PILL)
        if pill is not None:
            paint_pill(painter, words, text, tone=Tone(pill), base=option.font)
        else:
            tone = index.data(CellRole.TONE)
            font = QFont(self._mono if index.data(CellRole.MONO) else option.font)
            if sums_up:
                font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            ink = tokens.ink(Tone(tone)) if tone else tokens.text
            at = RIGHT if index.data(CellRole.FIGURE) else LEFT
            draw_words(painter, words, text, ink=ink, at=at)
        if state & QStyle.StateFlag.State_HasFocus:
            draw_focus_ring(painter, rect.adjusted(1, 1, -1, -2), 6, tokens.accent)
        painter.restore()


def paint_pill(painter: QPainter, room: QRectF, words: str, *, tone: Tone, base: QFont) -> None:
    """Paints a pill at the left of ``room``, in the middle of its height."""
    if not words:
        return
    font = pill_font(base)
    size = pill_size(words, font)
    top = room.top() + (room.height() - size.height()) / 2
    pill = QRectF(room.left(), top, min(size.width(), room.width()), size.height())
    tokens = theme.current()
    draw_pill(painter, pill, words, ground=tokens.tint(tone), ink=tokens.ink(tone), font=font)
