"""The table of agents: quiet header, ids in fixed width, the status as a pill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
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
from dialer.ui.models.agents import AgentColumn, AgentRole, AgentsModel
from dialer.ui.theme import Tone
from dialer.ui.widgets.drawing import (
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
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

ROW_HEIGHT = 36
_HEADER_HEIGHT = 36
_EDGE = 10
_LEAST_COLUMN = 60
# Shares of the width, in the order of the columns, and what each needs at least.
_SHARES = (130, 250, 112, 176, 100, 104, 100)
_LEAST = (110, 150, 96, 110, 84, 84, 90)


class AgentsTable(QTableView):
    """Shows a model of agents; a click on a title sorts, a third click restores the order."""

    def __init__(self, model: AgentsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agents.table")
        self.setAccessibleName(name)
        self._is_sized_by_hand = False
        header = _Header(self)
        header.setObjectName("agents.header")
        self.setHorizontalHeader(header)
        self.setModel(model)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
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
        self.setItemDelegate(_AgentDelegate(self))
        rows = self.verticalHeader()
        rows.hide()
        # One height for all: asking ten thousand rows for theirs would freeze the window.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        header.sectionResized.connect(self._note_sizing)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shares the width among the columns until a person sizes one."""
        super().resizeEvent(event)
        if not self._is_sized_by_hand:
            self._share_width()

    def _share_width(self) -> None:
        room = self.viewport().width()
        header = self.horizontalHeader()
        header.blockSignals(True)
        spare = max(0, room - sum(_LEAST))
        wished = [share - least for share, least in zip(_SHARES, _LEAST, strict=True)]
        widths = [
            least + spare * wish // sum(wished) for least, wish in zip(_LEAST, wished, strict=True)
        ]
        widths[-1] += max(0, room - sum(widths))
        for column, width in enumerate(widths):
            header.resizeSection(column, width)
        header.blockSignals(False)
        self.updateGeometries()
        self.viewport().update()

    def _note_sizing(self) -> None:
        self._is_sized_by_hand = True


class _Header(QHeaderView):
    """Titles in the quiet colour, with an arrow at the one that sorts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSortIndicatorClearable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(_LEAST_COLUMN)
        self.setFont(theme.font_of(self, theme.SMALL_PX))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line, with room around it."""
        return QSize(super().sizeHint().width(), _HEADER_HEIGHT)

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
        title = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        words = whole.adjusted(_EDGE, 0, -_EDGE, 0)
        draw_words(painter, words, title, ink=tokens.text if sorts else tokens.muted)
        if sorts:
            width = painter.fontMetrics().horizontalAdvance(title)
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


class _AgentDelegate(QStyledItemDelegate):
    """One cell of an agent's row."""

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
        painter.save()
        smooth(painter)
        if state & QStyle.StateFlag.State_Selected:
            fill_rounded(painter, rect, 0, ground=tokens.accent_tint)
        line = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        fill_rounded(painter, line, 0, ground=tokens.border)
        words = rect.adjusted(_EDGE, 0, -_EDGE, -1)
        text = str(index.data() or "")
        column = index.column()
        if column == AgentColumn.STATUS:
            tone = Tone.OK if index.data(AgentRole.IS_ENABLED) else Tone.NEUTRAL
            _paint_pill(painter, words, text, tone=tone, base=option.font)
        else:
            is_mono = column == AgentColumn.SIP_NUMBER
            painter.setFont(self._mono if is_mono else option.font)
            ink = tokens.muted if column == AgentColumn.ACCOUNT else tokens.text
            draw_words(painter, words, text, ink=ink)
        if state & QStyle.StateFlag.State_HasFocus:
            draw_focus_ring(painter, rect.adjusted(1, 1, -1, -2), 6, tokens.accent)
        painter.restore()


def _paint_pill(painter: QPainter, room: QRectF, words: str, *, tone: Tone, base: QFont) -> None:
    font = pill_font(base)
    size = pill_size(words, font)
    top = room.top() + (room.height() - size.height()) / 2
    pill = QRectF(room.left(), top, min(size.width(), room.width()), size.height())
    tokens = theme.current()
    draw_pill(painter, pill, words, ground=tokens.tint(tone), ink=tokens.ink(tone), font=font)
