"""Which links this program understands.

Apart from what reads them: every start looks at its argument, and one that hands over must
be quick.
"""

from __future__ import annotations

SCHEMES = ("tel", "callto", "sip", "sips", "outdial")


def is_call_link(text: str) -> bool:
    """Whether a text begins like a link that names somebody to call."""
    scheme, colon, rest = text.strip().partition(":")
    return bool(colon) and scheme.lower() in SCHEMES and bool(rest.strip())
