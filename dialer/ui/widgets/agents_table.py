"""The table of agents: ids in fixed width, the status as a pill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget

from dialer.ui import theme
from dialer.ui.models.agents import AgentColumn, AgentRole, AgentsModel
from dialer.ui.theme import Tone
from dialer.ui.widgets.drawing import draw_focus_ring, draw_words, fill_rounded, smooth
from dialer.ui.widgets.list_table import ColumnWidth, ListTable, paint_pill

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

_EDGE = 10
# In the order of the columns.
_WIDTHS = (
    ColumnWidth(130, 110),
    ColumnWidth(250, 150),
    ColumnWidth(112, 96),
    ColumnWidth(176, 110),
    ColumnWidth(100, 84),
    ColumnWidth(104, 84),
    ColumnWidth(100, 90),
)


class AgentsTable(ListTable):
    """Shows a model of agents; a click on a title sorts, a third click restores the order."""

    def __init__(self, model: AgentsModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, "agents.table", widths=_WIDTHS, parent=parent)
        self.horizontalHeader().setObjectName("agents.header")
        self.allow_sorting()
        self.setItemDelegate(_AgentDelegate(self))


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
            paint_pill(painter, words, text, tone=tone, base=option.font)
        else:
            is_mono = column == AgentColumn.SIP_NUMBER
            painter.setFont(self._mono if is_mono else option.font)
            ink = tokens.muted if column == AgentColumn.ACCOUNT else tokens.text
            draw_words(painter, words, text, ink=ink)
        if state & QStyle.StateFlag.State_HasFocus:
            draw_focus_ring(painter, rect.adjusted(1, 1, -1, -2), 6, tokens.accent)
        painter.restore()
