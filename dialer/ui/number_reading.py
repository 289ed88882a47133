"""What a typed number means, in the words shown beside it while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from dialer.domain.phone_number import PhoneNumber, parse_phone_number
from dialer.ui import words
from dialer.ui.widgets.popup_list import PopupRow

if TYPE_CHECKING:
    from collections.abc import Sequence

# Named as lupdate knows it.
translate = QCoreApplication.translate

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


class Reading(NamedTuple):
    """A number as read.

    Attributes:
        number: the number.
        badge: country and kind, e.g. ``ID · Mobile``.
        hint: what the provider is sent.
        is_doubtful: the numbering plan does not know the range.
    """

    number: PhoneNumber
    badge: str
    hint: str
    is_doubtful: bool


def read_number(typed: str, region: str) -> Reading:
    """Reads what was typed.

    Raises:
        InputError: it is not a number that can be called.
    """
    number = parse_phone_number(typed, region=region)
    badge = " · ".join(part for part in (number.region, words.kind_words(number.kind)) if part)
    hint = translate("number", "Sent to the provider as {digits}").format(
        digits=number.provider_digits
    )
    if not typed.strip().startswith("+"):
        # A line may break before the number, never inside it.
        hint = f"{hint} · {number.display.replace(' ', _NO_BREAK_SPACE)}"
    if not number.is_assigned:
        hint = translate(
            "number", "Sent as {digits}. This range is not in the numbering plan; check it."
        ).format(digits=number.provider_digits)
    return Reading(number, badge, hint, not number.is_assigned)


def country_rows() -> Sequence[PopupRow]:
    """Every country a number can be read in, by name, with its calling code."""
    import phonenumbers  # noqa: PLC0415 - 16 ms, and only the list of countries needs it

    rows = []
    for region in phonenumbers.SUPPORTED_REGIONS:
        name = QLocale.territoryToString(QLocale.codeToTerritory(region))
        code = phonenumbers.country_code_for_region(region)
        # Qt calls territories it does not know by one word for all of them.
        known = name if QLocale.codeToTerritory(region) != QLocale.Country.AnyTerritory else region
        rows.append(PopupRow(region, f"{known} ({region}) +{code}"))
    return sorted(rows, key=lambda row: row.words)
