"""What AICC takes in each field, checked before anything is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dialer.domain.calls import TwoWayRequest

MAX_RECORDS_SPAN_MS = 7 * 24 * 3600 * 1000
_MAX_NUMBER = 32
_MAX_CALL_DATA = 1024
_DIGITS = re.compile(r"[0-9]+")
_AGENT_ID = re.compile(r"[0-9]{1,5}")
_URL_START = re.compile(r"https?://[A-Za-z0-9]")
_URL = re.compile(r"[A-Za-z0-9\-:./_#?&]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# The transport sets these; a second one would change where a request goes or ends.
_FRAMING = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "transfer-encoding"}
)


def check_two_way(request: TwoWayRequest) -> None:
    """Refuses a two-way call that breaks a documented limit.

    Raises:
        InputError: names the field.
    """
    _check_number("caller", request.agent_number)
    _check_number("callee", request.callee.provider_digits)
    if request.agent_id and not _AGENT_ID.fullmatch(request.agent_id):
        raise InputError("agent_id", "An agent number has 1 to 5 digits.")
    if len(request.call_data) > _MAX_CALL_DATA:
        raise InputError("call_data", f"At most {_MAX_CALL_DATA} characters travel with a call.")
    if request.customer_sees:
        _check_number("customer_sees", request.customer_sees)
    if request.agent_sees:
        _check_number("agent_sees", request.agent_sees)
    if request.callback_url:
        _check_callback_url(request.callback_url)


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


def _check_number(field: str, text: str) -> None:
    if not _DIGITS.fullmatch(text):
        raise InputError(field, "Type a number of digits only.")
    if len(text) > _MAX_NUMBER:
        raise InputError(field, f"A number has at most {_MAX_NUMBER} digits here.")


def _check_callback_url(url: str) -> None:
    if not _URL_START.match(url):
        raise InputError("callback_url", "The address must start with https:// or http://.")
    if not _URL.fullmatch(url):
        raise InputError(
            "callback_url",
            "The provider takes only letters, digits and - : . / _ # ? & in this address.",
        )
