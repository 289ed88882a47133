"""What a two-way call may hold and for how long it is followed: one rule for all who ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    from dialer.domain.calls import TwoWayRequest

MAX_NUMBER_DIGITS = 32
MAX_AGENT_ID_DIGITS = 5
MAX_CALL_DATA = 1024
# How long after it was placed the provider is asked how a call goes.
FOLLOWED_FOR_MS = 2 * 3600 * 1000
MIN_SHOWN_DIGITS, MAX_SHOWN_DIGITS = 11, 14
# What people put between the digits of a number they can read.
_PUNCTUATION = re.compile(r"[\s()./-]")
_DIGITS = re.compile(r"[0-9]+")
_URL_START = re.compile(r"https?://[A-Za-z0-9]")
_URL = re.compile(r"[A-Za-z0-9\-:./_#?&]+")


def read_agent_number(typed: str, *, field: str = "agent_number") -> str:
    """The digits of an agent's mobile or softphone, from the number as a person types it.

    Args:
        typed: digits, with a + before them or without, set apart in any way.
        field: name of the field an error is shown beside.

    Raises:
        InputError: it holds something else, or more digits than fit.
    """
    digits = _PUNCTUATION.sub("", typed).removeprefix("+")
    if not digits:
        raise InputError(field, "Type the number of your phone.")
    _check_digits(digits, field)
    return digits


def read_agent_id(typed: str) -> str:
    """The agent's number at the provider, or ``""`` where none was typed.

    Raises:
        InputError: it is no number of 1 to 5 digits.
    """
    agent_id = typed.strip()
    _check_agent_id(agent_id)
    return agent_id


def read_shown_number(typed: str, *, field: str, access_codes: Collection[str]) -> str:
    """A number to be shown on a phone, or ``""`` for the tenant's own.

    Args:
        typed: an access code, or a whole number.
        field: name of the field an error is shown beside.
        access_codes: those the account is known to have; none known lets any be typed.

    Raises:
        InputError: it is neither.
    """
    number = _PUNCTUATION.sub("", typed).removeprefix("+")
    if not number or number in access_codes:
        return number
    _check_digits(number, field)
    if access_codes and not MIN_SHOWN_DIGITS <= len(number) <= MAX_SHOWN_DIGITS:
        raise InputError(
            field,
            f"Choose an access code, or type {MIN_SHOWN_DIGITS} to {MAX_SHOWN_DIGITS} digits.",
        )
    return number


def check_call_data(text: str) -> None:
    """Refuses more text than travels with a call.

    Raises:
        InputError: it is too long.
    """
    if len(text) > MAX_CALL_DATA:
        raise InputError(
            "call_data",
            f"At most {MAX_CALL_DATA} characters travel with a call. Take"
            f" {len(text) - MAX_CALL_DATA} out.",
        )


def check_callback_url(url: str) -> None:
    """Refuses an address the provider would not call back; ``""`` asks for no callback.

    Raises:
        InputError: it is no web address, or holds a character the provider does not take.
    """
    if not url:
        return
    if not _URL_START.match(url):
        raise InputError("callback_url", "The address must start with https:// or http://.")
    if not _URL.fullmatch(url):
        raise InputError(
            "callback_url", "The address may hold only letters, digits and - : . / _ # ? &"
        )


def check_two_way(request: TwoWayRequest) -> None:
    """Refuses a request that breaks a documented limit, whoever made it.

    Raises:
        InputError: names the field.
    """
    _check_digits(request.agent_number, "agent_number")
    _check_digits(request.callee.provider_digits, "callee")
    _check_agent_id(request.agent_id)
    check_call_data(request.call_data)
    for field, number in (
        ("customer_sees", request.customer_sees),
        ("agent_sees", request.agent_sees),
    ):
        if number:
            _check_digits(number, field)
    check_callback_url(request.callback_url)


def _check_agent_id(text: str) -> None:
    if text and not (_DIGITS.fullmatch(text) and len(text) <= MAX_AGENT_ID_DIGITS):
        raise InputError("agent_id", f"An agent ID has 1 to {MAX_AGENT_ID_DIGITS} digits.")


def _check_digits(text: str, field: str) -> None:
    if not _DIGITS.fullmatch(text):
        raise InputError(field, "Type a number of digits only.")
    if len(text) > MAX_NUMBER_DIGITS:
        raise InputError(field, f"A number has at most {MAX_NUMBER_DIGITS} digits here.")
