"""Links that name somebody to call: ``tel:``, ``callto:``, ``sip:`` and ``outdial:``.

A link comes from outside and is trusted with nothing: it can put a number into the field
and say what it is about, and no parameter of it can skip a question.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialer.domain.errors import InputError
from dialer.domain.link_schemes import is_call_link

_MAX_LENGTH = 2048
_MAX_NUMBER = 64
_MAX_REFERENCE = 200
_PROBLEM = "This link names no number that can be called."


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLink:
    """What a link asks for.

    Attributes:
        number: as it stands in the link, decoded; an international one begins with ``+``.
        extension: to be dialled once somebody answers, or ``""``.
        reference: what the call is about, in the words of who made the link, or ``""``.
    """

    number: str
    extension: str = ""
    reference: str = ""


def parse_link(text: str) -> CallLink:
    """Reads a link.

    Source: RFC 3966 (tel), RFC 3261 with ``user=phone`` (sip); callto as browsers know it;
    ``outdial://call?to=...&ref=...`` is this program's own.

    Raises:
        InputError: it is none of these, or names no number.
    """
    text = text.strip()
    scheme, _, rest = text.partition(":")
    if len(text) > _MAX_LENGTH or not is_call_link(text):
        raise InputError("callee", _PROBLEM)
    read = {"outdial": _read_own, "tel": _read_tel, "callto": _read_tel}.get(
        scheme.lower(), _read_sip
    )
    link = read(rest.removeprefix("//"))
    if not any(character.isdigit() for character in link.number) or len(link.number) > _MAX_NUMBER:
        raise InputError("callee", _PROBLEM)
    return link


def _read_tel(rest: str) -> CallLink:
    number, *parameters = rest.partition("?")[0].split(";")
    named = _named(parameters)
    number = _decoded(number)
    context = named.get("phone-context", "")
    # A context that is a domain says whose private number it is; nothing can be put before it.
    if context.startswith("+") and not number.startswith("+"):
        number = f"{context}{number}"
    return CallLink(number=number, extension=named.get("ext", "")[:_MAX_NUMBER])


def _read_sip(rest: str) -> CallLink:
    user, _, _host = rest.partition("@")
    number, *parameters = user.partition("?")[0].split(";")
    # What follows a colon would be a password: it has no place in a field.
    return CallLink(
        number=_decoded(number).partition(":")[0], extension=_named(parameters).get("ext", "")
    )


def _read_own(rest: str) -> CallLink:
    from urllib.parse import parse_qs  # noqa: PLC0415 - links are rare

    action, _, query = rest.partition("?")
    if action.strip("/") != "call":
        raise InputError("callee", _PROBLEM)
    fields = parse_qs(query, max_num_fields=20)
    # In a query a plus sign stands for a space; who writes +65... means the plus.
    number = " ".join(fields.get("to", [""])[0].split())
    is_international = "to=+" in query
    return CallLink(
        number=f"+{number}" if is_international and not number.startswith("+") else number,
        reference=_one_line(fields.get("ref", [""])[0]),
    )


def _named(parameters: list[str]) -> dict[str, str]:
    pairs = (parameter.partition("=") for parameter in parameters)
    return {name.lower(): _decoded(value) for name, _, value in pairs}


def _decoded(text: str) -> str:
    from urllib.parse import unquote  # noqa: PLC0415 - links are rare

    return _one_line(unquote(text))


def _one_line(text: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:_MAX_REFERENCE]
