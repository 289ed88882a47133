"""What AICC takes beside the fields of a call, checked before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_RECORDS_SPAN_MS = 7 * 24 * 3600 * 1000
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# The transport sets these; a second one would change where a request goes or ends.
_FRAMING = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "transfer-encoding"}
)


def check_records_span(start_ms: int, end_ms: int) -> None:
    """Refuses a span of records the provider would refuse.

    Raises:
        InputError: the span is longer than 7 days, or ends before it starts.
    """
    if end_ms < start_ms:
        raise InputError("end_ms", "The end lies before the start.")
    if end_ms - start_ms > MAX_RECORDS_SPAN_MS:
        raise InputError("end_ms", "Records are given for at most 7 days at a time.")


def check_headers(headers: Iterable[tuple[str, str]], *, field: str) -> Mapping[str, str]:
    """Headers a person typed, fit to be sent.

    Raises:
        InputError: a name or a value cannot be part of a request.
    """
    checked: dict[str, str] = {}
    for name, value in headers:
        if not _HEADER_NAME.fullmatch(name):
            raise InputError(field, "A header's name has only letters, digits and hyphens.")
        if name.lower() in _FRAMING:
            raise InputError(field, f"{name} is set by the program. Remove it.")
        if not (value.isascii() and value.isprintable() and value == value.strip()):
            raise InputError(field, f"The value of {name} holds a character that cannot be sent.")
        checked[name] = value
    return checked
