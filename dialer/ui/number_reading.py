"""What a typed number means, in the words shown beside it while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from dialer.domain.number_texts import read_line, take_number
from dialer.ui import words
from dialer.ui.widgets.popup_list import PopupRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.phone_number import PhoneNumber

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
        is_plain: it was typed as it is called, and there is nothing to explain.
    """

    number: PhoneNumber
    badge: str
    hint: str
    is_doubtful: bool
    is_plain: bool


def read_number(typed: str, region: str) -> Reading:
    """Reads what was typed.

    Raises:
        InputError: it is not a number that can be called.
    """
    number = read_line(typed, region=region)
    dropped = take_number(typed).dropped
    badge = " · ".join(part for part in (number.region, words.kind_words(number.kind)) if part)
    hint = translate("number", "Sent to the provider as {digits}").format(
        digits=number.provider_digits
    )
    if dropped or not typed.strip().startswith("+"):
        # A line may break before the number, never inside it.
        hint = f"{hint} · {number.display.replace(' ', _NO_BREAK_SPACE)}"
    if not number.is_assigned:
        hint = translate(
            "number", "Sent as {digits}. This range is not in the numbering plan; check it."
        ).format(digits=number.provider_digits)
    if dropped:
        left_out = translate("number", "Left out: {what}").format(what=" … ".join(dropped))
        hint = f"{left_out} · {hint}"
    return Reading(
        number,
        badge,
        hint,
        is_doubtful=not number.is_assigned,
        is_plain=typed.strip() == number.e164,
    )


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
