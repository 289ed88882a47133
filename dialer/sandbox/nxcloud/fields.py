"""Judging the fields of an NXCC body, one after the other, in the provider's words."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NoReturn

from dialer.sandbox.nxcloud.gateway import Refusal, is_whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialer.sandbox.phrases import Phrasebook

MAX_WHOLE = 2**31 - 1
_LAST_SECOND = 9_999_999_999  # a time in ms lies beyond it
_MIN_DIGITS = 6
_MAX_DIGITS = 15
_MAX_TEXT = 2_000
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class Fields:
    """The fields of one body.

    Args:
        values: as they were sent.
        phrases: for the words of a refusal.
        code: what a wrong field is refused with.
        inside: put before the names in the words, e.g. ``callList[0].``.
    """

    def __init__(
        self, values: Mapping[str, object], phrases: Phrasebook, *, code: int, inside: str = ""
    ) -> None:
        self._values = values
        self._phrases = phrases
        self._code = code
        self._inside = inside

    def refuse(self, phrase: str, **values: object) -> NoReturn:
        """Refuses the request.

        Raises:
            Refusal: always.
        """
        raise Refusal(self._code, self._phrases.say(phrase, **values))

    def has(self, name: str) -> bool:
        """Whether a field was sent with a value."""
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """A text that must not be empty."""
        value = self.empty_or_text(name)
        if not value:
            self._refuse_field("field_missing", name)
        return value

    def empty_or_text(self, name: str) -> str:
        """A text that must be there, and may be empty."""
        if not self.has(name):
            self._refuse_field("field_missing", name)
        return self.optional_text(name)

    def optional_text(self, name: str) -> str:
        """A text, or ``""`` where none was sent."""
        value = self._values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self._refuse_field("field_not_text", name)
        if len(value) > _MAX_TEXT:
            self._refuse_field("field_too_long", name, most=_MAX_TEXT)
        return value

    def country(self, name: str) -> str:
        """An ISO 3166-1 alpha-2 code."""
        value = self.text(name)
        if not _COUNTRY.fullmatch(value):
            self._refuse_field("field_not_country", name)
        return value

    def phone(self, name: str) -> str:
        """Country code and number, digits only."""
        value = self.text(name)
        is_number = value.isascii() and value.isdigit()
        if not is_number or not _MIN_DIGITS <= len(value) <= _MAX_DIGITS:
            self._refuse_field("field_not_digits", name, least=_MIN_DIGITS, most=_MAX_DIGITS)
        return value

    def whole(self, name: str, *, least: int = 0, most: int = MAX_WHOLE) -> int:
        """A whole number within bounds; ``1.0`` and ``"1"`` are not."""
        value = self._values.get(name)
        if value is None:
            self._refuse_field("field_missing", name)
        if not is_whole_number(value) or not least <= value <= most:
            self._refuse_field("field_out_of_range", name, least=least, most=most)
        return value

    def optional_whole(self, name: str, *, least: int = 0, most: int = MAX_WHOLE) -> int:
        """A whole number within bounds; the least where none was sent."""
        return self.whole(name, least=least, most=most) if self.has(name) else least

    def number(self, name: str, *, decimals: int) -> float:
        """A number that is not negative, with no more decimals than documented."""
        value = self._values.get(name)
        if value is None:
            self._refuse_field("field_missing", name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not isinstance(value, int | float) or not 0 <= value <= MAX_WHOLE:
            self._refuse_field("field_not_number", name, decimals=decimals)
        if round(value, decimals) != value:
            self._refuse_field("field_not_number", name, decimals=decimals)
        return float(value)

    def seconds(self, name: str) -> int:
        """Seconds since 1970; ms are out of range."""
        return self.whole(name, most=_LAST_SECOND)

    def seconds_or_text(self, name: str) -> int:
        """Seconds, as a number or as text: one page declares the first and shows the second."""
        value = self._values.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            if len(value) > len(str(_LAST_SECOND)):
                self._refuse_field("field_out_of_range", name, least=0, most=_LAST_SECOND)
            return int(value)
        return self.seconds(name)

    def time(self, name: str) -> dt.datetime:
        """A text time without a zone."""
        value = self.text(name)
        if not _TIME.fullmatch(value):
            self._refuse_field("field_not_time", name)
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:  # of the form, and not in the calendar
            self._refuse_field("field_not_time", name)

    def texts(self, name: str) -> list[str]:
        """A list of texts with at least one."""
        return [self._element(name, value) for value in self._listed(name)]

    def objects(self, name: str) -> list[Fields]:
        """A list of objects with at least one."""
        elements = []
        for index, value in enumerate(self._listed(name)):
            if not isinstance(value, dict):
                self._refuse_field("field_not_list", name)
            inside = f"{name}[{index}]."
            elements.append(Fields(value, self._phrases, code=self._code, inside=inside))
        return elements

    def _element(self, name: str, value: object) -> str:
        if not isinstance(value, str) or not value:
            self._refuse_field("field_not_list", name)
        return value

    def _listed(self, name: str) -> list[object]:
        value = self._values.get(name)
        if value is None or value == []:
            self._refuse_field("field_missing", name)
        if not isinstance(value, list):
            self._refuse_field("field_not_list", name)
        return value

    def _refuse_field(self, phrase: str, name: str, **values: object) -> NoReturn:
        self.refuse(phrase, field=self._inside + name, **values)
