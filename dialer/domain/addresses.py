"""Addresses of providers: what an account may point at."""

from __future__ import annotations

from dialer.domain.errors import InputError

_MAX_LENGTH = 200


# The names proxies are kept away from; the rest of 127.0.0.0/8 is nobody's address here.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Tells whether a host name or address stands for this computer."""
    return host.strip("[]").lower() in _LOOPBACK


def parse_base_url(text: str, *, field: str = "base_url") -> str:
    """Reads the address of a provider as a person types it.

    Args:
        text: ``https://host`` or ``https://host:port``; ``http`` only to this computer.
        field: name of the field an error is shown beside.

    Returns:
        Scheme, host and port, without a trailing slash.

    Raises:
        InputError: secrets must not travel to such an address; the sentence says why.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415 - not needed before the first paint

    typed = text.strip()
    if not typed:
        raise InputError(field, "Choose an address, or type one that starts with https://.")
    if len(typed) > _MAX_LENGTH:
        raise InputError(field, f"An address has at most {_MAX_LENGTH} characters.")
    try:
        parts = urlsplit(typed if "://" in typed else f"https://{typed}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise InputError(field, "This is not an address. Type it like https://host.") from error
    if not host or not host.isascii() or not typed.isprintable() or " " in typed:
        raise InputError(field, "This is not an address. Type it like https://host.")
    if parts.username or parts.password:
        raise InputError(field, "Take the user name and password out of the address.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise InputError(field, "Type the address only up to the host, without a path.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise InputError(field, "The address must start with https://, so that keys stay secret.")
    shown_host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown_host}" + (f":{port}" if port else "")
