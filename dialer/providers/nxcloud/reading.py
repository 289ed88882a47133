"""Values out of NXCLOUD's replies, whose pages disagree on the type of most of them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from dialer.domain.errors import OutcomeUnknown, UnknownReason
from dialer.providers.reply_text import printable

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from dialer.providers.nxcloud.wire import Envelope

_MAX_TEXT = 500
_MAX_URL = 2000
_FLAGS = {"0": False, "1": True, "false": False, "true": True}
_MAX_WHOLE = 2**63 - 1


def rows_of(envelope: Envelope) -> tuple[Mapping[str, object], ...]:
    """The rows of a success: ``data`` as a list, or one object where a page shows one.

    ``null`` and ``{}`` are no rows.

    Raises:
        OutcomeUnknown: ``data`` is something else.
    """
    data = envelope.data
    if data is None or data == {}:
        return ()
    listed = data if isinstance(data, list) else [data]
    return tuple(_object_of(row) for row in listed)


def object_of(envelope: Envelope) -> Mapping[str, object]:
    """``data`` as an object; ``null`` and ``[]`` are an empty one.

    Raises:
        OutcomeUnknown: ``data`` is something else.
    """
    data = envelope.data
    return {} if data is None or data == [] else _object_of(data)


def _object_of(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise unreadable(f"data holds a {type(value).__name__} where an object belongs")
    return value


def unreadable(detail: str) -> OutcomeUnknown:
    """A success whose data cannot be read."""
    return OutcomeUnknown(UnknownReason.REPLY_UNREADABLE, detail)


def text_of(value: object, *, limit: int = _MAX_TEXT) -> str:
    """Text or a number as safe text; ``""`` for anything else."""
    if isinstance(value, str):
        return printable(value, limit)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return printable(json.dumps(value), limit)
    return ""


def url_of(value: object) -> str:
    """An address; these may be longer than words."""
    return text_of(value, limit=_MAX_URL)


def whole_of(value: object) -> int | None:
    """A whole number, also where it came as text or with ``.0``."""
    if isinstance(value, str):
        digits = value.strip()
        is_short = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_MAX_WHOLE))
        value = int(digits) if is_short else None
    number = number_of(value)
    if number is None or not number.is_integer() or abs(number) > _MAX_WHOLE:
        return None
    return value if isinstance(value, int) else int(number)


def number_of(value: object) -> float | None:
    """A JSON number that is finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def flag_of(value: object) -> bool | None:
    """A flag, which comes as a boolean, as 0 or 1, or as either in text."""
    if isinstance(value, bool):
        return value
    return _FLAGS.get(text_of(value).lower())


def moment_of(value: object) -> int | None:
    """Ms since the epoch; the provider writes 0 for "never"."""
    return whole_of(value) or None


def texts_of(value: object) -> tuple[str, ...]:
    """A list of texts, also where a lone text came in its place."""
    listed = value if isinstance(value, list) else [value]
    return tuple(filter(None, map(text_of, listed)))


def figures_of(
    row: Mapping[str, object], *, without: Container[str]
) -> Iterator[tuple[str, float]]:
    """Every number of a row, by the provider's name, in its order."""
    for name, value in row.items():
        number = number_of(value)
        if name not in without and number is not None:
            yield text_of(name), number


def labels_of(row: Mapping[str, object], *, without: Container[str]) -> Iterator[tuple[str, str]]:
    """Every text of a row, by the provider's name, in its order."""
    for name, value in row.items():
        if name not in without and isinstance(value, str) and (text := text_of(value)):
            yield text_of(name), text


def details_of(row: Mapping[str, object], *, without: Container[str]) -> Iterator[tuple[str, str]]:
    """Whatever else a row holds, as text, by the provider's name, in its order."""
    for name, value in row.items():
        shown = "" if name in without or value is None else _shown(value)
        if shown:
            yield text_of(name), shown


def _shown(value: object) -> str:
    if isinstance(value, str):
        return url_of(value)
    try:
        return printable(json.dumps(value, ensure_ascii=False), _MAX_URL)
    except RecursionError:  # nested beyond what anyone could read
        return ""
