"""The button that says through which account calls go, and changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from dialer.ui import theme
from dialer.ui.line_words import provider_name
from dialer.ui.widgets.drawing import (
    draw_focus_ring,
    draw_icon,
    draw_pill,
    draw_words,
    fill_rounded,
    pill_font,
    pill_size,
    smooth,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QMenu

    from dialer.ui.shown_account import ShownAccount


_EDGE = 10
_CHEVRON_PX = 14
_MOST_NAME_PX = 190


class AccountSwitcher(QPushButton):
    """Name of the account in use, its provider, and a loud mark on the Sandbox."""

    chosen = Signal(str)
    manage_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame.accounts")
        self.setFixedHeight(32)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._accounts: tuple[ShownAccount, ...] = ()
        self._current: ShownAccount | None = None
        self._pill = ""
        self._menu: QMenu | None = None
        self.clicked.connect(self._open)
        self._name(self.tr("No account"))

    def show_accounts(self, accounts: Sequence[ShownAccount], current_id: str) -> None:
        """Takes the accounts there are, and which one is in use."""
        self._accounts = tuple(accounts)
        self._current = next((one for one in accounts if one.account_id == current_id), None)
        if self._current is None:
            self._pill = ""
            self._name(self.tr("No account"))
            return
        self._pill = self._mark_of(self._current)
        self._name(self._current.name)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As large as its words need."""
        name = min(QFontMetrics(self.font()).horizontalAdvance(self.text()), _MOST_NAME_PX)
        return QSize(name + self._fixed_width(), self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least it can be read at."""
        return QSize(40 + self._fixed_width(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints in the colours of the theme in use."""
        tokens = theme.current()
        painter = smooth(QPainter(self))
        whole = QRectF(self.rect())
        ground = tokens.raised if self.underMouse() or self.isDown() else tokens.surface
        fill_rounded(painter, whole, theme.RADIUS, ground=ground, edge=tokens.border)
        room = self.width() - self._fixed_width()
        words = QRectF(_EDGE, 0, room, whole.height())
        draw_words(painter, words, self.text(), ink=tokens.text)
        if self._pill:
            name = self.fontMetrics().horizontalAdvance(self.text())
            self._paint_pill(painter, _EDGE + min(name, room))
        chevron = QRectF(whole.right() - _EDGE - _CHEVRON_PX, 0, _CHEVRON_PX, whole.height())
        draw_icon(painter, "chevron-down", tokens.muted, rect=chevron, size_px=_CHEVRON_PX)
        if self.hasFocus():
            draw_focus_ring(painter, whole, theme.RADIUS, tokens.accent)

    def _paint_pill(self, painter: QPainter, left: int) -> None:
        tokens = theme.current()
        is_loud = self._current is not None and self._current.is_sandbox
        font = pill_font(self.font())
        size = pill_size(self._pill, font)
        top = (self.height() - size.height()) / 2
        rect = QRectF(left + theme.STEP_S, top, size.width(), size.height())
        ground = tokens.accent if is_loud else tokens.accent_tint
        ink = tokens.on_accent if is_loud else tokens.accent
        draw_pill(painter, rect, self._pill, ground=ground, ink=ink, font=font)

    def _fixed_width(self) -> int:
        """Everything beside the name."""
        pill = pill_size(self._pill, pill_font(self.font())).width() if self._pill else 0
        return 2 * _EDGE + _CHEVRON_PX + theme.STEP_S + (pill + theme.STEP_S if pill else 0)

    def _name(self, name: str) -> None:
        self.setText(name)
        self.setAccessibleName(
            self.tr("Account: {name} {mark}").format(name=name, mark=self._pill).strip()
        )
        self.updateGeometry()
        self.update()

    def _mark_of(self, account: ShownAccount) -> str:
        return self.tr("Sandbox") if account.is_sandbox else provider_name(account.provider)

    def _open(self) -> None:
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415 - built on first use

        if self._menu is None:
            self._menu = QMenu(self)
            self._menu.setObjectName("frame.accounts.menu")
        menu = self._menu
        menu.clear()
        for account in self._accounts:
            text = f"{account.name} · {self._mark_of(account)}".replace("&", "&&")
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(account is self._current)
            account_id = account.account_id
            entry.triggered.connect(
                lambda _checked=False, account_id=account_id: self.chosen.emit(account_id)
            )
        menu.addSeparator()
        manage = menu.addAction(self.tr("Manage accounts…"))
        manage.triggered.connect(lambda _checked=False: self.manage_requested.emit())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + theme.STEP_XS)))
