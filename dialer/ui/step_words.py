"""How a number was read, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from dialer.domain.number_steps import StepKind, explain_number

if TYPE_CHECKING:
    from dialer.domain.number_steps import NumberStep

# Named as lupdate knows it.
translate = QCoreApplication.translate


def steps_words(typed: str, region: str) -> tuple[str, ...]:
    """One line for each step, e.g. ``Added +62, the code of Indonesia: +62812…``.

    Raises:
        InputError: it is not a number that can be called.
    """
    return tuple(f"{_what(step)}: {step.after}" for step in explain_number(typed, region=region))


def _what(step: NumberStep) -> str:
    country = QLocale.territoryToString(QLocale.codeToTerritory(step.region)) or step.region
    return {
        StepKind.WORDS_LEFT_OUT: translate("number", "Left out “{what}”"),
        StepKind.INVISIBLE_LEFT_OUT: translate("number", "Left out {what} invisible marks"),
        StepKind.DIGITS_WRITTEN_PLAIN: translate("number", "Wrote the digits as 0 to 9"),
        StepKind.PUNCTUATION_LEFT_OUT: translate("number", "Left out spaces and punctuation"),
        StepKind.EXIT_CODE_READ: translate("number", "Read {what} as +, the way abroad"),
        StepKind.PLUS_ADDED: translate("number", "Put + before the country code"),
        StepKind.TRUNK_PREFIX_LEFT_OUT: translate(
            "number", "Left out the {what} that is dialled within {country} only"
        )
        if step.region
        else translate("number", "Left out the {what} that is dialled within a country only"),
        StepKind.COUNTRY_CODE_ADDED: translate("number", "Added {what}, the code of {country}"),
        StepKind.COUNTRY_RULE_APPLIED: translate(
            "number", "Wrote it as numbers of {country} are called from abroad"
        )
        if step.region
        else translate("number", "Wrote it as it is called from abroad"),
    }[step.kind].format(what=step.what, country=country)
