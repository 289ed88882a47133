"""Text out of replies, made safe to show and to keep."""

from __future__ import annotations

import unicodedata


def printable(text: str, limit: int) -> str:
    """Text from the network as one line, without control characters, of bounded length."""
    one_line = " ".join(text[: 4 * limit].split())
    safe = "".join(c for c in one_line if unicodedata.category(c)[0] != "C")
    return safe[:limit]
