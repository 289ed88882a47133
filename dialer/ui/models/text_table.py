"""Rows of plain texts as a table model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from dialer.ui.theme import Tone
from dialer.ui.widgets.list_table import CellRole

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN_TEXTS = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})
_TITLE_ROLES = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole})


class TextTableModel(QAbstractTableModel):
    """Shows what it is given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._rows: tuple[Sequence[str], ...] = ()
        self._mono: frozenset[int] = frozenset()
        self._quiet: frozenset[int] = frozenset()

    def show_rows(
        self,
        titles: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        mono: Collection[int] = (),
        quiet: Collection[int] = (),
    ) -> None:
        """Replaces everything.

        Args:
            titles: of the columns.
            rows: each as wide as ``titles``.
            mono: columns of numbers that are compared.
            quiet: columns that matter less.
        """
        self.beginResetModel()
        self._titles, self._rows = tuple(titles), tuple(rows)
        self._mono, self._quiet = frozenset(mono), frozenset(quiet)
        self.endResetModel()

    def rowCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _ANY_INDEX = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text and look."""
        if not index.isValid():
            return None
        column = index.column()
        text = self._rows[index.row()][column]
        if role in _SHOWN_TEXTS:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._titles[column]}: {text}"
        if role == CellRole.MONO:
            return column in self._mono
        if role == CellRole.TONE and column in self._quiet:
            return Tone.NEUTRAL
        return None

    def headerData(  # noqa: N802 - Qt's name
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """A column's title."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        return self._titles[section] if role in _TITLE_ROLES else None
