"""Finds files that ship beside the code: icons, translations, sounds."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def find_resource(relative: str) -> Path:
    """Returns the path of a shipped file.

    Args:
        relative: path below ``resources``, with forward slashes, e.g. ``icons/phone.svg``.

    Raises:
        FileNotFoundError: no such file ships with the product.
    """
    for root in _roots():
        path = root / relative
        if path.exists():
            return path
    raise FileNotFoundError(f"no resource {relative!r} in this installation")


def _roots() -> list[Path]:
    """The places a file may be in: the frozen program, the wheel, the source tree."""
    roots = [_PACKAGE / "_resources", _PACKAGE.parent / "resources"]
    unpacked = getattr(sys, "_MEIPASS", None)
    if unpacked is not None:
        roots.insert(0, Path(unpacked) / "dialer" / "_resources")
    return roots
