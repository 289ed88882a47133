"""The form of an NXCLOUD account. It shows and gives raw text; nobody rewrites it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from dialer.domain.accounts import DigestAlgorithm
from dialer.ui import theme
from dialer.ui.account_draft import ADDRESS_PRESETS, CUSTOM_ADDRESS, AccountDraft
from dialer.ui.number_reading import country_rows
from dialer.ui.widgets.buttons import Disclosure
from dialer.ui.widgets.cards import quiet
from dialer.ui.widgets.fields import ComboField, Field, TextField
from dialer.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_TWO_COLUMNS_FROM = 560
_STORED_DOTS = "•" * 16


class AccountForm(QWidget):
    """Every field of an account."""

    submitted = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._account_id = ""
        self.name = TextField(self.tr("Name"), "settings.account.name", self)
        self.address = ComboField(self.tr("Address"), "settings.account.address", self)
        self.custom = TextField(
            self.tr("Address of your own, with https://"), "settings.account.base_url", self
        )
        self.access_key = TextField(self.tr("Access key"), "settings.account.access_key", self)
        self.secret = _SecretField(self.tr("Access secret"), "settings.account.secret", self)
        self.region = ComboField(
            self.tr("Country of numbers without a country code"), "settings.account.region", self
        )
        self.caller_ids = TextField(
            self.tr("DIDs to call from, separated by commas"), "settings.account.caller_ids", self
        )
        self.agent_numbers = TextField(
            self.tr("Amazon Connect numbers, separated by commas"),
            "settings.account.agent_numbers",
            self,
        )
        self._make_advanced()
        self._fill_choices()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.STEP_M)
        self._grid.setVerticalSpacing(theme.STEP_M)
        self._lay_out()
        self._connect()

    @property
    def draft(self) -> AccountDraft:
        """What stands in the fields."""
        custom = self.address.value == CUSTOM_ADDRESS
        return AccountDraft(
            account_id=self._account_id,
            name=self.name.edit.text(),
            base_url=self.custom.edit.text() if custom else self.address.value,
            access_key=self.access_key.edit.text(),
            secret=self.secret.edit.text(),
            region=self.region.value,
            caller_ids=self.caller_ids.edit.text(),
            agent_numbers=self.agent_numbers.edit.text(),
            algorithm=self.algorithm.value,
            biz_type=self.biz_type.edit.text(),
            action=self.action.edit.text(),
        )

    def show_draft(self, draft: AccountDraft) -> None:
        """Fills the fields, and takes every error away."""
        self._account_id = draft.account_id
        for field, text in (
            (self.name, draft.name),
            (self.access_key, draft.access_key),
            (self.secret, draft.secret),
            (self.caller_ids, draft.caller_ids),
            (self.agent_numbers, draft.agent_numbers),
            (self.biz_type, draft.biz_type),
            (self.action, draft.action),
            (self.custom, "" if draft.uses_preset else draft.base_url),
        ):
            field.edit.setText(text)
        address = draft.base_url if draft.uses_preset else CUSTOM_ADDRESS
        self.address.combo.setCurrentIndex(self.address.combo.findData(address))
        self.region.combo.setCurrentIndex(max(0, self.region.combo.findData(draft.region)))
        self.algorithm.choose(draft.algorithm)
        self.secret.edit.setPlaceholderText("" if draft.is_new else _STORED_DOTS)
        self.advanced.setChecked(bool(draft.biz_type or draft.action))
        self.clear_errors()
        self._show_custom()

    def show_keyring_note(self, words: str) -> None:
        """Says beside the secret where it is kept."""
        self.secret.show_note(words)

    def show_error(self, field: str, problem: str) -> bool:
        """Says what is wrong beside the field an InputError names.

        Returns:
            False where no field has that name.
        """
        found = {
            "name": self.name,
            "base_url": self.custom if self._uses_custom else self.address,
            "access_key": self.access_key,
            "access_secret": self.secret,
            "caller_ids": self.caller_ids,
            "agent_numbers": self.agent_numbers,
        }.get(field)
        if found is None:
            return False
        found.show_error(problem)
        found.control.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def clear_errors(self) -> None:
        """Takes every error away."""
        for field in self._fields:
            field.show_error("")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Puts fields side by side where there is room."""
        super().resizeEvent(event)
        self._place_fields()

    @property
    def _uses_custom(self) -> bool:
        return self.address.value == CUSTOM_ADDRESS

    @property
    def _fields(self) -> tuple[Field, ...]:
        """All fields in reading order."""
        return (
            self.name,
            self.address,
            self.custom,
            self.access_key,
            self.secret,
            self.region,
            self.caller_ids,
            self.agent_numbers,
            self._algorithm_field,
        )

    def _make_advanced(self) -> None:
        name = self.tr("Signature digest")
        self.algorithm = Segmented(
            ((DigestAlgorithm.MD5.value, "MD5"), (DigestAlgorithm.SHA256.value, "SHA-256")), name
        )
        self._algorithm_field = Field(name, self.algorithm, "settings.account.algorithm", self)
        self.advanced = Disclosure(self.tr("Advanced"), self)
        self.advanced.setObjectName("settings.account.advanced")
        self._overrides = QWidget(self)
        self.biz_type = TextField(
            self.tr("bizType of dial-out (empty: 9)"), "settings.account.biz_type", self
        )
        self.action = TextField(
            self.tr("action of dial-out (empty: didaws)"), "settings.account.action", self
        )
        grid = QGridLayout(self._overrides)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.STEP_M)
        grid.addWidget(self.biz_type, 0, 0)
        grid.addWidget(self.action, 0, 1)
        hint = quiet(self.tr("Change these only when the provider asks for other values."))
        hint.setWordWrap(True)
        grid.addWidget(hint, 1, 0, 1, 2)
        self._overrides.hide()

    def _fill_choices(self) -> None:
        presets = [*ADDRESS_PRESETS, (CUSTOM_ADDRESS, self.tr("Another address"))]
        self.address.show_choices(presets, "")
        none = ("", self.tr("None: numbers start with +"))
        countries = [(row.value, row.words) for row in country_rows()]
        self.region.show_choices([none, *countries], "")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.STEP_M)
        column.addLayout(self._grid)
        column.addWidget(self.advanced)
        column.addWidget(self._overrides)
        self._place_fields()

    def _place_fields(self) -> None:
        """Two columns where there is room, one where there is not; reading order stays."""
        columns = 2 if self.width() >= _TWO_COLUMNS_FROM else 1
        shown = [field for field in self._fields if field is not self.custom or self._uses_custom]
        for position, field in enumerate(shown):
            self._grid.removeWidget(field)
            self._grid.addWidget(
                field, position // columns, position % columns, Qt.AlignmentFlag.AlignTop
            )
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _show_custom(self) -> None:
        self.custom.setVisible(self._uses_custom)
        self._place_fields()

    def _connect(self) -> None:
        self.address.combo.activated.connect(lambda _index: self._show_custom())
        self.advanced.toggled.connect(self._overrides.setVisible)
        texts = (
            self.name,
            self.custom,
            self.access_key,
            self.secret,
            self.caller_ids,
            self.agent_numbers,
            self.biz_type,
            self.action,
        )
        for field in texts:
            field.edit.returnPressed.connect(self.submitted)
            field.edit.textEdited.connect(lambda _text: self.edited.emit())
        for combo in (self.address.combo, self.region.combo):
            combo.activated.connect(lambda _index: self.edited.emit())
        self.algorithm.chosen.connect(lambda _value: self.edited.emit())


class _SecretField(TextField):
    """Takes a secret: nothing typed can be seen or copied, and a note says where it goes."""

    def __init__(self, label: str, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(label, object_name, parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._note = QLabel()
        self._note.setFont(theme.font_of(self._note, theme.SMALL_PX))
        self._note.setWordWrap(True)
        theme.set_muted(self._note)
        self.add_below(self._note)

    def show_note(self, words: str) -> None:
        """Replaces the note under the field."""
        self._note.setText(words)
        self._note.setVisible(bool(words))
