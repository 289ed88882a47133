"""The form of an account of either provider. It shows and gives raw text; nobody rewrites it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialer.ui import theme
from dialer.ui.account_draft import DIAL_OUT_PRESETS, AccountDraft
from dialer.ui.widgets.account_fields import AccountFields
from dialer.ui.widgets.buttons import Disclosure
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.form_fields import ColumnGrid, show_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from dialer.domain.errors import InputError

_TWO_COLUMNS_FROM = 560
_NARROWEST = 200
_STORED_DOTS = "•" * 16


class AccountForm(QWidget):
    """Every field of an account; which ones are seen depends on its provider.

    Signals:
        submitted: Enter was pressed in a field.
        edited: the person changed something.
    """

    submitted = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account_id = ""
        self._is_showing = False
        self._folded = QWidget(self)
        self.fields = AccountFields(self, self._folded)
        self.advanced = Disclosure(self.tr("Advanced"), self)
        self.advanced.setObjectName("settings.account.advanced")
        # Made after the fields it unfolds, and reached before them.
        QWidget.setTabOrder(self.fields.nxcc_host.own.edit, self.advanced)
        self._aicc_note = quiet(
            self.tr(
                "AICC may answer 403 until IT has had this computer's address allowed at the"
                " provider."
            )
        )
        self._aicc_note.setObjectName("settings.account.aicc_note")
        self._routing_note = quiet(
            self.tr("Change these only when the provider asks for other values.")
        )
        for note in (self._aicc_note, self._routing_note):
            note.setWordWrap(True)
        # Two columns must not keep the window from becoming narrow enough for one.
        self.setMinimumWidth(_NARROWEST)
        self._lay_out()
        self._connect()
        self.show_draft(AccountDraft())

    @property
    def draft(self) -> AccountDraft:
        """What stands in the fields."""
        fields = self.fields
        return AccountDraft(
            account_id=self._account_id,
            provider=fields.provider.value,
            base_url=fields.host.own.edit.text() if fields.is_aicc else fields.host.value,
            region=fields.region.value,
            nxcc_url=fields.nxcc_host.value,
            nxcc_is_custom=fields.nxcc_host.is_own,
            algorithm=fields.algorithm.value,
            extra_headers=fields.extra_headers.edit.toPlainText(),
            **{name: field.edit.text() for name, field in fields.texts.items()},
        )

    def show_draft(self, draft: AccountDraft) -> None:
        """Fills the fields, and takes every error away."""
        self._is_showing = True
        fields = self.fields
        self._account_id = draft.account_id
        fields.provider.choose(draft.provider)
        fields.provider_field.setVisible(draft.is_new)
        for name, field in fields.texts.items():
            show_text(field, getattr(draft, name))
        fields.extra_headers.show_text(draft.extra_headers)
        is_preset = not draft.is_aicc and draft.base_url in dict(DIAL_OUT_PRESETS)
        fields.host.show(draft.base_url, is_own=not is_preset)
        fields.nxcc_host.show(draft.nxcc_url, is_own=draft.nxcc_is_custom)
        region = fields.region.combo
        region.setCurrentIndex(max(0, region.findData(draft.region)))
        fields.algorithm.choose(draft.algorithm)
        fields.secret.edit.setPlaceholderText("" if draft.is_new else _STORED_DOTS)
        self.advanced.setChecked(draft.has_advanced)
        self.clear_errors()
        self._show_provider()
        self._is_showing = False

    def take_keyboard(self) -> None:
        """Puts the keyboard into the first field."""
        if self.fields.provider_field.isHidden():
            self.fields.name.edit.setFocus()
        else:
            self.fields.provider.take_keyboard()

    @property
    def first_control(self) -> QWidget:
        """Where Tab comes in."""
        return self.fields.provider.first_option

    def show_keyring_note(self, words: str) -> None:
        """Says beside the secret where it is kept."""
        self.fields.secret.show_note(words)

    def show_problems(self, problems: Sequence[InputError]) -> Sequence[InputError]:
        """Says beside each field what is wrong; the first in reading order gets the keyboard.

        Returns:
            The problems of fields that are not here.
        """
        fields = self.fields
        wrong = {field: one for one in problems if (field := fields.find(one.field)) is not None}
        for field, problem in wrong.items():
            field.show_error(problem.problem)
        if any(field in wrong for field in fields.advanced):
            self.advanced.setChecked(True)
        in_order = (*fields.main, *fields.advanced)
        first = next((field for field in in_order if field in wrong), None)
        if first is not None:
            first.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return [problem for problem in problems if problem not in wrong.values()]

    def clear_errors(self) -> None:
        """Takes every error away."""
        for field in self.fields.every:
            field.show_error("")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Puts fields side by side where there is room."""
        super().resizeEvent(event)
        self._place_fields()

    def _lay_out(self) -> None:
        self._grid, self._folded_grid = ColumnGrid(), ColumnGrid()
        folded = QVBoxLayout(self._folded)
        folded.setContentsMargins(0, 0, 0, 0)
        folded.setSpacing(theme.STEP_M)
        folded.addLayout(self._folded_grid)
        folded.addWidget(self._routing_note)
        self._folded.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addWidget(self.fields.provider_field)
        column.addLayout(self._grid)
        column.addWidget(self._aicc_note)
        column.addWidget(self.advanced)
        column.addWidget(self._folded)

    def _place_fields(self) -> None:
        columns = 2 if self.width() >= _TWO_COLUMNS_FROM else 1
        self._grid.place(self.fields.main, columns=columns)
        self._folded_grid.place(self.fields.advanced, columns=columns)

    def _show_provider(self) -> None:
        self.fields.show_provider()
        self._aicc_note.setVisible(self.fields.is_aicc)
        self._routing_note.setVisible(not self.fields.is_aicc)
        self._place_fields()

    def _connect(self) -> None:
        fields = self.fields
        self.advanced.toggled.connect(self._folded.setVisible)
        for field in (*fields.texts.values(), fields.host.own, fields.nxcc_host.own):
            field.edit.returnPressed.connect(self.submitted)
            # Not textEdited: assistive technology changes the text without a key.
            field.edit.textChanged.connect(self._tell_edited)
        fields.extra_headers.edit.textChanged.connect(self._tell_edited)
        fields.region.combo.currentIndexChanged.connect(self._tell_edited)
        fields.algorithm.chosen.connect(self._tell_edited)
        for host in (fields.host, fields.nxcc_host):
            host.choice.combo.currentIndexChanged.connect(self._follow_choice)
        fields.provider.chosen.connect(self._follow_choice)

    def _follow_choice(self) -> None:
        if not self._is_showing:
            self._show_provider()
            self.edited.emit()

    def _tell_edited(self) -> None:
        if not self._is_showing:
            self.edited.emit()
