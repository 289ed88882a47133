"""HTTP headers a person may add to an account's requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# The transport sets these; a second one would change where a request goes or ends.
_FRAMING = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "transfer-encoding"}
)
# What a request proves itself with, and what its body is.
_OURS = frozenset({"authorization", "content-type", "x-app-key", "x-token-expire"})
_MAX_VALUE = 1000
_MAX_HEADERS = 20


def check_headers(headers: Iterable[tuple[str, str]], *, field: str) -> Mapping[str, str]:
    """Headers fit to be part of a request.

    Raises:
        InputError: a name or a value cannot be sent.
    """
    checked: dict[str, str] = {}
    for name, value in headers:
        if not _NAME.fullmatch(name):
            raise InputError(field, "A header's name has only letters, digits and hyphens.")
        if name.lower() in _FRAMING:
            raise InputError(field, f"{name} is set by the program. Remove it.")
        if not (value.isascii() and value.isprintable() and value == value.strip()):
            raise InputError(field, f"The value of {name} holds a character that cannot be sent.")
        checked[name] = value
    return checked


def check_extra_headers(
    headers: Iterable[tuple[str, str]], *, field: str
) -> tuple[tuple[str, str], ...]:
    """Headers that come on top of the program's own, in the order they were typed.

    Raises:
        InputError: one cannot be sent, stands twice, or is the program's to set.
    """
    pairs = tuple((name.strip(), value.strip()) for name, value in headers)
    check_headers(pairs, field=field)
    seen: set[str] = set()
    for name, value in pairs:
        if name.lower() in _OURS:
            raise InputError(field, f"{name} is set by the program. Remove it.")
        if name.lower() in seen:
            raise InputError(field, f"{name} stands here twice. Keep one of them.")
        if not value:
            raise InputError(field, f"Type a value after “{name}:”.")
        if len(value) > _MAX_VALUE:
            raise InputError(field, f"The value of {name} has more than {_MAX_VALUE} characters.")
        seen.add(name.lower())
    if len(pairs) > _MAX_HEADERS:
        raise InputError(field, f"At most {_MAX_HEADERS} headers can be added.")
    return pairs
