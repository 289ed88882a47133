"""Several numbers in one cell, and what stands behind a number for who answers."""

from __future__ import annotations

import re
from urllib.parse import unquote

from dialer.lists.guesses import looks_like_number

_MAX_CHARS = 200
# A pause of a dialling pad, the parameter of a tel: link, or a word, and then a few digits.
_EXTENSION = re.compile(
    r"(?P<number>\+?[(0-9][^a-zA-Z,;#xX]{5,}?)\s*[,;]*\s*"
    r"(?:[,;]+(?:\s*p)?|;\s*ext\s*=|[pw]|ext(?:n|ension|\.)?|ekst(?:ensi)?\.?|x|#|分机|分機|转|轉)"
    r"\s*[.:：=]?\s*(?P<extension>[0-9]{1,8})#?",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r";(?P<name>[a-zA-Z-]+)(?:=(?P<value>[^;]*))?")
# The first is Google's own; the others are what people write.
_BETWEEN_NUMBERS = re.compile(
    r"\s*(?: ::: |[\r\n]+|[;/|,、，；／]|\b(?:or|and|atau|dan)\b)\s*", re.IGNORECASE
)


def split_numbers(text: str) -> list[str]:
    """The numbers of a cell: several where each part is one, else the text as it is."""
    if " ::: " in text:
        return [part.strip() for part in text.split(" ::: ") if part.strip()]
    if len(text) > _MAX_CHARS or text.isdigit():
        return [text]
    parts = [part for part in _BETWEEN_NUMBERS.split(text) if part]
    return parts if len(parts) > 1 and all(map(looks_like_number, parts)) else [text]


def split_extension(text: str) -> tuple[str, str]:
    """A number, and the extension behind it; ``""`` where it has none.

    Args:
        text: as it stands in a file, or what follows ``tel:``.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return text, ""
    if len(text) > _MAX_CHARS:
        return text, ""
    number, extension = _without_parameters(text)
    match = _EXTENSION.fullmatch(number)
    if match is not None:
        return match["number"].strip(), match["extension"]
    return number, extension


def _without_parameters(text: str) -> tuple[str, str]:
    """What a tel: link says in parameters: ``ext``, and where a local number belongs."""
    first = _PARAMETER.search(text)
    if first is None:
        return (unquote(text) if "%" in text else text), ""
    named = {
        match["name"].lower(): (match["value"] or "").strip()
        for match in _PARAMETER.finditer(text, first.start())
    }
    number = unquote(text[: first.start()]).strip()
    context = named.get("phone-context", "")
    if context.startswith("+") and not number.startswith("+"):
        number = f"{context}{number}"
    extension = "".join(c for c in named.get("ext", "") if c.isdigit())
    return number, extension
