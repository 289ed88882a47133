"""Every field an account can have, which provider asks for which, and by what name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.accounts import REQUESTS_PER_S, DigestAlgorithm, ProviderKind
from dialer.ui.account_draft import CUSTOM_ADDRESS, DIAL_OUT_PRESETS, REGION_HOSTS
from dialer.ui.line_words import provider_name
from dialer.ui.number_reading import country_rows
from dialer.ui.widgets.fields import ComboField, Field, TextField
from dialer.ui.widgets.form_fields import HostChoice, LinesField, NotedField, SecretField, rename
from dialer.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# Named as lupdate knows it.
translate = QCoreApplication.translate

_NAME = "settings.account."


class AccountFields:
    """Makes the fields, in the order Tab goes through them.

    Args:
        form: parent of the fields that are always seen.
        folded: parent of the others.

    Attributes:
        texts: the fields of one line, by the attribute of the draft that holds their text.
    """

    def __init__(self, form: QWidget, folded: QWidget) -> None:
        self._make_provider(form)
        self._make_credentials(form)
        self._make_numbers(form)
        self._make_team(form)
        self._make_advanced(folded)
        self.texts: dict[str, TextField] = {
            "name": self.name,
            "access_key": self.access_key,
            "secret": self.secret,
            "caller_ids": self.caller_ids,
            "agent_numbers": self.agent_numbers,
            "access_codes": self.access_codes,
            "tenant_id": self.tenant_id,
            "requests_per_s": self.requests_per_s,
            "biz_type": self.biz_type,
            "action": self.action,
            "nxcc_biz_type": self.nxcc_biz_type,
            "nxcc_action": self.nxcc_action,
        }
        for field in self.every:
            field.label.setWordWrap(True)

    @property
    def is_aicc(self) -> bool:
        """True while the account is one of Huawei AICC."""
        return self.provider.value == ProviderKind.AICC.value

    @property
    def every(self) -> tuple[Field, ...]:
        """All fields of both providers, but the choice between them."""
        hosts = (self.host.choice, self.host.own, self.nxcc_host.choice, self.nxcc_host.own)
        return (*self.texts.values(), *hosts, self.region, self.digest, self.extra_headers)

    @property
    def main(self) -> tuple[Field, ...]:
        """The fields of the provider that are always seen, in reading order."""
        credentials = (self.access_key, self.secret, self.region)
        if self.is_aicc:
            numbers: tuple[Field, ...] = (self.agent_numbers, self.access_codes)
            return (self.name, self.host.own, *credentials, *numbers)
        numbers = (self.caller_ids, self.agent_numbers)
        team = (self.tenant_id, *self.nxcc_host.fields)
        return (self.name, *self.host.fields, *credentials, *numbers, *team)

    @property
    def advanced(self) -> tuple[Field, ...]:
        """The folded fields of the provider, in reading order."""
        if self.is_aicc:
            return (self.extra_headers, self.requests_per_s)
        routing = (self.biz_type, self.action, self.nxcc_biz_type, self.nxcc_action)
        return (self.digest, self.requests_per_s, *routing)

    def find(self, name: str) -> Field | None:
        """The field an InputError names, where the provider has it."""
        hosts = {"base_url": self.host, "nxcc_url": self.nxcc_host}
        found: Field | None
        if name in hosts:
            host = hosts[name]
            found = host.own if host.is_own or self.is_aicc else host.choice
        elif name == "extra_headers":
            found = self.extra_headers
        else:
            found = self.texts.get("secret" if name == "access_secret" else name)
        return found if found in (*self.main, *self.advanced) else None

    def show_provider(self) -> None:
        """Shows the fields of the provider that is chosen, by the names it gives them."""
        shown = (*self.main, *self.advanced)
        for field in self.every:
            field.setVisible(field in shown)
        own = translate("account_form", "Address of your own, with https://")
        names = (
            (
                self.access_key,
                translate("account_form", "App key"),
                translate("account_form", "Access key"),
            ),
            (
                self.secret,
                translate("account_form", "App secret"),
                translate("account_form", "Access secret"),
            ),
            (
                self.agent_numbers,
                translate("account_form", "Your numbers (phone or softphone), separated by commas"),
                translate("account_form", "Amazon Connect numbers, separated by commas"),
            ),
            (self.host.own, translate("account_form", "Domain"), own),
        )
        for field, name_in_aicc, name_in_nxcloud in names:
            rename(field, name_in_aicc if self.is_aicc else name_in_nxcloud)
        placeholder = "service.example.com" if self.is_aicc else "https://"
        self.host.own.edit.setPlaceholderText(placeholder)

    def _make_provider(self, form: QWidget) -> None:
        name = translate("account_form", "Provider")
        kinds = (ProviderKind.NXCLOUD, ProviderKind.AICC)
        self.provider = Segmented([(kind.value, provider_name(kind)) for kind in kinds], name)
        self.provider_field = Field(name, self.provider, f"{_NAME}provider", form)

    def _make_credentials(self, form: QWidget) -> None:
        self.name = TextField(translate("account_form", "Name"), f"{_NAME}name", form)
        self.host = HostChoice(
            translate("account_form", "Address"),
            "",
            names=(f"{_NAME}address", f"{_NAME}base_url"),
            presets=[
                *DIAL_OUT_PRESETS,
                (CUSTOM_ADDRESS, translate("account_form", "Another address")),
            ],
            parent=form,
        )
        self.access_key = TextField("", f"{_NAME}access_key", form)
        self.secret = SecretField("", f"{_NAME}secret", form)
        self.region = ComboField(
            translate("account_form", "Country of numbers without a country code"),
            f"{_NAME}region",
            form,
        )
        none = ("", translate("account_form", "None: numbers start with +"))
        countries = [(row.value, row.words) for row in country_rows()]
        self.region.show_choices([none, *countries], "")

    def _make_numbers(self, form: QWidget) -> None:
        self.caller_ids = TextField(
            translate("account_form", "DIDs to call from, separated by commas"),
            f"{_NAME}caller_ids",
            form,
        )
        self.agent_numbers = TextField("", f"{_NAME}agent_numbers", form)
        self.access_codes = NotedField(
            translate("account_form", "Access codes, separated by commas"),
            f"{_NAME}access_codes",
            form,
        )
        self.access_codes.show_note(translate("account_form", "The numbers a call may show."))

    def _make_team(self, form: QWidget) -> None:
        self.tenant_id = NotedField(
            translate("account_form", "Tenant ID"), f"{_NAME}tenant_id", form
        )
        self.tenant_id.show_note(translate("account_form", "Agents, tasks and records need it."))
        same = ("", translate("account_form", "The same as for calls"))
        self.nxcc_host = HostChoice(
            translate("account_form", "Address for agents, tasks and records"),
            translate("account_form", "Address of your own for these, with https://"),
            names=(f"{_NAME}nxcc_address", f"{_NAME}nxcc_url"),
            presets=[
                same,
                *REGION_HOSTS,
                (CUSTOM_ADDRESS, translate("account_form", "Another address")),
            ],
            parent=form,
        )
        self.nxcc_host.own.edit.setPlaceholderText("https://")

    def _make_advanced(self, folded: QWidget) -> None:
        def text(label: str, name: str, placeholder: str) -> TextField:
            field = TextField(label, f"{_NAME}{name}", folded)
            field.edit.setPlaceholderText(placeholder)
            return field

        name = translate("account_form", "Signature digest")
        self.algorithm = Segmented(
            ((DigestAlgorithm.MD5.value, "MD5"), (DigestAlgorithm.SHA256.value, "SHA-256")), name
        )
        self.digest = Field(name, self.algorithm, f"{_NAME}algorithm", folded)
        self.extra_headers = LinesField(
            translate("account_form", "Further headers, each on a line of its own (Name: value)"),
            f"{_NAME}extra_headers",
            folded,
        )
        usual_rate = f"{REQUESTS_PER_S:g}"
        self.requests_per_s = text(
            translate("account_form", "Requests a second (0.1 to 50)"), "requests_per_s", usual_rate
        )
        self.biz_type = text(translate("account_form", "bizType of dial-out"), "biz_type", "9")
        self.action = text(translate("account_form", "action of dial-out"), "action", "didaws")
        self.nxcc_biz_type = text(
            translate("account_form", "bizType of agents, tasks and records"), "nxcc_biz_type", "8"
        )
        self.nxcc_action = text(
            translate("account_form", "action of agents, tasks and records"), "nxcc_action", "cc"
        )
