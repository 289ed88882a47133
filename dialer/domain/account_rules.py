"""What an account must hold before it is stored or used; every problem is found at once."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from dialer.domain.accounts import DigestAlgorithm, ProviderKind, RoutingHeaders
from dialer.domain.addresses import parse_base_url
from dialer.domain.errors import InputError, InputErrors
from dialer.domain.phone_number import parse_phone_number
from dialer.domain.request_headers import check_extra_headers
from dialer.domain.two_way_limits import MAX_NUMBER_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dialer.domain.accounts import Account

LEAST_REQUESTS_PER_S, MOST_REQUESTS_PER_S = 0.1, 50.0
_MAX_NAME = 60
_MAX_KEY = 200
_MAX_TENANT_ID = 2**53 - 1
_ROUTING = re.compile(r"[A-Za-z0-9_.-]{0,40}")
_PUNCTUATION = re.compile(r"[\s().\-/]+")
_ACCESS_CODE = re.compile(rf"[0-9]{{1,{MAX_NUMBER_DIGITS}}}")
_OWN_NUMBER = re.compile(rf"\+?{_ACCESS_CODE.pattern}")

T = TypeVar("T")


def validated(
    account: Account, secret: str | None, *, unread: Sequence[InputError] = ()
) -> Account:
    """An account with every field read and cleaned, and without what its provider has no use for.

    Args:
        account: as typed; not the Sandbox.
        secret: as typed, or None where the stored one stays.
        unread: what could not even become a part of ``account``; it is raised with the rest.

    Raises:
        InputErrors: names every field that cannot be used, once.
    """
    problems = _Problems(unread)
    is_aicc = account.provider is ProviderKind.AICC
    cleaned = replace(
        account,
        name=problems.read(lambda: _name(account.name), ""),
        base_url=problems.read(lambda: _base_url(account), ""),
        key_id=problems.read(lambda: _key(account), ""),
        requests_per_s=problems.read(lambda: _rate(account.requests_per_s), 1.0),
    )
    problems.read(lambda: _require_secret(secret, account.provider), None)
    cleaned = _aicc(cleaned, problems) if is_aicc else _nxcloud(cleaned, problems)
    problems.raise_any()
    return cleaned


class _Problems:
    """Collects what cannot be used, one problem a field."""

    def __init__(self, unread: Sequence[InputError]) -> None:
        self._found = {problem.field: problem for problem in unread}

    def read(self, read: Callable[[], T], fallback: T) -> T:
        try:
            return read()
        except InputError as error:
            self._found.setdefault(error.field, error)
            return fallback

    def raise_any(self) -> None:
        if self._found:
            raise InputErrors(tuple(self._found.values()))


def _nxcloud(account: Account, problems: _Problems) -> Account:
    def numbers(typed: Sequence[str], field: str) -> tuple[str, ...]:
        return problems.read(lambda: _phone_numbers(typed, account.region, field), ())

    def routing(typed: RoutingHeaders, prefix: str) -> RoutingHeaders:
        return RoutingHeaders(
            problems.read(lambda: _routing(typed.biz_type, f"{prefix}biz_type"), ""),
            problems.read(lambda: _routing(typed.action, f"{prefix}action"), ""),
        )

    return replace(
        account,
        caller_ids=numbers(account.caller_ids, "caller_ids"),
        agent_numbers=numbers(account.agent_numbers, "agent_numbers"),
        dialout_headers=routing(account.dialout_headers, ""),
        nxcc_url=problems.read(lambda: _nxcc_url(account.nxcc_url), ""),
        tenant_id=problems.read(lambda: _tenant_id(account.tenant_id), None),
        nxcc_headers=routing(account.nxcc_headers, "nxcc_"),
        access_codes=(),
        extra_headers=(),
    )


def _aicc(account: Account, problems: _Problems) -> Account:
    return replace(
        account,
        agent_numbers=problems.read(lambda: _own_numbers(account.agent_numbers), ()),
        access_codes=problems.read(lambda: _access_codes(account.access_codes), ()),
        extra_headers=problems.read(
            lambda: check_extra_headers(account.extra_headers, field="extra_headers"), ()
        ),
        caller_ids=(),
        algorithm=DigestAlgorithm.MD5,
        dialout_headers=RoutingHeaders(),
        nxcc_url="",
        tenant_id=None,
        nxcc_headers=RoutingHeaders(),
    )


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise InputError("name", "Give the account a name.")
    if len(name) > _MAX_NAME:
        raise InputError("name", f"A name has at most {_MAX_NAME} characters.")
    return name


def _base_url(account: Account) -> str:
    if account.provider is ProviderKind.AICC and not account.base_url.strip():
        raise InputError("base_url", "Type the domain of your tenant, like service.example.com.")
    return parse_base_url(account.base_url)


def _key(account: Account) -> str:
    name = "app key" if account.provider is ProviderKind.AICC else "access key"
    key_id = account.key_id.strip()
    if not key_id:
        raise InputError("access_key", f"Type the {name}.")
    if len(key_id) > _MAX_KEY or not key_id.isascii() or not key_id.isprintable() or " " in key_id:
        raise InputError("access_key", f"An {name} holds no spaces. Copy it once more.")
    return key_id


def _require_secret(secret: str | None, provider: ProviderKind) -> None:
    if secret is not None and not secret.strip():
        name = "app secret" if provider is ProviderKind.AICC else "access secret"
        raise InputError("access_secret", f"Type the {name}.")


def _rate(requests_per_s: float) -> float:
    # Written so that "not a number" is refused too.
    if not LEAST_REQUESTS_PER_S <= requests_per_s <= MOST_REQUESTS_PER_S:
        raise InputError(
            "requests_per_s",
            f"Type a number from {LEAST_REQUESTS_PER_S:g} to {MOST_REQUESTS_PER_S:g}.",
        )
    return requests_per_s


def _phone_numbers(typed: Sequence[str], region: str, field: str) -> tuple[str, ...]:
    parsed = (parse_phone_number(text, region=region, field=field) for text in typed)
    return tuple(dict.fromkeys(number.e164 for number in parsed))


def _routing(typed: str, field: str) -> str:
    if not _ROUTING.fullmatch(typed.strip()):
        raise InputError(field, "Use letters and digits only, or leave it empty.")
    return typed.strip()


def _nxcc_url(typed: str) -> str:
    return parse_base_url(typed, field="nxcc_url") if typed else ""


def _tenant_id(tenant_id: int | None) -> int | None:
    if tenant_id is not None and not 1 <= tenant_id <= _MAX_TENANT_ID:
        raise InputError("tenant_id", "A tenant ID is a whole number above 0. Copy it once more.")
    return tenant_id


def _own_numbers(typed: Sequence[str]) -> tuple[str, ...]:
    """Phones with their country code, and softphones with whatever number the tenant gave them."""
    numbers = [_PUNCTUATION.sub("", text) for text in typed]
    for text, number in zip(typed, numbers, strict=True):
        if not _OWN_NUMBER.fullmatch(number):
            raise InputError(
                "agent_numbers",
                f"“{text}” is not a number. Use at most {MAX_NUMBER_DIGITS} digits, + may lead.",
            )
    return tuple(dict.fromkeys(numbers))


def _access_codes(typed: Sequence[str]) -> tuple[str, ...]:
    codes = [_PUNCTUATION.sub("", text) for text in typed]
    for text, code in zip(typed, codes, strict=True):
        if not _ACCESS_CODE.fullmatch(code):
            raise InputError(
                "access_codes",
                f"“{text}” is not an access code. Use at most {MAX_NUMBER_DIGITS} digits.",
            )
    return tuple(dict.fromkeys(codes))
