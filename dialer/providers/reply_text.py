"""Text out of replies, made safe to show and to keep."""

from __future__ import annotations

import re
import unicodedata

_RATE = re.compile(
    r"too (many|frequent) (requests|calls|visits|access)|too (frequent|fast|often)"
    r"|rate.?limit|limit of rate|throttl|qps|频繁|频率|限流",
    re.IGNORECASE,
)


def printable(text: str, limit: int) -> str:
    """Text from the network as one line, without control characters, of bounded length."""
    one_line = " ".join(text[: 4 * limit].split())
    if one_line.isprintable():
        return one_line[:limit]  # nearly all of it is, and asking each character takes long
    safe = "".join(c for c in one_line if unicodedata.category(c)[0] != "C")
    return safe[:limit]


def speaks_of_rate(words: str) -> bool:
    """Tells whether a provider's words say that requests come too fast.

    Not every "too many" does: there may be too many numbers in one request.
    """
    return _RATE.search(words) is not None
